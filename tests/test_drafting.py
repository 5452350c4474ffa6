"""文字起草.xlsx: the texts of the district's own return, from what bodies wrote to what it holds.

D1 a part lists what bodies wrote: similar paragraphs once, with all who wrote them
D2 numbers are added up where they are the body's own cells, and nowhere else
D3 what is picked or written stands in the district's return, from whom is kept with it
D4 it can be changed in both places, and nothing that somebody wrote is lost
D5 a book that cannot be understood stops the run; text stays text
D6 of bodies that publish nothing nothing is offered; those with open doubts are marked
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filings import busy
from openpyxl.worksheet.worksheet import Worksheet
from returns import book_of

from xltools.collection.district.run import Aggregated, YearOfLedger, drafts_path, return_path, run
from xltools.collection.drafting.columns import FINAL, NUMBERS, material_table
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.levels import Scope
from xltools.collection.tables.reader import OfficeBookError
from xltools.collection.tables.table import Table
from xltools.collection.tables.writer import LONGEST_TEXT
from xltools.collection.total.sum import SumEntry
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.platform.files import write_keeping
from xltools.reader import read_return

YEAR = 2024
LONG = (
    "全年对照基层政务公开标准目录逐项核对发布内容，补齐公共法律服务、社会救助两个领域缺漏，"
    "安排专人按月抽查栏目更新，对群众留言集中的办事指南重新编排流程图，并在大厅设置纸质查阅点。"
)
NEW = "requests.new.total"
YES = {"adopted": say("choice.yes")}
PARTS = ("management", "further", "shortcomings")


def body(edition: Edition, name: str, texts: Mapping[str, tuple[str, ...]]) -> SumEntry:
    """A passing return of that body, which wrote these texts and no others."""
    whole = busy(edition)
    cover = {**whole.cover, "name": name, "report_name": "", "phone": f"0000-{len(name)}"}
    return SumEntry(Body(name), replace(whole, cover=cover, narratives=texts))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The district's return is a plain one, made quickly; what is not looked at is not made."""

    def quickly(filing: Filing) -> bytes:
        return book_of(filing).bytes()

    def nothing(*_: object) -> bytes:
        return b""

    def no_files(*_: object) -> dict[Path, bytes]:
        return {}

    room = "xltools.collection.district.run"
    monkeypatch.setattr(f"{room}.pour", quickly)
    monkeypatch.setattr(f"{room}.write_aggregate", nothing)
    monkeypatch.setattr(f"{room}._beside", no_files)


class Desk:
    """The drafter's: runs the sum, opens the two books, writes into them."""

    def __init__(self, folder: Path, edition: Edition) -> None:
        self.book, self.edition = folder / "汇总.xlsx", edition
        self.kept: list[Path] = []

    @property
    def drafts(self) -> Path:
        return drafts_path(self.book)

    def run(self, *entries: SumEntry, year: int = YEAR) -> Aggregated:
        made = run(YearOfLedger(year, entries), Scope.WHOLE, self.book)
        given = {path: data for path, data in made.files.items() if data}
        written = {path: write_keeping(path, data) for path, data in given.items()}
        self.kept += [kept for kept in written.values() if kept]
        return made

    def table(self, part: str) -> Table:
        return material_table(self.edition, self.edition.form.narratives[part])

    def rows(self, table: Table) -> list[dict[str, Any]]:
        return list(_rows(openpyxl.load_workbook(self.drafts)[table.sheet], table))

    def final(self, part: str) -> list[dict[str, Any]]:
        heading = self.edition.form.narratives[part].heading
        return [row for row in self.rows(FINAL) if row["part"] == heading]

    def texts(self, part: str) -> list[tuple[str, str | None]]:
        return [(row["text"], row["source"]) for row in self.final(part) if row["text"]]

    def pick(self, part: str, *texts: str) -> None:
        self.write(self.table(part), "paragraph", dict.fromkeys(texts, YES))

    def type(self, part: str, *texts: str) -> None:
        """Into the blank rows of a part."""
        heading, given = self.edition.form.narratives[part].heading, list(texts)
        workbook = openpyxl.load_workbook(self.drafts)
        for row in _rows(workbook[FINAL.sheet], FINAL):
            if given and row["part"] == heading and not row["text"]:
                _put(workbook[FINAL.sheet], FINAL, row["row"], {"text": given.pop(0)})
        workbook.save(self.drafts)

    def write(self, table: Table, code: str, changes: Mapping[str, Mapping[str, object]]) -> None:
        """Into the rows that hold these texts in that column."""
        workbook = openpyxl.load_workbook(self.drafts)
        found = {row[code]: row["row"] for row in _rows(workbook[table.sheet], table)}
        for text, values in changes.items():
            _put(workbook[table.sheet], table, found[text], values)
        workbook.save(self.drafts)

    def stands(self) -> Filing:
        filing = read_return(return_path(self.book)).filing
        assert filing
        return filing

    def write_return(self, **texts: tuple[str, ...]) -> None:
        """Somebody writes into the district's return itself."""
        stands = self.stands()
        changed = replace(stands, narratives={**stands.narratives, **texts})
        return_path(self.book).write_bytes(book_of(changed).bytes())


