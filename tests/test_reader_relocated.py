"""A return whose form is not as it was sent out is read by its labels, and nothing is guessed.

L1  rows and columns inserted, sheets renamed, stamp or names lost: every figure comes back
L2  a label that is gone takes its cells with it: they stay blank, and are named in an error
L3  what stands where no label tells what it is, is named and not read
L4  a workbook of an older template version is read
L5  where too little is recognised, the file is refused as before
L6  what is poured into a fresh workbook reads as before
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from altered import Alteration, Altered
from conftest import Office
from filings import busy, nothing_done
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from returns import book_of
from strategies import claiming

from xltools.filing.checkcode import check_code
from xltools.filing.codec import loads
from xltools.filing.confront import confront
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict
from xltools.filing.states import FileState
from xltools.law.edition import load
from xltools.law.rule import Severity
from xltools.layout.return_book import CHECK, COVER, STAMP, layout_of
from xltools.reader import Reading, read_return
from xltools.reader.cells.words import clean
from xltools.template import pour

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
CLERK = Path(__file__).with_name("uno_clerk.py")
OLDER = [Path(__file__).with_name("data") / f"version{number}.xlsx" for number in (1, 2)]
VERSION_1, VERSION_2 = OLDER


def reading_of(data: bytes, folder: Path) -> Reading:
    path = folder / "return.xlsx"
    path.write_bytes(data)
    return read_return(path)


def found(reading: Reading, rule: str) -> list[Finding]:
    return [finding for finding in reading.findings if finding.rule == rule]


def edited(filing: Filing, *edits: Callable[[Workbook], object]) -> bytes:
    return replace(book_of(filing), edits=edits).bytes()


def answered(filing: Filing) -> Filing:
    """With every question of the cover answered and every figure of last year filled in."""
    carried = {cell: filing.figures.get(cell, 7) for cell in LAYOUT.previous}
    previous = {cell: value for cell, value in carried.items() if isinstance(value, int | Decimal)}
    return replace(filing, nil=dict.fromkeys(EDITION.form.tables, False), previous=previous)


# ------------------------------------------------------------------ L1


@st.composite
def alterations(draw: st.DrawFn) -> dict[str, Alteration]:
    """Rows and columns inserted anywhere a table or text may stand, some sheets renamed.

    None right below a heading that has its figures in the next row, where only the names tell.
    """
    changed: dict[str, Alteration] = {}
    for sheet in draw(st.sets(st.sampled_from((COVER, *LAYOUT.sheets)))):
        bare = sheet in ("四复议诉讼", "六其他事项")
        rows = draw(st.lists(st.integers(1, 6 if bare else 130), max_size=4))
        widest = {COVER: 3}.get(sheet, 1 if bare else 10)
        columns = draw(st.lists(st.integers(1, widest), max_size=2 if widest > 3 else 1))
        name = draw(st.sampled_from((sheet, f"改名{len(changed)}")))
        changed[sheet] = Alteration(name, tuple(rows), tuple(columns))
    return changed


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=alterations(), stamped=st.booleans(), named=st.booleans())
def test_l1_every_figure_comes_back_exactly(
    changes: dict[str, Alteration], stamped: bool, named: bool, tmp_path: Path
) -> None:
    filing = answered(busy(EDITION))
    altered = Altered(book_of(filing), changes, stamped, named)
    reading = reading_of(altered.bytes(), tmp_path)
    assert reading.unread is None
    assert reading.filing == filing
    assert not [f for f in reading.findings if f.severity is Severity.ERROR]
    told = (*LAYOUT.labels, *LAYOUT.cover.values(), *LAYOUT.nil.values())
    moved = any(altered.moved(spot) != spot for spot in told)
    assert len(found(reading, "I-RELOCATED")) == int(moved or not stamped)


def test_l1_a_changed_form_is_a_doubt_that_says_what_moved(tmp_path: Path) -> None:
    changes = {"三依申请": Alteration("表三", rows=(9,))}
    reading = reading_of(Altered(book_of(busy(EDITION)), changes).bytes(), tmp_path)
    (finding,) = found(reading, "I-RELOCATED")
    assert finding.severity is Severity.WARNING
    place = LAYOUT.figures["requests.carried_in.natural_person"]
    assert all(word in finding.sentence for word in ("表三", "三依申请", place.address, "D10"))


@pytest.mark.parametrize("named", [True, False])
def test_l1_a_column_beside_the_labels_of_the_cover_moves_no_label(
    named: bool, tmp_path: Path
) -> None:
    filing = answered(busy(EDITION))
    altered = Altered(book_of(filing), {COVER: Alteration(COVER, columns=(2,))}, named=named)
    reading = reading_of(altered.bytes(), tmp_path)
    assert reading.filing == filing
    (finding,) = reading.findings
    assert finding.rule == "I-RELOCATED"
    assert COVER in finding.sentence


def test_l1_a_blank_cover_is_blank_and_not_altered(tmp_path: Path) -> None:
    filing = replace(busy(EDITION), cover={})
    reading = reading_of(pour(filing), tmp_path)
    assert reading.filing == filing
    assert reading.findings == ()


def test_l1_paragraphs_pushed_below_the_open_rows_come_back(tmp_path: Path) -> None:
    last = EDITION.form.sections[-1]
    narrative = last.narratives[-1].id
    rows = LAYOUT.narratives[narrative].rows
    texts = {**busy(EDITION).narratives, narrative: tuple(f"第{n}件。" for n in range(rows))}
    filing = replace(busy(EDITION), narratives=texts)
    below = LAYOUT.narratives[narrative].first.row + 2
    changes = {last.short: Alteration(last.short, rows=(below, below, below))}
    reading = reading_of(Altered(book_of(filing), changes).bytes(), tmp_path)
    assert reading.filing == filing
    assert [finding.rule for finding in reading.findings] == ["I-RELOCATED"]


def test_l1_last_years_figures_still_judge_this_years(tmp_path: Path) -> None:
    filing = answered(busy(EDITION))
    cell = "requests.carried_in.natural_person"
    filing = replace(filing, previous={"requests.carried_out.natural_person": 4711})
    changes = {"三依申请": Alteration("表三", rows=(9,), columns=(1,))}
    reading = reading_of(Altered(book_of(filing), changes, stamped=False).bytes(), tmp_path)
    assert reading.filing
    failed = [finding for finding in confront(reading.filing) if finding.verdict is Verdict.FAIL]
    assert [finding.rule for finding in failed if cell in finding.cells] == ["T3-CARRIED"]


def test_l1_a_total_written_over_stays_a_claim_wherever_it_stands(tmp_path: Path) -> None:
    filing = replace(busy(EDITION), figures={**busy(EDITION).figures, "cases.review_total": 99})
    altered = Altered(book_of(filing), {"四复议诉讼": Alteration("四", columns=(1,))})
    reading = reading_of(altered.bytes(), tmp_path)
    assert reading.filing == filing
    assert [finding.id for finding in found(reading, "I-CLAIM")] == ["I-CLAIM/cases"]


def test_l1_of_two_like_sheets_the_one_of_the_name_is_read(tmp_path: Path) -> None:
    def copied(workbook: Workbook) -> None:
        workbook.copy_worksheet(workbook["三依申请"])["D8"] = 999
        workbook.remove(workbook[STAMP])

    reading = reading_of(edited(busy(EDITION), copied), tmp_path)
    assert reading.filing == busy(EDITION)
    assert len(found(reading, "I-EXTRA")) == 1


def test_l1_of_two_like_sheets_without_a_name_none_is_taken(tmp_path: Path) -> None:
    def doubled(workbook: Workbook) -> None:
        workbook.copy_worksheet(workbook["四复议诉讼"])
        workbook["四复议诉讼"].title = "表四"

    reading = reading_of(edited(busy(EDITION), doubled), tmp_path)
    (finding,) = found(reading, "I-UNPLACED")
    assert finding.severity is Severity.ERROR
    assert reading.filing
    assert not any(cell.startswith("cases.") for cell in reading.filing.figures)


@pytest.mark.office
def test_l1_what_a_clerk_changes_in_libreoffice_comes_back(soffice: Office, tmp_path: Path) -> None:
    """Real insertions, with formulas, merges and names that follow them."""
    filing = replace(
        busy(EDITION), notes={"requests": "表三的注"}, explanations={"T6-TARIFF": "按省级标准"}
    )
    source, saved = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(pour(filing))
    changes = [
        ["rows", "三依申请", 13, 2],
        ["columns", "三依申请", 1, 1],
        ["rows", "四复议诉讼", 8, 3],
        ["columns", "六其他事项", 2, 4],
        ["rows", "一总体情况", 56, 1],
        ["rows", COVER, 3, 1],
        ["rows", CHECK, 2, 1],
        ["rename", "三依申请", "表三"],
        ["last", COVER],
        ["remove", STAMP],
    ]
    by_uno(soffice, {"open": str(source), "save": str(saved), "cells": [], "changes": changes})
    reading = read_return(saved)
    assert reading.filing == filing, reading.findings
    assert [f.id for f in reading.findings] == ["I-RELOCATED"]


def by_uno(soffice: Office, script: dict[str, object]) -> None:
    python = next(
        (p for p in ("/usr/bin/python3", shutil.which("python3")) if p and has_uno(p)), None
    )
    if python is None:
        if os.environ.get("XLTOOLS_OFFICE_REQUIRED"):
            pytest.fail("no python with uno")
        pytest.skip("no python with uno")
    file = soffice.profile.parent / "script.json"
    file.write_text(json.dumps(script), encoding="utf-8")
    command = [python, str(CLERK), soffice.program, str(soffice.profile), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def has_uno(python: str) -> bool:
    return subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0


# ------------------------------------------------------------------ L2, L3


def test_l2_a_label_written_over_takes_its_row_with_it(tmp_path: Path) -> None:
    lost = [cell for cell in EDITION.typed if cell.startswith("requests.repeated.")]
    label = next(s for s, text in LAYOUT.labels.items() if text == "2.重复申请")

    def relabelled(workbook: Workbook) -> None:
        workbook[label.sheet][label.address] = "2.缠访"

    reading = reading_of(edited(busy(EDITION), relabelled), tmp_path)
    (finding,) = found(reading, "I-UNPLACED")
    assert finding.severity is Severity.ERROR
    assert finding.cells == tuple(lost)
    assert reading.filing
    assert dict(reading.filing.figures) == {
        cell: value for cell, value in busy(EDITION).figures.items() if cell not in lost
    }
    (unread,) = found(reading, "I-UNREAD-CELLS")
    assert LAYOUT.figures[lost[0]].reference in unread.sentence


def test_l2_a_group_that_is_gone_is_not_read_as_another(tmp_path: Path) -> None:
    """Without 未经复议直接起诉 its columns look like those of 复议后起诉."""
    label = next(s for s, text in LAYOUT.labels.items() if text == "未经复议直接起诉")

    def relabelled(workbook: Workbook) -> None:
        workbook[label.sheet][label.address] = "诉讼"

    reading = reading_of(edited(busy(EDITION), relabelled), tmp_path)
    (finding,) = found(reading, "I-UNPLACED")
    assert {cell.partition("_")[0] for cell in finding.cells} == {"cases.direct"}
    assert reading.filing
    kept = {c: v for c, v in busy(EDITION).figures.items() if not c.startswith("cases.direct")}
    assert dict(reading.filing.figures) == kept


def test_l2_last_year_without_its_label_is_named_and_not_guessed(tmp_path: Path) -> None:
    block = LAYOUT.last_year["requests"]
    label = next(iter(block.labels)).first

    def relabelled(workbook: Workbook) -> None:
        workbook[label.sheet][label.address] = "去年"

    reading = reading_of(edited(answered(busy(EDITION)), relabelled), tmp_path)
    (finding,) = found(reading, "I-LAST-YEAR-UNPLACED")
    assert finding.severity is Severity.WARNING
    gone = {cell for cell, spot in block.figures.items() if spot.row == label.row}
    assert set(finding.cells) == gone
    assert reading.filing
    assert set(reading.filing.previous) == set(LAYOUT.previous) - gone


def test_l2_a_row_taken_away_is_named(tmp_path: Path) -> None:
    row = LAYOUT.figures["requests.petitions.natural_person"].row
    reading = reading_of(
        edited(busy(EDITION), lambda book: book["三依申请"].delete_rows(row)), tmp_path
    )
    (finding,) = found(reading, "I-UNPLACED")
    assert {EDITION.form.cells[cell].row.id for cell in finding.cells} == {"petitions"}


def test_l2_a_text_whose_heading_is_gone_is_named_and_no_other_takes_it(tmp_path: Path) -> None:
    heading = LAYOUT.heading("on_request")
    filing = replace(
        busy(EDITION), narratives={**busy(EDITION).narratives, "on_request": ("甲。",)}
    )

    def relabelled(workbook: Workbook) -> None:
        workbook[heading.sheet][heading.address] = "依申请"

    reading = reading_of(edited(filing, relabelled), tmp_path)
    unplaced = {cell for finding in found(reading, "I-UNPLACED") for cell in finding.cells}
    assert unplaced == {
        "on_request",
        "opening",
    }  # without numbers beside it the latter, above it on the sheet, has no end
    assert reading.filing
    assert "on_request" not in reading.filing.narratives
    assert reading.filing.narratives["proactive"] == filing.narratives["proactive"]


def test_l3_figures_in_an_inserted_row_are_named_and_not_read(tmp_path: Path) -> None:
    def widened(workbook: Workbook) -> None:
        sheet = workbook["三依申请"]
        sheet.insert_rows(9)
        sheet["C9"], sheet["D9"] = "另一类", 7

    reading = reading_of(edited(busy(EDITION), widened), tmp_path)
    (finding,) = found(reading, "I-UNREAD-CELLS")
    assert finding.severity is Severity.WARNING
    assert "三依申请!D9" in finding.sentence
    assert reading.filing
    assert reading.filing.figures.items() >= busy(EDITION).figures.items()


def test_l3_what_stands_below_the_open_rows_is_named_and_in_no_report(tmp_path: Path) -> None:
    filing = answered(busy(EDITION))
    last = LAYOUT.narratives["improvements"].last.moved(rows=29)

    workbook = openpyxl.load_workbook(BytesIO(pour(filing)))
    workbook[last.sheet][last.address] = "请领导审阅，这段先不报"
    workbook.save(tmp_path / "a.xlsx")
    reading = read_return(tmp_path / "a.xlsx")
    assert reading.filing == filing
    (finding,) = reading.findings
    assert finding.rule == "I-UNREAD-CELLS"
    assert last.reference in finding.sentence


# ------------------------------------------------------------------ L4, L5


@pytest.mark.parametrize("book", OLDER)
def test_l4_a_workbook_of_an_older_version_is_read_and_carried_over(
    book: Path, tmp_path: Path
) -> None:
    """As it was written by the program that made that version."""
    reading = read_return(book)
    wanted = loads(book.with_suffix(".json").read_text(encoding="utf-8"))
    assert reading.filing == wanted
    assert not [f for f in reading.findings if f.severity is not Severity.INFO]
    carried = reading_of(pour(wanted), tmp_path)
    assert carried.filing == wanted
    assert {finding.rule for finding in carried.findings} <= {"I-CLAIM"}


@pytest.mark.parametrize("book", OLDER)
@pytest.mark.parametrize("kept", ["1234-5678", None])
def test_l4_its_check_code_is_judged_by_its_own_version(
    book: Path, kept: str | None, tmp_path: Path
) -> None:
    wanted = loads(book.with_suffix(".json").read_text(encoding="utf-8"))
    code = check_code(replace(wanted, version=2))
    workbook = openpyxl.load_workbook(book)
    (label,) = (
        cell for row in workbook[COVER].iter_rows() for cell in row if cell.value == "校验码"
    )
    workbook[COVER].cell(label.row, label.column + 1, kept or code)
    path = tmp_path / book.name
    workbook.save(path)
    reading = read_return(path)
    differs = found(reading, "I-CODE-DIFFERS")
    assert len(differs) == int(kept is not None)
    assert all(code in finding.sentence for finding in differs)
    assert code != check_code(wanted)


def test_l4_explanations_are_found_by_their_rule_whatever_row_it_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.load_workbook(VERSION_1)
    workbook[CHECK].insert_rows(6)
    workbook.save(path)
    monkeypatch.setattr("xltools.reader.form.stamp.TEMPLATE_VERSION", 99)
    reading = read_return(path)
    assert reading.filing
    assert set(reading.filing.explanations) == {"T6-TARIFF"}
    assert len(found(reading, "I-OLDER-READ")) == 1


def test_l5_a_workbook_with_some_of_our_labels_is_not_ours(tmp_path: Path) -> None:
    """Somebody's own book with the statutory table in it, and no cover of ours."""

    def without_cover(workbook: Workbook) -> None:
        workbook.remove(workbook[COVER])
        workbook.remove(workbook[STAMP])

    reading = reading_of(edited(busy(EDITION), without_cover), tmp_path)
    assert (reading.unread, reading.filing) == (FileState.NOT_OURS, None)


