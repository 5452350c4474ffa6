"""What is seen and what is read differ: it is said, with its place.

S1 struck out    S2 hidden    S3 white or tiny    S4 number formats    S5 pictures in cells
S6 text boxes    S7 notes     S8 beside the form  S9 copies            S10 formulas, merged cells
S11 our own workbooks say nothing of all this     S12 the samples of ../shared/faults
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from books import Book, rezipped, with_cell, with_part
from filings import busy
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from xltools.filing.confront import confront
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.findings import Finding
from xltools.law.edition import load
from xltools.law.rule import Severity
from xltools.layout.return_book import layout_of
from xltools.messages import say
from xltools.reader import read_return
from xltools.reader.cells.seen import shows_another
from xltools.template import pour

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
CELL = "requests.new.natural_person"
AT = LAYOUT.figures[CELL]
TEXT = LAYOUT.narratives["opening"].first
VALUES: Mapping[str, Any] = {CELL: 1350, "name": "某局"}


def read(data: bytes, folder: Path) -> tuple[Filing, dict[str, Finding]]:
    path = folder / "return.xlsx"
    path.write_bytes(data)
    reading = read_return(path)
    assert reading.filing is not None, reading.findings
    return reading.filing, {finding.id: finding for finding in reading.findings}


def edited(*edits: Callable[[Workbook], None], text: str = "正文。") -> bytes:
    return Book(EDITION, VALUES, texts={"opening": [text]}, edits=edits).bytes()


def on(spot: Any, change: Callable[[Worksheet, Any], None]) -> Callable[[Workbook], None]:
    def edit(workbook: Workbook) -> None:
        sheet = workbook[spot.sheet]
        change(sheet, sheet.cell(spot.row, spot.column))

    return edit


def doubted(finding: Finding, *said: str) -> None:
    assert finding.severity is Severity.WARNING
    assert all(text in finding.sentence for text in said)


# ------------------------------------------------------------------ S1


@pytest.mark.parametrize(
    "runs",
    [
        "<r><rPr><strike/></rPr><t>3926</t></r><r><t>3927</t></r>",
        '<r><t>3926</t></r><r><rPr><strike val="1"/></rPr><t>3927</t></r>',
        '<r><rPr><b/><strike val="true"/></rPr><t xml:space="preserve">39 </t></r><r><t>26</t></r>',
    ],
)
def test_s1_a_figure_with_struck_letters_has_no_reading(runs: str, tmp_path: Path) -> None:
    xml = f'<c r="{AT.address}" t="inlineStr"><is>{runs}</is></c>'
    filing, _ = read(with_cell(edited(), AT, xml), tmp_path)
    value = filing.figures[CELL]
    assert isinstance(value, Unreadable)
    assert say("reader.struck_text", text="")[:4] in value.text
    assert any(f.severity is Severity.ERROR and CELL in f.marks for f in confront(filing))


def test_s1_a_cell_struck_as_a_whole(tmp_path: Path) -> None:
    strike = Font(strike=True)
    edits = [on(spot, lambda _, cell: setattr(cell, "font", strike)) for spot in (AT, TEXT)]
    filing, findings = read(edited(*edits), tmp_path)
    assert isinstance(filing.figures[CELL], Unreadable)
    assert filing.paragraphs("opening") == ()
    doubted(findings[f"I-STRUCK/{TEXT.sheet}"], TEXT.reference, "正文。")


@pytest.mark.parametrize("strike", ["<strike/>", '<strike val="1"/>', "<b/><strike/>"])
def test_s1_struck_words_of_a_text_are_doubted_and_not_printed(strike: str, tmp_path: Path) -> None:
    runs = f"<r><t>前一句。</t></r><r><rPr>{strike}</rPr><t>作废。</t></r><r><t>后一句。</t></r>"
    xml = f'<c r="{TEXT.address}" t="inlineStr"><is>{runs}</is></c>'
    filing, findings = read(with_cell(edited(), TEXT, xml), tmp_path)
    assert filing.paragraphs("opening") == ("前一句。后一句。",)
    doubted(findings[f"I-STRUCK/{TEXT.sheet}"], TEXT.reference, "作废。")


def test_s1_a_strike_that_is_off_is_none(tmp_path: Path) -> None:
    runs = '<r><rPr><strike val="0"/></rPr><t>正文</t></r><r><t>。</t></r>'
    xml = f'<c r="{TEXT.address}" t="inlineStr"><is>{runs}</is></c>'
    filing, findings = read(with_cell(edited(), TEXT, xml), tmp_path)
    assert filing.paragraphs("opening") == ("正文。",)
    assert not findings


# ------------------------------------------------------------------ S2, S3


def hide_row(sheet: Worksheet, cell: Any) -> None:
    sheet.row_dimensions[cell.row].hidden = True


def hide_column(sheet: Worksheet, cell: Any) -> None:
    sheet.column_dimensions[cell.column_letter].hidden = True


def white(_: Worksheet, cell: Any) -> None:
    cell.font = Font(color="FFFFFFFF")


def white_of_theme(_: Worksheet, cell: Any) -> None:
    cell.font = Font(color="00FFFFFF")
    cell.fill = PatternFill("solid", fgColor="FFFFFFCC")


def tiny(_: Worksheet, cell: Any) -> None:
    cell.font = Font(size=1)


@pytest.mark.parametrize(
    ("change", "look"),
    [
        (hide_row, "HIDDEN"),
        (hide_column, "HIDDEN"),
        (white, "PALE"),
        (white_of_theme, "PALE"),
        (tiny, "TINY"),
    ],
)
@pytest.mark.parametrize("spot", [AT, TEXT, LAYOUT.cover["name"]])
def test_s2_s3_what_nobody_sees_is_read_and_doubted(
    change: Callable[..., None], look: str, spot: Any, tmp_path: Path
) -> None:
    filing, findings = read(edited(on(spot, change)), tmp_path)
    assert (filing.figures[CELL], filing.paragraphs("opening")) == (1350, ("正文。",))
    doubted(findings[f"I-LOOK-{look}/{spot.sheet}"], spot.reference)


def test_s2_a_row_without_height_is_hidden(tmp_path: Path) -> None:
    start = f'<row r="{AT.row}"'
    data = with_part(edited(), AT.sheet, lambda xml: xml.replace(start, f'{start} ht="0"', 1))
    doubted(read(data, tmp_path)[1][f"I-LOOK-HIDDEN/{AT.sheet}"], AT.reference)


def test_s3_white_letters_before_a_dark_ground_are_seen(tmp_path: Path) -> None:
    def dark(sheet: Worksheet, cell: Any) -> None:
        white(sheet, cell)
        cell.fill = PatternFill("solid", fgColor="FF1F2933")

    assert not read(edited(on(TEXT, dark)), tmp_path)[1]


@pytest.mark.parametrize("sheet", [AT.sheet, TEXT.sheet, LAYOUT.cover["name"].sheet])
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_s2_a_hidden_sheet_of_the_form_is_doubted(sheet: str, state: Any, tmp_path: Path) -> None:
    def hide(workbook: Workbook) -> None:
        workbook.active = workbook.worksheets[-2]
        workbook[sheet].sheet_state = state

    doubted(read(edited(hide), tmp_path)[1][f"I-HIDDEN-SHEET/{sheet}"], sheet)


# ------------------------------------------------------------------ S4


@pytest.mark.parametrize(
    ("form", "value", "another"),
    [
        ("General", 1350.0, False),
        ("0", 1350.0, False),
        ("#,##0_ ", 1350.0, False),
        ('0"件"', 1350.0, False),
        ("0.00", 18.871, True),
        ("0.000", 18.871, False),
        ("0", 2.5, True),
        ("0.00E+00", 1350.0, False),
        ('0"5"', 1350.0, True),
        ("0\\5", 1350.0, True),
        ('0"万"', 1350.0, True),
        ("0%", 3.0, True),
        ("0,", 1350.0, True),
        ("0.0,", 1350.0, True),
        (";;;", 1350.0, True),
        ("0;-0;;@", 0.0, True),
        ("0;-0;;@", 5.0, False),
        ("[Red]0;[Blue]-0", -5.0, False),
        ("@", 5.0, False),
    ],
)
def test_s4_a_number_format_may_show_another_number(form: str, value: float, another: bool) -> None:
    assert shows_another(form, value) is another


@pytest.mark.parametrize("form", ['0"5"', "0%", "0,", ";;;"])
def test_s4_it_is_doubted_and_the_number_is_read(form: str, tmp_path: Path) -> None:
    data = edited(on(AT, lambda _, cell: setattr(cell, "number_format", form)))
    filing, findings = read(data, tmp_path)
    assert filing.figures[CELL] == 1350
    doubted(findings[f"I-LOOK-FORMAT/{AT.sheet}"], AT.reference)


# ------------------------------------------------------------------ S5

PICTURE = 'DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)'


@pytest.mark.parametrize(
    "cell",
    [
        f't="str"><f>_xlfn.{PICTURE}</f><v>={PICTURE}</v>',
        f't="str"><f>{PICTURE}</f><v></v>',
        f't="e"><f>_xlfn.{PICTURE}</f><v>#NAME?</v>',
        f't="inlineStr"><is><t>={PICTURE}</t></is>',
    ],
)
def test_s5_a_picture_in_a_cell_is_no_figure_and_no_text(cell: str, tmp_path: Path) -> None:
    data = edited()
    for spot in (AT, TEXT):
        data = with_cell(data, spot, f'<c r="{spot.address}" {cell}</c>')
    filing, findings = read(data, tmp_path)
    assert filing.figures[CELL] == Unreadable(say("reader.picture"))
    assert filing.paragraphs("opening") == ()
    doubted(findings[f"I-PICTURE-TEXT/{TEXT.sheet}"], TEXT.reference)


# ------------------------------------------------------------------ S6, S7

DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>1</xdr:col><xdr:row>5</xdr:row></xdr:from>{}"
    "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)
SHAPE = "<xdr:sp><xdr:txBody>{}</xdr:txBody></xdr:sp>"


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        (SHAPE.format("<a:p><a:r><a:t>写在框里。</a:t></a:r></a:p>"), "写在框里。"),
        (
            SHAPE.format("<a:p><a:r><a:t>一</a:t></a:r></a:p><a:p><a:r><a:t>二</a:t></a:r></a:p>"),
            "一⏎二",
        ),
        (
            "<xdr:grpSp>"
            + SHAPE.format("<a:p><a:fld><a:t>组</a:t></a:fld></a:p>")
            + "</xdr:grpSp>",
            "组",
        ),
    ],
)
def test_s6_a_text_box_is_doubted_and_quoted(shapes: str, said: str, tmp_path: Path) -> None:
    number = 2  # the sheet of the first texts
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    parts: dict[str, bytes | None] = {
        "xl/drawings/drawing1.xml": DRAWING.format(shapes).encode(),
        f"xl/worksheets/_rels/sheet{number}.xml.rels": relations.encode(),
    }
    _, findings = read(rezipped(edited(), parts), tmp_path)
    doubted(findings[f"I-TEXT-BOX/{TEXT.sheet}"], f"{TEXT.sheet}!B6", said)


@pytest.mark.parametrize("author", ["张某", "", "tc"])
@pytest.mark.parametrize("spot", [AT, TEXT])
def test_s7_a_note_on_a_cell_is_told(author: str, spot: Any, tmp_path: Path) -> None:
    note = Comment("本数为估算，请以电话为准", author)
    data = edited(on(spot, lambda _, cell: setattr(cell, "comment", note)))
    finding = read(data, tmp_path)[1][f"I-NOTE-ON-CELL/{spot.sheet}"]
    assert finding.severity is Severity.INFO
    assert spot.reference in finding.sentence
    assert "请以电话为准" in finding.sentence


# ------------------------------------------------------------------ S8, S9


@pytest.mark.parametrize("sheet", list(LAYOUT.sheets))
@pytest.mark.parametrize(("right", "value"), [(100, "本数不含乡镇"), (160, 12), (190, "备注")])
def test_s8_what_stands_beside_the_form_is_told(
    sheet: str, right: int, value: Any, tmp_path: Path
) -> None:
    def write(workbook: Workbook) -> None:
        workbook[sheet].cell(8, right).value = value

    finding = read(edited(write), tmp_path)[1][f"I-BESIDE/{sheet}"]
    assert finding.severity is Severity.INFO
    assert f"“{value}”" in finding.sentence


def test_s8_right_beside_a_table_and_below_it(tmp_path: Path) -> None:
    area = LAYOUT.tables["requests"].area
    below = max(block.last_row for block in LAYOUT.last_year.values()) + 40

    def write(workbook: Workbook) -> None:
        sheet = workbook[area.first.sheet]
        sheet.cell(area.first.row + 2, area.last.column + 1, "紧靠右边")
        sheet.cell(below, 2, "写在下面")

    finding = read(edited(write), tmp_path)[1][f"I-BESIDE/{area.first.sheet}"]
    assert "紧靠右边" in finding.sentence
    assert "写在下面" in finding.sentence


@pytest.mark.parametrize("name", ["三依申请 (2)", "Sheet1", "三依申请 "])
@pytest.mark.parametrize("hidden", [False, True])
def test_s9_a_copy_of_a_sheet_of_the_form_is_doubted(
    name: str, hidden: bool, tmp_path: Path
) -> None:
    def copy(workbook: Workbook) -> None:
        made = workbook.copy_worksheet(workbook[AT.sheet])
        made.title = name
        workbook[AT.sheet].sheet_state = "hidden" if hidden else "visible"

    _, findings = read(edited(copy), tmp_path)
    doubted(findings[f"I-COPY{'-OF-HIDDEN' if hidden else ''}/{AT.sheet}"], name)


# ------------------------------------------------------------------ S10


@pytest.mark.parametrize("formula", ["RAND()*10", "INDIRECT(&quot;A1&quot;)", "TODAY()-45000"])
def test_s10_a_formula_whose_result_may_change_is_doubted(formula: str, tmp_path: Path) -> None:
    xml = f'<c r="{AT.address}"><f>{formula}</f><v>7</v></c>'
    _, findings = read(with_cell(edited(), AT, xml), tmp_path)
    doubted(findings["I-VOLATILE/requests"], "7")


@pytest.mark.parametrize("across", [(0, 1), (1, 0), (1, 2)])
def test_s10_merged_cells_over_figures_are_doubted(across: tuple[int, int], tmp_path: Path) -> None:
    rows, columns = across

    def merge(sheet: Worksheet, cell: Any) -> None:
        sheet.merge_cells(
            start_row=cell.row,
            end_row=cell.row + rows,
            start_column=cell.column,
            end_column=cell.column + columns,
        )

    doubted(read(edited(on(AT, merge)), tmp_path)[1][f"I-MERGED/{AT.sheet}"], AT.reference)


# ------------------------------------------------------------------ S11, S12


def test_s11_our_own_workbooks_and_slips_say_nothing(tmp_path: Path) -> None:
    filing = busy(EDITION)
    wrong = Finding(
        "C-EXAMPLE", Severity.ERROR, confront(filing)[0].verdict, "有误", "请改", "", (CELL,)
    )
    for made in (pour(filing), pour(filing, [wrong])):
        assert not read(made, tmp_path)[1]


FAULTS = {
    "09b_strike_t2": ("", Severity.ERROR),
    "31_strike_para": ("I-STRUCK", Severity.WARNING),
    "30_hidden_row_text": ("I-LOOK-HIDDEN", Severity.WARNING),
    "12_textbox": ("I-TEXT-BOX", Severity.WARNING),
    "11_dispimg": ("I-PICTURE-TEXT", Severity.WARNING),
    "13_comment": ("I-NOTE-ON-CELL", Severity.INFO),
    "40_beside": ("I-BESIDE", Severity.INFO),
    "10c_lines_t2": ("", Severity.ERROR),
    "10d_lines_t2b": ("", Severity.ERROR),
    "38_bidi": ("I-NORMALISED", Severity.INFO),
    "38b_bidi_year": ("I-INVISIBLE", Severity.INFO),
    "38e_bidi_name": ("I-INVISIBLE", Severity.INFO),
    "39_kangxi_text": ("I-RADICALS", Severity.INFO),
    "39b_pua": ("I-UNCLEAR", Severity.WARNING),
    "hostile/F2_id_number_in_D8": ("", Severity.ERROR),
    "hostile/fmt_prefix5": ("I-LOOK-FORMAT", Severity.WARNING),
    "hostile/total_formula_string99": ("I-CLAIM", Severity.INFO),
    "hostile/hidden_original_visible_copy": ("I-COPY-OF-HIDDEN", Severity.WARNING),
}


@pytest.mark.parametrize("name", list(FAULTS))
def test_s12_the_samples_are_told(name: str, shared: Path) -> None:
    reading = read_return(shared / "faults" / f"{name}.xlsx")
    assert reading.filing is not None
    wanted, severity = FAULTS[name]
    found = [f for f in reading.findings if re.sub("/.*", "", f.id) == wanted]
    if not wanted:
        found = [f for f in confront(reading.filing) if f.severity is severity and f.marks]
    assert [f.severity for f in found] == [severity] * len(found)
    assert found
