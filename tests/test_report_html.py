"""The web page and the fragment.

P1 semantic and self-contained   P2 headers and figures belong together   P3 texts as typed
P4 the fragment survives an editor   P5 the page in a browser   P6 without barriers
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import filings
import hostile
import nh3
import pytest
from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]
from rendered import render_fragment, render_html

from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.law.grid import places_of
from xltools.published.comparison.differences import differences_of
from xltools.published.documents.web_page import read_html
from xltools.published.ours import parity
from xltools.report.context import context_of
from xltools.report.correction import render_correction
from xltools.report.endings import PAGE


@pytest.fixture
def page(edition: Edition) -> str:
    return render_html(filings.busy(edition))


def tree(page: str) -> _Element:
    return etree.HTML(page)


def texts(root: _Element, *tags: str) -> list[str]:
    return ["".join(item.itertext()) for item in root.iter(*tags)]


# ------------------------------------------------------------------ P1


def test_p1_a_page_in_chinese_with_one_title_and_its_headings(page: str, edition: Edition) -> None:
    root = tree(page)
    assert page.startswith("<!DOCTYPE html>")
    assert root.get("lang") == "zh-CN"
    assert texts(root, "h1") == texts(root, "title")
    wanted: list[str] = []
    for section in edition.form.sections:
        wanted.append(section.heading)
        wanted += [text.heading for text in section.narratives if text.number]
    assert texts(root, "h2", "h3") == wanted


def test_p1_nothing_is_fetched_and_nothing_runs(page: str) -> None:
    root = tree(page)
    assert not list(root.iter("script", "link", "img", "iframe", "a"))
    assert not re.search(r"url\(|@import|\son\w+=|javascript:", page)


def test_p1_the_article_tags_that_are_known(page: str, edition: Edition) -> None:
    tags = {item.get("name"): item.get("content") for item in tree(page).iter("meta")}
    assert tags["ArticleTitle"] == "测试县发展和改革局2024年政府信息公开工作年度报告"
    assert tags["ContentSource"] == "测试县发展和改革局"
    assert tags["Description"] == context_of(filings.busy(edition)).short
    assert "PubDate" not in tags, "the day of publication is nobody's to guess"


def test_p1_ids_are_unique(page: str) -> None:
    ids = [item.get("id") for item in tree(page).iter("*") if item.get("id")]
    assert len(ids) == len(set(ids))


def test_p1_same_text_each_time(page: str, edition: Edition) -> None:
    assert page == render_html(filings.busy(edition))


def test_p1_a_draft_says_so(edition: Edition) -> None:
    for render in (render_html, render_fragment):
        draft = render(Filing(edition), draft=True)
        first = next(tree(draft).iter("p"))
        assert "草稿" in "".join(first.itertext())
    assert "草稿" not in render_html(filings.busy(edition))


# ------------------------------------------------------------------ P2


def test_p2_each_figure_names_the_headers_it_stands_under(page: str, edition: Edition) -> None:
    heads = {item.get("id"): item for item in tree(page).iter("th")}
    for cell in tree(page).iter("td"):
        if (named := cell.get("headers")) is not None:
            assert set(named.split()) <= set(heads)
    cells = {
        tuple("".join(heads[name].itertext()) for name in cell.get("headers", "").split())
        for cell in tree(page).iter("td")
        if cell.get("headers")
    }
    requests = places_of(edition.form.tables["requests"])
    labels = [placed.text for placed in requests if placed.text]
    deepest = next(label for label in labels if label.startswith("8."))
    outer = [next(label for label in labels if label.startswith(s)) for s in ("三、", "（三）")]
    assert ("申请人情况", "法人或其他组织", "科研机构", *outer, deepest) in cells
    assert ("第二十条第（五）项", "本年处理决定数量", "行政许可") in cells
    assert ("行政诉讼", "复议后起诉", "尚未审结") in cells


def test_p2_tables_have_a_caption_and_scoped_headers(page: str) -> None:
    for table in tree(page).iter("table"):
        assert texts(table, "caption") != []
        assert {head.get("scope") for head in table.iter("th")} <= {
            "col",
            "colgroup",
            "row",
            "rowgroup",
        }


# ------------------------------------------------------------------ P3


def test_p3_texts_stand_as_they_were_typed(edition: Edition) -> None:
    for render in (render_html, render_fragment):
        found = [text.strip() for text in texts(tree(render(hostile.filed(edition))), "p")]
        for text in (*hostile.TYPED, *hostile.CLEANED.values()):
            assert text in found
        start = found.index("第一行")
        assert found[start : start + 3] == ["第一行", "第二行", "第三行"]


def test_p3_the_page_can_be_written_as_utf8(edition: Edition) -> None:
    odd = replace(hostile.filed(edition), notes={"cases": "\ud800半个"})
    assert render_html(odd).encode("utf-8")


# ------------------------------------------------------------------ P4


def test_p4_the_fragment_has_nothing_to_lose(edition: Edition) -> None:
    fragment = render_fragment(filings.busy(edition))
    assert not re.search(r"class=|style|<div|<h1|<html|<caption", fragment)
    assert {table.get("border") for table in tree(fragment).iter("table")} == {"1"}


def test_p4_a_sanitiser_leaves_every_figure_in_its_place(edition: Edition) -> None:
    filing = filings.busy(edition)
    left = nh3.clean(render_fragment(filing))
    assert parity.cells_that_differ(filing, parity.read_our_page(left.encode())[0]) == []
    assert differences_of(filing, read_html(f"<h1>{context_of(filing).title}</h1>{left}")) == []


def test_p4_a_sanitiser_lets_no_text_become_markup(edition: Edition) -> None:
    left = nh3.clean(render_fragment(hostile.filed(edition)))
    found = [text.strip() for text in texts(tree(left), "p")]
    assert [text for text in hostile.TYPED if text not in found] == []


# ------------------------------------------------------------------ P5


def shown(page: str, chromium: str, folder: Path, width: int = 1200) -> _Element:
    """The page as a browser has it after its scripts have run."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += ["--disable-background-networking", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=20000", f"--window-size={width},900", file.as_uri()]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return tree(run.stdout)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1200, 500])
