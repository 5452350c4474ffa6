"""Cover, answers, narratives, notes, explanations: texts as people see them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from books import Book, with_cell
from openpyxl import Workbook
from openpyxl.chart import BarChart

from xltools.filing.explanations import digest_of
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.layout.return_book import CheckRow, layout_of
from xltools.reader import read_return


def read(data: bytes, folder: Path) -> tuple[Filing, dict[str, Finding]]:
    path = folder / "return.xlsx"
    path.write_bytes(data)
    reading = read_return(path)
    assert reading.unread is None, reading.findings
    assert reading.filing
    return reading.filing, {finding.id: finding for finding in reading.findings}


@pytest.mark.parametrize(
    ("item", "filled", "text"),
    [
        ("name", "  某某县司法局 ", "某某县司法局"),
        ("code", 320830, "320830"),
        ("body_kind", "政府 部门", "政府部门"),
        ("year", 2025, "2025"),
        ("year", 2025.0, "2025"),
        ("year", "2025年", "2025"),
        ("year", "２０２５", "2025"),
        ("year", "2025年度", "2025"),
        ("phone", 51780881234.0, "51780881234"),
        ("phone", "0517-8088", "0517-8088"),
        ("date", datetime.datetime(2026, 1, 20), "2026-01-20"),
        ("date", 46042, "2026-01-20"),
        ("date", "2026-01-20", "2026-01-20"),
        ("date", "2026年1月20日", "2026-01-20"),
        ("date", "2026.1.20", "2026-01-20"),
        ("date", "2026/1/20", "2026-01-20"),
        ("date", "２０２６年１月２０日", "2026-01-20"),
        ("date", "20260120", "2026-01-20"),
    ],
)
def test_a_cover_field_is_read(
    item: str, filled: Any, text: str, edition: Edition, tmp_path: Path
) -> None:
    book = Book(edition, {item: filled})
    filing, findings = read(book.bytes(), tmp_path)
    assert filing.cover == {item: text}
    assert filing.places == {item: book.layout.cover[item].reference}
    assert not findings


@pytest.mark.parametrize(
    ("item", "filled", "finding", "kept"),
    [
        ("year", "25", "I-YEAR", None),
        ("year", "二〇二五", "I-YEAR", None),
        ("year", "2025-2026", "I-YEAR", None),
        ("year", 2019, "I-EDITION-YEAR", "2019"),
        ("body_kind", "司法局", "I-KIND", "司法局"),
        ("date", "2026年1月", "I-DATE", None),
        ("date", "2026-02-30", "I-DATE", None),
        ("date", 3, "I-DATE", None),
        ("name", "#N/A", "I-UNREADABLE-TEXT/name", None),
    ],
)
def test_a_cover_field_that_cannot_be_is_an_error(
    item: str, filled: Any, finding: str, kept: str | None, edition: Edition, tmp_path: Path
) -> None:
    filing, findings = read(Book(edition, {item: filled}).bytes(), tmp_path)
    assert filing.cover.get(item) == kept
    assert findings.keys() == {finding}
    assert findings[finding].severity is Severity.ERROR
    assert findings[finding].cells == (item,)


def test_a_formula_in_a_text_is_reported_and_without_result_left_out(
    edition: Edition, tmp_path: Path
) -> None:
    book = Book(edition, {"name": "x"})
    spot = book.layout.cover["name"]
    for cell, finding, kept in (
        ('t="str"><f>A1&amp;"局"</f><v>某局</v></c>', "I-FORMULA/name", {"name": "某局"}),
        ('t="str"><f>[2]a!A1</f><v>某局</v></c>', "I-EXTERNAL/name", {"name": "某局"}),
        ("><f>A1</f><v></v></c>", "I-UNREADABLE-TEXT/name", {}),
    ):
        data = with_cell(book.bytes(), spot, f'<c r="{spot.address}" {cell}')
        filing, findings = read(data, tmp_path)
        assert filing.cover == kept
        assert findings.keys() == {finding}


def test_answers_are_yes_no_or_none(edition: Edition, tmp_path: Path) -> None:
    layout = Book(edition).layout
    answers = {"disclosure": "是", "requests": " 否 ", "cases": "没有", "fees": None}
    spots = {layout.nil[table]: answer for table, answer in answers.items()}
    filing, findings = read(Book(edition, spots=spots).bytes(), tmp_path)
    assert filing.nil == {"disclosure": True, "requests": False}
    assert findings.keys() == {"I-NIL/cases"}


def test_a_paragraph_is_a_row_and_blank_rows_are_ignored(edition: Edition, tmp_path: Path) -> None:
    lines = ["第一段。", None, "  ", "　　第二段。\r\n第三段。\n", 2025, "第四  段。\u2028第五段。"]
    filing, findings = read(Book(edition, texts={"opening": lines}).bytes(), tmp_path)
    wanted = ("第一段。", "第二段。", "第三段。", "2025", "第四  段。", "第五段。")
    assert filing.narratives == {"opening": wanted}
    assert not findings


@pytest.mark.parametrize(
    ("item", "lines", "kept"),
    [
        ("proactive", ["（一）主动公开", "正文。"], ("正文。",)),
        ("proactive", ["(一)主动公开。正文。"], ("正文。",)),
        ("proactive", ["1.主动公开。", "正文。"], ("正文。",)),
        ("proactive", ["主动公开：", "正文。"], ("正文。",)),
        ("further", ["六、其他需要报告的事项", "其他事项", "无。"], ("无。",)),
        ("shortcomings", ["五、存在的主要问题及改进情况", "存在的主要问题", "正文。"], ("正文。",)),
        ("shortcomings", ["（一）存在的主要问题"], ()),
    ],
)
def test_a_heading_repeated_is_removed_and_reported(
    item: str, lines: list[str], kept: tuple[str, ...], edition: Edition, tmp_path: Path
) -> None:
    filing, findings = read(Book(edition, texts={item: lines}).bytes(), tmp_path)
    assert filing.paragraphs(item) == kept
    assert findings.keys() == {f"I-HEADING/{layout_of(edition).place(item).sheet}"}


@pytest.mark.parametrize(
    "sentence",
    [
        "{}政府信息100条。",
        "{} 100条。",
        "{}：全年100条。",
        "{}。",
        "（一）{}工作有序。",
        "（一）{} 全年100条。",
        "没有{}。",
        "清单已在网站{}。发布解读3篇。",
        "全年无{}",
        "按季度{}：一季度3条。",
        "除依法不宜公开的外，全部（一）{}。另有1条。",
    ],
)
def test_a_label_of_the_form_within_a_text_stays(
    sentence: str, edition: Edition, tmp_path: Path
) -> None:
    """Every label of the form, in the text that it is the heading of."""
    sections = {section.id: section.title for section in edition.form.sections}
    for label in ("label", "title"):
        texts = {
            item: [sentence.format(text.label if label == "label" else sections[text.section])]
            for item, text in edition.form.narratives.items()
        }
        filing, findings = read(Book(edition, texts=texts).bytes(), tmp_path)
        assert filing.narratives == {item: tuple(lines) for item, lines in texts.items()}
        assert not findings


def test_lines_cut_within_a_sentence_are_joined_where_that_is_certain(
    edition: Edition, tmp_path: Path
) -> None:
    lines = [
        "全年公开信息，",
        "共100条",
        "，比上年多。",
        "（一）标题",
        "一是加强学习",
    ]
    filing, findings = read(Book(edition, texts={"proactive": lines}).bytes(), tmp_path)
    joined = "全年公开信息，共100条，比上年多。"
    assert filing.paragraphs("proactive") == (joined, *lines[3:])
    (told,) = findings.values()
    assert (told.id, told.severity) == ("I-JOINED/一总体情况", Severity.INFO)
    assert "2处" in told.sentence
    assert "全年公开信息，⏎共100条" in told.sentence


@pytest.mark.parametrize(
    ("item", "typed", "kept", "change"),
    [
        ("name", "某某县\n司法局", "某某县司法局", "JOINED"),
        ("name", "\u202d某某局\u202c", "某某局", "INVISIBLE"),
        ("year", "\u202d2025\u202c", "2025", "INVISIBLE"),
        ("address", "某某路1号\x7f2\ufeff", "某某路1号2", "INVISIBLE"),
        ("site", "soft\u00adware\u2066.cn", "software.cn", "INVISIBLE"),
        ("name", "某某县⽔利局", "某某县水利局", "RADICALS"),
        ("address", "⻓安⻔外⾼路", "长安门外高路", "RADICALS"),
        ("address", "\uf0b7某路\uf0d81号", "•某路➢1号", "SYMBOLS"),
    ],
)
def test_a_change_is_told_once_a_sheet_with_an_example(
    item: str, typed: str, kept: str, change: str, edition: Edition, tmp_path: Path
) -> None:
    book = Book(edition, {item: typed}, texts={"opening": [f"甲{typed}乙。", f"丙{typed}丁。"]})
    if "\n" in typed:
        book = Book(edition, {item: typed})
    filing, findings = read(book.bytes(), tmp_path)
    assert filing.cover == {item: kept}
    told = findings[f"I-{change}/封面"]
    assert told.severity is Severity.INFO
    assert told.cells == (item,)
    assert book.layout.cover[item].reference in told.sentence
    if "\n" not in typed:
        assert filing.paragraphs("opening") == (f"甲{kept}乙。", f"丙{kept}丁。")
        assert "2处" in findings[f"I-{change}/一总体情况"].sentence


@pytest.mark.parametrize("letter", ["\ue000", "⺁", "\U000f1234"])
def test_a_letter_that_may_not_be_seen_elsewhere_is_doubted_and_kept(
    letter: str, edition: Edition, tmp_path: Path
) -> None:
    text = f"一是{letter}加强学习。"
    filing, findings = read(Book(edition, texts={"opening": [text]}).bytes(), tmp_path)
    assert filing.paragraphs("opening") == (text,)
    assert findings["I-UNCLEAR/一总体情况"].severity is Severity.WARNING


def test_notes_explanations_and_bindings_are_read(edition: Edition, tmp_path: Path) -> None:
    layout = Book(edition).layout
    instance = next(iter(layout.checks))
    free = CheckRow(layout.free.first.row + 3)
    spots = {
        layout.tables["requests"].note.first: " 注文 ",
        layout.checks[instance].spot("explanation"): "因系统切换",
        layout.bindings[instance]: "1|2",
        free.spot("rule"): "C-EXAMPLE",
        free.spot("explanation"): "属实，已核对",
    }
    filing, findings = read(Book(edition, spots=spots).bytes(), tmp_path)
    assert filing.notes == {"requests": "注文"}
    assert filing.explanations == {instance: "因系统切换", "C-EXAMPLE": "属实，已核对"}
    assert filing.bound == {instance: "1|2"}
    assert not findings


def test_a_binding_holds_for_the_explanation_that_it_was_made_for(
    edition: Edition, tmp_path: Path
) -> None:
    layout = Book(edition).layout
    kept, rewritten = list(layout.checks)[:2]
    free = CheckRow(layout.free.first.row)
    bound = layout.free_bindings.first
    spots = {
        layout.checks[kept].spot("explanation"): "因系统切换",
        layout.bindings[kept]: "1|2",
        layout.bindings[kept].moved(columns=1): digest_of("因系统切换"),
        layout.checks[rewritten].spot("explanation"): "改写过",
        layout.bindings[rewritten]: "3|4",
        layout.bindings[rewritten].moved(columns=1): digest_of("原来的话"),
        free.spot("rule"): "C-EXAMPLE",
        free.spot("explanation"): "已核对",
        bound: "C-EXAMPLE",
        bound.moved(columns=1): "99|317",
        bound.moved(columns=2): digest_of("已核对"),
    }
    filing, _ = read(Book(edition, spots=spots).bytes(), tmp_path)
    assert filing.bound == {kept: "1|2", "C-EXAMPLE": "99|317"}


def test_what_is_pasted_and_cannot_be_printed_is_reported(edition: Edition, tmp_path: Path) -> None:
    def with_chart(workbook: Workbook) -> None:
        workbook.worksheets[1].add_chart(BarChart(), "D5")

    _, plain = read(Book(edition).bytes(), tmp_path)
    _, pasted = read(Book(edition, edits=(with_chart,)).bytes(), tmp_path)
    assert pasted.keys() - plain.keys() == {"I-PASTED"}
    assert pasted["I-PASTED"].severity is Severity.WARNING
