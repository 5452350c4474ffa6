"""A second calculation engine, which shares nothing with ours, gets what the workbook carries.

Each book's cached values are taken out; every formula is worked out again and compared.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import filings
import hostile
import openpyxl
import pytest
from books import without_values
from returns import failing, passing, unfilled

from xltools.demo.returned import filing_of, office
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import EDITIONS, Edition, load
from xltools.law.rule import Severity
from xltools.template import build_blank, pour

engine = pytest.importorskip("betteroffice_xlsx", reason="betteroffice-xlsx is not installed")

BOOKS: dict[str, Callable[[Edition], bytes]] = {
    "nothing done": lambda edition: pour(filings.nothing_done(edition)),
    "passing": lambda edition: pour(passing(edition)),
    "failing": lambda edition: pour(failing(edition)),
    "unfilled": lambda edition: pour(unfilled(edition)),
    "hostile": lambda edition: pour(hostile.filed(edition)),
    "explained": lambda edition: pour(explained(edition)),
    "imported": lambda edition: pour(passing(edition), doubted()),
}


def explained(edition: Edition) -> Filing:
    said = {"T6-TARIFF": "含上年补缴5元", "T3-BALANCE/business": "无"}
    return replace(failing(edition), explanations=said)


def doubted() -> tuple[Finding, ...]:
    """What an import doubts: two cells, and the whole."""
    cells = ("requests.new.business", "disclosure.regulations.in_force")
    told = Finding("T-LABEL/requests", Severity.WARNING, Verdict.FAIL, "疑点", "核对", "", cells)
    return told, replace(told, id="T-SCANS", cells=())


def differing(book: bytes, folder: Path) -> tuple[int, list[str]]:
    """How many formulas a book has, and those that the other engine gets another value for."""
    bare = folder / "bare.xlsx"
    bare.write_bytes(without_values(book))
    other = engine.Workbook.open_path(str(bare))
    other.recalculate()
    sheets = list(other.sheet_names)
    formulas, carried = (
        openpyxl.load_workbook(io.BytesIO(book), data_only=d) for d in (False, True)
    )
    count, wrong = 0, list[str]()
    for sheet in formulas.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            count += 1
            ours = carried[sheet.title][cell.coordinate].value
            theirs = other.value(sheets.index(sheet.title), cell.coordinate)
            if not same(ours, theirs):
                wrong.append(f"{sheet.title}!{cell.coordinate} {ours!r} {theirs!r} {cell.value}")
    return count, wrong


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return (ours or "") == (theirs or "")


@pytest.mark.parametrize("id", EDITIONS)
def test_a_blank_book_is_the_same_in_another_engine(id: str, tmp_path: Path) -> None:
    count, wrong = differing(build_blank(load(id)), tmp_path)
    assert wrong == []
    assert count > 400


@pytest.mark.parametrize("name", BOOKS)
def test_a_filled_book_is_the_same_in_another_engine(
    name: str, edition: Edition, tmp_path: Path
) -> None:
    count, wrong = differing(BOOKS[name](edition), tmp_path)
    assert wrong == []
    assert count > 400


@pytest.mark.parametrize("number", range(0, 13, 5))
def test_a_return_of_the_demo_is_the_same_in_another_engine(number: int, tmp_path: Path) -> None:
    returned = [file for file in office()["file"] if file["source"].endswith(".json")][number]
    count, wrong = differing(pour(filing_of(returned)), tmp_path)
    assert wrong == []
    assert count > 400
