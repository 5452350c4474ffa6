"""The formulas that tell which number is no figure of its kind, as `filing` does."""

from __future__ import annotations

from xltools.filing.figure import TOO_LARGE
from xltools.filing.wording import PROVINCES
from xltools.law.form import CellKind

_LONG = TOO_LARGE // 10
"""From here on a number has as many digits as an identity number of before 1999."""
_SAME_CALENDAR = 2300
"""Years from here on have the days of those from 1900 on, and no engine's slips about 1900."""


def no_figure(at: str, parts: str = "") -> str:
    """1 where a number has more digits than a cell keeps, or those of an identity number; of a
    total also where it adds up such a number, as those cells of its parts say.
    """
    so = _identity(at) if not parts else f"OR(SUM({parts})>0,{_identity(at)})"
    long = f"IF(ABS({at})>={TOO_LARGE},1,IF({at}<0,0,IF({so},1,0)))"
    return f"=IF(ISNUMBER({at}),IF(ABS({at})<{_LONG},0,{long}),0)"


def _identity(at: str) -> str:
    """Whether fifteen digits begin with a province and have a day of birth in their places."""
    provinces = ",".join(map(str, PROVINCES))
    year, month, day = (_digits(at, below) for below in (7, 5, 3))
    born = f"MONTH(DATE({_SAME_CALENDAR}+{year},{month},{day}))={month}"
    return f"AND(ISNUMBER(MATCH(INT({at}/{10**13}),{{{provinces}}},0)),{born})"


def _digits(at: str, below: int) -> str:
    """The two digits of a number that stand above so many others.

    Without MOD: LibreOffice's has no answer to fifteen nines.
    """
    return f"(INT({at}/{10**below})-100*INT({at}/{10 ** (below + 2)}))"


def wrong(kind: CellKind, at: str, refused: str) -> str:
    """What is true of a number there that is no figure, or none of that kind."""
    parts = [f"{refused}=1"]
    if not kind.signed:
        parts.append(f"{at}<0")
    if kind.whole:
        parts.append(f"{at}<>INT({at})")
    return f"OR({','.join(parts)})"
