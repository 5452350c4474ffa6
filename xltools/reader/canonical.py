"""Part XML made safe and plain: no document type, and cells written in one way."""

from __future__ import annotations

import re

from lxml import etree

from xltools.reader.refusal import ReadState, Refusal

_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']*)["']""")
_OTHERWISE = re.compile(rb'<(?:!|c(?: (?!r="[A-G]?[A-Z][0-9]{1,5}")|[\t\n\r/>]))')
"""What Excel, WPS, LibreOffice and openpyxl never write into a sheet of ours.

A comment, a cell that does not begin with its address, one beyond column GZ or row 99999.
"""
_PREFIXED = re.compile(rb"xmlns:\w+\s*=\s*[\"'][^\"']*/spreadsheetml/")
_NEAR = re.compile(r"[A-G]?[A-Z][0-9]{1,5}")


def parsed(xml: bytes) -> etree._Element:  # pyright: ignore[reportPrivateUsage]
    """The root element. Raises Refusal for broken XML and for any document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal(ReadState.UNREADABLE, "broken") from error
    if root.getroottree().docinfo.doctype:
        raise Refusal(ReadState.UNREADABLE, "unusual")
    return root


def canonical(sheet: bytes) -> bytes:
    """A sheet in which every cell begins `<c r="`, in UTF-8, without prefixes or comments.

    Sheets are mostly so already and come back as they are; others are parsed and written
    anew. Raises Refusal for broken XML, for cells that do not say where they stand, and for
    cells where no return has any.
    """
    if _is_plain(sheet):
        return sheet
    root = parsed(sheet)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    for element in root.iter("{*}*"):
        name = etree.QName(element).localname
        element.tag = name
        if name == "c":
            _reorder(element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8")


def _is_plain(sheet: bytes) -> bool:
    declared = _ENCODING.search(sheet[:200])
    return (
        (declared is None or declared[1].lower() == b"utf-8")
        and b"<sheetData" in sheet
        and not _PREFIXED.search(sheet)
        and not _OTHERWISE.search(sheet)
    )


def _reorder(cell: etree._Element) -> None:  # pyright: ignore[reportPrivateUsage]
    """Put a cell's address before its other attributes."""
    attributes = {str(key): str(value) for key, value in cell.attrib.items()}
    address = attributes.pop("r", "")
    if not re.fullmatch(r"[A-Z]{1,3}[0-9]{1,7}", address):
        raise Refusal(ReadState.UNREADABLE, "unusual")
    if not _NEAR.fullmatch(address):
        raise Refusal(ReadState.TOO_BIG, "too_big")
    cell.attrib.clear()
    for key, value in {"r": address, **attributes}.items():
        cell.set(key, value)
