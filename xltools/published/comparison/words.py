"""What a person reads of the differences between a return and a document: few lines, first things
first.

What differs in many cells for one reason is one line: zeros published as blanks, and the labels
of a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from xltools.filing.filing import Filing
from xltools.layout.return_book import layout_of
from xltools.messages import say, some_of
from xltools.published.comparison.differences import Difference, Fault

_Place: TypeAlias = Callable[[Filing, Difference], str]
_FIRST = 3
"""So many are named where there are more of a kind."""


def lines_on(filing: Filing, found: Sequence[Difference]) -> Iterator[str]:
    """A line for each difference or kind of them: title and name first, then in their order."""
    yield from _lines(filing, found, _place)


def at_their_place(filing: Filing, found: Sequence[Difference]) -> Iterator[str]:
    """The same of one place, told beside it: it is named only of several cells."""
    several = len({one.id for one in found}) > 1
    for line in _lines(filing, found, _place if several else _unsaid):
        yield line.strip()


def _lines(filing: Filing, found: Sequence[Difference], place: _Place) -> Iterator[str]:
    for alike in _grouped(sorted(found, key=lambda one: one.id != "name")):
        if alike[0].fault is Fault.LABEL:
            yield _labels(alike, place(filing, alike[0]))
        elif _zero_left_out(alike[0]) and len(alike) > _FIRST:
            yield _zeros(filing, alike)
        else:
            yield from (_line(one, place(filing, one)) for one in alike)


def _grouped(found: Sequence[Difference]) -> Iterator[list[Difference]]:
    """The differences, those of a kind together where the first of them stands."""
    kinds: dict[object, list[Difference]] = {}
    for number, one in enumerate(found):
        kind: object = number
        if one.fault is Fault.LABEL:
            kind = one.id
        elif _zero_left_out(one):
            kind = one.fault, one.found
        kinds.setdefault(kind, []).append(one)
    yield from kinds.values()


def _zero_left_out(one: Difference) -> bool:
    """Whether a zero is published as a blank or a mark."""
    told = any(letter.isalnum() for letter in one.found)
    return one.fault is Fault.FIGURE and one.filed == "0" and not told


def _zeros(filing: Filing, alike: Sequence[Difference]) -> str:
    layout = layout_of(filing.edition)
    places = "、".join(layout.where((one.id,)) for one in alike[:_FIRST])
    mark = alike[0].found or say("compare.blank")
    return say("compare.zeros", count=len(alike), found=mark, places=places)


def _labels(alike: Sequence[Difference], place: str) -> str:
    labels = some_of([_label(one) for one in alike], _FIRST, "；")
    return say("compare.label", place=place, count=len(alike), labels=labels)


def _label(one: Difference) -> str:
    how = "changed" if one.filed and one.found else "missing" if one.filed else "added"
    return say(f"compare.label_{how}", filed=one.filed, found=one.found)


def _table(filing: Filing, id: str) -> str:
    """A table of the form by its sheet and its name."""
    layout, table = layout_of(filing.edition), filing.edition.form.tables[id]
    return say("compare.table", sheet=layout.place(table.cells[0].id).sheet, table=table.name)


def _line(one: Difference, place: str) -> str:
    blank = say("compare.blank")
    filed, found = one.filed or blank, one.found or blank
    return say(f"compare.{one.fault.value}", place=place, filed=filed, found=found)


def _place(filing: Filing, one: Difference) -> str:
    match one.fault:
        case Fault.TEXT_ADDED:
            return ""
        case Fault.TABLE_ADDED | Fault.TABLE_UNREAD | Fault.LABEL:
            return _table(filing, one.id)
        case _:
            return layout_of(filing.edition).where((one.id,))


def _unsaid(*_: object) -> str:
    return ""
