"""The workbook's package: locks, formats, prompts, bytes; what WPS and old Excel can read."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from books import TOLERATED
from lxml import etree
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openxml_audit import OpenXmlValidator

from xltools.filing.filing import Filing, Unreadable
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import EDITIONS, Edition, load
from xltools.law.rule import Severity
from xltools.layout.return_book import (
    CHECK,
    CHECK_COLUMNS,
    COVER,
    GUIDE,
    LAST_YEAR,
    PROOF,
    STAMP,
    CheckRow,
    Layout,
    Spot,
    layout_of,
    letters,
)
from xltools.messages import say
from xltools.template import build_blank, pour

ROOT = Path(__file__).resolve().parents[1]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SAFE_FUNCTIONS = {
    # all in Excel 2007 and later, WPS and LibreOffice
    *("ABS", "AND", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "HYPERLINK", "IF", "INT"),
    *("ISBLANK", "ISERROR", "ISNA", "ISNUMBER", "LEN", "MATCH", "MAX", "MIN", "MOD", "MONTH"),
    *("N", "NOT", "OR", "ROUND", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "TRIM"),
    *("FIND", "IFERROR", "INDEX", "LEFT", "MID"),
}


@pytest.fixture(scope="module")
def layout(edition: Edition) -> Layout:
    return layout_of(edition)


@pytest.fixture(scope="module")
def blank(edition: Edition) -> bytes:
    return build_blank(edition)


@pytest.fixture(scope="module")
def workbook(blank: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(blank))


def parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_committed_template_is_what_the_code_builds(blank: bytes) -> None:
    committed = ROOT / "workbook_template.xlsx"
    if not committed.exists():
        pytest.skip("workbook_template.xlsx is not part of this copy")
    assert parts(committed.read_bytes()) == parts(blank)


def test_the_same_input_gives_the_same_bytes(edition: Edition, blank: bytes) -> None:
    assert build_blank(edition) == blank


def test_the_proof_parts_no_table_and_counts_its_own_pages(
    workbook: Workbook, edition: Edition
) -> None:
    sheet = workbook[PROOF]
    headings = {section.heading for section in edition.form.sections}
    ends = [int(page.id) for page in sheet.row_breaks.brk]
    assert ends
    assert all(sheet.cell(row + 1, 1).value in headings for row in ends)
    assert (sheet.page_setup.scale, sheet.page_setup.firstPageNumber) == (84, 1)
    fitted, footer = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
    assert fitted is not None
    assert not fitted.fitToPage
    assert footer is not None
    assert footer.center is not None
    assert footer.center.text == say("proof.page", pages=len(ends) + 1)
    assert workbook[CHECK].print_area.endswith(f"${letters(CHECK_COLUMNS.index('rule'))}$81")


@pytest.mark.parametrize("id", EDITIONS)
def test_no_words_are_cut_at_the_edge_of_what_is_printed(id: str) -> None:
    """Merged cells end where the page does, and ids are not printed, with findings or without."""
    known = load(id)
    cells = tuple(known.typed[:2])
    found = Finding("T-LABEL/requests", Severity.WARNING, Verdict.FAIL, "疑点", "", "", cells)
    for book in (build_blank(known), pour(Filing(known), (found,))):
        for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets:
            if not sheet.print_area:
                continue
            printed = CellRange(str(sheet.print_area).rpartition("!")[2].replace("$", ""))
            for merged in sheet.merged_cells.ranges:
                begun = merged.min_col <= printed.max_col and merged.min_row <= printed.max_row
                assert not begun or merged.max_col <= printed.max_col, (sheet.title, merged.coord)
            if sheet.title == CHECK:
                assert printed.max_col == CHECK_COLUMNS.index("rule")


def test_the_package_says_nothing_twice(blank: bytes) -> None:
    """Chinese as such, empty cells and numbers without a word for it, no sheet's own name."""
    for name, data in parts(blank).items():
        assert not re.search(rb"&#(?:\d{4,}|[2-9]\d\d);", data), name
        assert not re.search(rb'<c [^>]*t="n"', data), name
    check = parts(blank)["xl/worksheets/sheet8.xml"].decode()
    bare = re.sub(r'"[^"]*"', "", " ".join(re.findall(r"<f>([^<]*)</f>", check)))
    assert "'三依申请'!" in bare
    assert f"'{CHECK}'!" not in bare


def test_the_sheets_stand_in_the_order_in_which_a_clerk_meets_them(
    workbook: Workbook, edition: Edition
) -> None:
    sections = [section.short for section in edition.form.sections]
    assert workbook.sheetnames == [COVER, *sections, CHECK, PROOF, LAST_YEAR, GUIDE, STAMP]
    assert workbook[STAMP].sheet_state == "veryHidden"


