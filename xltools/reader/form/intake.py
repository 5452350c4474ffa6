"""A grid of our workbook to a Filing, each value with its place, and what there is to remark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from xltools.filing.checkcode import check_code
from xltools.filing.doubts import TOTALS
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.filing.wording import clean
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.layout.return_book import SHOWN_ALONE, Spot, layout_of
from xltools.messages import some_of
from xltools.reader.cells.grid import Grid
from xltools.reader.cells.merged import figures_of
from xltools.reader.cells.words import number_in, shown
from xltools.reader.form.check import read_bindings, read_doubts, read_explanations
from xltools.reader.form.cover import read_cover, read_nil
from xltools.reader.form.figures import Figures, said_of
from xltools.reader.form.last_year import read_last_year
from xltools.reader.form.prose import read_narratives, read_notes
from xltools.reader.telling.remarks import Remarks, quoted

CLAIM = "I-CLAIM"
"""A total that somebody wrote over its formula."""
NORMALISED = "I-NORMALISED"
"""A number typed as a text, which the workbook's own formulas do not count."""
_CODE = re.compile(r"\d{4}-\d{4}", re.ASCII)


def take_in(edition: Edition, grid: Grid) -> tuple[Filing, tuple[Finding, ...]]:
    """The filing, and findings on how its cells were read."""
    remarks = Remarks()
    cover = read_cover(edition, grid, remarks)
    nil = read_nil(edition, grid, remarks)
    figures = Figures(edition, grid, remarks)
    typed: dict[str, str] = {}
    narratives, rows = read_narratives(edition, grid, remarks, typed)
    explanations = read_explanations(edition, grid, remarks)
    filing = Filing(
        edition=edition,
        version=_version(edition, grid),
        cover=cover,
        nil=nil,
        figures=figures.filed,
        narratives=narratives,
        notes=read_notes(edition, grid, remarks, typed),
        explanations=explanations,
        previous=read_last_year(edition, grid, remarks),
        typed=typed,
        bound=read_bindings(edition, grid, explanations),
        places={
            item: reference
            for item, reference in _references(edition).items()
            if item in cover or item in nil or item in figures.filed or item in narratives
        },
        rows=rows,
    )
    _tell_looks(edition, grid, remarks)
    figures.compare_totals(filing)
    _compare_code(filing, grid, remarks)
    others = [name for name in grid.others if name not in SHOWN_ALONE]
    if others:
        remarks.note("extra", Severity.INFO, listed=some_of(others))
    doubts = read_doubts(grid, filing)
    return filing, (*_told_once(remarks.findings, doubts), *doubts)


def _told_once(findings: Iterable[Finding], doubts: Iterable[Finding]) -> Iterator[Finding]:
    """The findings but for totals over formulas that an import wrote there, and tells itself."""
    told = {cell for doubt in doubts if doubt.rule == TOTALS for cell in doubt.cells}
    for finding in findings:
        if finding.rule != CLAIM or not told.issuperset(finding.cells):
            yield finding


def _tell_looks(edition: Edition, grid: Grid, remarks: Remarks) -> None:
    """Report each cell that a person does not see as it is read."""
    for spot, entry in grid.entries.items():
        if entry.looks and not entry.blank and (item := _items(edition).get(spot)):
            for look in entry.looks:
                said = quoted(spot, said_of(entry))
                remarks.add(look.value, Severity.WARNING, spot.sheet, item, said)


@cache
def _items(edition: Edition) -> Mapping[Spot, str]:
    """What is filled in where, by its id."""
    layout = layout_of(edition)
    areas = {**layout.narratives, **layout.notes}
    return {
        **{spot: item for item, area in areas.items() for spot in area.spots()},
        **{spot: item for item, spot in (*layout.cover.items(), *layout.nil.items())},
        **figures_of(edition),
    }


def _compare_code(filing: Filing, grid: Grid, remarks: Remarks) -> None:
    """Report a 校验码, kept by the workbook, that is not that of its figures.

    A spreadsheet program works it out anew at each change: another program has written a figure.
    Where a number was typed as text, the workbook counts it as none, and its code says nothing.
    """
    layout = layout_of(filing.edition)
    if filing.version is None:
        return
    kept = clean(shown(grid[layout.code].value))
    if not _CODE.fullmatch(kept) or remarks.has("normalised"):
        return
    typed = {item: shown(grid[layout.cover[item]].value) for item in layout.letters}
    cover = {**filing.cover, **typed}
    code = check_code(filing if cover == filing.cover else replace(filing, cover=cover))
    if kept != code:
        remarks.note("code_differs", Severity.WARNING, kept=kept, code=code)


def _version(edition: Edition, grid: Grid) -> int | None:
    """The template version that the workbook says it is of."""
    told = number_in(clean(shown(grid[layout_of(edition).stamp["template_version"]].value)))
    return told if isinstance(told, int) else None


@cache
def _references(edition: Edition) -> Mapping[str, str]:
    """The place of every cell, field, narrative and table question, by id."""
    layout = layout_of(edition)
    form = edition.form
    items = (*form.fields, *form.tables, *form.cells, *form.narratives)
    return {item: layout.place(item).reference for item in items}
