"""A finding about a text points to the cell in which the quoted words stand.

X1 in the findings of a file, and in what the ribbon says and selects
X2 in the slip: its letter, its workbook's note and row of 校验
X3 where lines were joined, a heading was dropped, and several paragraphs stand in one cell
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from filings import busy, poured
from returns import book_of

from xltools import cli
from xltools.collection.ledger.stored import filing_from, filing_text
from xltools.collection.outgoing.slip import BOOK, WORD, slip
from xltools.examination.examine import examine
from xltools.examination.record import Located, record_of
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.layout.return_book import CHECK, CheckRow, Spot, layout_of
from xltools.reader import read_return
from xltools.reader.cells.grid import read_grid
from xltools.reader.form.stamp import cells_to_read
from xltools.reader.opening.package import Package
from xltools.report import render_package
from xltools.ribbon import pressed
from xltools.ribbon.checking import checked
from xltools.ribbon.telling import stops_of
from xltools.template import pour

FINE = "主动公开政府信息，及时更新机关概况。"
WRONG = {
    "C-FIGURE": "全年收到政府信息公开申请99件。",
    "C-PLACEHOLDER": "收到申请XX件。",
    "C-IDENTITY-CARD": "联系人身份证号110101199003077715。",
}
"""A paragraph that each of these finds something in."""


def book_with(edition: Edition, path: Path, rows: dict[int, str], item: str = "proactive") -> Path:
    """A workbook in which rows of a text, from 0, hold what is given."""
    book = book_of(busy(edition))
    lines = [rows.get(row, "") for row in range(max(rows) + 1)]
    return replace(book, texts={**book.texts, item: lines}).save(path)


def found_in(path: Path, rule: str) -> Located:
    examined = examine(path)
    (found,) = (one for one in record_of(path.name, examined).findings if one.finding.rule == rule)
    return found


def spot_of(edition: Edition, row: int, item: str = "proactive") -> Spot:
    return layout_of(edition).narratives[item].first.moved(rows=row)


# ------------------------------------------------------------------ X1


@pytest.mark.parametrize("row", [0, 1, 4])
@pytest.mark.parametrize("rule", WRONG)
def test_x1_it_is_the_cell_of_the_words(
    rule: str, row: int, edition: Edition, tmp_path: Path
) -> None:
    path = book_with(edition, tmp_path / "a.xlsx", {0: FINE, row: WRONG[rule]})
    found, spot = found_in(path, rule), spot_of(edition, row)
    assert found.addresses[0] == spot.reference
    assert found.place.startswith(f"{spot.reference}（（一）主动公开）")


def test_x1_the_ribbon_goes_there_and_links_there(edition: Edition, tmp_path: Path) -> None:
    path = book_with(edition, tmp_path / "a.xlsx", {0: FINE, 3: WRONG["C-FIGURE"]})
    package = Package(path.read_bytes())
    found = checked(read_grid(package, cells_to_read()), path.name, package.pasted)
    spot = spot_of(edition, 3)
    assert spot in [stop.spot for stop in stops_of(found)]
    written = [
        data for write in pressed.validate(found).writes for row in write.data for data in row
    ]
    assert f"'{spot.link}" in written or spot.link in written


# ------------------------------------------------------------------ X2


@pytest.mark.parametrize("row", [1, 4])
def test_x2_the_slip_says_and_marks_the_same_cell(
    row: int, edition: Edition, tmp_path: Path
) -> None:
    path = book_with(edition, tmp_path / "a.xlsx", {0: FINE, row: WRONG["C-FIGURE"]})
    examined = examine(path)
    documents = slip(examined.reading.filing, record_of("a.xlsx", examined), with_book=True)
    book, spot = openpyxl.load_workbook(io.BytesIO(documents[BOOK])), spot_of(edition, row)
    cell = book[spot.sheet][spot.address]
    assert cell.value == WRONG["C-FIGURE"]
    assert cell.comment
    assert "99" in cell.comment.text
    page = CheckRow(layout_of(edition).free.first.row).spot("page")
    assert book[CHECK][page.address].value == spot.link


def told_at(documents: dict[str, bytes]) -> list[str]:
    """What stands in the cells of the slip's letter."""
    page = docx.Document(io.BytesIO(documents[WORD]))
    return [cell.text for table in page.tables for row in table.rows for cell in row.cells]


def noted(documents: dict[str, bytes], words: str) -> dict[str, str]:
    """The cells of the slip's workbook whose notes say these words, with their texts."""
    book = openpyxl.load_workbook(io.BytesIO(documents[BOOK]))
    return {
        f"{sheet.title}!{cell.coordinate}": str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and words in cell.comment.text
    }


def agrees(documents: dict[str, bytes], rule: str, words: str) -> str:
    """The one cell that letter, mark and link name for a finding, which holds what is wrong."""
    ((reference, text),) = noted(documents, words).items()
    assert WRONG[rule] in text.split("\n")
    assert any(said.startswith(f"{reference}（") for said in told_at(documents))
    sheet, _, address = reference.partition("!")
    book = openpyxl.load_workbook(io.BytesIO(documents[BOOK]))
    links = [str(cell.value) for row in book[CHECK].iter_rows() for cell in row]
    assert f"'{sheet}'!{address}" in links
    return reference


