"""What the office wrote into the open columns of 台账.xlsx since a run of ours wrote the book.

The book may be sorted, filtered, re-saved, its columns moved: rows are known by the hash of the
file or the name of the body, columns by their captions. Only what differs from what we wrote
is a decision, so that a book of an earlier run, or a copy beside it, takes nothing back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xltools.collection.ledger.facts import (
    OF_BODIES,
    OF_FILES,
    OF_FINDINGS,
    Decision,
    Field,
    content_of,
    kept_as,
    shown_as,
    subject_of,
)
from xltools.collection.ledger.ledger import Ledger, Output
from xltools.collection.ledger.names import BOOK, RETIRED
from xltools.collection.ledger.rulings import ruling_of
from xltools.collection.ledger_book.sheets import bodies_table, files_table, findings_table
from xltools.collection.register.body import Body
from xltools.collection.register.matching import Register
from xltools.collection.tables.reader import Row, read_tables
from xltools.collection.tables.table import Table
from xltools.collection.tables.which_book import FINDINGS
from xltools.examination.record import Located
from xltools.filing.findings import Ruling
from xltools.law.rule import Severity
from xltools.messages import say

_SOURCE = "decisions "
_WITH_OWN = " own"


def source_of(serial: int, *, with_own: bool) -> str:
    """What the ledger notes of a book that shows every decision up to that serial.

    `with_own`: it also holds what the office added to it by itself.
    """
    return f"{_SOURCE}{serial}{_WITH_OWN if with_own else ''}"


def may_hold_own(out: Path, ledger: Ledger) -> bool:
    """Whether the office may have added columns or sheets to the book that stands in OUT.

    What it added to a book of another year belongs there.
    """
    output = ledger.output(BOOK)
    if output is None or ledger.put_by(BOOK)[1] != ledger.year():
        return False
    return output.source.endswith(_WITH_OWN) or _changed(out / BOOK, ledger.written(BOOK))


@dataclass(frozen=True, slots=True)
class Decided:
    """What is new in the open columns, and what in them cannot be obeyed."""

    decisions: tuple[Decision, ...] = ()
    problems: tuple[Located, ...] = ()


def read_decisions(
    out: Path, ledger: Ledger, run: int, bodies: Sequence[Body] | None, today: date
) -> Decided:
    """Read every book of ours in OUT that was changed since we wrote it.

    Never raises for a bad book: what cannot be read is a problem, and the ledger stands. What
    stands in a book of another year is noted as decided then.
    """
    decisions: list[Decision] = []
    problems: list[Located] = []
    register = Register(bodies) if bodies is not None else None
    for name, output in ledger.outputs(_SOURCE).items():
        if _changed(out / name, ledger.written(name)):
            put, year = ledger.put_by(name)
            book = _Book(out / name, output, ledger, register, year, today)
            same = year == ledger.year()
            decisions += book.decisions(run if same else put)
            problems += book.problems
    return Decided(tuple(decisions), tuple(problems))


def _changed(path: Path, ours: frozenset[str]) -> bool:
    """Whether it is not as we wrote it; of one that cannot be opened, reading will say why."""
    try:
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() not in ours
    except OSError:
        return True


class _Book:
    """One book with the decisions that it was written with, on the year that it is of."""

    def __init__(
        self,
        path: Path,
        output: Output,
        ledger: Ledger,
        register: Register | None,
        year: int | None,
        today: date,
    ) -> None:
        self._register, self._today = register, today.isoformat()
        self._columns: dict[Table, tuple[str, Sequence[Field]]] = {
            _looked_at(files_table(), "file", "sha256"): ("sha256", OF_FILES),
            _looked_at(findings_table(), "key", "sha256", "explanation"): ("key", OF_FINDINGS),
        }
        if register is not None:
            known = ("body", "sha256", "received")
            self._columns[_looked_at(bodies_table(), *known)] = ("body", OF_BODIES)
        self._reading = read_tables(path, tuple(self._columns))
        shown = output.source.removeprefix(_SOURCE).removesuffix(_WITH_OWN)
        self._before = ledger.decisions(until=int(shown), year=year)
        self._now = ledger.decisions(year=year)
        found = [item for item in self._reading.problems if not _of_an_older_book(item)]
        self._unread = {place for located in found for place in located.addresses}
        in_force = self._in_force()
        self.problems = [_with_what_holds(located, in_force) for located in found]

    def decisions(self, run: int) -> Iterator[Decision]:
        """What the office wrote, cleared or changed."""
        for row, subject, field in self._open_cells():
            value = self._value(row, field)
            if value and not subject:
                said = shown_as(field, value)
                self.problems.append(row.problem("ledger.not_a_doubt", field, value=said))
            elif value is not None and subject:
                decision = Decision(run, subject, field, value, row.text("sha256"))
                if self._is_new(decision):
                    self._check(row, field, value)
                    yield decision

    def _open_cells(self) -> Iterator[tuple[Row, str, Field]]:
        """The open cells of every row that is about something, with what it is about.

        Of a row of 问题清单 that is no doubt, "".
        """
        for table, (subject, fields) in self._columns.items():
            for row in self._reading.of(table):
                of = row.text(subject)
                if of and fields is OF_FILES:
                    of = subject_of(of, row.text("file"))
                if of or fields is OF_FINDINGS:
                    yield from ((row, of, field) for field in fields)

    def _in_force(self) -> Mapping[str, str]:
        """What goes on to hold ("" for nothing) in place of each open cell that was not read."""
        held: dict[str, str] = {}
        for row, subject, field in self._open_cells():
            spot = row.spot(field)
            if spot and spot.reference in self._unread:
                known = _known(self._now, subject, field)
                value = known.value_for(row.text("sha256")) if known else ""
                held[spot.reference] = shown_as(field, value)
        return held

    def _is_new(self, new: Decision) -> bool:
        """Whether the office wrote it, and no run, not even one that was killed, has noted it.

        A reason that has lapsed was not shown: the same words in its place are another one.
        """
        decided = (_known(known, new.subject, new.field) for known in (self._before, self._now))
        shown = [known.value_for(new.sha256) if known else "" for known in decided]
        return new.value not in shown

    def _value(self, row: Row, field: Field) -> str | None:
        """What stands there, a day in its ISO form; None where it cannot be told."""
        spot = row.spot(field)
        if spot is None or spot.reference in self._unread:
            return None
        day = row.date(field)
        return day.isoformat() if isinstance(day, date) else kept_as(field, row.text(field))

    def _check(self, row: Row, field: Field, value: str) -> None:
        """Say what of it cannot be obeyed."""
        if field is Field.BODY and value and self._register and not self._register.named(value):
            self.problems.append(
                row.problem("ledger.unknown_body", field, Severity.ERROR, body=value)
            )
        if field in OF_FINDINGS:
            self._check_ruling(row, field)
        if field is Field.PUBLISHED and value:
            self._check_day(row, value)

    def _check_day(self, row: Row, value: str) -> None:
        """Say of a day of publication that it is before anything came, or still to come."""
        received = row.date("received")
        code, said = "", {"date": value}
        if received and value < received.isoformat():
            code, said["received"] = "ledger.published_early", received.isoformat()
        elif value > self._today:
            code, said["today"] = "ledger.published_late", self._today
        if code:
            self.problems.append(row.problem(code, Field.PUBLISHED, Severity.WARNING, **said))

    def _check_ruling(self, row: Row, field: Field) -> None:
        """Say what a ruling lacks: a reason, words of the office's own, or the ruling itself."""
        ruling = ruling_of(kept_as(Field.RULING, row.text(Field.RULING)))
        words = row.text(Field.WHY_NOT)
        if field is Field.WHY_NOT and words and ruling is Ruling.NONE:
            self.problems.append(row.problem("ledger.alone", field))
        if field is not Field.RULING or words:
            return
        if ruling is Ruling.REFUSED:
            self.problems.append(row.problem("ledger.reason_for_refusal", field, Severity.WARNING))
        elif ruling is Ruling.ACCEPTED and not row.text("explanation"):
            self.problems.append(row.problem("ledger.words_wanted", field))


