"""Numbers in the narratives against the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from xltools.checks.check import Check
from xltools.checks.text.numbers import MONEY, Number
from xltools.checks.text.passage import Passage
from xltools.checks.text.prose import Prose
from xltools.checks.text.scope import is_wide
from xltools.checks.text.ties import Tie, agrees, total_of
from xltools.filing.confront import plain
from xltools.filing.figure import normal
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

FIGURE = Check("C-FIGURE", Severity.WARNING, "check_figure")
FIGURE_MAYBE = Check("C-FIGURE-MAYBE", Severity.INFO, "check_figure_maybe")
UNIT = Check("C-UNIT", Severity.WARNING, "check_unit")

CHECKS = (FIGURE, FIGURE_MAYBE, UNIT)

_TEN_THOUSAND = 10_000
"""What 元 and 万元 differ by."""


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each number that differs from its cells."""
    seen = Counter[str]()
    read = prose.read
    for tie, passage in read:
        if not agrees(prose.filing, tie, passage.number):
            wide = is_wide(passage, prose.filing)
            if not (wide and _is_of_more(prose.filing, passage, read)):
                yield _told(prose.filing, tie, passage, seen)


def _is_of_more(filing: Filing, passage: Passage, read: Iterable[tuple[Tie, Passage]]) -> bool:
    """Whether no number of its sentence agrees: then all are of more than the table is of."""
    beside = [
        agrees(filing, tie, other.number)
        for tie, other in read
        if other.paragraph is passage.paragraph and other.sentence_begin == passage.sentence_begin
    ]
    return len(beside) > 1 and not any(beside)


def _told(filing: Filing, tie: Tie, passage: Passage, seen: Counter[str]) -> Finding:
    number = passage.number
    first = total_of(filing, tie.sums[0]) or 0
    narrative = passage.paragraph.narrative
    stated = normal(number.value / tie.scale)
    key = f"{narrative}/{tie.id}"
    seen[key] += 1
    return _check(tie, number, first * tie.scale).at(
        filing.edition,
        passage.paragraph,
        (number.begin, number.end),
        about=tie.id if seen[key] == 1 else f"{tie.id}-{seen[key]}",
        cells=tie.cells,
        sides=(stated, first),
        stated=plain(stated),
        labels=tie.labels,
        figure=plain(first),
    )


def _check(tie: Tie, number: Number, figure: int | Decimal) -> Check:
    apart = {number.value * _TEN_THOUSAND, number.value / _TEN_THOUSAND}
    if figure and number.mark == MONEY and figure in apart:
        return UNIT
    return FIGURE if tie.sure else FIGURE_MAYBE
