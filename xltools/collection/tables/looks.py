"""How the office's own tables look: one style for each kind of cell, numbered for the XML."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from xltools.collection.tables.table import Column, ColumnKind, Formula, Item, Link, Tone, Toned

_THIN = Side(style="thin", color="BFBFBF")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(vertical="top", wrap_text=True)
_LINE = Alignment(vertical="center")
_FORMATS = {ColumnKind.TEXT: "@", ColumnKind.NUMBER: "General", ColumnKind.DATE: "yyyy-mm-dd"}
_OPEN_FILL = PatternFill("solid", fgColor="FFF6D6")
_TONES = {
    Tone.WRONG: "F8CBAD",
    Tone.DOUBT: "FCE4A8",
    Tone.ASKED: "D9C9EC",
    Tone.WAITS: "D9D9D9",
    Tone.GOOD: "C6E0B4",
    Tone.OFF: "F2F2F2",
}


def _cell_style(kind: ColumnKind, *, open: bool, one_line: bool) -> NamedStyle:
    style = NamedStyle(f"xl-{kind}{'-open' if open else ''}{_END[one_line]}", border=_GRID)
    style.alignment, style.number_format = _LINE if one_line else _TOP, _FORMATS[kind]
    if open:
        style.fill, style.protection = _OPEN_FILL, Protection(locked=False)
    return style


def _link_style(*, one_line: bool) -> NamedStyle:
    style = NamedStyle(f"xl-link{_END[one_line]}", border=_GRID)
    style.alignment = _LINE if one_line else _TOP
    style.font = Font(color="0563C1", underline="single")
    return style


_END = {False: "", True: "-line"}
_CELL_STYLES = {
    (kind, open, one_line): _cell_style(kind, open=open, one_line=one_line)
    for one_line in (False, True)
    for kind in ColumnKind
    for open in (False, True)
}
_LINKS = {one_line: _link_style(one_line=one_line) for one_line in (False, True)}
_TONED = {
    tone: NamedStyle(
        f"xl-{tone}", border=_GRID, alignment=_LINE, fill=PatternFill("solid", fgColor=color)
    )
    for tone, color in _TONES.items()
}
HEAD = NamedStyle(
    "xl-head",
    border=_GRID,
    alignment=Alignment(vertical="center", horizontal="center", wrap_text=True),
    font=Font(bold=True),
    fill=PatternFill("solid", fgColor="DDEBF7"),
)
STYLES = (*_CELL_STYLES.values(), *_LINKS.values(), *_TONED.values(), HEAD)
STYLE_IDS = {style.name: number for number, style in enumerate(STYLES, start=1)}
"""Where each style stands in the book: numbered as they are first used."""


def style_id(item: Item, column: Column, *, one_line: bool) -> int:
    """The number of the style that an item has in a column, on a sheet of one-line rows or not."""
    match item:
        case Link():
            return STYLE_IDS[_LINKS[one_line].name]
        case Toned():
            return STYLE_IDS[_TONED[item.tone].name]
        case int() | Decimal() | Formula():
            kind = ColumnKind.NUMBER
        case date():
            kind = ColumnKind.DATE
        case str():
            kind = ColumnKind.TEXT
        case None:
            kind = column.kind
    return STYLE_IDS[_CELL_STYLES[kind, column.open, one_line].name]
