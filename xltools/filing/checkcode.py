"""校验码: a short code of a filing's figures, the same in Python and in the workbook.

Two weighted sums of all figures, each modulo a prime. A change of any one figure by less
than the prime changes the code; what is not a number counts as 0. It shows that the printed
送审稿 and the returned workbook hold the same figures; it is no protection against intent.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from xltools.filing.filing import Filing, as_number
from xltools.law.edition import Edition
from xltools.law.form import Cell

MODULUS = 9973
_DECIMALS = 10_000
"""What is no whole number counts with four decimals."""


@cache
def weights(edition: Edition) -> dict[str, tuple[int, int]]:
    """Each cell's weight in the two halves of the code."""
    cells = enumerate(edition.form.cells.values(), start=1)
    return {
        cell.id: (_weight(cell, 37 * index), _weight(cell, 101 * index)) for index, cell in cells
    }


def _weight(cell: Cell, seed: int) -> int:
    return (1 + (seed + 7) % (MODULUS - 1)) * (1 if cell.column.kind.whole else _DECIMALS)


def check_code(filing: Filing) -> str:
    """The code, as `1234-5678`."""
    sums = [Decimal(0), Decimal(0)]
    for cell, pair in weights(filing.edition).items():
        number = as_number(filing.values[cell], nil=True) or 0
        for half, weight in enumerate(pair):
            sums[half] += number * weight
    whole = (int(total.to_integral_value(ROUND_HALF_UP)) for total in sums)
    return "-".join(f"{total % MODULUS:04d}" for total in whole)
