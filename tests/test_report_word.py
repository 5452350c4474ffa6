"""The Word report.

W1 opens clean   W2 GB/T 9704-2012   W3 says what was filed, in order   W4 texts as typed
W5 same bytes, and nobody's name in it but the body's   W6 the page as LibreOffice sees it
W7 what docxtpl makes of the template that people may edit
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import filings
import hostile
import pytest
from conftest import Office
from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docxtpl import DocxTemplate
from lxml import etree
from openxml_audit import OpenXmlValidator
from rendered import render_word

from xltools.filing.filing import Filing, Value
from xltools.law.edition import Edition
from xltools.law.grid import places_of
from xltools.report.context import context_of
from xltools.report.word_template import DOCUMENT, word_template


def opened(filing: Filing, *, draft: bool = False) -> Opened:
    return Document(io.BytesIO(render_word(filing, draft=draft)))


def lines(document: Opened) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def style(document: Opened, name: str) -> ParagraphStyle:
    found = document.styles[name]
    assert isinstance(found, ParagraphStyle)
    return found


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


@pytest.fixture(params=["busy", "nothing_done", "hostile", "draft"])
def data(request: pytest.FixtureRequest, edition: Edition) -> bytes:
    made = {
        "busy": filings.busy(edition),
        "nothing_done": filings.nothing_done(edition),
        "hostile": hostile.filed(edition),
        "draft": Filing(edition),
    }
    return render_word(made[request.param], draft=request.param == "draft")


# ------------------------------------------------------------------ W1


def test_w1_the_document_passes_an_audit(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(data)
    result = OpenXmlValidator().validate(str(file))
    assert [str(error) for error in result.errors] == []


# ------------------------------------------------------------------ W2


def test_w2_the_page_and_its_type(edition: Edition) -> None:
    document = opened(filings.busy(edition))
    (section,) = document.sections
    assert (section.page_width, section.page_height) == pytest.approx((Mm(210), Mm(297)), abs=700)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert margins == pytest.approx((Mm(37), Mm(35), Mm(28), Mm(26)), abs=700)
    normal = style(document, "Normal")
    assert normal.font.size == Pt(16)
    assert normal.paragraph_format.line_spacing_rule is WD_LINE_SPACING.EXACTLY
    assert normal.paragraph_format.line_spacing == Pt(28.95)
    assert style(document, "Body Text").paragraph_format.first_line_indent == Pt(32)


@pytest.mark.parametrize(
    ("name", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
    ],
)
def test_w2_each_level_in_its_type(name: str, font: str, size: int, edition: Edition) -> None:
    document = opened(filings.busy(edition))
    level = style(document, name)
    assert set(_fonts(level.element)) == {font}, "quotation marks come in the Chinese font"
    assert (level.font.size or style(document, "Normal").font.size) == Pt(size)


def test_w2_the_text_is_in_fangsong(edition: Edition) -> None:
    default = opened(filings.busy(edition)).styles.element.find(f".//{qn('w:rPrDefault')}")
    assert set(_fonts(default)) == {"仿宋_GB2312"}


def _fonts(element: Any) -> Iterator[str]:
    """The fonts that an element names, the first time that it does."""
    fonts = element.find(f".//{qn('w:rFonts')}")
    assert fonts.get(qn("w:hint")) == "eastAsia"
    yield from (fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia"))


def test_w2_no_theme_font_overrides_ours(edition: Edition) -> None:
    package = parts(render_word(filings.busy(edition)))
    assert "Theme=" not in package["word/styles.xml"] + package["word/document.xml"]


def test_w2_page_numbers_stand_outside(edition: Edition) -> None:
    document = opened(filings.busy(edition))
    assert document.settings.odd_and_even_pages_header_footer
    (section,) = document.sections
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.text, even.text) == ("— 1 —", "— 1 —")
    assert [str(footer.alignment).split()[0] for footer in (odd, even)] == ["RIGHT", "LEFT"]


def test_w2_headings_are_headings(edition: Edition) -> None:
    document = opened(filings.busy(edition))
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style is not None and str(paragraph.style.name).startswith("Heading")
    ]
    wanted: list[tuple[str, str]] = []
    for section in edition.form.sections:
        wanted.append(("Heading 1", section.heading))
        wanted += [("Heading 2", text.heading) for text in section.narratives if text.number]
    assert found == wanted


def test_w2_a_row_is_never_split_and_header_rows_repeat(edition: Edition) -> None:
    _, requests, cases = opened(filings.busy(edition)).tables
    for table in (requests, cases):
        rows = [row._tr.trPr for row in table.rows]  # pyright: ignore[reportPrivateUsage]
        assert all(row is not None and row.find(qn("w:cantSplit")) is not None for row in rows)
        heads = [row is not None and row.find(qn("w:tblHeader")) is not None for row in rows]
        assert heads == [True] * 3 + [False] * (len(heads) - 3)


# ------------------------------------------------------------------ W3


def test_w3_the_report_in_the_order_of_the_format(edition: Edition) -> None:
    noted = replace(
        filings.busy(edition), notes={"cases": "含往年案件", "requests": "注：含移交件"}
    )
    text = "\n".join(lines(opened(noted)))
    wanted = [
        "测试县发展和改革局\n2024年政府信息公开工作年度报告",
        "国办公开办函〔2021〕30号",
        *(section.heading for section in edition.form.sections[:3]),
        "\n注：含移交件\n",
        edition.form.sections[3].heading,
        "\n注：含往年案件\n",
        *(section.heading for section in edition.form.sections[4:]),
        "信息处理费",
        "\n测试县发展和改革局\n2025年1月20日",
    ]
    places = [text.rindex(item) for item in wanted]
    assert places == sorted(places)


def test_w3_figures_told_in_words_are_not_drawn(edition: Edition) -> None:
    printed = [table for table in edition.form.tables.values() if table.printed]
    assert len(opened(filings.busy(edition)).tables) == len(printed) == 3


def test_w3_no_date_is_printed_where_none_was_entered(edition: Edition) -> None:
    cover = {name: text for name, text in filings.COVER.items() if name != "date"}
    undated = replace(filings.busy(edition), cover=cover)
    assert lines(opened(undated))[-1] == undated.report_name


def test_w3_the_labels_stand_where_the_form_has_them(edition: Edition) -> None:
    tables = [table for table in edition.form.tables.values() if table.printed]
    for table, drawn in zip(tables, opened(filings.busy(edition)).tables, strict=True):
        for placed in places_of(table):
            if not placed.cell:
                for row in range(placed.row, placed.row + placed.rows):
                    for column in range(placed.column, placed.column + placed.columns):
                        assert drawn.cell(row, column).text == placed.text


def test_w3_a_draft_says_so_on_every_page(edition: Edition) -> None:
    draft = opened(Filing(edition), draft=True)
    notice = lines(draft)[0]
    (section,) = draft.sections
    headers = {section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text}
    assert "草稿" in notice
    assert headers == {notice}


def test_w3_no_other_report_does(edition: Edition) -> None:
    package = parts(render_word(filings.busy(edition)))
    assert "草稿：" not in "".join(package.values())


# ------------------------------------------------------------------ W4


def test_w4_texts_stand_as_they_were_typed(edition: Edition) -> None:
    found = lines(opened(hostile.filed(edition)))
    for text in (*hostile.TYPED, *hostile.CLEANED.values()):
        assert text in found
    start = found.index("第一行")
    assert found[start : start + 3] == ["第一行", "第二行", "第三行"]
    assert found[0].splitlines()[0] == '<测试> & {{ title }} "局"'
    assert found[-1] == "{{ title }}"


# ------------------------------------------------------------------ W5


def test_w5_the_same_filing_gives_the_same_bytes(edition: Edition) -> None:
    first, second = (render_word(filings.busy(edition)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_w5_the_properties_name_the_body_and_no_program(edition: Edition) -> None:
    filing = filings.busy(edition)
    package = parts(render_word(filing))
    core = Document(io.BytesIO(render_word(filing))).core_properties
    assert (core.author, core.last_modified_by) == (filing.report_name, filing.report_name)
    assert core.title == f"{filing.report_name}2024年政府信息公开工作年度报告"
    whole = "".join(package.values()).lower()
    assert not [word for word in ("xltools", "python", "macintosh") if word in whole]


# ------------------------------------------------------------------ W6


def pages(pdf: Path) -> list[list[str]]:
    """The lines of each page, without white space."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [
        [squeezed for line in page.splitlines() if (squeezed := "".join(line.split()))]
        for page in text.split("\f")[:-1]
    ]


