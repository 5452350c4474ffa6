"""Documents to compare returns with: what is neither Word nor a web page never gets to a parser."""

from __future__ import annotations

import re

from xltools.reader.triage import Kind, kind_of
from xltools.report.published import NotADocument, Published
from xltools.report.published import read_document as read

_READABLE = (".docx", ".html", ".htm", ".shtml", ".mht", ".mhtml")
ANSWERED_FOR = (*_READABLE, ".pdf", ".doc", ".wps", ".rtf", ".odt", ".ofd")
"""Endings of what people take for a report; a folder's files with them are all answered for."""

_PACKAGE = b"PK"
_BINARY = re.compile(rb"[\0-\x08\x0e-\x1f]")
_HEAD = 4096


def read_document(data: bytes) -> Published:
    """A Word document or a web page. Raises NotADocument for what is neither by its bytes."""
    if not _may_be_read(data):
        raise NotADocument
    return read(data)


def _may_be_read(data: bytes) -> bool:
    """Whether it is text or a package; a page with a broken letter in it is text still."""
    match kind_of(data):
        case Kind.HTML | Kind.TEXT:
            return True
        case Kind.WORD:
            return data.startswith(_PACKAGE)
        case Kind.UNKNOWN:
            return not _BINARY.search(data[:_HEAD])
        case _:
            return False
