"""How far the form goes on each sheet: what stands beyond it, no report prints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from xltools.law.edition import Edition
from xltools.layout.places import letters
from xltools.layout.return_book import COVER, layout_of


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the form goes on a sheet; `right` finds what stands further right.

    `own` are the rows and columns of what the form itself says there, beside its headings.
    """

    last_row: int
    last_column: int
    own: frozenset[tuple[int, int]]
    right: re.Pattern[bytes]


@cache
def extent_of(edition: Edition, sheet: str) -> Extent:
    """How far the form of that edition goes on a sheet."""
    layout = layout_of(edition)
    if sheet == COVER:
        helps = layout.code.column + 1
        right = _in_columns(range(helps + 1, _FURTHEST))
        return Extent(layout.code.row, helps, frozenset(), re.compile(right))
    tables = [area for area in layout.tables.values() if area.origin.sheet == sheet]
    texts = [area for area in layout.narratives.values() if area.first.sheet == sheet]
    spots = [spot for spot in layout.labels if spot.sheet == sheet]
    spots += [area.last for area in (*texts, *(a.note for a in tables), *(a.area for a in tables))]
    blocks = [layout.last_year[a.table.id] for a in tables if a.table.id in layout.last_year]
    last_row = max((*(spot.row for spot in spots), *(block.last_row for block in blocks)))
    last = max(spot.column for spot in spots)
    hidden = {s.column for area in tables for block in area.shadows for s in block.spots()}
    right = _in_columns(column for column in range(last + 1, _FURTHEST) if column not in hidden)
    headings = [area.first.row - 1 for area in texts]
    own = frozenset((row, last + 1) for row in headings)
    return Extent(last_row, last, own, re.compile(right))


_FURTHEST = 703
"""The column after ZZ; further right nothing is read."""


def _in_columns(columns: Iterable[int]) -> bytes:
    """A pattern that finds the address of each cell with contents in these columns."""
    ends: dict[str, str] = {}
    for name in map(letters, columns):
        ends[name[:-1]] = ends.get(name[:-1], "") + name[-1]
    named = "|".join(f"{start}[{end}]" for start, end in ends.items())
    return rf'<c r="((?:{named})[0-9]+)"[^>]*[^/]><'.encode()
