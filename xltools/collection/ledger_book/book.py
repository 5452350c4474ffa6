"""台账.xlsx, the office's own book: its sheets, columns and links.

A link leads to a row here or to a file that we named ourselves, and carries the text it shows.
The open columns are the office's: the next run reads them, obeys them and writes them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from xltools.checks.likeness import Likeness
from xltools.collection.ledger.facts import (
    CHOICES,
    OF_BODIES,
    OF_FILES,
    OF_FINDINGS,
    Choice,
    Facts,
    Field,
    shown_as,
)
from xltools.collection.ledger.rulings import key_of_doubt
from xltools.collection.ledger_book.changes import Correction
from xltools.collection.register.matching import Match
from xltools.collection.shelf.rows import FileRow
from xltools.collection.situation.figures import Situation
from xltools.collection.situation.sheet import SITUATION, write_situation
from xltools.collection.standing.standing import Standing
from xltools.collection.standing.to_do import to_do
from xltools.collection.tables.table import Column, Item, Kind, Link, Table
from xltools.collection.tables.which_book import BODIES, CHANGES, FILES, FINDINGS, RESEMBLING
from xltools.collection.tables.writer import OfficeBook
from xltools.examination.record import Located
from xltools.filing.findings import Finding
from xltools.messages import say
from xltools.report.endings import PACKAGE, PAGE, WORD

_OPEN: Mapping[Field, int] = {
    Field.ADOPT: 8,
    Field.BODY: 22,
    Field.ORIGIN: 8,
    Field.OPINION: 26,
    Field.CONTACT: 28,
    Field.PUBLISHED: 13,
    Field.ADDRESS: 28,
    Field.REASON: 28,
    Field.RULING: 9,
    Field.WHY_NOT: 28,
}
_FILE_COLUMNS: Mapping[str, int] = {
    "file": 36,
    "body": 26,
    "year": 8,
    "state": 12,
    "matched": 24,
    "attached": 14,
    "received": 12,
    **{field: _OPEN[field] for field in OF_FILES},
    "errors": 7,
    "unfilled": 8,
    "warnings": 7,
    "infos": 7,
    "findings": 10,
    "word": 10,
    "html": 10,
    "sha256": 20,
}
_FINDING_COLUMNS: Mapping[str, int] = {
    "file": 36,
    "body": 22,
    "severity": 7,
    "verdict": 9,
    "place": 30,
    "sentence": 60,
    "remedy": 50,
    "explanation": 40,
    "since_said": 12,
    **{field: _OPEN[field] for field in OF_FINDINGS},
    "law": 30,
    "rule": 20,
    "back": 10,
    "key": 6,
    "sha256": 6,
}
_BODY_COLUMNS: Mapping[str, int] = {
    "body": 30,
    "superior": 22,
    "contact": 12,
    "phone": 16,
    "state": 12,
    "received": 12,
    "due": 12,
    "days_late": 8,
    "counts": 10,
    "ask": 30,
    "changes": 10,
    **{field: _OPEN[field] for field in OF_BODIES},
    "chosen": 12,
    "sha256": 20,
}
_CHANGE_COLUMNS: Mapping[str, int] = {
    "body": 26,
    "since": 12,
    "old_file": 30,
    "new_file": 30,
    "place": 40,
    "before": 30,
    "after": 30,
}
_RESEMBLING_COLUMNS: Mapping[str, int] = {
    "body": 26,
    "heading": 24,
    "text": 60,
    "other": 26,
    "other_text": 60,
    "percent": 9,
    "others": 9,
}
"""Columns by the code of their caption, with their widths in characters."""

_DATES = frozenset(("received", "due", "since_said", Field.PUBLISHED))


def _table(sheet: str, columns: Mapping[str, int], *, frozen: int = 0) -> Table:
    fields = [code for code in columns if code in _OPEN]
    return Table(
        sheet,
        tuple(_column(code, width) for code, width in columns.items()),
        preface=(say("ledger.open_columns"),) if fields else (),
        frozen=frozen,
        protected=bool(fields),
    )


def _column(code: str, width: int) -> Column:
    choices: Mapping[str, tuple[Choice, ...]] = {**CHOICES}
    return Column(
        code=code,
        caption=say(f"ledger.{code}"),
        width=width,
        kind=Kind.DATE if code in _DATES else Kind.TEXT,
        open=code in _OPEN,
        choices=tuple(choice.label for choice in choices.get(code, ())),
        help=say(f"ledger.{code}_help") if code in _OPEN else "",
    )


@cache
def files_table() -> Table:
    """收件: one row a file."""
    return _table(FILES, _FILE_COLUMNS, frozen=1)


@cache
def bodies_table() -> Table:
    """各单位: one row a body of the register."""
    return _table(BODIES, _BODY_COLUMNS, frozen=1)


@cache
def findings_table() -> Table:
    """问题清单: one row a finding."""
    return _table(FINDINGS, _FINDING_COLUMNS)


@cache
def changes_table() -> Table:
    """变动清单: one row an item that a body filed differently."""
    return _table(CHANGES, _CHANGE_COLUMNS)


@cache
def resembling_table() -> Table:
    """雷同: one row a paragraph that resembles another body's."""
    return _table(RESEMBLING, _RESEMBLING_COLUMNS)


