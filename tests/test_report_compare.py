"""An edited report or a published page held against its return.

C1 figures by their labels   C2 texts, each paragraph once and in its order
C3 files, encodings, folders   C4 the command
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from itertools import pairwise
from pathlib import Path

import filings
import hostile
import pytest
import strategies
from cases import OF_2019, case_of, filed
from conftest import Office
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]
from returns import passing, save

from xltools import cli, report
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.report import endings
from xltools.report.compare import Difference, Fault, compare
from xltools.report.parity import printed_cells
from xltools.report.published import NotADocument, read_document, read_html

CHARGES = "disclosure.administrative_charges.charged"


@pytest.fixture
def filing(edition: Edition) -> Filing:
    return replace(filings.busy(edition), notes={"cases": "含上年度结转。"})


@pytest.fixture
def page(filing: Filing) -> str:
    return report.render_html(filing)


def found(filing: Filing, page: str | bytes) -> list[Difference]:
    return compare(filing, read_document(page.encode() if isinstance(page, str) else page))


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
    assert compare(filing, read_document(report.render_package(filing)[ending])) == []


@settings(max_examples=60, deadline=None)
@given(filing=strategies.filings())
def test_c1_whatever_was_written_our_own_reports_have_its_texts(filing: Filing) -> None:
    for ending, data in report.render_package(filing).items():
        if ending != endings.SHORT:
            told = compare(filing, read_document(data))
            assert [one for one in told if one.fault.value.startswith("text")] == []


def test_c1_texts_that_try_to_be_something_else_agree(edition: Edition) -> None:
    filing = hostile.filed(edition)
    for ending, data in report.render_package(filing).items():
        if ending != endings.SHORT:
            assert compare(filing, read_document(data)) == []


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
        told = found(filing, changed(report.render_html(published)))
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


def test_c1_a_table_left_out_is_missing(page: str, filing: Filing, edition: Edition) -> None:
    told = found(filing, re.sub(r"<table>.*?</table>", "", page, count=1, flags=re.DOTALL))
    missing = {one.id for one in told if one.fault is Fault.FIGURE_MISSING}
    assert missing == {cell.id for cell in edition.form.tables["disclosure"].cells}


def test_c1_blank_is_not_zero(edition: Edition) -> None:
    nothing = filings.nothing_done(edition)
    told = found(nothing, report.render_html(nothing).replace(">0<", "><", 1))
    assert [(one.filed, one.found) for one in told] == [("0", "")]


# ------------------------------------------------------------------ C2


def test_c2_a_changed_paragraph_is_shown_where_it_parts(page: str, filing: Filing) -> None:
    (one,) = found(filing, page.replace("主动公开第一段", "主动公开第一节"))
    assert (one.fault, one.id) == (Fault.TEXT, "proactive")
    assert (one.filed, one.found) == ("主动公开第一段。", "主动公开第一节。")


def test_c2_missing_and_added_paragraphs(page: str, filing: Filing) -> None:
    told = found(filing, page.replace("<p>主动公开第二段。</p>", "<p>某日某人另写一行字句</p>"))
    assert {(one.fault, one.id) for one in told} == {
        (Fault.TEXT_MISSING, "proactive"),
        (Fault.TEXT_ADDED, ""),
    }


def joined(page: str) -> str:
    """A heading run into its paragraph, two paragraphs run into one, the signature on one line."""
    page = page.replace("主动公开</h3>\n<p>", "主动公开。")
    page = page.replace("</p>\n<p>主动公开第二段", "主动公开第二段")
    return page.replace("改革局</p>\n<p>2025年", "改革局　2025年")


def broken(page: str) -> str:
    """A paragraph and the title broken over lines."""
    page = page.replace("主动公开第一", "主动<br>公开<br>　　第一")
    return page.replace("</span><span>2024年", "</span><br><span>2024年</span><br><span>")


@pytest.mark.parametrize("changed", [joined, broken])
def test_c2_lines_run_together_or_broken_are_no_difference(
    changed: Callable[[str], str], page: str, filing: Filing
) -> None:
    assert changed(page) != page
    assert found(filing, changed(page)) == []


def test_c2_date_note_and_title_belong_to_it(page: str, filing: Filing) -> None:
    wrong = page.replace("2025年1月20日", "2025年1月21日").replace("含上年度结转", "不含上年度结转")
    told = found(filing, wrong.replace("改革局</span><span>2024年", "改革局</span><span>2023年"))
    assert {one.id for one in told} == {"name", "cases", "date"}


BEFORE = """<nav><a>首页</a> <a>政务公开</a><ul><li>政府信息公开年报</li></ul></nav>
<table><tr><td>名称</td><td>{title}</td></tr><tr><td>发布机构</td><td>{name}</td></tr>
<tr><td>公开日期</td><td>2025年1月20日</td></tr></table><p>{title}</p>"""
BELOW_TITLE = """<div>来源：{name}　发布时间：2025-01-20 10:12　【字体：<a>大</a> <a>小</a>】</div>
<div>浏览次数：<span>12</span></div>"""
AFTER = """<div>【打印】【关闭】</div><div>上一篇：没有了</div><div>扫一扫在手机打开当前页</div>
<footer><p>主办：{name}</p><p>版权所有，未经许可不得转载。</p><p>更新日期：2025年2月1日</p></footer>"""


def of_a_site(page: str, filing: Filing) -> str:
    """The page as real sites show it: its name and date again above, tools, a sentence below."""
    name = filing.report_name
    title = f"{name}2024年政府信息公开工作年度报告"
    before, below, after = (t.format(name=name, title=title) for t in (BEFORE, BELOW_TITLE, AFTER))
    page = page.replace("<main>", before).replace("</main>", after)
    return page.replace("</h1>", "</h1>" + below)


def test_c2_a_sites_own_lines_are_no_difference(page: str, filing: Filing) -> None:
    assert found(filing, of_a_site(page, filing)) == []


@pytest.mark.parametrize("slug", ["shuyang-fgj-2023", OF_2019])
def test_c2_of_a_real_page_only_the_report_is_looked_at(
    slug: str, shared: Path, edition: Edition
) -> None:
    """Its title and headings are not the form's, which is said; its paragraphs agree."""
    filing = filed(case_of(shared, slug), edition)
    page = read_document((shared / "cases" / slug / "source.html").read_bytes())
    told = [one for one in compare(filing, page) if one.fault.value.startswith("text")]
    site = {
        line.text
        for line in page.lines
        if re.search("来源|索引|公开日期|打印|版权|分享", line.text)
    }
    assert site
    assert not {one.found for one in told} & site
    sentences = [text for texts in filing.narratives.values() for text in texts if "。" in text]
    lost = [one.filed for one in told if one.fault is Fault.TEXT_MISSING]
    assert sentences
    assert not [text for text in sentences if text[:20] in "".join(lost)]


