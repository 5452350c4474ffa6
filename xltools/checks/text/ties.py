"""The vocabulary compiled: which phrases speak of which cells, and what makes them doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from xltools.checks.data import data
from xltools.checks.text.numbers import Number
from xltools.checks.text.phrases import expression, optional
from xltools.filing.filing import Filing, sum_of
from xltools.law.edition import Edition
from xltools.law.form import Form, FormRow

SignedCells: TypeAlias = tuple[int, str, tuple[str, ...]]
"""A sign, what the form calls it, and the cells it is the sum of."""

_NUMBERED = re.compile("^(?:[\uff08(][^\uff09)]{1,2}[\uff09)])?(?:\\d+[.\uff0e])?")


@dataclass(frozen=True, slots=True)
class Tie:
    """What a number in certain phrases must equal: the first sum, or one of the others.

    One of `words` must stand near for the phrases to be tried at all; `needs` must stand in
    the paragraph up to there, unless the narrative is one of `at_home`; `unless` may not
    stand in the clause, `unless_before` not in the sentence; `part` asks that the phrase does
    not speak of a part only, `alone` that it means all applications, whatever part its sentence
    speaks of before; `scale` is what the cell's unit is worth in the text's; `at_most` are sums
    of which it may be a part.
    """

    id: str
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    sums: tuple[tuple[SignedCells, ...], ...]
    sure: bool
    needs: re.Pattern[str] | None
    at_home: tuple[str, ...]
    unless: re.Pattern[str] | None
    unless_before: re.Pattern[str] | None
    part: bool
    alone: bool
    scale: int
    at_most: tuple[tuple[SignedCells, ...], ...]

    @property
    def labels(self) -> str:
        """The first sum in the form's own words."""
        return sum_in_words(self.sums[0])

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the first sum."""
        return tuple(cell for _, _, cells in self.sums[0] for cell in cells)

    @property
    def table(self) -> str:
        """The table in which these stand."""
        return self.cells[0].partition(".")[0]

    @property
    def follows(self) -> bool:
        """Whether it may be of that part of the applications only which its sentence led with."""
        return self.table == "requests" and not self.alone


@dataclass(frozen=True, slots=True)
class Topic:
    """Ties that are tried only where one of the words stands, as one pattern."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All ties, and the patterns that find them: the group that matched is the place in `ties`."""

    ties: tuple[Tie, ...]
    topics: tuple[Topic, ...]

    def found_in(self, text: str, begin: int, end: int) -> Iterator[tuple[Tie, re.Match[str]]]:
        """What matches between the places, in order, each where the one before has ended."""
        done = begin
        found = sorted(self._all_in(text, begin, end), key=lambda one: (one[1].start(), one[0]))
        for place, match in found:
            if match.start() >= done:
                done = match.end()
                yield self.ties[place], match

    def _all_in(self, text: str, begin: int, end: int) -> Iterator[tuple[int, re.Match[str]]]:
        near = text[begin:end]
        for topic in self.topics:
            for word in topic.words:
                if word in near:
                    for match in topic.pattern.finditer(text, begin, end):
                        yield int(str(match.lastgroup)[1:]), match
                    break


@cache
def vocabulary(edition: Edition) -> Vocabulary:
    """The ties of an edition: those declared, then those its own row labels make."""
    form = edition.form
    topics_of: dict[str, list[str]] = data("vocabulary")["topics"]
    declared = (tie_of(form, e, topics_of[e["topic"]]) for e in data("vocabulary")["tie"])
    ties = (*declared, *_of_rows(form))
    topics: dict[tuple[str, ...], list[str]] = {}
    for index, tie in enumerate(ties):
        phrases = "|".join(map(expression, tie.phrases))
        topics.setdefault(tie.words, []).append(f"(?P<t{index}>{phrases})")
    return Vocabulary(
        ties, tuple(Topic(words, re.compile("|".join(all_))) for words, all_ in topics.items())
    )


