"""What a person sees of a cell, where it is not what is read of it.

Said of the XML alone: hidden rows and columns, letters that are struck out, white or tiny,
number formats that show another number. Styles and sections are alike in many returns, so what
was found of them is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from xltools.filing.figure import DIGITS
from xltools.messages import say
from xltools.platform.memory import remembered
from xltools.reader.opening.part_xml import parsed


class Look(StrEnum):
    """Why what is read is not what is seen; the value is its sentence's code."""

    HIDDEN = "look_hidden"
    PALE = "look_pale"
    TINY = "look_tiny"
    FORMAT = "look_format"


class Style(NamedTuple):
    """What a cell format does to its contents; `shown` is its number format."""

    looks: tuple[Look, ...] = ()
    struck: bool = False
    shown: str = ""


_TINY = 3.0
"""Points; nobody reads smaller letters."""
_DARK = 384
"""The three parts of a colour together: below this, white letters stand out."""
_BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"},
    **{37: "0", 38: "0", 39: "0.00", 40: "0.00"},
}
"""Number formats that have a number instead of a text; the others show dates, or the number."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How the cells of a sheet are seen: its formats, its texts, and what is folded away."""

    styles: Mapping[bytes, Style]
    strings: Mapping[bytes, Struck]
    folded: Folded

    def differs(self, cells: bytes, columns: Set[int]) -> bool:
        """Whether any of these cells, in these columns, may be seen otherwise than it is read."""
        return (
            bool(self.strings or self.folded.rows or self.folded.columns & columns)
            or _STRIKE in cells
            or any(b' s="%b"' % number in cells for number in self.styles)
        )

    def style(self, cell: bytes) -> Style:
        """What the format of a cell does to it."""
        number = _STYLE.search(cell) if self.styles else None
        return self.styles.get(number[1], _PLAIN) if number else _PLAIN

    def looks(self, style: Style, row: int, column: int, value: object) -> tuple[Look, ...]:
        """Why a person does not see that value as it is read."""
        looks = style.looks
        if style.shown and isinstance(value, float) and shows_another(style.shown, value):
            looks = (*looks, Look.FORMAT)
        return (*looks, Look.HIDDEN) if self.folded.hides(row, column) else looks

    def struck(self, style: Style, cell: bytes, value: object) -> Struck | None:
        """The cell's text where something of it is struck out."""
        if style.struck and value != "":
            return Struck("", as_struck(str(value)))
        if self.strings and (number := _SHARED.search(cell)):
            return self.strings.get(number[1])
        return struck_inline(cell) if _STRIKE in cell else None


_STYLE = re.compile(rb'\ss="([0-9]+)"')
_SHARED = re.compile(rb'\st="s"[^>]*>\s*<v[^>]*>\s*([0-9]+)')
_PLAIN = Style()


_PICTURE = re.compile(r"=?(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(", re.IGNORECASE)


def is_picture(text: str) -> bool:
    """Whether a formula, or what a program left of one, only shows a picture."""
    return "(" in text and bool(_PICTURE.match(text))


# ------------------------------------------------------------------ styles


@remembered(64, longest=1 << 18)
def odd_styles(styles: bytes) -> Mapping[bytes, Style]:
    """The cell formats that show something else than what stands in the cell, by their number."""
    if not styles:
        return {}
    root = parsed(styles)
    fonts, fills = (list(root.iterfind(f"{{*}}{name}/*")) for name in ("fonts", "fills"))
    formats = {
        item.get("numFmtId", ""): item.get("formatCode", "")
        for item in root.iterfind("{*}numFmts/{*}numFmt")
    }
    made = (_style(xf, fonts, fills, formats) for xf in root.iterfind("{*}cellXfs/{*}xf"))
    return {str(number).encode(): style for number, style in enumerate(made) if style != Style()}


def _style(
    xf: Element, fonts: list[Element], fills: list[Element], formats: Mapping[str, str]
) -> Style:
    font, fill = _item(fonts, xf.get("fontId")), _item(fills, xf.get("fillId"))
    number = xf.get("numFmtId", "0")
    shown = formats.get(number) or (_BUILT_IN.get(int(number), "") if number.isdecimal() else "")
    looks: list[Look] = []
    if font is not None and _is_white(font.find("{*}color")) and not _is_dark(fill):
        looks.append(Look.PALE)
    size = font.find("{*}sz") if font is not None else None
    if size is not None and _number(size.get("val", "")) < _TINY:
        looks.append(Look.TINY)
    return Style(tuple(looks), font is not None and _is_on(font.find("{*}strike")), shown)


def _item(items: list[Element], number: str | None) -> Element | None:
    at = int(number) if number and number.isdecimal() else 0
    return items[at] if at < len(items) else None


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 11.0


def _is_white(color: Element | None) -> bool:
    if color is None:
        return False
    if color.get("indexed") in ("1", "9") or (color.get("theme") == "0" and not color.get("tint")):
        return True
    return color.get("rgb", "").upper().endswith("FFFFFF")