def test_c2_a_signature_left_out_is_said_without_the_sites_lines(page: str, filing: Filing) -> None:
    cut = re.sub("<footer>.*</footer>", "", page, flags=re.DOTALL)
    told = found(filing, of_a_site(cut, filing))
    assert {one.id for one in told} == {"name", "date"}


def test_c2_equal_paragraphs_are_told_apart(edition: Edition) -> None:
    """The same words in two places: one left out is missing, though the other stands."""
    texts = {"proactive": ("已按规定办理。",), "on_request": ("已按规定办理。",)}
    filing = filings.busy(edition)
    filing = replace(filing, narratives={**filing.narratives, **texts})
    page = report.render_html(filing)
    assert found(filing, page) == []
    first = page.index("<p>已按规定办理。</p>")
    (one,) = found(filing, page[:first] + page[first:].replace("<p>已按规定办理。</p>", "", 1))
    assert one.fault is Fault.TEXT_MISSING
    (one,) = found(filing, page.replace("办理。</p>", "办理。已按规定办理。</p>", 1))
    assert (one.fault, one.filed, one.found) == (
        Fault.TEXT,
        "已按规定办理。",
        "已按规定办理。已按规定办理。",
    )


def test_c2_swapped_paragraphs_are_moved(page: str, filing: Filing) -> None:
    mark = {"主动公开第一段": "主动公开第二段", "主动公开第二段": "主动公开第一段"}
    swapped = re.sub("主动公开第.段", lambda text: mark[text[0]], page)
    (one,) = found(filing, swapped)
    assert (one.fault, one.id) == (Fault.TEXT_MOVED, "proactive")


