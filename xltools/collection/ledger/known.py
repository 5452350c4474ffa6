"""What the ledger knows: every fact read back as a plain value; nothing is added here.

What no program of ours wrote is refused.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PureWindowsPath
from sys import intern
from typing import Any, TypeVar

from xltools.collection.ledger.facts import (
    OF_BODIES,
    OF_FILES,
    Decision,
    Facts,
    Field,
    Seen,
    Total,
    kept_as,
    of_year,
    total_from,
)
from xltools.collection.ledger.judged_by import OF_BODY, is_by
from xltools.collection.ledger.rulings import Rulings
from xltools.collection.ledger.stored import (
    BARE,
    Kept,
    bodies_from,
    filing_from,
    located_from,
    record_from,
    words_from,
)
from xltools.collection.ledger.vault import sound
from xltools.collection.register.body import Body
from xltools.collection.register.settings import UNCHANGED, Settings, settings_from
from xltools.examination.record import Located, Record
from xltools.filing.filing import Filing
from xltools.platform.on_disk import OnDisk

R = TypeVar("R")


def within(name: str) -> str:
    """The name of a file in OUT. Raises ValueError for one that leads elsewhere."""
    path = PureWindowsPath(name)  # every way out that any system knows
    if path.anchor or ".." in path.parts or not path.name:
        raise ValueError(name)
    return name


@dataclass(frozen=True, slots=True)
class Output:
    """A file of ours in OUT: the hash it was written with, and what it was made of."""

    sha256: str
    source: str


class Known:
    """A ledger's file to be read.

    `damaged` are contents whose filing was asked for and could not be read back.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self.damaged: set[str] = set()
        self._db = connection
        self.file = file
        self._read: dict[str, tuple[object, Any]] = {}

    def _once(self, what: str, until: object, read: Callable[[], R]) -> R:
        """What was read, read again when the ledger has more of it: rows are only added."""
        known, found = self._read.get(what, (None, None))
        if known != until:
            self._read.pop(what, None)  # the old goes before the new comes
            found = read()
            self._read[what] = until, found
        return found

    def facts(self, year: int | None = None) -> Facts:
        """Everything that standing is worked out from; the year is the last run's if not given."""
        run, last_year, _ = self._last_run()
        wanted, judged = year or last_year, self._judged()
        return Facts(
            run=run,
            year=wanted,
            bodies=self.bodies(wanted),
            seen=of_year(self._seen(), judged, self._years(), wanted),
            judged=self._ruled(judged),
            decisions=self.decisions(year=wanted),
            totals=self._totals(wanted),
            filed=Kept(self.filing_text, {sha256: sha256 for sha256 in judged}),
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
    def _years(self) -> dict[int, int | None]:
        """The year that each run wanted."""
        return dict(self._db.execute("SELECT id, year FROM run"))

    @sound
    def first_run_on(self, day: date) -> int:
        """The first run that began on that day, as it was called where it ran."""
        row = self._one("SELECT min(id) FROM run WHERE substr(began, 1, 10) = ?", day.isoformat())
        return row[0] or self._last_run()[0]

    @sound
    def put_by(self, name: str) -> tuple[int, int | None]:
        """The run that last put that file, and the year that it wanted; 0 where none did."""
        query = "SELECT run.id, run.year FROM output JOIN run ON run.id = output.run WHERE name = ?"
        return self._one(f"{query} ORDER BY output.id DESC LIMIT 1", name) or (0, None)

    @sound
    def bodies(self, year: int | None = None) -> tuple[Body, ...] | None:
        """The bodies of the last register, None where there never was one.

        With a year, of the register that was in force when that year was last collected.
        """
        last = "SELECT max(id) FROM run WHERE year = ?1"
        query = f"SELECT run FROM register WHERE run <= coalesce(({last}), run)"
        row = self._one(f"{query} ORDER BY run DESC LIMIT 1", year)
        return self._once("bodies", row[0], lambda: self._bodies(row[0])) if row else None

    def _bodies(self, run: int) -> tuple[Body, ...]:
        return bodies_from(self._one("SELECT bodies FROM register WHERE run = ?", run)[0])

    @sound
    def settings(self) -> Settings:
        """What the office changed of the checks, as the last register said."""
        row = self._one("SELECT rules FROM setting ORDER BY id DESC LIMIT 1")
        return settings_from(row[0]) if row else UNCHANGED

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
                first.setdefault((file, intern(sha256)), (run, received))
        return [
            Seen(file, sha256, run, date.fromisoformat(received), last[file] == sha256)
            for (file, sha256), (run, received) in first.items()
        ]

    def known(self, terms: str) -> dict[str, Record]:
        """The contents that were examined by these terms."""
        judged = self._judged().items()
        return {key: record for key, record in judged if is_by(record.terms, terms)}

    @sound
    def _judged(self) -> dict[str, Record]:
        """The newest examination of each content; one by the last run's terms goes before."""
        (last,) = self._one("SELECT max(id) FROM examination")
        return self._once("judged", (last, self._last_terms()), self._newest_of_each)

    def _newest_of_each(self) -> dict[str, Record]:
        rows = self._db.execute(
            f"SELECT {', '.join(BARE)} FROM examination ORDER BY {_BY_LAST_TERMS}, id",
            self._last_terms(),
        )
        records = (record_from(dict(zip(BARE, row, strict=True))) for row in rows)
        return {record.sha256: record for record in records}

    @sound
    def decisions(
        self, until: int | None = None, year: int | None = None
    ) -> dict[tuple[str, Field], Decision]:
        """The newest decision of each subject and column; `until` is the serial of the last one.

        What is decided of a file or a body is of the year that was collected then: with a year, of
        no other. Whose a file is was learnt for good: its names serve in the next year.
        """
        rows = self._db.execute(
            "SELECT run, subject, field, value, decision.sha256 FROM decision "
            "LEFT JOIN run ON run.id = decision.run "
            "WHERE (?1 IS NULL OR decision.id <= ?1) AND (?2 IS NULL "
            f"OR run.year IS NULL OR run.year = ?2 OR field NOT IN ({_OF_A_YEAR})) "
            "ORDER BY decision.id",
            (until, year),
        )
        return {
            (subject, Field(field)): Decision(
                run, subject, Field(field), kept_as(Field(field), value), sha256
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
    def outputs(self, beginning: str = "") -> OnDisk[Output]:
        """What stands in OUT by our hand, made of something that begins so; the oldest first."""
        return OnDisk(
            (within(name), Output(sha256, source))
            for name, sha256, source in self._db.execute(_LAST_PUT)
            if sha256 and source.startswith(beginning)
        )

    @sound
    def output(self, name: str) -> Output | None:
        """The file of that name that stands in OUT by our hand."""
        query = "SELECT sha256, source FROM output WHERE name = ? ORDER BY id DESC LIMIT 1"
        row = self._one(query, name)
        return Output(*row) if row and row[0] else None

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
    def publish_by(self, year: int) -> date | None:
        """By when the office wants reports on that year published, None where it never said."""
        row = self._one("SELECT day FROM publish_by WHERE year = ? ORDER BY id DESC", year)
        return date.fromisoformat(row[0]) if row else None

    @sound
    def findings(self, sha256: str) -> tuple[Located, ...]:
        """What there is to say of that content, gravest first, and what the office says to it."""
        kept = located_from(self._newest("findings", sha256) or "[]")
        found, rulings = self.settings().applied(kept), self._rulings()
        return rulings.applied(found, *self._whose(sha256)) if rulings else found

    def _rulings(self) -> Rulings:
        return self._once("rulings", self.serial(), lambda: Rulings(self.decisions()))

    def _whose(self, sha256: str) -> tuple[str, int | None]:
        """Who says that it is theirs, and on which year."""
        return self._newest("name", sha256), self._newest("year", sha256) or None

    def _ruled(self, judged: dict[str, Record]) -> dict[str, Record]:
        """The contents, what the office ruled of their doubts and set of checks counted."""
        ruled = {decision.sha256 for decision in self._rulings()}
        names = {judged[sha256].body for sha256 in ruled if sha256 in judged}
        treated = self._treated()
        return {
            key: record.counted(self.findings(key))
            if (record.body in names or key in treated) and record.edition and not record.withheld
            else record
            for key, record in judged.items()
        }

    def _treated(self) -> set[str]:
        """The contents of which a check found something that the office set another way."""
        return {key for rule in self.settings().treated for key in self.holding(rule)}

    @sound
    def holding(self, rule: str) -> set[str]:
        """The contents of which that rule or check ever found something."""
        query = "SELECT DISTINCT sha256 FROM examination WHERE instr(findings, ?)"
        return {sha256 for (sha256,) in self._db.execute(query, (f'"id":"{rule}',))}

    @sound
    def record(self, sha256: str) -> Record:
        """All that is kept of that content: its newest examination, as it was kept."""
        columns = (*BARE, "findings", "filing")
        row = self._examination(", ".join(columns), sha256)
        return record_from(dict(zip(columns, row, strict=True)))

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
            (bindable(name), year, run),
        )
        found = rows.fetchall()
        for findings, *_ in found:
            located_from(findings)  # what is damaged is told of here
        return found

    def _newest(self, column: str, sha256: str) -> Any:
        row = self._examination(column, sha256)
        return row[0] if row else ""

    def _examination(self, columns: str, sha256: str) -> Any:
        """Those of the newest of a content; one by the last run's terms goes before."""
        query = (
            f"SELECT {columns} FROM examination WHERE sha256 = ?3 ORDER BY {_BY_LAST_TERMS} DESC"
        )
        return self._one(f"{query}, id DESC LIMIT 1", *self._last_terms(), sha256)

    def _last_terms(self) -> tuple[str, str]:
        terms = self._last_run()[2]
        return terms, f"{terms}{OF_BODY}"

    def _one(self, query: str, *given: object) -> Any:
        return self._db.execute(query, given).fetchone()


_LAST_PUT = """
SELECT output.name, sha256, source FROM output JOIN (
    SELECT name, min(id) AS first, max(id) AS last FROM output GROUP BY name
) AS put ON output.id = put.last ORDER BY put.first
"""
_BY_LAST_TERMS = "(terms = ?1 OR instr(terms, ?2) = 1)"
_OF_A_YEAR = ", ".join(f"'{field}'" for field in (*OF_FILES, *OF_BODIES) if field is not Field.BODY)


def bindable(value: object) -> object:
    """A value as SQLite takes it: texts of a return may hold halves of characters."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
