"""Short true and false sentences with what must be found in them: `tests/corpus/*.toml`.

A text may hold alternatives, `{收到|受理}`: each combination is a sentence of its own. A group
may have another narrative, kind of body, year and name, other figures than those of the file
(`changed`), and a return of last year (`previous`: its figures, `last_year`: its text).
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

    `previous` is the body's return of last year, `also` checks that may find something as well.
    """

    text: str
    expected: str
    also: tuple[str, ...]
    filing: Filing
    previous: Filing | None


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
                filing, previous = _filing(settings, sentence), _previous(settings)
                yield Sentence(sentence, group.get("check", ""), also, filing, previous)


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
        figures={**settings.get("figures", {}), **settings.get("changed", {})},
        narratives={narrative: tuple(text.split("\n"))},
    )


def _previous(settings: dict[str, Any]) -> Filing | None:
    """Last year's return: `previous` are its figures, `last_year` its text, where given."""
    if not settings.keys() & {"previous", "last_year"}:
        return None
    last = {
        **settings,
        "year": settings["year"] - 1,
        "changed": settings.get("previous", {}),
    }
    return _filing(last, settings.get("last_year", ""))


def found(sentence: Sentence) -> list[Finding]:
    """What the checks find, apart from what any such filing lacks."""
    findings = check(sentence.filing, sentence.previous)
    return [finding for finding in findings if finding.rule not in _ALWAYS]
