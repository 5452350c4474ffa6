"""Cell contents as text: as a person sees them, cleaned, and as a number where there is one."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from xltools.filing.figure import figure_of
from xltools.reader.grid import Raw

_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９．，－＋／（）：",
    "0123456789.,-+/():",
)
_CONTROL = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\u2060\ufeff\ufffe\uffff]"
)
_LONGEST = 28
"""Characters of a text that may be a figure."""
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)


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
        return f"{number:f}" if abs(number.adjusted()) < _LONGEST else repr(value)
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def clean(text: str) -> str:
    """Without control and invisible characters, and without white space around it."""
    return _CONTROL.sub("", text).strip()


def narrow(text: str) -> str:
    """Full-width digits and signs as ASCII, all white space gone."""
    return "".join(clean(text).translate(_FULL_WIDTH).split())


def number_in(text: str) -> int | Decimal | None:
    """The number that a text is, if it has exactly one reading, else None."""
    digits = narrow(text)
    if len(digits) > _LONGEST or not _NUMBER.fullmatch(digits):
        return None
    return figure_of(Decimal(digits.replace(",", "")))
