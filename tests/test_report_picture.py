"""图解: the year's main figures as charts on one page.

I1 every number is that of the filing, and every bar as long   I2 nothing done: a sentence, no chart
I3 what is no figure is not drawn, and said                     I4 self-contained, texts are data
I5 a draft is marked, a return that fails gives nothing else    I6 the sum of a district
I7 it is no report to whoever reads reports                     I8 in a browser and on paper
"""

from __future__ import annotations

import base64
import random
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import filings
import hostile
import pytest
from chrome import browser
from edition_whole import full
from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]
from returns import failing, passing, run_here, save

from xltools.cli import run as command
from xltools.collection.register.body import Body
from xltools.collection.situation.figures import situation
from xltools.collection.situation.page import situation_page
from xltools.collection.standing.standing import Standing
from xltools.filing.confront import plain
from xltools.filing.filing import BLANK, Filing, Unreadable, Value
from xltools.filing.states import BodyState
from xltools.law.edition import EDITIONS, Edition, load
from xltools.law.form import CellKind
from xltools.messages import say
from xltools.published.as_return.reading import one_of_each, sources_in
from xltools.published.comparison.answers import compare
from xltools.published.comparison.differences import is_report_of
from xltools.published.documents.web_page import read_html
from xltools.report.endings import PICTURE
from xltools.report.picture import render_picture

FLOW = {
    "本年新收": "requests.new.total",
    "上年结转": "requests.carried_in.total",
    "本年办结": "requests.closed.total",
    "结转下年度": "requests.carried_out.total",
}
APPLICANTS = {
    "自然人": "requests.new.natural_person",
    "商业企业": "requests.new.business",
    "科研机构": "requests.new.research",
    "社会公益组织": "requests.new.public_interest",
    "法律服务机构": "requests.new.legal_service",
    "其他": "requests.new.other_organisation",
}
OUTCOMES = {
    "予以公开": "granted",
    "部分公开": "granted_in_part",
    "不予公开": "state_secret forbidden_by_law security_and_stability third_party_rights "
    "internal_affairs deliberative enforcement_files administrative_queries",
    "无法提供": "not_held to_be_created still_unclear",
    "不予处理": "petitions repeated publications excessive reissue",
}
OTHER = {"2019": "otherwise", "2021": "not_corrected fee_unpaid other_outcome"}
RESULTS = {
    "结果维持": "upheld",
    "结果纠正": "corrected",
    "其他结果": "other",
    "尚未审结": "pending",
}
CASES = {
    "行政复议": "review",
    "行政诉讼：未经复议直接起诉": "direct",
    "行政诉讼：复议后起诉": "after_review",
}
DOCUMENTS = {
    "2019": {
        "本年新制作数量": "made",
        "本年新公开数量": "disclosed",
        "对外公开总数量": "disclosed_in_all",
    },
    "2021": {"本年制发件数": "made", "本年废止件数": "repealed", "现行有效件数": "in_force"},
}
DECISIONS = {
    "行政许可": "licensing",
    "其他对外管理服务事项": "other_services",
    "行政处罚": "penalties",
    "行政强制": "coercive_measures",
}


def cells(edition: str) -> dict[str, dict[str, list[str]]]:
    """The cells that each bar of each chart is made of, by heading and label."""
    outcomes = OUTCOMES | {"其他处理": OTHER[edition]}
    drawn = {
        "申请的收到和办理": {label: [cell] for label, cell in FLOW.items()},
        "本年新收的申请：申请人": {label: [cell] for label, cell in APPLICANTS.items()},
        "本年办结的申请：办理结果": {
            label: [f"requests.{row}.total" for row in rows.split()]
            for label, rows in outcomes.items()
        },
    }
    for heading, case in CASES.items():
        drawn[heading] = {label: [f"cases.{case}_{end}"] for label, end in RESULTS.items()}
    table = "disclosure" if edition == "2021" else "publication"
    regulations, documents = (
        {label: [f"{table}.{row}.{column}"] for label, column in DOCUMENTS[edition].items()}
        for row in ("regulations", "normative_documents")
    )
    decided = {label: [f"{table}.{row}.decisions"] for label, row in DECISIONS.items()}
    if edition == "2019":
        return drawn | {"规章": regulations, "规范性文件": documents, "处理决定": decided}
    decided.pop("其他对外管理服务事项")
    drawn |= {"规章": regulations, "行政规范性文件": documents, "本年处理决定": decided}
    return drawn | {"行政事业性收费": {"本年收费金额": [f"{table}.administrative_charges.charged"]}}


