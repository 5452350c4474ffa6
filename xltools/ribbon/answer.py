"""What pressing a button comes to, for every program that shows the ribbon: each carries it out
by its own calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from xltools.layout.return_book import Area, Spot

CellContent: TypeAlias = str | int | float | Decimal | None
Plain: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Write:
    """A block of open cells and what they are to hold, row by row; None empties a cell."""

    area: Area
    rows: Sequence[Sequence[CellContent]]

    @property
    def data(self) -> list[list[Plain]]:
        """The rows as a spreadsheet program takes them and keeps them as they are."""
        return [[_as_data(value) for value in row] for row in self.rows]

    def pieces(self) -> Iterator[tuple[Area, Plain]]:
        """The same piece by piece: a cell and its value, or cells that are to be empty and None.

        No cell is emptied before it gets its value: what fails midway loses nothing.
        """
        start = self.area.first
        parts = groupby(enumerate(self.data), key=lambda row: row[1].count(None) == len(row[1]))
        for empty, group in parts:
            rows = list(group)
            if empty:
                yield Area(start.moved(rows=rows[0][0]), len(rows), self.area.columns), None
                continue
            for number, row in rows:
                for column, value in enumerate(row):
                    yield Area(start.moved(rows=number, columns=column), 1), value


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done, in this order: cells are written and all is recalculated, a cell is shown,
    the person is told.

    Where a person can type until then, nothing is done unless the cells of `empty` are so still.
    """

    tell: str
    writes: tuple[Write, ...] = ()
    go: Spot | None = None
    empty: tuple[Spot, ...] = ()


def _as_data(value: CellContent) -> Plain:
    """What makes a program keep a value as it is: a text after `'` is no formula and no number."""
    match value:
        case "":
            return None
        case str():
            return f"'{value}"
        case Decimal():
            return float(value)
        case _:
            return value
