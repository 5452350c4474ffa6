"""What arithmetic cannot say of a filing, one family a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from xltools.checks.alike import likeness
from xltools.checks.stated_figures import balances, claims, figures, growth, shares, sums
from xltools.checks.text.prose import Prose
from xltools.checks.whole_return import across_years, cover, drafted, plausible
from xltools.checks.wording import (
    lead,
    numbering,
    personal,
    stale_years,
    terms,
    typing_slips,
    words,
)
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding

ON_FIGURES = (cover, drafted)
"""Families that look at the cover, the figures, and whether a text is there."""

ON_PROSE = (
    figures,
    claims,
    shares,
    growth,
    sums,
    balances,
    plausible,
    words,
    stale_years,
    lead,
    numbering,
    terms,
    typing_slips,
    personal,
    across_years,
)
"""Families that read the texts, or last year's return beside this one."""

FAMILIES = (*ON_FIGURES, *ON_PROSE, likeness)


def check(filing: Filing, previous: Filing | None = None) -> tuple[Finding, ...]:
    """What every family finds; a check that is content says nothing.

    `previous` is the body's return of the year before, any other is not looked at.
    """
    return tuple(_found(filing, _of_last_year(filing, previous)))


def _of_last_year(filing: Filing, previous: Filing | None) -> Filing | None:
    if previous is None or filing.year is None or previous.year != filing.year - 1:
        return None
    return previous


def _found(filing: Filing, previous: Filing | None) -> Iterator[Finding]:
    prose = Prose(filing, previous)
    yield from chain.from_iterable(family.findings_in(filing) for family in ON_FIGURES)
    yield from chain.from_iterable(family.findings_in(prose) for family in ON_PROSE)
    yield from likeness.findings_in(filing, previous)
