"""校验码: a short code of a filing's figures and answers, the same in Python and in the workbook.

Two weighted sums of all figures, of the answers 是, and of the letters of body and year, each
modulo a prime. A change of any one figure by less than the prime changes the code; what is
not a number counts as 0. It shows that the printed 送审稿 and the returned workbook hold the
same; it is no protection against intent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from xltools.filing.filing import Filing, as_number
from xltools.law.edition import Edition
from xltools.law.form import Cell

MODULUS = 9973
_DECIMALS = 10_000
"""What is no whole number counts with four decimals."""

FIGURES_ALONE = 2
"""Up to this template version the code was one of the figures alone, and blank forms had one."""

LETTER_WEIGHT = 3
"""What the sum of the letters' places counts; in the second half, that of their squares."""


@cache
def weights(edition: Edition) -> dict[str, tuple[int, int]]:
    """Each cell's weight in the two halves of the code."""
    cells = enumerate(edition.form.cells.values(), start=1)
    return {
        cell.id: (_weight(cell, 37 * index), _weight(cell, 101 * index)) for index, cell in cells
    }


def _weight(cell: Cell, seed: int) -> int:
    return (1 + (seed + 7) % (MODULUS - 1)) * (1 if cell.column.kind.whole else _DECIMALS)


@cache
def answer_weights(edition: Edition) -> dict[str, tuple[int, int]]:
    """What 是 to a table's question counts in the two halves."""
    tables = enumerate(edition.form.tables, start=1)
    return {table: (1009 * index, 2003 * index) for index, table in tables}


@cache
def alphabet() -> str:
    """The letters that count, each by its place: digits, and the characters of GB 2312.

    Spreadsheet programs differ in the numbers they have for characters, not in finding one.
    """
    rows = range(0xB0, 0xF8)
    pairs = (bytes((row, column)) for row in rows for column in range(0xA1, 0xFF))
    return "0123456789" + b"".join(pairs).decode("gb2312", "ignore")


def check_code(filing: Filing) -> str:
    """The code as `1234-5678`, by the way of the template version that the filing was read from.

    Of a filing without any figure or answer 是 it is "".
    """
    alone = filing.version is not None and filing.version <= FIGURES_ALONE
    counted = list(_figures(filing))
    if not alone:
        counted += _answers(filing)
        if not counted:
            return ""
        counted += _letters(filing)
    halves = map(sum, zip(*counted, strict=True))
    whole = (int(Decimal(total).to_integral_value(ROUND_HALF_UP)) for total in halves)
    return "-".join(f"{total % MODULUS:04d}" for total in whole) or "0000-0000"


def _figures(filing: Filing) -> Iterator[tuple[int | Decimal, int | Decimal]]:
    for cell, (first, second) in weights(filing.edition).items():
        number = as_number(filing.values[cell], nil=False)
        if number is not None:
            yield number * first, number * second


def _answers(filing: Filing) -> Iterator[tuple[Decimal, Decimal]]:
    for table, (first, second) in answer_weights(filing.edition).items():
        if filing.nil.get(table):
            yield Decimal(first), Decimal(second)


def _letters(filing: Filing) -> Iterator[tuple[Decimal, Decimal]]:
    for field in filing.edition.form.cover:
        for letter in filing.cover.get(field.id, "")[: field.coded]:
            place = Decimal(alphabet().find(letter) + 1)
            yield place * LETTER_WEIGHT, place * place * LETTER_WEIGHT
