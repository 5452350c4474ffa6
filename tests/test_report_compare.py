"""An edited report or a published page held against its return.

C1 figures by their labels   C2 files, encodings, folders   C3 the command   C4 labels
Texts: test_report_paragraphs.py.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from itertools import count
from pathlib import Path
from types import ModuleType

import filings
import hostile
import pytest
import strategies
from cases import case_of, filed
from conftest import Office
from docx import Document
from hypothesis import given, settings
from lxml import etree
from published import found, noted
from rendered import render_fragment, render_html, render_word
from returns import passing, save

from xltools import cli, report
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.layout.return_book import layout_of
from xltools.published.comparison import answers as comparing
from xltools.published.comparison import differences as matching
from xltools.published.comparison.differences import Fault, differences_of, may_be_of_another
from xltools.published.documents.contents import NotADocument
from xltools.published.documents.document import read_document
from xltools.published.documents.web_page import read_html
from xltools.published.ours.parity import printed_cells
from xltools.report import endings

CHARGES = "disclosure.administrative_charges.charged"


@pytest.fixture
def filing(edition: Edition) -> Filing:
    return noted(edition)


@pytest.fixture
def page(filing: Filing) -> str:
    return render_html(filing)


def framed(page: str) -> str:
    """The page inside a site's own frame of tables, menus and links."""
    site = "<ul><li>首页</li><li>政务公开</li></ul><table><tr><td>当前位置：首页</td></tr><tr><td>"
    page = page.replace("<main>", site)
    return page.replace("</main>", "</td></tr></table><div>打印　关闭</div><p>主办单位</p>")


def halved(page: str) -> str:
    return page.translate(str.maketrans("（），；：", "(),;:"))


def unscoped(page: str) -> str:
    """As an editor leaves it: paragraphs become divisions, headers plain cells, no captions."""
    page = re.sub(r' (?:id|scope|headers|class|role|tabindex|aria-\w+)="[^"]*"', "", page)
    page = re.sub(r"<caption.*?</caption>|</?t(?:head|body)>", "", page)
    page = page.replace("<th", "<td").replace("</th>", "</td>")
    return page.replace("<p>", "<div><span>").replace("</p>", "</span></div>")


def split(page: str) -> str:
    """Every group of a table a table of its own."""
    return page.replace("</tbody>\n<tbody>", "</table><p></p><table>")


def titled(page: str) -> str:
    """A row with the table's name and unit above each table's own."""
    return re.sub(r"(<table[^>]*>)", r"\1<tr><td colspan='9'>统计表（单位：件）</td></tr>", page)


def spaced(page: str) -> str:
    """Figures with separators, spaces, full-width digits."""
    page = page.replace(">59237.2449<", ">&nbsp;59,237.2449 <")
    return page.replace(">17<", "><span>１７</span><")


CHANGES: list[Callable[[str], str]] = [framed, halved, unscoped, split, titled, spaced]

# ------------------------------------------------------------------ C1


@pytest.mark.parametrize("ending", [endings.WORD, endings.PAGE, endings.FRAGMENT])
def test_c1_our_own_reports_agree(ending: str, filing: Filing) -> None:
    assert differences_of(filing, read_document(report.render_package(filing)[ending])) == []


@settings(max_examples=60, deadline=None)
@given(filing=strategies.filings())
def test_c1_whatever_was_written_our_own_reports_have_its_texts(filing: Filing) -> None:
    for ending, data in report.render_package(filing).items():
        if ending != endings.SHORT:
            told = differences_of(filing, read_document(data))
            assert [one for one in told if one.fault.value.startswith("text")] == []


def test_c1_texts_that_are_made_of_one_another_agree(edition: Edition) -> None:
    texts = ("无。", "无。", "无。无。", "一、总体情况", "（一）主动公开", "无")
    narratives = dict.fromkeys(edition.form.narratives, texts)
    filing = replace(filings.busy(edition), narratives=narratives)
    for ending, data in report.render_package(filing).items():
        if ending != endings.SHORT:
            assert differences_of(filing, read_document(data)) == []