def test_p5_the_page_is_no_wider_than_the_screen(
    width: int, page: str, chromium: str, tmp_path: Path
) -> None:
    probe = "<script>document.title = document.documentElement.scrollWidth</script>"
    (title,) = texts(
        shown(page.replace("</body>", f"{probe}</body>"), chromium, tmp_path, width), "title"
    )
    assert int(title) <= width


# ------------------------------------------------------------------ P6

_AXE = """
axe.run().then(({violations, passes}) => document.title = JSON.stringify({
  passed: passes.length,
  violations: violations.map(({id, nodes}) => [id, nodes[0].html]),
}))
"""


def corrected(edition: Edition) -> str:
    old = filings.busy(edition)
    new = replace(old, figures={**old.figures, "fees.amount": 10})
    return render_correction(old, new, "有误", date="2025-03-01")[PAGE].decode()


PAGES: dict[str, Callable[[Edition], str]] = {
    "busy": lambda edition: render_html(filings.busy(edition)),
    "nothing done": lambda edition: render_html(filings.nothing_done(edition)),
    "hostile": lambda edition: render_html(hostile.filed(edition)),
    "draft": lambda edition: render_html(Filing(edition), draft=True),
    "correction": corrected,
}


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_p6_axe_finds_no_barrier(
    name: str, edition: Edition, chromium: str, axe: str, tmp_path: Path
) -> None:
    page = PAGES[name](edition)
    script = f"<script>{axe}</script><script>{_AXE}</script></body>"
    (told,) = texts(shown(page.replace("</body>", script), chromium, tmp_path), "title")
    result = json.loads(told)
    assert result["violations"] == []
    assert result["passed"] > 20
