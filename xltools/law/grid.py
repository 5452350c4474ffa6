"""A table drawn: header, stub and body placed once, with spans.

The workbook, the Word report and the HTML page all draw these places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from xltools.law.form import Block, Cell, FormColumn, FormRow, FormTable


class Role(StrEnum):
    """What a place in a drawn table is."""

    HEADING = "heading"
    CORNER = "corner"
    HEADER = "header"
    STUB = "stub"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Placed:
    """One place of a drawn table: zero-based row and column, spans, and what stands there."""

    row: int
    column: int
    rows: int
    columns: int
    role: Role
    text: str = ""
    cell: Cell | None = None


def places_of(table: FormTable, *, spread: bool = True) -> tuple[Placed, ...]:
    """Headings, corner, header, stub and figures of all blocks, one block under another.

    With `spread`, the last column of a narrower block spans to the table's full width (as
    published); without, every figure takes one grid column (as typed).
    """
    placed: list[Placed] = []
    top = 0
    for block in table.blocks:
        drawn = _Drawing(table, block, top, spread).draw()
        placed.extend(drawn)
        top = max(place.row + place.rows for place in drawn)
    return tuple(placed)


class _Drawing:
    """Places one block of a table, starting at grid row `top`."""

    def __init__(self, table: FormTable, block: Block, top: int, spread: bool) -> None:
        self.table = table
        self.block = block
        self.top = top + bool(block.heading)
        self.body = self.top + block.header_depth
        self.spare = table.width - table.stub_depth - len(block.leaf_columns) if spread else 0

    def draw(self) -> list[Placed]:
        table, block = self.table, self.block
        placed: list[Placed] = []
        if block.heading:
            placed.append(Placed(self.top - 1, 0, 1, table.width, Role.HEADING, block.heading))
        if table.stub_depth:
            depth = (block.header_depth, table.stub_depth)
            placed.append(Placed(self.top, 0, *depth, Role.CORNER, table.corner))
        column = table.stub_depth
        for top_column in block.columns:
            placed.extend(self._header(top_column, self.top, column))
            column += len(top_column.leaves())
        row = self.body
        for top_row in block.rows:
            placed.extend(self._stub(top_row, row, 0))
            row += len(top_row.leaves())
        placed.extend(self._figures())
        return placed

    def _columns(self, start: int, leaves: int) -> int:
        """Grid columns that `leaves` columns from grid column `start` take."""
        last = start + leaves == self.table.stub_depth + len(self.block.leaf_columns)
        return leaves + (self.spare if last else 0)

    def _header(self, column: FormColumn, row: int, start: int) -> Iterator[Placed]:
        leaves = len(column.leaves())
        rows = 1 if column.columns else self.body - row
        yield Placed(row, start, rows, self._columns(start, leaves), Role.HEADER, column.label)
        for child in column.columns:
            yield from self._header(child, row + 1, start)
            start += len(child.leaves())

    def _stub(self, row: FormRow, top: int, level: int) -> Iterator[Placed]:
        columns = 1 if row.rows else self.table.stub_depth - level
        yield Placed(top, level, len(row.leaves()), columns, Role.STUB, row.label)
        for child in row.rows:
            yield from self._stub(child, top, level + 1)
            top += len(child.leaves())

    def _figures(self) -> Iterator[Placed]:
        across = len(self.block.leaf_columns)
        for index, cell in enumerate(self.block.cells):
            column = self.table.stub_depth + index % across
            span = self._columns(column, 1)
            yield Placed(self.body + index // across, column, 1, span, Role.FIGURE, "", cell)
