"""What a clerk says to the findings on 校验, and the figures that it was said of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from xltools.filing.doubts import restored
from xltools.filing.explanations import digest_of
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.filing.wording import clean
from xltools.law.edition import Edition
from xltools.layout.return_book import CheckRow, Spot, layout_of
from xltools.reader.cells.grid import Grid
from xltools.reader.cells.words import shown
from xltools.reader.form.prose import as_typed, worded
from xltools.reader.telling.remarks import Remarks


def read_explanations(edition: Edition, grid: Grid, remarks: Remarks) -> dict[str, str]:
    """What stands as 情况说明, by finding id: of the rules, and of what the ribbon found."""
    told = [(text_in(grid, found), said) for found, said in free_rows(edition)]
    explanations: dict[str, str] = {}
    for finding, spot in (*told, *explanation_spots(edition).items()):
        text = as_typed(grid[spot]) if finding and spot in grid.entries else ""
        if text and (text := worded("", spot, text, remarks)):
            explanations[finding] = text
    return explanations


def read_bindings(edition: Edition, grid: Grid, explanations: Mapping[str, str]) -> dict[str, str]:
    """The fingerprint that each explanation was recorded with; none once it was rewritten."""
    bound: dict[str, str] = {}
    for known, named, at, of_at in _bindings(edition):
        if not (recorded := text_in(grid, at)):
            continue
        finding = text_in(grid, named) if named else known
        said, of = explanations.get(finding, ""), text_in(grid, of_at)
        if not of or of in (said, digest_of(said)):
            bound[finding] = recorded
    return bound


@cache
def _bindings(edition: Edition) -> tuple[tuple[str, Spot | None, Spot, Spot], ...]:
    """Each finding's id, or where it is told, with the places of its fingerprint and explanation.

    What the fingerprint was recorded with is told whole; older programs kept its digest.
    """
    layout = layout_of(edition)
    free = layout.free_bindings
    told = (free.first.moved(rows=number) for number in range(free.rows))
    return (
        *((known, None, spot, spot.moved(columns=1)) for known, spot in layout.bindings.items()),
        *(("", spot, spot.moved(columns=1), spot.moved(columns=2)) for spot in told),
    )


def read_doubts(grid: Grid, filing: Filing) -> tuple[Finding, ...]:
    """What the import that made the workbook doubted, of cells that hold the same still."""
    spots = layout_of(filing.edition).doubts.spots()
    return tuple(restored(filter(None, (text_in(grid, spot) for spot in spots)), filing))


def text_in(grid: Grid, spot: Spot) -> str:
    """What a cell says, cleaned; "" where nothing can be read."""
    entry = grid.entries.get(spot)  # most cells asked for are empty
    if entry is None or entry.blank or entry.unreadable:
        return ""
    return clean(shown(entry.value))


@cache
def explanation_spots(edition: Edition) -> Mapping[str, Spot]:
    """Where each rule instance is explained."""
    checks = layout_of(edition).checks
    return {instance: row.spot("explanation") for instance, row in checks.items()}


@cache
def free_rows(edition: Edition) -> tuple[tuple[Spot, Spot], ...]:
    """Where the rows of the free area hold a finding's id, and what is said to it."""
    free = layout_of(edition).free
    rows = (CheckRow(free.first.row + number) for number in range(free.rows))
    return tuple((row.spot("rule"), row.spot("explanation")) for row in rows)
