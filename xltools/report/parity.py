"""What a report says in its tables, read back and confronted with the filing.

The tables are found by their order and read by their grid, as a reader would: spans count,
nothing hidden is looked at.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TypeAlias

from lxml import etree
from lxml import html as web

from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition
from xltools.law.form import Role
from xltools.report.outline import printed_tables
from xltools.report.text import line

Grid: TypeAlias = dict[tuple[int, int], str]
"""The text at each row and column where a cell begins."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def differences(filing: Filing, word: bytes, html: str) -> list[str]:
    """The ids of the cells whose figure is another, or missing, in one of the two reports."""
    wrong = [*differing(filing, word_grids(word)), *differing(filing, html_grids(html))]
    return list(dict.fromkeys(wrong))


def differing(filing: Filing, grids: Sequence[Grid]) -> list[str]:
    """The ids of the cells whose figure does not stand in its place in these tables."""
    places = _places(filing.edition)
    if len(grids) != len(places):
        return [cell for table in places for _, cell in table]
    return [
        cell
        for table, grid in zip(places, grids, strict=True)
        for place, cell in table
        if not _agrees(filing, cell, grid.get(place))
    ]


@cache
def _places(edition: Edition) -> tuple[tuple[tuple[tuple[int, int], str], ...], ...]:
    """Of each printed table, the figures: grid row and column, and cell id."""
    return tuple(
        tuple(
            ((placed.row, placed.column), placed.cell.id)
            for placed in table.grid()
            if placed.role is Role.FIGURE and placed.cell
        )
        for table in printed_tables(edition)
    )


def _agrees(filing: Filing, cell: str, text: str | None) -> bool:
    if text is None:
        return False
    number = filing.number(cell)
    if number is None:
        value = filing.values[cell]
        return text == (line(value.text) if isinstance(value, Unreadable) else "")
    try:
        return Decimal(text) == number and text.isascii()
    except InvalidOperation:
        return False


def word_grids(document: bytes) -> list[Grid]:
    """The tables of a .docx."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return [_word_grid(table) for table in root.iter(_W + "tbl")]


def _word_grid(table: etree._Element) -> Grid:  # pyright: ignore[reportPrivateUsage]
    grid: Grid = {}
    for row, cells in enumerate(table.iterchildren(_W + "tr")):
        column = 0
        for cell in cells.iterchildren(_W + "tc"):
            grid[row, column] = "".join(text.text or "" for text in cell.iter(_W + "t"))
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            column += 1 if span is None else int(span.get(_W + "val", "1"))
    return grid


def html_grids(page: str) -> list[Grid]:
    """The tables of a page."""
    return [_html_grid(table) for table in web.fromstring(page).iter("table")]


def _html_grid(table: etree._Element) -> Grid:  # pyright: ignore[reportPrivateUsage]
    grid: Grid = {}
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.iter("tr")):
        column = 0
        for cell in cells.iterchildren("th", "td"):
            while (row, column) in taken:
                column += 1
            across, down = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            grid[row, column] = (cell.text or "").strip()
            if down > 1:
                taken.update((row + r, column + c) for r in range(1, down) for c in range(across))
            column += across
    return grid
