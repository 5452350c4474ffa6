"""A second January in the same OUT: recognised, said, and nothing of last year's leaks into it.

J1 the run says so, keeps last year's book and tells of the next year when none was asked for
J2 days of publication, notes and reasons are of the year that they were written in
J3 last year's files in the folder are nobody's return now and go back to nobody
J4 what is written into last year's book after its last run stays last year's
J5 last year can be looked at again
"""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ledgers import rows, write_into
from returns import passing, run_here, save

from xltools.collection.batch.run import Result
from xltools.collection.ledger.facts import Field
from xltools.collection.ledger.ledger import CHINA, Ledger
from xltools.collection.ledger.names import CHASE_BEFORE, CHASE_BOOK, RETIRED
from xltools.collection.ledger_book.sheets import bodies_table, files_table
from xltools.collection.outgoing.chase import chase_table
from xltools.collection.register.body import Body
from xltools.collection.standing.account import account_of
from xltools.filing.filing import Filing
from xltools.filing.states import BodyState, FileState
from xltools.law.edition import load
from xltools.messages import say

EDITION = load("2021")
EAST, WEST = Body("东局"), Body("西局")
FIRST, SECOND = 2023, 2024


def of(body: Body, year: int, **cover: str) -> Filing:
    return passing(
        EDITION, name=body.name, report_name="", year=str(year), date=f"{year + 1}-01-20", **cover
    )


class Office:
    """One folder, one OUT, two Januaries."""

    def __init__(self, place: Path) -> None:
        self.inbox, self.out, self.day = place / "收件", place / "结果", 1
        self.inbox.mkdir()

    def run(self, year: int, **asked: Any) -> Result:
        self.day += 1
        now = datetime(year + 1, 1, self.day, 9, tzinfo=CHINA)
        given: dict[str, Any] = {"year": year, "register": (EAST, WEST), **asked}
        return run_here(self.inbox, self.out, now=now, **given)

    def write(self, body: Body, **said: object) -> None:
        write_into(self.out, bodies_table(), "body", body.name, said)

    def body(self, body: Body) -> dict[str, Any]:
        (found,) = [r for r in rows(self.out, bodies_table()) if r["body"] == body.name]
        return found


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """After a first January with a published report."""
    made = Office(tmp_path)
    save(of(EAST, FIRST), made.inbox / "a.xlsx")
    made.run(FIRST)
    made.write(EAST, published=date(2024, 1, 30), contact_log="已电话核实", sent="1月3日")
    made.run(FIRST)
    return made


def test_j1_the_run_says_so_and_keeps_last_years_book(office: Office) -> None:
    before = (office.out / "台账.xlsx").read_bytes()
    told = office.run(SECOND).summary
    kept = f"{RETIRED}/{say('ledger.of_year', year=FIRST)}"
    assert say("summary.other_january", before=FIRST, year=SECOND, kept=kept) in told
    assert (office.out / kept).read_bytes() == before
    assert not any(str(FIRST) in line and RETIRED in line for line in office.run(SECOND).summary)


def test_j1_a_run_on_no_year_is_no_second_january(tmp_path: Path) -> None:
    office = Office(tmp_path)
    save(of(EAST, FIRST), office.inbox / "a.xlsx")
    office.run(FIRST, register=None)
    told = run_here(office.inbox, office.out, now=datetime(2024, 1, 9, 9, tzinfo=CHINA)).summary
    assert not any(RETIRED in line or str(None) in line for line in told)
    assert not (office.out / RETIRED).exists()


def test_j1_a_return_on_the_next_year_is_told_while_none_is_asked_for(office: Office) -> None:
    save(of(WEST, SECOND), office.inbox / "b.xlsx")
    told = office.run(FIRST).summary
    assert say("summary.next_january", later=SECOND, count=1, year=FIRST) in told


@pytest.mark.parametrize("field", [Field.PUBLISHED, Field.CONTACT, Field.SENT, Field.REASON])
def test_j2_nothing_written_of_a_body_leaks_into_the_next_year(
    office: Office, field: Field
) -> None:
    (office.inbox / "a.xlsx").unlink()
    save(of(EAST, SECOND), office.inbox / "b.xlsx")
    result = office.run(SECOND)
    assert office.body(EAST)[field] is None
    assert not any(item.needs_reason for item in result.account.standings)
    save(of(EAST, SECOND, phone="1"), office.inbox / "c.xlsx")
    assert not any(item.needs_reason for item in office.run(SECOND).account.standings)