def _is_dark(fill: Element | None) -> bool:
    """Whether white letters stand out before a fill; what is no plain colour is given the doubt."""
    color = fill.find("{*}patternFill/{*}fgColor") if fill is not None else None
    if color is None:
        return fill is not None and fill.find("{*}gradientFill") is not None
    rgb = color.get("rgb", "")[-6:]
    if re.fullmatch("[0-9A-Fa-f]{6}", rgb):
        return sum(bytes.fromhex(rgb)) < _DARK
    return color.get("theme", "0") != "0"


# ------------------------------------------------------------------ number formats

_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|[_*].|\[[^\]]*\]')
_TELLS = re.compile(r"[\d０-９零〇一二三四五六七八九十百千万亿%‰]")
_PLACES = re.compile(r"[0#?]")


@lru_cache(maxsize=4096)
def shows_another(form: str, value: float) -> bool:
    """Whether a person sees another number than the value, or none, by that number format."""
    sections = _sections(form)
    at = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    section = sections[at]
    said = "".join(a or b for a, b in _LITERAL.findall(section))
    plain = _LITERAL.sub("", section)
    if "general" in plain.lower() or "@" in plain:
        return bool(_TELLS.search(said))
    if _TELLS.search(said) or "%" in plain or not _PLACES.search(plain):
        return value != 0 or bool(_TELLS.search(said)) or not _PLACES.search(plain)
    if re.search("[Ee][+-]|/|[ymdhs]", plain):  # shown another way, or no number at all
        return False
    whole, _, fraction = plain.partition(".")
    if re.search(r"[0#?],+$", whole.rstrip()) or re.search(r"[0#?],+\s*$", fraction):
        return value != 0
    if abs(value) >= 10**DIGITS:
        return False
    number, places = Decimal(repr(value)), len(_PLACES.findall(fraction))
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) != number


def _sections(form: str) -> list[str]:
    """The sections of a format, parted at semicolons that are no literal."""
    sections, at = [""], 0
    for literal in _LITERAL.finditer(form):
        parts = form[at : literal.start()].split(";")
        sections[-1] += parts[0]
        sections += parts[1:]
        sections[-1] += literal[0]
        at = literal.end()
    parts = form[at:].split(";")
    sections[-1] += parts[0]
    return sections + parts[1:]


# ------------------------------------------------------------------ struck out

_STRIKE = b"<strike"


class Struck(NamedTuple):
    """A text of which something is struck out: what is not, and all of it as it is quoted."""

    kept: str
    quoted: str


def struck_strings(shared: bytes) -> Mapping[bytes, Struck]:
    """The shared strings in which something is struck out, by their number."""
    if _STRIKE not in shared:
        return {}
    items = enumerate(parsed(shared).iterfind("{*}si"))
    found = ((number, _struck(item)) for number, item in items)
    return {str(number).encode(): struck for number, struck in found if struck}


def struck_inline(cell: bytes) -> Struck | None:
    """The same of a text that stands in its own cell."""
    text = cell[cell.find(b"<is") :]
    return _struck(parsed(text)) if text.startswith(b"<is") else None


def _struck(item: Element) -> Struck | None:
    runs = [
        (_is_on(run.find("{*}rPr/{*}strike")), "".join(t.text or "" for t in run.iterfind("{*}t")))
        for run in item.iterfind("{*}r")
    ]
    if not any(struck and text.strip() for struck, text in runs):
        return None
    kept = "".join(text for struck, text in runs if not struck)
    return Struck(kept, "".join(as_struck(text) if s else text for s, text in runs))


def as_struck(text: str) -> str:
    """A text that is struck out, as a sentence quotes it."""
    return say("reader.struck_text", text=text)


# ------------------------------------------------------------------ rows, columns, merged cells

_ROW = re.compile(rb"<row\b([^<>]*)>")
_COLUMN = re.compile(rb"<col\b([^<>]*)/?>")
_FOLDED = re.compile(rb"""\s(?:hidden=["'](?:1|true)["']|(?:ht|width)=["']0(?:\.0*)?["'])""")
_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")
_RANGE = re.compile(rb"""\s(min|max)=["'](\d+)["']""")


@dataclass(frozen=True, slots=True)
class Folded:
    """The rows and the columns of a sheet that nobody sees."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = field(default=frozenset[int]())

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell stands in one of them."""
        return row in self.rows or column in self.columns


def folded(xml: bytes) -> Folded:
    """What is folded away on a sheet."""
    start = max(xml.find(b"<sheetData"), 0)
    rows: frozenset[int] = frozenset()
    if xml.find(b" hidden=", start) >= 0 or xml.find(b' ht="0', start) >= 0:
        told = (m[1] for m in _ROW.finditer(xml, start) if _FOLDED.search(m[1]))
        rows = frozenset(int(number[1]) for row in told if (number := _NUMBER.search(row)))
    columns = xml.find(b"<cols", 0, start)
    return Folded(rows, _columns(xml[columns:start] if columns >= 0 else b""))


_MOST_COLUMNS = 256


@remembered(256)
def _columns(section: bytes) -> frozenset[int]:
    numbers: set[int] = set()
    for column in _COLUMN.finditer(section):
        if _FOLDED.search(column[1]):
            told = {name: int(number) for name, number in _RANGE.findall(column[1])}
            last = min(told.get(b"max", 1), _MOST_COLUMNS)
            numbers.update(range(told.get(b"min", 1), last + 1))
    return frozenset(numbers)
