"""What arithmetic cannot say of a filing, one family a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

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

FAMILIES = (
    cover,
    drafted,
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
    likeness,
)
"""In the order in which they are told."""


def check(filing: Filing, previous: Filing | None = None) -> tuple[Finding, ...]:
    """What every family finds; a check that is content says nothing.

    `previous` is the body's return of the year before, any other is not looked at.
    """
    prose = Prose(filing, _of_last_year(filing, previous))
    return tuple(_told_apart(one for family in FAMILIES for one in family.findings_in(prose)))


def _told_apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, no two of one id: what is said to one settles no other.

    The same is found in several paragraphs of a narrative. The first keeps its id.
    """
    seen = Counter[str]()
    for finding in findings:
        seen[finding.id] += 1
        count = seen[finding.id]
        yield finding if count == 1 else replace(finding, id=f"{finding.id}-{count}")


def _of_last_year(filing: Filing, previous: Filing | None) -> Filing | None:
    if previous is None or filing.year is None or previous.year != filing.year - 1:
        return None
    return previous
