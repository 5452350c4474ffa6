"""雷同: paragraphs that resemble one of another body of the batch, or of the body's own last year.

Resemblance is the share of characters that two paragraphs have in common in the same order
(twice the longest common subsequence, of both lengths), after what they may rightly have alike
is taken out. `copies` finds it between thousands of bodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xltools.checks.alike.comparable import ComparedText, texts
from xltools.checks.check import Check
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.prose import Prose
from xltools.filing.findings import Finding
from xltools.filing.wording import covered
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.messages import say

__all__ = ["LIKE", "THRESHOLD", "ComparedText", "Likeness", "alike_last_year", "texts"]

THRESHOLD = 80
"""The percentage from which a resemblance is a doubt, where the office sets no other."""

LIKE = Check("C-LIKE", Severity.WARNING, "check_like")
LIKE_LAST_YEAR = Check("C-LIKE-LAST-YEAR", Severity.WARNING, "check_like_last_year")

CHECKS = (LIKE, LIKE_LAST_YEAR)

_QUOTED = 30


@dataclass(frozen=True, slots=True)
class Likeness:
    """A paragraph, the one it resembles most, and in how many other bodies one does."""

    text: ComparedText
    other: ComparedText
    percent: int
    others: int


def alike_last_year(
    given: Iterable[ComparedText], previous: Iterable[ComparedText], threshold: int = THRESHOLD
) -> Iterator[Likeness]:
    """Each paragraph that resembles one of the body's own last year, with the nearest of those."""
    then = {other.core: other for other in previous}
    for text in given:
        for core, percent in percents(text.core, list(then), threshold)[:1]:
            yield Likeness(text, then[core], percent, 1)


def findings_on_others(edition: Edition, found: Iterable[Likeness]) -> Iterator[Finding]:
    """What is to be said of one body's paragraphs that resemble other bodies'."""
    return _findings(LIKE, edition, found)


def findings_in(prose: Prose) -> Iterator[Finding]:
    """What is to be said of paragraphs that resemble the body's own of last year."""
    if previous := prose.previous:
        then = texts(previous, say("check_like_last_year.body", year=previous.year or ""))
        found = alike_last_year(texts(prose.filing), then)
        yield from _findings(LIKE_LAST_YEAR, prose.filing.edition, found)


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


def percents(core: str, others: list[str], threshold: int) -> list[tuple[str, int]]:
    """Those of the others that resemble it, the nearest first, with the percentage rounded down."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extract

    scorer, cutoff = Indel.normalized_similarity, threshold / 100
    found = extract(core, others, scorer=scorer, score_cutoff=cutoff, limit=None)
    return [(other, int(100 * score)) for other, score, _ in found]