def _rows(sheet: Worksheet, table: Table) -> Iterator[dict[str, Any]]:
    codes = [column.code for column in table.columns]
    found = sheet.iter_rows(min_row=table.header_row + 1, values_only=True)
    for number, values in enumerate(found, table.header_row + 1):
        yield {**dict(zip(codes, values, strict=False)), "row": number}


def _put(sheet: Worksheet, table: Table, row: int, values: Mapping[str, object]) -> None:
    for code, value in values.items():
        sheet[f"{table.letter(code)}{row}"] = value  # type: ignore[assignment]


@pytest.fixture
def desk(tmp_path: Path, edition: Edition, quick: None) -> Desk:  # noqa: ARG001
    return Desk(tmp_path, edition)


# ------------------------------------------------------------------ D1


def listed(desk: Desk, part: str) -> list[tuple[str, list[str]]]:
    """The words and the bodies of each paragraph that can be picked."""
    found = [row for row in desk.rows(desk.table(part)) if row["count"]]
    assert all(row["count"] == len(row["bodies"].split("、")) for row in found)
    return [(row["paragraph"], row["bodies"].split("、")) for row in found]


@pytest.mark.parametrize("part", PARTS)
def test_d1_long_short_and_formal_paragraphs_are_each_listed_once(
    desk: Desk, edition: Edition, part: str
) -> None:
    wrote = {
        "甲县水务局": (LONG, "无其他需要报告的事项。"),
        "甲县民政局": (LONG.replace("逐项", "逐条"), "甲县民政局没有其他需要报告的事项。"),
        "甲县统计局": ("本局无其他需要报告的事项。",),
        "甲县林业局": ("建成林区公开栏3处。", LONG),
        "甲县医保局": ("建成林区公开栏5处。", "公开药品目录。"),
    }
    desk.run(*(body(edition, name, {part: texts}) for name, texts in wrote.items()))
    assert listed(desk, part) == [
        (LONG, ["甲县水务局", "甲县民政局", "甲县林业局"]),
        ("无其他需要报告的事项。", ["甲县水务局", "甲县民政局", "甲县统计局"]),
        ("建成林区公开栏3处。", ["甲县林业局", "甲县医保局"]),
        ("公开药品目录。", ["甲县医保局"]),
    ]


def test_d1_each_part_has_a_sheet_and_what_figures_prove_stands_first(
    desk: Desk, edition: Edition
) -> None:
    made = desk.run(*(body(edition, f"{name}局", {"further": ("一样。",)}) for name in "甲乙"))
    count = made.sum.total.filing.number(NEW)
    for narrative in edition.form.narratives.values():
        proven = [row for row in desk.rows(desk.table(narrative.id)) if not row["count"]]
        assert len(proven) == narrative.drafted
    (row,) = desk.rows(desk.table("on_request"))
    assert f"申请{count}件" in row["paragraph"]
    assert row["bodies"] == say("drafting.by_figures")


