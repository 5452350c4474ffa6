"""The one word for a file, the one word for a body, and all that each of them entails.

Both lists are closed: no file and no body is ever shown with another word, and a test holds
the tables complete. What else there is to say of one is said beside its word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from xltools.messages import say

MAY_BE_RETURNED, MUST_BE_CORRECTED, NOT_READ = 0, 1, 3
"""What a run exits with: of files taken together, the highest one counts."""


class BodyState(StrEnum):
    """The one word for a body."""

    MISSING = "missing"
    TO_CORRECT = "to_correct"
    DOUBTED = "doubted"
    TO_DECIDE = "to_decide"
    PASSED = "passed"
    NOT_EXPECTED = "not_expected"

    @property
    def label(self) -> str:
        """The word as people read it."""
        return say(f"body_state.{self}")

    @property
    def chased(self) -> bool:
        """Whether something is wanted of the body: a correction, a return, an explanation."""
        return _CHASED[self]


_CHASED: Mapping[BodyState, bool] = {
    BodyState.MISSING: True,
    BodyState.TO_CORRECT: True,
    BodyState.DOUBTED: True,
    BodyState.TO_DECIDE: False,
    BodyState.PASSED: False,
    BodyState.NOT_EXPECTED: False,
}


class FileState(StrEnum):
    """The one word for a file."""

    PASSED = "passed"
    DOUBTED = "doubted"
    """passed, with doubts that wait for an explanation"""
    EXPLAINED = "explained"
    ERRORS = "errors"
    UNFILLED = "unfilled"
    WRONG_YEAR = "wrong_year"
    WRONG_EDITION = "wrong_edition"
    DOCUMENT = "document"
    """reported without the workbook: a Word file, a page, a scan"""
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not_a_file"
    """a pipe, a device, a link that leads nowhere: never opened"""
    NOT_OPENED = "not_opened"
    """the office may not read it, or another program holds it: no fault of its body"""
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    NOT_WORKBOOK = "not_workbook"
    NOT_OURS = "not_ours"
    ALTERED = "altered"
    OTHER_FORMAT = "other_format"
    TOO_BIG = "too_big"
    FAULT = "fault"
    """the program failed on it"""
    NOT_WRITTEN = "not_written"
    """passed, but its documents could not be put"""
    UNDECIDED = "undecided"
    """one of several contents of a body, in no certain order"""
    UNMATCHED = "unmatched"
    STRAY = "stray"
    """no return, and nobody's: a covering note, a list"""
    ATTACHED = "attached"
    """came beside a return, or beside a report that says more: never asked about by itself"""
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    OTHER_YEAR = "other_year"
    """collected already, with another year"""
    REJECTED = "rejected"
    MERGED = "merged"
    ELSEWHERE = "elsewhere"
    NOT_EXPECTED = "not_expected"
    OFFICE_BOOK = "office_book"
    """no return but a book of the collecting office's own, by mistake among them"""

    @property
    def label(self) -> str:
        """The word as people read it."""
        return say(f"file_state.{self}")

    @property
    def meaning(self) -> Meaning:
        """All that the word entails."""
        return _MEANINGS[self]


class Turn(StrEnum):
    """Whose turn it is with a file, in the order in which a summary counts them."""

    PASSED = "passed"
    RETURNED = "returned"
    """its body has to correct it"""
    OFFICE = "office"
    """the office has to decide, or to close a file of ours"""
    UNREAD = "unread"
    """its body has to send another, or the return itself"""
    SETTLED = "settled"
    """another one counts, or none of its kind does"""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the word for a file entails.

    `body` is what its body shows as long as nothing better came, None where the file says
    nothing of it; `exit_code` how loud it is. One that
    `stands` may stand for its body, which has reported with it; of one that `counts` the figures go
    into the district's sum, and where `documents` is true its reports out of the house; one
    that `goes_back` does so with a slip, if there is anything to ask of its body.
    """

    body: BodyState | None
    turn: Turn
    exit_code: int
    stands: bool = False
    counts: bool = False
    documents: bool = False
    goes_back: bool = False

    @property
    def settled(self) -> bool:
        """Whether nobody need look into it."""
        return self.turn is Turn.SETTLED

    @property
    def unread(self) -> bool:
        """Whether nothing was read in it."""
        return self.exit_code == NOT_READ


_PASSED = Meaning(
    BodyState.PASSED,
    Turn.PASSED,
    MAY_BE_RETURNED,
    stands=True,
    counts=True,
    documents=True,
)
_FAILED = Meaning(
    BodyState.TO_CORRECT,
    Turn.RETURNED,
    MUST_BE_CORRECTED,
    stands=True,
    goes_back=True,
)
_OF_ANOTHER_YEAR = replace(_FAILED, stands=False)
_UNREAD = Meaning(BodyState.TO_CORRECT, Turn.UNREAD, NOT_READ, goes_back=True)
_TO_DECIDE = Meaning(BodyState.TO_DECIDE, Turn.OFFICE, MUST_BE_CORRECTED)
_SETTLED = Meaning(None, Turn.SETTLED, MAY_BE_RETURNED)
_NOT_EXPECTED = replace(_SETTLED, body=BodyState.NOT_EXPECTED)

_MEANINGS: Mapping[FileState, Meaning] = {
    FileState.PASSED: _PASSED,
    FileState.DOUBTED: replace(_PASSED, body=BodyState.DOUBTED, goes_back=True),
    FileState.EXPLAINED: _PASSED,
    FileState.ERRORS: _FAILED,
    FileState.UNFILLED: _FAILED,
    FileState.WRONG_YEAR: _OF_ANOTHER_YEAR,
    FileState.WRONG_EDITION: replace(_OF_ANOTHER_YEAR, goes_back=False),
    FileState.DOCUMENT: replace(_UNREAD, body=BodyState.TO_DECIDE),
    FileState.UNREADABLE: _UNREAD,
    FileState.NOT_A_FILE: replace(_TO_DECIDE, exit_code=NOT_READ),
    FileState.NOT_OPENED: replace(_TO_DECIDE, exit_code=NOT_READ),
    FileState.ENCRYPTED: _UNREAD,
    FileState.EMPTY: _UNREAD,
    FileState.NOT_WORKBOOK: _UNREAD,
    FileState.NOT_OURS: _UNREAD,
    FileState.ALTERED: _UNREAD,
    FileState.OTHER_FORMAT: _UNREAD,
    FileState.TOO_BIG: _UNREAD,
    FileState.FAULT: replace(_TO_DECIDE, exit_code=NOT_READ),
    FileState.NOT_WRITTEN: replace(_TO_DECIDE, body=BodyState.PASSED),
    FileState.UNDECIDED: _TO_DECIDE,
    FileState.UNMATCHED: _TO_DECIDE,
    FileState.STRAY: replace(_TO_DECIDE, exit_code=NOT_READ),
    FileState.ATTACHED: _SETTLED,
    FileState.DUPLICATE: _SETTLED,
    FileState.SUPERSEDED: _SETTLED,
    FileState.OTHER_YEAR: replace(_TO_DECIDE, body=None),
    FileState.REJECTED: _SETTLED,
    FileState.MERGED: _NOT_EXPECTED,
    FileState.ELSEWHERE: _NOT_EXPECTED,
    FileState.NOT_EXPECTED: _NOT_EXPECTED,
    FileState.OFFICE_BOOK: _SETTLED,
}
