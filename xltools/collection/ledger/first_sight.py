"""Explanations bound to the figures that the ledger first saw them with.

A clerk without the ribbon explains a doubt, changes the figure and sends the workbook again: in
it nothing tells that the words were written of another figure. The ledger keeps what came before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from xltools.collection.ledger.stored import filing_from, located_from
from xltools.examination.record import Located, Record
from xltools.filing.explanations import bound_to, fingerprint


def with_first_sights(
    record: Record, earlier: Iterable[tuple[str, str, str | None]], day: str
) -> Record:
    """The record, its explanations bound to the figures that each was first seen with.

    `earlier` are the findings and filings, as kept, of what the same body sent on the year in
    earlier runs, with the day of each, the first that came first; `day` that of this one. A
    sight of the ledger goes before what the workbook records: that may have been written after
    it.
    """
    firsts: dict[tuple[str, str], _Sight] = {}
    for findings, filing, came in earlier:
        for explained, sight in _sights(findings, filing, came or day):
            firsts.setdefault(explained, sight)
    bound = tuple(_bound(located, firsts, day) for located in record.findings)
    return record.with_findings(bound).counted(bound)


@dataclass(frozen=True, slots=True)
class _Sight:
    """The figures that an explanation was first seen with, and the day on which it came."""

    figures: str
    day: str


def _sights(findings: str, filing: str, day: str) -> Iterator[tuple[tuple[str, str], _Sight]]:
    """Each doubt with what was said to it, and the figures of which that was said."""
    for located in located_from(findings):
        finding = located.finding
        if finding.explanation and finding.is_doubt:
            figures = finding.bound or finding.figures or _figures(located, filing)
            yield _key(located), _Sight(figures, finding.since or day)


def _figures(located: Located, text: str) -> str:
    """The figures as a ledger of version 0.1.0 did not keep them."""
    filing = filing_from(text)
    return fingerprint(located.finding, filing) if filing else ""


def _key(located: Located) -> tuple[str, str]:
    return located.finding.id, located.finding.explanation.strip()


def _bound(located: Located, firsts: Mapping[tuple[str, str], _Sight], day: str) -> Located:
    finding = located.finding
    if not (finding.explanation and finding.is_doubt):
        return located
    first = firsts.get(_key(located))
    if first is None:
        return replace(located, finding=replace(finding, since=day))
    known = bound_to(finding, first.figures or finding.bound)
    return replace(located, finding=replace(known, since=first.day))
