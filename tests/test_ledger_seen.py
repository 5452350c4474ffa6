"""台账.xlsx as the office sees it, and what the office adds to it by itself.

S1 今日要办 comes first: what to decide, to send, to chase, what is new, each with its link
S2 rows are one line high, states have their colour, problems stand first, hints apart
S3 对应单位 offers the register's names and takes the name in reports
S4 nothing is said of sorting; every page has its number
S5 added columns and sheets are carried over, through LibreOffice too
S6 one answer that makes many blanks 0 is one line of 变动清单
S7 已发出 takes a slip off the list until something else comes
S8 今日要办 sends nothing to nobody, and speaks of no sheet that the book has not
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import rezipped
from conftest import Office as LibreOffice
from ledgers import NOW, rows, write_into
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from returns import failing, passing, run_here, save, unfilled

from xltools.collection.batch.run import Result
from xltools.collection.district.from_ledger import year_of_ledger
from xltools.collection.ledger.facts import Field
from xltools.collection.ledger.names import BOOK
from xltools.collection.ledger_book.sheets import (
    NAMES,
    TABLES,
    bodies_table,
    changes_table,
    files_table,
    findings_table,
    hints_table,
    today_table,
)
from xltools.collection.register.body import Body
from xltools.collection.situation.sheet import SITUATION
from xltools.filing.filing import Filing
from xltools.filing.states import BodyState, FileState
from xltools.law.edition import load
from xltools.messages import say

EDITION = load("2021")
DUE = date(2025, 1, 31)
TOP = "测试县人民政府"
NAMED = ("财政局", "司法局", "民政局", "水利局", "教育局")
BODIES = tuple(
    Body(f"测试县{name}", report_name=f"县{name}", superior=TOP, deadline=DUE) for name in NAMED
)
FINANCE, JUSTICE, CIVIL, WATER, SCHOOLS = BODIES


class Office:
    """An office with its register and a run a day."""

    def __init__(self, place: Path) -> None:
        self.inbox, self.out, self.day = place / "收件", place / "结果", 0
        self.inbox.mkdir()

    @property
    def book(self) -> Path:
        return self.out / BOOK

    def came(self, file: str, filing: Filing) -> None:
        save(filing, self.inbox / file)

    def run(self, **asked: Any) -> Result:
        self.day += 1
        given: dict[str, Any] = {
            "register": BODIES,
            "year": 2024,
            "now": NOW + timedelta(days=self.day),
            **asked,
        }
        return run_here(self.inbox, self.out, **given)

    def sheet(self, name: str) -> Worksheet:
        return openpyxl.load_workbook(self.book)[name]

    def today(self, kind: str) -> list[dict[str, Any]]:
        """The duties of that kind; a line on the whole stands above the header."""
        sheet = self.sheet(today_table().sheet)
        codes = [column.code for column in today_table().columns]
        header = next(r for r in range(1, 9) if sheet.cell(r, 1).value == say("ledger.duty"))
        found = [
            dict(zip(codes, row, strict=True))
            for row in sheet.iter_rows(min_row=header + 1, values_only=True)
        ]
        return [row for row in found if row["duty"] == say(f"today.{kind}")]


def of(body: Body, filing: Filing) -> Filing:
    return replace(filing, cover={**filing.cover, "name": body.name, "report_name": ""})


def with_fees(filing: Filing, amount: int) -> Filing:
    return replace(filing, figures={**filing.figures, "fees.amount": amount})


def opened(place: Path) -> Office:
    made = Office(place)
    made.came("a 财政.xlsx", of(FINANCE, passing(EDITION)))
    made.came("b 司法.xlsx", of(JUSTICE, failing(EDITION)))
    made.came("c 民政.xlsx", of(CIVIL, unfilled(EDITION)))
    made.came("d 谁的.xlsx", of(replace(WATER, name="测试县水务水利局"), passing(EDITION)))
    return made


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return opened(tmp_path)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office after its first run, to be looked at only."""
    made = opened(tmp_path_factory.mktemp("seen"))
    made.run()
    return made


# ------------------------------------------------------------------ S1, S7


