"""雷同: paragraphs that resemble one of another body of the batch, or of the body's own last year.

Resemblance is the share of characters that two paragraphs have in common in the same order
(twice the longest common subsequence, of both lengths), after what they may rightly have alike
is taken out. With thousands of bodies only those are compared that MinHash/LSH finds to share
enough sequences of three characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel
from rensa import RMinHash, RMinHashLSH

from xltools.checks.check import Check
from xltools.checks.comparable import Text, texts
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.messages import say

__all__ = ["THRESHOLD", "Likeness", "Text", "alike", "alike_last_year", "texts"]

THRESHOLD = 80
"""The percentage from which a resemblance is a doubt, where the office sets no other."""

LIKE = Check("C-LIKE", Severity.WARNING, "check_like")
LIKE_LAST_YEAR = Check("C-LIKE-LAST-YEAR", Severity.WARNING, "check_like_last_year")

CHECKS = (LIKE, LIKE_LAST_YEAR)

_SEQUENCE = 3
_HASHES, _BANDS, _SEED = 96, 32, 2021
_MOST = 200
"""How many candidates are compared with a paragraph at most: a thousand copies are told by less."""

_QUOTED = 30


@dataclass(frozen=True, slots=True)
class Likeness:
    """A paragraph, the one it resembles most, and in how many other bodies one does."""

    text: Text
    other: Text
    percent: int
    others: int


def alike(given: Iterable[Text], threshold: int = THRESHOLD) -> Iterator[Likeness]:
    """Each paragraph that resembles one of another body, in the order given.

    At most one a paragraph, so that a thousand copies of one text are a thousand lines and
    not half a million. Resemblances far below 70 % may be missed.
    """
    ordered = tuple(given)
    holders: dict[str, dict[str, Text]] = {}
    for text in ordered:
        holders.setdefault(text.core, {}).setdefault(text.body, text)
    near = _near(list(holders), threshold)
    for text in ordered:
        yield from _nearest(text, near[text.core], holders)


def alike_last_year(
    given: Iterable[Text], previous: Iterable[Text], threshold: int = THRESHOLD
) -> Iterator[Likeness]:
    """Each paragraph that resembles one of the body's own last year, with the nearest of those."""
    then = tuple(previous)
    for text in given:
        percents = [_percent(text.core, other.core, threshold) for other in then]
        if percents and max(percents) >= threshold:
            percent = max(percents)
            yield Likeness(text, then[percents.index(percent)], percent, 1)


def findings_on_others(edition: Edition, found: Iterable[Likeness]) -> Iterator[Finding]:
    """What is to be said of one body's paragraphs that resemble other bodies'."""
    return _findings(LIKE, edition, found)


def findings(
    filing: Filing, previous: Filing | None, threshold: int = THRESHOLD
) -> Iterator[Finding]:
    """What is to be said of paragraphs that resemble the body's own of last year."""
    if previous is None:
        return
    then = texts(previous, say("check_like_last_year.body", year=previous.year or ""))
    found = alike_last_year(texts(filing), then, threshold)
    yield from _findings(LIKE_LAST_YEAR, filing.edition, found)


def _findings(check: Check, edition: Edition, found: Iterable[Likeness]) -> Iterator[Finding]:
    """One finding a narrative: its nearest likeness."""
    worst: dict[str, Likeness] = {}
    for likeness in found:
        known = worst.get(likeness.text.narrative)
        if known is None or likeness.percent > known.percent:
            worst[likeness.text.narrative] = likeness
    for narrative, likeness in worst.items():
        more = likeness.others - 1
        yield check.found(
            edition,
            narrative,
            quote=_quote(likeness.text),
            other=likeness.other.body,
            percent=likeness.percent,
            more=say("check_like.more", count=more) if more else "",
        )


def _quote(text: Text) -> str:
    filed = "".join(text.filed.split())
    return filed if len(filed) <= _QUOTED else say("check_like.cut", text=filed[:_QUOTED])


def _nearest(
    text: Text, near: dict[str, int], holders: dict[str, dict[str, Text]]
) -> Iterator[Likeness]:
    """The likeness of a paragraph to the nearest of another body, if there is one."""
    found: tuple[int, Text] | None = None
    bodies: set[str] = set()
    for core, percent in near.items():
        bodies |= holders[core].keys()
        other = next((held for held in holders[core].values() if held.body != text.body), None)
        if other and (found is None or percent > found[0]):
            found = percent, other
    if found:
        yield Likeness(text, found[1], found[0], len(bodies - {text.body}))


def _near(cores: list[str], threshold: int) -> dict[str, dict[str, int]]:
    """For each core those that resemble it, itself included, with the percentage."""
    sketches = RMinHash.from_token_sets(map(_sequences, cores), _HASHES, _SEED)
    index = RMinHashLSH(threshold / 100, _HASHES, _BANDS)
    index.insert_many(sketches)
    near = {core: {core: 100} for core in cores}
    for place, sketch in enumerate(sketches):
        for other in sorted(index.query(sketch))[:_MOST]:
            percent = _percent(cores[place], cores[other], threshold)
            if percent >= threshold:
                near[cores[place]][cores[other]] = percent
                near[cores[other]][cores[place]] = percent
    return near


def _sequences(core: str) -> list[str]:
    return [core[place : place + _SEQUENCE] for place in range(len(core) - _SEQUENCE + 1)]


def _percent(one: str, other: str, threshold: int) -> int:
    """The percentage, rounded down; 0 where it is below the threshold."""
    return int(100 * Indel.normalized_similarity(one, other, score_cutoff=threshold / 100))