def _known(
    decisions: Mapping[tuple[str, Field], Decision], subject: str, field: Field
) -> Decision | None:
    """What is decided of that subject; of a file, in version 0.1.0, by its content alone."""
    return decisions.get((subject, field)) or decisions.get((content_of(subject), field))


def _of_an_older_book(located: Located) -> bool:
    """Whether it only says that 问题清单 has no open columns: it had none in version 0.1.0."""
    gone = located.finding.id == "O-COLUMN-GONE"
    return gone and any(place.startswith(f"{FINDINGS}!") for place in located.addresses)


def _with_what_holds(located: Located, in_force: Mapping[str, str]) -> Located:
    """The problem, saying of an open cell what holds in its place and where its text is kept."""
    place = next((place for place in located.addresses if place in in_force), None)
    if place is None:
        return located
    value = in_force[place]
    holds = say("ledger.still_holds", value=value) if value else ""
    kept = say("ledger.kept_aside", folder=RETIRED)
    remedy = f"{located.finding.remedy}{holds}{kept}"
    return replace(located, finding=replace(located.finding, remedy=remedy))


def _looked_at(table: Table, *known: str) -> Table:
    """What is read of a table: the open columns, and those that they are understood by."""
    return table.only(*known, *(item.code for item in table.columns if item.open))
