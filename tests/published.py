"""A filing that has been published, and what `differences_of` tells of a document of it."""

from __future__ import annotations

from dataclasses import replace

import filings

from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.published.comparison.differences import Difference, differences_of
from xltools.published.documents.document import read_document


def noted(edition: Edition) -> Filing:
    """A busy return with a note under a table."""
    return replace(filings.busy(edition), notes={"cases": "含上年度结转。"})


def found(filing: Filing, page: str | bytes) -> list[Difference]:
    """What differs in a document, given as text or as a file's bytes."""
    return differences_of(filing, read_document(page.encode() if isinstance(page, str) else page))
