"""The bodies' figures for other programs: CSV with a byte order mark, and what its columns mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from xltools.collection.total.sum import DistrictSum
from xltools.filing.confront import plain
from xltools.law.edition import Edition
from xltools.messages import say

_BODY = ("year", "body", "code", "kind", "superior")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program takes a text that begins so for a formula."""


def wide_csv(made: DistrictSum) -> bytes:
    """A row a counted body, a column a cell under its id; the year and the body first."""
    cells = tuple(made.edition.form.cells)
    rows = (
        (
            str(made.year),
            *map(_text, (entry.body.name, entry.body.code, entry.body.kind, entry.body.superior)),
            *(plain(entry.filing.number(cell) or 0) for cell in cells),
        )
        for entry in made.choice.counted
        if entry.filing
    )
    return _written((*_BODY, *cells), rows)


def dictionary_csv(edition: Edition) -> bytes:
    """What each column of the wide table is: id, table, label, unit, kind, clause of the format."""
    heads = [say(f"export.{code}") for code in ("id", "table", "label", "unit", "type", "clause")]
    rows = [(code, "", say(f"export.{code}"), "", "text", "") for code in _BODY]
    for section in edition.form.sections:
        for table in section.tables:
            for cell in table.cells:
                column = cell.column
                about = (cell.id, table.name, cell.label, column.unit, str(column.kind))
                rows.append((*about, f"{edition.notice} {section.clause}"))
    return _written(heads, rows)


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _written(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    made = io.BytesIO()
    with io.TextIOWrapper(made, encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(heads)
        writer.writerows(rows)
        text.flush()
        return made.getvalue()
