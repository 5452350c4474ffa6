"""雷同: paragraphs that resemble one of another body of the batch, or of the body's own last year.

Resemblance is the share of characters that two paragraphs have in common in the same order
(twice the longest common subsequence, of both lengths), after what they may rightly have alike
is taken out. With thousands of bodies only those are compared that MinHash/LSH finds to share
enough sequences of three characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from operator import itemgetter

from xltools.checks.check import Check
from xltools.checks.comparable import ComparedText, texts
from xltools.checks.paragraph import Paragraph
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.filing.wording import covered
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.messages import say

__all__ = ["LIKE", "THRESHOLD", "ComparedText", "Likeness", "alike", "alike_last_year", "texts"]

THRESHOLD = 80
"""The percentage from which a resemblance is a doubt, where the office sets no other."""

LIKE = Check("C-LIKE", Severity.WARNING, "check_like")
LIKE_LAST_YEAR = Check("C-LIKE-LAST-YEAR", Severity.WARNING, "check_like_last_year")

CHECKS = (LIKE, LIKE_LAST_YEAR)

_SEQUENCE = 3
_HASHES, _BANDS, _SEED = 96, 32, 2021
"""Three hashes a band: two paragraphs of which half the sequences agree meet in one of the bands
98 times of 100, two of different bodies (2 of 100 agree in real reports) once in 4,000."""

_LOOKED_AT, _MOST = 2000, 100
"""Where a whole batch was written after one text, a paragraph has thousands of candidates: of so
many of them the so many likeliest are compared, which is enough to tell that it is a copy."""

_QUOTED = 30


@dataclass(frozen=True, slots=True)
class Likeness:
    """A paragraph, the one it resembles most, and in how many other bodies one does."""

    text: ComparedText
    other: ComparedText
    percent: int
    others: int


def alike(given: Iterable[ComparedText], threshold: int = THRESHOLD) -> Iterator[Likeness]:
    """Each paragraph that resembles one of another body, in the order given.

    At most one a paragraph, so that a thousand copies of one text are a thousand lines and
    not half a million. Resemblances far below 70 % may be missed.
    """
    ordered = tuple(given)
    holders: dict[str, dict[str, ComparedText]] = {}
    for text in ordered:
        holders.setdefault(text.core, {}).setdefault(text.body, text)
    near = _near(list(holders), threshold)
    bodies = {core: {body for other in near[core] for body in holders[other]} for core in holders}
    for text in ordered:
        if len(bodies[text.core]) > 1:
            percent, other = _nearest(text, near[text.core], holders)
            yield Likeness(text, other, percent, len(bodies[text.core]) - 1)


def alike_last_year(
    given: Iterable[ComparedText], previous: Iterable[ComparedText], threshold: int = THRESHOLD
) -> Iterator[Likeness]:
    """Each paragraph that resembles one of the body's own last year, with the nearest of those."""
    then = {other.core: other for other in previous}
    for text in given:
        for core, percent in _percents(text.core, list(then), threshold)[:1]:
            yield Likeness(text, then[core], percent, 1)


def findings_on_others(edition: Edition, found: Iterable[Likeness]) -> Iterator[Finding]:
    """What is to be said of one body's paragraphs that resemble other bodies'."""
    return _findings(LIKE, edition, found)


def findings_in(filing: Filing, previous: Filing | None) -> Iterator[Finding]:
    """What is to be said of paragraphs that resemble the body's own of last year."""
    if previous is None:
        return
    then = texts(previous, say("check_like_last_year.body", year=previous.year or ""))
    found = alike_last_year(texts(filing), then)
    yield from _findings(LIKE_LAST_YEAR, filing.edition, found)


def _findings(check: Check, edition: Edition, found: Iterable[Likeness]) -> Iterator[Finding]:
    """One finding a narrative: its nearest likeness."""
    worst: dict[str, Likeness] = {}
    for likeness in found:
        known = worst.get(likeness.text.narrative)
        if known is None or likeness.percent > known.percent:
            worst[likeness.text.narrative] = likeness
    for likeness in worst.values():
        text, more = likeness.text, likeness.others - 1
        yield check.found(
            edition,
            Paragraph(text.narrative, text.filed, text.number),
            quote=_quote(text),
            other=likeness.other.body,
            percent=likeness.percent,
            more=say("check_like.more", count=more) if more else "",
        )


def _quote(text: ComparedText) -> str:
    filed = covered("".join(text.filed.split()))
    return filed if len(filed) <= _QUOTED else say("check_like.cut", text=filed[:_QUOTED])


def _nearest(
    text: ComparedText, near: dict[str, int], holders: dict[str, dict[str, ComparedText]]
) -> tuple[int, ComparedText]:
    """The percentage and the paragraph of another body that resembles it most; the first of many.

    At least one of the cores near must be held by another body.
    """
    others = (
        (percent, held)
        for core, percent in near.items()
        for held in islice(holders[core].values(), 2)
        if held.body != text.body
    )
    return max(others, key=itemgetter(0))


def _near(cores: list[str], threshold: int) -> dict[str, dict[str, int]]:
    """For each core those that resemble it, itself included, with the percentage."""
    from rensa import RMinHash, RMinHashLSH

    sketches = RMinHash.from_token_sets(map(_sequences, cores), _HASHES, _SEED)
    index = RMinHashLSH(threshold / 100, _HASHES, _BANDS)
    near = {core: {core: 100} for core in cores}
    for place, (core, sketch) in enumerate(zip(cores, sketches, strict=True)):
        candidates = sorted(index.query(sketch))[:_LOOKED_AT]
        if len(candidates) > _MOST:
            by_estimate = {other: sketch.jaccard(sketches[other]) for other in candidates}
            candidates = nlargest(_MOST, candidates, by_estimate.__getitem__)
        for other, percent in _percents(core, [cores[other] for other in candidates], threshold):
            near[core][other] = near[other][core] = percent
        index.insert(place, sketch)
    return near


def _sequences(core: str) -> list[str]:
    return [core[place : place + _SEQUENCE] for place in range(len(core) - _SEQUENCE + 1)]


def _percents(core: str, others: list[str], threshold: int) -> list[tuple[str, int]]:
    """Those of the others that resemble it, the nearest first, with the percentage rounded down."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extract

    scorer, cutoff = Indel.normalized_similarity, threshold / 100
    found = extract(core, others, scorer=scorer, score_cutoff=cutoff, limit=None)
    return [(other, int(100 * score)) for other, score, _ in found]
