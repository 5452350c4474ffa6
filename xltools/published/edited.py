"""A report that was edited after it was made: what it says otherwise than the return, as findings.

The return counts and stays as it is. What its report says now is read into a workbook of its own,
and each difference is a doubt at its place there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.published.contents import Published
from xltools.published.differences import Difference, compare, is_report_of
from xltools.published.telling import finding
from xltools.published.words import at_their_place

_FIRST = 3
"""So many differences are named of a place."""


def told_against(
    filings: Sequence[Filing], imported: Filing, document: Published
) -> Iterator[Finding]:
    """What a report says otherwise than its return, a finding a table or text.

    One finding says so where none of the returns is its own, or nothing differs.
    """
    own = next((one for one in filings if _is_own(one, imported, document)), None)
    if own is None:
        yield finding("no_return", Severity.WARNING, "", ("name",))
        return
    places: dict[str, list[Difference]] = {}
    for one in compare(own, document):
        places.setdefault(_place(own, one), []).append(one)
    for place, alike in places.items():
        told = list(at_their_place(own, alike))
        listed = "；".join(told[:_FIRST])
        if len(told) > _FIRST:
            listed = say("published.and_others", listed=listed)
        cells = tuple(dict.fromkeys(one.id for one in alike if one.id))
        yield finding("differs", Severity.WARNING, place, cells, count=len(alike), listed=listed)
    if not places:
        yield finding("same_as_return", Severity.INFO, "", ())


def _is_own(filing: Filing, imported: Filing, document: Published) -> bool:
    named = filing.name == imported.name and filing.year == imported.year
    return named or is_report_of(filing, document)


def _place(filing: Filing, one: Difference) -> str:
    """The table of a figure; of anything else what it belongs to."""
    cells = filing.edition.form.cells
    return cells[one.id].table if one.id in cells else one.id
