"""雷同 over a whole run: paragraphs that resemble another body's, for the ledger.

Both bodies are told of, each at its own return; what the office rules of it holds until either
text changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from xltools.checks.comparable import ComparedText, texts
from xltools.checks.likeness import Likeness, alike, findings_on_others
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.rulings import Rulings
from xltools.collection.standing.standing import Account, Standing
from xltools.examination.record import Located, Record, located
from xltools.filing.explanations import digest_of
from xltools.filing.filing import Filing
from xltools.law.edition import Edition


@dataclass(frozen=True, slots=True)
class Resemblances:
    """What resembles what, and the doubts that follow from it, by the content of the return."""

    pairs: tuple[Likeness, ...]
    doubts: Mapping[str, tuple[Located, ...]]

    def open_of(self, sha256: str) -> int:
        """How many of the doubts about that content nobody has settled."""
        found = (located.finding for located in self.doubts.get(sha256, ()))
        return sum(finding.is_doubt and not finding.explained for finding in found)

    def marked(self, stand: Account) -> Account:
        """The account, each body with how many such doubts are open."""
        standings = (replace(item, alike=self.open_of(item.sha256)) for item in stand.standings)
        return replace(stand, standings=tuple(standings))


def resemblances(ledger: Ledger, standings: Iterable[Standing], threshold: int) -> Resemblances:
    """Each paragraph that resembles another body's by so many percent at least."""
    kept: list[ComparedText] = []
    contents: dict[str, tuple[Record, Edition]] = {}
    rulings = Rulings(ledger.decisions())
    for standing, words in _words(ledger, standings):
        name = standing.name or standing.sha256
        if name in contents:  # without a register, a second file of one body
            continue
        assert standing.chosen
        contents[name] = standing.chosen.judged, words.edition
        kept += texts(words, name)
    pairs = tuple(alike(kept, threshold))
    by_body: dict[str, list[Likeness]] = {}
    for pair in pairs:
        by_body.setdefault(pair.text.body, []).append(pair)
    doubts: dict[str, tuple[Located, ...]] = {}
    for body, found in by_body.items():
        judged, edition = contents[body]
        told = [
            located(replace(doubt, figures=digest_of(doubt.sentence)), edition)
            for doubt in findings_on_others(edition, found)
        ]
        ruled = rulings.applied(told, judged.body, judged.year)
        doubts[judged.sha256] = tuple(ledger.settings().applied(ruled))
    return Resemblances(pairs, doubts)


def _words(ledger: Ledger, standings: Iterable[Standing]) -> Iterator[tuple[Standing, Filing]]:
    """Every body whose return could be read, with what it says in words, one at a time."""
    for standing in standings:
        words = ledger.words(standing.sha256) if standing.chosen else None
        if words:
            yield standing, words
