"""Where files and bodies stand: from what was seen, what was found and what was decided, alone.

S1 a file by itself                     S5 late and missing
S2 whose return it is                   S6 what came that is no return
S3 several contents of one body         S7 after publication, after a total
S4 the office decides                   S8 without a register
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from filings import busy

from xltools.collection.ledger.facts import Choice, Decision, Facts, Field, Seen, Total
from xltools.collection.ledger.stored import filing_text
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.levels import Scope
from xltools.collection.register.matching import Register
from xltools.collection.standing.account import account
from xltools.collection.standing.standing import Account, Standing
from xltools.collection.standing.to_do import to_do
from xltools.examination.record import Record
from xltools.filing.findings import Tally
from xltools.filing.states import BodyState, FileState
from xltools.law.edition import load
from xltools.messages import say

YES, NO = Choice.YES, Choice.NO
DUE = date(2026, 1, 31)
TODAY = date(2026, 2, 3)
HEALTH = Body("测试县卫生健康局", code="A01", deadline=DUE)
SCHOOLS = Body("测试县教育局", code="A02", deadline=DUE)
BODIES = (HEALTH, SCHOOLS)


@dataclass(frozen=True)
class File:
    """A file as it was seen, and what examining it gave."""

    name: str
    sha: str = "h1"
    run: int = 1
    came: date = date(2026, 1, 20)
    present: bool = True
    state: str = "passed"
    body: str = HEALTH.name
    code: str = ""
    year: int | None = 2025
    content: str = ""
    edition: str = "2021"
    warnings: int = 0
    explained: int = 0

    @property
    def seen(self) -> Seen:
        return Seen(self.name, self.sha, self.run, self.came, self.present)

    @property
    def judged(self) -> Record:
        return Record(
            file="",
            sha256=self.sha,
            terms="t",
            state=FileState(self.state),
            tally=Tally(int(self.state == "errors"), 0, self.warnings, 0, self.explained),
            body=self.body,
            code=self.code,
            report_name=self.body,
            year=self.year,
            edition=self.edition,
            content=(self.content or f"content of {self.sha}") if self.edition else "",
        )


def scan(name: str, **given: object) -> File:
    """A PDF: nothing inside can be read."""
    return replace(File(name, state="document", body="", year=None, edition=""), **given)  # pyright: ignore[reportArgumentType]


def standing_of(
    *files: File,
    bodies: tuple[Body, ...] | None = BODIES,
    decisions: tuple[Decision, ...] = (),
    totals: tuple[Total, ...] = (),
    filed: Mapping[str, str] = {},
) -> Account:
    facts = Facts(
        run=max((file.run for file in files), default=1),
        year=2025,
        bodies=bodies,
        seen=tuple(file.seen for file in files),
        judged={file.sha: file.judged for file in files},
        decisions={(item.subject, item.field): item for item in decisions},
        totals=totals,
        filed=filed,
    )
    return account(facts, TODAY)


def words(result: Account) -> dict[str, str]:
    """The one word for each file; several contents under one name in the order they came."""
    listed: dict[str, str] = {}
    for item in result.files:
        before = f"{listed[item.file]} → " if item.file in listed else ""
        listed[item.file] = before + str(item.state)
    return listed


def body(result: Account, name: str = HEALTH.name) -> Standing:
    (found,) = [standing for standing in result.standings if standing.name == name]
    return found


# ------------------------------------------------------------------ S1


@pytest.mark.parametrize(
    ("file", "word", "shown"),
    [
        (File("a"), FileState.PASSED, BodyState.PASSED),
        (File("a", warnings=2), FileState.DOUBTED, BodyState.DOUBTED),
        (File("a", warnings=1, explained=1), FileState.DOUBTED, BodyState.DOUBTED),
        (File("a", explained=2), FileState.EXPLAINED, BodyState.PASSED),
        (File("a", state="errors"), FileState.ERRORS, BodyState.TO_CORRECT),
        (File("a", state="unfilled"), FileState.UNFILLED, BodyState.TO_CORRECT),
        (File("a", year=None, state="unfilled"), FileState.UNFILLED, BodyState.TO_CORRECT),
        (File("a", year=2024), FileState.WRONG_YEAR, BodyState.TO_CORRECT),
        (File("a", state="wrong_year", year=2024), FileState.WRONG_YEAR, BodyState.TO_CORRECT),
        (File("a", edition="1999"), FileState.WRONG_EDITION, BodyState.TO_CORRECT),
    ],
    ids=str,
)
def test_s1_a_return_gives_its_body_a_word(file: File, word: FileState, shown: BodyState) -> None:
    result = standing_of(file)
    found = body(result)
    assert words(result) == {"a": word}
    assert (found.state, found.cause) == (shown, word)
    assert found.counts == (shown in (BodyState.PASSED, BodyState.DOUBTED))


@pytest.mark.parametrize(
    "state", ["unreadable", "encrypted", "empty", "not_ours", "altered", "fault", "stray"]
)
def test_s1_what_could_not_be_read_keeps_its_word_and_its_row(state: str) -> None:
    read = "not_workbook" if state == "stray" else state
    result = standing_of(File("a", state=read, body="", edition="", year=None))
    assert words(result) == {"a": state}
    assert body(result).state == BodyState.MISSING


def test_s1_a_broken_file_that_was_replaced_leaves_no_row_a_scan_does() -> None:
    broken = File("a", state="unreadable", body="", edition="", year=None, present=False)
    assert words(standing_of(broken, File("a", "h2", run=2))) == {"a": FileState.PASSED}
    gone = scan("b.pdf", sha="h3", present=False)
    assert words(standing_of(gone)) == {"b.pdf": FileState.UNMATCHED}


# ------------------------------------------------------------------ S2


@pytest.mark.parametrize(
    ("code", "name", "found", "sure"),
    [
        ("A01", "卫健局", HEALTH, True),
        (" a01 ", "", HEALTH, True),
        ("", "测试县卫生健康局", HEALTH, True),
        ("", "测试县　卫生健康局 ", HEALTH, True),
        ("", "卫生健康局", HEALTH, True),
        ("A01", "测试县教育局", HEALTH, False),
        ("A99", "测试县教育局", SCHOOLS, True),
        ("", "测试县卫生和健康局", HEALTH, False),
        ("", "别处的什么机关", None, False),
        ("", "", None, False),
    ],
)
def test_s2_a_return_is_matched_by_code_then_by_name(
    code: str, name: str, found: Body | None, sure: bool
) -> None:
    match = Register(BODIES).match(code, name)
    assert (match.body, match.sure) == (found, sure)


def test_s2_a_name_that_differs_by_one_character_is_asked_about_not_taken() -> None:
    east, west = Body("测试县城东街道办事处"), Body("测试县城西街道办事处")
    match = Register((east,)).match("", west.name)
    assert (match.body, match.sure) == (east, False)
    assert match.score == 90


def test_s2_two_bodies_of_one_report_name_are_not_told_apart_by_it() -> None:
    towns = (Body("甲县城关镇", report_name="城关镇"), Body("乙县城关镇", report_name="城关镇"))
    assert not Register(towns).match("", "城关镇").sure
    assert Register(towns).match("", "乙县城关镇").body == towns[1]


def test_s2_a_file_name_only_suggests() -> None:
    unnamed = File("测试县教育局.xlsx", state="errors", body="")
    result = standing_of(unnamed)
    (file,) = result.files
    assert (file.state, file.match.body, file.body) == (FileState.UNMATCHED, SCHOOLS, None)
    assert body(result, SCHOOLS.name).state == BodyState.MISSING


def test_s2_of_a_paper_whose_figures_count_nowhere_it_tells() -> None:
    result = standing_of(scan("测试县教育局.pdf"))
    (file,) = result.files
    assert (file.state, file.body) == (FileState.DOCUMENT, SCHOOLS)
    assert body(result, SCHOOLS.name).state == BodyState.TO_DECIDE


COUNTY, OFFICE = Body("测试县人民政府"), Body("测试县人民政府办公室")
WATER, TOWN_HALL = Body("测试县水务局"), Body("测试县柳林镇人民政府", report_name="柳林镇")


@pytest.mark.parametrize(
    ("stem", "found"),
    [
        ("测试县水务局2025年度填报表", WATER),
        ("测试县水务局2025年度填报表（2）", WATER),
        ("测试县　水务局 【定稿】", WATER),
        ("水务局2025年度填报表", WATER),
        ("水务局填报核实修改单", WATER),
        ("水务局2025年政府信息公开工作年度报告（盖章版）", WATER),
        ("测试县柳林镇人民政府2025年政府信息公开工作年度报告", TOWN_HALL),
        ("关于报送柳林镇2025年年报的函", TOWN_HALL),
        ("测试县人民政府办公室2025年度填报表", OFFICE),
        ("测试县人民政府2025年度填报表", COUNTY),
        ("2025年度填报表", None),
        ("2025年政府信息公开工作年度报告（盖章版）", None),
        ("会议通知", None),
    ],
)
def test_s2_year_title_and_brackets_of_a_file_name_say_nothing_of_whose_it_is(
    stem: str, found: Body | None
) -> None:
    match = Register((COUNTY, OFFICE, WATER, TOWN_HALL)).suggested(stem)
    assert (match.body, match.sure) == (found, False)


@pytest.mark.parametrize(
    ("stem", "found"),
    [
        ("人力资源局2025年度年报", "测试县人力资源和社会保障局"),
        ("社会保障局年报（终稿）扫描件第二稿", "测试县人力资源和社会保障局"),
        ("年度报告-退役军人-盖章版扫描件", "测试县退役军人事务局"),
        ("数据管理局", "测试县政务服务和数据管理局"),
        ("管理局2025年度年报", None),
        ("水利", None),
    ],
)
def test_s2_an_end_of_one_bodys_name_suggests_it(stem: str, found: str | None) -> None:
    names = ("人力资源和社会保障局", "退役军人事务局", "政务服务和数据管理局", "市场监督管理局")
    match = Register([Body(f"测试县{name}") for name in (*names, "水利局")]).suggested(stem)
    assert (match.body and match.body.name, match.sure) == (found, False)


def test_s2_a_name_that_two_bodies_bear_is_decided_by_nothing_in_a_file_name() -> None:
    towns = (Body("甲县城关镇", report_name="城关镇"), Body("乙县城关镇", report_name="城关镇"))
    assert not Register(towns).suggested("城关镇2025年度填报表").sure
    assert Register(towns).suggested("乙县城关镇2025年度填报表").body == towns[1]


def test_s2_an_unmatched_return_counts_for_nobody_until_the_office_says_whose_it_is() -> None:
    file = File("a", body="卫健委")
    assert words(standing_of(file)) == {"a": FileState.UNMATCHED}
    decision = Decision(2, "h1", Field.BODY, HEALTH.name)
    result = standing_of(file, decisions=(decision,))
    assert body(result).counts


def test_s2_what_the_office_said_of_a_name_holds_for_the_next_file_with_it() -> None:
    first, second = File("a", body="卫健委"), File("b", "h2", run=2, body="卫健委")
    decision = Decision(2, "h1", Field.BODY, HEALTH.name)
    result = standing_of(first, second, decisions=(decision,))
    assert words(result) == {"a": FileState.SUPERSEDED, "b": FileState.PASSED}


def test_s2_what_the_office_said_of_a_name_that_two_bodies_bear_holds_for_that_file_only() -> None:
    towns = (Body("甲县城关镇", report_name="城关镇"), Body("乙县城关镇", report_name="城关镇"))
    files = (File("a", body="城关镇"), File("b", "h2", body="城关镇"))
    decision = Decision(2, "h1", Field.BODY, "甲县城关镇")
    result = standing_of(*files, bodies=towns, decisions=(decision,))
    assert words(result) == {"a": FileState.PASSED, "b": FileState.UNMATCHED}


def test_s2_a_body_that_is_not_in_the_register_is_nobody() -> None:
    decision = Decision(2, "h1", Field.BODY, "测试县某局")
    result = standing_of(File("a"), decisions=(decision,))
    assert words(result) == {"a": FileState.UNMATCHED}
    (file,) = result.files
    assert file.match.unknown == decision.value


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"mode": Mode.ELSEWHERE}, FileState.ELSEWHERE),
        ({"mode": Mode.MERGED, "merged_into": SCHOOLS.name}, FileState.MERGED),
        ({"dissolved": date(2025, 6, 30)}, FileState.NOT_EXPECTED),
        ({"founded": date(2026, 1, 1)}, FileState.NOT_EXPECTED),
    ],
)
def test_s2_a_return_that_is_not_expected_counts_nowhere_and_nobody_is_late(
    change: dict[str, object], word: str
) -> None:
    there = replace(HEALTH, **change)  # pyright: ignore[reportArgumentType]
    for files in ((File("a"),), ()):
        result = standing_of(*files, bodies=(there, SCHOOLS))
        found = body(result)
        shown = (found.state, found.cause, found.counts, found.days_late)
        assert shown == (BodyState.NOT_EXPECTED, word, False, 0)
    assert body(standing_of(bodies=(replace(HEALTH, mode=Mode.UNPUBLISHED),))).days_late == 3


# ------------------------------------------------------------------ S3


def test_s3_a_later_return_supersedes_the_earlier_one() -> None:
    result = standing_of(File("a"), File("b", "h2", run=2, state="errors"))
    assert words(result) == {"a": FileState.SUPERSEDED, "b": "errors"}
    assert [file.seen.sha256 for file in body(result).earlier] == ["h1"]


def test_s3_a_file_that_was_replaced_is_one_file_and_both_contents_are_known() -> None:
    result = standing_of(File("a", present=False), File("a", "h2", run=2))
    assert words(result) == {"a": FileState.PASSED}
    assert body(result).sha256 == "h2"
    assert [file.seen.sha256 for file in body(result).earlier] == ["h1"]


def test_s3_several_earlier_versions_stand_newest_first() -> None:
    result = standing_of(File("a"), File("b", "h2", run=2), File("c", "h3", run=3))
    assert [file.file for file in body(result).earlier] == ["b", "a"]


def test_s3_the_same_content_twice_counts_once() -> None:
    result = standing_of(File("a"), File("b"), File("c", "h2", run=2, content="content of h1"))
    assert words(result) == {
        "a": FileState.PASSED,
        "b": FileState.DUPLICATE,
        "c": FileState.DUPLICATE,
    }
    assert body(result).sha256 == "h1"


def test_s3_two_contents_of_one_run_count_neither() -> None:
    result = standing_of(File("a"), File("b", "h2"), File("c"))
    assert words(result) == {
        "a": FileState.UNDECIDED,
        "b": FileState.UNDECIDED,
        "c": FileState.DUPLICATE,
    }
    assert (body(result).state, body(result).chosen) == (BodyState.TO_DECIDE, None)


def test_s3_two_new_contents_supersede_the_old_one_and_still_count_neither() -> None:
    result = standing_of(File("a"), File("b", "h2", run=2), File("c", "h3", run=2))
    assert words(result) == {
        "a": FileState.SUPERSEDED,
        "b": FileState.UNDECIDED,
        "c": FileState.UNDECIDED,
    }
    assert not body(result).counts


def test_s3_of_two_contents_the_one_that_is_left_in_the_folder_counts() -> None:
    result = standing_of(File("a", present=False), File("b", "h2"))
    assert words(result) == {"a": FileState.SUPERSEDED, "b": FileState.PASSED}


def test_s3_what_vanished_is_still_known_and_counts_where_nothing_else_is_there() -> None:
    result = standing_of(File("a", present=False), File("b", "h2", run=2, present=False))
    assert words(result) == {"a": FileState.SUPERSEDED, "b": FileState.PASSED}
    assert body(result).counts


def test_s3_a_renamed_file_has_one_row() -> None:
    result = standing_of(File("old", present=False), File("new", run=2))
    assert words(result) == {"new": FileState.PASSED}
    assert body(result).received == date(2026, 1, 20)


def test_s3_an_earlier_content_that_is_put_back_counts_again() -> None:
    result = standing_of(File("a"), File("a", "h2", run=2, present=False))
    assert body(result).sha256 == "h1"


# ------------------------------------------------------------------ S4


@pytest.mark.parametrize(("chosen", "other"), [("h1", "h2"), ("h2", "h1")])
def test_s4_the_office_chooses_between_two(chosen: str, other: str) -> None:
    result = standing_of(
        File("h1", "h1"), File("h2", "h2"), decisions=(Decision(2, chosen, Field.ADOPT, YES),)
    )
    assert words(result) == {chosen: FileState.PASSED, other: FileState.SUPERSEDED}


def test_s4_the_office_refuses_one_of_two() -> None:
    decision = Decision(2, "h1", Field.ADOPT, NO)
    result = standing_of(File("a"), File("b", "h2"), decisions=(decision,))
    assert words(result) == {"a": FileState.REJECTED, "b": FileState.PASSED}


def test_s4_what_comes_after_a_decision_is_not_bound_by_it() -> None:
    decision = Decision(2, "h1", Field.ADOPT, YES)
    files = (File("a"), File("b", "h2"), File("c", "h3", run=2))
    assert words(standing_of(*files, decisions=(decision,)))["c"] == FileState.PASSED


def test_s4_an_earlier_version_can_be_adopted_again() -> None:
    decision = Decision(3, "h1", Field.ADOPT, YES)
    files = (File("a", present=False), File("a", "h2", run=2, state="errors"))
    result = standing_of(*files, decisions=(decision,))
    assert (body(result).sha256, body(result).state) == ("h1", BodyState.PASSED)


def test_s4_a_body_whose_only_return_is_refused_has_not_filed() -> None:
    decision = Decision(2, "h1", Field.ADOPT, NO)
    result = standing_of(File("a"), decisions=(decision,))
    assert (body(result).state, body(result).received) == (BodyState.MISSING, None)


def test_s4_a_decision_taken_back_is_none() -> None:
    result = standing_of(File("a"), decisions=(Decision(3, "h1", Field.ADOPT, ""),))
    assert body(result).counts


# ------------------------------------------------------------------ S5


@pytest.mark.parametrize(
    ("came", "days"), [(date(2026, 1, 31), 0), (date(2026, 2, 1), 1), (date(2026, 2, 3), 3)]
)
def test_s5_a_return_is_late_by_the_day_it_was_received(came: date, days: int) -> None:
    found = body(standing_of(File("a", came=came)))
    assert (found.received, found.days_late, found.state) == (came, days, BodyState.PASSED)


def test_s5_the_first_receipt_counts_even_if_it_had_errors() -> None:
    files = (File("a", state="errors"), File("b", "h2", run=2, came=date(2026, 2, 2)))
    assert body(standing_of(*files)).days_late == 0


def test_s5_an_extension_moves_the_deadline() -> None:
    longer = replace(HEALTH, extension=date(2026, 2, 2))
    found = body(standing_of(File("a", came=date(2026, 2, 3)), bodies=(longer,)))
    assert found.days_late == 1


def test_s5_a_body_of_which_nothing_came_is_missing_and_overdue_after_its_deadline() -> None:
    later = replace(SCHOOLS, deadline=TODAY)
    result = standing_of(bodies=(HEALTH, later))
    assert (body(result).state, body(result).days_late) == (BodyState.MISSING, 3)
    assert (body(result, SCHOOLS.name).state, body(result, SCHOOLS.name).days_late) == (
        BodyState.MISSING,
        0,
    )


def test_s5_a_return_of_another_year_is_not_a_receipt() -> None:
    found = body(standing_of(File("a", year=2024)))
    assert (found.cause, found.received, found.days_late) == (FileState.WRONG_YEAR, None, 3)


EARLY = date(2026, 1, 10)
SCRAPS = {
    "a report in Word": scan("报告.docx", sha="h9", came=EARLY),
    "a damaged file": scan(f"{HEALTH.name}.xlsx", sha="h9", came=EARLY, state="unreadable"),
    "another year's": File("去年.xlsx", "h9", came=EARLY, year=2024),
}
OF_HEALTH = Decision(2, "h9", Field.BODY, HEALTH.name)


@pytest.mark.parametrize("what", SCRAPS)
def test_s5_what_could_not_stand_is_told_and_makes_no_return_punctual(what: str) -> None:
    came = date(2026, 2, 2)
    files = (SCRAPS[what], File("迟.xlsx", "h2", run=3, came=came))
    found = body(standing_of(*files, decisions=(OF_HEALTH,)))
    assert (found.state, found.received, found.days_late) == (BodyState.PASSED, came, 2)
    told = {"file": SCRAPS[what].name, "date": EARLY}
    word = {"a report in Word": FileState.DOCUMENT, "a damaged file": FileState.UNREADABLE}
    said = say("to_do.in_time", **told, word=word.get(what, FileState.WRONG_YEAR).label)
    assert list(to_do(found)) == [said]


@pytest.mark.parametrize("state", ["errors", "unfilled", "passed"])
def test_s5_a_return_that_could_stand_makes_its_body_punctual(state: str) -> None:
    files = (File("初.xlsx", state=state), File("再.xlsx", "h2", run=3, came=date(2026, 2, 2)))
    found = body(standing_of(*files))
    assert (found.received, found.days_late, found.in_time) == (date(2026, 1, 20), 0, None)


# ------------------------------------------------------------------ S6


@pytest.mark.parametrize("state", ["unreadable", "encrypted", "empty", "not_ours", "altered"])
@pytest.mark.parametrize("file", [f"{HEALTH.name}.xlsx", f"2025年{HEALTH.name}（终稿）.xlsx"])
def test_s6_what_cannot_be_read_is_the_body_s_whose_name_it_bears(file: str, state: str) -> None:
    result = standing_of(scan(file, state=state))
    (item,) = result.files
    assert (item.state, item.body) == (FileState(state), HEALTH)
    found = body(result)
    assert (found.state, found.cause, found.perhaps) == (BodyState.TO_CORRECT, FileState(state), ())


@pytest.mark.parametrize("mode", [Mode.ELSEWHERE, Mode.MERGED])
def test_s6_of_a_body_that_does_not_file_here_nothing_is_asked(mode: Mode) -> None:
    bodies = (replace(HEALTH, mode=mode, merged_into=SCHOOLS.name), SCHOOLS)
    result = standing_of(scan(f"{HEALTH.name}.xlsx", state="unreadable"), bodies=bodies)
    (item,) = result.files
    assert (item.settled, body(result).state) == (True, BodyState.NOT_EXPECTED)


@pytest.mark.parametrize("file", ["测试县卫健局.xlsx", f"{HEALTH.name}和{SCHOOLS.name}.xlsx"])
def test_s6_what_may_be_one_body_s_or_another_s_waits_for_the_office(file: str) -> None:
    (item,) = standing_of(scan(file, state="unreadable")).files
    assert item.body is None
    assert item.state is FileState.UNREADABLE


def test_s6_last_year_s_return_asks_for_nothing_once_this_year_s_counts() -> None:
    for run in (1, 5):
        old = File("改名.xlsx", "h9", run=run, year=2024)
        files = {i.file: i for i in standing_of(old, File("好.xlsx", "h2", run=3)).files}
        assert (files["改名.xlsx"].state, files["改名.xlsx"].settled) == (
            FileState.WRONG_YEAR,
            True,
        )
    (alone,) = standing_of(File("改名.xlsx", "h9", year=2024)).files
    assert not alone.settled


def test_s6_a_scan_that_the_office_assigned_is_a_report_to_be_transcribed() -> None:
    decision = Decision(2, "h1", Field.BODY, HEALTH.name)
    found = body(standing_of(scan("扫描件.pdf"), decisions=(decision,)))
    assert (found.state, found.cause, found.counts) == (
        BodyState.TO_DECIDE,
        FileState.DOCUMENT,
        False,
    )
    assert (found.received, found.days_late) == (None, 3)


def test_s6_what_the_office_transcribed_counts_and_says_so() -> None:
    decisions = (
        Decision(2, "h1", Field.BODY, HEALTH.name),
        Decision(3, "h2", Field.ORIGIN, Choice.BY_THE_OFFICE),
    )
    files = (scan("扫描件.pdf"), File("代填.xlsx", "h2", run=2, came=date(2026, 2, 2)))
    result = standing_of(*files, decisions=decisions)
    found = body(result)
    assert (found.state, found.origin, found.days_late) == (
        BodyState.PASSED,
        Choice.BY_THE_OFFICE,
        0,
    )
    assert words(result) == {"代填.xlsx": FileState.PASSED, "扫描件.pdf": FileState.ATTACHED}
    assert found.earlier == ()


def unread(name: str, **given: object) -> File:
    """A file of which nothing could be read."""
    return scan(name, state="encrypted", **given)


ASSIGNED = Decision(2, "h1", Field.BODY, HEALTH.name)


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in FileState
        if state.meaning.unread and state not in (FileState.DOCUMENT, FileState.STRAY)
    ],
)
def test_s6_what_could_not_be_read_is_settled_once_a_return_came(state: FileState) -> None:
    broken = scan("坏.xlsx", state=state)
    found = body(standing_of(broken, decisions=(ASSIGNED,)))
    assert (found.cause, found.file, found.received) == (state, "坏.xlsx", None)
    for run in (1, 3):
        result = standing_of(broken, File("好.xlsx", "h2", run=run), decisions=(ASSIGNED,))
        assert words(result) == {"坏.xlsx": FileState.SUPERSEDED, "好.xlsx": FileState.PASSED}
        assert body(result).earlier == ()


def test_s6_what_could_not_be_read_and_came_after_the_return_is_still_to_be_looked_into() -> None:
    files = (unread("更正.xlsx", run=3), File("a", "h2", state="errors"))
    assert words(standing_of(*files, decisions=(ASSIGNED,)))["更正.xlsx"] == "encrypted"
    adopted = Decision(4, "h2", Field.ADOPT, YES)
    result = standing_of(*files, decisions=(ASSIGNED, adopted))
    assert words(result)["更正.xlsx"] == FileState.SUPERSEDED


def test_s6_while_two_returns_are_undecided_nothing_is_settled() -> None:
    files = (unread("坏.xlsx"), File("a", "h2"), File("b", "h3"))
    assert words(standing_of(*files, decisions=(ASSIGNED,)))["坏.xlsx"] == "encrypted"


# ------------------------------------------------------------------ S7

PUBLISHED = Decision(2, HEALTH.name, Field.PUBLISHED, "2026-01-25", sha256="h1")


def test_s7_a_change_after_publication_asks_for_a_reason() -> None:
    files = (File("a", present=False), File("a", "h2", run=3))
    unchanged = body(standing_of(files[0], decisions=(PUBLISHED,)))
    assert (unchanged.published, unchanged.needs_reason) == ("h1", False)
    assert body(standing_of(*files, decisions=(PUBLISHED,))).needs_reason
    reason = Decision(4, HEALTH.name, Field.REASON, "数字有误", sha256="h2")
    assert not body(standing_of(*files, decisions=(PUBLISHED, reason))).needs_reason


def test_s7_a_reason_holds_for_the_change_that_it_was_given_for() -> None:
    reason = Decision(4, HEALTH.name, Field.REASON, "数字有误", sha256="h2")
    files = (File("a", present=False), File("a", "h2", 3, present=False), File("a", "h3", run=5))
    assert body(standing_of(*files, decisions=(PUBLISHED, reason))).needs_reason


def test_s7_what_only_explains_more_needs_no_other_reason_and_no_other_total() -> None:
    filing = busy(load("2021"))
    corrected = replace(filing, figures={**filing.figures, "fees.items": 9})
    explained = replace(corrected, explanations={"T6-TARIFF": "含上年补缴5元"})
    filed = {"h1": filing, "h2": corrected, "h3": explained}
    texts = {sha: filing_text(what) for sha, what in filed.items()}
    reason = Decision(4, HEALTH.name, Field.REASON, "数字有误", sha256="h2")
    files = (
        File("a", present=False),
        File("a", "h2", run=3, present=False),
        File("a", "h3", run=5),
    )
    added = Total(Scope.WHOLE, 2025, {HEALTH.name: "h2", SCHOOLS.name: ""})
    told: dict[str, Any] = {"decisions": (PUBLISHED, reason), "totals": (added,)}
    found = body(standing_of(*files, filed=texts, **told))
    assert (found.needs_reason, found.reason, found.needs_total) == (False, "数字有误", False)
    other = texts | {"h3": texts["h1"].replace("110", "120")}
    found = body(standing_of(*files, filed=other, **told))
    assert (found.needs_reason, found.reason, found.needs_total) == (True, "", True)


def test_s7_the_same_content_saved_anew_is_no_change() -> None:
    files = (File("a", present=False), File("a", "h2", run=3, content="content of h1"))
    assert not body(standing_of(*files, decisions=(PUBLISHED,))).needs_reason


def test_s7_a_published_correction_is_the_new_state_of_things() -> None:
    files = (File("a", present=False), File("a", "h2", run=3))
    anew = replace(PUBLISHED, value="2026-02-02", sha256="h2")
    assert not body(standing_of(*files, decisions=(anew,))).needs_reason


def came_later(**given: object) -> tuple[File, File]:
    """The version of 20 January, and another one that came in its place on 10 February."""
    later = File("a", "h2", run=3, came=date(2026, 2, 10))
    return File("a", present=False), replace(later, **given)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("day", "published"),
    [
        pytest.param("2026-02-10", "h2", id="on the day it came"),
        pytest.param("2026-02-12", "h2", id="after it came"),
        pytest.param("2026-02-09", "h1", id="before it came"),
        pytest.param("2026-01-20", "h1", id="on the day the first came"),
        pytest.param("2026-01-02", "h1", id="before anything came"),
    ],
)
def test_s7_a_day_written_late_is_of_the_version_that_stood_on_it(day: str, published: str) -> None:
    late = Decision(4, HEALTH.name, Field.PUBLISHED, day, sha256="h2")
    found = body(standing_of(*came_later(), decisions=(late,)))
    assert (found.published, found.published_unsure) == (published, False)
    assert found.needs_reason is (published == "h1")


def test_s7_what_came_after_the_day_was_written_is_not_what_was_published() -> None:
    late = Decision(4, HEALTH.name, Field.PUBLISHED, "2026-01-24", sha256="h2")
    backdated = File("a", "h3", run=5, came=date(2026, 1, 22))
    files = (*came_later(present=False), backdated)
    assert body(standing_of(*files, decisions=(late,))).published == "h1"


def test_s7_a_version_sent_again_came_on_its_first_day() -> None:
    late = Decision(4, HEALTH.name, Field.PUBLISHED, "2026-01-24", sha256="h2")
    found = body(standing_of(*came_later(content="content of h1"), decisions=(late,)))
    assert (found.published, found.needs_reason) == ("h2", False)


def test_s7_of_two_versions_that_came_together_the_office_is_asked_which() -> None:
    together = (File("a"), File("b", "h4"), File("c", "h2", run=3, came=date(2026, 2, 10)))
    late = Decision(4, HEALTH.name, Field.PUBLISHED, "2026-01-24", sha256="h2")
    found = body(standing_of(*together, decisions=(late,)))
    assert (found.published_unsure, found.needs_reason) == (True, True)
    assert len(list(to_do(found))) == 2
    refused = Decision(5, "h1", Field.ADOPT, NO)
    found = body(standing_of(*together, decisions=(late, refused)))
    assert (found.published, found.published_unsure) == ("h4", False)
    adopted = Decision(2, "h1", Field.ADOPT, YES)
    found = body(standing_of(*together, decisions=(late, adopted)))
    assert (found.published, found.published_unsure) == ("h1", False)


def test_s7_a_day_written_while_nothing_stood_is_of_what_had_come() -> None:
    undecided = (File("a"), File("b", "h4"))
    early = Decision(2, HEALTH.name, Field.PUBLISHED, "2026-01-24")
    adopted = Decision(3, "h4", Field.ADOPT, YES)
    found = body(standing_of(*undecided, decisions=(early, adopted)))
    assert (found.published, found.published_unsure) == ("h4", False)
    assert body(standing_of(decisions=(early,))).published == ""


def total(scope: Scope = Scope.WHOLE, /, **of: dict[str, str]) -> Total:
    return Total(scope, 2025, of.get("counted", {}), of.get("beside", {}))


@pytest.mark.parametrize(
    ("totals", "again"),
    [
        ((), ""),
        ((total(counted={HEALTH.name: "h2"}),), ""),
        ((total(counted={HEALTH.name: "h1"}),), HEALTH.name),
        ((total(),), HEALTH.name),
        ((total(counted={HEALTH.name: "h2", SCHOOLS.name: "h9"}),), SCHOOLS.name),
        ((total(beside={HEALTH.name: "h2", SCHOOLS.name: ""}),), ""),
        ((total(beside={HEALTH.name: "h1"}),), HEALTH.name),
    ],
)
def test_s7_a_total_is_to_be_made_again_where_it_holds_something_else(
    totals: tuple[Total, ...], again: str
) -> None:
    result = standing_of(File("a", "h2"), totals=totals)
    assert "".join(item.name for item in result.standings if item.needs_total) == again


TOWN = Body("乙镇人民政府", kind="乡镇政府", deadline=DUE)


@pytest.mark.parametrize(
    ("bodies", "totals", "again"),
    [
        pytest.param((TOWN,), (total(Scope.OWN_LEVEL),), False, id="outside it"),
        pytest.param((TOWN,), (total(),), True, id="belongs to the whole"),
        pytest.param(
            (TOWN,), (total(Scope.OWN_LEVEL), total(counted={TOWN.name: "h1"})), False, id="both"
        ),
        pytest.param(
            (TOWN,),
            (total(counted={TOWN.name: "h0"}), total(Scope.OWN_LEVEL)),
            True,
            id="resubmitted after both",
        ),
        pytest.param((replace(TOWN, kind=""),), (total(Scope.OWN_LEVEL),), True, id="moved in"),
        pytest.param(
            (TOWN,), (total(Scope.OWN_LEVEL, counted={TOWN.name: "h1"}),), True, id="moved out"
        ),
        pytest.param(
            (replace(TOWN, mode=Mode.MERGED, merged_into=HEALTH.name), HEALTH),
            (total(counted={TOWN.name: "h1"}),),
            True,
            id="merged into another",
        ),
    ],
)
def test_s7_a_body_outside_a_total_is_no_reason_to_make_it_again(
    bodies: tuple[Body, ...], totals: tuple[Total, ...], again: bool
) -> None:
    result = standing_of(File("a", body=TOWN.name), bodies=bodies, totals=totals)
    assert body(result, TOWN.name).needs_total is again


# ------------------------------------------------------------------ S8


def test_s8_without_a_register_each_file_stands_for_itself_while_it_is_there() -> None:
    files = (
        File("a", present=False),
        File("a", "h2", run=2),
        File("b", "h2"),
        File("c", "h3"),
        File("gone", "h4", present=False),
    )
    result = standing_of(*files, bodies=None)
    assert words(result) == {"a": "passed", "b": "passed", "c": "passed"}
    assert [item.sha256 for item in result.standings] == ["h2", "h2", "h3"]
    assert all(item.counts for item in result.standings)


def test_s8_without_a_register_a_refused_file_does_not_count() -> None:
    decision = Decision(2, "h1", Field.ADOPT, NO)
    result = standing_of(File("a"), bodies=None, decisions=(decision,))
    assert words(result) == {"a": FileState.REJECTED}
    assert not result.standings[0].counts


def test_s8_without_a_register_what_was_left_out_of_a_total_stays_left_out() -> None:
    noted = Total(Scope.OWN_LEVEL, 2025, {}, outside=frozenset((HEALTH.name,)))
    (found,) = standing_of(File("a"), bodies=None, totals=(noted,)).standings
    assert not found.needs_total
