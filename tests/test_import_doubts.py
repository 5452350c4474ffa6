"""What an import doubts stands in the workbook that it makes until somebody has looked.

D1 told again   D2 gone with the cell, or explained   D3 in sight without a program
D4 what a stranger may write there   D5 a fresh workbook, and a batch
D6 a total that its parts do not give   D7 problems and improvements in one piece
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ledgers import rows
from rendered import render_html
from returns import passing, run_here

from xltools import cli
from xltools.collection.ledger_book.book import findings_table
from xltools.examination.examine import examine, examine_reading, published_only
from xltools.filing.doubts import TOTALS as TOTALS_DIFFER
from xltools.filing.doubts import UNDIVIDED, restored
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import load
from xltools.law.rule import Severity
from xltools.layout.return_book import CHECK, STATUS_ROW, CheckRow, Spot, layout_of
from xltools.published.as_return.importing import Imported, import_document
from xltools.published.as_return.reading import read_report
from xltools.published.documents.document import read_any
from xltools.reader.form.intake import CLAIM
from xltools.template import pour

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
ROW = "requests.forbidden_by_law.natural_person"
LABEL, NOTE, MARK = "T-LABEL/requests", "T-NOTE/disclosure", "T-MARK/cases"
FORM_LABEL, THEIR_LABEL = "2.其他法律行政法规禁止公开", "2.其他法律法规禁止公开"


@pytest.fixture(scope="module")
def made() -> Imported:
    """A row's label of other words, a figure with a note beside it, and a mark for nothing."""
    page = render_html(passing(EDITION)).replace(FORM_LABEL, THEIR_LABEL)
    tables = page.split("<table")
    for number, old, new in ((1, ">4<", ">4（其中修订1件）<"), (-1, ">3<", ">/<")):
        assert old in tables[number]
        tables[number] = tables[number].replace(old, new, 1)
    return import_document(read_any("<table".join(tables).encode(), ".html"))


@pytest.fixture(scope="module")
def poured(made: Imported) -> bytes:
    """The workbook of the import."""
    return pour(made.filing, made.findings)


def typed(poured: bytes, path: Path, values: dict[Spot, Any]) -> Path:
    """The imported workbook, with what somebody typed into it."""
    book = openpyxl.load_workbook(io.BytesIO(poured))
    for spot, value in values.items():
        book[spot.sheet][spot.address] = value
    book.save(path)
    return path


def doubts(path: Path) -> dict[str, Finding]:
    found = examine(path).findings
    return {finding.id: finding for finding in found if finding.id.startswith("T-")}


def said_to(id: str, poured: bytes, words: str) -> dict[Spot, Any]:
    """The words beside the doubt on 校验."""
    book = openpyxl.load_workbook(io.BytesIO(poured))
    free = LAYOUT.free
    for number in range(free.rows):
        at = free.first.moved(rows=number)
        row = [cell.value for cell in book[CHECK][at.row]]
        if id in row:
            return {at.moved(columns=9): words}
    raise AssertionError(id)


# ------------------------------------------------------------------ D1


def test_d1_the_workbook_tells_each_doubt_again(
    made: Imported, poured: bytes, tmp_path: Path
) -> None:
    told = {f.id: f for f in made.findings if f.is_doubt}
    assert {LABEL, NOTE, MARK} <= told.keys()
    again = doubts(typed(poured, tmp_path / "a.xlsx", {}))
    assert again.keys() == told.keys()
    for id, finding in told.items():
        assert again[id].cells == finding.cells
        assert again[id].sentence == finding.sentence
        assert again[id].remedy.startswith(finding.remedy)


def test_d1_what_is_no_doubt_is_not_told_again(
    made: Imported, poured: bytes, tmp_path: Path
) -> None:
    hints = {f.id for f in made.findings if not f.is_doubt}
    assert not hints & doubts(typed(poured, tmp_path / "a.xlsx", {})).keys()


def test_d1_none_is_lost_however_many_there_are(tmp_path: Path) -> None:
    """There is room for so many; the last one then speaks of all others."""
    filing, room = passing(EDITION), LAYOUT.doubts.rows
    cells = list(EDITION.form.cells)[: room + 20]
    doubts = [
        Finding(f"T-ROW/{n}", Severity.WARNING, Verdict.FAIL, f"第{n}项", "请核对。", "", (cell,))
        for n, cell in enumerate(cells)
    ]
    for count in (room, room + 1, room + 20):
        (tmp_path / "a.xlsx").write_bytes(pour(filing, doubts[:count]))
        told = [f for f in examine(tmp_path / "a.xlsx").findings if f.rule.startswith("T-")]
        assert {cell for finding in told for cell in finding.cells} == set(cells[:count])
        assert ("T-MORE" in {f.rule for f in told}) == (count > room)
        assert len(told) == room


