"""Cell contents as text: as a person sees them, cleaned, and as a number where there is one."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from xltools.filing.figure import figure_of
from xltools.filing.wording import clean
from xltools.reader.cells.grid import Raw

_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９．，－＋／（）：",
    "0123456789.,-+/():",
)
_LONGEST = 28
"""Characters of a text that may be a figure."""
_GAP = "[ \xa0\u2009\u202f\u3000]"
_NUMBER = re.compile(
    rf"[+-]?(?:\d+|\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:{_GAP}\d{{3}})+)(?:\.\d+)?", re.ASCII
)
_BETWEEN = re.compile(f",|{_GAP}")


def shown(value: Raw) -> str:
    """A value as a person sees it: `3`, `0.5`, `2026-01-20`, `TRUE`, or the text itself."""
    match value:
        case bool():
            return str(value).upper()
        case int() | float():
            return _digits(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case str():
            return value


def _digits(value: int | float) -> str:
    """A number with all its digits; only one without end as a program writes it."""
    number = figure_of(value)
    if number is None:
        number = Decimal(repr(value))
        whole = f"{number:f}".removesuffix(".0")
        return whole if abs(number.adjusted()) < _LONGEST else repr(value)
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def narrow(text: str) -> str:
    """Full-width digits and signs as ASCII, all white space gone."""
    return "".join(clean(text).translate(_FULL_WIDTH).split())


def number_in(text: str) -> int | Decimal | None:
    """The number that a text is, if it has exactly one reading, else None."""
    digits = clean(text).translate(_FULL_WIDTH)
    if len(digits) > _LONGEST or not _NUMBER.fullmatch(digits):
        return None
    return figure_of(Decimal(_BETWEEN.sub("", digits)))