def test_c1_texts_that_try_to_be_something_else_agree(edition: Edition) -> None:
    filing = hostile.filed(edition)
    for ending, data in report.render_package(filing).items():
        if ending != endings.SHORT:
            assert differences_of(filing, read_document(data)) == []


@pytest.mark.parametrize("changed", CHANGES)
def test_c1_what_sites_do_to_a_page_is_no_difference(
    changed: Callable[[str], str], page: str, filing: Filing
) -> None:
    assert found(filing, changed(page)) == []


@pytest.mark.parametrize("changed", CHANGES)
def test_c1_a_wrong_figure_is_found_whatever_they_did(
    changed: Callable[[str], str], filing: Filing, edition: Edition
) -> None:
    for cell in printed_cells(edition)[::7]:
        published = replace(filing, figures={**filing.figures, cell: 7777})
        told = found(filing, changed(render_html(published)))
        figures = [one for one in told if one.fault is Fault.FIGURE]
        assert (cell, "7777") in [(one.id, one.found) for one in figures]
        assert len(figures) <= 4, "the figure and the totals that it goes into"


def test_c1_a_row_left_out_is_missing_and_nothing_else(page: str, filing: Filing) -> None:
    root = etree.HTML(page)
    (label,) = (th for th in root.iter("th") if (th.text or "").startswith("二、上年结转"))
    row = label.getparent()
    assert row is not None
    parent = row.getparent()
    assert parent is not None
    parent.remove(row)
    told = found(filing, etree.tostring(root, encoding="unicode", method="html"))
    assert {one.fault for one in told} == {Fault.FIGURE_MISSING}
    assert {one.id.split(".")[1] for one in told} == {"carried_in"}
    assert len(told) == 7


def test_c1_a_table_left_out_is_missing(page: str, filing: Filing) -> None:
    told = found(filing, re.sub(r"<table>.*?</table>", "", page, count=1, flags=re.DOTALL))
    assert [(one.fault, one.id) for one in told] == [(Fault.TABLE_UNREAD, "disclosure")]


def test_c1_a_sections_heading_is_told_on_the_sections_own_sheet(
    page: str, filing: Filing, edition: Edition
) -> None:
    layout = layout_of(edition)
    for section in edition.form.sections:
        (one,) = found(filing, page.replace(section.heading, section.heading[:-2]))
        assert one.fault is Fault.TEXT
        assert layout.place(one.id).sheet == section.short


def test_c1_blank_is_not_zero(edition: Edition) -> None:
    nothing = filings.nothing_done(edition)
    told = found(nothing, render_html(nothing).replace(">0<", "><", 1))
    assert [(one.filed, one.found) for one in told] == [("0", "")]


# ------------------------------------------------------------------ C2


def test_c2_a_word_file_that_people_edited(filing: Filing) -> None:
    document = Document(io.BytesIO(render_word(filing)))
    document.tables[1].cell(3, 3).text = "7777"
    document.add_paragraph("另附说明")
    made = io.BytesIO()
    document.save(made)
    figure, added = differences_of(filing, read_document(made.getvalue()))
    assert (figure.id, figure.found) == ("requests.new.natural_person", "7777")
    assert (added.fault, added.found) == (Fault.TEXT_ADDED, "另附说明")


