"""雷同 over a whole run: paragraphs that resemble another body's, for the ledger.

Both bodies are told of, each at its own return; what the office rules of it holds until either
text changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from xltools.checks.comparable import ComparedText, texts
from xltools.checks.copies import LikeTexts
from xltools.checks.likeness import findings_on_others
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.rulings import Rulings
from xltools.collection.standing.standing import Account, Standing
from xltools.examination.record import Located, Record, located
from xltools.filing.explanations import digest_of
from xltools.filing.filing import Filing
from xltools.law.edition import Edition


@dataclass(frozen=True, slots=True)
class Resemblances:
    """What resembles what, of how many bodies, and the doubts that follow from it, by content.

    The pairs lie in a temporary database, which is to be closed.
    """

    pairs: LikeTexts
    bodies: int
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
    contents: dict[str, tuple[Record, Edition]] = {}
    pairs = LikeTexts(_compared(ledger, standings, contents), threshold)
    rulings, settings = Rulings(ledger.decisions()), ledger.settings()
    doubts: dict[str, tuple[Located, ...]] = {}
    bodies = 0
    for body, found in groupby(pairs, lambda pair: pair.text.body):
        judged, edition = contents[body]
        told = [
            located(replace(doubt, figures=digest_of(doubt.sentence)), edition)
            for doubt in findings_on_others(edition, found)
        ]
        ruled = rulings.applied(told, judged.body, judged.year)
        doubts[judged.sha256] = tuple(settings.applied(ruled))
        bodies += 1
    return Resemblances(pairs, bodies, doubts)


def _compared(
    ledger: Ledger, standings: Iterable[Standing], contents: dict[str, tuple[Record, Edition]]
) -> Iterator[ComparedText]:
    """The paragraphs of one body after another; `contents` gets whose they are."""
    for standing, words in _words(ledger, standings):
        name = standing.name or standing.sha256
        if name not in contents:  # without a register, it may be a second file of one body
            assert standing.chosen
            contents[name] = standing.chosen.judged, words.edition
            yield from texts(words, name)


def _words(ledger: Ledger, standings: Iterable[Standing]) -> Iterator[tuple[Standing, Filing]]:
    """Every body whose return could be read, with what it says in words, one at a time."""
    for standing in standings:
        words = ledger.words(standing.sha256) if standing.chosen else None
        if words:
            yield standing, words
