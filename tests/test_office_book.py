"""The office's own tables: written as data, read back by caption, whatever people did to them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from books import TOLERATED
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook
from strategies import LETTERS

from xltools.collection.tables.reader import OfficeReading, read_tables
from xltools.collection.tables.table import Column, ColumnKind, Formula, Item, Link, Table
from xltools.collection.tables.writer import write_book
from xltools.reader.cells.words import clean

BODIES = Table(
    "单位",
    (
        Column("name", "单位全称", 30, open=True, required=True),
        Column("code", "编码", 10, open=True),
        Column("mode", "方式", 10, open=True, choices=("自办", "合办"), help="选一种"),
        Column("due", "期限", 12, ColumnKind.DATE, open=True),
        Column("count", "件数", 8, ColumnKind.NUMBER),
    ),
    preface=("某某县",),
    spare=3,
    frozen=1,
)


def _read(path: Path, rows: list[dict[str, Item]]) -> OfficeReading:
    path.write_bytes(write_book({BODIES: rows}))
    return read_tables(path, [BODIES])


def _edited(path: Path, rows: list[dict[str, Item]], edit: Callable[[Worksheet], object]) -> Path:
    """The table after somebody worked on it in a spreadsheet program."""
    book = load_workbook(io.BytesIO(write_book({BODIES: rows})))
    edit(book["单位"])
    book.save(path)
    return path


def _ids(reading: OfficeReading) -> list[tuple[str, tuple[str, ...]]]:
    return [(located.finding.id, located.addresses) for located in reading.problems]


FULL: dict[str, Item] = {
    "name": "甲局",
    "code": "007",
    "mode": "自办",
    "due": date(2026, 1, 31),
    "count": Decimal("3.5"),
}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    reading = _read(tmp_path / "a.xlsx", [FULL, {"name": "乙局"}])
    assert reading.read
    assert reading.problems == ()
    assert [row.values for row in reading.of(BODIES)] == [FULL, {"name": "乙局"}]
    assert [row.number for row in reading.of(BODIES)] == [3, 4]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": st.text(LETTERS, min_size=1).filter(lambda text: clean(text) == text)},
            optional={
                "due": st.dates(date(1990, 1, 1), date(2099, 12, 31)),
                "count": st.integers(-(10**12), 10**12),
                "mode": st.sampled_from(["自办", "合办"]),
            },
        ),
        max_size=8,
    )
)
def test_any_table_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Item]]
) -> None:
    reading = _read(tmp_path_factory.mktemp("book") / "a.xlsx", rows)
    assert [row.values for row in reading.of(BODIES)] == rows


def test_columns_may_move_and_captions_may_be_dressed_up(tmp_path: Path) -> None:
    def move(sheet: Worksheet) -> None:
        sheet.insert_rows(1)
        sheet.insert_cols(1)
        sheet["A3"] = "序号"
        sheet["B3"] = " 单位 全称* "

    path = _edited(tmp_path / "a.xlsx", [FULL], move)
    reading = read_tables(path, [BODIES])
    assert [row.values for row in reading.of(BODIES)] == [FULL]
    assert reading.problems == ()


def test_values_are_read_as_people_write_them(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        sheet["B3"] = 7
        sheet["C3"] = "自 办"
        sheet["D3"] = "２０２６年１月３１日"
        sheet["E3"] = "１，２００"
        sheet["A9"] = "乙局"
        sheet["D9"] = datetime(2026, 2, 28)
        sheet["A10"] = "丙局"
        sheet["D10"] = 46053
        sheet["D10"].number_format = "General"

    path = _edited(tmp_path / "a.xlsx", [FULL], write)
    reading = read_tables(path, [BODIES])
    assert reading.problems == ()
    first, second, third = reading.of(BODIES)
    assert first.values == {
        "name": "甲局",
        "code": "7",
        "mode": "自办",
        "due": date(2026, 1, 31),
        "count": 1200,
    }
    assert (second.number, second.date("due")) == (9, date(2026, 2, 28))
    assert third.date("due") == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("cell", "value", "problem"),
    [
        ("A3", None, "O-REQUIRED"),
        ("C3", "代办", "O-NOT-CHOICE"),
        ("D3", "一月底", "O-NOT-DATE"),
        ("D3", "2026-02-30", "O-NOT-DATE"),
        ("E3", "3件", "O-NOT-NUMBER"),
        ("E3", True, "O-NOT-NUMBER"),
        ("B3", "=1/0", "O-BROKEN-CELL"),
    ],
)
def test_what_cannot_be_read_is_a_problem_of_its_cell(
    tmp_path: Path, cell: str, value: str | bool | None, problem: str
) -> None:
    path = _edited(tmp_path / "a.xlsx", [FULL], lambda sheet: sheet.__setitem__(cell, value))
    reading = read_tables(path, [BODIES])
    assert _ids(reading) == [(problem, (f"单位!{cell}",))]
    assert len(reading.of(BODIES)) == 1


def test_a_header_that_lacks_a_column(tmp_path: Path) -> None:
    path = _edited(tmp_path / "a.xlsx", [FULL], lambda sheet: sheet.delete_cols(5))
    assert _ids(read_tables(path, [BODIES])) == [("O-COLUMN-GONE", ("单位!A2",))]
    path = _edited(tmp_path / "b.xlsx", [FULL], lambda sheet: sheet.delete_cols(1))
    reading = read_tables(path, [BODIES])
    assert _ids(reading) == [("O-NO-COLUMN", ("单位!A2",))]
    assert reading.of(BODIES) == ()


def test_a_caption_that_stands_twice(tmp_path: Path) -> None:
    path = _edited(tmp_path / "a.xlsx", [FULL], lambda sheet: sheet.__setitem__("H2", "编码"))
    reading = read_tables(path, [BODIES])
    assert _ids(reading) == [("O-COLUMN-TWICE", ("单位!B2",))]
    assert reading.of(BODIES)[0].text("code") == "007"


def test_a_sheet_that_was_renamed_or_lost(tmp_path: Path) -> None:
    path = _edited(tmp_path / "a.xlsx", [FULL], lambda sheet: setattr(sheet, "title", "名单"))
    assert len(read_tables(path, [BODIES]).of(BODIES)) == 1
    other = Table("别的", BODIES.columns)
    assert [item[0] for item in _ids(read_tables(path, [BODIES, other]))] == [
        "O-NO-SHEET",
        "O-NO-SHEET",
    ]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut off", b"%PDF-1.7"])
def test_a_bad_file_is_one_problem_and_no_exception(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    reading = read_tables(path, [BODIES])
    assert not reading.read
    assert _ids(reading) == [("O-NOT-READ", ())]
    assert _ids(read_tables(tmp_path / "none.xlsx", [BODIES])) == [("O-NOT-READ", ())]


def test_cells_far_apart_are_refused(tmp_path: Path) -> None:
    path = _edited(tmp_path / "a.xlsx", [FULL], lambda sheet: sheet.__setitem__("GZ99999", "远"))
    assert _ids(read_tables(path, [BODIES])) == [("O-NOT-READ", ())]


def _open(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    sheet = _open(write_book({BODIES: [{"name": "=1+1", "code": "@SUM(1)"}]}))["单位"]
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("@SUM(1)", "s")
    reading = _read(tmp_path / "a.xlsx", [{"name": "=1+1"}])
    assert reading.of(BODIES)[0].text("name") == "=1+1"


def test_a_formula_carries_its_value() -> None:
    rows: list[dict[str, Item]] = [
        {"name": Link("#单位!A9", '转到"甲"'), "count": Formula("SUM(1,2)", 3)}
    ]
    data = write_book({BODIES: rows})
    sheet = _open(data)["单位"]
    assert sheet["A3"].value == '=HYPERLINK("#单位!A9","转到""甲""")'
    shown = load_workbook(io.BytesIO(data), data_only=True)["单位"]
    assert (shown["A3"].value, shown["E3"].value) == ('转到"甲"', 3)


