"""The ledger: one embedded SQLite file in OUT, in which every fact stays for good.

It says what came and when, what each content gave, what the office decided, and what stands
in OUT by our hand. Rows are only added, so a run that was killed has added some or none, and
the next one goes on from there. A rollback journal, because OUT may lie on a network share.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from errno import EIO
from pathlib import Path
from sys import intern
from typing import Any

from xltools.collection.ledger.facts import Decision, Facts, Field, Seen, Total, chosen
from xltools.collection.ledger.kept import sound, total_from, within
from xltools.collection.ledger.rulings import Rulings
from xltools.collection.ledger.stored import (
    BARE,
    bodies_from,
    bodies_text,
    columns_of,
    filing_from,
    located_from,
    record_from,
    words_from,
)
from xltools.collection.ledger.vault import damaged, opened, vault_of
from xltools.collection.register.body import Body
from xltools.examination.record import Located, Record
from xltools.filing.filing import Filing

CHINA = timezone(timedelta(hours=8))
"""Days begin and end at +08:00, wherever the machine stands."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of ours in OUT: the hash it was written with, and what it was made of."""

    sha256: str
    source: str


class Ledger:
    """The ledger of one OUT. Facts are added within `adding`, all of them or none.

    `damaged` are contents whose filing was asked for and could not be read back.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self.damaged: set[str] = set()
        self._db = connection
        self.file = file

    @classmethod
    @contextmanager
    def open(cls, out: Path, *, create: bool = False) -> Generator[Ledger, None, None]:
        """The ledger of that OUT (the folder, or the file itself).

        Raises VaultError with a sentence where there is none and none is to be made, where it
        is damaged, or of a newer program.
        """
        connection = opened(out, create=create)
        try:
            yield cls(connection, vault_of(out))
        finally:
            connection.close()

    @contextmanager
    def adding(self) -> Generator[None, None, None]:
        """Rows added in here are there together or not at all. Raises OSError for a full disk."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise OSError(EIO, str(error), str(self.file)) from error
            if isinstance(error, sqlite3.Error):
                raise damaged(self.file) from error
            raise

    # -------------------------------------------------------------- adding

    def begin(self, began: datetime, year: int | None, terms: str) -> int:
        """Note that a run begins; its number."""
        return self._add("run", began=began.isoformat(), year=year, terms=terms)

    def finish(self, run: int, ended: datetime) -> None:
        """Note that a run came to its end."""
        self._add("finish", run=run, ended=ended.isoformat())

    def register(self, run: int, bodies: Sequence[Body]) -> None:
        """Keep the register that a run was given, if it differs from the last one."""
        if tuple(bodies) != self.bodies():
            self._add("register", run=run, bodies=bodies_text(bodies))

    def sight(self, run: int, file: str, sha256: str, received: date) -> None:
        """Note a file that came or changed; with "" as its hash, one that is no longer there."""
        self._add("sighting", run=run, file=file, sha256=sha256, received=received.isoformat())

    def examined(self, run: int, record: Record) -> None:
        """Keep what examining a content gave."""
        self._add("examination", run=run, **columns_of(record))

    def decide(self, decision: Decision) -> None:
        """Keep what the office wrote into an open column."""
        self._add(
            "decision",
            run=decision.run,
            subject=decision.subject,
            field=decision.field.value,
            value=decision.value,
            sha256=decision.sha256,
        )

    def put(self, run: int, name: str, output: Output) -> None:
        """Note a file that is about to be put into OUT; with "" as its hash, one that is gone."""
        self._add("output", run=run, name=name, sha256=output.sha256, source=output.source)

    def total(self, made: datetime, total: Total) -> None:
        """Note what a district's total was made of, and what was left out of it."""
        self._add(
            "total",
            made=made.isoformat(),
            scope=total.scope.value,
            year=total.year,
            counted=json.dumps(dict(total.counted), ensure_ascii=False),
            beside=json.dumps(dict(total.beside), ensure_ascii=False),
            outside=json.dumps(sorted(total.outside), ensure_ascii=False),
        )

    def give_previous(self, year: int, sources: Sequence[str]) -> None:
        """Keep where runs on that year look for the year before; none ends it."""
        if list(sources) != self.previous_given(year):
            kept = json.dumps(list(sources), ensure_ascii=False)
            self._add("previous", year=year, sources=kept)

    def _add(self, table: str, **values: object) -> int:
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        added = self._db.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",
            tuple(map(_bindable, values.values())),
        )
        return added.lastrowid or 0

    # -------------------------------------------------------------- what is known

    def facts(self, year: int | None = None) -> Facts:
        """Everything that standing is worked out from; the year is the last run's if not given."""
        run, last_year, _ = self._last_run()
        return Facts(
            run=run,
            year=year or last_year,
            bodies=self.bodies(),
            seen=tuple(self._seen()),
            judged=self._ruled(self._judged()),
            decisions=self.decisions(),
            totals=self._totals(year or last_year),
        )

    @sound
    def _last_run(self) -> tuple[int, int | None, str]:
        """Its number, year and terms."""
        last = self._one("SELECT id, year, terms FROM run ORDER BY id DESC LIMIT 1")
        return last or (0, None, "")

    def year(self) -> int | None:
        """The year that the last run wanted."""
        return self._last_run()[1]

    @sound
    def bodies(self) -> tuple[Body, ...] | None:
        """The bodies of the last register, None where there never was one."""
        row = self._one("SELECT bodies FROM register ORDER BY run DESC LIMIT 1")
        return bodies_from(row[0]) if row else None

    def present(self) -> dict[str, str]:
        """The files that lay in the folder, each with the hash of its content."""
        return {seen.file: seen.sha256 for seen in self._seen() if seen.present}

    @sound
    def _seen(self) -> list[Seen]:
        """Each content under each name, since it was first seen there."""
        first: dict[tuple[str, str], tuple[int, str]] = {}
        last: dict[str, str] = {}
        for run, file, sha256, received in self._db.execute(
            "SELECT run, file, sha256, received FROM sighting ORDER BY id"
        ):
            last[file] = sha256
            if sha256:
                first.setdefault((file, sha256), (run, received))
        return [
            Seen(file, sha256, run, date.fromisoformat(received), last[file] == sha256)
            for (file, sha256), (run, received) in first.items()
        ]

    def known(self, terms: str) -> dict[str, Record]:
        """The contents that were examined by these terms."""
        return {key: record for key, record in self._judged().items() if record.terms == terms}

    @sound
    def _judged(self) -> dict[str, Record]:
        """The newest examination of each content; one by the last run's terms goes before."""
        rows = self._db.execute(
            f"SELECT {', '.join(BARE)} FROM examination ORDER BY terms = ?, id",
            (self._last_run()[2],),
        )
        records = (record_from(dict(zip(BARE, row, strict=True))) for row in rows)
        return {record.sha256: record for record in records}

    @sound
    def decisions(self, until: int | None = None) -> dict[tuple[str, Field], Decision]:
        """The newest decision of each subject and column; `until` is the serial of the last one."""
        rows = self._db.execute(
            "SELECT run, subject, field, value, sha256 FROM decision WHERE id <= ? ORDER BY id",
            (_EVERY if until is None else until,),
        )
        return {
            (subject, Field(field)): Decision(
                run, subject, Field(field), chosen(Field(field), value), sha256
            )
            for run, subject, field, value, sha256 in rows
        }

    @sound
    def serial(self) -> int:
        """The serial of the last decision."""
        (serial,) = self._one("SELECT coalesce(max(id), 0) FROM decision") or (0,)
        return serial

    @sound
    def _totals(self, year: int | None) -> tuple[Total, ...]:
        """The last total of each scope on that year, or on any where none is wanted."""
        rows = self._db.execute(
            "SELECT scope, year, counted, beside, outside FROM total "
            "WHERE year = ?1 OR year IS NULL OR ?1 IS NULL ORDER BY id",
            (year,),
        )
        return tuple({row[0]: total_from(row) for row in rows}.values())

    @sound
    def outputs(self) -> dict[str, Output]:
        """What stands in OUT by our hand."""
        rows = self._db.execute("SELECT name, sha256, source FROM output ORDER BY id")
        newest = {within(name): Output(sha256, intern(source)) for name, sha256, source in rows}
        return {name: output for name, output in newest.items() if output.sha256}

    @sound
    def finished(self, name: str) -> bool:
        """Whether the run that last put that file came to its end."""
        query = "SELECT ended FROM output LEFT JOIN finish USING (run) WHERE name = ?"
        row = self._one(f"{query} ORDER BY output.id DESC LIMIT 1", name)
        return row is not None and row[0] is not None

    @sound
    def written(self, name: str) -> frozenset[str]:
        """Every hash that we ever wrote under that name."""
        rows = self._db.execute("SELECT sha256 FROM output WHERE name = ?", (name,))
        return frozenset(sha256 for (sha256,) in rows)

    # -------------------------------------------------------------- what was filed

    def filing(self, sha256: str) -> Filing | None:
        """What was filed with that content, None where nothing could be read or was kept."""
        return self._kept(sha256, filing_from)

    def words(self, sha256: str) -> Filing | None:
        """The same without figures, which is read much quicker."""
        return self._kept(sha256, words_from)

    def _kept(self, sha256: str, read: Callable[[str], Filing | None]) -> Filing | None:
        text = self.filing_text(sha256)
        filing = read(text) if text else None
        if text and filing is None:
            self.damaged.add(sha256)
        return filing

    @sound
    def filing_text(self, sha256: str) -> str:
        """What was filed with that content as JSON, "" where there is none."""
        return self._newest("filing", sha256)

    @sound
    def previous_given(self, year: int) -> list[str]:
        """Where the last run on that year was told to look for the year before."""
        row = self._one("SELECT sources FROM previous WHERE year = ? ORDER BY id DESC", year)
        return json.loads(row[0]) if row else []

    @sound
    def findings(self, sha256: str) -> tuple[Located, ...]:
        """What there is to say of that content, gravest first, and what the office says to it."""
        found = located_from(self._newest("findings", sha256) or "[]")
        rulings = Rulings(self.decisions())
        return rulings.applied(found, *self._whose(sha256)) if rulings else found

    def _whose(self, sha256: str) -> tuple[str, int | None]:
        """Who says that it is theirs, and on which year."""
        return self._newest("name", sha256), self._newest("year", sha256) or None

    def _ruled(self, judged: dict[str, Record]) -> dict[str, Record]:
        """The contents, what the office ruled of their doubts counted."""
        ruled = {decision.sha256 for decision in Rulings(self.decisions())}
        names = {judged[sha256].body for sha256 in ruled if sha256 in judged}
        return {
            key: record.counted(self.findings(key))
            if record.body in names and record.edition and not record.withheld
            else record
            for key, record in judged.items()
        }

    @sound
    def explained_before(
        self, name: str, year: int | None, run: int
    ) -> list[tuple[str, str, str | None]]:
        """What came of that body on that year before the run and explains something.

        The findings and the filing of each, as they are kept, and the day on which it came; the
        first that came first.
        """
        rows = self._db.execute(
            "SELECT findings, filing, (SELECT min(received) FROM sighting "
            "WHERE sighting.sha256 = examination.sha256) FROM examination "
            "WHERE name = ? AND year IS ? AND run < ? "
            "AND instr(findings, '\"explanation\"') ORDER BY id",
            (_bindable(name), year, run),
        )
        found = rows.fetchall()
        for findings, *_ in found:
            located_from(findings)  # what is damaged is told of here
        return found

    def _newest(self, column: str, sha256: str) -> Any:
        query = (
            f"SELECT {column} FROM examination WHERE sha256 = ? ORDER BY terms = ? DESC, id DESC"
        )
        row = self._one(f"{query} LIMIT 1", sha256, self._last_run()[2])
        return row[0] if row else ""

    def _one(self, query: str, *given: object) -> Any:
        return self._db.execute(query, given).fetchone()


_EVERY = 2**62


def _bindable(value: object) -> object:
    """A value as SQLite takes it: texts of a return may hold halves of characters."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
