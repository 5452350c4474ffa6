"""A row of the ledger: one file, where it stands, whose turn it is, what stands in OUT of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xltools.collection.ledger.standing import SETTLED, TO_DECIDE, FileStanding, State
from xltools.examination.examine import Outcome
from xltools.examination.record import Located, Record, outside
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.platform.exits import MAY_BE_RETURNED, MUST_BE_CORRECTED, NOT_READ
from xltools.reader import ReadState


class Turn(StrEnum):
    """Whose turn it is with a file, in the order in which a summary counts them."""

    PASSED = "passed"
    RETURNED = "returned"
    """its body has to correct it"""
    OFFICE = "office"
    """the office has to decide, or to close a file of ours"""
    UNREAD = "unread"
    SETTLED = "settled"
    """another one counts, or none of its kind does"""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with its record, the names of its documents, and the problems in putting them."""

    standing: FileStanding
    record: Record
    outputs: tuple[str, ...] = ()
    problems: int = 0

    @property
    def label(self) -> str:
        """The one word for it: where it stands, or that its documents could not be put."""
        return (
            self.record.state_label if self.problems else say(f"file_state.{self.standing.state}")
        )

    @property
    def notice(self) -> tuple[Located, ...]:
        """What the office is asked about the file, if anything."""
        match, state = self.standing.match, self.standing.state
        if match.unknown and self.matters:
            return (outside("unknown_name", Severity.WARNING, body=match.unknown),)
        if self._is_stray:
            return (outside("stray", Severity.WARNING),)
        if state == State.UNDECIDED:
            return (outside("undecided", Severity.WARNING),)
        if state == State.WRONG_EDITION:
            return (outside("wrong_edition", Severity.ERROR, year=self.record.year),)
        if state != State.UNMATCHED:
            return ()
        if match.body is None:
            return (outside("unmatched", Severity.WARNING),)
        name, score = match.body.name, match.score
        if self.standing.by_file_name:
            return (outside("perhaps_by_file", Severity.WARNING, body=name),)
        return (outside("perhaps", Severity.WARNING, body=name, score=score),)

    @property
    def matters(self) -> bool:
        """Whether anybody need look at what is found in it."""
        return self.standing.state not in SETTLED

    @property
    def _is_stray(self) -> bool:
        """Whether it cannot be a return and is nobody's: a covering note, a list."""
        return self.standing.state == ReadState.NOT_WORKBOOK and self.standing.body is None

    @property
    def goes_back(self) -> bool:
        """Whether its body has to do something about it: neither the office nor we ourselves."""
        ours = (Outcome.PASSED, Outcome.FAULT, Outcome.NOT_WRITTEN, ReadState.DOCUMENT)
        waits = self.standing.state in TO_DECIDE or self._is_stray
        return self.matters and not waits and self.record.state not in ours

    @property
    def turn(self) -> Turn:
        """Whose turn it is now: where a summary counts it."""
        if not self.matters:
            return Turn.SETTLED
        if self.exit_code == MAY_BE_RETURNED:
            return Turn.PASSED
        if self.standing.state in TO_DECIDE or self._is_stray or self.problems:
            return Turn.OFFICE
        return Turn.UNREAD if self.record.exit_code == NOT_READ else Turn.RETURNED

    @property
    def exit_code(self) -> int:
        """What a run over this file alone exits with."""
        if not self.matters:
            return MAY_BE_RETURNED
        waits = self.standing.state in TO_DECIDE or self.standing.state == State.WRONG_EDITION
        return max(self.record.exit_code, MUST_BE_CORRECTED if waits else MAY_BE_RETURNED)
