"""Part XML made safe and plain: no document type, and cells written in one way."""

from __future__ import annotations

import re

from lxml import etree

from xltools.layout import letters
from xltools.reader.reference import column_number
from xltools.reader.refusal import ReadState, Refusal

_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']*)["']""")
_OTHERWISE = re.compile(rb'<(?:!|c(?: (?!r="[A-G]?[A-Z][0-9]{1,5}")|[\t\n\r/>]))')
"""What Excel, WPS, LibreOffice and openpyxl never write into a sheet of ours.

A comment, a cell that does not begin with its address, one beyond column GZ or row 99999.
"""
_PREFIXED = re.compile(rb"xmlns:\w+\s*=\s*[\"'][^\"']*/spreadsheetml/")
_MOST_PARSED = 8 << 20
"""Bytes: a tree takes some thirty times the memory of its text."""
_ANYWHERE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NEAR = re.compile(r"[A-G]?[A-Z][0-9]{1,5}")


def parsed(xml: bytes) -> etree._Element:  # pyright: ignore[reportPrivateUsage]
    """The root element. Raises Refusal for broken, very long XML, and for any document type."""
    if len(xml) > _MOST_PARSED:
        raise Refusal(ReadState.TOO_BIG, "too_big")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal(ReadState.UNREADABLE, "broken") from error
    if root.getroottree().docinfo.doctype:
        raise Refusal(ReadState.UNREADABLE, "unusual")
    return root


def in_utf8(part: bytes) -> bytes:
    """A part's XML in UTF-8. Raises Refusal for what `parsed` refuses in another encoding."""
    declared = _ENCODING.search(part[:200])
    if b"\0" not in part[:4] and (declared is None or declared[1].lower() == b"utf-8"):
        return part
    return etree.tostring(parsed(part), encoding="UTF-8")


def canonical(sheet: bytes) -> bytes:
    """A sheet in which every cell begins `<c r="`, in UTF-8, without prefixes or comments.

    Sheets are mostly so already and come back as they are; others are parsed and written
    anew. Cells that do not say where they stand are counted. Raises Refusal for broken XML,
    and for contents where no return has any.
    """
    if _is_plain(sheet):
        return sheet
    root = parsed(sheet)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    for element in root.iter("{*}*"):
        element.tag = etree.QName(element).localname
    row = 0
    for element in root.iter("row"):
        row = int(element.get("r", "")) if element.get("r", "").isdecimal() else row + 1
        _place(element, row)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8")


def _is_plain(sheet: bytes) -> bool:
    return (
        in_utf8(sheet) is sheet
        and b"<sheetData" in sheet
        and not _PREFIXED.search(sheet)
        and not _OTHERWISE.search(sheet)
    )


def _place(row: etree._Element, number: int) -> None:  # pyright: ignore[reportPrivateUsage]
    """Put each cell's address before its other attributes; one without stands beside the last."""
    column = 0
    for cell in list(row.iterchildren("c")):
        address = cell.get("r") or f"{letters(column + 1)}{number}"
        found = _ANYWHERE.fullmatch(address)
        if not found:
            raise Refusal(ReadState.UNREADABLE, "unusual")
        column = column_number(found[1])
        if _NEAR.fullmatch(address):
            others = {key: value for key, value in cell.attrib.items() if key != "r"}
            cell.attrib.clear()
            cell.attrib.update({"r": address, **others})
        elif "".join(cell.itertext()).strip():
            raise Refusal(ReadState.TOO_BIG, "too_big")
        else:
            row.remove(cell)