def test_j3_last_years_files_are_nobodys_return_now(office: Office) -> None:
    result = office.run(SECOND)
    states = {item.name: item.state for item in result.account.standings}
    assert states == {EAST.name: BodyState.MISSING, WEST.name: BodyState.MISSING}
    assert [row.state for row in result.rows] == [FileState.OTHER_YEAR]
    assert not (office.out / "修改单").exists()
    write_into(office.out, files_table(), "file", "a.xlsx", {"adopt": say("nil.yes")})
    assert [row.state for row in office.run(SECOND).rows] == [FileState.WRONG_YEAR]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"adopt": say("nil.yes")}, id="adopted"),
        pytest.param({"adopt": say("nil.no")}, id="refused"),
        pytest.param({"belongs": WEST.name, "opinion": "并入西局"}, id="assigned"),
    ],
)
def test_j3_what_was_decided_of_a_file_last_year_does_not_act_now(
    office: Office, said: dict[str, str]
) -> None:
    write_into(office.out, files_table(), "file", "a.xlsx", said)
    office.run(FIRST)
    save(of(EAST, SECOND), office.inbox / "b.xlsx")
    for _ in range(2):
        result = office.run(SECOND)
        states = {row.record.file: row.state for row in result.rows}
        assert states.pop("b.xlsx") is FileState.PASSED
        assert list(states.values()) == [FileState.OTHER_YEAR]
        assert not (office.out / "修改单").exists()
    for row in rows(office.out, files_table()):
        assert not any(row[field] for field in said if field != Field.BODY)
    with Ledger.open(office.out) as ledger:  # and holds in its own year
        kept = {d.field: d.value for d in ledger.decisions(year=FIRST).values()}
    assert set(said) <= set(kept)


def test_j3_a_file_moved_now_does_not_take_along_what_was_decided_last_year(office: Office) -> None:
    write_into(office.out, files_table(), "file", "a.xlsx", {"adopt": say("nil.no")})
    office.run(FIRST)
    (office.inbox / "a.xlsx").rename(office.inbox / "去年.xlsx")
    (row,) = office.run(SECOND).rows
    assert row.state is not FileState.REJECTED
    assert [row["adopt"] for row in rows(office.out, files_table())] == [None]


def test_j3_nobody_is_new_against_last_years_list_nor_done_with_it(office: Office) -> None:
    def said() -> tuple[list[str], list[Any]]:
        with closing(openpyxl.load_workbook(office.out / CHASE_BOOK)) as book:
            done = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2) if row[0].value]
        return [row["change"] or "" for row in rows(office.out, chase_table(), CHASE_BOOK)], done

    save(of(EAST, SECOND), office.inbox / "b.xlsx")
    office.run(SECOND, register=(EAST, Body("南局"), Body("北局")))  # 西局 was on last year's
    assert said() == (["", ""], [])
    assert not (office.out / CHASE_BEFORE).exists()
    office.run(SECOND, register=(EAST, WEST, Body("南局")))
    assert sorted(said()[0]) == ["", say("chase.new")]
    office.run(FIRST)
    assert said() == ([""], [])


def test_j3_a_year_typed_wrong_binds_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    save(of(EAST, SECOND), office.inbox / "a.xlsx")
    office.run(2031)
    result = office.run(SECOND)
    assert {item.name: item.state for item in result.account.standings} == {
        EAST.name: BodyState.PASSED,
        WEST.name: BodyState.MISSING,
    }


def test_j4_what_is_written_late_into_last_years_book_is_last_years(office: Office) -> None:
    office.write(EAST, contact_log="二月补记", url="https://example.gov.cn/a")
    office.run(SECOND)
    assert office.body(EAST)[Field.CONTACT] is None
    office.run(FIRST)
    assert office.body(EAST)[Field.CONTACT] == "二月补记"
    assert office.body(EAST)[Field.ADDRESS] == "https://example.gov.cn/a"


def test_j5_last_year_can_be_looked_at_again(office: Office) -> None:
    (office.inbox / "a.xlsx").unlink()
    save(of(WEST, SECOND), office.inbox / "b.xlsx")
    office.run(SECOND, register=(WEST,))
    with Ledger.open(office.out) as ledger:
        first, second = (account_of(ledger, year).standings for year in (FIRST, SECOND))
    assert {item.name: item.state for item in first} == {
        EAST.name: BodyState.PASSED,
        WEST.name: BodyState.MISSING,
    }
    assert {item.name: item.state for item in second} == {WEST.name: BodyState.PASSED}
    assert first[0].published_on == "2024-01-30"