def test_d1_a_thousand_bodies_are_named_as_far_as_a_cell_goes(desk: Desk, edition: Edition) -> None:
    desk.run(*(body(edition, f"第{n}局", {"further": ("一样。",)}) for n in range(60)))
    (row,) = [row for row in desk.rows(desk.table("further")) if row["count"]]
    assert row["count"] == 60
    assert row["bodies"].startswith("第0局、第1局、")
    assert row["bodies"].endswith("第19局等")


# ------------------------------------------------------------------ D2


def told(count: int) -> str:
    return f"2024年，我局新收政府信息公开申请{count}件。"


def test_d2_numbers_are_added_up_where_they_are_the_bodys_own(desk: Desk, edition: Edition) -> None:
    own = int(busy(edition).number(NEW) or 0)
    texts = {
        "甲局": (told(own), "全年培训7次。"),
        "乙局": (told(own), told(own)),
        "丙局": (told(own + 1),),
        "丁局": ("上年新收政府信息公开申请3件。",),
        "戊局": ("没有数字。",),
    }
    made = desk.run(*(body(edition, name, {"on_request": t}) for name, t in texts.items()))
    (row,) = desk.rows(NUMBERS)
    assert row["part"] == edition.form.narratives["on_request"].heading
    assert (row["count"], row["stated"], row["filed"]) == (2, 2 * own, 2 * own)
    assert row["whole"] == made.sum.total.filing.number(NEW) == 5 * own
    assert row["differing"] == 1
    (picked,) = [r for r in desk.rows(desk.table("on_request")) if r["paragraph"] == told(own)]
    assert str(2 * own) in picked["numbers"] or str(3 * own) in picked["numbers"]


def test_d2_a_number_of_one_body_is_no_number_of_the_district(desk: Desk, edition: Edition) -> None:
    own = int(busy(edition).number(NEW) or 0)
    entries = [body(edition, name, {"on_request": (told(own),)}) for name in ("甲局", "乙局")]
    desk.run(*entries)
    desk.pick("on_request", told(own))
    desk.type("management", told(2 * own))
    desk.run(*entries)
    (picked,) = [row for row in desk.final("on_request") if row["text"]]
    assert str(2 * own) in picked["told"]
    (typed,) = [row for row in desk.final("management") if row["text"]]
    assert typed["told"] is None


# ------------------------------------------------------------------ D3


@pytest.fixture
def entries(edition: Edition) -> list[SumEntry]:
    return [
        body(edition, "甲局", {"management": ("修订审查制度。",), "further": ("另设专栏。",)}),
        body(edition, "乙局", {"management": ("清理规范性文件。", "修订审查制度。")}),
        body(edition, "丙局", {"management": ("建立台账，逐件登记。",)}),
    ]


def test_d3_what_is_picked_and_what_is_typed_stands_in_the_return(
    desk: Desk, entries: list[SumEntry]
) -> None:
    desk.run(*entries)
    assert desk.stands().narratives == {}
    desk.pick("management", "修订审查制度。", "建立台账，逐件登记。")
    desk.type("opening", "全区统一部署。\n逐月调度。", "年底考核。")
    made = desk.run(*entries)
    wanted = {
        "opening": ("全区统一部署。", "逐月调度。", "年底考核。"),
        "management": ("修订审查制度。", "建立台账，逐件登记。"),
    }
    assert desk.stands().narratives == wanted
    assert desk.stands().number(NEW) == made.sum.total.filing.number(NEW)
    assert desk.texts("management") == [
        ("修订审查制度。", "甲局、乙局"),
        ("建立台账，逐件登记。", "丙局"),
    ]
    assert [source for _, source in desk.texts("opening")] == [None] * 3
    again = desk.run(*entries)
    assert again.files[desk.drafts] == made.files[desk.drafts]
    assert return_path(desk.book) not in again.files, "all of it stands there already"


