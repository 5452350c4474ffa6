"""What a document holds, and how it is collected: tables as grids of text, lines in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from xltools.messages import say

TextGrid: TypeAlias = dict[tuple[int, int], str]
"""The text at each row and column of a table; a spanning cell's stands at every place.
The lines of a cell are parted by line ends."""
Origins: TypeAlias = dict[tuple[int, int], tuple[int, int]]
"""Where the cell begins that stands at each row and column of a table."""

LARGEST = 64_000_000
"""Bytes of a document's text that are read; a report has far less than one million."""
_WIDEST = 1000
"""Columns or rows that one cell spans at most, as browsers have it."""
_PLACES = 200_000
"""Places that all tables of a document have at most; a report's have about 300."""
_ATTRIBUTES = 2000
"""Attributes that one element has at most: parsers take the square of their number."""
_LONG_TAG = 20_000
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_PARTS = re.compile(rb"[^\s>]+")

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202d\u2060-\u2069\ufeff]")
"""What no reader sees. An override to the left (U+202E) is not here: it shows other words."""
REVERSED = "\u202e"
"""Stands before a text that is shown from its end to its beginning."""


class NotADocument(ValueError):
    """The bytes are no report that can be read; `code` is that of the sentence which says why."""

    code = "not_document"


class TooLarge(NotADocument):
    """It is larger, or more intricate, than any report."""

    code = "too_large"


class DocumentKind(Enum):
    """What a document is: a page has a site's own lines around the report, the others have not;
    a fragment has no title, which the site that it is pasted into writes itself."""

    WORD = auto()
    PAGE = auto()
    FRAGMENT = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, the number of the innermost table that it stands in, if any, and whether
    the program that wrote it counts it: its number is then not in its text."""

    text: str
    table: int | None = None
    counted: bool = False


@dataclass
class Published:
    """The tables and the lines of a document, in their order.

    `origins` are those of each table; `pictures` is how many pictures it shows, `scans` are
    the numbers of pages that are nothing but pictures; `marked` has the table and the text of
    each cell that holds a bookmark, by its name; `begun` has the number of the line that follows
    one outside of tables.
    """

    kind: DocumentKind = DocumentKind.PAGE
    grids: list[TextGrid] = field(default_factory=list[TextGrid])
    lines: list[Line] = field(default_factory=list[Line])
    origins: list[Origins] = field(default_factory=list[Origins])
    pictures: int = 0
    scans: tuple[int, ...] = ()
    marked: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    begun: dict[str, int] = field(default_factory=dict[str, int])


def refuse_many_attributes(markup: bytes) -> None:
    """Raises TooLarge where an element has more attributes than any report's, in linear time."""
    for tag in markup.split(b"<"):
        if len(tag) > _LONG_TAG:
            head = _QUOTED.sub(b"", tag).partition(b">")[0]
            if sum(1 for _ in _PARTS.finditer(head)) > _ATTRIBUTES:
                raise TooLarge("attributes")


def number(said: str | None) -> int:
    """A number of rows or columns; 0 for what is none, never more than a table may have."""
    text = (said or "").strip()
    if not (text.isascii() and text.isdecimal()):
        return 0
    return _WIDEST if len(text) > len(str(_WIDEST)) else min(int(text), _WIDEST)


@dataclass
class _Cell:
    row: int
    column: int
    across: int
    down: int
    continues: bool
    lines: list[str] = field(default_factory=list[str])
    marks: list[str] = field(default_factory=list[str])


@dataclass
class _Table:
    """A table that is being read: `until` is the row below what a column is taken down to."""

    number: int
    grid: TextGrid
    origins: Origins
    row: int = -1
    column: int = 0
    cells: list[_Cell] = field(default_factory=list[_Cell])
    until: dict[int, int] = field(default_factory=dict[int, int])
    tall: list[tuple[_Cell, str]] = field(default_factory=list[tuple[_Cell, str]])


class Collector:
    """Takes what a document holds, in its order, and keeps the table that is being read."""

    def __init__(self, kind: DocumentKind) -> None:
        self.found = Published(kind)
        self._open: list[_Table] = []
        self._said: list[str] = []
        self._places = 0
        self.counted = False

    def add(self, text: str | None, *, struck: bool = False) -> None:
        """More text of the line that is being read; what is struck out is said to be."""
        if text:
            shown = struck and text.strip()
            self._said.append(say("document.struck", text=shown) if shown else text)

    def end_line(self) -> None:
        """The line is whole."""
        counted, self.counted = self.counted, False
        if not self._said:
            return
        text = " ".join(UNSEEN.sub("", "".join(self._said)).split())
        self._said.clear()
        if not text:
            return
        table = self._open[-1] if self._open else None
        if table and table.cells:
            table.cells[-1].lines.append(text)
        self.found.lines.append(Line(text, table.number if table else None, counted))

    def begin_table(self) -> None:
        """What follows stands in a table."""
        self.end_line()
        table = _Table(len(self.found.grids), {}, {})
        self._open.append(table)
        self.found.grids.append(table.grid)
        self.found.origins.append(table.origins)

    def end_table(self) -> None:
        """The innermost table is whole; no cell spans below its last row."""
        self.end_line()
        table = self._open.pop()
        for cell, text in table.tall:
            below = range(cell.row + 1, min(cell.row + cell.down, table.row + 1))
            self._take(cell.across * len(below))
            for row in below:
                for column in range(cell.column, cell.column + cell.across):
                    table.grid[row, column] = text
                    table.origins[row, column] = (cell.row, cell.column)

    def begin_row(self, skipped: int = 0) -> None:
        """What follows stands in the next row, after so many columns that are left out."""
        self.end_line()
        if self._open:
            table = self._open[-1]
            table.row, table.column = table.row + 1, skipped

    def begin_cell(self, across: int, down: int = 1, *, continues: bool = False) -> None:
        """What follows stands in a cell, or in one that `continues` the cell above it."""
        self.end_line()
        if not self._open:
            return
        table = self._open[-1]
        table.row = max(table.row, 0)
        while table.until.get(table.column, 0) > table.row:
            table.column += 1
        self._take(across)
        for column in range(table.column, table.column + across):
            table.until[column] = table.row + down
        table.cells.append(_Cell(table.row, table.column, across, down, continues))
        table.column += across

    def mark(self, name: str) -> None:
        """What follows stands under a bookmark."""
        if not self._open:
            self.begin(name)
        elif self._open[-1].cells:
            self._open[-1].cells[-1].marks.append(name)

    def begin(self, name: str) -> None:
        """The line that is being read, or the next, is the first one of that name."""
        self.found.begun.setdefault(name, len(self.found.lines))

    def end_cell(self) -> None:
        """The innermost cell is whole."""
        self.end_line()
        if not self._open or not self._open[-1].cells:
            return
        table = self._open[-1]
        cell = table.cells.pop()
        text, origin = "\n".join(cell.lines), (cell.row, cell.column)
        if cell.continues:
            above = (cell.row - 1, cell.column)
            text, origin = table.grid.get(above, ""), table.origins.get(above, origin)
        for column in range(cell.column, cell.column + cell.across):
            table.grid[cell.row, column] = text
            table.origins[cell.row, column] = origin
        for name in cell.marks:
            self.found.marked.setdefault(name, (table.number, text))
        if cell.down > 1:
            table.tall.append((cell, text))

    def _take(self, places: int) -> None:
        self._places += places
        if self._places > _PLACES:
            raise TooLarge("cells")
