"""报送情况: every number worked out again from the bodies, and a page that anybody can read.

1. The numbers of any collection are those of its bodies, by state, superior, kind, day and rule.
2. The page is self-contained, says each number in a table, and shows text as text.
"""

from __future__ import annotations

import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from xltools.collection.ledger.facts import Seen
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.matching import Match
from xltools.collection.situation.figures import EXPECTED, Situation, situation
from xltools.collection.situation.page import sections, situation_page
from xltools.collection.situation.sheet import SITUATION, write_situation
from xltools.collection.standing.standing import FileStanding, Standing
from xltools.collection.tables.writer import OfficeBook
from xltools.examination.record import Located, Record
from xltools.filing.findings import Finding, Ruling, Tally, Verdict
from xltools.filing.states import BodyState, FileState
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.report.charts import bars, line_chart

TODAY = date(2026, 1, 25)
DUE = date(2026, 1, 20)
SCRAP = FileStanding(
    Seen("甲.docx", "0" * 64, 1, TODAY, present=True),
    Record("甲.docx", FileState.DOCUMENT, Tally(0, 0, 0, 0)),
    Match(),
    FileState.DOCUMENT,
)
SUPERIORS = ("", "县政府", "<教育局>")
KINDS = ("政府部门", "乡镇政府", "")


def standings(seed: int, count: int) -> list[Standing]:
    dice = random.Random(seed)
    return [_standing(dice, number) for number in range(count)]


def _standing(dice: random.Random, number: int) -> Standing:
    state = dice.choice(list(BodyState))
    came = state not in (BodyState.MISSING, BodyState.NOT_EXPECTED)
    body = Body(
        f"单位{number}",
        kind=dice.choice(KINDS),
        superior=dice.choice(SUPERIORS),
        deadline=dice.choice((DUE, date(2026, 2, 1), None)),
        mode=dice.choice((Mode.PUBLISHED, Mode.PUBLISHED, Mode.UNPUBLISHED)),
    )
    return Standing(
        body,
        state,
        received=TODAY - timedelta(days=dice.randrange(15)) if came else None,
        days_late=dice.choice((0, 0, 3, 11)),
        published_on=dice.choice(("", "2026-01-30")),
    )


def findings(standing: Standing) -> Iterator[Located]:
    """Up to five, the same each time for the same body."""
    dice = random.Random(standing.name)
    for _ in range(dice.randrange(6)):
        severity, verdict = dice.choice(list(Severity)), dice.choice(list(Verdict))
        rule = dice.choice(("T3-BALANCE/total", "T3-BALANCE/business", "T2-VALID", "C-NUMBER"))
        finding = Finding(
            rule,
            severity,
            verdict,
            f"{rule} 不符",
            "",
            "",
            under=dice.choice(("", "", "T3-ROW/new")),
            explanation=dice.choice(("", "系统迁移所致，已核实", "无")),
            ruling=dice.choice((Ruling.NONE, Ruling.NONE, Ruling.REFUSED)),
        )
        yield Located(finding, addresses=(dice.choice(("三依申请!D8", "二主动公开!B7")),))


@pytest.fixture(params=range(6))
def given(request: pytest.FixtureRequest) -> tuple[list[Standing], Situation]:
    made = standings(request.param, 70)
    return made, situation(made, findings, 2025, TODAY)


# ------------------------------------------------------------------ 1


def test_1_bodies_by_state_superior_and_kind(given: tuple[list[Standing], Situation]) -> None:
    made, found = given
    expected = [item for item in made if item.state is not BodyState.NOT_EXPECTED]
    assert found.whole.expected == len(expected) == sum(found.whole.states)
    bodies = [(item.body, item.state) for item in expected if item.body]
    superiors = Counter((b.superior or say("situation.no_superior"), s) for b, s in bodies)
    kinds = Counter((b.kind or say("situation.no_kind"), s) for b, s in bodies)
    for groups, counted in ((found.superiors, superiors), (found.kinds, kinds)):
        assert {
            (group.name, state): number
            for group in groups
            for state, number in zip(EXPECTED, group.states, strict=True)
            if number
        } == counted


