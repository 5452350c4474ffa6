"""The words for a file and for a body: closed, each with all that it entails, each said."""

from __future__ import annotations

from datetime import date

import pytest

from xltools.collection.ledger.facts import Seen
from xltools.collection.register.body import Body
from xltools.collection.register.matching import Match
from xltools.collection.standing.standing import FileStanding, Standing
from xltools.collection.standing.to_do import to_do
from xltools.examination.record import Record
from xltools.filing.findings import Tally
from xltools.filing.states import MAY_BE_RETURNED, BodyState, FileState, Meaning, Turn

TODAY = date(2026, 1, 25)
BODY = Body("测试县教育局")


def test_a_body_shows_one_of_six_words() -> None:
    assert [state.label for state in BodyState] == [
        *("未报", "需修改", "待说明", "待认定", "通过", "不需报送"),
    ]


def test_every_word_says_what_it_entails() -> None:
    """A word without an entry in the table would raise here."""
    assert {type(state.meaning) for state in FileState} == {Meaning}
    assert {type(state.chased) for state in BodyState} == {bool}
    assert all(state.label for state in FileState)


@pytest.mark.parametrize("state", FileState)
def test_what_a_word_entails_holds_together(state: FileState) -> None:
    meaning = state.meaning
    if meaning.counts or meaning.documents:
        assert meaning.stands
        assert meaning.exit_code == MAY_BE_RETURNED
    if meaning.goes_back:
        doubted = (BodyState.DOUBTED, Turn.PASSED)
        corrected = [(BodyState.TO_CORRECT, turn) for turn in (Turn.RETURNED, Turn.UNREAD)]
        on_paper = (BodyState.TO_DECIDE, Turn.UNREAD)
        assert (meaning.body, meaning.turn) in (doubted, *corrected, on_paper)
    if meaning.settled:
        assert meaning.body in (None, BodyState.NOT_EXPECTED)
    if meaning.body is None:
        assert meaning.turn in (Turn.SETTLED, Turn.OFFICE)


def test_nobody_waits_for_a_body_that_nobody_asks() -> None:
    """Where it is a body's turn it is chased; where it is not, it is left alone."""
    for state in FileState:
        body = state.meaning.body
        turned = state.meaning.turn in (Turn.RETURNED, Turn.UNREAD)
        if body and (turned or state.meaning.goes_back):
            assert body.chased or state.meaning.goes_back
        elif body and body is not BodyState.MISSING:
            assert not body.chased


OF_A_BODY = [
    state
    for state in FileState
    if state.meaning.body
    and state.meaning.turn is not Turn.PASSED
    and state not in (FileState.UNMATCHED, FileState.STRAY, FileState.NOT_WRITTEN)
]
"""Words of a body's own file with which it is not done."""


@pytest.mark.parametrize("state", [FileState.DOUBTED, FileState.EXPLAINED, *OF_A_BODY])
def test_a_body_that_is_not_done_has_something_to_do_beside_its_word(state: FileState) -> None:
    shown = state.meaning.body
    assert shown
    judged = Record("", state, Tally(1, 0, 2, 0, 3), sha256="h")
    seen = Seen("a.xlsx", "h", 1, TODAY, present=True)
    by = FileStanding(seen, judged, Match(BODY, 100, sure=True), state)
    assert "".join(to_do(Standing(BODY, shown, by)))