class LedgerBook:
    """台账.xlsx while it is being written; bodies and changes where there is a register."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        of_bodies = [] if facts.bodies is None else [bodies_table(), changes_table()]
        last = [] if facts.bodies is None else [SITUATION]
        tables = [files_table(), *of_bodies, findings_table(), resembling_table(), *last]
        self._book = OfficeBook(tables)
        self._rows: dict[tuple[str, str], str] = {}

    def add_file(self, item: FileRow, findings: Iterable[Located]) -> None:
        """Write a file's row, and its findings, one a cause."""
        row = self._book.next_place(files_table())
        self._rows[item.record.file, item.standing.seen.sha256] = row
        places = [
            self._book.add(findings_table(), self._finding(item, located, row))
            for located in findings
            if not located.finding.waits
        ]
        self._book.add(files_table(), self._file(item, places[0] if places else None))

    def _file(self, item: FileRow, first_finding: str | None) -> Mapping[str, Item]:
        record, counts = item.record, item.record.tally
        return {
            "file": record.file,
            "body": record.body,
            "year": record.year,
            "state": item.state.label,
            "matched": _matched(item.standing.match),
            "attached": item.attached or None,
            "received": item.standing.seen.received,
            **{
                field: _written(field, self._facts.decided_of_file(item.standing.seen, field))
                for field in OF_FILES
            },
            "errors": counts.errors,
            "unfilled": counts.unfilled,
            "warnings": counts.warnings,
            "infos": counts.infos,
            "findings": _link(first_finding, "ledger.to_findings"),
            **_documents(item.outputs),
            "sha256": item.standing.seen.sha256,
        }

    def _finding(self, item: FileRow, located: Located, row: str) -> Mapping[str, Item]:
        finding, judged = located.finding, item.standing.judged
        key = key_of_doubt(finding, judged.body, judged.year)
        return {
            "file": item.record.file,
            "body": item.record.body,
            "severity": say(f"severity.{finding.severity.value}"),
            "verdict": finding.word,
            "place": located.place,
            "sentence": finding.sentence,
            "remedy": finding.remedy,
            "explanation": finding.answer + _offered(finding),
            "since_said": date.fromisoformat(finding.since) if finding.since else None,
            **(self._decided(key, OF_FINDINGS, judged.sha256) if key else {}),
            "law": finding.law,
            "rule": finding.id,
            "back": _link(row, "ledger.to_file"),
            "key": key,
            "sha256": judged.sha256 if key else None,
        }

    def add_body(self, standing: Standing, correction: Correction | None) -> None:
        """Write a body's row, and what it filed differently."""
        assert standing.body is not None
        body, chosen = standing.body, standing.chosen
        row = self._rows.get((chosen.file, chosen.seen.sha256)) if chosen else None
        items: Mapping[str, Item] = {
            "body": body.name,
            "superior": body.superior,
            "contact": body.contact,
            "phone": body.phone,
            "state": standing.state.label,
            "received": standing.received,
            "due": body.due,
            "days_late": standing.days_late or None,
            "counts": say(f"ledger.counts_{_counting(standing)}"),
            "ask": "".join(to_do(standing)),
            "changes": _link(self._changes(standing, correction), "ledger.to_changes"),
            **self._decided(body.name, OF_BODIES, standing.sha256),
            "chosen": _link(row, "ledger.to_file"),
            "sha256": standing.sha256,
        }
        self._book.add(bodies_table(), items)

    def add_resembling(self, pairs: Iterable[Likeness]) -> None:
        """Write the paragraphs that resemble another body's, both texts side by side."""
        for pair in pairs:
            self._book.add(
                resembling_table(),
                {
                    "body": pair.text.body,
                    "heading": pair.text.heading,
                    "text": pair.text.filed,
                    "other": pair.other.body,
                    "other_text": pair.other.filed,
                    "percent": pair.percent,
                    "others": pair.others,
                },
            )

    def add_situation(self, given: Situation) -> None:
        """Write 报送情况 with its charts."""
        write_situation(self._book, given)

    def _changes(self, standing: Standing, correction: Correction | None) -> str | None:
        """Write what a body filed differently; the first row of it."""
        if correction is None or standing.chosen is None:
            return None
        since = "published" if correction.published else "earlier"
        rows = [
            self._book.add(
                changes_table(),
                {
                    "body": standing.name,
                    "since": say(f"ledger.since_{since}"),
                    "old_file": correction.file,
                    "new_file": standing.chosen.file,
                    "place": change.place,
                    "before": change.before,
                    "after": change.after,
                },
            )
            for change in correction.changes
        ]
        return rows[0] if rows else None

    def _decided(self, subject: str, fields: Sequence[Field], content: str) -> Mapping[str, Item]:
        """What the office wrote into those columns and still holds, a day as a day."""
        return {
            field: _written(field, self._facts.decided(subject, field, content)) for field in fields
        }

    def finish(self) -> bytes:
        """Close: the bytes of the book."""
        return self._book.finish()

    def close(self) -> None:
        """Let go of what was written so far, finished or not."""
        self._book.close()


def _written(field: Field, text: str) -> Item:
    if field is Field.PUBLISHED and text:
        return date.fromisoformat(text)
    return shown_as(field, text) or None


def _link(place: str | None, caption: str) -> Link | None:
    return Link(f"#{place}", say(caption)) if place else None


def _documents(outputs: Sequence[str]) -> Mapping[str, Item]:
    """Links to the Word and web reports."""
    names = dict(zip(PACKAGE, outputs, strict=False))
    found = {code: names[end] for code, end in (("word", WORD), ("html", PAGE)) if end in names}
    return {code: Link(name, say("ledger.open")) for code, name in found.items()}


def _offered(finding: Finding) -> str:
    """What was said to the same doubt last year, for the office to look at."""
    return say("answer.offered", said=finding.offered) if finding.offered else ""


def _matched(match: Match) -> str:
    """Whose it is, or whose it may be."""
    if match.body is None:
        return ""
    if match.sure:
        return match.body.name
    return say("ledger.perhaps", body=match.body.name)


def _counting(standing: Standing) -> str:
    if standing.needs_total:
        return "again"
    return "yes" if standing.counts else "no"