# ------------------------------------------------------------------ D2


@pytest.mark.parametrize("change", ["another figure", "a blank filled", "every cell"])
def test_d2_a_changed_cell_is_doubted_no_more(
    change: str, made: Imported, poured: bytes, tmp_path: Path
) -> None:
    told = {f.id: f for f in made.findings}
    id = {"another figure": NOTE, "a blank filled": MARK, "every cell": LABEL}[change]
    cells = [c for c in told[id].cells if c not in EDITION.totals]
    path = typed(poured, tmp_path / "a.xlsx", {LAYOUT.place(cell): 977 for cell in cells})
    left = doubts(path)
    assert {LABEL, NOTE, MARK} - left.keys() == {id}


def test_d2_of_a_row_the_cells_left_are_told(made: Imported, poured: bytes, tmp_path: Path) -> None:
    (whole,) = (f for f in made.findings if f.id == LABEL)
    path = typed(poured, tmp_path / "a.xlsx", {LAYOUT.place(ROW): 977})
    left = doubts(path)[LABEL]
    assert set(left.cells) < set(whole.cells)
    assert ROW not in left.cells
    assert str(len(left.cells)) in left.sentence.removeprefix(whole.sentence)


@pytest.mark.parametrize(("words", "settled"), [("已与原报告核对一致", True), ("无", False)])
def test_d2_a_doubt_is_confirmed_by_words(
    words: str, settled: bool, poured: bytes, tmp_path: Path
) -> None:
    path = typed(poured, tmp_path / "a.xlsx", said_to(LABEL, poured, words))
    assert doubts(path)[LABEL].explained is settled


# ------------------------------------------------------------------ D3


def test_d3_the_first_line_and_the_list_on_top_tell_it(
    made: Imported, poured: bytes, tmp_path: Path
) -> None:
    path = typed(poured, tmp_path / "a.xlsx", {})
    carried = openpyxl.load_workbook(io.BytesIO(poured), data_only=True)
    sheet = carried[CHECK]
    count = len(doubts(path))
    assert f"疑点{count}项" in str(sheet[Spot(CHECK, STATUS_ROW, 1).address].value)
    rows = [sheet[spot.row] for spot in LAYOUT.failing.spots()]
    listed = [str(cell.value) for row in rows for cell in row]
    assert sum("转录存疑" in text for text in listed) == min(count, LAYOUT.failing.rows)
    for id in (LABEL, NOTE, MARK):
        (cell, *_) = next(f for f in made.findings if f.id == id).cells
        page = LAYOUT.place(cell).sheet
        first = LAYOUT.progress[page].status.first.address
        assert "疑点1项" in str(carried[page][first].value)
    last = str(sheet.print_area).split("$")[-1]
    assert int(last) == LAYOUT.free.first.row + len(made.findings) - 1


def test_d3_a_workbook_of_no_report_carries_no_formula_for_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(pour(passing(EDITION))))
    row = CheckRow(LAYOUT.free.first.row)
    for column in ("counted", "failing"):
        assert book[CHECK][row.spot(column).address].value is None


# ------------------------------------------------------------------ D4

NONE_OF_OURS = [
    "{",
    "[1]",
    "7",
    '{"id": "T-X"}',
    '{"id": "F-REQUIRED/name", "sentence": "", "remedy": "", "cells": {}}',
    '{"id": "T-X", "sentence": "一", "remedy": "二", "cells": {"no.such.cell": ""}}',
    '{"id": "T-X", "sentence": "一", "remedy": "二", "cells": ["name"]}',
    '{"id": 3, "sentence": "一", "remedy": "二", "cells": {}}',
    '{"a":' * 5000,
]


@pytest.mark.parametrize("text", NONE_OF_OURS)
def test_d4_what_is_none_of_ours_is_passed_over(text: str) -> None:
    assert list(restored([text], passing(EDITION))) == []


