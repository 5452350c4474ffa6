"""A number as a figure: the one place that says which numbers a cell may hold.

What the reader files and what the codec takes back are both made here, so neither can hold a
figure that the other refuses.
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

from xltools.filing.wording import is_old_identity

DIGITS = 15
"""What a spreadsheet keeps, and shows, of a number."""
TOO_LARGE = 10**DIGITS
"""From here on a number has more."""


def figure_of(number: int | float | Decimal) -> int | Decimal | None:
    """The number as a figure: whole ones as int.

    None for what no spreadsheet keeps: more digits, no finite number, an exponent without end;
    and for what is built like somebody's identity number, of which no count is as large.
    A binary fraction is the decimal that its fifteen digits show.
    """
    if isinstance(number, float):
        if not isfinite(number):
            return None
        if number.is_integer():
            number = int(number)
        else:
            number = Decimal(repr(number))
            if len(number.as_tuple().digits) > DIGITS:
                number = Decimal(f"{number:.{DIGITS}g}")
    if isinstance(number, Decimal):
        return _of_decimal(number)
    return _of_whole(number)


def _of_whole(number: int) -> int | None:
    if abs(number) < TOO_LARGE // 10:
        return number
    return number if abs(number) < TOO_LARGE and not is_old_identity(str(number)) else None


def _of_decimal(number: Decimal) -> int | Decimal | None:
    if not number.is_finite() or number.adjusted() >= DIGITS:
        return None
    exact = normal(number)
    if isinstance(exact, int):
        return _of_whole(exact)
    _, digits, exponent = exact.as_tuple()
    return exact if len(digits) <= DIGITS and int(exponent) >= -DIGITS else None


def normal(number: Decimal) -> int | Decimal:
    """An int where the number is whole, else the number without trailing zeros."""
    return int(number) if number == number.to_integral_value() else number.normalize()
