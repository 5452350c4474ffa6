"""Which doubts go back to their body: all that stand open, but jumps against last year alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from xltools.checks.whole_return import across_years
from xltools.collection.register.settings import Settings
from xltools.examination.record import Located
from xltools.filing.findings import Finding, Ruling
from xltools.law.rule import Severity
from xltools.messages import say, some_of

_JUMPS = frozenset(check.id for check in across_years.JUMPS)


def only_a_jump(finding: Finding) -> bool:
    """Whether it says no more than that this year is far from last year's.

    One whose explanation the office refused is a question of its own.
    """
    return finding.rule in _JUMPS and finding.ruling is not Ruling.REFUSED


def told(findings: Iterable[Located]) -> Iterator[Located]:
    """What a body has to do something about."""
    for located in findings:
        finding = located.finding
        if finding.severity is not Severity.INFO and finding.counted and not finding.explained:
            yield located


def turned_down(findings: Iterable[Located]) -> int:
    """How many of them are doubts of which the office refused what was said to them."""
    return sum(located.finding.turned_down for located in told(findings))


def going_back(findings: Iterable[Located], settings: Settings) -> tuple[Located, ...]:
    """The findings without the doubts that the office set not to go back."""
    return tuple(item for item in findings if settings.back(item.finding, usual=True))


def any_goes_back(findings: Iterable[Located], settings: Settings) -> bool:
    """Whether something is to be asked of the body."""
    asked = (located.finding for located in told(findings))
    return any(settings.back(finding, usual=not only_a_jump(finding)) for finding in asked)


def wants_book(findings: Iterable[Located], settings: Settings) -> bool:
    """Whether the office wants a marked workbook beside what is asked."""
    asked = (located.finding for located in told(findings))
    return settings.with_book(asked, lambda finding: not only_a_jump(finding))


def in_one_line(findings: Iterable[Located]) -> list[Located]:
    """The same, with one line for all jumps, last."""
    others: list[Located] = []
    jumps: list[Located] = []
    for located in findings:
        (jumps if only_a_jump(located.finding) else others).append(located)
    return [*others, _folded(jumps)] if len(jumps) > 1 else [*others, *jumps]


def _folded(jumps: list[Located]) -> Located:
    first = jumps[0]
    said = say("slip.jumps", count=len(jumps))
    places = list(dict.fromkeys(located.place for located in jumps if located.place))
    finding = replace(
        first.finding,
        sentence=said,
        remedy=say("slip.jumps_remedy"),
        explanation="",
        figures="",
        ruling=Ruling.NONE,
    )
    return replace(first, finding=finding, place=some_of(places))
