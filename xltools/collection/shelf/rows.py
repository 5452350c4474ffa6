"""A row of the ledger: one file, where it stands, whose turn it is, what stands in OUT of it."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.collection.ledger.facts import subject_of
from xltools.collection.ledger.names import PUBLISHING, UNPUBLISHED, WAITING
from xltools.collection.standing.standing import FileStanding
from xltools.examination.record import Located, Record, outside
from xltools.filing.states import MAY_BE_RETURNED, BodyState, FileState, Turn
from xltools.law.rule import Severity
from xltools.report.endings import PACKAGE, WORD


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with its record, where its documents stand, and the problems in putting them.

    `stem` is what their names begin with, `ends` how each ends; `attached` is what holding it
    against the return beside it gave, "" for what is a return.
    """

    standing: FileStanding
    record: Record
    stem: str = ""
    ends: tuple[str, ...] = ()
    problems: int = 0
    attached: str = ""

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of its documents in OUT."""
        return tuple(self.stem + end for end in self.ends)

    @property
    def state(self) -> FileState:
        """The one word for it: where it stands, or that its documents could not be put."""
        return self.record.state if self.problems else self.standing.state

    @property
    def subject(self) -> str:
        """What the ledger calls the file by, where one content may lie there under many names."""
        return subject_of(self.standing.seen.sha256, self.record.file)

    @property
    def is_unpublished(self) -> bool:
        """Whether its body's report is written and not published: 单独编制不公开."""
        body = self.standing.body
        return body is not None and body.publishes_not

    @property
    def endings(self) -> tuple[str, ...]:
        """Those of its documents: nothing for a site of what is not published."""
        return (WORD,) if self.is_unpublished else PACKAGE

    @property
    def folder(self) -> str:
        """Where in OUT its documents belong: finished ones for publication apart from the rest."""
        if self.is_unpublished:
            return UNPUBLISHED
        finished = self.standing.state.meaning.body is BodyState.PASSED
        return PUBLISHING if finished else WAITING

    @property
    def notice(self) -> tuple[Located, ...]:
        """What the office is asked about the file, if anything."""
        match = self.standing.match
        if match.unknown and self.matters:
            return (outside("unknown_name", Severity.WARNING, body=match.unknown),)
        if match.rival and match.body and self.matters:
            names = {"body": match.body.name, "rival": match.rival.name}
            return (outside("called_as_another", Severity.WARNING, **names),)
        match self.standing.state:
            case FileState.STRAY:
                return (outside("stray", Severity.WARNING),)
            case FileState.OTHER_YEAR:
                year = self.standing.seen.collected
                return (outside("other_year", Severity.WARNING, year=year),)
            case FileState.UNDECIDED:
                return (outside("undecided", Severity.WARNING),)
            case FileState.WRONG_EDITION:
                return (outside("wrong_edition", Severity.ERROR, year=self.record.year),)
            case FileState.UNMATCHED:
                return (self._whose(),)
            case _:
                return ()

    @property
    def told(self) -> tuple[Located, ...]:
        """What is only told: that the register has another name for the body."""
        body, typed = self.standing.misnamed, self.standing.judged.body
        if not (body and self.matters):
            return ()
        return (outside("spelling", Severity.INFO, typed=typed, name=body.name),)

    def _whose(self) -> Located:
        """Whose it may be."""
        match = self.standing.match
        if match.body is None:
            return outside("unmatched", Severity.WARNING)
        name, score = match.body.name, match.score
        if match.clash:
            return outside("clash", Severity.WARNING, body=name, other=match.clash.name)
        if self.standing.by_file_name:
            return outside("perhaps_by_file", Severity.WARNING, body=name)
        return outside("perhaps", Severity.WARNING, body=name, score=score)

    @property
    def matters(self) -> bool:
        """Whether anybody need look at what is found in it."""
        return not self.standing.settled

    @property
    def goes_back(self) -> bool:
        """Whether its body has to do something about it: neither the office nor we ourselves."""
        return self.state.meaning.goes_back and not self.standing.made_up

    @property
    def turn(self) -> Turn:
        """Whose turn it is now: where a summary counts it."""
        return Turn.SETTLED if self.standing.made_up else self.state.meaning.turn

    @property
    def exit_code(self) -> int:
        """What a run over this file alone exits with."""
        if not self.matters:
            return MAY_BE_RETURNED
        return max(self.record.exit_code, self.state.meaning.exit_code)
