"""The ribbon's macros, unchanged, through xlwings' Windows engine on an Excel in memory.

A1 an open workbook is judged as its file is
A2 no locked cell is written, nothing is unprotected, the form and what was filled in stay
A3 what 校验 cannot find by its formulas stands in its open area, and its figures are marked
A4 an explanation is never written nor lost; it is bound to its figures, and to new ones anew
A5 the gravest place is selected, 下一处 walks all of them, 清除标记 takes them away
A6 every failure is one Chinese sentence with a next step; its details are in the log
A7 导入报告 makes a workbook of its own beside a report, with its doubts, over nothing
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from fake_excel import DESK, FakeExcel, com_error
from filings import busy, nothing_done, poured
from ribboned import DOUBT, contents, free_row, may_change, type_in, value, with_doubts

from xltools.addin import macros
from xltools.addin.button import LOG
from xltools.addin.live_book import LiveBook
from xltools.checks import check
from xltools.examination.examine import Examined, examine, examine_reading
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.layout.return_book import CHECK, STAMP, Area, CheckRow, layout_of
from xltools.messages import say
from xltools.platform.desktop import own_folder
from xltools.published.as_return.reading import read_report
from xltools.reader import Reading, read_return, reading_of
from xltools.reader.cells.grid import read_grid
from xltools.reader.form.stamp import cells_to_read
from xltools.reader.opening.package import Package
from xltools.report import render_package
from xltools.ribbon.answer import Write
from xltools.template import build_blank

MARKED = "requests.new.total"
TARIFF = "T6-TARIFF"
WRONG = "requests.new.business"


def with_error(edition: Edition) -> Filing:
    filing = with_doubts(edition)
    return replace(filing, figures={**filing.figures, WRONG: 77})


def nothing(*_given: object) -> tuple[Finding, ...]:
    """Instead of the checks, for a workbook that has nothing to remark."""
    return ()


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[Filing | bytes], FakeExcel]:
    def open_(content: Filing | bytes) -> FakeExcel:
        path = tmp_path / "填报表.xlsx"
        path.write_bytes(poured(content) if isinstance(content, Filing) else content)
        return FakeExcel(path)

    return open_


Opened = Callable[[Filing | bytes], FakeExcel]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))


def free_ids(edition: Edition, excel: FakeExcel) -> list[str]:
    free = layout_of(edition).free
    column = Area(CheckRow(free.first.row).spot("rule"), free.rows)
    held = excel.book.sheets[CHECK].range(column.address).value
    return [id_ for id_ in held if id_]


# ------------------------------------------------------------------ A1


def hostile(edition: Edition) -> Filing:
    filing = busy(edition)
    texts = ("=1+1", "'引号", "#REF!x", "12", "TRUE")
    figures = {**filing.figures, WRONG: Unreadable("12件")}
    del figures["requests.new.research"]
    return replace(filing, figures=figures, narratives={**filing.narratives, "proactive": texts})


@pytest.mark.parametrize("made", [busy, nothing_done, with_error, hostile])
def test_a1_an_open_workbook_reads_as_its_file(
    made: Callable[[Edition], Filing], edition: Edition, opened: Opened
) -> None:
    data = poured(made(edition))
    opened(data)
    live = LiveBook.calling().grid(cells_to_read())
    filed = read_grid(Package(data), cells_to_read())
    assert live.entries == filed.entries
    assert (live.sheets, live.others) == (filed.sheets, filed.others)
    reading = reading_of(live, Path("填报表.xlsx"))
    assert reading.filing == made(edition)


def test_a1_what_only_excel_can_hold_reads_as_its_file(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    """A date, a formula, an error, a formula in a total's place: typed, then saved."""
    layout = layout_of(edition)
    excel = opened(busy(edition))
    type_in(excel, layout.cover["date"], datetime(2026, 1, 20))
    type_in(excel, layout.figures["requests.new.business"], "=3+4")
    type_in(excel, layout.figures["requests.new.research"], "=1/0")
    type_in(excel, layout.figures["requests.new.legal_service"], "5 ")
    live = reading_of(LiveBook.calling().grid(cells_to_read()), Path("x"))
    excel.excel.save(str(tmp_path / "saved.xlsx"))
    saved = read_return(tmp_path / "saved.xlsx")
    assert live.filing is not None
    assert live.filing == saved.filing
    assert live.findings == saved.findings
    assert live.filing.cover["date"] == "2026-01-20"
    assert live.filing.figures["requests.new.business"] == 7
    assert live.filing.figures["requests.new.research"] == Unreadable("#DIV/0!")


