"""The paragraphs of an edited report or a published page: each once, in its order.

Ours, a fragment and a page inside a site's own lines; left out, doubled, moved, edited, put in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import filings
import pytest
from cases import OF_2019, case_of, filed
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]
from published import found, noted
from rendered import render_fragment, render_html, render_word

from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.published.comparison.differences import Difference, Fault, differences_of, title_of
from xltools.published.documents.document import read_document


@pytest.fixture
def filing(edition: Edition) -> Filing:
    return noted(edition)


@pytest.fixture
def page(filing: Filing) -> str:
    return render_html(filing)


# ------------------------------------------------------------------ one by one


def test_a_changed_paragraph_is_shown_where_it_parts(page: str, filing: Filing) -> None:
    (one,) = found(filing, page.replace("主动公开第一段", "主动公开第一节"))
    assert (one.fault, one.id) == (Fault.TEXT, "proactive")
    assert (one.filed, one.found) == ("主动公开第一段。", "主动公开第一节。")


def test_missing_and_added_paragraphs(page: str, filing: Filing) -> None:
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
def test_lines_run_together_or_broken_are_no_difference(
    changed: Callable[[str], str], page: str, filing: Filing
) -> None:
    assert changed(page) != page
    assert found(filing, changed(page)) == []


def test_date_note_and_title_belong_to_it(page: str, filing: Filing) -> None:
    wrong = page.replace("2025年1月20日", "2025年1月21日").replace("含上年度结转", "不含上年度结转")
    told = found(filing, wrong.replace("改革局</span><span>2024年", "改革局</span><span>2023年"))
    assert {one.id for one in told} == {"name", "note.cases", "date"}


# ------------------------------------------------------------------ inside a site

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


def test_a_sites_own_lines_are_no_difference(page: str, filing: Filing) -> None:
    assert found(filing, of_a_site(page, filing)) == []


@pytest.mark.parametrize("slug", ["shuyang-fgj-2023", OF_2019])
def test_of_a_real_page_only_the_report_is_looked_at(
    slug: str, shared: Path, edition: Edition
) -> None:
    """Its title and headings are not the form's, which is said; its paragraphs agree."""
    filing = filed(case_of(shared, slug), edition)
    page = read_document((shared / "cases" / slug / "source.html").read_bytes())
    told = [one for one in differences_of(filing, page) if one.fault.value.startswith("text")]
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


def test_a_signature_left_out_is_said_without_the_sites_lines(page: str, filing: Filing) -> None:
    cut = re.sub("<footer>.*</footer>", "", page, flags=re.DOTALL)
    told = found(filing, of_a_site(cut, filing))
    assert {one.id for one in told} == {"name", "date"}


def test_equal_paragraphs_are_told_apart(edition: Edition) -> None:
    """The same words in two places: one left out is missing, though the other stands."""
    texts = {"proactive": ("已按规定办理。",), "on_request": ("已按规定办理。",)}
    filing = filings.busy(edition)
    filing = replace(filing, narratives={**filing.narratives, **texts})
    page = render_html(filing)
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


def test_swapped_paragraphs_are_moved(page: str, filing: Filing) -> None:
    mark = {"主动公开第一段": "主动公开第二段", "主动公开第二段": "主动公开第一段"}
    swapped = re.sub("主动公开第.段", lambda text: mark[text[0]], page)
    (one,) = found(filing, swapped)
    assert (one.fault, one.id) == (Fault.TEXT_MOVED, "proactive")


def test_a_paragraph_cut_off_is_shown_with_what_is_left(edition: Edition) -> None:
    long = "全年通过门户网站发布信息，" * 12 + "并按时更新公开指南。"
    filing = filings.busy(edition)
    filing = replace(filing, narratives={**filing.narratives, "proactive": (long,)})
    cut = render_html(filing).replace(long, long[:20])
    (one,) = found(filing, cut)
    assert (one.fault, one.id) == (Fault.TEXT, "proactive")
    assert len(one.filed) > len(one.found) > 0


def test_what_differs_is_shown_though_widths_differ_before_it(edition: Edition) -> None:
    long = "按照《条例》（以下简称条例）的要求，" * 8 + "全年公开三十件。"
    filing = filings.busy(edition)
    filing = replace(filing, narratives={**filing.narratives, "proactive": (long,)})
    edited = long.replace("，", ", ").replace("（", "(").replace("三十", "四十")
    (one,) = found(filing, render_html(filing).replace(long, edited))
    assert "三十" in one.filed
    assert "四十" in one.found


def test_the_title_of_a_page_is_wanted_that_of_a_fragment_is_its_sites(
    page: str, filing: Filing
) -> None:
    (one,) = found(filing, re.sub("<h1>.*</h1>", "", page))
    assert (one.fault, one.id) == (Fault.TEXT_MISSING, "name")
    fragment = render_fragment(filing)
    assert found(filing, fragment) == []
    assert (
        found(filing, f"<h1>{filing.report_name}2024年政府信息公开工作年度报告</h1>{fragment}")
        == []
    )


# ------------------------------------------------------------------ the title, which sites repeat

