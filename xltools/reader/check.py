"""What a clerk says to the findings on 校验, and the figures that it was said of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from xltools.filing.explanations import digest_of
from xltools.law.edition import Edition
from xltools.layout import CheckRow, Spot, layout_of
from xltools.reader.grid import Grid
from xltools.reader.words import clean, shown


def read_explanations(edition: Edition, grid: Grid) -> dict[str, str]:
    """What stands as 情况说明, by finding id: of the rules, and of what the ribbon found."""
    explanations: dict[str, str] = {}
    for found, said in free_rows(edition):
        finding, text = text_in(grid, found), text_in(grid, said)
        if finding and text:
            explanations[finding] = text
    for instance, spot in explanation_spots(edition).items():
        if text := text_in(grid, spot):
            explanations[instance] = text
    return explanations


def read_bindings(edition: Edition, grid: Grid, explanations: Mapping[str, str]) -> dict[str, str]:
    """The fingerprint that each explanation was recorded with; none once it was rewritten."""
    bound: dict[str, str] = {}
    for finding, at, digest_at in _bindings(edition, grid):
        recorded, digest = text_in(grid, at), text_in(grid, digest_at)
        rewritten = digest and digest != digest_of(explanations.get(finding, ""))
        if recorded and not rewritten:
            bound[finding] = recorded
    return bound


def _bindings(edition: Edition, grid: Grid) -> Iterator[tuple[str, Spot, Spot]]:
    """Each finding's id with the places of its fingerprint and of its explanation's digest."""
    layout = layout_of(edition)
    for instance, spot in layout.bindings.items():
        yield instance, spot, spot.moved(columns=1)
    for number in range(layout.free_bindings.rows):
        spot = layout.free_bindings.first.moved(rows=number)
        yield text_in(grid, spot), spot.moved(columns=1), spot.moved(columns=2)


def text_in(grid: Grid, spot: Spot) -> str:
    """What a cell says, cleaned; "" where nothing can be read."""
    entry = grid[spot]
    return "" if entry.blank or entry.unreadable else clean(shown(entry.value))


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
