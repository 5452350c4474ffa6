"""汇总调整 read back from the 汇总.xlsx that stands where the new one goes.

What the office wrote there is never lost: a book that is another's, or whose adjustments
cannot all be understood, stops the run before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path

from xltools.collection.district import columns as tables
from xltools.collection.tables.reader import OfficeBookError, OfficeReading, Row, read_tables
from xltools.collection.total.sum import AggregateError
from xltools.examination.record import Located
from xltools.filing.aggregate import Adjustment
from xltools.law.edition import Edition
from xltools.messages import say


def read_adjustments(path: Path, edition: Edition, year: int, scope: str) -> list[Adjustment]:
    """The adjustments of the earlier book, none where there is no book.

    `scope` is the 口径 as 汇总说明 calls it. Raises OfficeBookError; AggregateError where the
    earlier book is that of another year or 口径, or none of ours.
    """
    if not path.exists():
        return []
    reading = read_tables(path, (tables.ABOUT, tables.OFFICES_OWN))
    said = {row.text("subject"): row.text("content") for row in reading.of(tables.ABOUT)}
    wanted = {tables.about(tables.SCOPE): scope, tables.about(tables.YEAR): str(year)}
    if reading.read and not wanted.items() <= said.items():
        raise AggregateError(say("aggregate.other_sum", file=path.name))
    grave = reading.grave
    unread = {place for item in grave for place in item.addresses}
    grave += _problems(reading, edition, unread)
    if grave:
        raise OfficeBookError(grave)
    return [
        Adjustment(row.text("cell"), amount, row.text("reason"))
        for row in _filled(reading)
        if (amount := row.number_of("amount"))
    ]


def _problems(reading: OfficeReading, edition: Edition, unread: Set[str]) -> Iterator[Located]:
    """What is wrong in the rows; of cells that could not be read it is said already."""
    for row in _filled(reading):
        if row.text("cell") not in edition.typed:
            yield row.problem("aggregate.unknown_cell", "cell", cell=row.text("cell"))
        elif row.number_of("amount") is None:
            spot = row.spot("amount")
            if spot and spot.reference not in unread:
                yield row.problem("aggregate.no_amount", "amount")
        elif not row.text("reason"):
            yield row.problem("aggregate.no_reason", "reason")


def _filled(reading: OfficeReading) -> Iterator[Row]:
    """The rows in which the office wrote something."""
    for row in reading.of(tables.OFFICES_OWN):
        if "amount" in row.values or "reason" in row.values:
            yield row