@pytest.mark.parametrize(
    "rows",
    [{1: FINE, 4: WRONG["C-FIGURE"]}, {2: WRONG["C-FIGURE"]}],
)
def test_x2_of_a_filing_that_the_ledger_kept_it_is_the_same_cell(
    rows: dict[int, str], edition: Edition, tmp_path: Path
) -> None:
    path = book_with(edition, tmp_path / "a.xlsx", rows)
    examined = examine(path)
    assert examined.reading.filing
    kept = filing_from(filing_text(examined.reading.filing))
    documents = slip(kept, record_of("a.xlsx", examined), with_book=True)
    assert agrees(documents, "C-FIGURE", "99") == found_in(path, "C-FIGURE").addresses[0]


def test_x2_of_a_filing_of_an_older_ledger_letter_and_workbook_agree(
    edition: Edition, tmp_path: Path
) -> None:
    """It kept paragraphs, and not the empty rows between them."""
    path = book_with(edition, tmp_path / "a.xlsx", {1: FINE, 4: WRONG["C-FIGURE"]})
    examined = examine(path)
    assert examined.reading.filing
    kept = replace(examined.reading.filing, rows={})
    documents = slip(kept, record_of("a.xlsx", examined), with_book=True)
    assert agrees(documents, "C-FIGURE", "99") == spot_of(edition, 1).reference


@pytest.mark.parametrize(
    ("rule", "count", "at"), [("C-FIGURE", 2, 1), ("C-PLACEHOLDER", 9, 9), ("C-FIGURE", 16, 3)]
)
def test_x2_where_paragraphs_find_other_rows_letter_and_note_follow(
    rule: str, count: int, at: int, edition: Edition, tmp_path: Path
) -> None:
    """More paragraphs than rows, of a filing that no workbook told of."""
    texts = [f"{FINE}第{number}段。" for number in range(count)]
    texts.insert(at, WRONG[rule])
    filing = replace(
        busy(edition), narratives={**busy(edition).narratives, "proactive": tuple(texts)}
    )
    (tmp_path / "a.xlsx").write_bytes(poured(filing))
    record = record_of("a.xlsx", examine(tmp_path / "a.xlsx"))
    documents = slip(filing, record, with_book=True)
    assert agrees(documents, rule, {"C-FIGURE": "99", "C-PLACEHOLDER": "XX"}[rule])


def test_x2_of_a_row_too_high_to_be_given_back_whole_letter_and_note_follow(
    edition: Edition, tmp_path: Path
) -> None:
    """A row of so many lines that a workbook cannot show it: they find other rows."""
    lines = [f"{FINE * 6}第{number}段。" for number in range(12)]
    rows = {0: "\n".join((*lines, WRONG["C-FIGURE"]))}
    examined = examine(book_with(edition, tmp_path / "a.xlsx", rows))
    documents = slip(examined.reading.filing, record_of("a.xlsx", examined), with_book=True)
    assert agrees(documents, "C-FIGURE", "99") != spot_of(edition, 0).reference


def test_x2_what_import_says_is_the_cell_of_its_workbook(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a report of more paragraphs than rows."""
    texts = (*(f"{FINE}第{number}段。" for number in range(12)), WRONG["C-FIGURE"])
    filing = replace(busy(edition), narratives={**busy(edition).narratives, "proactive": texts})
    source, book = tmp_path / "a.docx", tmp_path / "b.xlsx"
    source.write_bytes(render_package(filing)[".docx"])
    cli.run(["import", str(source), "-o", str(book)])
    told = found_in(book, "C-FIGURE").addresses[0]
    assert told in " ".join(capsys.readouterr().out.split())


# ------------------------------------------------------------------ X3


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ({0: "（一）主动公开", 1: FINE, 2: WRONG["C-FIGURE"]}, 2),
        ({0: "主动公开政府信息，及时更新机关", 1: "概况。", 3: WRONG["C-FIGURE"]}, 3),
        ({1: f"{FINE}\n{FINE}\n{WRONG['C-FIGURE']}", 2: FINE}, 1),
        ({0: f"{FINE}\n\n{FINE}", 3: FINE, 4: f"{FINE}\n{WRONG['C-FIGURE']}"}, 4),
    ],
)
def test_x3_what_reading_makes_of_the_rows_moves_no_place(
    rows: dict[int, str], at: int, edition: Edition, tmp_path: Path
) -> None:
    path = book_with(edition, tmp_path / "a.xlsx", rows)
    assert found_in(path, "C-FIGURE").addresses[0] == spot_of(edition, at).reference


def test_x3_without_rows_known_it_is_a_row_each(edition: Edition) -> None:
    told = {"proactive": ("第一段。", "第二段。")}
    filing = Filing(edition, narratives=told, rows={"proactive": (0, 3)})
    assert [filing.row(("proactive",), number) for number in (0, 1, 2)] == [0, 3, 2]
    more = replace(filing, narratives={"proactive": (*told["proactive"], "第三段。")})
    assert [more.row(("proactive",), number) for number in (0, 1, 2)] == [0, 1, 2]
    assert filing.row(("management",), 4) == 4
    assert filing.row((), 1) == 1


@pytest.mark.parametrize("rows", [(0, 4), (0, 1, 2), (0, 1, 4, 6)])
def test_x2_rows_that_are_not_those_of_the_paragraphs_change_no_order(
    edition: Edition, rows: tuple[int, ...], tmp_path: Path
) -> None:
    said = ("第一段。", "第二段。", "第三段。", "第四段。")
    filing = replace(busy(edition), narratives={"management": said}, rows={"management": rows})
    (tmp_path / "表.xlsx").write_bytes(pour(filing))
    read = read_return(tmp_path / "表.xlsx").filing
    assert read
    assert read.paragraphs("management") == said
