"""Where last year's figures stand beneath a table: their labels crossed with its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltools.layout.return_book import Spot
from xltools.layout.table_area import LastYearArea, TableArea
from xltools.reader.changed_form.page import Page, sole


def last_year_beneath(
    area: TableArea, block: LastYearArea, page: Page, moves: Mapping[Spot, Spot]
) -> Iterator[tuple[str, Spot | None]]:
    """Each of a table's figures of last year; None where its place is not certain.

    `moves` tells where the table's own figures were found.
    """
    labels = {label.first.row: text for label, text in block.labels.items()}
    for cell, place in block.figures.items():
        label = page.only(labels[place.row])
        column = _column(area, place.column, moves)
        found = label and column and Spot(page.name, label.row, column)
        yield cell, found or None


def _column(area: TableArea, column: int, moves: Mapping[Spot, Spot]) -> int | None:
    """Where a column of the table now stands, if its figures agree on that."""
    places = (area.spot(placed) for placed in area.grid if placed.cell)
    return sole({moves[spot].column for spot in places if spot.column == column and spot in moves})
