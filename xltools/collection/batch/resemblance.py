"""雷同 over a whole run: paragraphs that resemble another body's, for the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from xltools.checks.comparable import Text, texts
from xltools.checks.likeness import Likeness, alike, findings_on_others
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.standing.standing import Standing
from xltools.examination.record import Located, located
from xltools.filing.filing import Filing
from xltools.law.edition import Edition


@dataclass(frozen=True, slots=True)
class Resemblances:
    """What resembles what, and the doubts that follow from it, by the content of the return."""

    pairs: tuple[Likeness, ...]
    doubts: Mapping[str, tuple[Located, ...]]


def resemblances(ledger: Ledger, standings: Iterable[Standing], threshold: int) -> Resemblances:
    """Each paragraph that resembles another body's by so many percent at least."""
    kept: list[Text] = []
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
    doubts: dict[str, tuple[Located, ...]] = {}
    for body, found in by_body.items():
        sha256, edition = contents[body]
        doubts[sha256] = tuple(located(d, edition) for d in findings_on_others(edition, found))
    return Resemblances(pairs, doubts)


def _words(ledger: Ledger, standings: Iterable[Standing]) -> Iterator[tuple[Standing, Filing]]:
    """Every body whose return could be read, with what it says in words, one at a time."""
    for standing in standings:
        words = ledger.words(standing.sha256) if standing.chosen else None
        if words:
            yield standing, words
