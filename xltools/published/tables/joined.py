"""Tables that were parted, put together again: under one another, at their right edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xltools.published.documents.contents import Origins, TextGrid
from xltools.published.tables.labels import RowKey, row_keys


@dataclass(frozen=True)
class Joined:
    """All tables of a document under one another; `owner` is the table of each row."""

    grid: TextGrid
    origins: Origins
    keys: list[RowKey]
    owner: list[int]


def join(grids: Sequence[TextGrid], origins: Sequence[Origins] = ()) -> Joined:
    """Tables side by side at their right edges, where the figures stand."""
    widths = [_width(grid) for grid in grids]
    widest = max(widths, default=0)
    whole: TextGrid = {}
    begins: Origins = {}
    owner: list[int] = []
    for number, grid in enumerate(grids):
        top, left = len(owner), widest - widths[number]
        for (row, column), text in grid.items():
            if column < widths[number]:
                at = row, column
                begin = origins[number].get(at, at) if origins else at
                whole[top + row, left + column] = text
                begins[top + row, left + column] = (top + begin[0], left + begin[1])
        owner += [number] * (max((row for row, _ in grid), default=-1) + 1)
    return Joined(whole, begins, row_keys(whole), owner)


def _width(grid: TextGrid) -> int:
    """Columns up to the last one that holds anything."""
    return max((column for (_, column), text in grid.items() if text), default=-1) + 1
