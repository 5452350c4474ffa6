"""What arithmetic cannot say of a filing, one family a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from xltools.checks import (
    claims,
    cover,
    drafted,
    figures,
    personal,
    plausible,
    shares,
    stale_years,
    sums,
    typing_slips,
    words,
)
from xltools.checks.prose import Prose
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding

ON_FIGURES = (cover, drafted)
"""Families that look at the cover, the figures, and whether a text is there."""

ON_PROSE = (figures, claims, shares, sums, plausible, words, stale_years, typing_slips, personal)
"""Families that read the texts."""

FAMILIES = (*ON_FIGURES, *ON_PROSE)


def check(filing: Filing) -> tuple[Finding, ...]:
    """What every family finds; a check that is content says nothing."""
    return tuple(_found(filing))


def _found(filing: Filing) -> Iterator[Finding]:
    prose = Prose(filing)
    yield from chain.from_iterable(family.findings(filing) for family in ON_FIGURES)
    yield from chain.from_iterable(family.findings(prose) for family in ON_PROSE)