def tie_of(form: Form, entry: Mapping[str, Any], words: Iterable[str]) -> Tie:
    """An entry that has an id and cells, as a tie; one of `words` must stand near."""
    return Tie(
        id=entry["id"],
        words=tuple(words),
        phrases=tuple(entry.get("phrases", ())),
        sums=tuple(signed_sums(form, names) for names in entry["cells"]),
        sure=entry.get("sure", True),
        needs=optional(entry, "needs"),
        at_home=tuple(entry.get("at_home", ())),
        unless=optional(entry, "unless"),
        unless_before=optional(entry, "unless_before"),
        part=entry.get("part", False),
        alone=entry.get("alone", False),
        scale=entry.get("scale", 1),
        at_most=tuple(signed_sums(form, names) for names in entry.get("at_most", ())),
    )


def _of_rows(form: Form) -> Iterator[Tie]:
    """A tie for each result of table 3, group or row, whose own label is long enough."""
    entry: dict[str, Any] = data("vocabulary")["rows"]
    synonyms: dict[str, dict[str, str]] = entry["synonyms"]
    for row in _rows_under(form, entry["table"], entry["group"]):
        label = _NUMBERED.sub("", row.brief or row.label)
        if len(label) >= entry["shortest"]:
            other = synonyms.get(row.id, {})
            written = "|".join(filter(None, (re.escape(label), other.get("phrase"))))
            phrase = f"(?:{written}){entry['after']}{{total}}{{of}}#"
            cells = [[f"{entry['table']}.{row.id}.{entry['column']}"]]
            group = {"unless": entry["unless_group"]} if row.rows else {}
            own = entry | group | {"id": row.id, "phrases": [phrase], "cells": cells}
            yield tie_of(form, own, filter(None, (label, other.get("word"))))


def _rows_under(form: Form, table: str, group: str) -> Iterator[FormRow]:
    row = form.row(table, group)
    return (child for child in row.walk() if child is not row) if row else iter(())


def signed_sums(form: Form, names: Iterable[str]) -> tuple[SignedCells, ...]:
    """A sum of the vocabulary as its terms."""
    return tuple(_term(form, name) for name in names)


def _term(form: Form, name: str) -> SignedCells:
    """A cell, or the sum of the cells of all rows under a group, with its sign.

    What another edition's form has stands for itself: here it has no number, and nothing ties.
    """
    sign, name = (-1, name[1:]) if name.startswith("-") else (1, name)
    table, _, rest = name.partition(".")
    named = form.cells.get(name) or form.row(table, rest.partition(".")[0])
    return sign, named.label if named else name, form.cells_under(name)


def sum_in_words(terms: tuple[SignedCells, ...]) -> str:
    """A sum in the form's own words."""
    signed = (("＋" if sign > 0 else "－") + label for sign, label, _ in terms)
    return "".join(signed).removeprefix("＋")


def total_of(filing: Filing, terms: tuple[SignedCells, ...]) -> int | Decimal | None:
    """The sum; None where one of its cells is no number."""
    return sum_of(
        None if (number := filing.number(cell)) is None else sign * number
        for sign, _, cells in terms
        for cell in cells
    )


def agrees(filing: Filing, tie: Tie, number: Number) -> bool:
    """Whether the number is what one of the tie's sums holds, or nothing is known of one."""
    return agreeing(filing, tie, number) is not None


def agreeing(filing: Filing, tie: Tie, number: Number) -> tuple[SignedCells, ...] | None:
    """The first of the tie's sums that the number agrees with, None where it does with none."""
    for terms in tie.sums:
        figure = total_of(filing, terms)
        if figure is None or _is(number, figure * tie.scale):
            return terms
    return _holding(filing, tie, tie.at_most, number)


def may_be_part(filing: Filing, tie: Tie, number: Number) -> bool:
    """Whether the number may be of a part of what one of the tie's sums counts: it is no more."""
    return tie.follows and _holding(filing, tie, tie.sums, number) is not None


def _holding(
    filing: Filing, tie: Tie, sums: Iterable[tuple[SignedCells, ...]], number: Number
) -> tuple[SignedCells, ...] | None:
    """The first of the sums that is no less than the number, or of which nothing is known."""
    for terms in sums:
        figure = total_of(filing, terms)
        if figure is None or number.value <= figure * tie.scale:
            return terms
    return None


def _is(number: Number, figure: int | Decimal) -> bool:
    """Equal; a number written in 万, or a rounded one, to its last digit."""
    apart = abs(number.value - figure)
    return apart == 0 or (number.step != 1 and apart < number.step)
