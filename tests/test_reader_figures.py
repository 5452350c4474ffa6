"""Figures: what counts as a number, what a formula counts as, and whose a total is."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import Book, total_formula, with_cell

from xltools.filing.filing import BLANK, Filing, Unreadable
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.layout.return_book import Layout
from xltools.messages import say
from xltools.reader import read_return
from xltools.reader.cells.reference import moved, shape
from xltools.reader.cells.words import shown
from xltools.reader.form.figures import is_own_total

TYPED = "requests.new.business"
AMOUNT = "disclosure.administrative_charges.charged"
TOTAL = "requests.new.total"


def read(data: bytes, folder: Path) -> tuple[Filing, dict[str, Finding]]:
    path = folder / "return.xlsx"
    path.write_bytes(data)
    reading = read_return(path)
    assert reading.unread is None, reading.findings
    assert reading.filing
    return reading.filing, {finding.id: finding for finding in reading.findings}


@pytest.mark.parametrize(
    ("filled", "value"),
    [
        (5, 5),
        (5.0, 5),
        (0, 0),
        (-3, -3),
        (1e20, Unreadable("100000000000000000000")),
        (2.5, Decimal("2.5")),
        (3.0000000004, Decimal("3.0000000004")),
        ("   ", BLANK),
        ("　", BLANK),
        ("12件", Unreadable("12件")),
        ("三", Unreadable("三")),
        ("①", Unreadable("①")),
        ("1,23", Unreadable("1,23")),
        ("1.2.3", Unreadable("1.2.3")),
        ("5%", Unreadable("5%")),
        ("1.2e1", Unreadable("1.2e1")),
        ("9" * 40, Unreadable("9" * 40)),
        ("1、234", Unreadable("1、234")),
        (True, Unreadable("TRUE")),
        (datetime.date(2025, 3, 5), Unreadable("2025-03-05")),
        ("#REF!", Unreadable("#REF!")),
    ],
)
def test_a_figure_is_what_stands_there(
    filled: Any, value: object, edition: Edition, tmp_path: Path
) -> None:
    filing, findings = read(Book(edition, {TYPED: filled}).bytes(), tmp_path)
    assert filing.values[TYPED] == value
    assert type(filing.values[TYPED]) is type(value)
    assert not findings
    assert (TYPED in filing.places) is (value is not BLANK)


@pytest.mark.parametrize(
    ("filled", "value"),
    [
        ("３", 3),
        (" 12 ", 12),
        ("１，２３４", 1234),
        ("1,234.50", Decimal("1234.5")),
        ("1 234", 1234),
        ("\u200b7", 7),
        ("0", 0),
    ],
)
def test_text_with_one_reading_is_normalised_and_reported(
    filled: str, value: object, edition: Edition, tmp_path: Path
) -> None:
    filing, findings = read(Book(edition, {TYPED: filled}).bytes(), tmp_path)
    assert filing.figures[TYPED] == value
    assert findings.keys() == {"I-NORMALISED/requests"}


def test_all_normalised_cells_of_a_table_are_one_finding(edition: Edition, tmp_path: Path) -> None:
    cells = [cell for cell in edition.typed if cell.startswith("requests.")]
    values = dict.fromkeys(cells, "１")
    filing, findings = read(Book(edition, {**values, AMOUNT: "2"}).bytes(), tmp_path)
    assert findings.keys() == {"I-NORMALISED/requests", "I-NORMALISED/disclosure"}
    assert findings["I-NORMALISED/requests"].cells == tuple(cells)
    assert filing.places[TYPED] == "三依申请!E8"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('t="e"><v>#SPILL!</v>', Unreadable("#SPILL!")),
        ('t="n"><v>1e999</v>', Unreadable("1e999")),
        ("><v>13912345678901</v>", 13912345678901),
    ],
)
def test_what_the_engine_cannot_take_is_read_all_the_same(
    cell: str, value: object, edition: Edition, tmp_path: Path
) -> None:
    """An error new to it, a number out of range, and a long one in a cell made for dates."""
    book = Book(edition, {TYPED: datetime.date(2025, 1, 2)})
    spot = book.layout.figures[TYPED]
    xml = f'<c r="{spot.address}" s="1" {cell}</c>'.replace(" >", ">")
    filing, _ = read(with_cell(book.bytes(), spot, xml), tmp_path)
    assert filing.figures[TYPED] == value


# ------------------------------------------------------------------ formulas in open cells


def formula_book(edition: Edition, xml: str) -> bytes:
    book = Book(edition, {TYPED: 1})
    return with_cell(book.bytes(), book.layout.figures[TYPED], xml)


@pytest.mark.parametrize(
    ("formula", "cached", "value", "finding"),
    [
        ("<f>1+2</f>", "<v>3</v>", 3, "I-FORMULA/requests"),
        ("<f>0.1+0.2</f>", "<v>0.30000000000000004</v>", Decimal("0.3"), "I-FORMULA/requests"),
        ("<f>[1]表!A1</f>", "<v>4</v>", 4, "I-EXTERNAL/requests"),
        ("<f>1+2</f>", "<v></v>", Unreadable(say("reader.no_result")), "I-UNCALCULATED/requests"),
        ("<f>1+2</f>", "", Unreadable(say("reader.no_result")), "I-UNCALCULATED/requests"),
        ('<f t="shared" si="0"/>', "<v>6</v>", 6, "I-FORMULA/requests"),
    ],
)
def test_a_formula_counts_with_its_result_and_is_reported(
    formula: str, cached: str, value: object, finding: str, edition: Edition, tmp_path: Path
) -> None:
    data = formula_book(edition, f'<c r="E8">{formula}{cached}</c>')
    filing, findings = read(data, tmp_path)
    assert filing.figures[TYPED] == value
    assert findings.keys() == {finding}
    assert findings[finding].cells == (TYPED,)


def test_a_formula_in_error_or_with_text_is_unreadable(edition: Edition, tmp_path: Path) -> None:
    for cell, value in (
        ('<c r="E8" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Unreadable("#DIV/0!")),
        ('<c r="E8" t="str"><f>"3"&amp;"件"</f><v>3件</v></c>', Unreadable("3件")),
        ('<c r="E8" t="str"><f>""</f><v></v></c>', BLANK),
    ):
        filing, findings = read(formula_book(edition, cell), tmp_path)
        assert filing.values[TYPED] == value
        assert findings.keys() == {"I-FORMULA/requests"}


# ------------------------------------------------------------------ totals


def test_our_totals_are_not_filed(edition: Edition, tmp_path: Path) -> None:
    filing, findings = read(Book(edition, dict.fromkeys(edition.typed, 2)).bytes(), tmp_path)
    assert filing.figures.keys() == set(edition.typed)
    assert filing.values[TOTAL] == 12
    assert not findings


def test_our_formula_is_known_however_it_is_written(edition: Edition) -> None:
    layout = Book(edition).layout
    for total in edition.totals:
        ours = total_formula(layout, total)[1:]
        sheet = layout.figures[total].sheet
        for form in (ours, _spaced(ours), _prefixed(ours, sheet), _fixed(ours)):
            assert is_own_total(edition, total, form), form


def _spaced(formula: str) -> str:
    return formula.replace(",", " , ").replace("(", "( ")


def _fixed(formula: str) -> str:
    return formula.replace("D8:I8", "$D$8:$I$8")


def _prefixed(formula: str, sheet: str) -> str:
    return formula.replace("D8:I8", f"'{sheet}'!D8:I8")


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(D8:I8)+1",
        "SUM(D8:I8)*1",
        "SUM(D8:H8)",
        "SUM(D8:I8,D8:I8)",
        "SUM(D9:I9)",
        "D8+E8+F8+G8+H8+I8",
        "IF(COUNT(D8:I8)>9,SUM(D8:I8),7)",
        "SUM(二主动公开!D8:I8)",
        "SUM([1]三依申请!D8:I8)",
        "SUM(D8:I8)-SUM(D8:I8)",
        'SUM(D8:I8)&"件"',
        "SUBTOTAL(9,D8:I8)",
        "",
    ],
)
def test_another_formula_in_a_total_is_a_claim(
    formula: str, edition: Edition, tmp_path: Path
) -> None:
    assert not is_own_total(edition, TOTAL, formula)
    book = Book(edition, dict.fromkeys(edition.typed, 2))
    spot = book.layout.figures[TOTAL]
    escaped = formula.replace("&", "&amp;").replace(">", "&gt;")
    cell = f'<c r="{spot.address}"><f>{escaped}</f><v>13</v></c>'
    filing, findings = read(with_cell(book.bytes(), spot, cell), tmp_path)
    assert filing.figures[TOTAL] == 13
    assert findings.keys() == {"I-CLAIM/requests"}


def test_a_literal_in_a_total_is_a_claim(edition: Edition, tmp_path: Path) -> None:
    for literal, value in ((6, 6), ("12件", Unreadable("12件"))):
        filing, findings = read(Book(edition, {TOTAL: literal}).bytes(), tmp_path)
        assert filing.figures == {TOTAL: value}
        assert findings.keys() == {"I-CLAIM/requests"}


def test_an_emptied_total_is_computed_and_reported(edition: Edition, tmp_path: Path) -> None:
    values = dict.fromkeys(edition.typed, 2)
    for nothing in (None, "  "):
        filing, findings = read(Book(edition, {**values, TOTAL: nothing}).bytes(), tmp_path)
        assert TOTAL not in filing.figures
        assert filing.values[TOTAL] == 12
        assert findings.keys() == {"I-FORMULA-GONE/requests"}


@pytest.mark.parametrize(
    ("result", "stale"),
    [("<v>12</v>", False), ("<v>11</v>", True), ("<v></v>", False), ("", False)],
)
def test_a_kept_total_that_differs_is_reported(
    result: str, stale: bool, edition: Edition, tmp_path: Path
) -> None:
    book = Book(edition, dict.fromkeys(edition.typed, 2))
    spot = book.layout.figures[TOTAL]
    formula = total_formula(book.layout, TOTAL)[1:].replace(">", "&gt;").replace("<", "&lt;")
    cell = f'<c r="{spot.address}"><f>{formula}</f>{result}</c>'
    filing, findings = read(with_cell(book.bytes(), spot, cell), tmp_path)
    assert TOTAL not in filing.figures
    assert findings.keys() == ({"I-STALE/requests"} if stale else set())


def test_a_shared_formula_is_read_as_it_stands_in_its_cell(
    edition: Edition, tmp_path: Path
) -> None:
    """A total filled down from the one above is still ours; one filled from elsewhere is not."""
    book = Book(edition, dict.fromkeys(edition.typed, 2))
    layout: Layout = book.layout
    first, second = layout.figures[TOTAL], layout.figures["requests.carried_in.total"]
    ours = total_formula(layout, TOTAL)[1:].replace(">", "&gt;").replace("<", "&lt;")
    nil = layout.nil["requests"]
    ours = ours.replace(f"{nil.sheet}!{nil.address}", nil.absolute)
    for text, claimed in ((ours, False), ("SUM(D8:H8)", True)):
        master = f'<c r="{first.address}"><f t="shared" ref="J8:J9" si="3">{text}</f><v>12</v></c>'
        copy = f'<c r="{second.address}"><f t="shared" si="3"/><v>12</v></c>'
        data = with_cell(with_cell(book.bytes(), first, master), second, copy)
        filing, findings = read(data, tmp_path)
        assert ("requests.carried_in.total" in filing.figures) is claimed
        assert findings.keys() == ({"I-CLAIM/requests"} if claimed else set())


def test_references_are_found_and_moved() -> None:
    found = shape("IF( A1=\"B2\", SUM($C$3:D4, '三 表'!E5), LOG10(F6))", "表")
    assert found.references == ("表!A1", "表!C3:D4", "三 表!E5", "表!F6")
    assert moved('A1+$B1+C$1+SUM(D4:E5)&"A1"', 2, 1) == 'B3+$B3+D$1+SUM(E6:F7)&"A1"'


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (110105491231002.0, "110105491231002"),
        (1234567890123456.0, "1234567890123456"),
        (1e16, "10000000000000000"),
        (0.5, "0.5"),
        (1e300, "1e+300"),
    ],
)
def test_a_number_is_shown_as_it_was_typed(value: float, said: str) -> None:
    assert shown(value) == said
