"""Last year's figures as the workbook holds them, in cells that the office filled and locked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.law.words import last_year
from xltools.layout.return_book import layout_of
from xltools.messages import say
from xltools.reader.cells.grid import Grid
from xltools.reader.form.figures import said_of, value_of
from xltools.reader.telling.remarks import Remarks


def read_last_year(edition: Edition, grid: Grid, remarks: Remarks) -> Mapping[str, int | Decimal]:
    """Last year's figures by cell id, none where they are blank; what is no number is reported."""
    found: dict[str, int | Decimal] = {}
    for cell, spot in layout_of(edition).previous.items():
        entry = grid[spot]
        if entry.blank:
            continue
        value = value_of(entry)
        if isinstance(value, int | Decimal):
            found[cell] = value
        else:
            label = last_year(edition.form.cells[cell].label)
            said = say("reader.value_item", label=label, text=said_of(entry))
            table = edition.form.cells[cell].table
            remarks.add("last_year", Severity.WARNING, table, cell, said)
    return found
