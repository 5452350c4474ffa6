"""Sheets of any workbook, cell by cell, behind the guards that a return goes through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltools.filing.findings import Finding
from xltools.filing.states import FileState
from xltools.layout.return_book import Spot
from xltools.reader.any_book import skim
from xltools.reader.any_book.lists import is_list, listed_cells
from xltools.reader.cells.grid import DAY_ZERO, Entry, Grid, filled_cells, read_grid, sheet_parts
from xltools.reader.opening.package import Package
from xltools.reader.returned.reading import bytes_of, workbook_of
from xltools.reader.telling.refusal import Refusal


class Size(NamedTuple):
    """How many bytes of a part are read, of all of them, and how many all may unpack to."""

    part: int
    total: int
    whole: int


USUAL = Size(8 << 20, 16 << 20, 16 << 20)
"""What is read in seconds and in some hundred megabytes, whatever stands in it."""
LARGE = Size(64 << 20, 256 << 20, 4 << 30)
"""An office's own book may be larger than a return: a row for every file of a province."""

Choose = Callable[[Sequence[str]], Iterable[str]]
"""Of the names of a workbook's sheets, those to read."""
Columns = Callable[[str, Mapping[Spot, Entry]], Collection[int]]
"""Of a sheet's name and its first rows, the columns to read where the sheet is long."""


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


def read_sheets(path: Path, choose: Choose, columns: Columns, size: Size = LARGE) -> Sheets:
    """Read sheets of a workbook. Never raises for a bad file; the file is not changed."""
    digest = ""
    try:
        data, digest = bytes_of(path)
        if is_list(path, data):
            (name,) = choose((path.stem,)) or ("",)
            return Sheets(path, digest, None, {name: listed_cells(data, name)} if name else {})
        data, remarks = workbook_of(data, path.name)
        package = Package(data, *size)
        parts = sheet_parts(package)
        chosen = tuple(choose(tuple(parts)))
        for name in chosen:
            if package.tall and package.is_large(parts[name]):
                package.skim(parts[name], skim.top)
                wanted = columns(name, _cells(_grid(package, [name]), [name])[name])
                package.skim(parts[name], skim.columns(wanted))
        grid = _grid(package, chosen)
    except Refusal as refusal:
        return Sheets(path, digest, refusal.state, findings=(refusal.finding,))
    return Sheets(path, digest, None, _cells(grid, chosen), remarks, grid.day_zero)


def names_of_sheets(path: Path) -> tuple[str, ...]:
    """The names of a workbook's sheets; none of what cannot be read."""
    try:
        data, _ = workbook_of(bytes_of(path)[0], path.name)
        return tuple(sheet_parts(Package(data, *LARGE)))
    except Refusal:
        return ()


def _grid(package: Package, names: Collection[str]) -> Grid:
    return read_grid(package, filled_cells(package, names))


def _cells(grid: Grid, names: Collection[str]) -> Mapping[str, Mapping[Spot, Entry]]:
    """The cells of these sheets that are not empty."""
    sheets: dict[str, dict[Spot, Entry]] = {name: {} for name in names}
    for spot, entry in grid.entries.items():
        if not entry.blank:
            sheets[spot.sheet][spot] = entry
    return sheets
