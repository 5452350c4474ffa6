"""上年数据.xlsx: one row a body, the few figures of last year that this year's must agree with.

For an office that has no returns of last year in this form: written empty, filled once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xltools.collection.register.body import Body
from xltools.collection.tables.reader import Row, read_tables
from xltools.collection.tables.table import Column, ColumnKind, Item, Table
from xltools.collection.tables.writer import write_book
from xltools.examination.record import Located
from xltools.filing.confront import allowed
from xltools.filing.filing import Filing, Value
from xltools.filing.previous import previous_cells
from xltools.law.edition import latest
from xltools.law.rule import Severity
from xltools.messages import say

_SPARE_ROWS = 50


@dataclass(frozen=True, slots=True)
class PreviousBook:
    """A filing for each row, with no more than its name and those figures; what is wrong."""

    filings: tuple[Filing, ...]
    problems: tuple[Located, ...]
    read: bool


@cache
def previous_table() -> Table:
    """The table 上年数据."""
    form = latest().form
    typed = [cell for cell in previous_cells(latest()) if cell in latest().typed]
    figure_help = say("previous.figure_help")
    columns = (
        Column("name", say("previous.name"), 30, open=True, required=True),
        Column("code", say("previous.code"), 12, open=True),
        Column("year", say("previous.year"), 8, ColumnKind.NUMBER, open=True, required=True),
        *(
            Column(cell, form.cells[cell].label, 16, ColumnKind.NUMBER, open=True, help=figure_help)
            for cell in typed
        ),
    )
    return Table(say("previous.sheet"), columns, spare=_SPARE_ROWS, frozen=1)


def write_previous_book(year: int, bodies: Sequence[Body]) -> bytes:
    """上年数据.xlsx for figures of `year`, without any: a row for each body that filed then."""
    rows: list[dict[str, Item]] = [
        {"name": body.name, "code": body.code or None, "year": year}
        for body in bodies
        if body.files_for(year)
    ]
    return write_book({previous_table(): rows})


def read_previous_book(path: Path, year: int) -> PreviousBook:
    """Read the figures of `year`; rows of another year are left out and said so."""
    reading = read_tables(path, [previous_table()])
    problems = list(reading.problems)
    filings = tuple(_filings(reading.of(previous_table()), year, problems))
    lost = any(located.finding.id in ("O-NO-SHEET", "O-NO-COLUMN") for located in problems)
    return PreviousBook(filings, tuple(problems), reading.read and not lost)


def _filings(rows: Sequence[Row], year: int, problems: list[Located]) -> Iterator[Filing]:
    edition = latest()
    for row in rows:
        if not row.text("name") or row.number_of("year") is None:
            continue
        if row.number_of("year") != year:
            problems.append(row.problem("previous.wrong_year", "year", year=year))
            continue
        figures: dict[str, Value] = {}
        for column in previous_table().columns:
            number = row.number_of(column.code)
            if column.code not in edition.form.cells or number is None:
                continue
            if allowed(edition.form.cells[column.code], number):
                figures[column.code] = number
            else:
                problems.append(row.problem("previous.not_count", column.code, text=number))
        cover = {"name": row.text("name"), "code": row.text("code"), "year": str(year)}
        if figures:
            yield Filing(edition, {key: text for key, text in cover.items() if text}, {}, figures)
        else:
            problems.append(row.problem("previous.empty", "name", Severity.INFO))
