"""The analysis of a district's sum: each figure worked out again here, and the edges.

1. A share is its part over its whole; none under 30, none of 0 of 0.
2. Year on year only over bodies known in both years, and only of cells that both forms have.
3. An outlier is far from the median of at least eight bodies of its own kind, and not small.
4. Rankings: ties by name, nobody with too small a whole.
5. 上年结转 that is not what last year's report carried over is named, by body and column.
6. Bodies that share a text are one group; the rules that most returns break are listed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from edition_whole import full
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from xltools import cli
from xltools.collection.analysis.figures import (
    ALIKE,
    SHARES,
    SMALL,
    Analysis,
    Share,
    YearOnYear,
    analysis,
    ranking,
)
from xltools.collection.analysis.words import SumAnalysis
from xltools.collection.district import run as district
from xltools.collection.district.export import dictionary_csv, wide_csv
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.levels import Scope
from xltools.collection.situation.figures import Problem
from xltools.collection.total.sum import DistrictSum, OwnReturn, SumEntry, district_sum
from xltools.filing.filing import Filing, Value
from xltools.law.edition import Edition, load
from xltools.messages import say
from xltools.published.documents.document import read_document

DEPARTMENT = "政府部门"


def a_return(edition: Edition, **figures: int) -> Filing:
    """All zero but for these: `new=3` is requests.new.natural_person, `review_…` of table 4."""
    values: dict[str, Value] = dict.fromkeys(edition.typed, 0)
    for name, number in figures.items():
        cell = f"cases.{name}" if name.startswith(("review_", "direct_", "after_")) else ""
        values[cell or f"requests.{name}.natural_person"] = number
    return Filing(edition, figures=values)


def summed(edition: Edition, returns: Mapping[str, Filing], kind: str = DEPARTMENT) -> DistrictSum:
    entries = [SumEntry(Body(name, kind=kind), filing) for name, filing in returns.items()]
    return district_sum(entries, edition, 2025, Scope.WHOLE, OwnReturn.PART)


def analysed(edition: Edition, returns: Sequence[Filing], kind: str = DEPARTMENT) -> Analysis:
    named = {f"单位{number:02}": filing for number, filing in enumerate(returns)}
    return analysis(summed(edition, named, kind), {})


# ------------------------------------------------------------------ 1


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 0, None),
        (29, 29, None),
        (1, SMALL, "3.3"),
        (0, SMALL, "0.0"),
        (2, 3 * SMALL, "2.2"),
        (1, 200, "0.5"),
        (13, 104, "12.5"),
        (999, 1000, "99.9"),
    ],
)
def test_1_a_share_to_one_decimal_and_none_of_small_numbers(
    part: int, whole: int, percent: str | None
) -> None:
    found = Share("granted", part, whole).percent
    assert found == (None if percent is None else Decimal(percent))


def test_1_every_share_is_that_of_its_cells(edition: Edition) -> None:
    filing = full(edition)
    found = {share.id: share for share in analysis(summed(edition, {"甲": filing}), {}).shares}
    assert found.keys() == SHARES.keys()
    for share, sides in SHARES.items():
        part, whole = (
            sum(
                filing.number(cell) or 0
                for name in names
                for cell in edition.form.cells_under(name)
            )
            for names in sides
        )
        assert (found[share].part, found[share].whole) == (part, whole)
        assert found[share].label
        assert found[share].formula
    withheld = edition.form.cells_under("requests.withheld.total")
    assert len(withheld) == 8


def test_1_each_edition_has_the_shares_that_its_form_can_give() -> None:
    trial = load("2019")
    assert {share.id for share in analysis(summed(trial, {"甲": full(trial)}), {}).shares} == set(
        SHARES
    )


# ------------------------------------------------------------------ 2


def test_2_only_bodies_known_in_both_years_are_compared(edition: Edition) -> None:
    now = {"甲": a_return(edition, new=40, granted=40), "乙": a_return(edition, new=7, granted=7)}
    then = {"甲": a_return(edition, new=32, granted=32), "丙": a_return(edition, new=500)}
    found = analysis(summed(edition, now), then)
    assert found.compared == ("甲",)
    new = next(change for change in found.changes if change.cell == "requests.new.total")
    assert (new.now, new.then, new.percent) == (40, 32, Decimal("25.0"))
    assert len(found.changes) == len(edition.form.cells)


def test_2_nothing_is_compared_where_last_year_is_not_known(edition: Edition) -> None:
    found = analysis(summed(edition, {"甲": a_return(edition, new=40)}), {})
    assert (found.compared, found.changes) == ((), ())


def test_2_cells_of_one_form_only_are_left_out(edition: Edition) -> None:
    found = analysis(summed(edition, {"甲": full(edition)}), {"甲": full(load("2019"))})
    cells = {change.cell for change in found.changes}
    assert "requests.new.total" in cells
    assert not any(cell.startswith(("disclosure.", "fees.")) for cell in cells)
    assert "requests.other_outcome.total" not in cells


@pytest.mark.parametrize(
    ("now", "then", "percent"),
    [(5, 0, None), (31, 29, None), (0, 30, "-100.0"), (60, 30, "100.0"), (31, 30, "3.3")],
)
def test_2_growth_from_a_small_figure_has_no_rate(now: int, then: int, percent: str | None) -> None:
    found = YearOnYear("requests.new.total", now, then).percent
    assert found == (None if percent is None else Decimal(percent))


# ------------------------------------------------------------------ 3


def test_3_one_body_far_above_its_kind_is_named_with_its_cells(edition: Edition) -> None:
    usual = [a_return(edition, new=n, granted=n) for n in (40, 44, 38, 41, 45, 39, 42, 43)]
    found = analysed(edition, [*usual, a_return(edition, new=900, granted=900)])
    (outlier,) = (item for item in found.outliers if item.measure == "requests.new.total")
    assert (outlier.body, outlier.value, outlier.alike) == ("单位08", 900, 9)
    assert outlier.typical == 42
    assert outlier.cells == ("requests.new.total",)
    assert outlier.kind == DEPARTMENT


def test_3_a_share_far_from_that_of_its_kind(edition: Edition) -> None:
    usual = [a_return(edition, new=100, granted=g, petitions=100 - g) for g in range(80, 90)]
    found = analysed(edition, [*usual, a_return(edition, new=100, granted=5, petitions=95)])
    assert [(o.body, o.measure, o.value) for o in found.outliers] == [
        ("单位10", "granted", Decimal("5.0"))
    ]


@pytest.mark.parametrize("count", [1, 2, ALIKE - 1])
def test_3_among_few_nobody_is_unusual(edition: Edition, count: int) -> None:
    returns = [a_return(edition, new=40)] * (count - 1) + [a_return(edition, new=9000)]
    assert analysed(edition, returns).outliers == ()


def test_3_where_all_are_equal_and_where_all_are_nothing_nobody_is(edition: Edition) -> None:
    assert analysed(edition, [a_return(edition, new=50)] * 20).outliers == ()
    assert analysed(edition, [a_return(edition)] * 20).outliers == ()


def test_3_a_small_figure_is_not_unusual_however_rare(edition: Edition) -> None:
    returns = [a_return(edition)] * 20 + [a_return(edition, new=SMALL - 1)]
    assert analysed(edition, returns).outliers == ()
    returns = [a_return(edition)] * 20 + [a_return(edition, new=500)]
    assert [item.value for item in analysed(edition, returns).outliers] == [500]


def test_3_kinds_are_not_mixed_and_without_a_kind_nothing_is_said(edition: Edition) -> None:
    big = {f"镇{n}": a_return(edition, new=400 + n) for n in range(8)}
    small = {f"局{n}": a_return(edition, new=31 + n) for n in range(8)}
    entries = [SumEntry(Body(name, kind="乡镇政府"), filing) for name, filing in big.items()]
    entries += [SumEntry(Body(name, kind=DEPARTMENT), filing) for name, filing in small.items()]
    made = district_sum(entries, edition, 2025, Scope.WHOLE, OwnReturn.PART)
    assert analysis(made, {}).outliers == ()
    nameless = [a_return(edition, new=40)] * 9 + [a_return(edition, new=9000)]
    assert analysed(edition, nameless, kind="").outliers == ()


def test_3_a_merged_body_is_part_of_no_comparison(edition: Edition) -> None:
    entries = [
        SumEntry(
            Body("并入局", kind=DEPARTMENT, mode=Mode.MERGED, merged_into="甲"), full(edition)
        ),
        SumEntry(Body("甲", kind=DEPARTMENT), a_return(edition, new=40)),
    ]
    made = district_sum(entries, edition, 2025, Scope.WHOLE, OwnReturn.PART)
    found = analysis(made, {"并入局": full(edition), "甲": a_return(edition, new=40)})
    assert found.compared == ("甲",)


# ------------------------------------------------------------------ 4


def test_4_ranked_by_share_ties_by_name_small_ones_left_out(edition: Edition) -> None:
    returns = {
        "丙局": a_return(edition, new=100, granted=60, petitions=40),
        "乙局": a_return(edition, new=50, granted=45, petitions=5),
        "甲局": a_return(edition, new=50, granted=45, petitions=5),
        "小局": a_return(edition, new=2, granted=2),
    }
    ranked = ranking(summed(edition, returns), "granted")
    assert [name for name, _ in ranked] == ["乙局", "甲局", "丙局"]
    assert say("share.granted") == ranked[0][1].label


# ------------------------------------------------------------------ 5, 6


def carried(edition: Edition, before: Filing | None, **columns: int) -> list[tuple[str, int, int]]:
    """What is said of one body that says to have taken over so many a column."""
    figures: dict[str, Value] = dict.fromkeys(edition.typed, 0)
    figures |= {f"requests.carried_in.{column}": number for column, number in columns.items()}
    made = summed(edition, {"甲": Filing(edition, figures=figures)})
    found = analysis(made, {"甲": before} if before else {}).carried
    return [(item.cell.rpartition(".")[2], int(item.now), int(item.then)) for item in found]


def left_over(edition: Edition, **columns: int) -> Filing:
    figures: dict[str, Value] = dict.fromkeys(edition.typed, 0)
    left: dict[str, Value] = {f"requests.carried_out.{name}": n for name, n in columns.items()}
    return Filing(edition, figures=figures | left)


def test_5_what_was_taken_over_is_what_was_left_over(edition: Edition) -> None:
    assert carried(edition, None, business=3) == [], "last year is not known"
    assert carried(edition, left_over(edition)) == []
    assert carried(edition, left_over(edition, business=3), business=3) == []
    assert carried(edition, left_over(edition, business=3)) == [("business", 0, 3)]
    assert carried(edition, left_over(edition, business=1), business=2, natural_person=4) == [
        ("natural_person", 4, 0),
        ("business", 2, 1),
    ]
    moved = left_over(edition, business=3)
    assert carried(edition, moved, natural_person=3) == [
        ("natural_person", 3, 0),
        ("business", 0, 3),
    ], "the totals agree, the columns do not"
    trial = left_over(load("2019"), natural_person=2)
    assert carried(edition, trial, natural_person=5) == [("natural_person", 5, 2)]


def said_in(files: Mapping[Path, bytes], place: Path) -> str:
    """The text of 情况分析."""
    (memo,) = (data for path, data in files.items() if path.stem.endswith("情况分析"))
    (place / "a.docx").write_bytes(memo)
    return "".join(line.text for line in read_document(memo).lines)


def test_5_the_book_and_the_document_name_whom_it_is_of(edition: Edition, tmp_path: Path) -> None:
    book = tmp_path / "汇总.xlsx"
    now = a_return(edition, carried_in=4, granted=4)
    entries = [SumEntry(Body(name, kind=DEPARTMENT), now) for name in ("甲局", "乙局", "新局")]
    before = {name: left_over(edition, natural_person=n) for name, n in (("甲局", 9), ("乙局", 4))}
    given = district.YearOfLedger(2025, tuple(entries))
    files = district.run(given, Scope.WHOLE, book, previous=before).files
    shown = rows_of(files[book], say("analysis_sheet.carried"))[2:]
    assert [[row[0], *row[2:]] for row in shown] == [["甲局", 4.0, 9.0, -5.0]]
    assert say("analysis.carried_wrong", count=1) in said_in(files, tmp_path)
    files = district.run(given, Scope.WHOLE, book, previous={"乙局": before["乙局"]}).files
    assert say("analysis.carried_right", count=1) in said_in(files, tmp_path)


ONE = (
    "下一步将建立政务公开专员制度，每季度抽查栏目更新、依申请答复和政策解读质量，抽查结果纳入"
    "年度绩效考核；同时编印办理实务手册，组织业务骨干到先进地区跟班学习，逐项补齐短板。"
)
OTHER = (
    "群众办事大厅的触摸查询设备老化，部分乡村公告栏内容更换不及时。今后由专人负责巡查登记，"
    "逐台检修更新，并在每月末把巡查结果张榜公示，接受村民监督，组织志愿者协助老年人查询。"
)
OWN = (
    "窗口人员轮换频繁，档案数字化进度偏慢。拟固定两名熟手值守，委托第三方扫描历年卷宗，"
    "明年六月底之前全部挂接目录；对外语资料另请译员核校，避免名称前后不一的情况再次出现。"
)


def test_6_who_wrote_the_same_is_one_group_however_many_they_are(edition: Edition) -> None:
    def wrote(*texts: str) -> Filing:
        return replace(a_return(edition), narratives={"improvements": texts})

    returns = {f"甲{n}局": wrote(ONE) for n in range(5)}
    returns |= {f"乙{n}局": wrote(OTHER.replace("组织", "选派")) for n in range(2)}
    returns |= {"丙局": wrote(OTHER), "丁局": wrote(OWN)}
    found = analysis(summed(edition, returns), {}).clusters
    assert [(len(item.bodies), set(item.bodies)) for item in found] == [
        (5, {f"甲{n}局" for n in range(5)}),
        (3, {"乙0局", "乙1局", "丙局"}),
    ]
    assert found[0].percent == 100
    assert found[1].percent >= 80
    assert found[0].text == ONE
    assert analysis(summed(edition, {"甲": wrote(ONE)}), {}).clusters == (), "one body alone"
    assert analysis(summed(edition, {"甲": wrote(ONE, ONE)}), {}).clusters == ()


def test_6_the_rules_most_broken_stand_in_the_book_where_they_are_known(
    edition: Edition, tmp_path: Path
) -> None:
    problems = (Problem("T3-BALANCE", "收支不平", 7, "三依申请"), Problem("C-X", "<b>", 2, ""))
    book, sheet = tmp_path / "汇总.xlsx", say("analysis_sheet.problems")
    given = district.YearOfLedger(2025, (SumEntry(Body("甲局"), a_return(edition)),))
    files = district.run(replace(given, problems=problems), Scope.WHOLE, book).files
    assert [row[:2] for row in rows_of(files[book], sheet)[2:]] == [["收支不平", 7.0], ["<b>", 2.0]]
    assert "收支不平" in said_in(files, tmp_path)
    bare = district.run(given, Scope.WHOLE, book).files[book]
    assert sheet not in CalamineWorkbook.from_filelike(BytesIO(bare)).sheet_names


# ------------------------------------------------------------------ the sheets


def rows_of(book: bytes, sheet: str) -> list[list[object]]:
    workbook = CalamineWorkbook.from_filelike(BytesIO(book))
    return [list(row) for row in workbook.get_sheet_by_name(sheet).to_python()]


def test_the_book_holds_the_analysis_and_a_ranking_only_where_it_is_asked_for(
    edition: Edition, tmp_path: Path
) -> None:
    usual = {f"单位{n}": a_return(edition, new=n, granted=n) for n in range(40, 48)}
    returns = {**usual, "大局": a_return(edition, new=900, granted=300, petitions=600)}
    entries = [SumEntry(Body(name, kind=DEPARTMENT), filing) for name, filing in returns.items()]
    book = tmp_path / "汇总.xlsx"
    before = {"大局": a_return(edition, new=450, granted=450)}
    given = district.YearOfLedger(2025, tuple(entries))
    plain = district.run(given, Scope.WHOLE, book).files[book]
    asked = district.run(given, Scope.WHOLE, book, previous=before, ranked="granted")
    named = {
        code: say(f"analysis_sheet.{code}") for code in ("shares", "changes", "outliers", "ranking")
    }
    sheets = CalamineWorkbook.from_filelike(BytesIO(plain)).sheet_names
    assert {named["shares"], named["outliers"]} <= set(sheets)
    assert not {named["changes"], named["ranking"]} & set(sheets)
    told = rows_of(asked.files[book], named["changes"])
    assert any(row[3:7] == [900.0, 450.0, 450.0, "100.0%"] for row in told)
    (outlier, *_) = rows_of(asked.files[book], named["outliers"])[2:]
    assert outlier[0] == "大局"
    ranked = rows_of(asked.files[book], named["ranking"])[2:]
    assert [row[0] for row in ranked] == [*[1.0] * 8, 9.0]
    assert ranked[-1][1:6] == ["大局", say("share.granted"), 300.0, 900.0, "33.3%"]


def test_a_ranking_by_what_is_no_share_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["aggregate", str(tmp_path), "-o", str(tmp_path / "汇总.xlsx"), "--scope", "全区"]
    assert cli.run([*command, "--ranking", "人气"]) == 2
    assert say("share.granted") in capsys.readouterr().err


def test_the_documents_say_what_the_cells_prove_and_open_cleanly(
    edition: Edition, tmp_path: Path
) -> None:
    book = tmp_path / "汇总.xlsx"
    entries = (
        SumEntry(Body("甲局", kind=DEPARTMENT), a_return(edition, new=40, granted=40)),
        SumEntry(Body("乙<局>{{1}}", kind=DEPARTMENT), None),
    )
    given = district.YearOfLedger(2025, entries)
    before = {"甲局": a_return(edition, new=32, granted=32)}
    files = district.run(given, Scope.WHOLE, book, previous=before).files
    documents = {path.name: data for path, data in files.items() if path.suffix == ".docx"}
    assert documents.keys() == {
        book.stem + say(f"analysis.{code}_file") for code in ("analysis", "notice")
    }
    for data in documents.values():
        made = tmp_path / "a.docx"
        made.write_bytes(data)
        assert OpenXmlValidator().validate(made).errors == []
        said = "".join(line.text for line in read_document(data).lines)
        assert say("analysis.requests", new=40, carried_in=0, closed=40, carried_out=0) in said
        assert say("analysis.no_disputes") in said
        assert "乙<局>{{1}}" in said


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({}, "没有因政府信息公开被申请行政复议、被提起行政诉讼。"),
        (
            {"review_corrected": 1, "review_upheld": 2},
            "因政府信息公开，被申请行政复议3件，其中结果纠正1件；没有被提起行政诉讼。",
        ),
        (
            {"direct_upheld": 2, "after_review_upheld": 3},
            "因政府信息公开，没有被申请行政复议；"
            "被提起行政诉讼5件，其中未经复议直接起诉2件，复议后起诉3件。",
        ),
    ],
)
def test_of_what_there_was_none_is_said_once(
    edition: Edition, figures: dict[str, int], said: str
) -> None:
    made = summed(edition, {"甲局": a_return(edition, **figures)})
    assert said in SumAnalysis(made, analysis(made, {})).memo().parts[1].paragraphs


@pytest.mark.parametrize(
    ("doubted", "said"),
    [
        pytest.param((False, False), say("analysis.all_in"), id="all passed"),
        pytest.param((True, False), say("analysis.doubted", count=1), id="one waits"),
        pytest.param((True, True), say("analysis.doubted", count=2), id="both wait"),
    ],
)
def test_the_notice_says_that_all_have_passed_only_where_they_have(
    edition: Edition, doubted: tuple[bool, bool], said: str
) -> None:
    bodies = zip(("甲局", "乙局"), doubted, strict=True)
    entries = [SumEntry(Body(name), a_return(edition), doubted=waits) for name, waits in bodies]
    assert _last_of_reporting(entries, edition) == said


@pytest.mark.parametrize("reason", ["需修改", "待认定"])
def test_the_notice_names_a_government_whose_own_whole_has_not_passed(
    edition: Edition, reason: str
) -> None:
    top = Body("甲县人民政府", kind="县级政府本级", own_return=OwnReturn.WHOLE)
    below = Body("乙局", kind=DEPARTMENT, superior=top.name)
    last = _last_of_reporting(
        [SumEntry(top, None, reason), SumEntry(below, a_return(edition))], edition
    )
    listed = say("analysis.missing_one", body=top.name, reason=reason)
    assert last == say("analysis.whole_missing", count=1, listed=listed)


def _last_of_reporting(entries: Sequence[SumEntry], edition: Edition) -> str:
    made = district_sum(entries, edition, 2025, Scope.WHOLE, OwnReturn.PART)
    return SumAnalysis(made, analysis(made, {})).notice().parts[0].paragraphs[-1]


def test_other_programs_get_every_figure_under_its_id_and_what_it_means(edition: Edition) -> None:
    entries = [
        SumEntry(Body("甲局", code="01", kind=DEPARTMENT, superior="县政府"), full(edition)),
        SumEntry(Body("=1+1局", kind=DEPARTMENT), a_return(edition, new=3, granted=3)),
        SumEntry(Body("未报局", kind=DEPARTMENT), None),
    ]
    made = district_sum(entries, edition, 2025, Scope.WHOLE, OwnReturn.PART)
    data = wide_csv(made)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [row["body"] for row in rows] == ["甲局", "'=1+1局"]
    for cell in edition.form.cells:
        assert Decimal(rows[0][cell]) == full(edition).number(cell)
    told = list(csv.reader(dictionary_csv(edition).decode("utf-8-sig").splitlines()))
    assert [row[0] for row in told[1:]] == list(rows[0])
    assert all(row[2] and row[4] for row in told[1:])
