"""台账.xlsx, the office's own book, while it is being written: its rows and links.

A link leads to a row here or to a file that we named ourselves, and carries the text it shows.
The open columns are the office's: the next run reads them, obeys them and writes them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from xltools.checks.alike.likeness import Likeness
from xltools.collection.ledger.facts import (
    OF_BODIES,
    OF_FILES,
    OF_FINDINGS,
    Facts,
    Field,
    shown_as,
    subject_of,
)
from xltools.collection.ledger.rulings import key_of_doubt
from xltools.collection.ledger_book.changes import Correction
from xltools.collection.ledger_book.own import Own
from xltools.collection.ledger_book.sheets import (
    bodies_table,
    changes_table,
    files_table,
    findings_table,
    hints_table,
    resembling_table,
    today_table,
)
from xltools.collection.ledger_book.today import Duty, DutyKind, To
from xltools.collection.register.matching import Match
from xltools.collection.shelf.rows import FileRow
from xltools.collection.situation.figures import Situation
from xltools.collection.situation.sheet import SITUATION, write_situation
from xltools.collection.standing.standing import Standing
from xltools.collection.standing.to_do import to_do
from xltools.collection.tables.table import Item, Link, Table, Tone, Toned
from xltools.collection.tables.which_book import FINDINGS, HINTS
from xltools.collection.tables.writer import OfficeBook
from xltools.examination.record import Located
from xltools.filing.findings import Finding, Verdict
from xltools.filing.states import BodyState, FileState, Turn
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.report.endings import PACKAGE, PAGE, WORD

_BODY_TONES: Mapping[BodyState, Tone] = {
    BodyState.MISSING: Tone.WAITS,
    BodyState.TO_CORRECT: Tone.WRONG,
    BodyState.DOUBTED: Tone.DOUBT,
    BodyState.TO_DECIDE: Tone.ASKED,
    BodyState.PASSED: Tone.GOOD,
    BodyState.NOT_EXPECTED: Tone.OFF,
}
_FIRST = 1
"""The row where a sheet begins."""
_DUTY_TONES: Mapping[DutyKind, Tone] = {
    DutyKind.DECIDE: Tone.ASKED,
    DutyKind.SEND: Tone.WRONG,
    DutyKind.CHASE: Tone.DOUBT,
    DutyKind.NEWS: Tone.GOOD,
}
_FILES_FIRST = (Turn.OFFICE, Turn.UNREAD, Turn.RETURNED, Turn.PASSED, Turn.SETTLED)
_BODIES_FIRST = (
    BodyState.TO_DECIDE,
    BodyState.TO_CORRECT,
    BodyState.MISSING,
    BodyState.DOUBTED,
    BodyState.PASSED,
    BodyState.NOT_EXPECTED,
)


def problems_first(rows: Iterable[FileRow]) -> list[FileRow]:
    """The files, those first that somebody has to do something about."""
    return sorted(
        rows,
        key=lambda row: (_FILES_FIRST.index(row.turn), not row.goes_back, row.record.file),
    )


def bodies_first(standings: Iterable[Standing]) -> list[Standing]:
    """The bodies, those first that owe something; each kind in the register's order."""
    return sorted(standings, key=lambda standing: _BODIES_FIRST.index(standing.state))


