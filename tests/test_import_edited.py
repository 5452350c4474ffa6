"""A report of ours that was edited: its figures by bookmarks, and what differs from its return.

R1 figures under bookmarks   R2 differences against the return   R3 the return stays as it is
R4 a 送审稿 is read without its front
R5 texts under no headings as they were parted
R6 a table without its labels is one difference
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from conftest import Office
from docx import Document
from docx.document import Document as Word
from rendered import render_html, render_word
from returns import passing, save

from xltools import cli
from xltools.examination.examine import examine
from xltools.filing.doubts import confirmable
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import load
from xltools.layout.return_book import layout_of
from xltools.messages import say
from xltools.published.as_return.importing import Imported, import_document
from xltools.published.as_return.reading import read_report
from xltools.published.as_return.telling import behind_in
from xltools.published.comparison.differences import Fault, differences_of, held_against
from xltools.published.documents.document import read_any
from xltools.published.ours.parity import printed_cells
from xltools.report import render_package
from xltools.report.endings import FRAGMENT, PAGE, TEXT
from xltools.report.proof import render_proof

EDITION = load("2021")
CELLS = printed_cells(EDITION)
NEW = "requests.new.business"


@pytest.fixture(scope="module")
def filing() -> Filing:
    return passing(EDITION)


def edited(
    filing: Filing,
    edit: Callable[[Word], None],
    render: Callable[[Filing], bytes] = render_word,
) -> bytes:
    """Its Word report, as somebody changed it."""
    document = Document(io.BytesIO(render(filing)))
    edit(document)
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


def imported(data: bytes) -> Imported:
    return import_document(read_any(data, ".docx"))


def say_instead(table: int, row: int, column: int, text: str) -> Callable[[Word], None]:
    """A cell's text written over, as Word does: the bookmark stays around it."""

    def edit(document: Word) -> None:
        (run, *_) = document.tables[table].rows[row].cells[column].paragraphs[0].runs
        run.text = text

    return edit


# ------------------------------------------------------------------ R1


def without_labels(document: Word) -> None:
    for row in document.tables[1].rows:
        for cell in row.cells[:3]:
            for run in cell.paragraphs[0].runs:
                run.text = "（略）"


def without_headers(document: Word) -> None:
    for table in document.tables:
        body: Any = table._tbl  # pyright: ignore[reportPrivateUsage]
        for row in list(body.tr_lst)[: 1 if len(table.columns) < 9 else 3]:
            body.remove(row)


def rows_turned(document: Word) -> None:
    body: Any = document.tables[1]._tbl  # pyright: ignore[reportPrivateUsage]
    rows = list(body.tr_lst)
    body.append(rows[4])
    body.append(rows[3])


@pytest.mark.parametrize("edit", [without_labels, without_headers, rows_turned])
def test_r1_a_figure_is_read_by_its_bookmark(edit: Callable[[Word], None], filing: Filing) -> None:
    figures = imported(edited(filing, edit)).filing.figures
    assert [c for c in CELLS if figures.get(c) != filing.values[c]] == []


def test_r1_what_only_bookmarks_gave_is_told(filing: Filing) -> None:
    made = imported(edited(filing, without_labels))
    (told,) = (f for f in made.findings if f.rule == "T-BY-MARK")
    assert told.is_doubt
    assert {c.partition(".")[0] for c in told.cells} == {"requests"}


def test_r1_a_label_beats_a_bookmark_that_went_elsewhere(filing: Filing) -> None:
    def swap(document: Word) -> None:
        cells: list[Any] = [document.tables[1].rows[row].cells[4] for row in (3, 4)]
        first, second = (cell.paragraphs[0]._p for cell in cells)
        cells[0]._tc.append(second)
        cells[1]._tc.append(first)

    made = imported(edited(filing, swap))
    told = {cell for f in made.findings if f.rule == "T-MARKED" for cell in f.cells}
    assert told == {NEW, "requests.carried_in.business"}
    assert made.filing.figures[NEW] == filing.values["requests.carried_in.business"]


def test_r1_compare_finds_a_figure_whose_labels_went(filing: Filing) -> None:
    document = read_any(edited(filing, without_labels), ".docx")
    missing = [d for d in differences_of(filing, document) if d.fault is Fault.FIGURE_MISSING]
    assert missing == []


