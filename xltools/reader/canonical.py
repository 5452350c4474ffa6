"""Part XML made safe and plain: no document type, and cells written in one way."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from xltools.reader.refusal import ReadState, Refusal

_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']*)["']""")
_OTHERWISE = re.compile(rb'<(?:!|c(?: (?!r="[A-G]?[A-Z][0-9]{1,5}")|[\t\n\r/>]))')
"""What Excel, WPS, LibreOffice and openpyxl never write into a sheet of ours.

A comment, a cell that does not begin with its address, one beyond column GZ or row 99999.
"""
_PREFIXED = re.compile(rb"xmlns:\w+\s*=\s*[\"'][^\"']*/spreadsheetml/")
_DEEPEST = 256
"""Elements within each other; a workbook's are ten at most."""
_NEAR = re.compile(r"[A-G]?[A-Z][0-9]{1,5}")


class _Guarded(ElementTree.TreeBuilder):
    """Builds the tree of a part that has no document type and is not nested without end."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def doctype(self, *_: object) -> None:
        """Called before anything that it declares can be used."""
        raise Refusal(ReadState.UNREADABLE, "unusual")

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        """Open an element."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Refusal(ReadState.UNREADABLE, "broken")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        """Close one."""
        self._depth -= 1
        return super().end(tag)


def parsed(xml: bytes) -> ElementTree.Element:
    """The root element. Raises Refusal for broken XML and for any document type."""
    try:
        return ElementTree.fromstring(xml, ElementTree.XMLParser(target=_Guarded()))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise Refusal(ReadState.UNREADABLE, "broken") from error


def canonical(sheet: bytes) -> bytes:
    """A sheet in which every cell begins `<c r="`, in UTF-8, without prefixes or comments.

    Sheets are mostly so already and come back as they are; others are parsed and written
    anew. Raises Refusal for broken XML, for cells that do not say where they stand, and for
    cells where no return has any.
    """
    if _is_plain(sheet):
        return sheet
    root = parsed(sheet)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if element.tag == "c":
            _reorder(element)
    return ElementTree.tostring(root, encoding="UTF-8").replace(b"\r", b"&#13;")


def _is_plain(sheet: bytes) -> bool:
    declared = _ENCODING.search(sheet[:200])
    return (
        (declared is None or declared[1].lower() == b"utf-8")
        and b"<sheetData" in sheet
        and not _PREFIXED.search(sheet)
        and not _OTHERWISE.search(sheet)
    )


def _reorder(cell: ElementTree.Element) -> None:
    """Put a cell's address before its other attributes."""
    attributes = dict(cell.attrib)
    address = attributes.pop("r", "")
    if not re.fullmatch(r"[A-Z]{1,3}[0-9]{1,7}", address):
        raise Refusal(ReadState.UNREADABLE, "unusual")
    if not _NEAR.fullmatch(address):
        raise Refusal(ReadState.TOO_BIG, "too_big")
    cell.attrib = {"r": address, **attributes}
