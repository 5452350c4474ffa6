"""The vocabulary compiled: which phrases speak of which cells, and what makes them doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from xltools.checks.data import data
from xltools.checks.numbers import COUNT, MONEY, SHARE
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.law.form import Form, Row

Term: TypeAlias = tuple[int, str, tuple[str, ...]]
"""A sign, what the form calls it, and the cells it is the sum of."""

_PART = re.compile(r"\{([a-z_]+)\}")
_NUMBERED = re.compile("^(?:[\uff08(][^\uff09)]{1,2}[\uff09)])?(?:\\d+[.\uff0e])?")


@dataclass(frozen=True, slots=True)
class Tie:
    """What a number in certain phrases must equal: the first sum, or one of the others.

    `needs` must stand in the paragraph up to there, unless the narrative is one of
    `at_home`; `unless` may not stand in the clause, `unless_before` not in the sentence;
    `part` asks that the phrase does not speak of a part only; `scale` is what the cell's
    unit is worth in the text's.
    """

    id: str
    phrases: tuple[str, ...]
    sums: tuple[tuple[Term, ...], ...]
    sure: bool
    needs: re.Pattern[str] | None
    at_home: tuple[str, ...]
    unless: re.Pattern[str] | None
    unless_before: re.Pattern[str] | None
    part: bool
    scale: int

    @property
    def labels(self) -> str:
        """The first sum in the form's own words."""
        return "＋".join(label for _, label, _ in self.sums[0])

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the first sum."""
        return tuple(cell for _, _, cells in self.sums[0] for cell in cells)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All ties as one pattern; the group that matched is the place in `ties`."""

    pattern: re.Pattern[str]
    ties: tuple[Tie, ...]


@cache
def expression(phrase: str) -> str:
    """A phrase of the vocabulary as a regular expression over coded text."""
    parts: dict[str, str] = data("vocabulary")["parts"]
    whole = _PART.sub(lambda match: expression(parts[match[1]]), phrase)
    return whole.replace("#", COUNT).replace("￥", MONEY).replace("％", SHARE)


def compiled(phrase: str) -> re.Pattern[str]:
    """That regular expression, compiled."""
    return re.compile(expression(phrase))


def optional(entry: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    """The phrase that an entry holds under that key, compiled; None where it holds none."""
    return compiled(entry[key]) if key in entry else None


@cache
def vocabulary(edition: Edition) -> Vocabulary:
    """The ties of an edition: those declared, then those its own row labels make."""
    form = edition.form
    declared = (_declared(form, entry) for entry in data("vocabulary")["tie"])
    ties = (*declared, *_of_rows(form))
    alternatives = (
        f"(?P<t{index}>{'|'.join(map(expression, tie.phrases))})" for index, tie in enumerate(ties)
    )
    return Vocabulary(re.compile("|".join(alternatives)), ties)


def _declared(form: Form, entry: Mapping[str, Any]) -> Tie:
    return _tie(
        entry,
        entry["id"],
        tuple(entry["phrases"]),
        tuple(terms_of(form, names) for names in entry["cells"]),
    )


def _tie(
    entry: Mapping[str, Any], id_: str, phrases: tuple[str, ...], sums: tuple[tuple[Term, ...], ...]
) -> Tie:
    return Tie(
        id=id_,
        phrases=phrases,
        sums=sums,
        sure=entry.get("sure", True),
        needs=optional(entry, "needs"),
        at_home=tuple(entry.get("at_home", ())),
        unless=optional(entry, "unless"),
        unless_before=optional(entry, "unless_before"),
        part=entry.get("part", False),
        scale=entry.get("scale", 1),
    )


def _of_rows(form: Form) -> Iterator[Tie]:
    """A tie for each result of table 3, group or row, whose own label is long enough."""
    entry: dict[str, Any] = data("vocabulary")["rows"]
    synonyms: dict[str, str] = entry["synonyms"]
    for row in _rows_under(form, entry["table"], entry["group"]):
        label = _NUMBERED.sub("", row.brief or row.label)
        if len(label) >= entry["shortest"]:
            words = "|".join(filter(None, (re.escape(label), synonyms.get(row.id, ""))))
            phrase = f"(?:{words}){entry['after']}{{total}}{{of}}#"
            name = f"{entry['table']}.{row.id}.{entry['column']}"
            group = {"unless": entry["unless_group"]} if row.rows else {}
            yield _tie(entry | group, row.id, (phrase,), ((_term(form, name),),))


def _rows_under(form: Form, table: str, group: str) -> Iterator[Row]:
    for row in _rows(form, table):
        if row.id == group:
            yield from (child for child in row.walk() if child is not row)


def _rows(form: Form, table: str) -> Iterator[Row]:
    for block in form.tables[table].blocks:
        for row in block.rows:
            yield from row.walk()


def terms_of(form: Form, names: Iterable[str]) -> tuple[Term, ...]:
    """A sum of the vocabulary as its terms."""
    return tuple(_term(form, name) for name in names)


def _term(form: Form, name: str) -> Term:
    """A cell, or the sum of the cells of all rows under a group, with its sign."""
    sign, name = (-1, name[1:]) if name.startswith("-") else (1, name)
    if name in form.cells:
        return sign, form.cells[name].label, (name,)
    table, group, column = name.split(".")
    row = next(row for row in _rows(form, table) if row.id == group)
    return sign, row.label, tuple(f"{table}.{leaf.id}.{column}" for leaf in row.leaves())


def value_of(filing: Filing, terms: tuple[Term, ...]) -> int | Decimal | None:
    """The sum; None where one of its cells is no number."""
    total: int | Decimal = 0
    for sign, _, cells in terms:
        for cell in cells:
            number = filing.number(cell)
            if number is None:
                return None
            total += sign * number
    return total
