"""Cells that were merged: of several that a form asks for, a person then sees one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from xltools.law.edition import Edition
from xltools.layout.return_book import Spot, layout_of
from xltools.platform.memory import remembered
from xltools.reader.cells.grid import spot_of

_MERGE = re.compile(rb"""\sref=["']([A-Z]+[0-9]+):([A-Z]+[0-9]+)["']""")


def merges(xml: bytes) -> bytes:
    """What a sheet's XML says of merged cells."""
    start = xml.rfind(b"<mergeCells")
    return xml[start : xml.find(b"</mergeCells>", start)] if start >= 0 else b""


@remembered(256)  # the sheets of one return are merged like those of the next
def merged_figures(section: bytes, edition: Edition, sheet: str) -> tuple[Spot, ...]:
    """The figures of a form that stands where it belongs over which cells were merged."""
    return merged(sheet, section, figures_of(edition))


def merged(sheet: str, section: bytes, spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Those of the cells over which others of that sheet were merged."""
    there = [spot for spot in spots if spot.sheet == sheet]
    found: list[Spot] = []
    for ends in _MERGE.findall(section):
        first, last = (spot_of(sheet, address) for address in ends)
        found += [
            spot
            for spot in there
            if first.row <= spot.row <= last.row and first.column <= spot.column <= last.column
        ]
    return tuple(found)


@cache
def figures_of(edition: Edition) -> Mapping[Spot, str]:
    """Where each figure stands, with its id."""
    return {spot: item for item, spot in layout_of(edition).figures.items()}
