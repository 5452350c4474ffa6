"""Part XML made safe and plain: no document type, and cells written in one way."""

from __future__ import annotations

import re
import sys
from xml.etree import ElementTree

from xltools.filing.states import FileState
from xltools.layout.places import letters
from xltools.reader.reference import column_number
from xltools.reader.refusal import Refusal

_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']*)["']""")
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
_DEEPEST = 256
"""Elements within each other; a workbook's are ten at most."""
_DOCTYPE = b"<!DOCTYPE"
_SMALL_STACK = sys.platform == "emscripten"
"""Whether freeing a tree of many levels ends the process: in a browser it does."""
_MOST_PARSED = 8 << 20
"""Bytes: a tree takes many times the memory of its text."""
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ANYWHERE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NEAR = re.compile(r"[A-G]?[A-Z][0-9]{1,5}")


class _Guarded(ElementTree.TreeBuilder):
    """Builds the tree of a part that has no document type and no elements nested without end."""

    depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        """Called for each element, before its content."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Refusal(FileState.UNREADABLE, "broken")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        """Called for each element, after its content."""
        self.depth -= 1
        return super().end(tag)

    def doctype(self, *_: object) -> None:
        """Called before anything that it declares can be used."""
        raise Refusal(FileState.UNREADABLE, "unusual")


def parsed(xml: bytes) -> ElementTree.Element:
    """The root element. Raises Refusal for broken, very long XML, and for any document type."""
    if len(xml) > _MOST_PARSED:
        raise Refusal(FileState.TOO_BIG, "too_big")
    xml = in_utf8(xml)
    guarded = _DOCTYPE in xml or _SMALL_STACK
    target = _Guarded() if guarded else None  # without, elements never pass through Python
    try:
        root = ElementTree.fromstring(xml, ElementTree.XMLParser(target=target))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise Refusal(FileState.UNREADABLE, "broken") from error
    if xml.count(b"</") >= _DEEPEST and _is_deep(root):
        raise Refusal(FileState.UNREADABLE, "broken")
    return root


def _is_deep(root: ElementTree.Element) -> bool:
    """Whether elements are nested without end."""
    level = [root]
    for _ in range(_DEEPEST):
        level = [inner for element in level for inner in element]
    return bool(level)


def in_utf8(part: bytes) -> bytes:
    """A part's XML in UTF-8, whichever encoding it declares. Raises Refusal for a wrong one."""
    declared = _ENCODING.search(part[:200])
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif b"\0" in part[:2]:
        encoding = "utf-16-be" if part[:1] == b"\0" else "utf-16-le"
    elif declared and declared[1].lower() != b"utf-8":
        encoding = declared[1].decode()
    else:
        return part
    try:
        return _DECLARATION.sub("", part.decode(encoding)).encode()
    except (LookupError, ValueError) as error:
        raise Refusal(FileState.UNREADABLE, "broken") from error


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