def test_s1_the_first_sheet_says_what_is_to_be_done(seen: Office) -> None:
    assert openpyxl.load_workbook(seen.book).sheetnames[0] == NAMES[0]
    (whose,) = seen.today("decide")
    assert whose["subject"] == "d 谁的.xlsx"
    slips = seen.today("send")
    assert [row["subject"] for row in slips] == [JUSTICE.name, CIVIL.name]
    for row in slips:
        page = str(row["go"]).split('"')[1]
        assert (seen.out / page).is_file()
    (chase,) = seen.today("chase")
    assert TOP in chase["subject"]
    assert JUSTICE.name in chase["what"]
    assert SCHOOLS.name not in chase["what"], "its day is still to come"
    assert (seen.out / str(chase["go"]).split('"')[1]).is_file()
    assert {row["subject"] for row in seen.today("news")} == {say("today.came", count=1)}
    for kind in ("decide", "send", "chase", "news"):
        assert all(str(row["go"]).startswith("=HYPERLINK(") for row in seen.today(kind))


def test_s1_every_link_leads_to_the_row_it_speaks_of(seen: Office) -> None:
    book = openpyxl.load_workbook(seen.book)
    for row in seen.today("decide"):
        place = str(row["go"]).split('"')[1]
        sheet, _, cell = place.removeprefix("#").partition("!")
        assert book[sheet][cell].value == row["subject"]


def test_s1_a_second_run_without_a_delivery_says_the_same(office: Office) -> None:
    office.run()
    before = office.book.read_bytes()
    office.run(now=NOW + timedelta(days=office.day))
    assert office.book.read_bytes() == before
    office.came("e 教育.xlsx", of(SCHOOLS, passing(EDITION)))
    office.run()
    assert [row["what"] for row in office.today("news")] == [
        say("today.came_of", word=say("file_state.passed"), names=SCHOOLS.name)
    ]


def test_s1_what_came_today_is_new_and_on_the_next_day_no_more(office: Office) -> None:
    office.run()
    office.came("e 教育.xlsx", of(SCHOOLS, passing(EDITION)))
    office.run()
    office.came("f 水利.xlsx", of(WATER, passing(EDITION)))
    office.run(now=NOW + timedelta(days=office.day, hours=3))
    news = [row["what"] for row in office.today("news")]
    assert news == [
        say(
            "today.came_of",
            word=say("file_state.passed"),
            names="、".join((SCHOOLS.name, WATER.name)),
        )
    ]
    office.run()
    assert office.today("news") == []


def test_s1_a_file_saved_over_has_one_row_unless_the_office_wrote_beside_it(office: Office) -> None:
    office.run()
    office.came("b 司法.xlsx", of(JUSTICE, passing(EDITION)))
    office.run()
    shown = [row["state"] for row in rows(office.out, files_table()) if "司法" in row["file"]]
    assert shown == [FileState.PASSED.label]
    assert {row["body"] for row in rows(office.out, changes_table())} == {JUSTICE.name}
    write_into(office.out, files_table(), "file", "b 司法.xlsx", {Field.ADOPT: "是"})
    office.came("b 司法.xlsx", of(JUSTICE, with_fees(passing(EDITION), 120)))
    office.run()
    shown = [row["state"] for row in rows(office.out, files_table()) if "司法" in row["file"]]
    assert sorted(shown) == sorted((FileState.PASSED.label, FileState.SUPERSEDED.label))


def test_s1_the_problems_told_are_those_of_returns_that_stand(office: Office) -> None:
    """Neither of last year's return nor of several that wait for the office."""
    old = of(SCHOOLS, failing(EDITION, year="2023", date="2024-01-20"))
    office.came("e 教育.xlsx", old)
    office.came("f 水利.xlsx", of(WATER, failing(EDITION)))
    office.came("g 水利.xlsx", of(WATER, with_fees(failing(EDITION), 120)))
    office.run()
    told = year_of_ledger(office.out, 2024).problems
    assert {problem.rule: problem.bodies for problem in told}["T3-BALANCE"] == 1
    lines = office.sheet(SITUATION.sheet).iter_rows(values_only=True)
    (balance,) = (line for line in lines if "T3-BALANCE" in line)
    assert 1 in balance