EDITED: list[Callable[[str], str]] = [
    lambda title: f"<h1>{title.replace('2024年', '2023年')}</h1>",
    lambda title: f"<h1>{title.replace('工作', '')}</h1>",
    lambda title: f"<h1>{title.replace('2024年', '</h1><h2>2023年')}</h2>",
]
"""Another year, a word left out, another year and broken over two lines."""


@pytest.mark.parametrize("edit", EDITED)
def test_a_wrong_title_of_its_own_is_said_though_the_site_has_the_right_one(
    edit: Callable[[str], str], page: str, filing: Filing
) -> None:
    title = title_of(filing)
    site = re.sub("<h1>.*</h1>", edit(title), of_a_site(page, filing))
    assert title in site
    (one,) = found(filing, site)
    assert (one.fault, one.id) == (Fault.TEXT, "name")


@pytest.mark.parametrize(
    "line",
    [
        "当前位置：首页 &gt; {title}",
        "{title}.pdf",
        "{title}</p><p>2025年1月20日",
        "{name}</p><p>{rest}",
        "上一篇：{name}2023年{kind}",
        "{name}2023年{kind}</p><p>{title}",
        "{name}2023年{kind}已经公布，请点击查看。",
    ],
)
def test_what_a_site_writes_between_its_title_and_the_text_is_no_wrong_title(
    line: str, filing: Filing
) -> None:
    filing = replace(filing, cover={**filing.cover, "name": "某局", "report_name": ""})
    page, name, title = render_html(filing), filing.report_name, title_of(filing)
    rest = title.removeprefix(name)
    below = line.format(title=title, name=name, rest=rest, kind=rest.removeprefix("2024年"))
    site = re.sub("<h1>.*</h1>", f"<h1>{title}</h1><p>{below}</p>", of_a_site(page, filing))
    assert "name" not in {one.id for one in found(filing, site)}


def test_on_a_real_page_its_own_title_is_told_from_its_sites(
    shared: Path, edition: Edition
) -> None:
    """The site has the title in a table above; the report's own stands right above the text."""
    slug = "shuyang-fgj-2023"
    filing = filed(case_of(shared, slug), edition)
    page = (shared / "cases" / slug / "source.html").read_text(encoding="utf-8")
    right = page.replace("政府信息公开年度报告", "政府信息公开工作年度报告")
    assert "name" not in {one.id for one in found(filing, right)}
    own = right.rindex("2023年政府信息公开工作年度报告")
    wrong = right[:own] + "2022" + right[own + 4 :]
    (one,) = [one for one in found(filing, wrong) if one.id == "name"]
    assert (one.fault, "2022年" in one.found) == (Fault.TEXT, True)


# ------------------------------------------------------------------ any of them

BLOCK = re.compile(r"<(h[123]|p)\b[^>]*>(.*?)</\1>", re.DOTALL)
KINDS: dict[str, Callable[[Filing], str]] = {
    "page": render_html,
    "fragment": render_fragment,
    "site": lambda filing: of_a_site(render_html(filing), filing),
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
def test_another_order_is_always_said(published: str, filing: Filing, data: st.DataObject) -> None:
    old = paragraphs(published)
    new = data.draw(st.permutations(old))
    told = found(filing, with_paragraphs(published, old, new))
    assert bool(told) == (words(new) != words(old))
    assert all(one.fault is not Fault.FIGURE for one in told)


@REPEATED
@given(data=st.data())
def test_two_that_change_places_are_moved_and_nothing_else(
    published: str, filing: Filing, data: st.DataObject
) -> None:
    old = [text for text in paragraphs(published) if "。</p>" in text]
    at = data.draw(st.integers(0, len(old) - 2))
    new = [*old[:at], old[at + 1], old[at], *old[at + 2 :]]
    told = found(filing, with_paragraphs(published, old, new))
    assert {one.fault for one in told} == {Fault.TEXT_MOVED}


def test_any_paragraph_left_out_is_missing(published: str, filing: Filing) -> None:
    old = paragraphs(published)
    for at, text in enumerate(old):
        told = found(filing, with_paragraphs(published, old, [*old[:at], "", *old[at + 1 :]]))
        (one,) = told
        assert one.fault is Fault.TEXT_MISSING
        assert words([text]) == words([one.filed]) or one.filed.endswith("…")


@REPEATED
@given(data=st.data())
def test_any_paragraph_doubled_is_added(
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
def test_any_edited_paragraph_is_said_by_itself(
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
def test_any_sentence_put_in_is_added(published: str, filing: Filing, data: st.DataObject) -> None:
    old = paragraphs(published)
    at = data.draw(st.integers(1, len(old) - 1))
    new = [*old[:at], "<p>另行写入的一句话，原来没有。</p>", *old[at:]]
    (one,) = found(filing, with_paragraphs(published, old, new))
    assert (one.fault, one.found) == (Fault.TEXT_ADDED, "另行写入的一句话，原来没有。")


def test_every_paragraph_of_a_word_file_counts(filing: Filing) -> None:
    """Each left out, each doubled, each with the next one before it."""
    made = render_word(filing)
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
