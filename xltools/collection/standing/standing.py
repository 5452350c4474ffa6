"""Where a file or a body stands: the one word for it, and what else is to be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xltools.collection.ledger.facts import Seen
from xltools.collection.register.body import Body, Mode, plain_text
from xltools.collection.register.matching import Match
from xltools.examination.record import Record
from xltools.filing.states import BodyState, FileState


@dataclass(frozen=True, slots=True)
class FileStanding:
    """One content under one file's name.

    `stands` says that it is the one that its body's standing is taken from, `made_up` that it
    could not be used and that its body's return counts all the same; `seen` with the first run
    and day of that content.
    """

    seen: Seen
    judged: Record
    match: Match
    state: FileState
    stands: bool = False
    made_up: bool = False

    @property
    def settled(self) -> bool:
        """Whether nobody need look into it."""
        return self.made_up or self.state.meaning.settled

    @property
    def body(self) -> Body | None:
        """The body it is sure to belong to."""
        return self.match.body if self.match.sure else None

    @property
    def assigned_to(self) -> Body | None:
        """The body that it is sure to belong to, where inside it gives another name, or none.

        Whether the office said so, or the return's code or short name: reports bear the
        register's name.
        """
        body = self.body
        return body if body and plain_text(body.name) != plain_text(self.judged.body) else None

    @property
    def perhaps_of(self) -> tuple[Body, ...]:
        """The bodies whose it may be, as long as the office has not said."""
        match = self.match
        if self.settled or not self.seen.present:
            return ()
        others = (match.rival,) if match.sure else (match.body, match.clash)
        return tuple(body for body in others if body)

    @property
    def misnamed(self) -> Body | None:
        """The same where nobody but the return itself says whose it is, by another name."""
        return self.assigned_to if self.judged.body and not self.match.assigned else None

    @property
    def by_file_name(self) -> bool:
        """Whether nothing inside says whose it is, so that only the file's name suggests it."""
        return not (self.judged.body or self.judged.code)

    @property
    def file(self) -> str:
        """The name it was seen under."""
        return self.seen.file


@dataclass(frozen=True, slots=True)
class Standing:
    """A body, or without a register a file: what came of it and what of that counts.

    `by` is the file that its word is of, None where none came that says anything of it;
    `earlier` are the contents that the one that stands superseded, newest first; `received` the
    day on which a return first came that could stand for it, `days_late` how many days after the
    deadline that was, or, where none came, how many have passed; `in_time` what came by the
    deadline all the same and was none. `published` is the content that the office marked as
    published, `published_at` the address that it noted, `published_unsure` where another one may
    as well have been; `reason` why the one that stands now differs from it, where the office has
    said so; `perhaps` are files that wait for the office and may be its own.
    """

    body: Body | None
    state: BodyState
    by: FileStanding | None = None
    earlier: tuple[FileStanding, ...] = ()
    files: tuple[FileStanding, ...] = ()
    received: date | None = None
    days_late: int = 0
    in_time: FileStanding | None = None
    published: str = ""
    published_on: str = ""
    published_at: str = ""
    published_unsure: bool = False
    needs_reason: bool = False
    reason: str = ""
    needs_total: bool = False
    origin: str = ""
    perhaps: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The body's name: the register's, or the one in the return."""
        if self.body:
            return self.body.name
        return self.chosen.judged.body if self.chosen else ""

    @property
    def day_questioned(self) -> bool:
        """Whether a day of publication was written of a body that does not publish."""
        return bool(self.published_on and self.body and self.body.publishes_not)

    @property
    def published_early(self) -> bool:
        """Whether a day of publication was written though its return has not passed."""
        settled = self.state in (BodyState.PASSED, BodyState.NOT_EXPECTED)
        return bool(self.published_on) and not (settled or self.day_questioned)

    @property
    def chosen(self) -> FileStanding | None:
        """The content that stands for it."""
        return self.by if self.by and self.by.stands else None

    @property
    def cause(self) -> FileState | None:
        """The word of the file that its own is of; where none is expected, the word for why."""
        if self.by:
            return self.by.state
        if self.body and self.state is BodyState.NOT_EXPECTED:
            return not_expected(self.body)
        return None

    @property
    def cause_label(self) -> str:
        """What it is, said nearer than by its own word."""
        return (self.cause or self.state).label

    @property
    def counts(self) -> bool:
        """Whether its figures go into totals."""
        return self.chosen is not None and self.chosen.state.meaning.counts

    @property
    def file(self) -> str:
        """The file that its state is of, "" where nothing came."""
        return self.by.file if self.by else ""

    @property
    def sha256(self) -> str:
        """The content that stands for it, "" where none does."""
        return self.chosen.judged.sha256 if self.chosen else ""


def not_expected(body: Body) -> FileState:
    """The word for a file of a body that is not to file here."""
    why = {Mode.ELSEWHERE: FileState.ELSEWHERE, Mode.MERGED: FileState.MERGED}
    return why.get(body.mode, FileState.NOT_EXPECTED)


@dataclass(frozen=True, slots=True)
class Account:
    """All files in the order of their names, all bodies in the order of the register.

    `departed` are bodies that one of the last totals counted and the register has no more.
    """

    files: tuple[FileStanding, ...]
    standings: tuple[Standing, ...]
    departed: tuple[str, ...] = ()
