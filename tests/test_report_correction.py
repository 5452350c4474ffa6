"""The note that corrects a published report: what changed, in the words of the report."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import filings
import hostile
import pytest
from docx import Document
from lxml import etree
from openxml_audit import OpenXmlValidator

from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.report.correction import changes, render_correction
from xltools.report.endings import PAGE, TEXT, WORD

CHARGES = "disclosure.administrative_charges.charged"


@pytest.fixture
def old(edition: Edition) -> Filing:
    return filings.busy(edition)


@pytest.fixture
def new(old: Filing) -> Filing:
    texts = {**old.narratives, "proactive": ("主动公开第一段。", "改过的第二段。", "新的一段。")}
    return replace(
        old,
        figures={**old.figures, CHARGES: Decimal("12.5")},
        narratives=texts,
        notes={"cases": "含上年度结转"},
    )


def test_what_a_reader_sees_changed_and_nothing_else(old: Filing, new: Filing) -> None:
    told = {change.item: (change.before, change.after) for change in changes(old, new)}
    assert told == {
        "proactive": ("主动公开第二段。", "改过的第二段。\n新的一段。"),
        CHARGES: ("59237.2449", "12.5"),
        "note.cases": ("", "注：含上年度结转"),
    }
    assert changes(old, old) == ()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("甲乙", "乙甲"),
        ("甲乙丙", "丙甲乙"),
        ("甲乙丙", "乙甲丁"),
        ("甲乙甲", "甲甲乙"),
    ],
)
def test_where_paragraphs_changed_places_both_sides_are_told_whole(
    was: str, now: str, old: Filing
) -> None:
    one, other = (
        replace(old, narratives={**old.narratives, "proactive": tuple(f"{n}段。" for n in names)})
        for names in (was, now)
    )
    (change,) = changes(one, other)
    assert change.was == [f"{n}段。" for n in was]
    assert change.now == [f"{n}段。" for n in now]


def test_a_paragraph_doubled_or_left_out_is_told_alone(old: Filing) -> None:
    text = old.narratives["proactive"]
    doubled = replace(old, narratives={**old.narratives, "proactive": (*text, text[0])})
    assert [(one.before, one.after) for one in changes(old, doubled)] == [("", text[0])]
    assert [(one.before, one.after) for one in changes(doubled, old)] == [(text[0], "")]


def test_totals_and_drafted_sentences_change_with_their_parts(old: Filing) -> None:
    cell = "requests.new.natural_person"
    new = replace(old, figures={**old.figures, cell: 9000})
    told = {change.item for change in changes(old, new)}
    assert told == {"on_request", cell, "requests.new.total"}


def test_word_page_and_text_tell_the_same(old: Filing, new: Filing, tmp_path: Path) -> None:
    made = render_correction(old, new, "统计口径有误。", date="2025-03-02")
    document = Document(io.BytesIO(made[WORD]))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    cells = [
        ["".join(cell.itertext()) for cell in row]
        for row in etree.HTML(made[PAGE].decode()).iter("tr")
    ]
    assert rows == cells
    assert [row[1:] for row in rows[1:]] == [
        ["主动公开第二段。", "改过的第二段。\n新的一段。"],
        ["59237.2449", "12.5"],
        ["（无）", "注：含上年度结转"],
    ]
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert lines[0] == f"关于更正《{old.report_name}2024年政府信息公开工作年度报告》的说明"
    assert lines[2] == "更正原因：统计口径有误。"
    assert lines[-2:] == [old.report_name, "2025年3月2日"]
    text = made[TEXT].decode("utf-8-sig")
    assert all(part in text for part in ("59237.2449", "12.5", "统计口径有误", "2025年3月2日"))
    (tmp_path / "a.docx").write_bytes(made[WORD])
    assert OpenXmlValidator().validate(str(tmp_path / "a.docx")).errors == []


def test_the_properties_name_the_body_and_the_day_is_never_the_clocks(
    old: Filing, new: Filing
) -> None:
    made = render_correction(old, new, "有误")
    document = Document(io.BytesIO(made[WORD]))
    assert document.core_properties.author == old.report_name
    assert document.core_properties.modified is None
    assert document.paragraphs[-1].text == old.report_name
    assert made == render_correction(old, new, "有误")


def test_hostile_texts_stand_as_they_were_typed(
    old: Filing, edition: Edition, tmp_path: Path
) -> None:
    new = hostile.filed(edition)
    made = render_correction(old, new, "{{ 7*7 }} <b>")
    document = Document(io.BytesIO(made[WORD]))
    shown = "\n".join(cell.text for row in document.tables[0].rows for cell in row.cells)
    for text in (*hostile.TYPED, *hostile.CLEANED.values()):
        assert text in shown
    (tmp_path / "a.docx").write_bytes(made[WORD])
    assert OpenXmlValidator().validate(str(tmp_path / "a.docx")).errors == []


def test_no_change_or_no_reason_is_no_correction(old: Filing, new: Filing) -> None:
    with pytest.raises(ValueError, match="change"):
        render_correction(old, old, "有误")
    with pytest.raises(ValueError, match="reason"):
        render_correction(old, new, " \t")