@dataclass(frozen=True)
class Seen:
    """One chart as the page has it: its table, the bars with the texts beside, title and words."""

    table: dict[str, str]
    widths: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    title: str = ""
    told: str = ""
    note: str = ""


def page_of(filing: Filing, *, draft: bool = False) -> _Element:
    return etree.HTML(render_picture(filing, draft=draft).decode())


def words(item: _Element) -> str:
    return "".join(item.itertext()).strip()


def charts(root: _Element) -> dict[str, Seen]:
    """The charts by their headings; one figure alone stands in its line."""
    found: dict[str, Seen] = {}
    for item in root.iterfind(".//section[@class='item']"):
        rows = [[words(cell) for cell in row] for row in item.iterfind(".//tbody/tr")]
        table = {label: figure for label, figure in rows if label}
        for line in item.iterfind("p[@class='one']"):
            table[(line.text or "").strip()] = words(line[0])
        title, told = ("".join(map(words, item.iterfind(f".//{tag}"))) for tag in ("title", "desc"))
        found[words(item[0])] = Seen(
            table,
            tuple(float(bar.get("width", "")) for bar in item.iterfind(".//rect")),
            tuple(words(text) for text in item.iterfind(".//text")),
            title,
            told,
            "".join(words(line) for line in item.iterfind("p[@class='note']")),
        )
    return found


def said(root: _Element) -> list[str]:
    return [words(item) for item in root.iterfind(".//p[@class='said']")]


def truth(filing: Filing) -> dict[str, dict[str, int | Decimal]]:
    """What must be shown, worked out from the cells; without charts of nothing but 0."""
    found: dict[str, dict[str, int | Decimal]] = {}
    for heading, bars in cells(filing.edition.id).items():
        added = {label: sum(number(filing, cell) for cell in made) for label, made in bars.items()}
        if any(added.values()):
            found[heading] = added
    return found


def number(filing: Filing, cell: str) -> int | Decimal:
    value = filing.values[cell]
    assert isinstance(value, int | Decimal)
    return value


def assert_true(filing: Filing) -> None:
    """Table, texts, words and lengths of every chart of its page are those of the filing."""
    wanted, seen = truth(filing), charts(page_of(filing))
    assert seen.keys() == wanted.keys()
    for heading, figures in wanted.items():
        one, written = seen[heading], {label: plain(n) for label, n in figures.items()}
        assert one.table == written
        assert not one.note
        if len(cells(filing.edition.id)[heading]) == 1:
            assert not one.widths
            continue
        assert one.title == heading
        assert one.texts == tuple(text for pair in written.items() for text in pair)
        assert all(f"{label}{figure}件" in one.told for label, figure in written.items())
        most = max(figures.values())
        assert one.widths == tuple(
            pytest.approx(360 * float(n) / float(most), abs=0.06) for n in figures.values()
        )


# ------------------------------------------------------------------ I1


@pytest.fixture(params=EDITIONS)
def known(request: pytest.FixtureRequest) -> Edition:
    return load(request.param)


def filled(edition: Edition, seed: int) -> Filing:
    """A return with something in each cell, many times 0, sometimes as much as a cell holds."""
    chance = random.Random(seed)
    figures: dict[str, Value] = {}
    for cell in edition.typed:
        kind = edition.form.cells[cell].column.kind
        drawn = chance.choice((0, chance.randrange(9), chance.randrange(10**4), 10**15 - 1))
        amount = Decimal(drawn) / 1000 if kind is CellKind.AMOUNT else drawn
        figures[cell] = Unreadable("251000元") if kind is CellKind.WRITTEN else amount
    return Filing(edition, filings.COVER, figures=figures)


@pytest.mark.parametrize("seed", range(6))
def test_i1_each_number_and_length_is_that_of_its_cells(known: Edition, seed: int) -> None:
    assert_true(filled(known, seed))