def crowded(edition: Edition) -> Filing:
    """Every figure of four digits, so that the totals have five or six."""
    figures: dict[str, Value] = {cell: 1000 + 37 * i for i, cell in enumerate(edition.typed)}
    return replace(filings.busy(edition), figures=figures)


@pytest.mark.office
def test_w6_pages_as_a_reader_sees_them(edition: Edition, soffice: Office, tmp_path: Path) -> None:
    body = "政府信息公开工作应当坚持公正公平合法便民的原则" * 60
    filed = {
        "busy": filings.busy(edition),
        "nothing": filings.nothing_done(edition),
        "long": replace(filings.busy(edition), narratives={"proactive": (body * 3,)}),
        "hostile": hostile.filed(edition),
        "crowded": crowded(edition),
    }
    files = [tmp_path / f"{name}.docx" for name in filed]
    for file, filing in zip(files, filed.values(), strict=True):
        file.write_bytes(render_word(filing))
    busy, nothing, long, odd, many = map(pages, soffice.all(files, "pdf", tmp_path / "pdf"))
    assert [len(busy), len(nothing)] == [4, 4]
    assert len(odd) > 40

    full = long[2]
    assert full[-1] == "—3—"
    assert len(full[:-1]) == 22
    assert {len(line) for line in full[1:-1]} == {28}

    heading = edition.form.sections[2].heading
    last_row = edition.form.tables["requests"].blocks[0].rows[-1].label
    for document in (busy, many):
        (requests,) = [page for page in document if heading in page]
        assert requests[0] == heading
        assert any(line.startswith(last_row) for line in requests), "table 3 stands on one page"
    table = "".join(requests)
    for cell in edition.form.tables["requests"].cells:
        figure = str(filed["crowded"].number(cell.id))
        assert len(figure) > 4 or figure in table, "no figure is broken over two lines"


