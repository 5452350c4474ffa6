"""Cell references inside a formula's text: found, moved, compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
        references.append(_referred(match, sheet).reference)
        return "#"

    rest = _outside_texts(formula, lambda piece: "".join(_REFERENCE.sub(take, piece).split()))
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

    return _outside_texts(formula, lambda piece: _ONE_CELL.sub(shift, piece))


def retold(
    formula: str, sheet: str, places: Mapping[Spot, Spot], blank: Callable[[Spot], bool]
) -> str:
    """The formula as it would read with its cells at other `places`.

    A range becomes the ranges of the places of its cells, where all of these have one or are
    `blank`; a reference that cannot be told otherwise stays as it is.
    """

    def take(match: re.Match[str]) -> str:
        area = _referred(match, sheet)
        cells = list(area.spots()) if area.rows * area.columns <= _MOST_CELLS else []
        if not cells or any(cell not in places and not blank(cell) for cell in cells):
            return match[0]
        found = ranges(places[cell] for cell in cells if cell in places)
        return ",".join(area.reference for area in found) or match[0]

    return _outside_texts(formula, lambda piece: _REFERENCE.sub(take, piece))


def _referred(reference: re.Match[str], sheet: str) -> Area:
    """The cells that a reference in a formula on `sheet` means."""
    quoted, plain, _, column, _, row, _, last_column, _, last_row = reference.groups()
    own = (quoted or "").replace("''", "'") or plain or sheet
    first = Spot(own, int(row), column_number(column))
    if not last_column:
        return Area(first, 1)
    rows = int(last_row) - first.row + 1
    return Area(first, rows, column_number(last_column) - first.column + 1)


def _outside_texts(formula: str, change: Callable[[str], str]) -> str:
    """The formula with what is no text literal changed; one too long to be any as it is."""
    if len(formula) > _LONGEST_FORMULA:
        return formula
    pieces = enumerate(_TEXT.split(formula))
    return "".join(piece if index % 2 else change(piece) for index, piece in pieces)
