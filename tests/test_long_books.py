"""台账.xlsx of a province: what bounds the reader is what it reads, not what it skips.

The true size (10,000 files with 20 findings each) is measured by benchmarks/office_book.py; here
the bounds are small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from ledgers import rows, write_into
from openpyxl.worksheet.worksheet import Worksheet
from returns import failing, passing, run_here, save

from xltools.collection.ledger.facts import Choice
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import BOOK
from xltools.collection.ledger_book.book import files_table, findings_table
from xltools.collection.tables import reader, writer
from xltools.collection.tables.reader import OfficeReading, read_tables
from xltools.collection.tables.table import Column, Table
from xltools.collection.tables.writer import OfficeBook, write_book
from xltools.filing.states import FileState
from xltools.law.edition import load
from xltools.platform.zips import TooMuch
from xltools.reader.any_book import skim
from xltools.reader.any_book.tables import Size, read_sheets

EDITION = load("2021")
TABLE = Table(
    "表",
    (
        Column("name", "名称", 10, required=True),
        Column("text", "正文", 40),
        Column("mark", "标记", 8, open=True),
        Column("more", "其他", 40),
    ),
    preface=("黄色列由收取单位填写。",),
)
SHORT = replace(TABLE, columns=(TABLE.columns[0], TABLE.columns[2]))
LONG = 400


def book(path: Path, count: int = LONG) -> Path:
    listed = [
        {
            "name": f"单位{n}" if n % 3 else None,
            "text": f"<row {n % 7}>" * 30,
            "mark": "是" if n == count - 1 else None,
            "more": "甲" * 50,
        }
        for n in range(count)
    ]
    path.write_bytes(write_book({TABLE: listed}))
    return path


def saved_again(path: Path) -> None:
    """Saved by another program."""
    openpyxl.load_workbook(path).save(path)


def turned(path: Path) -> None:
    """The columns in another order, a title above."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[TABLE.sheet]
    assert isinstance(sheet, Worksheet)
    sheet.insert_rows(1, 3)
    sheet["A1"] = "我县台账"
    sheet.move_range(f"A4:A{sheet.max_row}", cols=8)
    workbook.save(path)


def as_written(path: Path) -> None:
    """As we wrote it."""
    assert path.is_file()


def small(part: int) -> Size:
    return Size(part, 1 << 20, 1 << 30)


def told(reading: OfficeReading) -> list[tuple[int, object, object]]:
    assert reading.read, reading.problems
    return [(r.number, r.values.get("name"), r.values.get("mark")) for r in reading.of(SHORT)]


@pytest.mark.parametrize("change", [as_written, saved_again, turned])
def test_a_long_sheet_is_read_as_a_short_one(
    change: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "a.xlsx")
    change(path)
    whole = read_tables(path, [SHORT])
    monkeypatch.setattr(reader, "USUAL", small(120_000))
    long = read_tables(path, [SHORT])
    assert told(long) == told(whole)
    assert len(told(long)) > LONG / 2
    assert told(long)[-1][2] == "是"


def test_what_is_kept_is_bounded_all_the_same(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    sheets = read_sheets(path, lambda names: names, lambda _, __: [1, 3], small(10_000))
    assert sheets.unread is FileState.TOO_BIG


SHEET = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
ENDLESS = {
    "a row without end": [SHEET, *[b"<c/>" * (1 << 18)] * 9],
    "no row at all": [b"x" * (1 << 20)] * 9,
    "rows that are all kept": [SHEET, *[b'<row r="2"><c r="A2"><v>1</v></c></row>' * 9999] * 99],
}


@pytest.mark.parametrize("blocks", ENDLESS.values(), ids=ENDLESS)
def test_what_has_no_end_is_too_much(blocks: list[bytes]) -> None:
    with pytest.raises(TooMuch):
        skim.columns([1])(iter(blocks), 1 << 20)


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
def test_rows_are_found_wherever_a_block_ends(size: int) -> None:
    rows_ = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d"/><c r="C%d"><v>0</v></c></row>'
        % ((n,) * 5)
        for n in range(1, 60)
    )
    sheet = b"<worksheet><sheetData>" + rows_ + b"</sheetData><x/></worksheet>"
    blocks = (sheet[at : at + size] for at in range(0, len(sheet), size))
    kept = skim.columns([1])(blocks, 1 << 20)
    assert kept.count(b"<row ") == 59
    assert kept.count(b'<c r="A') == 59
    assert kept.count(b'<c r="C') == skim.HEAD_ROWS
    assert kept.endswith(b"</row></sheetData></worksheet>")


def test_decisions_in_a_long_book_are_obeyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tmp_path / "收件", tmp_path / "结果"
    for number in range(40):
        make = failing if number % 2 else passing
        save(make(EDITION, name=f"单位{number}"), folder / f"{number}.xlsx")
    run_here(folder, out)
    write_into(out, files_table(), "file", "11.xlsx", {"adopt": Choice.NO.label, "opinion": "请核"})
    monkeypatch.setattr(reader, "USUAL", small(60_000))
    run_here(folder, out)
    row = next(row for row in rows(out, files_table()) if row["file"] == "11.xlsx")
    assert (row["adopt"], row["opinion"]) == (Choice.NO.label, "请核")


# ------------------------------------------------------------------ a next sheet


@pytest.fixture
def short_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LAST_ROW", 12)


@pytest.mark.usefixtures("short_sheets")
def test_past_its_last_row_a_sheet_goes_on_in_a_next(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", 32)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["表", "表2", "表3", "表4"]
    assert [workbook[name].max_row for name in workbook.sheetnames] == [12, 12, 12, 4]
    for name in workbook.sheetnames:
        assert workbook[name]["A2"].value == "名称"
        assert workbook[name].protection.sheet == TABLE.protected
    reading = read_tables(path, [SHORT])
    assert len(reading.of(SHORT)) == 21, "blank ones left out"
    mark = reading.of(SHORT)[-1].spot("mark")
    assert mark
    assert mark.reference == "表4!C4"


@pytest.mark.usefixtures("short_sheets")
def test_a_place_names_the_sheet_it_is_on() -> None:
    made = OfficeBook([TABLE])
    places = [(made.next_place(TABLE), made.add(TABLE, {})) for _ in range(11)]
    made.close()
    assert all(before == after for before, after in places)
    assert [place for place, _ in places][-2:] == ["表!A12", "表2!A3"]


@pytest.mark.usefixtures("short_sheets")
def test_links_hold_on_a_next_sheet(tmp_path: Path) -> None:
    folder, out = tmp_path / "收件", tmp_path / "结果"
    for number in range(6):
        save(failing(EDITION, name=f"单位{number}"), folder / f"{number}.xlsx")
    run_here(folder, out)
    workbook = openpyxl.load_workbook(out / BOOK)
    findings = [name for name in workbook.sheetnames if name.startswith(findings_table().sheet)]
    assert len(findings) > 1
    column = files_table().letter("findings")
    links = [workbook["收件"][f"{column}{row}"].value for row in range(3, 9)]
    for number, link in enumerate(links):
        sheet, _, cell = str(link).partition("#")[2].partition('"')[0].partition("!")
        assert workbook[sheet][cell].value == f"单位{number}"
    assert {str(link).partition("#")[2].partition("!")[0] for link in links} <= set(findings)
    with Ledger.open(out) as ledger:
        assert len(ledger.present()) == 6
