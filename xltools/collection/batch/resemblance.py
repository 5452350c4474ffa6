"""雷同 over a whole run: paragraphs that resemble another body's, kept with each return as doubts.

Both bodies are told of, each at its own return, and each settles its own side: what it says, and
what the office rules of it, holds until its own text changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, islice

from xltools.checks.alike.comparable import ComparedText, texts
from xltools.checks.alike.copies import LikeTexts
from xltools.checks.alike.likeness import LIKE, findings_on_others
from xltools.collection.ledger.first_sight import with_first_sights
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.stored import Stored, filing_from
from xltools.collection.standing.standing import Standing
from xltools.examination.record import Located, Record, located
from xltools.filing.explanations import with_explanations
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition

_AT_ONCE = 50
"""Returns that are kept anew together."""


@dataclass(frozen=True, slots=True)
class Resemblances:
    """What resembles what, of how many bodies; whether the ledger says anything new of a return.

    The pairs lie in a temporary database, which is to be closed.
    """

    pairs: LikeTexts
    bodies: int
    news: bool


def note_resemblances(
    ledger: Ledger, standings: Sequence[Standing], threshold: int, run: int, day: date
) -> Resemblances:
    """Keep with each return that stands the doubts that a paragraph of it is another body's.

    Those that resemble by so many percent at least; what was doubted and is so no more is left
    out. `run` and its `day` are those that note it.
    """
    contents: dict[str, tuple[str, Edition]] = {}
    pairs = LikeTexts(_compared(ledger, standings, contents), threshold)
    doubted = ledger.holding(LIKE.id) & {item.sha256 for item in standings if item.chosen}

    def told() -> Iterator[Record | None]:
        for sha256, doubts in _doubts(pairs, contents):
            doubted.discard(sha256)
            yield _told(ledger, sha256, doubts, run, day)
        for sha256 in sorted(doubted):
            yield _told(ledger, sha256, (), run, day)

    changed, news = filter(None, told()), False
    while together := list(islice(changed, _AT_ONCE)):
        news = True
        with ledger.adding():
            for record in together:
                ledger.examined(run, record)
    return Resemblances(pairs, len({pair.text.body for pair in pairs}), news)


def _compared(
    ledger: Ledger, standings: Iterable[Standing], contents: dict[str, tuple[str, Edition]]
) -> Iterator[ComparedText]:
    """The paragraphs of one body after another; `contents` gets of which return they are."""
    for standing, words in _words(ledger, standings):
        name = standing.name or standing.sha256
        if name not in contents:  # without a register, it may be a second file of one body
            contents[name] = standing.sha256, words.edition
            yield from texts(words, name)


def _doubts(
    pairs: LikeTexts, contents: Mapping[str, tuple[str, Edition]]
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """What is doubted of each return, with its content."""
    for body, found in groupby(pairs, lambda pair: pair.text.body):
        sha256, edition = contents[body]
        yield sha256, tuple(findings_on_others(edition, found))


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
    found = [located(doubt, filing.edition, filing) for doubt in with_explanations(doubts, filing)]
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