def test_c2_a_paragraph_cut_off_is_shown_with_what_is_left(edition: Edition) -> None:
    long = "全年通过门户网站发布信息，" * 12 + "并按时更新公开指南。"
    filing = filings.busy(edition)
    filing = replace(filing, narratives={**filing.narratives, "proactive": (long,)})
    cut = report.render_html(filing).replace(long, long[:20])
    (one,) = found(filing, cut)
    assert (one.fault, one.id) == (Fault.TEXT, "proactive")
    assert len(one.filed) > len(one.found) > 0


def test_c2_what_differs_is_shown_though_widths_differ_before_it(edition: Edition) -> None:
    long = "按照《条例》（以下简称条例）的要求，" * 8 + "全年公开三十件。"
    filing = filings.busy(edition)
    filing = replace(filing, narratives={**filing.narratives, "proactive": (long,)})
    edited = long.replace("，", ", ").replace("（", "(").replace("三十", "四十")
    (one,) = found(filing, report.render_html(filing).replace(long, edited))
    assert "三十" in one.filed
    assert "四十" in one.found


def test_c2_the_title_of_a_page_is_wanted_that_of_a_fragment_is_its_sites(
    page: str, filing: Filing
) -> None:
    (one,) = found(filing, re.sub("<h1>.*</h1>", "", page))
    assert (one.fault, one.id) == (Fault.TEXT_MISSING, "name")
    fragment = report.render_fragment(filing)
    assert found(filing, fragment) == []
    assert (
        found(filing, f"<h1>{filing.report_name}2024年政府信息公开工作年度报告</h1>{fragment}")
        == []
    )


BLOCK = re.compile(r"<(h[123]|p)\b[^>]*>(.*?)</\1>", re.DOTALL)
KINDS: dict[str, Callable[[Filing], str]] = {
    "page": report.render_html,
    "fragment": report.render_fragment,
    "site": lambda filing: of_a_site(report.render_html(filing), filing),
}


def paragraphs(page: str) -> list[str]:
    """The report's headings and paragraphs, in their order; a site writes the title anyway."""
    start = page.index("</h1>" if "浏览次数" in page else "<h1>") if "<h1>" in page else 0
    end = page.find("</footer>")
    return [match[0] for match in BLOCK.finditer(page, start, end if end > 0 else len(page))]


def with_paragraphs(page: str, old: list[str], new: list[str]) -> str:
    """The page with others in their places; what is too many stands with the last one."""
    for number, text in enumerate(old):
        page = page.replace(text, f"\0{number}\0", 1)
    places = [*new[: len(old) - 1], "".join(new[len(old) - 1 :])]
    places += [""] * (len(old) - len(places))
    for number, text in enumerate(places):
        page = page.replace(f"\0{number}\0", text, 1)
    return page


def words(blocks: list[str]) -> list[str]:
    return [re.sub(r"<[^>]*>|\s", "", block) for block in blocks]


@pytest.fixture(params=sorted(KINDS))
def published(request: pytest.FixtureRequest, filing: Filing) -> str:
    return KINDS[str(request.param)](filing)


REPEATED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@REPEATED
@given(data=st.data())
def test_c2_another_order_is_always_said(
    published: str, filing: Filing, data: st.DataObject
) -> None:
    old = paragraphs(published)
    new = data.draw(st.permutations(old))
    told = found(filing, with_paragraphs(published, old, new))
    assert bool(told) == (words(new) != words(old))
    assert all(one.fault is not Fault.FIGURE for one in told)


@REPEATED
@given(data=st.data())
def test_c2_two_that_change_places_are_moved_and_nothing_else(
    published: str, filing: Filing, data: st.DataObject
) -> None:
    old = [text for text in paragraphs(published) if "。</p>" in text]
    at = data.draw(st.integers(0, len(old) - 2))
    new = [*old[:at], old[at + 1], old[at], *old[at + 2 :]]
    told = found(filing, with_paragraphs(published, old, new))
    assert {one.fault for one in told} == {Fault.TEXT_MOVED}


