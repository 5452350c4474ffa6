"""文字起草.xlsx read back: what was picked, what was written, in which order.

As with 汇总调整, nothing that the office wrote is lost: a book that is another sum's, or of which
something cannot be understood, stops the run before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xltools.collection.drafting.columns import FINAL, YES, material_table
from xltools.collection.tables.reader import OfficeBookError, OfficeReading, Row, read_tables
from xltools.collection.tables.table import Table
from xltools.collection.tables.writer import LONGEST_TEXT
from xltools.examination.record import Located
from xltools.filing.wording import clean, lines_of
from xltools.law.edition import Edition


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A paragraph of the district's text; from whom it was taken, and by which key, if it was."""

    text: str
    source: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """A paragraph that was picked: its part, its key, its words, whose they are."""

    narrative: str
    key: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class KeptDrafts:
    """What the book holds: the lines of each part in their order, what was picked, and the mark of
    what was last put into the district's return.
    """

    lines: Mapping[str, tuple[DraftLine, ...]] = field(
        default_factory=dict[str, tuple[DraftLine, ...]]
    )
    picks: tuple[Pick, ...] = ()
    put: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def picked(self) -> frozenset[tuple[str, str]]:
        """The part and the key of each pick."""
        return frozenset((pick.narrative, pick.key) for pick in self.picks)


def read_drafts(path: Path, edition: Edition, subjects: Mapping[str, str]) -> KeptDrafts:
    """What the earlier book holds, nothing where there is none.

    `subjects` are the parts by what they are called in it. Raises OfficeBookError.
    """
    if not path.exists():
        return KeptDrafts()
    narratives = edition.form.narratives.values()
    sheets = {n.id: material_table(edition, n).only(*_OF_MATERIAL) for n in narratives}
    reading = read_tables(path, (_READ, *sheets.values()))
    grave = reading.grave
    grave += _problems(reading, subjects)
    if grave:
        raise OfficeBookError(grave)
    rows = reading.of(_READ)
    return KeptDrafts(
        {part: tuple(_lines(rows, subject)) for subject, part in subjects.items()},
        tuple(pick for part, table in sheets.items() for pick in _picks(reading, part, table)),
        {subjects[row.text("subject")]: row.text("put") for row in rows if row.text("put")},
    )


_READ = FINAL.only("order", "text", "source", "subject", "origin", "put")
_OF_MATERIAL = ("adopted", "bodies", "count", "paragraph", "key")


def _problems(reading: OfficeReading, subjects: Mapping[str, str]) -> Iterator[Located]:
    for row in reading.of(_READ):
        subject, text = row.text("subject"), row.text("text")
        if subject not in subjects and (subject or text):
            yield row.problem("drafting.unknown", "subject", subject=subject)
        elif any(len(line) > LONGEST_TEXT for line in lines_of(text)):
            yield row.problem("drafting.too_long", "text", most=LONGEST_TEXT)


def _lines(rows: Sequence[Row], subject: str) -> Iterator[DraftLine]:
    """The lines of a part: those with a number by it, the others after them as they stand."""
    own = [row for row in rows if row.text("subject") == subject]
    numbers = [row.number_of("order") for row in own]
    ranked = sorted(
        zip(numbers, own, strict=True), key=lambda pair: (pair[0] is None, pair[0] or 0)
    )
    for _, row in ranked:
        for text in lines_of(clean(row.text("text"))):
            yield DraftLine(text, row.text("source"), row.text("origin"))


def _picks(reading: OfficeReading, part: str, table: Table) -> Iterator[Pick]:
    for row in reading.of(table):
        if row.text("adopted") == YES:
            yield Pick(part, row.text("key"), row.text("paragraph"), row.text("bodies"))