class LedgerBook:
    """台账.xlsx while it is being written; bodies and changes where there is a register.

    `about` are lines on the whole; `slips` are the pages of the slips by the file that they are
    of; `own` is what the office added to the book before this one.
    """

    def __init__(
        self, facts: Facts, about: Sequence[str], slips: Mapping[str, str], own: Own
    ) -> None:
        self._facts, self._slips, self._own = facts, slips, own
        today = replace(today_table(), preface=tuple(about))
        of_bodies = [] if facts.bodies is None else [bodies_table(), changes_table()]
        tables = [files_table(), *of_bodies[:1], findings_table(), hints_table()]
        tables = [today, *tables, *of_bodies[1:], resembling_table()]
        if facts.bodies is not None:
            tables.append(SITUATION)
        self._book = OfficeBook([own.with_columns(table) for table in tables], own.further)
        self._rows: dict[str, str] = {}
        self._bodies: dict[str, str] = {}
        self._findings: dict[str, Link] = {}

    def _add(self, table: Table, items: Mapping[str, Item]) -> str:
        return self._book.add(table, {**items, **self._own.beside(table, items)})

    def add_today(self, duties: Iterable[Duty]) -> None:
        """Write 今日要办, when all that it leads to has its row."""
        written = [self._add(today_table(), self._duty(duty)) for duty in duties]
        if not written:
            self._add(today_table(), {"what": say("today.nothing")})

    def _duty(self, duty: Duty) -> Mapping[str, Item]:
        return {
            "duty": Toned(say(f"today.{duty.kind}"), _DUTY_TONES[duty.kind]),
            "subject": duty.subject,
            "what": duty.sentence,
            "go": self._leading(duty),
        }

    def _leading(self, duty: Duty) -> Link | None:
        """Where a duty is done."""
        match duty.to:
            case To.FILE:
                return _link(self._rows.get(duty.at), "today.to_file")
            case To.BODY:
                return _link(self._bodies.get(duty.at), "today.to_body")
            case To.FINDING:
                found = self._findings.get(duty.at)
                return Link(found.target, say("today.to_finding")) if found else None
            case To.SHEET:
                sheet, _, cell = duty.at.partition("!")
                return _link(f"{sheet}!{cell or f'A{_FIRST}'}", "today.to_sheet", name=sheet)
            case To.SLIP | To.TEXT:
                return Link(duty.at, say(f"today.to_{duty.to}"))

    def add_file(self, item: FileRow, findings: Iterable[Located]) -> None:
        """Write a file's row, and its findings, one a cause, the hints apart."""
        row = self._book.next_place(files_table())
        self._rows[item.subject] = row
        leads: dict[str, str] = {}
        for located in findings:
            if not located.finding.waits:
                hint = located.finding.severity is Severity.INFO
                table = hints_table() if hint else findings_table()
                written = self._add(table, self._finding(item, located, row))
                leads.setdefault(table.sheet, written)
        lead = _link(leads.get(FINDINGS) or leads.get(HINTS), "ledger.to_findings")
        if lead:
            self._findings[item.standing.seen.sha256] = lead
        self._add(files_table(), self._file(item, lead))

    def _file(self, item: FileRow, lead: Link | None) -> Mapping[str, Item]:
        record, counts = item.record, item.record.tally
        return {
            "file": record.file,
            "body": record.body,
            "year": record.year,
            "state": Toned(item.state.label, _tone(item.state)),
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
            "findings": lead,
            "slip": self._slip(item.subject),
            **_documents(item.outputs),
            "sha256": item.standing.seen.sha256,
        }

    def _slip(self, subject: str) -> Link | None:
        page = self._slips.get(subject)
        return Link(page, say("ledger.open")) if page else None

    def _finding(self, item: FileRow, located: Located, row: str) -> Mapping[str, Item]:
        finding, judged = located.finding, item.standing.judged
        key = key_of_doubt(finding, judged.body, judged.year)
        return {
            "file": item.record.file,
            "body": item.record.body,
            "severity": _severity(located, asked=located in item.notice),
            "verdict": finding.word,
            "place": located.place,
            "sentence": finding.said,
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

    def add_body(
        self, standing: Standing, correction: Correction | None, outputs: Sequence[str], ruled: int
    ) -> None:
        """Write a body's row, and what it filed differently.

        `outputs` are its documents; of `ruled` doubts the office has spoken.
        """
        assert standing.body is not None
        body, chosen, by = standing.body, standing.chosen, standing.by
        sent = by is not None and self._facts.is_sent(body.name, by.seen.run)
        subject = subject_of(chosen.seen.sha256, chosen.file) if chosen else ""
        items: Mapping[str, Item] = {
            "body": body.name,
            "superior": body.superior,
            "contact": body.contact,
            "phone": body.phone,
            "state": Toned(standing.state.label, _BODY_TONES[standing.state]),
            "received": standing.received,
            "due": body.due,
            "days_late": standing.days_late or None,
            "counts": say(f"ledger.counts_{_counting(standing)}"),
            "ask": "".join(to_do(standing, ruled, sent=sent)),
            "changes": _link(self._changes(standing, correction), "ledger.to_changes"),
            **self._decided(body.name, OF_BODIES, standing.sha256),
            "slip": self._slip(subject_of(by.seen.sha256, by.file)) if by else None,
            "word": _documents(outputs).get("word"),
            "chosen": _link(self._rows.get(subject), "ledger.to_file"),
            "sha256": standing.sha256,
        }
        self._bodies[body.name] = self._add(bodies_table(), items)

    def add_resembling(self, pairs: Iterable[Likeness]) -> None:
        """Write the paragraphs that resemble another body's, both texts side by side."""
        for pair in pairs:
            self._add(
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
            self._add(
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


def _tone(state: FileState) -> Tone:
    """The colour of the word for a file: whose turn it is, and how grave."""
    match state.meaning.turn:
        case Turn.SETTLED:
            return Tone.OFF
        case Turn.OFFICE:
            return Tone.ASKED
        case Turn.PASSED:
            return Tone.DOUBT if state.meaning.goes_back else Tone.GOOD
        case Turn.RETURNED | Turn.UNREAD:
            return Tone.WRONG


def _severity(located: Located, *, asked: bool) -> Toned:
    """How grave it is; a cell that is only blank is no error, what the office is `asked` none of
    the return's findings.
    """
    if asked:
        return Toned(say("today.decide"), Tone.ASKED)
    finding = located.finding
    if finding.verdict is Verdict.UNFILLED:
        return Toned(say("verdict.unfilled"), Tone.WAITS)
    open_tone = Tone.WRONG if finding.severity is Severity.ERROR else Tone.DOUBT
    tone = Tone.GOOD if finding.explained else open_tone
    return Toned(say(f"severity.{finding.severity.value}"), tone)


def _written(field: Field, text: str) -> Item:
    if field is Field.PUBLISHED and text:
        return date.fromisoformat(text)
    return shown_as(field, text) or None


def _link(place: str | None, caption: str, **context: str) -> Link | None:
    return Link(f"#{place}", say(caption, **context)) if place else None


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
