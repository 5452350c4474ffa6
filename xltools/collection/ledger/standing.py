"""Where a file or a body stands: the one word for it, and what else is to be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xltools.collection.ledger.facts import Seen
from xltools.collection.ledger.stored import Judged
from xltools.collection.register.body import Body
from xltools.collection.register.matching import Match
from xltools.examination.examine import Outcome
from xltools.reader import ReadState


class State(StrEnum):
    """The one word for a file or a body, where it is not the word of the examination itself."""

    PASSED = "passed"
    DOUBTED = "doubted"
    """待说明: passed, with doubts that wait for an explanation"""
    EXPLAINED = "explained"
    WRONG_YEAR = "wrong_year"
    WRONG_EDITION = "wrong_edition"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    UNDECIDED = "undecided"
    """重复待定: two contents and no certain order"""
    UNMATCHED = "unmatched"
    REJECTED = "rejected"
    MERGED = "merged"
    ELSEWHERE = "elsewhere"
    DOCUMENT = "document"
    """已收到非填报表: reported, to be transcribed"""
    MISSING = "missing"
    OVERDUE = "overdue"
    NOT_EXPECTED = "not_expected"


@dataclass(frozen=True, slots=True)
class FileStanding:
    """One content under one file's name. `state` is a State, or the examination's own word.

    `stands` says that it is the one that its body's standing is taken from; `seen` with the
    first run and day of that content.
    """

    seen: Seen
    judged: Judged
    match: Match
    state: str
    stands: bool = False

    @property
    def body(self) -> Body | None:
        """The body it is sure to belong to."""
        return self.match.body if self.match.sure else None

    @property
    def by_file_name(self) -> bool:
        """Whether nothing inside says whose it is, so that only the file's name suggests it."""
        return not (self.judged.name or self.judged.code)

    @property
    def file(self) -> str:
        """The name it was seen under."""
        return self.seen.file


@dataclass(frozen=True, slots=True)
class Standing:
    """A body, or without a register a file: what came of it and what of that counts.

    `chosen` is the content that stands for it, `earlier` those that it superseded, newest
    first; `received` the day on which anything of it first came, `days_late` how many days
    after the deadline that was, or, where nothing came, how many have passed. `published` is
    the content that the office marked as published, `published_unsure` where another one may
    as well have been; `reason` why the one that stands now differs from it, where the office
    has said so.
    """

    body: Body | None
    state: str
    chosen: FileStanding | None = None
    earlier: tuple[FileStanding, ...] = ()
    files: tuple[FileStanding, ...] = ()
    received: date | None = None
    days_late: int = 0
    published: str = ""
    published_on: str = ""
    published_unsure: bool = False
    needs_reason: bool = False
    reason: str = ""
    needs_total: bool = False
    origin: str = ""

    @property
    def name(self) -> str:
        """The body's name: the register's, or the one in the return."""
        if self.body:
            return self.body.name
        return self.chosen.judged.name if self.chosen else ""

    @property
    def counts(self) -> bool:
        """Whether its figures go into totals and its documents out of the house."""
        return self.chosen is not None and self.state in _COUNTING

    @property
    def file(self) -> str:
        """The file that its state is of, "" where nothing came."""
        if self.chosen:
            return self.chosen.file
        return next((item.file for item in reversed(self.files) if item.state == self.state), "")

    @property
    def sha256(self) -> str:
        """The content that stands for it, "" where none does."""
        return self.chosen.judged.sha256 if self.chosen else ""


@dataclass(frozen=True, slots=True)
class Account:
    """All files in the order of their names, all bodies in the order of the register.

    `departed` are bodies that one of the last totals counted and the register has no more.
    """

    files: tuple[FileStanding, ...]
    standings: tuple[Standing, ...]
    departed: tuple[str, ...] = ()


_COUNTING = frozenset((State.PASSED, State.DOUBTED, State.EXPLAINED))

FILED = frozenset((*_COUNTING, Outcome.ERRORS.value, Outcome.UNFILLED.value))
"""Words of a content that may stand for its body."""

UNREAD = frozenset(
    (Outcome.FAULT.value, *(state.value for state in ReadState if state is not ReadState.READ))
)
"""Words of a file in which nothing was read, 已收到非填报表 among them."""

REPORTED = frozenset((*FILED, *UNREAD, State.DUPLICATE, State.SUPERSEDED, State.UNDECIDED))
"""Words of a file with which its body has reported, in whatever state."""

SETTLED = frozenset(
    (
        State.DUPLICATE,
        State.SUPERSEDED,
        State.REJECTED,
        State.MERGED,
        State.ELSEWHERE,
        State.NOT_EXPECTED,
        Outcome.OFFICE_BOOK.value,
    )
)
"""Words of a file that nobody need look into: another one counts, or none of its kind does."""

TO_DECIDE = frozenset((State.UNDECIDED, State.UNMATCHED))
"""Words of a file that waits for the office."""