def test_open_cells_are_unlocked_and_offer_what_may_be_chosen() -> None:
    sheet = _open(write_book({BODIES: [FULL]}))["单位"]
    assert [sheet.cell(6, column).protection.locked for column in (1, 2, 3, 4, 5)] == [
        False,
        False,
        False,
        False,
        True,
    ]
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref), rule.prompt) == ('"自办,合办"', "C3:C6", "选一种")
    assert sheet.auto_filter.ref == "A2:E3"
    assert sheet.freeze_panes == "B3"


def test_the_same_rows_make_the_same_bytes() -> None:
    assert write_book({BODIES: [FULL]}) == write_book({BODIES: [FULL]})


def test_more_rows_than_a_return_has(tmp_path: Path) -> None:
    rows: list[dict[str, Item]] = [{"name": f"单位{number}"} for number in range(12_000)]
    reading = _read(tmp_path / "a.xlsx", rows)
    assert reading.of(BODIES)[-1].text("name") == "单位11999"


# ------------------------------------------------------------------ other readers


@pytest.mark.parametrize("count", [0, 1, 40])
def test_every_reader_sees_all_cells(count: int) -> None:
    """Some believe the `<dimension>`, and read nothing beyond it."""
    rows = [{**FULL, "name": f"单位{number}"} for number in range(count)]
    made = write_book({BODIES: rows})
    whole = load_workbook(io.BytesIO(made))["单位"]
    hasty = load_workbook(io.BytesIO(made), read_only=True)["单位"]
    assert hasty.calculate_dimension() == f"A1:E{2 + count + BODIES.spare}"
    assert list(hasty.values) == list(whole.values)
    engine = CalamineWorkbook.from_filelike(io.BytesIO(made))
    calamine = engine.get_sheet_by_name("单位").to_python(skip_empty_area=False)
    held = [[value for value in row if value not in (None, "")] for row in whole.values]
    seen = [[value for value in row if value != ""] for row in calamine]
    assert [len(row) for row in seen if row] == [len(row) for row in held if row]
    assert seen[-1] == [] or seen[-1][0] == f"单位{count - 1}" or count == 0


@pytest.mark.parametrize("count", [0, 3])
def test_a_validator_finds_no_fault(count: int, tmp_path: Path) -> None:
    made = tmp_path / "单位.xlsx"
    made.write_bytes(write_book({BODIES: [FULL] * count}))
    result = OpenXmlValidator().validate(str(made))
    tolerated = (*TOLERATED, "Unexpected element 'u' found")  # openpyxl's order again
    assert [e for e in result.errors if not any(t in e.description for t in tolerated)] == []
