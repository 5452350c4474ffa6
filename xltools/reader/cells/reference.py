"""Cell references inside a formula's text: found, moved, compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from xltools.layout.return_book import Area, Spot, letters, ranges

_CELL = r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})"
_REFERENCE = re.compile(
    rf"(?:(?:(?<!')'((?:[^']|'')+)'|(?<![\w.\[\]])([\w.\[\]]+))!)?"
    rf"(?<![\w.$]){_CELL}(?::{_CELL})?(?![\w(.!])"
)
_ONE_CELL = re.compile(rf"(?<![\w.$]){_CELL}(?![\w(.!])")
_MOST_CELLS = 1000
_LONGEST_FORMULA = 8192
"""Characters that a spreadsheet program allows."""
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
    """The shape of a formula that stands on `sheet`; of one too long to be any, none."""
    if len(formula) > _LONGEST_FORMULA:
        return Shape((), "")
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

    if len(formula) > _LONGEST_FORMULA:
        return formula
    return "".join(_outside_texts(formula, lambda piece: _ONE_CELL.sub(shift, piece)))


def retold(
    formula: str, sheet: str, places: Mapping[Spot, Spot], blank: Callable[[Spot], bool]
) -> str:
    """The formula as it would read with its cells at other `places`.

    A range becomes the ranges of the places of its cells, where all of these have one or are
    `blank`; a reference that cannot be told otherwise stays as it is.
    """

    def take(match: re.Match[str]) -> str:
        quoted, plain, _, column, _, row, _, last_column, _, last_row = match.groups()
        own = (quoted or "").replace("''", "'") or plain or sheet
        first = Spot(own, int(row), column_number(column))
        last = Spot(own, int(last_row), column_number(last_column)) if last_column else first
        cells = _cells(first, last)
        if not cells or any(cell not in places and not blank(cell) for cell in cells):
            return match[0]
        found = ranges(places[cell] for cell in cells if cell in places)
        return ",".join(area.reference for area in found) or match[0]

    if len(formula) > _LONGEST_FORMULA:
        return formula
    return "".join(_outside_texts(formula, lambda piece: _REFERENCE.sub(take, piece)))


def _cells(first: Spot, last: Spot) -> list[Spot]:
    """The cells of a range; none where it is too large to be one of a return."""
    rows, columns = last.row - first.row + 1, last.column - first.column + 1
    if rows * columns > _MOST_CELLS:
        return []
    return list(Area(first, rows, columns).spots())


def _outside_texts(formula: str, change: Callable[[str], str]) -> Iterator[str]:
    """The pieces of a formula, those that are not text literals changed."""
    for index, piece in enumerate(_TEXT.split(formula)):
        yield piece if index % 2 else change(piece)


def _squeezed(piece: str) -> str:
    return "".join(piece.split())