@pytest.mark.office
@pytest.mark.parametrize("to", ["docx:MS Word 2007 XML", "doc", "odt"])
def test_r1_bookmarks_outlive_other_programs(
    to: str, filing: Filing, soffice: Office, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(edited(filing, without_labels))
    saved = soffice(tmp_path / "a.docx", to, tmp_path / "saved")
    figures = import_document(read_any(saved.read_bytes(), saved.suffix)).filing.figures
    assert [c for c in CELLS if figures.get(c) != filing.values[c]] == []


# ------------------------------------------------------------------ R2

EDITS: dict[str, tuple[Callable[[Word], None], str]] = {
    "a figure": (say_instead(1, 3, 4, "9999"), "T-DIFFERS/requests"),
    "a figure of table four": (say_instead(2, 3, 0, "77"), "T-DIFFERS/cases"),
    "a sentence": (
        lambda word: (
            word.paragraphs[3].add_run("另有补充说明。").clear().add_text("补充。") and None
        ),
        "T-DIFFERS/",
    ),
}


def against(filing: Filing, data: bytes, folder: Path) -> list[Finding]:
    (folder / "a.docx").write_bytes(data)
    found = read_report(folder / "a.docx", against=[filing]).findings
    return [f for f in found if f.rule in ("T-DIFFERS", "T-NO-RETURN", "T-SAME-AS-RETURN")]


@pytest.mark.parametrize("kind", EDITS)
def test_r2_each_difference_is_told_at_its_place(kind: str, filing: Filing, tmp_path: Path) -> None:
    edit, id = EDITS[kind]
    (told,) = against(filing, edited(filing, edit), tmp_path)
    assert told.id.startswith(id)
    assert told.is_doubt
    assert told.cells


def test_r2_both_figures_are_told(filing: Filing, tmp_path: Path) -> None:
    (told,) = against(filing, edited(filing, say_instead(1, 3, 4, "9999")), tmp_path)
    assert told.cells == (NEW,)
    assert str(filing.values[NEW]) in told.sentence
    assert "9999" in told.sentence


@pytest.mark.parametrize("kind", EDITS)
def test_r2_a_difference_is_told_plainly(kind: str, filing: Filing, tmp_path: Path) -> None:
    (told,) = against(filing, edited(filing, EDITS[kind][0]), tmp_path)
    assert "　　" not in told.sentence
    assert layout_of(EDITION).where(told.cells) not in told.sentence


def test_r2_of_several_cells_each_is_named(filing: Filing, tmp_path: Path) -> None:
    def edit(document: Word) -> None:
        say_instead(1, 3, 4, "9999")(document)
        say_instead(1, 4, 4, "8888")(document)

    (told,) = against(filing, edited(filing, edit), tmp_path)
    assert len(told.cells) == 2
    assert all(layout_of(EDITION).where((cell,)) in told.sentence for cell in told.cells)


@pytest.mark.parametrize("kind", EDITS)
def test_r2_no_difference_is_signed_away(kind: str, filing: Filing, tmp_path: Path) -> None:
    (told,) = confirmable(against(filing, edited(filing, EDITS[kind][0]), tmp_path))
    assert say("transcribed.confirm") not in told.remedy
    assert told.remedy == say("published.differs_remedy")


def test_r2_nothing_differs(filing: Filing, tmp_path: Path) -> None:
    (told,) = against(filing, render_word(filing), tmp_path)
    assert told.rule == "T-SAME-AS-RETURN"
    assert not told.is_doubt


UNPRINTED = {
    "prepared_by": "张三",
    "reviewed_by": "李四",
    "approved_by": "王五",
    "self_reference": "我局",
    "body_kind": "政府部门",
}


@pytest.mark.parametrize("name", ["", "测试县发展改革委（粮食局）"])
def test_r2_what_no_report_prints_is_taken_from_the_return(name: str, tmp_path: Path) -> None:
    filing = passing(EDITION, **UNPRINTED, report_name=name)
    (tmp_path / "a.docx").write_bytes(edited(filing, say_instead(1, 3, 4, "9999")))
    reading = read_report(tmp_path / "a.docx", against=[passing(EDITION, name="乙"), filing])
    assert reading.filing
    assert reading.filing.cover == {k: text for k, text in filing.cover.items() if text}
    assert reading.filing.figures[NEW] == 9999
    (told,) = (f for f in reading.findings if f.rule == "T-UNPRINTED")
    assert not told.is_doubt
    assert set(UNPRINTED) <= set(told.cells)


def test_r2_nothing_is_taken_from_the_return_of_another_body(tmp_path: Path) -> None:
    other = passing(EDITION, **UNPRINTED, name="青山镇人民政府")
    (tmp_path / "a.docx").write_bytes(render_word(passing(EDITION)))
    reading = read_report(tmp_path / "a.docx", against=[other])
    assert reading.filing
    assert not set(UNPRINTED) & set(reading.filing.cover)


def test_r2_the_return_of_another_body_is_not_held_against_it(
    filing: Filing, tmp_path: Path
) -> None:
    other = passing(EDITION, name="青山镇人民政府", report_name="青山镇人民政府")
    (told,) = against(other, render_word(filing), tmp_path)
    assert told.rule == "T-NO-RETURN"


# ------------------------------------------------------------------ R3


def test_r3_a_new_workbook_is_made_and_the_return_stays(
    filing: Filing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = save(filing, tmp_path / "交回" / "甲.xlsx")
    before = book.read_bytes()
    (tmp_path / "甲.docx").write_bytes(edited(filing, say_instead(1, 3, 4, "9999")))
    source, out = str(tmp_path / "甲.docx"), tmp_path / "新.xlsx"
    cli.run(["import", source, "--against", str(tmp_path / "交回"), "-o", str(out)])
    assert "9999" in capsys.readouterr().out
    assert book.read_bytes() == before
    again = {f.id for f in examine(out).findings}
    assert "T-DIFFERS/requests" in again
    reading = examine(out).reading
    assert reading.filing
    assert reading.filing.figures[NEW] == 9999


@pytest.mark.parametrize("place", ["甲.xlsx", "."])
def test_r3_nothing_is_written_over_the_return(
    place: str, filing: Filing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = save(filing, tmp_path / "甲.xlsx")
    before = book.read_bytes()
    (tmp_path / "甲.docx").write_bytes(render_word(filing))
    (tmp_path / "乙.docx").write_bytes(render_word(filing))
    shutil.copy(tmp_path / "甲.docx", tmp_path / "丙.docx")
    sources = [str(tmp_path / "甲.docx"), *([] if place != "." else [str(tmp_path / "乙.docx")])]
    code = cli.run(["import", *sources, "--against", str(book), "-o", str(tmp_path / place)])
    capsys.readouterr()
    assert code == 2
    assert book.read_bytes() == before


def test_r3_what_is_no_return_is_refused(
    filing: Filing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "甲.docx").write_bytes(render_word(filing))
    source = str(tmp_path / "甲.docx")
    out = str(tmp_path / "新.xlsx")
    assert cli.run(["import", source, "--against", source, "-o", out]) == 2
    assert "甲.docx" in capsys.readouterr().err


# ------------------------------------------------------------------ R4


def as_it_is(document: Word) -> None:
    """Nobody changed it."""


def with_a_stamp(document: Word) -> None:
    first = document.paragraphs[0]
    first.insert_paragraph_before("收文：第3号" if "送审" in first.text else "")


def signed(document: Word) -> None:
    for paragraph in document.paragraphs:
        if "（签字）" in paragraph.text:
            paragraph.runs[0].text = paragraph.text.split("：")[0] + "：张三　日期：2025年1月6日"


@pytest.mark.parametrize("edit", [as_it_is, signed, with_a_stamp])
def test_r4_a_proof_is_read_without_its_front(edit: Callable[[Word], None], filing: Filing) -> None:
    made, plain = imported(edited(filing, edit, render_proof)), imported(edited(filing, edit))
    assert made.filing == plain.filing
    assert [f for f in made.findings if f.rule != "T-FRONT"] == list(plain.findings)
    assert [f.rule for f in made.findings if f.rule == "T-FRONT"] == ["T-FRONT"]


def test_r4_a_proof_is_held_against_its_return(filing: Filing, tmp_path: Path) -> None:
    (told,) = against(filing, render_proof(filing), tmp_path)
    assert told.rule == "T-SAME-AS-RETURN"


# ------------------------------------------------------------------ R5

PARTED = [
    (("公开的主动性还不够。",), ("明年逐项落实。",)),
    (("一是渠道少，将加强建设。", "二是更新慢。"), ("一是增加渠道。", "二是定期检查。")),
    (("更新慢。", "渠道少。"), ("更新慢。", "下一步改进工作作风。", "完善制度。")),
]


@pytest.mark.parametrize(("problems", "improvements"), PARTED)
@pytest.mark.parametrize("ids", [("shortcomings", "improvements"), ("processing_fee", "further")])
def test_r5_texts_under_no_headings_stay_parted(
    ids: tuple[str, str], problems: tuple[str, ...], improvements: tuple[str, ...], filing: Filing
) -> None:
    first, second = ids
    told = {**filing.narratives, first: problems, second: improvements}
    written = replace(filing, narratives=told)
    package = render_package(written)
    forms = [(package[ending], ending) for ending in (".docx", ".html", FRAGMENT)]
    for data, ending in (*forms, (render_proof(written), ".docx")):
        made = import_document(read_any(data, Path(ending).suffix))
        assert made.filing.paragraphs(first) == problems
        assert made.filing.paragraphs(second) == improvements
        unsure = ("T-UNDIVIDED", "T-PARTED", "T-BEHIND", "T-STRAYED")
        assert not [f for f in made.findings if f.rule in unsure]


def test_r5_the_last_of_them_may_be_wanting(filing: Filing) -> None:
    """Nothing further stands in 六: all of it is about the fee."""
    told = {**filing.narratives, "processing_fee": ("见附件。", "未收费。"), "further": ()}
    package = render_package(replace(filing, narratives=told))
    for ending in (".docx", ".html", FRAGMENT):
        made = import_document(read_any(package[ending], Path(ending).suffix)).filing
        assert made.paragraphs("processing_fee") == ("见附件。", "未收费。")
        assert made.paragraphs("further") == ()


@pytest.mark.parametrize("ids", [("shortcomings", "improvements"), ("processing_fee", "further")])
def test_r5_paragraphs_that_changed_places_are_all_kept_and_it_is_told(
    ids: tuple[str, str], filing: Filing
) -> None:
    words = ("没有收取信息处理费，存在的问题是人手不足。", "下一步将加强培训，其他事项一并办理。")
    told = {**filing.narratives, **{id: (text,) for id, text in zip(ids, words, strict=True)}}
    page = render_html(replace(filing, narratives=told))
    first, second = (re.search(rf'<p id="{id}"[^>]*>.*?</p>', page) for id in ids)
    assert first
    assert second
    between = page[first.end() : second.start()]
    swapped = page[: first.start()] + second[0] + between + first[0] + page[second.end() :]
    made = import_document(read_any(swapped.encode(), ".html"))
    assert sorted(text for id in ids for text in made.filing.paragraphs(id)) == sorted(words)
    assert any(finding.cells[:1] and finding.cells[0] in ids for finding in made.findings)


DENIALS = ("无{}。", "没有{}", "暂无{}。", "{}：无。", "{}良好。", "{}如下", "六、无{}。")


@pytest.mark.parametrize("item", ["proactive", "supervision", "improvements", "further"])
@pytest.mark.parametrize("ending", [PAGE, FRAGMENT])
def test_r5_a_sentence_of_a_headings_words_is_no_heading(
    item: str, ending: str, filing: Filing
) -> None:
    fee = {"processing_fee": ("本年度没有收取信息处理费。",)}
    for section in filing.edition.form.sections:
        for form in DENIALS if section.id == "other_matters" else DENIALS[:-1]:
            if form == DENIALS[-1] and item != "further":
                continue
            said = ("一段文字。", form.format(section.title), "另一段文字。")
            told = {**filing.narratives, **fee, item: said}
            page = render_package(replace(filing, narratives=told))[ending]
            read = import_document(read_any(page, ".html")).filing
            assert read.paragraphs(item) == said, said


@pytest.mark.parametrize("said", ["无其他需要报告的事项。", "六、无其他需要报告的事项。"])
def test_r5_a_sentence_in_a_headings_place_begins_its_section_and_is_kept(
    said: str, filing: Filing
) -> None:
    told = {"processing_fee": ("未收费甲。",), "further": ("另一件事。",)}
    page = render_html(replace(filing, narratives={**filing.narratives, **told}))
    page = page.replace("六、其他需要报告的事项", said).replace("未收费甲。", "一件事。")
    read = import_document(read_any(re.sub(r' id="[^"]*"', "", page).encode(), ".html")).filing
    assert read.paragraphs("further") == (said, "一件事。", "另一件事。")


FEES = ("没有收取信息处理费。", "收到信息处理费后均已上缴国库。")
OTHERS = ("本年度无其他需要报告的事项。", "另有两件事项正在办理。", "开展培训三次。")


@pytest.mark.parametrize("ending", [PAGE, FRAGMENT, TEXT])
@pytest.mark.parametrize(
    ("fee", "further"),
    [
        (FEES[:1], OTHERS),
        (OTHERS[:1], (FEES[0], OTHERS[1])),
        ((*FEES[:1], OTHERS[0]), (FEES[1], OTHERS[1])),
        (OTHERS[:1], OTHERS[1:]),
    ],
)
def test_r5_another_order_around_what_is_said_of_the_fee_is_another_text(
    fee: tuple[str, ...], further: tuple[str, ...], ending: str, filing: Filing
) -> None:
    told = {**filing.narratives, "processing_fee": fee, "further": further}
    filing = replace(filing, narratives=told)
    lines = (*fee, *further)
    made = render_package(filing)[FRAGMENT if ending == TEXT else ending].decode("utf-8-sig")
    for order in permutations(lines):
        marks = {line: f"@@{number}@@" for number, line in enumerate(lines)}
        page = made
        for line, mark in marks.items():
            page = page.replace(line, mark)
        for line, mark in zip(order, marks.values(), strict=True):
            page = page.replace(mark, line)
        if ending == TEXT:  # nothing in it says what is whose
            page = re.sub(r' id="[^"]*"', "", page)
        document = read_any(page.encode(), ".html")
        read = import_document(document)
        held = held_against(filing, read.filing, behind_in(read.findings))
        assert bool(held.found) == (order != lines), order
        assert bool(differences_of(filing, document)) == (order != lines), order


# ------------------------------------------------------------------ R6


def unlabelled(page: str, table: int) -> str:
    tables = list(re.finditer(r"<table.*?</table>", page, re.DOTALL))
    bare = re.sub(r"(<th[^>]*>)[^<]*", r"\1□", tables[table][0])
    return page[: tables[table].start()] + bare + page[tables[table].end() :]


@pytest.mark.parametrize("table", range(3))
def test_r6_a_table_without_labels_is_one_difference(
    table: int, filing: Filing, tmp_path: Path
) -> None:
    page = unlabelled(render_html(filing), table)
    (found,) = differences_of(filing, read_any(page.encode(), ".html"))
    assert found.fault is Fault.TABLE_UNREAD
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    reading = read_report(tmp_path / "a.html", against=[filing])
    (told,) = (f for f in reading.findings if f.rule == "T-DIFFERS")
    assert say("compare.table_unread", place="").strip() in told.sentence


def test_r6_figures_under_bookmarks_are_compared_all_the_same(filing: Filing) -> None:
    def unlabel(document: Word) -> None:
        for row in document.tables[1].rows:
            for cell in row.cells:
                if not re.fullmatch(r"[\d.]*", cell.text):
                    for paragraph in cell.paragraphs:
                        paragraph.clear()

    document = read_any(edited(filing, unlabel), ".docx")
    (found,) = differences_of(filing, document)
    assert (found.fault, found.id) == (Fault.TABLE_UNREAD, "requests")
    changed = replace(filing, figures={**filing.figures, NEW: 7})
    assert differences_of(changed, document)[0].id == NEW