# ------------------------------------------------------------------ W7


def canonical(document: bytes) -> bytes:
    """The document's XML in one form: docxtpl leaves empty runs, and gives a tab one of its own."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        root = etree.fromstring(package.read(DOCUMENT))
    for run in list(root.iter(qn("w:r"))):
        if not "".join(run.itertext()) and run.find(qn("w:br")) is run.find(qn("w:tab")) is None:
            parent = run.getparent()
            assert parent is not None
            parent.remove(run)
    return re.sub(
        rb"</w:r><w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?(<w:tab></w:tab>)</w:r>"
        rb"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?",
        rb"\1",
        etree.tostring(root, method="c14n"),
    )


@pytest.mark.parametrize("name", ["busy", "nothing_done", "hostile", "draft"])
def test_w7_docxtpl_makes_the_same_of_the_edited_template(name: str, edition: Edition) -> None:
    draft = name == "draft"
    filing = {
        "busy": filings.busy(edition),
        "nothing_done": filings.nothing_done(edition),
        "hostile": hostile.filed(edition),
        "draft": Filing(edition),
    }[name]
    theirs = DocxTemplate(io.BytesIO(word_template(edition)))
    theirs.render(vars(context_of(filing, draft=draft)), autoescape=True)
    saved = io.BytesIO()
    theirs.save(saved)
    ours = canonical(render_word(filing, draft=draft))
    assert canonical(saved.getvalue()) == ours
