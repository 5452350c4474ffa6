"""Explanations bound to the figures that the ledger first saw them with.

A clerk without the ribbon explains a doubt, changes the figure and sends the workbook again: in
it nothing tells that the words were written of another figure. The ledger keeps what came before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from xltools.collection.ledger.stored import (
    Examination,
    filing_from,
    findings_text,
    located_from,
)
from xltools.examination.record import Located
from xltools.filing.explanations import bound_to, fingerprint
from xltools.filing.findings import tally


def with_first_sights(examination: Examination, earlier: Iterable[tuple[str, str]]) -> Examination:
    """The examination, its explanations bound to the figures that each was first seen with.

    `earlier` are the findings and filings, as kept, of what the same body sent on the year in
    earlier runs, the first that came first. A sight of the ledger goes before what the workbook
    records: that may have been written after it.
    """
    found = located_from(examination.findings)
    firsts: dict[tuple[str, str], str] = {}
    for findings, filing in earlier:
        for explained, figures in _sights(findings, filing):
            firsts.setdefault(explained, figures)
    bound = tuple(_bound(located, firsts) for located in found)
    if bound == found:
        return examination
    counts = tally(located.finding for located in bound)
    judged = replace(examination.judged, tally=counts)
    return replace(examination, judged=judged, findings=findings_text(bound))


def _sights(findings: str, filing: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Each doubt with what was said to it, and the figures of which that was said."""
    for located in located_from(findings):
        finding = located.finding
        if finding.explanation and finding.is_doubt:
            yield _key(located), finding.bound or finding.figures or _figures(located, filing)


def _figures(located: Located, text: str) -> str:
    """The figures as a ledger of version 0.1.0 did not keep them."""
    filing = filing_from(text)
    return fingerprint(located.finding, filing) if filing else ""


def _key(located: Located) -> tuple[str, str]:
    return located.finding.id, located.finding.explanation.strip()


def _bound(located: Located, firsts: dict[tuple[str, str], str]) -> Located:
    first = firsts.get(_key(located), "") if located.finding.explanation else ""
    return replace(located, finding=bound_to(located.finding, first)) if first else located
