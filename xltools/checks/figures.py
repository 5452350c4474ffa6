"""Numbers in the narratives against the tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.checks.check import Check
from xltools.checks.numbers import MARKS, Number
from xltools.checks.passage import (
    Passage,
    is_of_requests,
    is_of_the_year,
    is_own,
    is_whole,
    searched,
)
from xltools.checks.prose import Paragraph, Prose
from xltools.checks.ties import Tie, value_of, vocabulary
from xltools.filing.confront import plain
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.rule import Severity

FIGURE = Check("C-FIGURE", Severity.WARNING, "check_figure")
FIGURE_MAYBE = Check("C-FIGURE-MAYBE", Severity.INFO, "check_figure_maybe")

CHECKS = (FIGURE, FIGURE_MAYBE)

_NOT_READ = ("lead",)
"""Narratives that state no figures of the tables."""


def findings(prose: Prose) -> Iterator[Finding]:
    """One finding for each number that differs from its cells."""
    seen: dict[str, int] = {}
    for tie, passage in tied(prose):
        if finding := _judge(prose.filing, tie, passage, seen):
            yield finding


def tied(prose: Prose) -> Iterator[tuple[Tie, Passage]]:
    """Every number that can be tied to cells without doubt, with where it stands."""
    filing = prose.filing
    for paragraph in prose.paragraphs:
        if paragraph.narrative not in _NOT_READ and paragraph.coded.numbers:
            for tie, passage in _matches(filing.edition, paragraph):
                if _is_certain(tie, passage, filing):
                    yield tie, passage


def _matches(edition: Edition, paragraph: Paragraph) -> Iterator[tuple[Tie, Passage]]:
    text, words = paragraph.coded.text, vocabulary(edition)
    for begin, end in searched(paragraph):
        for match in words.pattern.finditer(text, begin, end):
            tie = words.ties[int(str(match.lastgroup)[1:])]
            at = max(place for place in range(*match.span()) if text[place] in MARKS)
            yield tie, Passage(paragraph, match.start(), match.end(), at)


def _is_certain(tie: Tie, passage: Passage, filing: Filing) -> bool:
    number = passage.number
    if number.vague or passage.is_joined:
        return False
    if tie.unless and tie.unless.search(passage.clause):
        return False
    if tie.unless_before and tie.unless_before.search(passage.lead):
        return False
    at_home = passage.paragraph.narrative in tie.at_home
    if tie.needs and not at_home and not tie.needs.search(passage.coded[: passage.end]):
        return False
    if tie.part and not is_whole(passage):
        return False
    return is_of_requests(passage) and is_of_the_year(passage, filing) and is_own(passage, filing)


def _judge(filing: Filing, tie: Tie, passage: Passage, seen: dict[str, int]) -> Finding | None:
    number = passage.number
    figures = [value_of(filing, terms) for terms in tie.sums]
    first = figures[0]
    if first is None or any(_agrees(number, figure, tie.scale) for figure in figures):
        return None
    narrative = passage.paragraph.narrative
    stated = number.value / tie.scale
    key = f"{narrative}/{tie.id}"
    seen[key] = seen.get(key, 0) + 1
    return (FIGURE if tie.sure else FIGURE_MAYBE).found(
        filing.edition,
        narrative,
        about=tie.id if seen[key] == 1 else f"{tie.id}-{seen[key]}",
        cells=tie.cells,
        sides=(_whole(stated), first),
        quote=passage.paragraph.quote(number.begin, number.end),
        stated=plain(_whole(stated)),
        labels=tie.labels,
        figure=plain(first),
    )


def _whole(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number.normalize()


def _agrees(number: Number, figure: int | Decimal | None, scale: int) -> bool:
    """Equal; a number written in 万, or a rounded one, to its last digit."""
    if figure is None:
        return True
    apart = abs(number.value - Decimal(figure) * scale)
    return apart == 0 or (number.step != 1 and apart < number.step)
