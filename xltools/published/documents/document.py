"""A written report read as a reader sees it, ours or one that people and their systems changed.

Word and HTML become the same: tables as grids of text, and lines of text in their order.
"""

from __future__ import annotations

import re
import zipfile
import zlib

from xltools.platform.libreoffice import convert, libreoffice
from xltools.published.documents.contents import NotADocument, Published, TooLarge
from xltools.published.documents.pdf_document import read_pdf
from xltools.published.documents.text_document import read_text
from xltools.published.documents.web_page import read_page
from xltools.published.documents.word_document import read_word
from xltools.reader.opening import triage


def read_document(data: bytes) -> Published:
    """A .docx, a page, or a page saved as one file (.mht). Raises NotADocument."""
    from lxml import etree

    try:
        return read_word(data) if data.startswith(b"PK") else read_page(data)
    except NotADocument:
        raise
    except RecursionError as error:
        raise TooLarge("nesting") from error
    except (*_BROKEN, etree.LxmlError) as error:
        raise NotADocument(str(error)) from error


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)
"""What opening a package that is none raises: NotImplementedError is that of unknown packing,
RuntimeError that of a password."""


WEB_PAGES = (".html", ".htm", ".shtml", ".xhtml", ".xht", ".mht", ".mhtml")
ANSWERED_FOR = (".docx", *WEB_PAGES, ".pdf", ".doc", ".wps", ".rtf", ".odt", ".ofd")
"""Endings of what people take for a report; a folder's files with them are all answered for."""
TEXTS = (".txt", ".md")

_PACKAGE = b"PK"
_BINARY = re.compile(rb"[\0-\x08\x0e-\x1f]")
_WIDE = (b"<\0", b"\0<")
"""How a page in UTF-16 begins that has no mark."""
_HEAD = 4096
_SECONDS = 120.0
"""Seconds that a conversion may take."""
_CONVERTED = {".doc": "doc", ".wps": "doc", ".rtf": "rtf", ".odt": "odt"}


class NotConverted(NotADocument):
    """Only LibreOffice reads it, and could not or is not there."""

    code = "not_converted"


def read_foreign(data: bytes) -> Published:
    """A Word document or a web page. Raises NotADocument for what is neither by its bytes."""
    if not _may_be_read(data):
        raise NotADocument
    return read_document(data)


def read_any(data: bytes, ending: str) -> Published:
    """A report in any form that can be read; `ending` is that of its name. Raises NotADocument."""
    kind = triage.kind_of(data)
    if kind is triage.FileKind.PDF:
        return read_pdf(data)
    if kind is triage.FileKind.WORD and not (data.startswith(_PACKAGE) and ending != ".odt"):
        return read_document(_converted(data, _CONVERTED.get(ending, "doc")))
    if not _may_be_read(data):
        raise NotADocument
    try:
        return read_document(data)
    except TooLarge:
        raise
    except NotADocument:
        if data.startswith(_PACKAGE):
            raise
        return read_text(data)


def _converted(data: bytes, ending: str) -> bytes:
    program = libreoffice()
    made = program and convert(program, [data], ending, "docx", _SECONDS)
    if not made:
        raise NotConverted
    return made[0]


def _may_be_read(data: bytes) -> bool:
    """Whether it is text or a package; a page with a broken letter in it is text still."""
    match triage.kind_of(data):
        case triage.FileKind.HTML | triage.FileKind.TEXT:
            return True
        case triage.FileKind.WORD | triage.FileKind.ARCHIVE:
            return data.startswith(_PACKAGE)
        case triage.FileKind.UNKNOWN:
            return data.startswith(_WIDE) or not _BINARY.search(data[:_HEAD])
        case _:
            return False
