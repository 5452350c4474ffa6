"""Sheets of any workbook, cell by cell, behind the guards that a return goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltools.filing.findings import Finding
from xltools.filing.states import FileState
from xltools.layout.return_book import Spot
from xltools.reader.grid import DAY_ZERO, Entry, filled_cells, read_grid, sheet_names
from xltools.reader.package import Package
from xltools.reader.reading import bytes_of, workbook_of
from xltools.reader.refusal import Refusal


class Size(NamedTuple):
    """How many bytes one part of a workbook, and all that are read, may unpack to."""

    part: int
    total: int


USUAL = Size(8 << 20, 16 << 20)
"""What is read in seconds and in some hundred megabytes, whatever stands in it."""
LARGE = Size(64 << 20, 256 << 20)
"""An office's own book may be larger than a return: a row for every file of a province."""

Choose = Callable[[Sequence[str]], Iterable[str]]
"""Of the names of a workbook's sheets, those to read."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets that were chosen, each with its cells that are not empty.

    Where the file could not be read, `unread` is the word for it, `sheets` is empty and there is
    one error finding. `sha256` is that of the file's bytes, "" where it could not be opened.
    `day_zero` is the day from which the workbook counts days.
    """

    path: Path
    sha256: str
    unread: FileState | None
    sheets: Mapping[str, Mapping[Spot, Entry]] = field(
        default_factory=dict[str, Mapping[Spot, Entry]]
    )
    findings: tuple[Finding, ...] = ()
    day_zero: date = DAY_ZERO


def read_sheets(path: Path, choose: Choose, size: Size = LARGE) -> Sheets:
    """Read sheets of a workbook. Never raises for a bad file; the file is not changed."""
    digest = ""
    try:
        data, digest = bytes_of(path)
        data, remarks = workbook_of(data, path.name)
        package = Package(data, size.part, size.total)
        chosen = tuple(choose(sheet_names(package)))
        grid = read_grid(package, filled_cells(package, chosen))
    except Refusal as refusal:
        return Sheets(path, digest, refusal.state, findings=(refusal.finding,))
    sheets: dict[str, dict[Spot, Entry]] = {name: {} for name in chosen}
    for spot, entry in grid.entries.items():
        if not entry.blank:
            sheets[spot.sheet][spot] = entry
    return Sheets(path, digest, None, sheets, remarks, grid.day_zero)