def test_d4_a_strangers_doubt_is_a_doubt_and_no_longer_than_one() -> None:
    words = {"id": "T-X" * 9999, "sentence": "=1+1" * 9999, "remedy": "<b>"}
    told = json.dumps({**words, "cells": dict[str, str]()})
    (found,) = restored([told] * 3, passing(EDITION))
    assert found.is_doubt
    assert max(map(len, (found.id, found.sentence, found.remedy))) <= 1000


# ------------------------------------------------------------------ D5


def test_d5_a_fresh_workbook_keeps_what_is_left(
    poured: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = typed(poured, tmp_path / "a.xlsx", {LAYOUT.place(ROW): 977})
    cli.run(["import", str(path), "-o", str(tmp_path / "b.xlsx")])
    capsys.readouterr()
    one, other = doubts(path), doubts(tmp_path / "b.xlsx")
    assert {id: f.cells for id, f in one.items()} == {id: f.cells for id, f in other.items()}


def test_d5_a_batch_tells_it_of_the_returned_workbook(poured: bytes, tmp_path: Path) -> None:
    (tmp_path / "收件").mkdir()
    typed(poured, tmp_path / "收件" / "甲.xlsx", {})
    run_here(tmp_path / "收件", tmp_path / "结果")
    assert {LABEL, NOTE, MARK} <= {row["rule"] for row in rows(tmp_path / "结果", findings_table())}


# ------------------------------------------------------------------ D6

TOTALS = ["requests.new.total", "requests.closed.natural_person", "cases.review_total"]


def with_total(cell: str) -> bytes:
    """A page with a total that is not what its parts give."""
    filing = passing(EDITION)
    wrong = int(str(filing.values[cell])) + 3
    return render_html(replace(filing, figures={**filing.figures, cell: wrong})).encode()


@pytest.mark.parametrize("cell", TOTALS)
def test_d6_a_page_is_not_told_of_formulas(cell: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(with_total(cell))
    examined = published_only(examine_reading(read_report(tmp_path / "a.html")))
    wrong = [f for f in examined.findings if f.severity is Severity.ERROR]
    assert wrong
    assert not [f for f in examined.findings if f.rule == TOTALS_DIFFER]
    assert not [f for f in wrong if "公式" in f.sentence + f.remedy]


@pytest.mark.parametrize("cell", TOTALS)
def test_d6_the_workbook_says_whose_total_it_is(cell: str, tmp_path: Path) -> None:
    made = import_document(read_any(with_total(cell), ".html"))
    (tmp_path / "a.xlsx").write_bytes(pour(made.filing, made.findings))
    examined = examine(tmp_path / "a.xlsx")
    assert examined.reading.filing
    assert examined.reading.filing.values[cell] == made.filing.figures[cell]
    told = [f for f in examined.findings if f.rule == TOTALS_DIFFER]
    assert [cell in f.cells for f in told] == [True]
    assert str(made.filing.figures[cell]) in told[0].sentence
    assert not [f for f in examined.findings if f.rule == CLAIM]


def test_d6_a_total_typed_by_a_clerk_is_told_as_before(poured: bytes, tmp_path: Path) -> None:
    path = typed(poured, tmp_path / "a.xlsx", {LAYOUT.place(TOTALS[0]): 9})
    assert [f for f in examine(path).findings if f.rule == CLAIM]


# ------------------------------------------------------------------ D7

ONE_PIECE = [
    ("公开的主动性还不够，解读形式单一，我局将予以解决。",),
    ("1.公开渠道需改进。", "2.栏目更新还不及时。"),
    ("解读形式有待改进，队伍需要加强。", "公众参与的渠道较少。", "对此将逐项整改。"),
]


@pytest.mark.parametrize("texts", ONE_PIECE)
def test_d7_problems_and_improvements_in_one_piece_are_no_gap(
    texts: tuple[str, ...], tmp_path: Path
) -> None:
    filing = passing(EDITION)
    told = {**filing.narratives, "shortcomings": texts, "improvements": ()}
    page = render_html(replace(filing, narratives=told))
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    reading = read_report(tmp_path / "a.html")
    assert reading.filing
    assert reading.filing.paragraphs("shortcomings") == texts
    examined = published_only(examine_reading(reading))
    assert [f for f in examined.findings if f.rule == UNDIVIDED and f.is_doubt]
    assert not [f for f in examined.findings if f.verdict is Verdict.UNFILLED]
    assert examined.tally.errors == 0
