"""How the register spells a body's name: that is what is printed, however a return spells it.

The names lie in the run's staging folder, where the workers look them up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from xltools.collection.register.body import Body
from xltools.collection.register.matching import plain_name, unambiguous
from xltools.examination.record import Located, outside
from xltools.filing.filing import Filing
from xltools.law.rule import Severity

_FILE = "names.json"
_FIELDS = ("name", "report_name")


def hand_over_names(bodies: Sequence[Body] | None, staging: Path) -> None:
    """Put the register's names where the workers find them."""
    text = json.dumps(spellings(bodies or ()), ensure_ascii=False)
    (staging / _FILE).write_text(text, encoding="utf-8")


def spellings(bodies: Sequence[Body]) -> dict[str, str]:
    """The register's own spelling by each name, as names are compared, of one body only."""
    named = [(name, body) for body in bodies for name in (body.name, body.report_name) if name]
    names = [(plain_name(name), name, body) for name, body in named]
    sure = unambiguous([*{(plain, body.name): (plain, body) for plain, _, body in names}.values()])
    return {plain: name for plain, name, _ in reversed(names) if plain in sure}


@cache
def _handed_over(staging: Path) -> Mapping[str, str]:
    file = staging / _FILE
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def as_registered(filing: Filing, staging: Path) -> tuple[Filing, tuple[Located, ...]]:
    """The filing with its names spelled as the register does; what differed is told."""
    names = _handed_over(staging)
    differing = {
        item: (typed, name)
        for item in _FIELDS
        if (typed := filing.cover.get(item))
        and (name := names.get(plain_name(typed)))
        and name != typed
    }
    if not differing:
        return filing, ()
    told = tuple(
        outside("spelling", Severity.INFO, typed=typed, name=name)
        for typed, name in dict.fromkeys(differing.values())
    )
    cover = {**filing.cover, **{item: name for item, (_, name) in differing.items()}}
    return replace(filing, cover=cover), told
