"""Returns of invented bodies whose texts state their figures: `bodies.toml` holds the sentences.

Figures balance, and what a text says of them is true: a check that doubts one is wrong.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from xltools.filing.filing import Filing, Value
from xltools.law.edition import load
from xltools.report.draft import drafted

EDITION = load("2021")
KINDS = {"局": "政府部门", "镇人民政府": "乡镇政府", "街道办事处": "街道办事处"}
_CHOICE = re.compile(r"\{([^{}]*)\}")
_PLACE = re.compile("<([^<>]+)>")
_DRAFTED = ("on_request", "processing_fee")
_NUMERALS = "零一二三四五六七八九十"
_NAMES = "安平永和东西南北清明长宁新兴福泽广源瑞祥"


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that a text states: where it stands, and whether it is a percentage."""

    narrative: str
    paragraph: int
    begin: int
    end: int
    share: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A return and the numbers that its written texts state."""

    filing: Filing
    stated: tuple[Stated, ...]


@cache
def _sentences(narrative: str) -> tuple[dict[str, Any], ...]:
    file = Path(__file__).with_suffix(".toml")
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["sentence"]
    return tuple(entry for entry in entries if entry["narrative"] == narrative)


def bodies(count: int, seed: int = 2025) -> Iterator[Body]:
    """So many bodies, every second with drafted texts; the same ones for the same seed."""
    chance = random.Random(seed)
    return (body(chance, number, written=bool(number % 2)) for number in range(count))


def body(chance: random.Random, number: int, *, written: bool = True) -> Body:
    """One body; `written` where it wrote the texts that the program would draft."""
    ending = chance.choice(list(KINDS))
    name = f"{_NAMES[number % 20]}{_NAMES[number // 20 % 20]}县第{number}{ending}"
    cover = {"name": name, "body_kind": KINDS[ending], "year": "2024", "date": "2025-01-20"}
    filing = Filing(EDITION, cover=cover, figures=_figures(chance))
    narratives: dict[str, tuple[str, ...]] = {}
    stated: list[Stated] = []
    for narrative in EDITION.form.narratives:
        if narrative in _DRAFTED and not written:
            narratives[narrative] = drafted(filing, narrative)
        elif sentences := list(_chosen(chance, filing, narrative)):
            text, numbers = _filled(chance, filing, "".join(sentences))
            narratives[narrative] = (text,)
            stated += (Stated(narrative, 0, *number) for number in numbers)
    whole = Filing(EDITION, cover=cover, figures=filing.figures, narratives=narratives)
    return Body(whole, tuple(stated))


def _figures(chance: random.Random) -> dict[str, Value]:
    """Figures that balance, with no total filed."""
    figures: dict[str, Value] = dict.fromkeys(EDITION.typed, 0)
    for column in ("natural_person", "business", "research", "other_organisation"):
        done = 0
        for row in ("granted", "granted_in_part", "deliberative", "not_held", "to_be_created",
                    "petitions", "repeated", "not_corrected", "other_outcome"):  # fmt: skip
            done += (count := _count(chance, 8 if column == "natural_person" else 1))
            figures[f"requests.{row}.{column}"] = count
        out, into = _count(chance, 2), min(done, _count(chance, 2))
        figures[f"requests.carried_out.{column}"] = out
        figures[f"requests.carried_in.{column}"] = into
        figures[f"requests.new.{column}"] = done + out - into
    for cell in ("review_upheld", "review_pending", "direct_upheld", "after_review_upheld"):
        figures[f"cases.{cell}"] = _count(chance, 2)
    made, repealed = _count(chance, 4), _count(chance, 2)
    figures["disclosure.normative_documents.made"] = made
    figures["disclosure.normative_documents.repealed"] = repealed
    figures["disclosure.normative_documents.in_force"] = made + 10 + _count(chance, 30)
    for row, most in (("licensing", 900), ("penalties", 400), ("coercive_measures", 60)):
        figures[f"disclosure.{row}.decisions"] = _count(chance, most)
    figures["disclosure.administrative_charges.charged"] = Decimal(_count(chance, 90_000)) / 100
    figures["fees.items"] = items = max(0, _count(chance, 2) - 1)
    figures["fees.amount"] = 100 * items
    return figures


def _count(chance: random.Random, most: int) -> int:
    """Often 0, seldom much."""
    return chance.randint(0, most) if chance.random() < 0.7 else 0


def _chosen(chance: random.Random, filing: Filing, narrative: str) -> Iterator[str]:
    """Sentences that hold of the filing, an opening one first, with their choices made."""
    fitting = [entry for entry in _sentences(narrative) if _fits(entry, filing)]
    opening = [text for entry in fitting if entry.get("first") for text in entry["texts"]]
    others = [text for entry in fitting if not entry.get("first") for text in entry["texts"]]
    if opening:
        yield _decided(chance, chance.choice(opening))
    for text in chance.sample(others, min(len(others), chance.randint(2, 4))):
        yield _decided(chance, text)


def _fits(entry: dict[str, Any], filing: Filing) -> bool:
    none = all(not filing.number(cell) for cell in entry.get("none", ()))
    return none and all(filing.number(cell) for cell in entry.get("some", ()))


def _decided(chance: random.Random, text: str) -> str:
    return _CHOICE.sub(lambda match: chance.choice(match[1].split("|")), text)


def _filled(
    chance: random.Random, filing: Filing, text: str
) -> tuple[str, list[tuple[int, int, bool]]]:
    """The text with its figures, and where each of them stands."""
    made, done = "", 0
    numbers: list[tuple[int, int, bool]] = []
    for match in _PLACE.finditer(text):
        made += text[done : match.start()]
        done = match.end()
        written = _written(chance, filing, match[1])
        if match[1] != "year":
            numbers.append((len(made), len(made) + len(written), match[1].startswith("%")))
        made += written
    return made + text[done:], numbers


def _written(chance: random.Random, filing: Filing, name: str) -> str:
    if name == "year":
        return str(filing.year)
    if name.startswith("%"):
        part, whole = (_value(filing, each) for each in name[1:].split("/"))
        share = Decimal(100 * part / whole if whole else 0).quantize(Decimal("0.1"))
        return f"{share}%"
    value = _value(filing, name)
    if 0 < value <= 10 and value == int(value) and chance.random() < 0.1:
        return _NUMERALS[int(value)]
    return f"{value}"


def _value(filing: Filing, name: str) -> Decimal:
    """The sum of the named figures; the name of a group of rows stands for all of them."""
    total = Decimal(0)
    for cell in name.split("+"):
        table, row, column = (*cell.split("."), "")[:3]
        group = _group(table, row) if column else ()
        cells = [f"{table}.{leaf}.{column}" for leaf in group] or [cell]
        total += sum(Decimal(filing.number(each) or 0) for each in cells)
    return total


def _group(table: str, name: str) -> tuple[str, ...]:
    for block in EDITION.form.tables[table].blocks:
        for top in block.rows:
            for row in top.walk():
                if row.id == name and row.rows:
                    return tuple(leaf.id for leaf in row.leaves())
    return ()
