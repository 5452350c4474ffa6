"""今日要办: what the office has to decide, to send, to chase, and what is new since the last run.

Every file and body that is somebody's turn is in it once, in as few lines as can be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from xltools.collection.ledger.facts import Facts
from xltools.collection.ledger.names import REMINDER
from xltools.collection.outgoing.chase import Owed, Why
from xltools.collection.outgoing.put import Slips, chase_text
from xltools.collection.shelf.rows import FileRow
from xltools.collection.situation.unpublished import Unpublished
from xltools.collection.standing.standing import Account
from xltools.collection.standing.to_do import of_publication
from xltools.collection.tables.which_book import BODIES, FILES
from xltools.examination.record import Located
from xltools.filing.states import FileState, Turn
from xltools.messages import say

_NAMES = 6
"""How many names a line lists."""


class DutyKind(StrEnum):
    """What is to be done, in the order of the sheet."""

    DECIDE = "decide"
    SEND = "send"
    CHASE = "chase"
    NEWS = "news"


class To(StrEnum):
    """What a duty leads to: a row of a sheet, a sheet or a cell of it, or a file in OUT."""

    FILE = "file"
    BODY = "body"
    FINDING = "finding"
    SHEET = "sheet"
    SLIP = "slip"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Duty:
    """One line: whose it is, what is to be done, and `at` what of the sort `to` it is done."""

    kind: DutyKind
    subject: str
    sentence: str
    to: To
    at: str


@dataclass(frozen=True)
class EndOfRun:
    """What a run ends with, as far as somebody has to do something about it.

    `slips` are those that went out, `refused` what the office wrote into the ledger and could not
    be obeyed; `differing` are attachments that do not say what the return beside them says,
    `overdue` bodies whose day of publication has passed; `unsaid` are lines on what was given of
    publication and could not be taken; what came in the run `since` or later is new.
    """

    facts: Facts
    stand: Account
    rows: Sequence[FileRow]
    owed: Sequence[Owed]
    slips: Slips
    refused: Sequence[Located]
    differing: Sequence[FileRow]
    overdue: Sequence[Unpublished]
    unsaid: Sequence[str]
    since: int

    def duties(self) -> Iterator[Duty]:
        """All of them, by kind."""
        yield from self._refused()
        yield from self._unsaid()
        yield from self._files_to_decide()
        yield from self._nobodys()
        yield from self._attached()
        yield from self._bodies_to_decide()
        yield from self._to_send()
        yield from self._to_chase()
        yield from self._to_publish()
        yield from self._news()

    # ------------------------------------------------------------------ to decide

    def _refused(self) -> Iterator[Duty]:
        for located in self.refused:
            at = located.addresses[0] if located.addresses else FILES
            yield Duty(DutyKind.DECIDE, located.place, _told(located), To.SHEET, at)

    def _unsaid(self) -> Iterator[Duty]:
        for line in self.unsaid:
            yield Duty(DutyKind.DECIDE, say("today.publication"), line, To.SHEET, BODIES)

    def _files_to_decide(self) -> Iterator[Duty]:
        together: dict[tuple[FileState, str], list[FileRow]] = defaultdict(list)
        for row in self.rows:
            if not _is_to_decide(row):
                continue
            if row.state in (FileState.UNDECIDED, FileState.OTHER_YEAR):
                body = row.standing.body if row.state is FileState.UNDECIDED else None
                name = body.name if body else say("today.nobody")
                together[row.state, name].append(row)
                continue
            told = [_told(located) for located in (*row.notice, *row.record.findings)[:1]]
            yield Duty(DutyKind.DECIDE, row.record.file, "".join(told), To.FILE, row.subject)
        for (state, name), rows in together.items():
            files = _listed([row.record.file for row in rows])
            sentence = say(f"today.{state}", count=len(rows), files=files)
            yield Duty(DutyKind.DECIDE, name, sentence, To.FILE, rows[0].subject)

    def _nobodys(self) -> Iterator[Duty]:
        """Files that have to go back, and nobody knows to whom."""
        code = "whose" if self.facts.bodies is not None else "whose_unlisted"
        for row in self.rows:
            left = row.goes_back and not _is_to_decide(row)
            if left and not self._goes_to(row):
                body = row.standing.match.body
                told = {"word": row.state.label, "body": body.name if body else ""}
                sentence = say("today.whose_maybe" if body else f"today.{code}", **told)
                yield Duty(DutyKind.DECIDE, row.record.file, sentence, To.FILE, row.subject)

    def _attached(self) -> Iterator[Duty]:
        if self.differing:
            files = _listed([row.record.file for row in self.differing])
            sentence = say("today.differing", count=len(self.differing), files=files)
            yield Duty(
                DutyKind.DECIDE, say("today.nobody"), sentence, To.FILE, self.differing[0].subject
            )

    def _bodies_to_decide(self) -> Iterator[Duty]:
        registered = [standing for standing in self.stand.standings if standing.body]
        for standing in registered:
            for sentence in of_publication(standing):
                yield Duty(DutyKind.DECIDE, standing.name, sentence, To.BODY, standing.name)
        told = {
            "total": [standing.name for standing in registered if standing.needs_total],
            "departed": list(self.stand.departed),
        }
        for code, names in told.items():
            if names:
                sentence = say(f"today.{code}", bodies=_listed(names))
                yield Duty(DutyKind.DECIDE, say("today.nobody"), sentence, To.SHEET, BODIES)

    # ------------------------------------------------------------------ to send, to chase

    def _to_send(self) -> Iterator[Duty]:
        for row in self.rows:
            page = self.slips.pages.get(row.subject)
            back = row.goes_back and self._goes_to(row)
            if page and back and not self._is_sent(row):
                sentence = self._to_return(row)
                noted = say("today.note_sent") if self.facts.bodies is not None else ""
                yield Duty(DutyKind.SEND, row.record.body, sentence + noted, To.SLIP, page)

    def _to_return(self, row: FileRow) -> str:
        """What is sent back, and why."""
        counted = row.record.tally.told
        refused = self.slips.refused.get(row.standing.seen.sha256, 0)
        code = "slip" if counted and not row.state.meaning.unread else "slip_unread"
        told = {"word": row.state.label, "counted": counted, "refused": refused}
        return say("today.slip_refused" if refused else f"today.{code}", **told)

    def _goes_to(self, row: FileRow) -> str:
        """Whose it is: with a register, one of its bodies; "" where that is not known."""
        body = row.standing.body
        return (body.name if body else "") if self.facts.bodies is not None else row.record.body

    def _is_sent(self, row: FileRow) -> bool:
        """Whether the office wrote into 已发出 since this file came."""
        body = row.standing.body
        return body is not None and self.facts.is_sent(body.name, row.standing.seen.run)

    def _to_chase(self) -> Iterator[Duty]:
        parted: dict[str, list[Owed]] = defaultdict(list)
        for item in self.owed:
            if item.asked:
                parted[item.body.superior].append(item)
        for superior, items in parted.items():
            code = "superior" if superior else "no_superior"
            subject = say(f"today.{code}", superior=superior)
            listed = "、".join(_counted(items))
            sentence = say("today.chase_of", listed=listed)
            yield Duty(DutyKind.CHASE, subject, sentence, To.TEXT, chase_text(superior))

    def _to_publish(self) -> Iterator[Duty]:
        if self.overdue:
            bodies = _listed([item.body.name for item in self.overdue])
            sentence = say("today.overdue_of", count=len(self.overdue), bodies=bodies)
            yield Duty(DutyKind.CHASE, say("today.overdue"), sentence, To.TEXT, REMINDER)

    # ------------------------------------------------------------------ news

    def _news(self) -> Iterator[Duty]:
        """What came today: to run again makes nothing old, the next day does."""
        new = [row for row in self.rows if row.standing.seen.run >= self.since]
        by_word: dict[FileState, list[FileRow]] = defaultdict(list)
        for row in new:
            by_word[row.state].append(row)
        for word, rows in by_word.items():
            names = _listed([row.record.body or row.record.file for row in rows])
            sentence = say("today.came_of", word=word.label, names=names)
            subject = say("today.came", count=len(rows))
            yield Duty(DutyKind.NEWS, subject, sentence, To.FILE, rows[0].subject)
        for row in new:
            if row.matters and (count := row.record.tally.explained):
                sentence = say("today.said", count=count)
                sha256 = row.standing.seen.sha256
                yield Duty(DutyKind.NEWS, row.record.body, sentence, To.FINDING, sha256)


def _is_to_decide(row: FileRow) -> bool:
    """Whether the office has to say something about that file."""
    match = row.standing.match
    return row.turn is Turn.OFFICE or (row.matters and bool(match.unknown or match.rival))


def _told(located: Located) -> str:
    finding = located.finding
    return say("today.asked", sentence=finding.sentence, remedy=finding.remedy)


def _counted(items: Iterable[Owed]) -> Iterator[str]:
    """How many bodies are asked for what, and who they are."""
    for why in (why for why in Why if why is not Why.LATE):
        names = [item.body.name for item in items if item.why is why]
        if names:
            yield say(f"today.chase_{why}", count=len(names), bodies=_listed(names))


def _listed(names: Sequence[str]) -> str:
    """The first names, and how many there are in all."""
    listed = "、".join(names[:_NAMES])
    return listed if len(names) <= _NAMES else say("today.more", listed=listed, count=len(names))