@pytest.mark.parametrize("name", [FINANCE, CIVIL, WATER])
def test_s1_a_file_saved_over_by_another_bodys_keeps_the_row_of_what_stands(
    name: Body, office: Office
) -> None:
    office.run()
    office.came("b 司法.xlsx", of(name, with_fees(passing(EDITION), 130)))
    office.run()
    shown = [row["matched"] for row in rows(office.out, files_table()) if "司法" in row["file"]]
    assert sorted(shown) == sorted((JUSTICE.name, name.name))


def test_s7_what_was_sent_is_off_the_list_until_something_else_comes(office: Office) -> None:
    office.run()
    write_into(office.out, bodies_table(), "body", JUSTICE.name, {Field.SENT: "1月21日微信发王某"})
    office.run()
    assert [row["subject"] for row in office.today("send")] == [CIVIL.name]
    shown = {row["body"]: row[Field.SENT] for row in rows(office.out, bodies_table())}
    assert shown[JUSTICE.name] == "1月21日微信发王某"
    asked = {row["body"]: row["ask"] for row in rows(office.out, bodies_table())}
    assert asked[JUSTICE.name] == say("to_do.sent", word=FileState.ERRORS.label)
    assert asked[CIVIL.name] == say("to_do.goes_back", word=FileState.UNFILLED.label)
    office.came("b 司法.xlsx", of(JUSTICE, replace(failing(EDITION), notes={"fees": "重报"})))
    office.run()
    assert JUSTICE.name in [row["subject"] for row in office.today("send")]
    asked = {row["body"]: row["ask"] for row in rows(office.out, bodies_table())}
    assert asked[JUSTICE.name] == say("to_do.goes_back", word=FileState.ERRORS.label)


# ------------------------------------------------------------------ S2, S4


def test_s2_rows_are_one_line_high_and_the_hash_is_narrow_and_last(seen: Office) -> None:
    book = openpyxl.load_workbook(seen.book)
    for table in (made() for made in TABLES):
        sheet = book[table.sheet]
        for row in range(3, sheet.max_row + 1):
            assert (sheet.row_dimensions[row].height or 99) <= 20, table.sheet
    assert files_table().columns[-1].code == bodies_table().columns[-1].code == "sha256"
    assert files_table().columns[-1].width < 10


def test_s2_states_have_a_colour_and_problems_stand_first(seen: Office) -> None:
    states = [row["state"] for row in rows(seen.out, bodies_table())]
    order = [BodyState.TO_CORRECT, BodyState.MISSING, BodyState.PASSED]
    assert list(dict.fromkeys(states)) == [word.label for word in order]
    sheet, letter = seen.sheet(bodies_table().sheet), bodies_table().letter("state")
    first = bodies_table().header_row + 1
    fills = {sheet[f"{letter}{first + n}"].fill.fgColor.rgb for n in range(len(states))}
    assert len(fills) == len(order)


def test_s2_hints_stand_apart_and_a_blank_is_no_error(seen: Office) -> None:
    grades = {row["severity"] for row in rows(seen.out, findings_table())}
    assert say("severity.info") not in grades
    assert len(rows(seen.out, hints_table())) > 3
    of_civil = [row for row in rows(seen.out, findings_table()) if row["body"] == CIVIL.name]
    assert {row["severity"] for row in of_civil} == {say("verdict.unfilled")}


def test_s2_body_and_file_lead_to_slip_and_report(seen: Office) -> None:
    for table, key in ((files_table(), "matched"), (bodies_table(), "body")):
        found = {row[key]: row for row in rows(seen.out, table)}
        for body, code in ((JUSTICE, "slip"), (FINANCE, "word")):
            assert (seen.out / str(found[body.name][code]).split('"')[1]).is_file()
        assert found[FINANCE.name]["slip"] is None


def test_s4_nothing_is_said_of_sorting_and_pages_have_numbers(seen: Office) -> None:
    book = openpyxl.load_workbook(seen.book)
    for sheet in book.worksheets:
        assert sheet.oddFooter
        assert "&P" in str(sheet.oddFooter.center.text)
        assert sheet.protection.sort or not sheet.protection.sheet
        assert "排序" not in str(sheet["A1"].value)


