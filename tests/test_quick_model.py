"""The workbook in memory says the same with its shortcuts as without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

pytest.importorskip("pyopenvba", reason="pyOpenVBA is not installed")

import quick_model
from fake_excel import FakeExcel, com_error
from openpyxl.styles import Protection

FORMULAS = {
    "D1": "=SUM(A1:A9)",
    "D2": '=COUNTIFS(A:A,">1",B:B,"")',
    "D3": '=IF(D1>D2,"多","少")&COUNTBLANK(A1:B9)',
    "D4": "=SUMPRODUCT((A1:A9<>\"\")*1)+INDEX('乙'!A1:B3,2,1)",
    "D5": "=IFERROR(A1/A2,LOOKUP(2,A1:A9))",
    "D6": "=D5",
}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Path]:
    made = openpyxl.Workbook()
    first, second = made.worksheets[0], made.create_sheet("乙")
    first.title = "甲"
    for address, formula in FORMULAS.items():
        first[address] = formula
    for row in first["A1:B9"]:
        for cell in row:
            cell.protection = Protection(locked=False)
    second["A2"] = 5
    first.protection.enable()
    made.save(path := tmp_path / "a.xlsx")
    yield path
    quick_model.use()


def walked(path: Path) -> list[object]:
    """What its formulas and cells come to after each of some changes."""
    sheet = (excel := FakeExcel(path)).book.sheets["甲"]
    seen: list[object] = []
    for address, typed in (
        ("A1:B3", [[4, None], [2, "字"], [None, None]]),
        ("A1:A3", [[None], [3], ["=A2*2"]]),
        ("A2:B3", [[None, None], [7, "x"]]),
        ("C1:C2", [[None], [1]]),
        ("A1:A9", [[None]] * 9),
    ):
        try:
            sheet.range(address).value = typed
        except com_error:
            seen.append("refused")
        excel.book.app.calculate()
        seen.append([sheet.range(area).value for area in (*FORMULAS, "A1:C9")])
    excel.book.sheets["乙"].range("A2").value = 6
    excel.book.app.calculate()
    return [*seen, sheet.range("D4").value]


def test_no_value_differs(book: Path) -> None:
    quickly = walked(book)
    quick_model.use(quick_model.AS_THEY_WERE)
    assert walked(book) == quickly
    assert "refused" in quickly
    assert len({str(state) for state in quickly}) > 5
