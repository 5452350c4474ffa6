"""The ledger: one embedded SQLite file in OUT, in which every fact stays for good.

It says what came and when, what each content gave, what the office decided, and what stands
in OUT by our hand. Rows are only added, so a run that was killed has added some or none, and
the next one goes on from there. A rollback journal, because OUT may lie on a network share.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from errno import EIO
from pathlib import Path

from xltools.collection.ledger.facts import Decision, Total
from xltools.collection.ledger.known import Known, Output, bindable
from xltools.collection.ledger.stored import as_row, bodies_text
from xltools.collection.ledger.vault import damage, opened, vault_of
from xltools.collection.register.body import Body
from xltools.collection.register.settings import Settings, settings_text
from xltools.examination.record import Record

CHINA = timezone(timedelta(hours=8))
"""Days begin and end at +08:00, wherever the machine stands."""


class Ledger(Known):
    """The ledger of one OUT. Facts are added within `adding`, all of them or none."""

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
            self._read.clear()
            if self._db.in_transaction:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise OSError(EIO, str(error), str(self.file)) from error
            if isinstance(error, sqlite3.Error):
                raise damage(self.file) from error
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
        self._add("examination", run=run, **as_row(record))

    def decide(self, decision: Decision) -> None:
        """Keep what the office wrote into an open column."""
        self._add("decision", **asdict(decision))

    def put(self, run: int, name: str, output: Output) -> None:
        """Note a file that is about to be put into OUT; with "" as its hash, one that is gone."""
        self._add("output", run=run, name=name, **asdict(output))

    def total(self, made: datetime, total: Total) -> None:
        """Note what a district's total was made of, and what was left out of it."""
        bodies = (dict(total.counted), dict(total.beside), sorted(total.outside))
        counted, beside, outside = (json.dumps(held, ensure_ascii=False) for held in bodies)
        told = {"counted": counted, "beside": beside, "outside": outside}
        self._add("total", made=made.isoformat(), scope=total.scope, year=total.year, **told)

    def give_previous(self, year: int, sources: Sequence[str]) -> None:
        """Keep where runs on that year look for the year before; none ends it."""
        if list(sources) != self.previous_given(year):
            kept = json.dumps(list(sources), ensure_ascii=False)
            self._add("previous", year=year, sources=kept)

    def set_publish_by(self, year: int, day: date) -> None:
        """Keep by when the office wants reports on that year published."""
        if day != self.publish_by(year):
            self._add("publish_by", year=year, day=day.isoformat())

    def set_rules(self, run: int, settings: Settings) -> None:
        """Keep what a run was given of settings, if it differs from what holds."""
        if settings != self.settings():
            self._add("setting", run=run, rules=settings_text(settings))

    def _add(self, table: str, **values: object) -> int:
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        added = self._db.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",
            tuple(map(bindable, values.values())),
        )
        return added.lastrowid or 0