def test_1_received_by_day_against_the_deadlines(given: tuple[list[Standing], Situation]) -> None:
    made, found = given
    came = [i.received for i in made if i.received and i.state is not BodyState.NOT_EXPECTED]
    assert [day.day for day in found.days] == sorted({*came, DUE})
    for day in found.days:
        assert day.received == sum(each <= day.day for each in came)
        assert day.is_due == (day.day == DUE)


def test_1_what_is_no_return_of_the_year_is_said_not_to_be_counted() -> None:
    made = [replace(item, by=SCRAP) for item in standings(3, 40)]
    found = situation(made, lambda _: (), 2025, TODAY)
    silent = [i for i in made if i.state is BodyState.MISSING]
    assert found.scraps == len(silent) > 0
    note = say("situation.scraps", count=len(silent))
    assert note in situation_page(found)
    sheet = openpyxl.load_workbook(BytesIO(packed(found)))[SITUATION.sheet]
    assert note in [row[1] for row in sheet.iter_rows(values_only=True)]
    none = situation(standings(3, 40), lambda _: (), 2025, TODAY)
    assert none.scraps == 0
    assert "另有" not in situation_page(none)


def test_1_problems_and_doubts_of_those_that_are_expected(
    given: tuple[list[Standing], Situation],
) -> None:
    made, found = given
    expected = [item for item in made if item.state is not BodyState.NOT_EXPECTED]
    bodies: dict[str, set[str]] = {}
    doubts = {"open": 0, "explained": 0, "refused": 0}
    for item in expected:
        for located in findings(item):
            finding = located.finding
            failed = finding.verdict is Verdict.FAIL
            doubted = failed and finding.severity is Severity.WARNING and finding.counted
            if doubted:
                refused = finding.ruling is Ruling.REFUSED
                said = finding.explanation not in ("", "无")
                doubts["refused" if refused else "explained" if said else "open"] += 1
            grave = finding.severity is Severity.ERROR and (
                failed or finding.verdict is Verdict.UNFILLED
            )
            if not finding.under and (grave or (doubted and not finding.explained)):
                bodies.setdefault(finding.rule, set()).add(item.name)
    assert {p.rule: p.bodies for p in found.problems} == {r: len(b) for r, b in bodies.items()}
    assert [p.bodies for p in found.problems] == sorted(len(b) for b in bodies.values())[::-1]
    assert found.doubts == tuple(doubts.values())
    assert all(p.label and p.place for p in found.problems)


def test_1_late_ones_the_latest_first_and_what_is_published(
    given: tuple[list[Standing], Situation],
) -> None:
    made, found = given
    late = {
        i.name: i.days_late for i in made if i.days_late and i.state is not BodyState.NOT_EXPECTED
    }
    assert {item.body: item.days for item in found.late} == late
    assert [item.days for item in found.late] == sorted(late.values())[::-1]
    passed = [i for i in made if i.state is BodyState.PASSED and i.body]
    public = [i for i in passed if i.body and i.body.mode is Mode.PUBLISHED]
    assert found.published == sum(bool(i.published_on) for i in public)
    assert found.published + found.unpublished == len(public)


@pytest.mark.parametrize(
    ("kind", "day", "days"),
    [
        ("政府部门", date(2026, 1, 31), None),
        ("政府部门", date(2026, 2, 1), 1),
        ("", date(2026, 3, 2), 30),
        ("乡镇政府", date(2026, 2, 1), 1),
        ("县级政府本级", date(2026, 3, 31), None),
        ("县级政府本级", date(2026, 4, 1), 1),
        ("省级或设区的市政府本级", date(2026, 2, 1), None),
    ],
)
def test_1_who_should_have_published_by_now(kind: str, day: date, days: int | None) -> None:
    body = Body("甲", kind=kind)
    secret = Body("密", kind=kind, mode=Mode.UNPUBLISHED)
    made = [
        Standing(body, BodyState.PASSED),
        Standing(replace(body, name="乙"), BodyState.PASSED, published_on="2026-01-20"),
        Standing(replace(body, name="丙"), BodyState.MISSING),
        Standing(replace(body, name="丁"), BodyState.DOUBTED),
        Standing(secret, BodyState.PASSED),
    ]
    found = situation(made, lambda _: (), 2025, day)
    assert [(item.body.name, item.days) for item in found.overdue] == (
        [("甲", days)] if days else []
    )
    assert situation(made, lambda _: (), None, day).overdue == ()
    assert (say("situation_part.overdue") in situation_page(found)) == bool(days)


