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
from conftest import Office
from returns import failing, passing, unfilled

from xltools.demo.returned import filing_of, office
from xltools.filing.confront import confront
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict, tally
from xltools.law.edition import EDITIONS, Edition, load
from xltools.law.expression import Valid
from xltools.law.rule import Severity
from xltools.layout.places import Spot
from xltools.layout.return_book import CHECK, layout_of
from xltools.messages import say
from xltools.reader import read_return
from xltools.template import build_blank, pour
from xltools.template.formulas.rules import INVALID

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


@pytest.mark.office
@pytest.mark.parametrize(
    ("id", "number", "long"),
    [
        ("2021", 612301198203054518, True),
        ("2021", 10**15 - 1, False),
        ("2019", 10**15, True),
    ],
    ids=["identity", "fifteen", "sixteen"],
)
def test_a_number_too_long_for_a_spreadsheet_is_wrong_to_every_engine(
    id: str, number: int, *, long: bool, tmp_path: Path, soffice: Office
) -> None:
    """In a cell of each kind, typed as a number; no engine makes a check code of it."""
    edition = load(id)
    layout = layout_of(edition)
    kinds = {edition.form.cells[cell].column.kind: cell for cell in edition.typed}
    book = tmp_path / "typed.xlsx"
    typed = openpyxl.load_workbook(io.BytesIO(pour(filings.nothing_done(edition))))
    for cell in kinds.values():
        spot = layout.figures[cell]
        typed[spot.sheet][spot.address] = number
    typed.save(book)
    book.write_bytes(without_values(book.read_bytes()))
    filing = read_return(book).filing
    assert filing
    found = confront(filing)
    failed = {one.id for one in found if one.verdict is Verdict.FAIL}
    valid = {one.id: one.claim for one in edition.instances if isinstance(one.claim, Valid)}
    assert failed & valid.keys() == {
        one for one, claim in valid.items() if long and set(kinds.values()) & set(claim.cells)
    }
    other = engine.Workbook.open_path(str(book))
    other.recalculate()
    made = openpyxl.load_workbook(soffice(book, "xlsx", tmp_path / "made"), data_only=True)

    def shown(spot: Spot) -> set[object]:
        theirs = other.value(list(other.sheet_names).index(spot.sheet), spot.address)
        return {theirs, made[spot.sheet][spot.address].value}

    for cell in kinds.values():
        assert (shown(layout.state_of(cell)) == {INVALID}) is long, cell
    for one in valid:
        verdict = say("verdict.fail" if one in failed else "verdict.pass")
        assert shown(layout.checks[one].spot("verdict")) == {verdict}, one
    assert (shown(layout.code) == {say("cover.code_broken")}) is long
    assert shown(layout.progress[CHECK].count("errors")) == {tally(found).errors}


FIFTEEN_DIGITS = {
    612301820305451: True,
    110105491231002: True,
    820000040229123: True,
    820000000229123: False,
    990105491231002: False,
    110105491331002: False,
    110105490631002: False,
    999999999999999: False,
    -110105491231002: False,
}
"""Numbers of fifteen digits, and whether they are built as identity numbers of before 1999 were:
with a province, and a day that there was.
"""


@pytest.mark.office
@pytest.mark.parametrize("total", ["", "requests.new.total"], ids=["computed", "written over"])
def test_an_identity_number_of_fifteen_digits_is_no_figure_to_any_engine(
    total: str, edition: Edition, tmp_path: Path, soffice: Office
) -> None:
    """Each in a cell of its own, row and column apart: what adds it up waits for it."""
    layout = layout_of(edition)
    rows = dict.fromkeys(cell.split(".")[1] for cell in edition.typed if cell[:8] == "requests")
    columns = ("natural_person", "business", "research", "public_interest", "legal_service")
    places = [f"requests.{row}.{columns[at % 5]}" for at, row in enumerate(rows)]
    typed = dict(zip(places, FIFTEEN_DIGITS, strict=False))
    book = tmp_path / "typed.xlsx"
    made = openpyxl.load_workbook(io.BytesIO(pour(filings.nothing_done(edition))))
    for cell, number in (*typed.items(), *([(total, 5)] if total else [])):
        made[layout.figures[cell].sheet][layout.figures[cell].address] = number
    made.save(book)
    book.write_bytes(without_values(book.read_bytes()))
    filing = read_return(book).filing
    assert filing
    found = confront(filing)
    other = engine.Workbook.open_path(str(book))
    other.recalculate()
    again = openpyxl.load_workbook(soffice(book, "xlsx", tmp_path / "made"), data_only=True)

    def shown(spot: Spot) -> set[object]:
        theirs = other.value(list(other.sheet_names).index(spot.sheet), spot.address)
        return {theirs, again[spot.sheet][spot.address].value}

    for cell, number in typed.items():
        assert (filing.figures[cell] == number) is not FIFTEEN_DIGITS[number], number
        bad = FIFTEEN_DIGITS[number] or number < 0
        assert (shown(layout.state_of(cell)) == {INVALID}) is bad, number
    waits = {one.id for one in found if one.waits}
    words = {one: shown(row.spot("verdict")) for one, row in layout.checks.items()}
    assert {one for one, said in words.items() if say("verdict.waiting") in said} == waits != set()
    assert {len(said) for said in words.values()} == {1}
    assert shown(layout.progress[CHECK].count("errors")) == {tally(found).errors}
    assert shown(layout.code) == {say("cover.code_broken")}
