"""雷同 over a whole run: paragraphs that resemble another body's, kept with each return as doubts.

Both bodies are told of, each at its own return, and each settles its own side: what it says, and
what the office rules of it, holds until its own text changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xltools.checks.comparable import ComparedText, texts
from xltools.checks.likeness import LIKE, Likeness, alike, findings_on_others
from xltools.collection.ledger.first_sight import with_first_sights
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.stored import Stored, filing_from
from xltools.collection.standing.standing import Standing
from xltools.examination.record import Located, Record, located
from xltools.filing.explanations import with_explanations
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition


@dataclass(frozen=True, slots=True)
class Resemblances:
    """What resembles what, and whether the ledger now says anything else of a return."""

    pairs: tuple[Likeness, ...]
    news: bool


def note_resemblances(
    ledger: Ledger, standings: Sequence[Standing], threshold: int, run: int, day: date
) -> Resemblances:
    """Keep with each return that stands the doubts that a paragraph of it is another body's.

    Those that resemble by so many percent at least; what was doubted and is so no more is left
    out. `run` and its `day` are those that note it.
    """
    pairs, doubts = _found(ledger, standings, threshold)
    doubted = ledger.holding(LIKE.id)
    wanted = (standing.sha256 for standing in standings if standing.chosen)
    changed = [
        record
        for sha256 in wanted
        if sha256 in doubts or sha256 in doubted
        if (record := _told(ledger, sha256, doubts.get(sha256, ()), run, day))
    ]
    if changed:
        with ledger.adding():
            for record in changed:
                ledger.examined(run, record)
    return Resemblances(pairs, bool(changed))


def _found(
    ledger: Ledger, standings: Iterable[Standing], threshold: int
) -> tuple[tuple[Likeness, ...], dict[str, tuple[Finding, ...]]]:
    """The pairs, and the doubts by content."""
    kept: list[ComparedText] = []
    contents: dict[str, tuple[str, Edition]] = {}
    for standing, words in _words(ledger, standings):
        name = standing.name or standing.sha256
        if name in contents:  # without a register, a second file of one body
            continue
        contents[name] = standing.sha256, words.edition
        kept += texts(words, name)
    pairs = tuple(alike(kept, threshold))
    by_body: dict[str, list[Likeness]] = {}
    for pair in pairs:
        by_body.setdefault(pair.text.body, []).append(pair)
    doubts: dict[str, tuple[Finding, ...]] = {}
    for body, found in by_body.items():
        sha256, edition = contents[body]
        doubts[sha256] = tuple(findings_on_others(edition, found))
    return pairs, doubts


def _told(
    ledger: Ledger, sha256: str, doubts: Sequence[Finding], run: int, day: date
) -> Record | None:
    """What is to be kept of a return now, None where that is kept already."""
    record = ledger.record(sha256)
    before = [item.finding for item in record.findings if item.finding.rule == LIKE.id]
    if list(map(_said, before)) == list(map(_said, doubts)):
        return None
    others = [item for item in record.findings if item.finding.rule != LIKE.id]
    found = (*others, *_explained(ledger, record, doubts, run, day))
    return replace(record.counted(found), findings=Stored(found))


def _said(finding: Finding) -> tuple[str, str]:
    return finding.id, finding.sentence


def _explained(
    ledger: Ledger, record: Record, doubts: Sequence[Finding], run: int, day: date
) -> Sequence[Located]:
    """The doubts with what the body says to them, and since when."""
    filing = filing_from(record.filing)
    if filing is None:
        return ()
    found = [located(doubt, filing.edition) for doubt in with_explanations(doubts, filing)]
    if not any(item.finding.explanation for item in found):
        return found
    earlier = ledger.explained_before(record.body, record.year, run)
    return with_first_sights(record.with_findings(found), earlier, day.isoformat()).findings


def _words(ledger: Ledger, standings: Iterable[Standing]) -> Iterator[tuple[Standing, Filing]]:
    """Every body whose return could be read, with what it says in words, one at a time."""
    for standing in standings:
        words = ledger.words(standing.sha256) if standing.chosen else None
        if words:
            yield standing, words