def test_d3_a_picked_paragraph_is_edited_moved_and_dropped(
    desk: Desk, entries: list[SumEntry]
) -> None:
    desk.run(*entries)
    desk.pick("management", "修订审查制度。", "清理规范性文件。", "建立台账，逐件登记。")
    desk.run(*entries)
    desk.write(
        FINAL,
        "text",
        {
            "修订审查制度。": {"text": "全区修订审查制度。", "order": 2},
            "建立台账，逐件登记。": {"order": 1},
            "清理规范性文件。": {"text": None},
        },
    )
    desk.write(desk.table("management"), "paragraph", {"清理规范性文件。": {"adopted": None}})
    desk.run(*entries)
    assert desk.texts("management") == [
        ("建立台账，逐件登记。", "丙局"),
        ("全区修订审查制度。", "甲局、乙局"),
    ]
    texts = ("建立台账，逐件登记。", "全区修订审查制度。")
    assert desk.stands().narratives == {"management": texts}
    picked = [row["paragraph"] for row in desk.rows(desk.table("management")) if row["adopted"]]
    assert picked == ["修订审查制度。", "建立台账，逐件登记。"]


def test_d3_a_body_that_reports_anew_takes_nothing_away_and_is_told(
    desk: Desk, entries: list[SumEntry], edition: Edition
) -> None:
    desk.run(*entries)
    desk.pick("further", "另设专栏。")
    newer = [body(edition, "甲局", {"further": ("撤销专栏。",)}), *entries[1:]]
    for _ in range(2):
        desk.run(*newer)
        (row,) = [row for row in desk.final("further") if row["text"]]
        assert (row["text"], row["source"]) == ("另设专栏。", "甲局")
        assert row["told"] == say("drafting.gone")


def test_d3_what_figures_prove_is_picked_with_the_figures_of_the_day(
    desk: Desk, entries: list[SumEntry]
) -> None:
    desk.run(*entries[:2])
    (row,) = desk.rows(desk.table("on_request"))
    desk.pick("on_request", row["paragraph"])
    made = desk.run(*entries)
    (text,) = desk.stands().narratives["on_request"]
    assert f"申请{made.sum.total.filing.number(NEW)}件" in text
    assert desk.texts("on_request") == [(text, say("drafting.by_figures"))]


# ------------------------------------------------------------------ D4


def test_d4_what_is_written_into_the_return_comes_back_into_the_book(
    desk: Desk, entries: list[SumEntry]
) -> None:
    desk.run(*entries)
    desk.pick("management", "修订审查制度。")
    desk.run(*entries)
    desk.write_return(management=("修订审查制度。", "再补一句。"), further=("其他事项如下。",))
    made = desk.run(*entries)
    texts = {"management": ("修订审查制度。", "再补一句。"), "further": ("其他事项如下。",)}
    assert desk.stands().narratives == texts
    ours = say("drafting.from_return")
    assert desk.texts("management") == [("修订审查制度。", "甲局、乙局"), ("再补一句。", ours)]
    assert desk.texts("further") == [("其他事项如下。", ours)]
    assert not any("都改过" in line for line in made.lines)


@pytest.mark.parametrize(
    "written", [("全区修订审查制度。",), ("全区修订审查制度。", "再补一句。"), ()]
)
def test_d4_what_was_reworded_or_taken_out_in_the_return_is_not_put_in_again(
    desk: Desk, entries: list[SumEntry], written: tuple[str, ...]
) -> None:
    desk.run(*entries)
    desk.pick("management", "修订审查制度。")
    desk.run(*entries)
    desk.write_return(management=written)
    for _ in range(2):
        desk.run(*entries)
        assert desk.stands().paragraphs("management") == written
        assert [text for text, _ in desk.texts("management")] == list(written)
    if len(written) == 1:
        assert desk.texts("management") == [(written[0], "甲局、乙局")]


def test_d4_changed_in_both_the_book_holds_and_the_other_is_kept(
    desk: Desk, entries: list[SumEntry]
) -> None:
    desk.run(*entries)
    desk.type("opening", "第一稿。")
    desk.run(*entries)
    desk.write_return(opening=("在填报表里改的。",))
    desk.write(FINAL, "text", {"第一稿。": {"text": "第二稿。"}})
    before = len(desk.kept)
    made = desk.run(*entries)
    assert desk.stands().narratives == {"opening": ("第二稿。",)}
    assert (
        say("drafting.clash", parts=desk.edition.form.narratives["opening"].heading) in made.lines
    )
    kept = [read_return(p).filing for p in desk.kept[before:] if p.stem.startswith("汇总-填报表")]
    assert [f.narratives for f in kept if f] == [{"opening": ("在填报表里改的。",)}]