def test_i1_whole_returns_of_both_editions(known: Edition, edition: Edition) -> None:
    assert_true(full(known))
    assert_true(filings.busy(edition))


def test_i1_what_an_edition_draws_are_cells_of_its_own(known: Edition) -> None:
    form = known.form
    assert len({chart.heading for chart in form.charts}) == len(form.charts)
    for chart in form.charts:
        made = [form.cells_under(bar) for bar in chart.bars]
        assert all(cell in form.cells for group in made for cell in group)
        assert len({form.cells[cell].column.unit for group in made for cell in group}) == 1
        assert len({bar.partition(".")[0] for bar in chart.bars}) == 1
        assert len(chart.labels) in (0, len(chart.bars))
    assert {chart.heading for chart in form.charts} == cells(known.id).keys()


# ------------------------------------------------------------------ I2


def test_i2_nothing_done_is_a_sentence_each_and_no_chart(known: Edition) -> None:
    for none in (
        filings.nothing_done(known),
        Filing(known, filings.COVER, figures=dict.fromkeys(known.typed, 0)),
    ):
        root = page_of(none)
        assert not list(root.iter("svg", "table"))
        assert said(root) == [chart.nil for chart in known.form.charts if chart.nil]
        assert "本年没有收到政府信息公开申请，也没有上年结转的申请。" in said(root)


def test_i2_what_was_only_carried_in_is_drawn_and_none_is_said_to_be_missing(
    edition: Edition,
) -> None:
    figures = dict.fromkeys(edition.typed, 0)
    figures |= {"requests.carried_in.business": 1, "requests.carried_out.business": 1}
    seen = charts(page_of(Filing(edition, filings.COVER, figures=figures)))
    assert list(seen) == ["申请的收到和办理"]
    assert seen["申请的收到和办理"].table["上年结转"] == "1"


# ------------------------------------------------------------------ I3

ODD: tuple[Value, ...] = (BLANK, Unreadable("12件"), -3, Decimal("1.5"))


@pytest.mark.parametrize("value", ODD, ids=str)
def test_i3_what_is_no_figure_is_not_drawn_and_said(edition: Edition, value: Value) -> None:
    changed = {
        "disclosure.penalties.decisions": value,
        "cases.direct_other": value,
        "requests.petitions.total": value,
        "disclosure.administrative_charges.charged": BLANK,
    }
    seen = charts(page_of(filings.with_figures(filings.busy(edition), changed), draft=True))
    assert list(seen["本年处理决定"].table) == ["行政许可", "行政强制"]
    assert len(seen["本年处理决定"].widths) == 2
    assert "其他结果" not in seen["行政诉讼：未经复议直接起诉"].table
    if value is not BLANK:  # a total that nobody wrote over is still known
        assert "不予处理" not in seen["本年办结的申请：办理结果"].table
        assert "1项" in seen["本年办结的申请：办理结果"].note
    assert "1项" in seen["本年处理决定"].note
    assert "行政事业性收费" not in seen


def test_i3_zeros_beside_a_blank_are_no_sentence_of_nothing(edition: Edition) -> None:
    figures = dict.fromkeys(edition.typed, 0)
    del figures["disclosure.penalties.decisions"]
    root = page_of(Filing(edition, filings.COVER, figures=figures), draft=True)
    assert charts(root).keys() == {"本年处理决定"}
    assert charts(root)["本年处理决定"].table == {"行政许可": "0", "行政强制": "0"}
    assert not list(root.iter("svg"))


def test_i3_a_blank_return_has_nothing_to_draw(known: Edition) -> None:
    root = page_of(Filing(known), draft=True)
    assert not list(root.iter("svg", "table"))
    assert say("picture.nothing") in words(root)


# ------------------------------------------------------------------ I4


