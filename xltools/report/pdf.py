"""Word documents as PDF, by LibreOffice where it is installed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.messages import say
from xltools.platform.libreoffice import convert, libreoffice

TOGETHER = 50
"""How many documents are converted in one run of LibreOffice."""
_START, _EACH = 120, 20
"""Seconds that LibreOffice may take to start, and for a document."""


class NoPdf(XltoolsError, RuntimeError):
    """There is no LibreOffice, or it failed; the message is the sentence for the user."""


def office_program() -> Path:
    """The program. Raises NoPdf where there is none."""
    found = libreoffice()
    if found is None:
        raise NoPdf(say("pdf.no_office"))
    return found


def to_pdf(documents: Sequence[bytes]) -> list[bytes]:
    """The PDF of each .docx, in their order. Raises NoPdf."""
    made = convert(office_program(), documents, "docx", "pdf", _START + _EACH * len(documents))
    if made is None:
        raise NoPdf(say("pdf.failed"))
    return made
