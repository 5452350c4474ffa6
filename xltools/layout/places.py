"""Cells and areas of a workbook, as formulas, defined names and people say them.

Rows and columns count from 1, as a spreadsheet shows them. What stands where is said by
`layout` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


@cache
def letters(column: int) -> str:
    """Column letters: 1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class Spot(NamedTuple):
    """One cell of the workbook; a tuple, as thousands of them are keys."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """`E7`."""
        return f"{letters(self.column)}{self.row}"

    @property
    def reference(self) -> str:
        """`三依申请!E7`, as people read it."""
        return f"{self.sheet}!{self.address}"

    @property
    def link(self) -> str:
        """`'三依申请'!E7`, as a link and a formula say it: an engine may want the quotes."""
        return f"'{self.sheet}'!{self.address}"

    @property
    def absolute(self) -> str:
        """`'三依申请'!$E$7`, as a defined name says it."""
        return f"'{self.sheet}'!${letters(self.column)}${self.row}"

    def moved(self, rows: int = 0, columns: int = 0) -> Spot:
        """The cell so many rows down and columns right."""
        return Spot(self.sheet, self.row + rows, self.column + columns)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells on one sheet."""

    first: Spot
    rows: int
    columns: int = 1

    @property
    def last(self) -> Spot:
        """The bottom right cell."""
        return self.first.moved(self.rows - 1, self.columns - 1)

    @property
    def address(self) -> str:
        """`D8:I32`, or `D8` for one cell."""
        one = self.first == self.last
        return self.first.address if one else f"{self.first.address}:{self.last.address}"

    @property
    def reference(self) -> str:
        """`三依申请!D8:I32`."""
        return f"{self.first.sheet}!{self.address}"

    @property
    def link(self) -> str:
        """`'三依申请'!D8:I32`, as a formula says it."""
        return f"'{self.first.sheet}'!{self.address}"

    @property
    def absolute(self) -> str:
        """`'三依申请'!$D$8:$I$32`."""
        last = f"${letters(self.last.column)}${self.last.row}"
        return f"{self.first.absolute}:{last}"

    def row(self, number: int) -> Spot:
        """The first cell of a row, from 0; of the last one where there are not so many."""
        return self.first.moved(rows=min(number, self.rows - 1))

    def spots(self) -> Iterator[Spot]:
        """Every cell, row by row."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield self.first.moved(row, column)


def addresses(spots: Iterable[Spot]) -> list[str]:
    """Spots of one sheet as short addresses, neighbours in a row or column joined to ranges."""
    joined: list[Area] = []
    for spot in sorted(spots):
        if joined and spot == joined[-1].last.moved(columns=1):
            joined[-1] = Area(joined[-1].first, 1, joined[-1].columns + 1)
        else:
            joined.append(Area(spot, 1))
    stacked: list[Area] = []
    for area in joined:
        for index, above in enumerate(stacked):
            below = above.first.moved(rows=above.rows)
            if area.first == below and area.columns == above.columns:
                stacked[index] = Area(above.first, above.rows + 1, above.columns)
                break
        else:
            stacked.append(area)
    return [area.address for area in stacked]


def ranges(spots: Iterable[Spot]) -> list[Area]:
    """Spots of one sheet joined down their columns to ranges, in order: for formulas."""
    areas: list[Area] = []
    for spot in sorted(spots, key=lambda spot: (spot.column, spot.row)):
        last = areas.pop() if areas else Area(spot, rows=0)
        if last.columns == 1 and spot == last.first.moved(rows=last.rows):
            areas.append(Area(last.first, last.rows + 1))
        elif last.rows == 1 and spot == last.first.moved(columns=last.columns):
            areas.append(Area(last.first, 1, last.columns + 1))
        else:
            areas += [last, Area(spot, 1)]
    return areas
