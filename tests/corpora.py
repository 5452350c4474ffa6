"""Short true and false sentences with what must be found in them: `tests/corpus/*.toml`.

A text may hold alternatives, `{收到|受理}`: each combination is a sentence of its own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from xltools.checks import check
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import load

CORPUS = Path(__file__).parent / "corpus"
FAMILIES = tuple(sorted(file.stem for file in CORPUS.glob("*.toml")))
_ALTERNATIVES = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_ALWAYS = ("C-DATE", "C-DRAFTED")
"""Checks that look at what a one-sentence filing lacks."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, the filing it stands in, and the check that must find it ("" for none).

    `also` are checks that may find something in it as well.
    """

    text: str
    expected: str
    also: tuple[str, ...]
    filing: Filing


def expand(text: str) -> Iterator[str]:
    """The text with each combination of its alternatives."""
    parts = _ALTERNATIVES.split(text)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    return ("".join(chosen) for chosen in product(*choices))


def sentences(family: str) -> Iterator[Sentence]:
    """Every sentence of a family."""
    corpus = tomllib.loads(
        (CORPUS / f"{family}.toml").read_text(encoding="utf-8"), parse_float=Decimal
    )
    for group in (*corpus.get("fires", ()), *corpus.get("silent", ())):
        settings = {**corpus["filing"], **group}
        for text in group["texts"]:
            for sentence in expand(text):
                also = tuple(group.get("also", ()))
                filing = _filing(settings, sentence)
                yield Sentence(sentence, group.get("check", ""), also, filing)


def _filing(settings: dict[str, Any], text: str) -> Filing:
    edition = load("2021")
    narrative = settings.get("narrative", "on_request")
    return Filing(
        edition,
        cover={
            "name": settings.get("name", "测试县发展和改革局"),
            "year": str(settings["year"]),
            "body_kind": settings.get("body_kind", ""),
        },
        nil=dict.fromkeys(edition.form.tables, True) if "figures" in settings else {},
        figures=settings.get("figures", {}),
        narratives={narrative: tuple(text.split("\n"))},
    )


def found(filing: Filing) -> list[Finding]:
    """What the checks find, apart from what any such filing lacks."""
    return [finding for finding in check(filing) if finding.rule not in _ALWAYS]
