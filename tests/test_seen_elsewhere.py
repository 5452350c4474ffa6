"""What is seen and not read, where a workbook is not as it was sent out.

E1 the form moved or renamed: merged cells, remarks, notes, boxes, hidden sheets are told
E2 text boxes as programs drew them before 2007    E3 the cover    E4 days of the office's own books
E5 what stands beside the form is named when a fresh workbook is made
E6 texts above and below the printed pages
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import Book, rezipped
from filings import busy
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from xltools import cli
from xltools.collection.register.body import Body
from xltools.collection.register.book import read_register, register_table, write_register
from xltools.filing.findings import Finding
from xltools.law.edition import load
from xltools.law.rule import Severity
from xltools.layout.return_book import COVER, layout_of
from xltools.reader import read_return
from xltools.template import pour

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
AT = LAYOUT.figures["requests.new.natural_person"]
SHEET = AT.sheet


def told(data: bytes, folder: Path) -> dict[str, Finding]:
    path = folder / "return.xlsx"
    path.write_bytes(data)
    reading = read_return(path)
    assert reading.filing is not None, reading.findings
    return {finding.id: finding for finding in reading.findings}


def poured(*edits: Callable[[Workbook], Any]) -> bytes:
    workbook = load_workbook(io.BytesIO(pour(busy(EDITION))))
    for edit in edits:
        edit(workbook)
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


# ------------------------------------------------------------------ E1


def inserted(workbook: Workbook) -> str:
    workbook[SHEET].insert_rows(6)
    return SHEET


def renamed(workbook: Workbook) -> str:
    workbook[SHEET].title = "表三"
    return "表三"


@pytest.mark.parametrize("altered", [inserted, renamed])
def test_e1_a_form_that_was_moved_is_told_of_all_the_same(
    altered: Callable[[Workbook], str], tmp_path: Path
) -> None:
    names: list[str] = []

    def write(workbook: Workbook) -> None:
        name = altered(workbook)
        names.append(name)
        sheet = workbook[name]
        row, column = AT.row + 4, AT.column + 1
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 1)
        sheet.cell(9, 60, value="写在右边")
        sheet.cell(95, 3, value="写在下面")
        sheet.cell(AT.row + 1, AT.column).comment = Comment("批注的话", "甲")

    found = told(poured(write), tmp_path)
    (name,) = names
    assert "I-RELOCATED" in found
    assert found[f"I-MERGED/{name}"].severity is Severity.WARNING
    assert {"写在右边", "写在下面"} <= set(
        found[f"I-BESIDE/{name}"].sentence.split("“")[1:]
    ) or all(text in found[f"I-BESIDE/{name}"].sentence for text in ("写在右边", "写在下面"))
    assert "批注的话" in found[f"I-NOTE-ON-CELL/{name}"].sentence
    assert not [id for id in found if id.startswith("I-BESIDE") and not id.endswith(name)]


@pytest.mark.parametrize("altered", [inserted, renamed])
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_e1_a_sheet_that_nobody_sees(
    altered: Callable[[Workbook], str], state: Any, tmp_path: Path
) -> None:
    def hide(workbook: Workbook) -> None:
        workbook[altered(workbook)].sheet_state = state

    found = told(poured(hide), tmp_path)
    assert found[f"I-HIDDEN-SHEET/{SHEET}"].severity is Severity.WARNING


@pytest.mark.parametrize("altered", [inserted, renamed])
def test_e1_what_only_moved_is_told_once(
    altered: Callable[[Workbook], str], tmp_path: Path
) -> None:
    found = told(poured(altered), tmp_path)
    assert not [id for id in found if id.startswith(("I-BESIDE", "I-HIDDEN", "I-NOTE"))]


# ------------------------------------------------------------------ E2

_SHAPE = (
    '<v:shape id="_x0000_s1" type="#_x0000_t202" style="position:absolute">{text}'
    '<x:ClientData ObjectType="{kind}"><x:Anchor>\n 3, 15, 8, 2, 5, 31, 12, 1</x:Anchor>'
    "</x:ClientData></v:shape>"
)
_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    "{}</xml>"
)
_BOX = '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left">{}</div></v:textbox>'


def with_old_drawing(book: bytes, drawing: str) -> bytes:
    number = 2  # the sheet of the first texts
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="../drawings/vmlDrawing1.vml"/>'
        "</Relationships>"
    )
    return rezipped(
        book,
        {
            "xl/drawings/vmlDrawing1.vml": drawing.encode(),
            f"xl/worksheets/_rels/sheet{number}.xml.rels": relations.encode(),
        },
    )


@pytest.fixture(scope="module")
def plain() -> bytes:
    return Book(EDITION, {"name": "某局"}, texts={"opening": ["正文。"]}).bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_BOX.format("<font face='宋体'>写在旧式框里。</font>"), "写在旧式框里。"),
        (_BOX.format("<font>一 &amp; 二</font></div><div>三"), "一&二⏎三"),
        (_BOX.format("没有关的标签<br>下一行"), "没有关的标签⏎下一行"),
        ("<v:textbox>又一种</v:textbox>", "又一种"),
    ],
)
@pytest.mark.parametrize("kind", ["Rect", "Text", "Button"])
def test_e2_an_old_text_box_is_doubted_and_quoted(
    text: str, said: str, kind: str, plain: bytes, tmp_path: Path
) -> None:
    drawing = _DRAWING.format(_SHAPE.format(text=text, kind=kind))
    sheet = LAYOUT.narratives["opening"].first.sheet
    finding = told(with_old_drawing(plain, drawing), tmp_path)[f"I-TEXT-BOX/{sheet}"]
    assert finding.severity is Severity.WARNING
    assert f"{sheet}!D9" in finding.sentence
    assert said in finding.sentence.replace(" ", "")


@pytest.mark.parametrize("drawing", ["", "<v:shape <v:shape", "\0\ufffe", "<v:shape " * 20_000])
def test_e2_no_old_drawing_refuses_a_workbook(drawing: str, plain: bytes, tmp_path: Path) -> None:
    notes = _SHAPE.format(text=_BOX.format(""), kind="Note")
    found = told(with_old_drawing(plain, drawing + notes), tmp_path)
    assert not [id for id in found if id.startswith("I-TEXT-BOX")]


# ------------------------------------------------------------------ E3


@pytest.mark.parametrize(("row", "column"), [(8, 4), (12, 30), (60, 1), (40, 3)])
def test_e3_a_remark_on_the_cover_is_told(row: int, column: int, tmp_path: Path) -> None:
    def write(workbook: Workbook) -> None:
        workbook[COVER].cell(row, column, value="请以电话为准")

    finding = told(poured(write), tmp_path)[f"I-BESIDE/{COVER}"]
    assert finding.severity is Severity.INFO
    assert "请以电话为准" in finding.sentence


# ------------------------------------------------------------------ E4


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2025, 12, 1), date(2026, 3, 31)])
def test_e4_a_number_is_a_day_of_the_books_own_calendar(day: date, tmp_path: Path) -> None:
    table = register_table()
    column = next(n for n, item in enumerate(table.columns, 1) if item.code == "deadline")
    workbook = load_workbook(io.BytesIO(write_register((Body("某局"),))))
    workbook.epoch = CALENDAR_MAC_1904
    number = (day - date(1904, 1, 1)).days
    cell = workbook[table.sheet].cell(table.header_row + 1, column, number)
    cell.number_format = "General"
    path = tmp_path / "花名册.xlsx"
    workbook.save(path)
    reading = read_register(path)
    assert [body.deadline for body in reading.bodies] == [day]


# ------------------------------------------------------------------ E5


@pytest.mark.parametrize("altered", [inserted, renamed])
def test_e5_a_repaired_workbook_names_what_it_leaves_out(
    altered: Callable[[Workbook], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(workbook: Workbook) -> None:
        sheet = workbook[altered(workbook)]
        sheet.cell(9, 60, value="写在右边的话")
        sheet.cell(AT.row + 1, AT.column).comment = Comment("批注里的话", "甲")

    path, fresh = tmp_path / "return.xlsx", tmp_path / "fresh.xlsx"
    path.write_bytes(poured(write))
    cli.run(["repair", str(path), "-o", str(fresh)])
    said = "".join(capsys.readouterr())
    assert fresh.is_file()
    assert "写在右边的话" in said
    assert "批注里的话" in said


# ------------------------------------------------------------------ E6


@pytest.fixture(scope="module")
def moved_form() -> bytes:
    return poured(inserted)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<oddHeader>&amp;C内部资料 注意保存</oddHeader>", ["内部资料 注意保存"]),
        (
            "<oddFooter>&amp;L经办人：张三&amp;D</oddFooter><firstHeader>A&amp;&amp;B</firstHeader>",
            ["经办人：张三", "A B"],
        ),
        (
            "<evenHeader>&amp;C&amp;&quot;黑体,Bold&quot;&amp;14&amp;K00FF00另有3件</evenHeader>",
            ["另有3件"],
        ),
        ("<oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页&amp;R&amp;A</oddFooter>", []),
        ("<oddFooter>Page &amp;P of &amp;N</oddFooter>", []),
    ],
)
def test_e6_a_text_on_each_page_is_told(
    written: str, said: list[str], moved_form: bytes, tmp_path: Path
) -> None:
    for data in (pour(busy(EDITION)), moved_form):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = {name: archive.read(name) for name in archive.namelist() if "/sheet" in name}
        own = re.compile(rb"<headerFooter>.*?</headerFooter>", re.DOTALL)
        name = next(name for name, xml in sheets.items() if b"&amp;P" in xml)
        sheets[name] = own.sub(f"<headerFooter>{written}</headerFooter>".encode(), sheets[name])
        finding = told(rezipped(data, {name: sheets[name]}), tmp_path).get("I-ON-EACH-PAGE")
        assert (finding is not None) == bool(said)
        if finding:
            assert finding.severity is Severity.INFO
            assert all(text in finding.sentence for text in said)