def test_s4_what_one_page_does_not_hold_is_printed_on_two(seen: Office) -> None:
    book = openpyxl.load_workbook(seen.book)
    for table in (files_table(), bodies_table(), findings_table()):
        sheet = book[table.sheet]
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
        assert sheet.print_title_cols == "$A:$A"
        assert str(sheet.print_area).rpartition("$")[0].rpartition("$")[2] < table.letter("sha256")
        first = str(sheet.print_area).rpartition("!")[2].partition(":")[0]
        assert first == f"$A${table.header_row}", "a line above the table would be cut off"
    today = book[today_table().sheet]
    assert today.page_setup.fitToWidth == 1


# ------------------------------------------------------------------ S3


def test_s3_the_registers_names_are_offered_and_the_reports_name_is_taken(office: Office) -> None:
    office.run()
    sheet = office.sheet(files_table().sheet)
    letter = files_table().letter(Field.BODY)
    (rule,) = [
        rule
        for rule in sheet.data_validations.dataValidation
        if str(rule.sqref).startswith(letter) and rule.type == "list"
    ]
    assert str(rule.formula1).startswith(f"'{bodies_table().sheet}'!$A$")
    assert not rule.showErrorMessage
    write_into(office.out, files_table(), "file", "d 谁的.xlsx", {Field.BODY: "县水利局"})
    result = office.run()
    assert not any("县水利局" in line for line in result.summary)
    states = {item.name: item.state for item in result.account.standings}
    assert states[WATER.name] is BodyState.PASSED


# ------------------------------------------------------------------ S5


def added_to(book: Path) -> None:
    """A column on two sheets, and a sheet, as an office adds them."""
    opened = openpyxl.load_workbook(book)
    for table, key, subject in (
        (files_table(), "file", "b 司法.xlsx"),
        (bodies_table(), "body", CIVIL.name),
    ):
        sheet = opened[table.sheet]
        column = sheet.max_column + 1
        sheet.cell(table.header_row, column, "分管领导")
        for row in range(table.header_row + 1, sheet.max_row + 1):
            if sheet[f"{table.letter(key)}{row}"].value == subject:
                sheet.cell(row, column, "李副主任")
    notes = opened.create_sheet("值班表")
    notes["A1"], notes["B2"], notes["B3"] = "日期", 5, "=B2*2"
    notes["A1"].font = Font(bold=True)
    notes.column_dimensions["A"].width = 33
    opened.save(book)