@pytest.mark.office
def test_c2_a_word_file_that_another_program_saved(
    filing: Filing, soffice: Office, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(render_word(filing))
    saved = soffice(tmp_path / "a.docx", "docx:MS Word 2007 XML", tmp_path / "saved")
    page = soffice(tmp_path / "a.docx", "html", tmp_path / "saved")
    assert differences_of(filing, read_document(saved.read_bytes())) == []
    told = differences_of(filing, read_document(page.read_bytes()))
    assert [one for one in told if one.fault is not Fault.TEXT_ADDED] == []


def test_c2_pages_in_the_encodings_of_sites(page: str, filing: Filing) -> None:
    assert found(filing, page.replace("utf-8", "gb2312").encode("gb18030")) == []
    assert found(filing, page.replace('<meta charset="utf-8">', "").encode("gb18030")) == []
    assert found(filing, page.encode("utf-16")) == []
    saved = MIMEMultipart("related")
    saved.attach(MIMEText(page, "html", "utf-8"))
    saved["From"] = "<Saved by Blink>"
    assert found(filing, bytes(saved)) == []


def test_c2_what_is_no_document_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("a.txt", "")
    for data in (made.getvalue(), b"PK\x03\x04broken", b"%PDF-1.7 <<>>", b""):
        with pytest.raises(NotADocument):
            read_document(data)


def test_c2_a_page_may_be_broken(page: str) -> None:
    for end in range(0, len(page), 997):
        read_html(page[:end])


def with_a_table(made: bytes, table: str) -> bytes:
    """A Word file with one more table at its end."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    added = f'<w:tbl xmlns:w="{namespace}">{table}</w:tbl>'.encode()
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"</w:body>", added + b"</w:body>")
            new.writestr(name, data)
    return changed.getvalue()


@pytest.mark.parametrize(
    "table",
    [
        "<w:tr><w:tc/></w:tr>",
        "<w:tr><w:tc><w:p/></w:tc></w:tr>",
        '<w:tr><w:tc><w:tcPr><w:gridSpan/><w:vMerge w:val=""/></w:tcPr></w:tc></w:tr>',
        '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="all"/></w:tcPr></w:tc></w:tr>',
        '<w:tr><w:trPr><w:gridBefore w:val="-1"/></w:trPr><w:tc/></w:tr>',
    ],
)
def test_c2_a_word_table_may_be_odd(table: str, filing: Filing) -> None:
    assert differences_of(filing, read_document(with_a_table(render_word(filing), table))) == []


def test_c2_a_word_cell_spans_no_more_than_a_table_may_have(filing: Filing) -> None:
    spans = '<w:tcPr><w:gridSpan w:val="5000000"/></w:tcPr>'
    table = f'<w:tr><w:trPr><w:gridBefore w:val="5000000"/></w:trPr><w:tc>{spans}</w:tc></w:tr>'
    grid = read_document(with_a_table(render_word(filing), table)).grids[-1]
    assert list(grid) == [(0, column) for column in range(1000, 2000)]


# ------------------------------------------------------------------ C3


@pytest.fixture
def office(edition: Edition, tmp_path: Path) -> Path:
    """A folder of two returns and one of pages: one right, one wrong, an index, an unknown."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("甲局", "乙局"):
        filing = passing(edition, name=name)
        (tmp_path / "books").mkdir(exist_ok=True)
        save(filing, tmp_path / "books" / f"{name}.xlsx")
        page = render_html(filing)
        if name == "乙局":
            page = page.replace(">59237.2449<", ">59237<")
        (pages / f"{name}.htm").write_text(framed(page), encoding="utf-8")
    (pages / "列表.html").write_text(
        "<ul><li>甲局2024年政府信息公开工作年度报告</li></ul>", encoding="utf-8"
    )
    (pages / "甲局_files").mkdir()
    (pages / "甲局_files" / "frame.html").write_text("<p>广告</p>", encoding="utf-8")
    return tmp_path


def test_c3_one_against_one(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    books, pages = office / "books", office / "pages"
    assert cli.run(["compare", str(books / "甲局.xlsx"), str(pages / "甲局.htm")]) == 0
    assert cli.run(["compare", str(books / "乙局.xlsx"), str(pages / "乙局.htm")]) == 1
    printed = capsys.readouterr().out
    assert "59237.2449" in printed
    assert re.search(r"二主动公开![A-Z]+\d+", printed)


def test_c3_a_folder_against_a_folder(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "books" / "丙局.xlsx").write_bytes(b"")
    assert cli.run(["compare", str(office / "books"), str(office / "pages")]) == 3
    printed = capsys.readouterr().out
    for file in ("甲局.htm", "乙局.htm", "列表.html", "丙局.xlsx"):
        assert printed.count(file) == 1
    assert "frame.html" not in printed


@pytest.mark.parametrize(
    ("room", "step", "first"),
    [
        (comparing, "read_foreign", 3),
        (comparing, "read_return", 2),
        (comparing, "differences_of", 2),
        (matching, "locate", 3),
    ],
)
def test_c3_a_file_that_the_program_fails_on_is_said_and_the_rest_goes_on(
    room: ModuleType,
    step: str,
    first: int,
    office: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It fails on 甲局, which comes last; 乙局 has its differences."""
    works = getattr(room, step)
    calls = count(1)

    def failing(*given: object) -> object:
        if next(calls) >= first:
            raise ZeroDivisionError
        return works(*given)

    monkeypatch.setattr(room, step, failing)
    assert cli.run(["compare", str(office / "books"), str(office / "pages")]) == 3
    printed = capsys.readouterr()
    assert not printed.err
    failed = [line for line in printed.out.splitlines() if "ZeroDivisionError" in line]
    assert failed
    assert all("甲局" in line and "--log" not in line for line in failed)
    assert "59237.2449" in printed.out


def test_c3_all_that_a_batch_writes_agrees_with_the_returns(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "books").mkdir()
    for name in ("甲局", "乙局"):
        save(passing(edition, name=name), tmp_path / "books" / f"{name}.xlsx")
    out = tmp_path / "out"
    assert cli.run(["batch", str(tmp_path / "books"), "-o", str(out), "--jobs", "1"]) == 0
    capsys.readouterr()
    assert cli.run(["compare", str(tmp_path / "books"), str(out)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 6


def test_c3_a_return_without_its_page_is_said(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "pages" / "甲局.htm").unlink()
    assert cli.run(["compare", str(office / "books"), str(office / "pages")]) == 1
    assert "甲局2024年政府信息公开工作年度报告" in capsys.readouterr().out


Told = Callable[[Filing, str], list[str]]


@pytest.fixture
def told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """The lines that the command prints of a return and a page."""

    def told(filing: Filing, page: str) -> list[str]:
        save(filing, tmp_path / "a.xlsx")
        (tmp_path / "a.html").write_text(page, encoding="utf-8")
        cli.run(["compare", str(tmp_path / "a.xlsx"), str(tmp_path / "a.html")])
        return capsys.readouterr().out.splitlines()

    return told


def test_c3_labels_of_a_table_are_one_line(edition: Edition, told_of: Told) -> None:
    filing = passing(edition)
    page = re.sub(r"(\d\.属于[^<]*)</th>", r"\1的</th>", render_html(filing))
    head, labels = told_of(filing, page)
    assert "5" in head
    assert labels.count("“1.属于国家秘密”") == 1
    assert labels.count("属于") == 6, "three of the five, as they should be and as they are"
    assert "（表三）" in labels


@pytest.mark.parametrize("mark", ["", "—"])
def test_c3_zeros_left_out_are_one_line(mark: str, edition: Edition, told_of: Told) -> None:
    filing = filings.nothing_done(edition)
    page = render_html(filing)
    zeros = page.count(">0<")
    _, line = told_of(filing, page.replace(">0<", f">{mark}<"))
    assert zeros > 100
    assert f"{zeros}格" in line
    assert "二主动公开!" in line


def test_c3_a_table_put_in_twice_is_one_line(edition: Edition, told_of: Told) -> None:
    filing = passing(edition)
    page = re.sub(r"(<table.*?</table>)", r"\1\1", render_html(filing), count=1, flags=re.DOTALL)
    _, line = told_of(filing, page)
    assert "（表二）" in line


@pytest.mark.parametrize("other", [{"name": "乙局"}, {"year": "2023"}])
def test_c3_the_report_of_another_body_or_year_is_said_first(
    other: dict[str, str], edition: Edition, told_of: Told
) -> None:
    filing = passing(edition, name="甲局")
    another = replace(passing(edition), cover={**filing.cover, **other}, narratives={})
    another = replace(another, figures={**another.figures, CHARGES: 1})
    _, doubt, title, *rest = told_of(filing, render_html(another))
    assert "甲局2024年政府信息公开工作年度报告" in doubt
    assert layout_of(edition).where(("name",)) in title
    assert [line for line in rest if layout_of(edition).where((CHARGES,)) in line]


@pytest.mark.parametrize("title", ["甲局2024年度政府信息公开年报", "2024年甲局信息公开工作报告"])
def test_c3_a_title_put_otherwise_is_no_doubt_whose_report_it_is(
    title: str, edition: Edition
) -> None:
    filing = passing(edition, name="甲局")
    page = re.sub("<h1>.*</h1>", f"<h1>{title}</h1>", render_html(filing))
    assert {one.id for one in found(filing, page)} == {"name"}
    assert not may_be_of_another(filing, read_html(page))


def test_c3_a_date_beside_the_name_is_not_the_reports_year(edition: Edition) -> None:
    filing = passing(edition, name="甲局")
    last_year = render_html(passing(edition, name="甲局", year="2023", date="2024-01-20"))
    assert may_be_of_another(filing, read_html(last_year))


def test_c3_of_a_page_it_is_said_what_is_not_compared(edition: Edition, told_of: Told) -> None:
    filing = passing(edition)
    (of_page,) = told_of(filing, render_html(filing))
    (of_fragment,) = told_of(filing, render_fragment(filing))
    assert of_page.startswith(of_fragment.rstrip("。"))
    assert len(of_page) > len(of_fragment)


OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_DOCUMENTS = {
    "a.pdf": b"%PDF-1.7\n1 0 obj <html><body><p>",
    "a.doc": OLE2 + b"\0" * 500 + "WordDocument\0".encode("utf-16-le") + b"<html><body>",
    "a.wps": OLE2 + b"<html><body>",
    "a.rtf": b"{\\rtf1 <html><body>}",
    "a.ofd": b"PK\x05\x06" + b"\0" * 18,
    "a.odt": b"",
    "a.html": b"\x89PNG<html><body>",
}


@pytest.mark.parametrize("name", NOT_DOCUMENTS)
def test_c3_what_is_no_document_is_said_by_itself_and_in_a_folder(
    name: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = office / "pages" / name
    file.write_bytes(NOT_DOCUMENTS[name])
    assert cli.run(["compare", str(office / "books" / "甲局.xlsx"), str(file)]) == 3
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(str(file))
    assert cli.run(["compare", str(office / "books"), str(office / "pages")]) == 3
    assert line in capsys.readouterr().out.splitlines()


def test_c3_the_pdf_beside_its_word_report_is_answered_for_by_it(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filing = passing(edition, name="甲局")
    save(filing, tmp_path / "books" / "甲局.xlsx")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "甲局.docx").write_bytes(render_word(filing))
    (tmp_path / "out" / "甲局.pdf").write_bytes(NOT_DOCUMENTS["a.pdf"])
    assert cli.run(["compare", str(tmp_path / "books"), str(tmp_path / "out")]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_c3_a_page_with_a_broken_letter_is_a_page(edition: Edition, office: Path) -> None:
    filing = passing(edition, name="甲局")
    page = office / "pages" / "甲局.htm"
    written = render_html(filing).replace('<meta charset="utf-8">', "").encode("gb18030")
    page.write_bytes(written.replace(b"<main>", b"<p>\xff\xff</p><main>"))
    assert cli.run(["compare", str(office / "books" / "甲局.xlsx"), str(page)]) == 0


@pytest.mark.parametrize("pages", ["nowhere", "books"])
def test_c3_nothing_to_compare_with_is_said(
    pages: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = office / pages
    (office / "books" / "甲局.xlsx").unlink()
    (office / "books" / "乙局.xlsx").unlink()
    assert cli.run(["compare", str(office / "books"), str(given)]) == 3
    assert capsys.readouterr().out.strip()


# ------------------------------------------------------------------ C4


@pytest.mark.parametrize(
    ("table", "label", "written"),
    [
        ("disclosure", "本年收费金额（单位：万元）", "本年收费金额（单位：元）"),
        ("disclosure", "第二十条第（八）项", "第二十条第（七）项"),
        ("requests", "1.属于国家秘密", "1.属于商业秘密"),
        ("requests", "三、本年度办理结果", "三、本年办理结果"),
        ("cases", "行政诉讼", "行政诉讼（含应诉）"),
    ],
)
def test_c4_another_label_is_a_difference_though_the_figures_are_found(
    table: str, label: str, written: str, page: str, filing: Filing
) -> None:
    (one,) = found(filing, page.replace(f">{label}<", f">{written}<"))
    assert (one.fault, one.id) == (Fault.LABEL, table)
    assert (one.filed, one.found) == (label, written)


def test_c4_another_unit_is_a_difference_in_word_too(filing: Filing) -> None:
    document = Document(io.BytesIO(render_word(filing)))
    cells = [cell for row in document.tables[0].rows for cell in row.cells if "万元" in cell.text]
    cells[0].text = cells[0].text.replace("万元", "元")
    made = io.BytesIO()
    document.save(made)
    (one,) = differences_of(filing, read_document(made.getvalue()))
    assert (one.fault, one.id) == (Fault.LABEL, "disclosure")


@pytest.mark.parametrize("edited", ["{}甚", ""])
def test_c4_no_label_can_be_changed_unsaid(edited: str, page: str, filing: Filing) -> None:
    heads = list(re.finditer("(<th[^>]*>)([^<]+)</th>", page))
    assert len(heads) > 70
    for head in heads:
        written = f"{head[1]}{edited.format(head[2])}</th>"
        told = found(filing, page[: head.start()] + written + page[head.end() :])
        assert {one.fault for one in told} & {Fault.LABEL, Fault.FIGURE_MISSING}, head[2]


def test_c4_a_label_swapped_with_another_is_said(page: str, filing: Filing) -> None:
    marks = {"结果维持": "结果纠正", "结果纠正": "结果维持"}
    swapped = re.sub(">(结果维持|结果纠正)<", lambda label: f">{marks[label[1]]}<", page)
    told = {(one.filed, one.found) for one in found(filing, swapped) if one.fault is Fault.LABEL}
    assert told == set(marks.items())


def numbered_by_word(page: str) -> str:
    return re.sub(r">\d\.(?=[^<]*</th>)", ">", page)


def broken_labels(page: str) -> str:
    return page.replace("结果维持", "结果<br>维 持").replace("（三）不予", "(三) 不<br>予")


@pytest.mark.parametrize("changed", [numbered_by_word, broken_labels])
def test_c4_a_label_set_otherwise_is_the_same(
    changed: Callable[[str], str], page: str, filing: Filing
) -> None:
    assert changed(page) != page
    assert found(filing, changed(page)) == []


def test_c4_what_real_pages_call_otherwise_is_said_once_a_label(
    shared: Path, edition: Edition
) -> None:
    """沭阳 calls 行政规范性文件 规范性文件; all other labels of its three tables are the form's."""
    slug = "shuyang-fgj-2023"
    filing = filed(case_of(shared, slug), edition)
    page = read_document((shared / "cases" / slug / "source.html").read_bytes())
    told = [one for one in differences_of(filing, page) if one.fault is Fault.LABEL]
    assert [(one.filed, one.found) for one in told] == [("行政规范性文件", "规范性文件")]