def test_i4_nothing_is_fetched_and_nothing_runs(edition: Edition) -> None:
    page = render_picture(filings.busy(edition)).decode()
    root = etree.HTML(page)
    assert not list(root.iter("script", "link", "img", "iframe", "a", "object", "use"))
    assert not re.search(r"url\(|@import|\son\w+=|javascript:|https?:|src=|href=", page)
    ids = [item.get("id") for item in root.iter("*") if item.get("id")]
    assert len(ids) == len(set(ids))
    for svg in root.iter("svg"):
        assert svg.get("role") == "img"
        assert {svg.get("aria-labelledby"), svg.get("aria-describedby")} <= set(ids)
    assert page.encode() == render_picture(filings.busy(edition))


def test_i4_texts_of_a_return_are_data(edition: Edition) -> None:
    filing = hostile.filed(edition)
    root = page_of(filing)
    assert words(next(root.iter("title"))).startswith('图解：<测试> & {{ title }} "局"')
    assert "{{ title }}" in words(next(root.iter("h1")))
    assert charts(root) == charts(page_of(filings.busy(edition)))


def test_i4_markup_in_a_name_or_a_source_is_text(edition: Edition) -> None:
    name = "</title></h1><script>alert(1)</script><b>局</b>"
    filing = replace(filings.busy(edition), cover={**filings.COVER, "name": name})
    for page in (render_picture(filing), render_picture(filing, source=name)):
        root = etree.HTML(page.decode())
        assert not list(root.iter("script", "b"))
        assert words(next(root.iter("title"))).startswith(say("picture.title", title=name))
        for place in (".//header/h1", ".//header/p"):
            assert name in "".join(words(item) for item in root.iterfind(place))


def test_i4_headings_are_those_of_the_form(known: Edition) -> None:
    titles = {section.title for section in known.form.sections}
    headings = [words(item) for item in page_of(full(known)).iter("h2")]
    assert len(headings) == 3
    assert set(headings) <= titles


# ------------------------------------------------------------------ I5


