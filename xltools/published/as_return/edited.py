"""A report that was edited after it was made: what it says otherwise than the return, as findings.

The return counts and stays as it is. What its report says now is read into a workbook of its own,
and each difference is a doubt at its place there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.messages import some_of
from xltools.published.as_return.telling import finding
from xltools.published.comparison.differences import Difference, differences_of, is_report_of
from xltools.published.comparison.words import at_their_place
from xltools.published.documents.contents import Published

_IN_SENTENCES = ("self_reference",)
"""What a report prints within its sentences only, where nobody can tell it."""
_NAMES = ("name", "report_name")
"""A report prints one name: where a body reports under another, its own is not in it."""


def own_return(filings: Sequence[Filing], imported: Filing, document: Published) -> Filing | None:
    """The return that a report was made of, if it is among them."""
    return next((one for one in filings if _is_own(one, imported, document)), None)


def told_against(own: Filing | None, document: Published) -> Iterator[Finding]:
    """What a report says otherwise than its return, a finding a table or text.

    One finding says so where there is no return of its own, or nothing differs.
    """
    if own is None:
        yield finding("no_return", Severity.WARNING, "", ("name",))
        return
    places: dict[str, list[Difference]] = {}
    for one in differences_of(own, document):
        places.setdefault(_place(own, one), []).append(one)
    for place, alike in places.items():
        told = list(at_their_place(own, alike))
        listed = some_of(told, sign="；")
        cells = tuple(dict.fromkeys(one.id for one in alike if one.id))
        yield finding("differs", Severity.WARNING, place, cells, count=len(alike), listed=listed)
    if not places:
        yield finding("same_as_return", Severity.INFO, "", ())


def completed(own: Filing, imported: Filing) -> tuple[Filing, tuple[Finding, ...]]:
    """What was imported, with what no report prints out of its return; what was taken is told."""
    form = own.edition.form
    other_name = imported.name == own.cover.get("report_name")
    lost = (*_IN_SENTENCES, *(_NAMES if other_name else ()))
    fields = (field.id for field in form.cover if not field.published or field.id in lost)
    cover = {id: own.cover[id] for id in fields if own.cover.get(id)}
    hidden = [table for table in form.tables.values() if not table.printed]
    cells = [cell.id for table in hidden for cell in table.cells]
    figures = {id: own.figures[id] for id in cells if id in own.figures}
    figures = {id: value for id, value in figures.items() if id not in imported.figures}
    if not cover and not figures:
        return imported, ()
    labels = [form.fields[id].label for id in cover]
    labels += [table.name for table in hidden if any(c.id in figures for c in table.cells)]
    told = finding("unprinted", Severity.INFO, "", (*cover, *figures), listed="、".join(labels))
    whole = replace(
        imported, cover={**imported.cover, **cover}, figures={**imported.figures, **figures}
    )
    return whole, (told,)


def _is_own(filing: Filing, imported: Filing, document: Published) -> bool:
    named = filing.name == imported.name and filing.year == imported.year
    return named or is_report_of(filing, document)


def _place(filing: Filing, one: Difference) -> str:
    """The table of a figure; of anything else what it belongs to."""
    cells = filing.edition.form.cells
    return cells[one.id].table if one.id in cells else one.id
