"""Sheets of any workbook, cell by cell, behind the guards that a return goes through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xltools.filing.findings import Finding
from xltools.filing.states import FileState
from xltools.layout.return_book import Spot
from xltools.reader import skim
from xltools.reader.grid import Entry, filled_cells, read_grid, sheet_parts
from xltools.reader.package import Package
from xltools.reader.reading import bytes_of, workbook_of
from xltools.reader.refusal import Refusal

MAX_PART = 64 << 20
MAX_TOTAL = 256 << 20
"""An office's own book may be larger than a return: a row for every file of a province."""
MAX_WHOLE = 4 << 30
"""What such a book may hold with all that is not read of it."""

Choose = Callable[[Sequence[str]], Iterable[str]]
"""Of the names of a workbook's sheets, those to read."""
Columns = Callable[[str, Mapping[Spot, Entry]], Collection[int]]
"""Of a sheet's name and its first rows, the columns to read where the sheet is long."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets that were chosen, each with its cells that are not empty.

    Where the file could not be read, `unread` is the word for it, `sheets` is empty and there is
    one error finding. `sha256` is that of the file's bytes, "" where it could not be opened.
    """

    path: Path
    sha256: str
    unread: FileState | None
    sheets: Mapping[str, Mapping[Spot, Entry]] = field(
        default_factory=dict[str, Mapping[Spot, Entry]]
    )
    findings: tuple[Finding, ...] = ()


def read_sheets(path: Path, choose: Choose, columns: Columns) -> Sheets:
    """Read sheets of a workbook. Never raises for a bad file; the file is not changed."""
    digest = ""
    try:
        data, digest = bytes_of(path)
        data, remarks = workbook_of(data, path.name)
        package = Package(data, MAX_PART, MAX_TOTAL, MAX_WHOLE)
        parts = sheet_parts(package)
        chosen = tuple(choose(tuple(parts)))
        for name in chosen:
            if package.is_large(parts[name]):
                package.skim(parts[name], skim.top)
                wanted = columns(name, _cells(package, [name])[name])
                package.skim(parts[name], skim.columns(wanted))
        sheets = _cells(package, chosen)
    except Refusal as refusal:
        return Sheets(path, digest, refusal.state, findings=(refusal.finding,))
    return Sheets(path, digest, None, sheets, remarks)


def names_of_sheets(path: Path) -> tuple[str, ...]:
    """The names of a workbook's sheets; none of what cannot be read."""
    try:
        data, _ = workbook_of(bytes_of(path)[0], path.name)
        return tuple(sheet_parts(Package(data, MAX_PART, MAX_TOTAL, MAX_WHOLE)))
    except Refusal:
        return ()


def _cells(package: Package, names: Collection[str]) -> Mapping[str, Mapping[Spot, Entry]]:
    """The cells of these sheets that are not empty."""
    sheets: dict[str, dict[Spot, Entry]] = {name: {} for name in names}
    for spot, entry in read_grid(package, filled_cells(package, names)).entries.items():
        if not entry.blank:
            sheets[spot.sheet][spot] = entry
    return sheets
