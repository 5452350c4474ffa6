"""报送情况 as a sheet of 台账.xlsx: the page's own sections, one under another, with charts."""

from __future__ import annotations

from xltools.collection.situation.figures import Situation
from xltools.collection.situation.page import PageSection, sections
from xltools.collection.tables.table import Column, ColumnKind, Graph, Item, Table
from xltools.collection.tables.writer import OfficeBook
from xltools.messages import say

_TALL = 16
"""Rows of the usual height that a chart takes."""
_MOST = 9
"""Columns of the widest section."""

SITUATION = Table(
    say("situation.sheet"),
    (
        Column("part", say("situation_column.part"), 16),
        Column("name", say("situation_column.name"), 40),
        *(Column(f"item-{n}", "", 12, ColumnKind.NUMBER) for n in range(1, _MOST)),
    ),
)


def write_situation(book: OfficeBook, given: Situation) -> None:
    """Write the sheet: each section with its heads, and a chart where it has one."""
    book.add(SITUATION, {"name": given.sentence})
    if given.settings:
        book.add(SITUATION, {"name": given.settings})
    drawn = 2
    for section in sections(given):
        first = _written(book, section)
        if chart := section.chart:
            last, line = first + len(section.rows) - 1, bool(chart.points)
            graph = Graph(section.heading, "name", "item-1", first, last, drawn, line)
            book.draw(SITUATION, graph)
            drawn += _TALL


def _written(book: OfficeBook, section: PageSection) -> int:
    """Write a section; the number of its first row."""
    book.add(SITUATION, {})
    book.add(SITUATION, {"part": section.heading, **_row(section.heads)})
    first = book.next_row(SITUATION)
    for row in section.rows:
        book.add(SITUATION, _row(row))
    if section.note:
        book.add(SITUATION, {"name": section.note})
    return first


def _row(texts: tuple[str, ...]) -> dict[str, Item]:
    name, *items = texts
    numbered = {f"item-{n}": _item(text) for n, text in enumerate(items, start=1)}
    return {"name": name, **numbered}


def _item(text: str) -> Item:
    return int(text) if text.isdecimal() else text or None
