"""What a report says in its tables, read back and confronted with the filing.

The tables are found by their order and read by their grid, as a reader would: spans count,
nothing hidden is looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import TypeAlias

from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition
from xltools.law.form import Role
from xltools.report.outline import printed_tables
from xltools.report.text import line

Grid: TypeAlias = dict[tuple[int, int], str]
"""The text at each row and column where a cell begins."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TABLE, _ROW, _CELL, _TEXT = (_W + name for name in ("tbl", "tr", "tc", "t"))
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_SPAN, _VAL = _W + "gridSpan", _W + "val"


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
    return text == str(number) or bool(_PLAIN.fullmatch(text) and Decimal(text) == number)


def word_grids(document: bytes) -> list[Grid]:
    """The tables of a .docx."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return [_word_grid(table) for table in root.iter(_TABLE)]


def _word_grid(table: _Element) -> Grid:
    grid: Grid = {}
    row = column = -1
    across = 1
    for item in table.iter(_ROW, _CELL, _SPAN, _TEXT):
        tag = item.tag
        if tag == _TEXT:
            grid[row, column] += item.text or ""
        elif tag == _CELL:
            column += across
            across = 1
            grid[row, column] = ""
        elif tag == _SPAN:
            across = int(item.get(_VAL, "1"))
        else:
            row, column, across = row + 1, 0, 0
    return grid


def html_grids(page: str) -> list[Grid]:
    """The tables of a page."""
    return [_html_grid(table) for table in etree.HTML(page).iter("table")]


def _html_grid(table: _Element) -> Grid:
    grid: Grid = {}
    taken: set[tuple[int, int]] = set()
    row = column = -1
    for item in table.iter("tr", "th", "td"):
        if item.tag == "tr":
            row, column = row + 1, 0
            continue
        while (row, column) in taken:
            column += 1
        across, down = int(item.get("colspan", "1")), int(item.get("rowspan", "1"))
        grid[row, column] = "".join(item.itertext()) if len(item) else item.text or ""
        if down > 1:
            taken.update((row + r, column + c) for r in range(1, down) for c in range(across))
        column += across
    return grid
