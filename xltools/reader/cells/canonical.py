"""A sheet made plain: its cells written in one way."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from xltools.filing.states import FileState
from xltools.layout.places import letters
from xltools.reader.cells.reference import column_number
from xltools.reader.opening.part_xml import in_utf8, parsed
from xltools.reader.telling.refusal import Refusal

_OTHERWISE = {
    tall: re.compile(rb'<c(?: (?!r="[A-G]?[A-Z][0-9]{1,%d}")|[\t\n\r/>])' % digits)
    for tall, digits in ((False, 5), (True, 7))
}
"""What Excel, WPS, LibreOffice and openpyxl never write into a sheet of ours.

A cell that does not begin with its address, one beyond column GZ or, unless the sheet may be tall,
row 99999. Nor do they write a comment.
"""
_PREFIXED = re.compile(rb"xmlns:\w+\s*=\s*[\"'][^\"']*/spreadsheetml/")
_WITH_ATTRIBUTES = ("col", "row", "c", "f", "t", "mergeCell")
"""Elements of a sheet of which anything but their content is ever looked at."""
_MOST_ATTRIBUTES = 64
"""Of one element; a sheet's have some ten. Of one with more, only those of the next are kept."""
_LOOKED_AT = ("r", "s", "t", "si", "ref", "min", "max", "hidden", "ht", "width")
_ANYWHERE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NEAR = re.compile(r"[A-G]?[A-Z][0-9]{1,5}")


def canonical(sheet: bytes, *, tall: bool = False) -> bytes:
    """A sheet in which every cell begins `<c r="`, in UTF-8, without prefixes or comments.

    Sheets are mostly so already and come back as they are; others are parsed and written
    anew. Cells that do not say where they stand are counted. Raises Refusal for broken XML,
    and for contents where no return has any.
    """
    if _is_plain(sheet, tall=tall):
        return sheet
    root = parsed(sheet)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if len(element.attrib) > _MOST_ATTRIBUTES:
            element.attrib = {k: v for k in _LOOKED_AT if (v := element.get(k)) is not None}
        if element.tag not in _WITH_ATTRIBUTES:
            element.attrib = {}
    row = 0
    for element in root.iter("row"):
        row = int(element.get("r", "")) if element.get("r", "").isdecimal() else row + 1
        _place(element, row)
    return ElementTree.tostring(root, encoding="UTF-8").replace(b"\r", b"&#13;")


def _is_plain(sheet: bytes, *, tall: bool) -> bool:
    return (
        in_utf8(sheet) is sheet
        and b"<sheetData" in sheet
        and b"<!" not in sheet
        and not _PREFIXED.search(sheet)
        and not _OTHERWISE[tall].search(sheet)
    )


def _place(row: ElementTree.Element, number: int) -> None:
    """Put each cell's address before its other attributes; one without stands beside the last."""
    column = 0
    kept: list[ElementTree.Element] = []
    for cell in row.findall("c"):
        address = cell.get("r") or f"{letters(column + 1)}{number}"
        found = _ANYWHERE.fullmatch(address)
        if not found:
            raise Refusal(FileState.UNREADABLE, "unusual")
        column = column_number(found[1])
        cell.attrib = {"r": address} | {k: v for k, v in cell.attrib.items() if k != "r"}
        if _NEAR.fullmatch(address):
            kept.append(cell)
        elif "".join(cell.itertext()).strip():
            raise Refusal(FileState.TOO_BIG, "too_big")
    row[:] = kept
