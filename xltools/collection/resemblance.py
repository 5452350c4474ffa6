"""雷同 over a whole run: paragraphs that resemble another body's, for the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xltools.checks.comparable import Text, texts
from xltools.checks.likeness import Likeness, alike, findings_on_others
from xltools.collection.ledger import Ledger
from xltools.collection.record import Located, located
from xltools.collection.standing import Standing
from xltools.filing.filing import Filing


@dataclass(frozen=True, slots=True)
class Resemblances:
    """What resembles what, and the doubts that follow from it, by the content of the return."""

    pairs: tuple[Likeness, ...]
    doubts: Mapping[str, tuple[Located, ...]]


def resemblances(ledger: Ledger, standings: Iterable[Standing], threshold: int) -> Resemblances:
    """Each paragraph that resembles another body's by so many percent at least."""
    kept: list[Text] = []
    contents: dict[str, str] = {}
    for standing, filing in _filings(ledger, standings):
        name = standing.name or standing.sha256
        if name in contents:  # without a register, a second file of one body
            continue
        contents[name] = standing.sha256
        kept += texts(filing, name)
    pairs = tuple(alike(kept, threshold))
    by_body: dict[str, list[Likeness]] = {}
    for pair in pairs:
        by_body.setdefault(pair.text.body, []).append(pair)
    doubts = {
        contents[body]: _doubts(ledger.filing(contents[body]), found)
        for body, found in by_body.items()
    }
    return Resemblances(pairs, doubts)


def _filings(ledger: Ledger, standings: Iterable[Standing]) -> Iterator[tuple[Standing, Filing]]:
    """Every body whose return could be read, one at a time."""
    for standing in standings:
        filing = ledger.filing(standing.sha256) if standing.chosen else None
        if filing:
            yield standing, filing


def _doubts(filing: Filing | None, found: Sequence[Likeness]) -> tuple[Located, ...]:
    if filing is None:
        return ()
    return tuple(located(doubt, filing) for doubt in findings_on_others(filing.edition, found))