def test_c2_any_paragraph_left_out_is_missing(published: str, filing: Filing) -> None:
    old = paragraphs(published)
    for at, text in enumerate(old):
        told = found(filing, with_paragraphs(published, old, [*old[:at], "", *old[at + 1 :]]))
        (one,) = told
        assert one.fault is Fault.TEXT_MISSING
        assert words([text]) == words([one.filed]) or one.filed.endswith("…")


@REPEATED
@given(data=st.data())
def test_c2_any_paragraph_doubled_is_added(
    published: str, filing: Filing, data: st.DataObject
) -> None:
    """Anywhere below the title, which sites write as often as they like."""
    old = paragraphs(published)
    below = 1 if "<h1" in old[0] else 0
    doubled = data.draw(st.sampled_from(old[below:]))
    at = data.draw(st.integers(below + 1, len(old)))
    new = [*old[:at], doubled, *old[at:]]
    told = found(filing, with_paragraphs(published, old, new))
    assert Fault.TEXT_ADDED in {one.fault for one in told}
    assert len(told) <= 2


@REPEATED
@given(data=st.data())
def test_c2_any_edited_paragraph_is_said_by_itself(
    published: str, filing: Filing, data: st.DataObject
) -> None:
    old = paragraphs(published)
    block = data.draw(st.sampled_from(old))
    text = re.sub(r"<[^>]*>", "", block)
    edits = (
        st.integers(1, len(text) - 1).map(lambda n: text[:n]),
        st.integers(0, len(text)).map(lambda n: text[:n] + "甚" + text[n:]),
        st.just(text + text),
        st.just(text + "又及。"),
    )
    edited = data.draw(
        st.one_of(*edits).filter(lambda new: words([new]) not in ([""], words([text])))
    )
    at = old.index(block)
    tag = f"<{block[1:3].rstrip('> ')}>"
    new = [*old[:at], f"{tag}{edited}</{tag[1:]}", *old[at + 1 :]]
    told = found(filing, with_paragraphs(published, old, new))
    assert {one.fault for one in told} & {Fault.TEXT, Fault.TEXT_MISSING}
    assert len(told) <= 2


@REPEATED
@given(data=st.data())
def test_c2_any_sentence_put_in_is_added(
    published: str, filing: Filing, data: st.DataObject
) -> None:
    old = paragraphs(published)
    at = data.draw(st.integers(1, len(old) - 1))
    new = [*old[:at], "<p>另行写入的一句话，原来没有。</p>", *old[at:]]
    (one,) = found(filing, with_paragraphs(published, old, new))
    assert (one.fault, one.found) == (Fault.TEXT_ADDED, "另行写入的一句话，原来没有。")


def test_c2_every_paragraph_of_a_word_file_counts(filing: Filing) -> None:
    """Each left out, each doubled, each with the next one before it."""
    made = report.render_word(filing)
    wanted = [n for n, text in enumerate(Document(io.BytesIO(made)).paragraphs) if text.text]
    for at in wanted:
        assert edited(made, filing, lambda body, at=at: drop(body[at])), at
        told = edited(made, filing, lambda body, at=at: body[at].addnext(deepcopy(body[at])))
        assert Fault.TEXT_ADDED in {one.fault for one in told}, at
    for at, following in pairwise(wanted):
        told = edited(made, filing, lambda body, at=at, to=following: body[to].addnext(body[at]))
        assert told, at


def drop(paragraph: _Element) -> None:
    parent = paragraph.getparent()
    assert parent is not None
    parent.remove(paragraph)


def edited(
    made: bytes, filing: Filing, change: Callable[[list[_Element]], object]
) -> list[Difference]:
    """What is told of a Word file whose paragraphs were changed."""
    document = Document(io.BytesIO(made))
    change([paragraph._p for paragraph in document.paragraphs])  # pyright: ignore[reportPrivateUsage]
    changed = io.BytesIO()
    document.save(changed)
    return found(filing, changed.getvalue())


# ------------------------------------------------------------------ C3


def test_c3_a_word_file_that_people_edited(filing: Filing) -> None:
    document = Document(io.BytesIO(report.render_word(filing)))
    document.tables[1].cell(3, 3).text = "7777"
    document.add_paragraph("另附说明")
    made = io.BytesIO()
    document.save(made)
    (one,) = compare(filing, read_document(made.getvalue()))
    assert (one.id, one.found) == ("requests.new.natural_person", "7777")


