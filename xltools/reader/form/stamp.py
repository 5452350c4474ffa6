"""Whether a workbook is ours, which edition it is of, and whether the form is unaltered."""

from __future__ import annotations

from functools import cache

from xltools.filing.states import FileState
from xltools.filing.wording import clean
from xltools.law.edition import EDITIONS, Edition, latest, load
from xltools.layout.return_book import (
    CHECK,
    COVER,
    STAMP,
    TEMPLATE_VERSION,
    Layout,
    Spot,
    layout_of,
)
from xltools.messages import say, together
from xltools.reader.cells.grid import Grid, Wanted
from xltools.reader.cells.words import number_in, shown
from xltools.reader.form.check import explanation_spots, free_rows
from xltools.reader.telling.refusal import Refusal

_LISTED = 3
_SHOWN = 20
"""Characters of a changed label that the finding quotes."""


def edition_of(grid: Grid) -> Edition:
    """The edition that the stamp names. Raises Refusal where it is not ours or not known."""
    spots = layout_of(latest()).stamp  # at the same place in every edition
    if STAMP not in grid.sheets or _text(grid, spots["program"]) != "xltools":
        raise Refusal(FileState.NOT_OURS, "not_ours")
    version = number_in(_text(grid, spots["template_version"]))
    if version is None:
        raise Refusal(FileState.ALTERED, "stamp_damaged")
    if version > TEMPLATE_VERSION:
        raise Refusal(FileState.NOT_OURS, "newer", found=version, known=TEMPLATE_VERSION)
    edition = _text(grid, spots["edition"])
    if edition not in EDITIONS:
        known = "、".join(EDITIONS)
        raise Refusal(FileState.NOT_OURS, "unknown_edition", found=edition, known=known)
    return load(edition)


def _text(grid: Grid, spot: Spot) -> str:
    return clean(shown(grid[spot].value))


def sheets_of(layout: Layout) -> tuple[str, ...]:
    """The sheets that a return is read from."""
    return COVER, *layout.sheets, CHECK


@cache
def cells_to_read() -> Wanted:
    """The cells that a return of any edition is read from, in the order of the sheets' XML."""
    wanted: dict[str, dict[bytes, Spot]] = {}
    for layout in map(layout_of, map(load, EDITIONS)):
        areas = (*layout.narratives.values(), *(area.note for area in layout.tables.values()))
        spots = (
            *layout.stamp.values(),
            *layout.labels,
            *layout.cover.values(),
            *layout.nil.values(),
            *layout.figures.values(),
            *layout.previous.values(),
            *(spot for area in areas for spot in area.spots()),
            *explanation_spots(layout.edition).values(),
            *(spot for row in free_rows(layout.edition) for spot in row),
            *layout.bindings.values(),
            layout.code,
            *(spot.moved(columns=1) for spot in layout.bindings.values()),
            *layout.free_bindings.spots(),
            *layout.doubts.spots(),
        )
        for spot in spots:
            wanted.setdefault(spot.sheet, {})[spot.address.encode()] = spot
    return {
        sheet: dict(sorted(cells.items(), key=lambda cell: cell[1]))
        for sheet, cells in wanted.items()
    }


def require_unaltered(edition: Edition, grid: Grid) -> None:
    """Compare every label of the form with what stands there. Raises Refusal where one differs."""
    layout = layout_of(edition)
    version = number_in(_text(grid, layout.stamp["template_version"]))
    if version != TEMPLATE_VERSION:
        raise Refusal(FileState.ALTERED, "older", found=version, known=TEMPLATE_VERSION)
    missing = [name for name in sheets_of(layout) if name not in grid.sheets]
    if missing:
        raise Refusal(FileState.ALTERED, "sheets_missing", listed="、".join(missing))
    changed = [
        (spot, wanted, found)
        for spot, wanted in layout.labels.items()
        if (found := shown(grid[spot].value)) != wanted and _bare(found) != _bare(wanted)
    ]
    if changed:
        listed = together("；", (_said(*change) for change in changed[:_LISTED]))
        raise Refusal(FileState.ALTERED, "altered", count=len(changed), listed=listed)


def may_be_displaced(edition: Edition, grid: Grid) -> bool:
    """Whether contents may stand elsewhere though every label is in its place.

    A column inserted right of the cover's labels, or rows among the last texts of a sheet,
    move no label: no answer stands where it belongs, or something below the last open row.
    """
    layout = layout_of(edition)
    texts = (area.last for area in layout.narratives.values())
    last_open = {last.sheet: last.row for last in texts}
    answers = (*layout.cover.values(), *layout.nil.values())
    beyond = any(grid.last_rows.get(sheet, 0) > row for sheet, row in last_open.items())
    return beyond or all(grid[spot].blank for spot in answers)


def _bare(text: str) -> str:
    return "".join(text.split())


def _said(spot: Spot, wanted: str, found: str) -> str:
    return say(
        "reader.altered_item",
        place=spot.reference,
        wanted=wanted[:_SHOWN],
        found=clean(found)[:_SHOWN],
    )
