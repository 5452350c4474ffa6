"""How the workbook looks: fonts, colours, borders, row heights. Restrained and official."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from math import ceil
from typing import Any, TypeAlias
from unicodedata import east_asian_width
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from xltools.layout.return_book import Area, Spot
from xltools.messages import say

INK = "1F2933"
MUTED = "6B7785"
LINE = "A8B3BF"
RED, ORANGE, GREY, GREEN = "F6C6C6", "FBE0BE", "E4E7EB", "D5EBDA"

DATE = "yyyy-mm-dd"
SONG, HEI = "宋体", "黑体"

TITLE = Font(name=HEI, size=16, color=INK)
HEADING = Font(name=HEI, size=12, color=INK)
BODY = Font(name=SONG, size=11, color=INK)
SMALL = Font(name=SONG, size=10, color=MUTED)
LABEL = Font(name=SONG, size=10.5, color=INK)
STATUS = Font(name=HEI, size=11, color=INK)
LINK = Font(name=SONG, size=10.5, color="1F5FA8", underline="single")

OPEN_FILL = PatternFill("solid", fgColor="FFF0B8")
OPTIONAL_FILL = PatternFill("solid", fgColor="FFFCEF")
HEAD_FILL = PatternFill("solid", fgColor="E6ECF2")
STUB_FILL = PatternFill("solid", fgColor="F4F6F8")
TOTAL_FILL = PatternFill("solid", fgColor="EEF1F4")

_SIDE = Side(style="thin", color=LINE)
BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)

CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
INDENTED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)

OPEN = Protection(locked=False)
LOCKED = Protection(locked=True)
HIDDEN_FORMULA = Protection(locked=True, hidden=True)

Format: TypeAlias = Font | Alignment | PatternFill | Border | Protection

_KINDS: dict[type[Format], tuple[str, str]] = {
    Font: ("font", "fontId"),
    Alignment: ("alignment", "alignmentId"),
    PatternFill: ("fill", "fillId"),
    Border: ("border", "borderId"),
    Protection: ("protection", "protectionId"),
}
"""What openpyxl calls a format of each kind, and its number, in a cell."""

_numbers: WeakKeyDictionary[Workbook, dict[int, tuple[Format, int]]] = WeakKeyDictionary()
"""The formats that each workbook knows, by identity, with their numbers there."""

LINE_HEIGHT = 15.0
"""Points one line of 10.5 to 11 pt takes."""
HIGHEST = 409.0
"""Points a row may be high in a spreadsheet."""


def cell_at(sheet: Worksheet, spot: Spot) -> Cell:
    """The cell of the sheet at that place."""
    cell = sheet.cell(spot.row, spot.column)
    assert not isinstance(cell, MergedCell)
    return cell


def write_cell(
    sheet: Worksheet,
    spot: Spot,
    value: str | float | Decimal | None,
    font: Font = BODY,
    alignment: Alignment = LEFT,
    *,
    fill: PatternFill | None = None,
    box: bool = False,
) -> Cell:
    """Write a locked cell. A text stays a text, whatever it begins with."""
    cell = cell_at(sheet, spot)
    put_value(cell, value)
    dress(cell, font, alignment, *((fill,) if fill else ()), *((BOX,) if box else ()))
    return cell


def across(
    sheet: Worksheet,
    spot: Spot,
    widths: Sequence[float],
    text: str,
    font: Font = BODY,
    height: float = 0.0,
    *,
    line: float = LINE_HEIGHT,
) -> Cell:
    """Write a text over columns of these widths, the row as high as given, else as it needs."""
    merge(sheet, Area(spot, 1, len(widths)))
    needed = height_for(text, sum(widths), line=line)
    sheet.row_dimensions[spot.row].height = height or needed
    return write_cell(sheet, spot, text, font)


def formula(
    sheet: Worksheet,
    spot: Spot,
    text: str,
    font: Font = BODY,
    alignment: Alignment = LEFT,
    *,
    box: bool = False,
) -> Cell:
    """Write a locked formula that the formula bar does not show: it says nothing to a clerk."""
    cell = write_cell(sheet, spot, text, font, alignment, box=box)
    cell.data_type = "f"
    dress(cell, HIDDEN_FORMULA)
    return cell


def dress(cell: Cell, *formats: Format) -> None:
    """Give a cell these formats of this module, one of a kind.

    openpyxl compares a format by all its fields each time that a cell gets it, which takes most
    of the time of building a workbook. So its number there is kept with the workbook.
    """
    workbook = cell.parent.parent
    assert workbook
    known = _numbers.setdefault(workbook, {})
    numbers = cell._style or StyleArray()  # pyright: ignore[reportPrivateUsage]
    for given in formats:
        name, key = _KINDS[type(given)]
        if id(given) not in known:
            setattr(cell, name, given)
            number = getattr(cell._style, key)  # pyright: ignore[reportPrivateUsage]
            known[id(given)] = (given, number)
        setattr(numbers, key, known[id(given)][1])
    cell._style = numbers  # pyright: ignore[reportPrivateUsage]


LONGEST = 32767
"""Characters that a cell holds, of which one outside the basic plane counts twice."""


class NoRoom(ValueError):
    """Something is too long for its place; the message is the sentence for the user."""


def put_value(cell: Cell, value: str | float | Decimal | None) -> None:
    """Put a value that is data: openpyxl would read `=` and `#REF!` as formula and error.

    Raises NoRoom for a text that openpyxl would cut.
    """
    if isinstance(value, str) and len(value) > LONGEST // 2:
        count = len(value.encode("utf-16-le", "replace")) // 2
        if count > LONGEST:
            place = Spot(cell.parent.title, cell.row, cell.column).reference
            raise NoRoom(say("template.too_long", place=place, count=count, longest=LONGEST))
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def open_cell(
    sheet: Worksheet, spot: Spot, alignment: Alignment = LEFT, *, required: bool = True
) -> Cell:
    """Style a cell that the clerk fills: boxed, unlocked, paler where it may stay empty."""
    cell = cell_at(sheet, spot)
    dress(cell, BODY, alignment, OPEN_FILL if required else OPTIONAL_FILL, BOX, OPEN)
    return cell


def locked_cell(sheet: Worksheet, spot: Spot) -> Cell:
    """Style a cell that the office has filled: boxed, grey, locked."""
    cell = cell_at(sheet, spot)
    dress(cell, BODY, LEFT, TOTAL_FILL, BOX, LOCKED)
    return cell


def merge(sheet: Worksheet, area: Area, *, box: bool = False) -> None:
    """Merge an area; its border is drawn on every cell under it."""
    if box:
        for spot in area.spots():
            dress(cell_at(sheet, spot), BOX)
    if area.rows > 1 or area.columns > 1:
        # merge_cells would copy the border of the first cell over all others, and merged_cells
        # would compare the area with every other one: both slowly
        sheet.merged_cells.ranges.add(CellRange(area.address))


def colour_where(sheet: Worksheet, area: Area, formula: str, colour: str) -> None:
    """Colour the cells of an area where a formula of its own sheet holds; first come, first."""
    fill = PatternFill(bgColor=colour, fill_type="solid")
    rule = Rule("expression", dxf=DifferentialStyle(fill=fill), stopIfTrue=True, formula=[formula])
    sheet.conditional_formatting.add(area.address, rule)


def colour_by(sheet: Worksheet, area: Area, code: Spot) -> None:
    """Colour an area by the code of how grave it is that a hidden cell of the sheet holds."""
    at = Area(code, 1).absolute.partition("!")[2]
    for number, colour in enumerate((RED, ORANGE, GREY, GREEN), start=1):
        colour_where(sheet, area, f"{at}={number}", colour)


def height_of(sheet: Worksheet, row: int) -> float:
    """Points the row is high."""
    rows: Any = sheet.row_dimensions  # openpyxl types no height
    return rows[row].height or LINE_HEIGHT


def heighten(sheet: Worksheet, row: int, needed: float, least: float) -> None:
    """Make a row at least so high."""
    rows: Any = sheet.row_dimensions
    rows[row].height = max(rows[row].height or least, needed)


@cache  # the ledger's book has millions of characters, a few thousand of them different
def _columns(character: str) -> int:
    """How many half-width characters wide it is."""
    return 2 if east_asian_width(character) in "WFA" else 1


def height_for(text: str, width: float, *, line: float = LINE_HEIGHT) -> float:
    """Points a row needs to show a text wrapped in a column of that width."""
    room = max(width - 1.5, 4)
    lines = sum(max(1, ceil(sum(map(_columns, part)) / room)) for part in text.split("\n"))
    return min(HIGHEST, lines * line + 5)