@pytest.mark.office
def test_c3_a_word_file_that_another_program_saved(
    filing: Filing, soffice: Office, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(report.render_word(filing))
    saved = soffice(tmp_path / "a.docx", "docx:MS Word 2007 XML", tmp_path / "saved")
    page = soffice(tmp_path / "a.docx", "html", tmp_path / "saved")
    assert compare(filing, read_document(saved.read_bytes())) == []
    told = compare(filing, read_document(page.read_bytes()))
    assert [one for one in told if one.fault is not Fault.TEXT_ADDED] == []


def test_c3_pages_in_the_encodings_of_sites(page: str, filing: Filing) -> None:
    assert found(filing, page.replace("utf-8", "gb2312").encode("gb18030")) == []
    assert found(filing, page.replace('<meta charset="utf-8">', "").encode("gb18030")) == []
    assert found(filing, page.encode("utf-16")) == []
    saved = MIMEMultipart("related")
    saved.attach(MIMEText(page, "html", "utf-8"))
    saved["From"] = "<Saved by Blink>"
    assert found(filing, bytes(saved)) == []


def test_c3_what_is_no_document_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("a.txt", "")
    for data in (made.getvalue(), b"PK\x03\x04broken", b"%PDF-1.7 <<>>", b""):
        with pytest.raises(NotADocument):
            read_document(data)


def test_c3_a_page_may_be_broken(page: str) -> None:
    for end in range(0, len(page), 997):
        read_html(page[:end])


# ------------------------------------------------------------------ C4


@pytest.fixture
def office(edition: Edition, tmp_path: Path) -> Path:
    """A folder of two returns and one of pages: one right, one wrong, an index, an unknown."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("甲局", "乙局"):
        filing = passing(edition, name=name)
        (tmp_path / "books").mkdir(exist_ok=True)
        save(filing, tmp_path / "books" / f"{name}.xlsx")
        page = report.render_html(filing)
        if name == "乙局":
            page = page.replace(">59237.2449<", ">59237<")
        (pages / f"{name}.htm").write_text(framed(page), encoding="utf-8")
    (pages / "列表.html").write_text(
        "<ul><li>甲局2024年政府信息公开工作年度报告</li></ul>", encoding="utf-8"
    )
    (pages / "甲局_files").mkdir()
    (pages / "甲局_files" / "frame.html").write_text("<p>广告</p>", encoding="utf-8")
    return tmp_path


def test_c4_one_against_one(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    books, pages = office / "books", office / "pages"
    assert cli.run(["compare", str(books / "甲局.xlsx"), str(pages / "甲局.htm")]) == 0
    assert cli.run(["compare", str(books / "乙局.xlsx"), str(pages / "乙局.htm")]) == 1
    printed = capsys.readouterr().out
    assert "59237.2449" in printed
    assert re.search(r"二主动公开![A-Z]+\d+", printed)


def test_c4_a_folder_against_a_folder(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "books" / "丙局.xlsx").write_bytes(b"")
    assert cli.run(["compare", str(office / "books"), str(office / "pages")]) == 3
    printed = capsys.readouterr().out
    for file in ("甲局.htm", "乙局.htm", "列表.html", "丙局.xlsx"):
        assert printed.count(file) == 1
    assert "frame.html" not in printed


def test_c4_all_that_a_batch_writes_agrees_with_the_returns(
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


def test_c4_a_return_without_its_page_is_said(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "pages" / "甲局.htm").unlink()
    assert cli.run(["compare", str(office / "books"), str(office / "pages")]) == 1
    assert "甲局2024年政府信息公开工作年度报告" in capsys.readouterr().out


@pytest.mark.parametrize("pages", ["nowhere", "books"])
def test_c4_nothing_to_compare_with_is_said(
    pages: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = office / pages
    (office / "books" / "甲局.xlsx").unlink()
    (office / "books" / "乙局.xlsx").unlink()
    assert cli.run(["compare", str(office / "books"), str(given)]) == 3
    assert capsys.readouterr().out.strip()