def test_a1_pasted_pictures_are_reported(edition: Edition, opened: Opened) -> None:
    excel = opened(busy(edition))
    picture, comment = SimpleNamespace(Type=13), SimpleNamespace(Type=4)
    DESK.extras["Worksheet", "Shapes"] = [picture, comment]
    assert LiveBook.calling().pasted == len(excel.book.sheets)
    macros.validate()
    assert "I-PASTED" in free_ids(edition, excel)


def test_a1_validate_counts_what_the_command_line_counts(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    excel = opened(with_error(edition))
    macros.validate()
    tally = examine(tmp_path / "填报表.xlsx").tally
    counts = [int(number) for number in re.findall(r"\d+", excel.person.read[0].splitlines()[0])]
    told = (tally.errors, tally.unfilled, tally.warnings, tally.explained, tally.infos)
    assert counts == [count for count in told if count]
    assert tally.errors == 1


def test_a1_a_clean_workbook_is_told_so(
    edition: Edition, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.examination.examine.check", nothing)
    excel = opened(busy(edition))
    macros.validate()
    assert excel.person.read == [say("macro.clean")]


# ------------------------------------------------------------------ A2


def test_a2_only_open_cells_change_and_nothing_is_unprotected(
    edition: Edition, opened: Opened
) -> None:
    excel = opened(with_error(edition))
    before = contents(excel)
    protected = [sheet.name for sheet in excel.book.sheets if sheet.api.ProtectContents]
    assert len(protected) == len(excel.book.sheets) - 1  # all but the stamp
    macros.validate()
    macros.next_finding()
    after = contents(excel)
    changed = {spot for spot in {*before, *after} if before.get(spot) != after.get(spot)}
    assert changed
    assert changed <= may_change(edition)
    used = {member for _, member in excel.calls}
    assert not {member for member in used if "rotect" in member and member != "ProtectContents"}
    assert not used & {"Delete", "Insert", "Color=", "RowHeight=", "Locked=", "NumberFormat="}
    assert protected == [s.name for s in excel.book.sheets if s.api.ProtectContents]


def test_a2_a_locked_cell_takes_nothing(edition: Edition, opened: Opened) -> None:
    """The proof that the test above could fail."""
    opened(busy(edition))
    spot = layout_of(edition).checks[TARIFF].spot("verdict")
    with pytest.raises(com_error):
        LiveBook.calling().write(Write(Area(spot, 1), [["通过"]]))


# ------------------------------------------------------------------ A3


def test_a3_findings_beyond_the_formulas_stand_in_the_open_area(
    edition: Edition, opened: Opened
) -> None:
    excel = opened(with_error(edition))
    macros.validate()
    layout = layout_of(edition)
    ids = free_ids(edition, excel)
    assert ids[0] == DOUBT
    assert not set(ids) & set(layout.checks)
    row = free_row(edition, excel, DOUBT)
    assert value(excel, row.spot("severity")) == say("severity.warning")
    assert value(excel, row.spot("left")) == 99
    first = layout.narratives["proactive"].first
    assert value(excel, row.spot("place")) == first.reference
    assert value(excel, row.spot("page")) == f"'{first.sheet}'!{first.address}"


def test_a3_its_figures_are_marked_until_they_change(edition: Edition, opened: Opened) -> None:
    excel = opened(with_doubts(edition))
    macros.validate()
    layout = layout_of(edition)
    mark, state = layout.marks[MARKED], layout.state_of(MARKED)
    assert value(excel, mark) == 2
    assert value(excel, mark.moved(columns=1)) == value(excel, layout.figures[MARKED])
    assert value(excel, state) == 2
    typed = layout.figures["requests.new.research"]
    type_in(excel, typed, 1 + int(str(value(excel, typed)).removesuffix(".0")))
    assert value(excel, state) != 2


def test_a3_text_of_a_return_never_becomes_a_formula(edition: Edition, opened: Opened) -> None:
    filing = with_doubts(edition)
    texts = {**filing.narratives, "proactive": ("=全年收到政府信息公开申请99件。",)}
    excel = opened(replace(filing, narratives=texts))
    macros.validate()
    free = layout_of(edition).free
    held = excel.book.sheets[CHECK].range(free.address).formula
    place = CheckRow(1).spot("place").column - 1
    formulas = {
        index for row in held for index, cell in enumerate(row) if str(cell).startswith("=")
    }
    assert formulas == {place}


def test_a3_more_findings_than_rows_are_told(
    edition: Edition, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt = next(found for found in check(with_doubts(edition)) if found.id == DOUBT)

    def found_many(*_given: object) -> list[Finding]:
        return [replace(doubt, id=f"{DOUBT}-{number}") for number in range(200)]

    monkeypatch.setattr("xltools.examination.examine.check", found_many)
    excel = opened(with_doubts(edition))
    macros.validate()
    free = layout_of(edition).free
    assert len(free_ids(edition, excel)) == free.rows
    assert say("macro.without_room", count=200 - free.rows) in excel.person.read[0]


# ------------------------------------------------------------------ A4


def test_a4_explanations_survive_and_settle_the_doubt(edition: Edition, opened: Opened) -> None:
    excel = opened(with_error(edition))
    layout = layout_of(edition)
    macros.validate()
    said = free_row(edition, excel, DOUBT).spot("explanation")
    own = layout.checks[TARIFF].spot("explanation")
    type_in(excel, said, "统计口径不同，含上年结转")
    type_in(excel, own, "含上年补缴5元")
    macros.validate()
    macros.validate()
    row = free_row(edition, excel, DOUBT)
    assert (row.spot("explanation"), value(excel, said)) == (said, "统计口径不同，含上年结转")
    assert value(excel, row.spot("verdict")) == say("verdict.explained")
    assert value(excel, own) == "含上年补缴5元"
    assert value(excel, layout.checks[TARIFF].spot("verdict")) == say("verdict.explained")
    assert value(excel, layout.bindings[TARIFF]) == "1005"
    assert value(excel, layout.free_bindings.first) == DOUBT
    assert value(excel, layout.marks[MARKED]) is None


def test_a4_it_lapses_with_its_figures_and_counts_again_when_rewritten(
    edition: Edition, opened: Opened
) -> None:
    excel = opened(with_doubts(edition))
    layout = layout_of(edition)
    macros.validate()
    said, own = (
        free_row(edition, excel, DOUBT).spot("explanation"),
        layout.checks[TARIFF].spot("explanation"),
    )
    type_in(excel, said, "口径不同")
    type_in(excel, own, "含补缴")
    macros.validate()
    type_in(excel, layout.figures["requests.new.business"], 500)
    type_in(excel, layout.figures["fees.amount"], 1015)
    macros.validate()
    row = free_row(edition, excel, DOUBT)
    assert value(excel, said) == "口径不同"
    assert value(excel, row.spot("verdict")) == say("verdict.fail")
    assert str(value(excel, row.spot("remedy"))).startswith(say("verdict.lapsed"))
    assert value(excel, layout.checks[TARIFF].spot("verdict")) == say("verdict.fail")
    type_in(excel, said, "口径不同，已重新核对")
    type_in(excel, own, "含补缴15元")
    macros.validate()
    assert value(excel, row.spot("verdict")) == say("verdict.explained")
    assert value(excel, layout.checks[TARIFF].spot("verdict")) == say("verdict.explained")


def test_a4_an_explained_row_outlives_its_finding_and_takes_no_other(
    edition: Edition, opened: Opened
) -> None:
    excel = opened(with_doubts(edition))
    macros.validate()
    row = free_row(edition, excel, DOUBT)
    type_in(excel, row.spot("explanation"), "口径不同")
    type_in(excel, layout_of(edition).narratives["proactive"].first, "主动公开政府信息。")
    macros.validate()
    assert value(excel, row.spot("rule")) == DOUBT
    assert value(excel, row.spot("subject")) == say("macro.no_longer")
    assert value(excel, row.spot("explanation")) == "口径不同"


def test_a4_a_word_without_a_finding_keeps_its_row_to_itself(
    edition: Edition, opened: Opened
) -> None:
    excel = opened(with_doubts(edition))
    row = CheckRow(layout_of(edition).free.first.row)
    type_in(excel, row.spot("explanation"), "先写在这里")
    macros.validate()
    assert value(excel, row.spot("rule")) is None
    assert value(excel, row.spot("explanation")) == "先写在这里"
    assert free_row(edition, excel, DOUBT).row == row.row + 1


def test_a4_the_collecting_office_reads_what_was_bound(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    excel = opened(with_doubts(edition))
    macros.validate()
    row = free_row(edition, excel, DOUBT)
    type_in(excel, row.spot("explanation"), "口径不同")
    macros.validate()
    type_in(excel, layout_of(edition).figures["requests.new.business"], 500)
    excel.excel.save(str(tmp_path / "returned.xlsx"))
    found = {f.id: f for f in examine(tmp_path / "returned.xlsx").findings}
    assert (found[DOUBT].explanation, found[DOUBT].lapsed) == ("口径不同", True)


# ------------------------------------------------------------------ A5


def test_a5_the_gravest_place_is_selected(edition: Edition, opened: Opened) -> None:
    excel = opened(with_error(edition))
    macros.validate()
    place = layout_of(edition).figures["requests.new.business"]
    assert LiveBook.calling().selected == place
    assert place.sheet in excel.person.read[0]


def test_a5_next_walks_every_place_and_comes_round(edition: Edition, opened: Opened) -> None:
    excel = opened(with_error(edition))
    macros.validate()
    book = LiveBook.calling()
    first = book.selected
    visited = [first]
    while True:
        macros.next_finding()
        if book.selected == first:
            break
        visited.append(book.selected)
        assert len(visited) < 20
    layout = layout_of(edition)
    assert len(visited) == len(set(visited))
    for place in ("fees.amount", "proactive", "lead"):
        assert layout.place(place) in visited
    assert f"{len(visited)}" in excel.person.read[-1]


def test_a5_next_finds_nothing_anew_until_something_is_filled_in_otherwise(
    edition: Edition, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = opened(with_error(edition))
    macros.validate()
    first = excel.person.read[0]
    looked: list[Reading] = []

    def examining(reading: Reading) -> Examined:
        looked.append(reading)
        return examine_reading(reading)

    monkeypatch.setattr("xltools.ribbon.checking.examine_reading", examining)
    macros.next_finding()
    macros.next_finding()
    assert looked == []
    assert excel.person.read[1] != excel.person.read[2]
    type_in(excel, layout_of(edition).figures[WRONG], busy(edition).figures[WRONG])
    macros.next_finding()
    assert len(looked) == 1
    assert str(77) in first
    assert str(77) not in excel.person.read[3]
    macros.clear_marks()
    assert not (own_folder() / "places.json").exists()


def test_a5_next_on_a_clean_workbook_says_that_nothing_is_left(
    edition: Edition, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.examination.examine.check", nothing)
    excel = opened(busy(edition))
    macros.next_finding()
    assert excel.person.read == [say("macro.nothing_left")]


def test_a5_clearing_takes_marks_and_findings_and_nothing_else(
    edition: Edition, opened: Opened
) -> None:
    excel = opened(with_error(edition))
    before = contents(excel)
    macros.validate()
    macros.clear_marks()
    assert contents(excel) == before


def test_a5_clearing_keeps_explanations_and_what_they_were_said_to(
    edition: Edition, opened: Opened
) -> None:
    excel = opened(with_doubts(edition))
    macros.validate()
    said = free_row(edition, excel, DOUBT).spot("explanation")
    type_in(excel, said, "口径不同")
    macros.validate()
    macros.clear_marks()
    row = free_row(edition, excel, DOUBT)
    assert value(excel, row.spot("subject")) is None
    assert (row.spot("explanation"), value(excel, said)) == (said, "口径不同")
    macros.validate()
    assert value(excel, row.spot("verdict")) == say("verdict.explained")


# ------------------------------------------------------------------ A6


def test_a6_another_workbook_is_refused_and_left_alone(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "别的.xlsx"
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["A1"] = "工资表"
    workbook.save(path)
    excel = FakeExcel(path)
    before = contents(excel)
    for press in (macros.validate, macros.next_finding, macros.clear_marks, macros.report):
        press()
    assert len(excel.person.read) == 4
    assert all(say("reader.not_ours") in told for told in excel.person.read)
    assert contents(excel) == before


def test_a6_an_altered_form_is_refused(edition: Edition, opened: Opened) -> None:
    layout = layout_of(edition)
    excel = opened(build_blank(edition))
    spot = next(iter(layout.tables["requests"].grid))
    sheet = excel.book.sheets[layout.tables["requests"].origin.sheet]
    sheet.api.Unprotect()
    sheet.range(layout.tables["requests"].spot(spot).address).value = "改过"
    macros.validate()
    assert "改过" in excel.person.read[0]
    assert value(excel, layout.marks[MARKED]) is None


def test_a6_a_refusal_of_excel_is_one_sentence_and_logged(edition: Edition, opened: Opened) -> None:
    excel = opened(with_error(edition))
    sheet = excel.book.sheets[CHECK]
    sheet.api.Unprotect()
    free = layout_of(edition).free
    sheet.range(free.address).api.Locked = True
    sheet.api.Protect()
    macros.validate()
    log = own_folder() / LOG
    assert excel.person.read == [say("macro.excel_refused", log=log)]
    written = log.read_text("utf-8")
    assert "com_error" in written
    assert "live_book.py" in written


def test_a6_a_fault_is_one_sentence_and_the_log_holds_no_text_of_the_return(
    edition: Edition, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(filing: Filing, *_given: object) -> None:
        raise ValueError(filing.name)

    monkeypatch.setattr("xltools.examination.examine.check", fails)
    excel = opened(busy(edition))
    macros.validate()
    (told,) = excel.person.read
    assert "ValueError" in told
    assert "Traceback" not in told
    written = (own_folder() / LOG).read_text("utf-8")
    assert "validate" in written
    assert busy(edition).name not in told + written
    assert excel.person.status[-1] is False


def test_a6_a_workbook_that_is_gone_leaves_a_sentence_for_the_add_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone() -> None:
        raise KeyError("a=b.xlsx")

    monkeypatch.setattr(LiveBook, "calling", gone)
    with pytest.raises(SystemExit) as left:
        macros.validate()
    assert left.value.code == say("macro.no_book", log=own_folder() / LOG)


# ------------------------------------------------------------------ A7


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' folder lies in the system's temporary one; reports are read in this process."""

    def in_temp(folder: Path) -> bool:
        return folder.name == "Temp"

    def read(reports: list[Path]) -> list[Reading]:
        return [read_report(report) for report in reports]

    monkeypatch.setattr("xltools.addin.imported.is_cache", in_temp)
    monkeypatch.setattr("xltools.addin.imported.read_reports", read)


def press_import(excel: FakeExcel, report: Path, data: bytes) -> None:
    """导入报告 with that file chosen; it is as it was afterwards."""
    report.parent.mkdir(exist_ok=True)
    report.write_bytes(data)
    excel.person.chooses = report
    macros.import_report()
    assert report.read_bytes() == data


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("ending", [".docx", ".html"])
def test_a7_a_report_becomes_a_workbook_beside_it_that_opens(
    ending: str, edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    filing, excel = busy(edition), opened(build_blank(edition))
    before = (tmp_path / "填报表.xlsx").read_bytes()
    press_import(excel, tmp_path / f"填报表{ending}", render_package(filing)[ending])
    (made,) = [file for file in tmp_path.glob("*.xlsx") if file.name != "填报表.xlsx"]
    assert [book.name for book in excel.book.app.books] == ["填报表.xlsx", made.name]
    assert (tmp_path / "填报表.xlsx").read_bytes() == before
    read = read_return(made).filing
    assert read is not None
    printed = {cell for cell in filing.figures if not cell.startswith("fees.")}
    assert {c: read.figures[c] for c in printed} == {c: filing.figures[c] for c in printed}
    assert str(made) in excel.person.read[0]
    assert {".docx", ".html", ".pdf", ".txt"} <= {
        one.removeprefix("*") for one in excel.person.shown
    }


@pytest.mark.usefixtures("away")
def test_a7_a_doubt_stands_marked_in_the_new_workbook(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    page = render_package(busy(edition))[".html"].decode()
    misspelt = page.replace("2.其他法律行政法规禁止公开", "2.其他法律法规禁止公开")
    excel = opened(build_blank(edition))
    press_import(excel, tmp_path / "报告.html", misspelt.encode())
    made = contents(FakeExcel(tmp_path / "报告.xlsx"))
    assert [text for text in made.values() if "转录存疑" in str(text)]


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("data", [b"PK\3\4", b"%PDF-1.7", b"\0\1", "通知".encode()])
def test_a7_what_is_no_report_is_one_sentence_and_writes_nothing(
    data: bytes, edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    excel = opened(build_blank(edition))
    press_import(excel, tmp_path / "甲.docx", data)
    assert excel.person.read[0].startswith("没有导入：")
    assert sorted(file.name for file in tmp_path.glob("*.*")) == ["填报表.xlsx", "甲.docx"]


@pytest.mark.usefixtures("away")
def test_a7_a_report_in_a_cache_folder_asks_for_another(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    excel = opened(build_blank(edition))
    page = render_package(busy(edition))[".html"]
    press_import(excel, tmp_path / "Temp" / "报告.html", page)
    assert excel.person.asked == [say("macro.import_file"), say("macro.import_where")]


def test_a7_a_closed_dialog_does_nothing(edition: Edition, opened: Opened) -> None:
    excel = opened(build_blank(edition))
    macros.import_report()
    assert excel.person.asked == [say("macro.import_file")]
    assert excel.person.read == []


# ------------------------------------------------------------------ imports


def test_the_macros_load_nothing_beyond_xlwings_before_they_are_used() -> None:
    program = (
        "import xlwings, sys; before = set(sys.modules); import xltools.addin.macros; "
        "print(*sorted(set(sys.modules) - before))"
    )
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    own = ("addin", "addin.button", "addin.macros", "ribbon", "ribbon.told", "version")
    ours = {"xltools", *(f"xltools.{name}" for name in own)}
    assert set(loaded) <= {*ours, *sys.stdlib_module_names}


def test_the_stamp_sheet_is_where_marks_go(edition: Edition) -> None:
    assert {spot.sheet for spot in layout_of(edition).marks.values()} == {STAMP}