def assert_carried(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    for table, key, subject in (
        (files_table(), "file", "b 司法.xlsx"),
        (bodies_table(), "body", CIVIL.name),
    ):
        sheet = opened[table.sheet]
        heads = [cell.value for cell in sheet[table.header_row]]
        assert heads.count("分管领导") == 1
        held = {
            sheet[f"{table.letter(key)}{row}"].value: sheet.cell(
                row, heads.index("分管领导") + 1
            ).value
            for row in range(table.header_row + 1, sheet.max_row + 1)
        }
        assert {name for name, said in held.items() if said} == {subject}
    notes = opened["值班表"]
    assert (notes["A1"].value, notes["B2"].value, notes["B3"].value) == ("日期", 5, "=B2*2")
    assert notes["A1"].font.bold
    assert notes.column_dimensions["A"].width == pytest.approx(33, abs=1)


def test_s5_added_columns_and_sheets_stay_for_good(office: Office) -> None:
    office.run()
    added_to(office.book)
    for day in range(3):
        office.came(f"z{day}.xlsx", of(SCHOOLS, passing(EDITION, phone=str(day))))
        office.run()
        assert_carried(office.book)
    assert openpyxl.load_workbook(office.book).sheetnames.count("值班表") == 1


def test_s5_and_through_libreoffice(office: Office, soffice: LibreOffice, tmp_path: Path) -> None:
    office.run()
    added_to(office.book)
    saved = soffice(office.book, "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")
    office.book.write_bytes(saved.read_bytes())
    office.run()
    assert_carried(office.book)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no book", None])
def test_s5_a_damaged_book_loses_no_run(office: Office, damage: bytes | None) -> None:
    office.run()
    data = office.book.read_bytes()
    office.book.write_bytes(data[: len(data) // 2] if damage is None else damage)
    result = office.run()
    assert result.ledger == office.book


@pytest.mark.parametrize("part", ["docProps/core.xml", "[Content_Types].xml"])
def test_s5_broken_xml_around_an_added_sheet_loses_no_run(office: Office, part: str) -> None:
    office.run()
    added_to(office.book)
    office.book.write_bytes(rezipped(office.book.read_bytes(), {part: b"<a"}))
    assert say("ledger.sheets_lost", file=BOOK) in office.run().summary
    assert rows(office.out, files_table())


# ------------------------------------------------------------------ S6


@pytest.mark.parametrize("table", ["requests", "cases", "disclosure"])
def test_s6_one_answer_is_one_change(office: Office, table: str) -> None:
    filing = of(SCHOOLS, passing(EDITION))
    cells = {cell.id for cell in EDITION.form.tables[table].cells}
    figures = {item: value for item, value in filing.figures.items() if item not in cells}
    office.came("e.xlsx", replace(filing, figures=figures))
    office.run()
    office.came("e2.xlsx", replace(filing, figures=figures, nil={table: True}))
    office.run()
    found = [row for row in rows(office.out, changes_table()) if row["body"] == SCHOOLS.name]
    assert len(found) == 1
    assert str(len(cells)) in found[0]["before"]
    assert str(len(cells)) in found[0]["after"]


# ------------------------------------------------------------------ S8

BROKEN = b"PK\x03\x04broken"
FAILED = FileState.UNREADABLE.label


def test_s8_whose_a_file_is_comes_before_its_slip(office: Office) -> None:
    (office.inbox / "e 坏的.xlsx").write_bytes(BROKEN)
    office.run()
    asked = {row["subject"]: row["what"] for row in office.today("decide")}
    assert asked["e 坏的.xlsx"] == say("today.whose", word=FAILED)
    assert "e 坏的.xlsx" not in {row["subject"] for row in office.today("send")}
    noted = say("today.note_sent")
    assert all(str(row["what"]).endswith(noted) for row in office.today("send"))
    write_into(office.out, files_table(), "file", "e 坏的.xlsx", {Field.BODY: SCHOOLS.name})
    office.run()
    assert SCHOOLS.name in {row["subject"] for row in office.today("send")}
    assert "e 坏的.xlsx" not in {row["subject"] for row in office.today("decide")}


def test_s8_nobody_is_asked_whose_a_file_is_that_was_made_up_for(office: Office) -> None:
    (office.inbox / f"{FINANCE.name}.xlsx").write_bytes(BROKEN)
    (office.inbox / f"{SCHOOLS.name}.xlsx").write_bytes(BROKEN)
    office.run()
    asked = {row["subject"] for row in office.today("decide")}
    assert f"{FINANCE.name}.xlsx" not in asked, "it has filed another"
    assert f"{SCHOOLS.name}.xlsx" not in asked, "its name says whose it is"
    assert SCHOOLS.name in {row["subject"] for row in office.today("send")}


def test_s8_without_a_register_nothing_is_said_of_its_sheet(office: Office) -> None:
    (office.inbox / "e 坏的.xlsx").write_bytes(BROKEN)
    office.run(register=None)
    assert [row["subject"] for row in office.today("send")] == [JUSTICE.name, CIVIL.name]
    (whose,) = office.today("decide")
    assert (whose["subject"], whose["what"]) == (
        "e 坏的.xlsx",
        say("today.whose_unlisted", word=FAILED),
    )
    said = [str(row["what"]) for kind in ("decide", "send") for row in office.today(kind)]
    assert not any(f"“{bodies_table().sheet}”" in line for line in said)


def test_s8_what_was_not_obeyed_leads_to_its_cell(office: Office) -> None:
    office.run()
    values: dict[str, str] = {Field.PUBLISHED: "一月底"}
    write_into(office.out, bodies_table(), "body", FINANCE.name, values)
    office.run()
    refused = next(row for row in office.today("decide") if "一月底" in str(row["what"]))
    place = str(refused["go"]).split('"')[1].removeprefix("#")
    sheet, _, cell = place.partition("!")
    assert str(refused["subject"]).startswith(place)
    assert cell.startswith(bodies_table().letter(Field.PUBLISHED))
    assert (
        office.sheet(sheet)[f"A{cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"].value == FINANCE.name
    )