def written(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{PICTURE}"))


def test_i5_the_command_writes_it_beside_the_report_only_when_asked(
    edition: Edition, tmp_path: Path
) -> None:
    book = save(passing(edition), tmp_path / "好.xlsx")
    assert command(["report", str(book), "-o", str(tmp_path / "without")]) == 0
    assert command(["report", str(book), "-o", str(tmp_path / "with"), "--picture"]) == 0
    assert not written(tmp_path / "without")
    (file,) = written(tmp_path / "with")
    assert file.read_bytes() == render_picture(passing(edition))
    assert file.name.removesuffix(PICTURE) + ".docx" in {p.name for p in file.parent.iterdir()}
    assert "草稿" not in file.read_text("utf-8")


def test_i5_a_return_that_fails_is_drawn_as_a_marked_draft_only(
    edition: Edition, tmp_path: Path
) -> None:
    book, out = save(failing(edition), tmp_path / "错.xlsx"), tmp_path / "out"
    assert command(["report", str(book), "-o", str(out), "--picture"]) == 1
    assert not out.exists()
    assert command(["report", str(book), "-o", str(out), "--picture", "--draft"]) == 1
    (file,) = written(out)
    assert "草稿" in file.name
    first = next(etree.HTML(file.read_text("utf-8")).iter("p"))
    assert words(first) == say("report.draft_notice")


# ------------------------------------------------------------------ I6


def collected(place: Path, edition: Edition, bodies: int, missing: int = 0) -> Path:
    """OUT of a district of so many bodies, each with a figure of its own; some send nothing."""
    names = [f"云溪县第{n}局" for n in range(bodies + missing)]
    for n, name in enumerate(names[:bodies]):
        filing = passing(edition, name=name)
        cell = "disclosure.licensing.decisions"
        save(replace(filing, figures={**filing.figures, cell: 100 + n}), place / "in" / f"{n}.xlsx")
    register = tuple(Body(name, kind="政府部门") for name in names)
    run_here(place / "in", place / "out", year=2024, register=register)
    return place / "out"


def sum_of(out: Path, *more: str) -> tuple[int, _Element]:
    book = out.parent / "汇总.xlsx"
    code = command(["aggregate", str(out), "-o", str(book), "--scope", "全区", *more])
    return code, etree.HTML((book.parent / f"汇总{PICTURE}").read_text("utf-8"))


def test_i6_the_sum_of_a_district_with_the_count_of_bodies(
    edition: Edition, tmp_path: Path
) -> None:
    code, root = sum_of(collected(tmp_path, edition, 3), "--picture")
    assert code == 0
    one, seen = filings.busy(edition), charts(root)
    summed = replace(one, figures={c: 3 * number(one, c) for c in edition.typed})
    wanted = truth(summed)
    wanted["本年处理决定"]["行政许可"] = 100 + 101 + 102
    assert {h: item.table for h, item in seen.items()} == {
        heading: {label: plain(n) for label, n in bars.items()} for heading, bars in wanted.items()
    }
    assert say("aggregate.picture", count=3, scope="全区") in words(root)
    assert "草稿" not in words(root)


def test_i6_a_sum_that_is_not_whole_is_a_draft_and_says_who_is_missing(
    edition: Edition, tmp_path: Path
) -> None:
    code, root = sum_of(collected(tmp_path, edition, 2, missing=2), "--picture")
    assert code == 1
    assert words(next(root.iter("p"))) == say("report.draft_notice")
    assert say("aggregate.picture", count=2, scope="全区") in words(root)
    assert say("aggregate.picture_missing", count=2) in words(root)


# ------------------------------------------------------------------ I7


def test_i7_it_is_no_report_to_whoever_reads_reports(edition: Edition, tmp_path: Path) -> None:
    filing = passing(edition)
    book = save(filing, tmp_path / "好.xlsx")
    out = tmp_path / "out"
    assert command(["report", str(book), "-o", str(out), "--picture"]) == 0
    (file,) = written(out)
    assert not is_report_of(filing, read_html(file.read_text("utf-8")))
    assert file not in list(sources_in(out))
    assert file not in one_of_each(list(out.iterdir()))
    told = [line for answer in compare(book, out) for line in answer.lines]
    assert not any(file.name in line for line in told)


# ------------------------------------------------------------------ I8

_AXE = "axe.run().then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"
"""Breaches of the rules of accessible pages."""


@pytest.mark.browser
def test_i8_it_fits_screens_and_paper_and_has_no_barrier(
    edition: Edition, chromium: str, axe: str, tmp_path: Path
) -> None:
    pages = {
        "busy": render_picture(filings.busy(edition)),
        "nil": render_picture(filings.nothing_done(edition)),
        "hostile": render_picture(hostile.filed(edition)),
        "draft": render_picture(filled(edition, 1), draft=True),
        "2019": render_picture(full(load("2019"))),
    }
    with browser(chromium, tmp_path) as tab:
        for name, page in pages.items():
            file = tmp_path / f"{name}.html"
            file.write_bytes(page)
            tab.go(file.as_uri())
            for width in (1200, 390):
                tab.size(width, 800)
                assert tab.run("document.documentElement.scrollWidth") <= width, name
            smallest = tab.run(
                "Math.min(99, ...[...document.querySelectorAll('svg text')]"
                ".map(t => t.getBoundingClientRect().height))"
            )
            assert smallest >= 12, name
            paper = base64.b64decode(tab.call("Page.printToPDF", preferCSSPageSize=True)["data"])
            assert paper.count(b"/Type /Page\n") <= (2 if name in ("busy", "nil") else 3), name
            assert b"[0 0 594.9" in paper
            if name in ("busy", "nil", "draft"):
                tab.run(axe + ";0")
                assert tab.run(_AXE) == [], name


@pytest.mark.browser
def test_i8_the_page_of_a_collection_draws_the_same_bars(
    chromium: str, axe: str, tmp_path: Path
) -> None:
    standings = [
        Standing(Body(f"{n}局"), state)
        for n, state in enumerate((BodyState.PASSED, BodyState.PASSED, BodyState.MISSING))
    ]
    file = tmp_path / "page.html"
    file.write_text(
        situation_page(situation(standings, lambda _: (), 2024, date(2025, 2, 1))), "utf-8"
    )
    with browser(chromium, tmp_path) as tab:
        tab.go(file.as_uri())
        widths = tab.run("[...document.querySelectorAll('rect')].map(r => r.width.baseVal.value)")
        assert sorted(width for width in widths if width) == [190, 380]
        tab.run(axe + ";0")
        assert tab.run(_AXE) == []
