"""A body sent its report and no workbook: one is made for it, to be completed and sent in.

Nothing counts by it: who reports is filled in, and what could be read of the report, each doubt
about that at its cell.
"""

from __future__ import annotations

from dataclasses import replace

from xltools.collection.ledger.stored import filing_from, filing_text
from xltools.collection.register.body import Body
from xltools.collection.register.identity import identity
from xltools.examination.record import Located, Record
from xltools.filing.doubts import is_transcribed
from xltools.filing.filing import Filing
from xltools.filing.findings import finding_of, name_of
from xltools.law.rule import Severity
from xltools.messages import say


def prefilled(body: Body | None, year: int | None, text: str) -> str:
    """What the workbook is to hold, as JSON; `text` is what was read of the report, "" nothing.

    "" where neither is known. A report on another year, or in another form, gives no figure.
    """
    if body is None or year is None:
        return text
    known, read = identity(body, year), filing_from(text) if text else None
    if read and read.edition is known.edition and read.year in (None, year):
        known = replace(read, cover={**read.cover, **known.cover})
    return filing_text(known)


def to_complete(filing: Filing, record: Record) -> Record:
    """The record saying what is to be done in that workbook, then what was read how."""
    lead = _lead(_read_of(filing))
    told = (f for f in record.findings if f.addresses or is_transcribed(f.finding))
    return record.with_findings((lead, *told))


def _read_of(filing: Filing) -> str:
    """The code of the words for how much could be read of the report."""
    if filing.figures:
        return "check"
    return "texts" if any(filing.narratives.values()) else "fill_in"


def _lead(code: str) -> Located:
    finding = finding_of(name_of("P-", code), Severity.WARNING, f"paper.{code}", ("name",))
    return Located(finding, say("paper.all"))
