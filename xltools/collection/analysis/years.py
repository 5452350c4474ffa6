"""Several years of one district side by side, and where what is counted breaks between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xltools.collection.analysis.sheets import cell_items
from xltools.collection.register.body import Body, Mode
from xltools.collection.tables.table import Column, ColumnKind, Item, Table, captioned_columns
from xltools.collection.total.sum import DistrictSum, SumEntry
from xltools.messages import say


@dataclass(frozen=True, slots=True)
class Break:
    """A body that is counted in one of two years only, and why."""

    before: int
    after: int
    body: str
    joined: bool
    reason: str


def breaks(sums: Sequence[DistrictSum]) -> Iterator[Break]:
    """Between each year and the next: who is counted no more, then who is counted since."""
    for before, after in pairwise(sums):
        then, now = (_by_name(made.choice.counted) for made in (before, after))
        for name in then.keys() - now.keys():
            yield Break(before.year, after.year, name, False, _why_gone(name, after))
        for name in now.keys() - then.keys():
            yield Break(before.year, after.year, name, True, _why_new(now[name].body, before))


def _by_name(entries: Sequence[SumEntry]) -> dict[str, SumEntry]:
    return {entry.body.name: entry for entry in entries}


def _everybody(made: DistrictSum) -> dict[str, SumEntry]:
    choice = made.choice
    return _by_name((*choice.counted, *choice.missing, *choice.outside, *choice.wholes))


def _why_gone(name: str, after: DistrictSum) -> str:
    """Where it went: into another body, or why its return is not counted."""
    known = _everybody(after)
    entry = known.get(name)
    if entry and entry.body.mode is Mode.MERGED:
        return say("years.merged", body=entry.body.merged_into)
    into = [other.body.name for other in known.values() if name in other.body.predecessors]
    if into:
        return say("years.became", bodies="、".join(into))
    if entry is None:
        return say("years.unlisted", year=after.year)
    return entry.reason or say("years.whole")


def _why_new(body: Body, before: DistrictSum) -> str:
    """What it was made of, or why its return was not counted before."""
    if body.predecessors:
        return say("years.made_of", bodies="、".join(body.predecessors))
    entry = _everybody(before).get(body.name)
    if entry is None:
        return say("years.unlisted", year=before.year)
    return entry.reason or say("years.whole")


# ------------------------------------------------------------------ sheets


BREAKS = Table(
    say("years_sheet.breaks"),
    captioned_columns("years_column", {"between": 16, "body": 30, "change": 14, "reason": 60}),
    preface=(say("years.breaks_preface"),),
)


def sheets_of_years(sums: Sequence[DistrictSum]) -> Mapping[Table, Iterator[Mapping[str, Item]]]:
    """历年对照 and 历年口径变动, the earliest year first; none of one year alone."""
    if len(sums) < 2:
        return {}
    ordered = sorted(sums, key=lambda made: made.year)
    found = sorted(breaks(ordered), key=lambda item: (item.before, item.joined, item.body))
    broken = {item.after for item in found}
    return {_years_table(ordered, broken): _figures(ordered), BREAKS: map(_break, found)}


def _years_table(sums: Sequence[DistrictSum], broken: set[int]) -> Table:
    """A column a year: which of them are not of the same bodies as the one before is said."""
    counted = "；".join(
        say("years.counted", year=made.year, count=len(made.choice.counted)) for made in sums
    )
    years = (
        Column(
            str(made.year),
            say("years.broken" if made.year in broken else "years.year", year=made.year),
            18,
            ColumnKind.NUMBER,
        )
        for made in sums
    )
    labels = captioned_columns("years_column", {"table": 11, "item": 40, "unit": 6})
    preface = say("years.preface", counted=counted)
    return Table(say("years_sheet.years"), (*labels, *years), preface=(preface,), frozen=3)


def _figures(sums: Sequence[DistrictSum]) -> Iterator[Mapping[str, Item]]:
    """Each cell that any of the years has, the last form's first; blank where a year lacks it."""
    cells: dict[str, dict[str, Item]] = {}
    for made in reversed(sums):
        form = made.edition.form
        for cell in form.cells.values():
            cells.setdefault(cell.id, cell_items(cell, form))
    for cell, items in cells.items():
        yield items | {str(made.year): made.total.filing.number(cell) for made in sums}


def _break(item: Break) -> Mapping[str, Item]:
    return {
        "between": say("years.between", before=item.before, after=item.after),
        "body": item.body,
        "change": say("years.joined" if item.joined else "years.left"),
        "reason": item.reason,
    }
