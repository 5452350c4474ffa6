"""A written report read as a reader sees it, ours or one that people and their systems changed.

Word and HTML become the same: tables as grids of text, and lines of text in their order.
"""

from __future__ import annotations

import re
import zipfile
import zlib

from xltools.published.contents import NotADocument, Published, TooLarge
from xltools.published.web_page import read_page
from xltools.published.word_document import read_word
from xltools.reader import triage


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


_READABLE = (".docx", ".html", ".htm", ".shtml", ".xhtml", ".xht", ".mht", ".mhtml")


ANSWERED_FOR = (*_READABLE, ".pdf", ".doc", ".wps", ".rtf", ".odt", ".ofd")
"""Endings of what people take for a report; a folder's files with them are all answered for."""


_PACKAGE = b"PK"


_BINARY = re.compile(rb"[\0-\x08\x0e-\x1f]")
_WIDE = (b"<\0", b"\0<")
"""How a page in UTF-16 begins that has no mark."""


_HEAD = 4096


def read_foreign(data: bytes) -> Published:
    """A Word document or a web page. Raises NotADocument for what is neither by its bytes."""
    if not _may_be_read(data):
        raise NotADocument
    return read_document(data)


def _may_be_read(data: bytes) -> bool:
    """Whether it is text or a package; a page with a broken letter in it is text still."""
    match triage.kind_of(data):
        case triage.Kind.HTML | triage.Kind.TEXT:
            return True
        case triage.Kind.WORD | triage.Kind.ARCHIVE:
            return data.startswith(_PACKAGE)
        case triage.Kind.UNKNOWN:
            return data.startswith(_WIDE) or not _BINARY.search(data[:_HEAD])
        case _:
            return False