def test_d4_a_text_that_is_taken_out_of_the_book_is_taken_out_of_the_return(
    desk: Desk, entries: list[SumEntry]
) -> None:
    desk.run(*entries)
    desk.type("opening", "第一稿。")
    desk.run(*entries)
    desk.write(FINAL, "text", {"第一稿。": {"text": None}})
    desk.run(*entries)
    assert desk.stands().narratives == {}
    assert desk.texts("opening") == []


@pytest.mark.parametrize("data", [None, b"", b"PK\x03\x04 cut"])
def test_d4_a_return_that_is_gone_or_damaged_takes_no_text_along(
    desk: Desk, entries: list[SumEntry], data: bytes | None
) -> None:
    desk.run(*entries)
    desk.type("opening", "第一稿。")
    desk.run(*entries)
    return_path(desk.book).unlink()
    if data is not None:
        return_path(desk.book).write_bytes(data)
    desk.run(*entries)
    assert desk.texts("opening") == [("第一稿。", None)]
    assert desk.stands().narratives == {"opening": ("第一稿。",)}


# ------------------------------------------------------------------ D5


def test_d5_text_of_bodies_and_of_the_drafter_is_never_a_formula(
    tmp_path: Path, edition: Edition
) -> None:
    desk = Desk(tmp_path, edition)
    wild = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "<b>&amp;</b>", "{{ 7*7 }}")
    entries = [body(edition, '=HYPERLINK("http://a")', {"further": wild})]
    desk.run(*entries)
    desk.pick("further", *wild)
    desk.run(*entries)
    assert desk.stands().narratives == {"further": wild}
    workbook = openpyxl.load_workbook(desk.drafts)
    cells = [c for sheet in workbook.worksheets for row in sheet.iter_rows() for c in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert desk.book.exists()


BROKEN: Mapping[str, tuple[str, int, str]] = {
    "subject": ("subject", 1, "某部分"),
    "no caption": ("text", 0, "文字"),
    "order": ("order", 1, "最前"),
    "long": ("text", 1, "长" * (LONGEST_TEXT + 1)),
    "row": ("text", 500, "加行"),
}
"""What stands in which column, so many rows below the captions."""


@pytest.mark.parametrize("fault", BROKEN)
def test_d5_what_cannot_be_understood_stops_the_run(
    desk: Desk, entries: list[SumEntry], fault: str
) -> None:
    desk.run(*entries)
    workbook = openpyxl.load_workbook(desk.drafts)
    code, below, text = BROKEN[fault]
    _put(workbook[FINAL.sheet], FINAL, FINAL.header_row + below, {code: text})
    workbook.save(desk.drafts)
    before = desk.drafts.read_bytes()
    with pytest.raises(OfficeBookError) as stopped:
        desk.run(*entries)
    (problem,) = stopped.value.problems
    assert FINAL.sheet in problem.sheet or FINAL.sheet in problem.place
    assert problem.finding.remedy
    assert desk.drafts.read_bytes() == before


def test_d5_more_than_a_part_can_hold_stops_the_run(
    desk: Desk, entries: list[SumEntry], edition: Edition
) -> None:
    texts = tuple(f"{chr(0x4E00 + n)}" * 4000 for n in range(9))
    given = [*entries, body(edition, "丁局", {"further": texts})]
    desk.run(*given)
    desk.pick("further", *texts)
    with pytest.raises(OfficeBookError) as stopped:
        desk.run(*given)
    assert str(LONGEST_TEXT) in str(stopped.value)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", "文字".encode("gb18030")])
def test_d5_a_damaged_book_stops_the_run(desk: Desk, entries: list[SumEntry], data: bytes) -> None:
    desk.drafts.write_bytes(data)
    with pytest.raises(OfficeBookError):
        desk.run(*entries)
    assert desk.drafts.read_bytes() == data


def test_d5_the_book_of_another_year_is_not_taken(desk: Desk, entries: list[SumEntry]) -> None:
    desk.run(*entries)
    later = [
        replace(item, filing=replace(item.filing, cover={**item.filing.cover, "year": "2025"}))
        for item in entries
        if item.filing
    ]
    with pytest.raises(OfficeBookError):
        desk.run(*later, year=2025)


def test_d5_a_sheet_of_what_bodies_wrote_may_be_taken_out(
    desk: Desk, entries: list[SumEntry]
) -> None:
    desk.run(*entries)
    workbook = openpyxl.load_workbook(desk.drafts)
    del workbook[desk.table("further").sheet]
    workbook.save(desk.drafts)
    desk.type("opening", "仍然写入。")
    desk.run(*entries)
    assert desk.stands().narratives == {"opening": ("仍然写入。",)}
    assert listed(desk, "further")


# ------------------------------------------------------------------ D6


def as_it_is(entry: SumEntry, *, closed: bool = False, doubted: bool = False) -> SumEntry:
    mode = Mode.UNPUBLISHED if closed else Mode.PUBLISHED
    return replace(entry, body=replace(entry.body, mode=mode), doubted=doubted)


def prefaces(desk: Desk) -> dict[str, list[str]]:
    """The first lines of each sheet."""
    book = openpyxl.load_workbook(desk.drafts)
    return {
        sheet.title: [str(row[0].value) for row in sheet.iter_rows(max_row=4)] for sheet in book
    }


@pytest.mark.parametrize("part", PARTS)
def test_d6_of_those_that_publish_nothing_nothing_is_offered(
    desk: Desk, edition: Edition, part: str
) -> None:
    wrote = {"公安局": (LONG, "设内部保密台账。"), "民政局": (LONG, "公开救助名单。")}
    secret, other = (body(edition, name, {part: texts}) for name, texts in wrote.items())
    desk.run(as_it_is(secret, closed=True), other)
    written = openpyxl.load_workbook(desk.drafts)[desk.table(part).sheet]
    shown = "".join(str(cell.value) for row in written.iter_rows() for cell in row)
    assert "公安局" not in shown
    assert "保密台账" not in shown
    assert LONG in shown
    note = say("aggregate.closed_texts", count=1)
    told = prefaces(desk)
    assert note in told[FINAL.sheet]
    assert note in told[desk.table(part).sheet]


def test_d6_what_was_picked_before_is_told_and_no_longer_put(desk: Desk, edition: Edition) -> None:
    wrote = {"公安局": "设内部台账。", "监狱": "另设专柜。", "民政局": "公开救助名单。"}
    entries = [body(edition, name, {"further": (text,)}) for name, text in wrote.items()]
    desk.run(*entries)
    desk.pick("further", "设内部台账。", "公开救助名单。")
    desk.run(*entries)
    desk.pick("further", "另设专柜。")
    closed = [as_it_is(entry, closed=True) for entry in entries[:2]]
    made = desk.run(*closed, entries[2])
    assert desk.stands().narratives["further"] == ("设内部台账。", "公开救助名单。")
    assert say("drafting.kept_back", count=2) in made.lines
    book = openpyxl.load_workbook(desk.drafts)[FINAL.sheet]
    told = [[cell.value for cell in row] for row in book.iter_rows()]
    (line,) = [row for row in told if "设内部台账。" in row]
    assert say("drafting.not_public") in line
    (line,) = [row for row in told if "公开救助名单。" in row]
    assert say("drafting.not_public") not in line


def test_d6_a_body_with_open_doubts_is_marked_wherever_it_is_named(
    desk: Desk, edition: Edition
) -> None:
    wrote = {"教育局": ("一样。",), "民政局": ("一样。", "公开名单。"), "水务局": ("另写。",)}
    made = [body(edition, name, {"further": texts}) for name, texts in wrote.items()]
    given = [as_it_is(made[0], doubted=True), made[1], as_it_is(made[2], doubted=True)]
    desk.run(*given)
    sheet = openpyxl.load_workbook(desk.drafts)[desk.table("further").sheet]
    named = {row[3]: row[2] for row in sheet.iter_rows(values_only=True)}
    assert named["一样。"] == "教育局（待说明）、民政局"
    assert (named["公开名单。"], named["另写。"]) == ("民政局", "水务局（待说明）")
    assert say("aggregate.marked_texts", count=2) in prefaces(desk)[FINAL.sheet]