def test_only_what_a_clerk_fills_is_unlocked(workbook: Workbook, layout: Layout) -> None:
    form = layout.edition.form
    expected = {layout.figures[cell] for cell in layout.edition.typed}
    expected |= set(layout.cover.values()) | set(layout.nil.values())
    expected |= {spot for area in layout.narratives.values() for spot in area.spots()}
    expected |= {spot for table in layout.tables.values() for spot in table.note.spots()}
    expected |= {row.spot("explanation") for row in layout.checks.values()}
    place = CHECK_COLUMNS.index("place") + 1
    expected |= {spot for spot in layout.free.spots() if spot.column != place}
    free_rows = range(layout.free.first.row, layout.free.last.row + 1)
    expected |= {CheckRow(row).spot("page") for row in free_rows}
    unlocked = {
        Spot(sheet.title, cell.row, cell.column)
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if sheet.title != STAMP and cell.row and cell.column and not cell.protection.locked
    }
    assert unlocked == expected
    assert len(layout.edition.typed) == len(form.cells) - len(layout.edition.totals)


def test_every_sheet_is_protected_without_a_password(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        if sheet.title != STAMP:
            assert sheet.protection.sheet
            assert not sheet.protection.password
            assert not sheet.protection.formatRows  # in the file's terms: allowed
    assert workbook.security.lockStructure


def test_lock_states_are_explicit_in_every_format(blank: bytes) -> None:
    root = etree.fromstring(parts(blank)["xl/styles.xml"])
    formats = root.findall(f".//{MAIN}xf")
    assert len(formats) > 10
    for xf in formats:
        protection = xf.find(f"{MAIN}protection")
        assert protection is not None
        assert protection.get("locked") in ("0", "1")
        assert xf.get("applyProtection") == "1"


def test_conditional_formats_read_their_own_sheet_only(blank: bytes) -> None:
    formulas = [
        formula.text or ""
        for name, data in parts(blank).items()
        if name.startswith("xl/worksheets/")
        for formula in etree.fromstring(data).iterfind(f".//{MAIN}cfRule/{MAIN}formula")
    ]
    assert len(formulas) >= 10
    assert [formula for formula in formulas if "!" in formula] == []


def test_formulas_use_only_functions_that_every_spreadsheet_has(blank: bytes) -> None:
    used: set[str] = set()
    for name, data in parts(blank).items():
        if name.startswith("xl/worksheets/"):
            for formula in etree.fromstring(data).iterfind(f".//{MAIN}f"):
                bare = re.sub(r'"[^"]*"', "", formula.text or "")
                used |= set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare))
                assert len(formula.text or "") < 8192
    assert used <= SAFE_FUNCTIONS
    assert used >= {"COUNTIFS", "SUMPRODUCT", "HYPERLINK"}


def test_every_formula_carries_a_value(blank: bytes) -> None:
    formulas = [
        cell
        for name, data in parts(blank).items()
        if name.startswith("xl/worksheets/")
        for cell in etree.fromstring(data).iter(f"{MAIN}c")
        if cell.find(f"{MAIN}f") is not None
    ]
    assert len(formulas) > 500
    assert [cell.get("r") for cell in formulas if cell.find(f"{MAIN}v") is None] == []


def test_open_figures_have_a_prompt_and_refuse_what_they_cannot_hold(
    workbook: Workbook, layout: Layout
) -> None:
    for cell in layout.edition.typed:
        spot = layout.figures[cell]
        rules = [
            rule
            for rule in workbook[spot.sheet].data_validations.dataValidation
            if spot.address in rule.sqref
        ]
        kind = layout.edition.form.cells[cell].column.kind
        assert [rule.type for rule in rules] == ["whole" if kind == "count" else "decimal"]
        assert not rules[0].showInputMessage
        assert "只能" in rules[0].error
        assert "取消" in rules[0].error


def test_texts_stay_texts_whatever_they_begin_with(edition: Edition, layout: Layout) -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "#REF!", "{{ x }}", "<b>&amp;")
    filing = Filing(
        edition,
        cover={"name": "=cmd|'/c calc'!A1"},
        narratives={"opening": hostile},
        figures={"requests.new.business": Unreadable("=2")},
        notes={"cases": "=NOW()"},
        explanations={"T6-TARIFF": "=1"},
    )
    book = openpyxl.load_workbook(io.BytesIO(pour(filing)))
    spots = [*list(layout.narratives["opening"].spots())[: len(hostile)]]
    spots += [layout.cover["name"], layout.figures["requests.new.business"]]
    spots += [layout.tables["cases"].note.first, layout.checks["T6-TARIFF"].spot("explanation")]
    written = [book[spot.sheet][spot.address] for spot in spots]
    assert [cell.data_type for cell in written] == ["s"] * len(spots)
    assert tuple(cell.value for cell in written[: len(hostile)]) == hostile


def test_characters_no_workbook_can_hold_are_left_out(edition: Edition, layout: Layout) -> None:
    filing = Filing(edition, narratives={"opening": ("甲\x0b乙\ud800丙\x00丁",)})
    book = openpyxl.load_workbook(io.BytesIO(pour(filing)))
    spot = layout.narratives["opening"].first
    assert book[spot.sheet][spot.address].value == "甲乙丙丁"


def test_the_package_is_sound(blank: bytes, tmp_path: Path) -> None:
    book = tmp_path / "blank.xlsx"
    book.write_bytes(blank)
    found = OpenXmlValidator().validate(str(book)).errors
    assert [e for e in found if not any(known in e.description for known in TOLERATED)] == []
