"""A workbook as bytes: the same for the same input, every formula with its computed value.

openpyxl stamps the time, leaves formulas without values, omits `locked="1"` and writes at length.
Here the package is rewritten: fixed dates, lock states explicit, what says nothing left out, and
in each formula cell the value that formualizer computes, so that a viewer which does not calculate
shows the true state.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string

from xltools.layout.places import Area
from xltools.layout.return_book import Layout
from xltools.platform.zips import packed, parts_of

if TYPE_CHECKING:
    import formualizer

_EPOCH = b"2021-09-26T00:00:00Z"
"""The day of the notice that issued the format; any fixed day would do."""
_ESCAPE = re.compile(rb"_(?=x[0-9A-Fa-f]{4}_)")
"""How a workbook's XML begins what it says of a character that XML has no word for."""
_REFERENCE = re.compile(rb"&#(1[6-9]\d|[2-9]\d\d|\d{4,});")
"""A character that UTF-8 says shorter, beyond those that control."""
_NUMBER = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="n">(</c>)?')
_FORMULA = re.compile(rb"<f>[^<]*</f>")
_TEXTS = ("xl/sharedStrings.xml", "xl/worksheets/", "xl/comments/")
_FORMULA_CELL = re.compile(
    r'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)(?: t="\w+")?><f>(.*?)</f><v ?/?>(?:</v>)?</c>', re.DOTALL
)


_ROW = re.compile(r'<row r="(\d+)"[^>]*>')
_DECLARED = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_FORMATS = re.compile(rb"<cellStyleXfs.*</cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<xf((?: \w+=\"[^\"]*\")*) ?(?:/>|>(.*?)</xf>)", re.DOTALL)


def growing_rows(layout: Layout) -> Mapping[str, frozenset[int]]:
    """By sheet, the rows that grow with what is typed: none whose open cells are merged.

    A height that is not `customHeight` holds until somebody types there; LibreOffice works it
    out when it opens the workbook.
    """
    free = layout.free
    areas = [*layout.narratives.values(), *(Area(spot, 1) for spot in layout.cover.values())]
    areas += [Area(row.spot("explanation"), 1) for row in layout.checks.values()]
    areas.append(Area(free.first, free.rows))
    rows: dict[str, set[int]] = {}
    for area in areas:
        rows.setdefault(area.first.sheet, set()).update(spot.row for spot in area.spots())
    return {sheet: frozenset(numbers) for sheet, numbers in rows.items()}


def pack(workbook: Workbook, growing: Mapping[str, frozenset[int]]) -> bytes:
    """The workbook as the bytes of an .xlsx file; `growing` rows fit themselves to their text."""
    parts = _sheet_parts(workbook)
    members = _saved(workbook, parts)
    values = _evaluated(members)
    for name, data in members.items():
        if name in parts:
            data = _with_values(data, parts[name], values) if values else data
            members[name] = _without_fixed_heights(data, growing.get(parts[name], frozenset()))
        elif name == "xl/styles.xml":
            members[name] = _with_lock_states(data)
        elif name == "docProps/core.xml":
            members[name] = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>" + _EPOCH, data)
    return packed(members)


def _saved(workbook: Workbook, sheets: Mapping[str, str]) -> dict[str, bytes]:
    """The parts as openpyxl writes them, but shorter, texts that look like an escape escaped."""
    plain = io.BytesIO()
    workbook.save(plain)
    members = {name: _short(part) for name, part in parts_of(plain.getvalue()).items()}
    for name in members:
        if name.startswith(_TEXTS):
            members[name] = _ESCAPE.sub(b"_x005F_", members[name])
        if name in sheets:
            members[name] = _plain_cells(members[name], f"'{sheets[name]}'!".encode())
    return members


def _short(part: bytes) -> bytes:
    """A part in which Chinese is written as such: openpyxl takes eight bytes a character."""
    return _REFERENCE.sub(lambda found: chr(int(found[1])).encode(), part)


def _plain_cells(part: bytes, own: bytes) -> bytes:
    """A sheet whose cells do not say that they are empty, or a number, or on their own sheet."""

    def local(formula: re.Match[bytes]) -> bytes:
        return named.sub(lambda found: b"" if found[0] == own else found[0], formula[0])

    named = re.compile(rb'"[^"]*"|' + re.escape(own))
    part = _NUMBER.sub(lambda cell: cell[1] + (b"/>" if cell[2] else b">"), part)
    return _FORMULA.sub(local, part) if own in part else part


def _evaluated(members: Mapping[str, bytes]) -> formualizer.Workbook | None:
    """The workbook's values. None in a browser, for which formualizer is not made."""
    try:
        import formualizer
    except ImportError:
        return None
    values = formualizer.load_workbook_bytes(packed(members, 0))
    values.evaluate_all()  # three times as quick as cell by cell
    return values


def _sheet_parts(workbook: Workbook) -> dict[str, str]:
    """Sheet names by part; openpyxl numbers the parts in the order of the sheets."""
    return {
        f"xl/worksheets/sheet{number}.xml": sheet.title
        for number, sheet in enumerate(workbook.worksheets, start=1)
    }


def _with_values(data: bytes, sheet: str, values: formualizer.Workbook) -> bytes:
    def filled(match: re.Match[str]) -> str:
        column, row, style, formula = match.groups()
        value = values.get_value(sheet, int(row), column_index_from_string(column))
        kind, shown = _as_xml(value)
        return f'<c r="{column}{row}"{style}{kind}><f>{formula}</f><v>{shown}</v></c>'

    return _FORMULA_CELL.sub(filled, data.decode()).encode()


def _without_fixed_heights(data: bytes, growing: frozenset[int]) -> bytes:
    """openpyxl always writes that a height was set by hand."""

    def freed(match: re.Match[str]) -> str:
        return match[0].replace(' customHeight="1"', "") if int(match[1]) in growing else match[0]

    return _ROW.sub(freed, data.decode()).encode()


def _as_xml(value: object) -> tuple[str, str]:
    match value:
        case bool():
            return ' t="b"', str(int(value))
        case int() | float():
            return "", repr(int(value) if float(value).is_integer() else value)
        case None | "":
            return ' t="str"', ""
        case str():
            return ' t="str"', _ESCAPE.sub(b"_x005F_", escape(value).encode()).decode()
        case _:
            raise ValueError(f"a formula of ours evaluates to {value!r}")


def _with_lock_states(styles: bytes) -> bytes:
    """Every format says whether it is locked; readers differ where it is left out."""
    return _DECLARED + _FORMATS.sub(lambda part: _FORMAT.sub(_with_lock_state, part[0]), styles)


def _with_lock_state(match: re.Match[bytes]) -> bytes:
    attributes, inside = match[1], match[2] or b""
    if b" applyProtection=" not in attributes:
        attributes += b' applyProtection="1"'
    if b"<protection" not in inside:
        inside += b'<protection locked="1"/>'
    elif b" locked=" not in inside:
        inside = inside.replace(b"<protection", b'<protection locked="1"')
    return b"<xf%b>%b</xf>" % (attributes, inside)