def test_l5_a_form_of_which_half_is_gone_is_refused(tmp_path: Path) -> None:
    def emptied(workbook: Workbook) -> None:
        workbook["三依申请"].delete_cols(1, 3)

    reading = reading_of(edited(busy(EDITION), emptied), tmp_path)
    assert reading.unread is FileState.ALTERED
    (finding,) = reading.findings
    assert finding.severity is Severity.ERROR


# ------------------------------------------------------------------ L6


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(filing=claiming())
def test_l6_pouring_and_reading_give_the_filing_back(filing: Filing, tmp_path: Path) -> None:
    once = reading_of(pour(filing), tmp_path).filing
    assert once is not None
    again = reading_of(pour(once), tmp_path).filing
    assert again is not None
    # A total written over with the number that its parts give comes back as its formula.
    assert replace(again, figures=again.values) == replace(once, figures=once.values)
    numbers = {c: v for c, v in filing.values.items() if isinstance(v, int | Decimal)}
    assert once.values.items() >= numbers.items()
    said = {clean(finding): clean(text) for finding, text in filing.explanations.items()}
    assert dict(once.explanations) == {
        finding: text for finding, text in said.items() if finding and text
    }


@pytest.mark.parametrize("filing", [answered(busy(EDITION)), nothing_done(EDITION)])
def test_l6_a_moved_return_poured_anew_is_the_same_return(filing: Filing, tmp_path: Path) -> None:
    changes = {"三依申请": Alteration("表三", rows=(9, 20), columns=(2,))}
    moved = reading_of(Altered(book_of(filing), changes, stamped=False).bytes(), tmp_path)
    assert moved.filing is not None
    assert moved.filing == filing
    repaired = reading_of(pour(moved.filing), tmp_path)
    assert (repaired.filing, repaired.findings) == (filing, ())