def test_1_nobody_at_all() -> None:
    found = situation([], findings, None, TODAY)
    assert found.whole.expected == 0
    assert found.sentence
    assert situation_page(found)


# ------------------------------------------------------------------ 2


def test_2_the_page_holds_every_number_in_a_table_and_nothing_from_outside(
    given: tuple[list[Standing], Situation],
) -> None:
    _, found = given
    page = situation_page(found)
    assert "<教育局>" not in page
    assert "&lt;教育局&gt;" in page
    assert not re.search(r"<script|https?://(?!www\.w3\.org)|src=|@import", page)
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    cells = [re.findall(r"<td>(.*?)</td>", row) for row in rows]
    for state, number in zip(EXPECTED, found.whole.states, strict=True):
        assert [state.label, str(number)] in cells
    for day in found.days:
        assert any(row[:2] == [day.day.isoformat(), str(day.received)] for row in cells)
    assert found.sentence in page
    assert page.count("<svg") == page.count('role="img"') == 3


def test_2_charts_are_drawn_to_scale_and_of_nothing_too() -> None:
    drawn = bars(
        "状态", [("通过", 40), ("未报", 10), ("很长很长很长很长很长很长很长很长很长的名称", 0)]
    )
    assert [bar.width for bar in drawn.bars] == [380.0, 95.0, 0.0]
    assert all(len(text.said) <= 20 for text in drawn.texts)
    assert bars("空", []).bars == ()
    assert line_chart("空", [], 10).points == ()
    assert {text.anchor for text in line_chart("一天", [("2026-01-01", 1, False)], 10).texts} == {
        "start"
    }
    days = [("2026-01-01", 1, False), ("2026-01-02", 5, True), ("2026-01-05", 10, False)]
    grown = line_chart("进度", days, 10)
    assert [x for x, _ in grown.points] == sorted(x for x, _ in grown.points)
    assert [y for _, y in grown.points] == sorted((y for _, y in grown.points), reverse=True)
    assert grown.marks == (grown.points[1],)


def test_2_the_sheet_holds_the_same_numbers_and_its_charts_refer_to_them(
    given: tuple[list[Standing], Situation],
) -> None:
    _, found = given
    sheet = openpyxl.load_workbook(BytesIO(packed(found)))[SITUATION.sheet]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    for section in sections(found):
        for row in section.rows:
            told = [int(item) if item.isdecimal() else item for item in row if item]
            assert told in rows or [section.heading, *told] in rows
    with zipfile.ZipFile(BytesIO(packed(found))) as package:
        charts = sorted(name for name in package.namelist() if "charts/chart" in name)
        ranges = [re.findall(r"<f>([^<]+)</f>", package.read(n).decode()) for n in charts]
    assert len(charts) == 3
    drawn = [section for section in sections(found) if section.chart]
    for section, (names, numbers) in zip(drawn, ranges, strict=True):
        assert values(sheet, numbers) == [int(row[1]) for row in section.rows]
        assert values(sheet, names) == [row[0] for row in section.rows]


def values(sheet: Worksheet, reference: str) -> list[object]:
    """What stands in a column that a chart refers to."""
    cells = sheet[reference.split("!")[1].replace("$", "")]
    return [row[0].value for row in cells]


def packed(given: Situation) -> bytes:
    book = OfficeBook([SITUATION])
    write_situation(book, given)
    return book.finish()
