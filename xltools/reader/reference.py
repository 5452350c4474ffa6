"""Cell references inside a formula's text: found, moved, compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from xltools.layout import letters

_CELL = r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})"
_REFERENCE = re.compile(
    rf"(?:(?:'((?:[^']|'')+)'|([\w.\[\]]+))!)?(?<![\w.$]){_CELL}(?::{_CELL})?(?![\w(.!])"
)
_ONE_CELL = re.compile(rf"(?<![\w.$]){_CELL}(?![\w(.!])")
_TEXT = re.compile(r'("(?:[^"]|"")*")')


@cache
def column_number(column: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True, slots=True)
class Shape:
    """What a formula refers to, and what is left of it when references are taken out.

    `references` are `sheet!A1` or `sheet!A1:B2`, without dollar signs; `rest` has no white
    space, and `#` in the place of each reference.
    """

    references: tuple[str, ...]
    rest: str


def shape(formula: str, sheet: str) -> Shape:
    """The shape of a formula that stands on `sheet`."""
    references: list[str] = []

    def take(match: re.Match[str]) -> str:
        quoted, plain, _, column, _, row, _, last_column, _, last_row = match.groups()
        own = (quoted or "").replace("''", "'") or plain or sheet
        area = f"{column}{row}"
        if last_column and (last_column, last_row) != (column, row):
            area += f":{last_column}{last_row}"
        references.append(f"{own}!{area}")
        return "#"

    rest = "".join(_outside_texts(formula, lambda piece: _squeezed(_REFERENCE.sub(take, piece))))
    return Shape(tuple(references), rest)


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads so many rows down and columns right: a shared one's copy."""

    def shift(match: re.Match[str]) -> str:
        fixed_column, column, fixed_row, row = match.groups()
        if not fixed_column:
            column = letters(max(1, column_number(column) + columns))
        if not fixed_row:
            row = str(max(1, int(row) + rows))
        return f"{fixed_column}{column}{fixed_row}{row}"

    return "".join(_outside_texts(formula, lambda piece: _ONE_CELL.sub(shift, piece)))


def _outside_texts(formula: str, change: Callable[[str], str]) -> Iterator[str]:
    """The pieces of a formula, those that are not text literals changed."""
    for index, piece in enumerate(_TEXT.split(formula)):
        yield piece if index % 2 else change(piece)


def _squeezed(piece: str) -> str:
    return "".join(piece.split())
