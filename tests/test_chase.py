"""催报: everybody who owes something, nobody who does not, and what changed since the last run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from xltools.collection.ledger.facts import Choice, Seen
from xltools.collection.outgoing.chase import (
    Owed,
    Why,
    chase_book,
    chase_table,
    chase_texts,
    owed,
    read_before,
    sentence,
)
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.matching import Match
from xltools.collection.standing.standing import FileStanding, Standing
from xltools.collection.tables.reader import read_tables
from xltools.examination.record import Record
from xltools.filing.findings import Tally
from xltools.filing.states import BodyState, FileState
from xltools.messages import say

TODAY = date(2026, 1, 25)
COUNTY = Body("云溪县人民政府", deadline=date(2026, 3, 1))
BUREAU = Body("教育局", superior=COUNTY.name, deadline=date(2026, 1, 20), contact="王某", phone="1")
TOWN = Body("东溪镇", superior=COUNTY.name, deadline=date(2026, 1, 20))
LOOSE = Body("数据局")


CAME = FileStanding(
    Seen("教育局.xlsx", "0" * 64, 1, TODAY, present=True),
    Record("", FileState.PASSED, Tally(0, 0, 0, 0), sha256="0" * 64),
    Match(BUREAU, 100, sure=True),
    FileState.PASSED,
    stands=True,
)


def stands(body: Body, word: FileState | None, days: int = 0) -> Standing:
    """A body of which a file with that word came, or nothing."""
    if word is None:
        return Standing(body, BodyState.MISSING, days_late=days)
    shown = word.meaning.body
    assert shown
    return Standing(body, shown, replace(CAME, state=word), days_late=days)


def _owed(body: Body, word: FileState | None, days: int = 0) -> tuple[Owed, ...]:
    return owed([stands(body, word, days)], 2025, TODAY)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        (None, Why.MISSING),
        (FileState.ERRORS, Why.FAILING),
        (FileState.UNFILLED, Why.FAILING),
        (FileState.WRONG_YEAR, Why.FAILING),
        (FileState.UNREADABLE, Why.UNREAD),
        (FileState.DOCUMENT, Why.PAPER),
    ],
)
def test_who_owes_something_is_on_the_list(word: FileState | None, why: Why) -> None:
    (item,) = _owed(BUREAU, word)
    assert (item.why, item.asked, item.cause) == (why, True, word)


@pytest.mark.parametrize(
    "word",
    [
        FileState.PASSED,
        FileState.EXPLAINED,
        FileState.FAULT,
        FileState.UNDECIDED,
        FileState.NOT_EXPECTED,
        FileState.ELSEWHERE,
    ],
)
def test_who_owes_nothing_is_not(word: FileState) -> None:
    assert _owed(BUREAU, word) == ()


def test_who_sent_a_scan_only_is_asked_for_the_workbook() -> None:
    scan, wrong = (_owed(BUREAU, word)[0] for word in (FileState.DOCUMENT, FileState.ERRORS))
    assert sentence(scan, 2025) == say(
        "chase.ask_paper",
        name=BUREAU.name,
        year=2025,
        deadline=say("chase.deadline", due="2026-01-20", days=0),
    )
    assert FileState.ERRORS.label in sentence(wrong, 2025)


@pytest.mark.parametrize(
    "body",
    [
        Body("税务局", mode=Mode.ELSEWHERE),
        Body("史志办", mode=Mode.MERGED, merged_into=COUNTY.name),
        Body("旧局", dissolved=date(2025, 1, 1)),
        Body("新局", founded=date(2026, 1, 1)),
    ],
)
def test_a_body_that_does_not_file_here_is_never_chased(body: Body) -> None:
    assert _owed(body, None, 30) == ()


def test_the_list_goes_by_superior_and_the_longest_late_comes_first() -> None:
    standings = [
        stands(BUREAU, FileState.ERRORS),
        stands(COUNTY, None),
        stands(TOWN, None, 5),
        stands(Body("西溪镇", superior=COUNTY.name), None, 9),
    ]
    assert [item.body.name for item in owed(standings, 2025, TODAY)] == [
        COUNTY.name,
        "西溪镇",
        TOWN.name,
        BUREAU.name,
    ]


def test_the_book_says_what_is_new_and_who_is_done(tmp_path: Path) -> None:
    book = tmp_path / "催报.xlsx"
    assert read_before(book) is None
    first = (*_owed(BUREAU, None, 5), *_owed(TOWN, None, 5))
    book.write_bytes(chase_book(first, None, 2025))
    before = read_before(book)
    assert before is not None
    assert set(before) == {BUREAU.name, TOWN.name}
    second = (*_owed(BUREAU, FileState.ERRORS, 5), *_owed(LOOSE, None))
    book.write_bytes(chase_book(second, before, 2025))
    one, two = read_tables(book, [chase_table()]).of(chase_table())
    assert before[BUREAU.name] in one.text("change")
    assert (one.date("due"), one.number_of("days")) == (BUREAU.due, 5)
    assert (one.text("contact"), one.text("phone")) == ("王某", "1")
    assert two.text("change")
    now = read_before(book)
    assert now is not None
    assert set(now) == {BUREAU.name, LOOSE.name}
    assert chase_book(second, now, 2025) == chase_book(second, now, 2025)


def test_a_body_of_which_a_file_may_wait_is_told_apart_and_not_asked(tmp_path: Path) -> None:
    waits = replace(stands(TOWN, None, 5), perhaps=("东溪镇.pdf",))
    listed = owed([waits, stands(BUREAU, None)], 2025, TODAY)
    assert {item.body.name: (item.why, item.asked, item.owes) for item in listed} == {
        TOWN.name: (Why.PERHAPS, False, True),
        BUREAU.name: (Why.MISSING, True, True),
    }
    book = tmp_path / "催报.xlsx"
    book.write_bytes(chase_book(listed, None, 2025))
    rows = {row.text("name"): row for row in read_tables(book, [chase_table()]).of(chase_table())}
    assert "东溪镇.pdf" in rows[TOWN.name].text("file")
    assert rows[TOWN.name].text("word") == BodyState.MISSING.label
    assert rows[TOWN.name].text("sentence") == ""
    (text,) = chase_texts(listed, 2025, TODAY).values()
    missing, waiting = (say(f"chase.text_{why}", count=1) for why in (Why.MISSING, Why.PERHAPS))
    assert text.index(missing) < text.index(BUREAU.name) < text.index(waiting)
    assert text.index(waiting) < text.index(TOWN.name)


@pytest.mark.parametrize("state", [FileState.UNMATCHED, FileState.ENCRYPTED, FileState.STRAY])
def test_a_file_of_nobody_may_be_the_body_s_whose_name_is_near(state: FileState) -> None:
    loose = replace(CAME, state=state, match=Match(TOWN, 90))
    assert loose.perhaps_of == (TOWN,)
    assert replace(loose, match=Match(BUREAU, 90, clash=TOWN)).perhaps_of == (BUREAU, TOWN)
    assert replace(loose, match=Match(BUREAU, 100, sure=True, rival=TOWN)).perhaps_of == (TOWN,)
    assert replace(loose, seen=replace(CAME.seen, present=False)).perhaps_of == ()


@pytest.mark.parametrize("state", [FileState.REJECTED, FileState.ELSEWHERE])
def test_a_file_of_nobody_that_is_settled_is_not_named(state: FileState) -> None:
    assert replace(CAME, state=state, match=Match(TOWN, 90)).perhaps_of == ()


def test_a_damaged_book_of_the_last_run_is_as_none(tmp_path: Path) -> None:
    book = tmp_path / "催报.xlsx"
    book.write_bytes(b"damaged")
    assert read_before(book) is None


def test_each_superior_gets_one_text_with_its_own_bodies() -> None:
    listed = (
        *_owed(BUREAU, None, 5),
        *_owed(TOWN, FileState.ERRORS),
        *_owed(LOOSE, None),
    )
    texts = chase_texts(listed, 2025, TODAY)
    assert set(texts) == {COUNTY.name, ""}
    assert BUREAU.name in texts[COUNTY.name]
    assert TOWN.name in texts[COUNTY.name]
    assert LOOSE.name not in texts[COUNTY.name]
    assert "2026-01-20" in texts[COUNTY.name]
    assert LOOSE.name in texts[""]


@pytest.mark.parametrize(("early", "why"), [(1, Why.NOT_DUE), (0, Why.MISSING), (-1, Why.MISSING)])
def test_nobody_is_asked_before_its_own_day(early: int, why: Why, tmp_path: Path) -> None:
    due = TODAY + timedelta(days=early)
    town = Body("镇政府", superior=COUNTY.name, deadline=date(2026, 1, 20), extension=due)
    listed = owed([stands(town, None), stands(TOWN, None, 5)], 2025, TODAY)
    found = {item.body.name: (item.why, item.asked, item.owes) for item in listed}
    assert found[town.name] == (why, why is Why.MISSING, True)
    book = tmp_path / "催报.xlsx"
    book.write_bytes(chase_book(listed, None, 2025))
    shown = {row.text("name"): row for row in read_tables(book, [chase_table()]).of(chase_table())}
    assert shown[town.name].text("why") == say(f"chase.{why}")
    assert bool(shown[town.name].text("sentence")) is (why is Why.MISSING)
    (text,) = chase_texts(listed, 2025, TODAY).values()
    assert (say("chase.text_not_due", count=1) in text) is (why is Why.NOT_DUE)
    alone = owed([stands(town, None)], 2025, TODAY)
    assert bool(chase_texts(alone, 2025, TODAY)) is (why is Why.MISSING)


@pytest.mark.parametrize("why", [FileState.ERRORS, FileState.UNREADABLE, FileState.DOCUMENT, None])
def test_a_body_without_a_superior_is_spoken_to_itself(why: FileState | None) -> None:
    listed = owed([stands(LOOSE, why), stands(Body("史志办"), None)], 2025, TODAY)
    (text,) = chase_texts(listed, 2025, TODAY).values()
    assert all(sentence(item, 2025) in text for item in listed)
    assert "转告" not in text


@pytest.mark.parametrize(
    "word", [FileState.ERRORS, FileState.DOUBTED, FileState.UNFILLED, FileState.PASSED]
)
def test_what_the_office_filled_in_is_not_said_to_have_come(word: FileState) -> None:
    refused = {CAME.judged.sha256: 1} if word is FileState.PASSED else {}
    shown = FileState.DOUBTED if refused else word
    own = stands(BUREAU, shown)
    by_office = replace(own, origin=Choice.BY_THE_OFFICE)
    one, other = (owed([item], 2025, TODAY, refused=refused)[0] for item in (own, by_office))
    assert say("chase.came", year=2025) in sentence(one, 2025)
    assert say("chase.came", year=2025) not in sentence(other, 2025)
    assert say("chase.filled_in", year=2025) in sentence(other, 2025)


@pytest.mark.parametrize("body", [BUREAU, LOOSE])
def test_the_words_say_which_settings_changed_the_checks(body: Body) -> None:
    listed = _owed(body, FileState.DOUBTED)
    (with_settings,) = chase_texts(listed, 2025, TODAY, "本次规则设置：某规则不提示。").values()
    (without,) = chase_texts(listed, 2025, TODAY).values()
    assert with_settings == without + "本次规则设置：某规则不提示。\n"


def test_who_was_late_but_is_in_order_is_listed_and_not_asked() -> None:
    (late,) = _owed(BUREAU, FileState.PASSED, 3)
    assert (late.why, late.days, late.file) == (Why.LATE, 3, CAME.file)
    assert chase_texts([late], 2025, TODAY) == {}
    assert not late.asked
