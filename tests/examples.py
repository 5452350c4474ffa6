"""The catalogue's examples as filings: what each holds, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xltools.checks.data import data

EXAMPLES = {key: example for key, example in data("examples").items() if key != "filing"}


@dataclass
class Scene:
    """What an example's filing holds, and what it is compared with."""

    cover: dict[str, str]
    figures: dict[str, Any]
    previous: dict[str, Any] = field(default_factory=dict[str, Any])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    last_year: str = ""
    other: str = ""
    empty: bool = False
    open: bool = False

    def take(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            held = getattr(self, name)
            setattr(self, name, held | value if isinstance(held, dict) else value)


def scene(example: dict[str, Any], side: str) -> Scene:
    base = data("examples")["filing"]
    made = Scene(base["cover"], base["figures"])
    for name in ("when", f"{side}_when"):
        given = example.get(name, {})
        if given.get("empty"):
            made.figures = {}
        made.take(given)
    if where := example.get("where"):
        made.texts = {**made.texts, where: example[side]}
    return made


def figures_of(given: dict[str, Any]) -> dict[str, Any]:
    return {cell: Decimal(str(v)) if isinstance(v, float) else v for cell, v in given.items()}
