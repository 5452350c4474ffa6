"""A grid of our workbook to a Filing, each value with its place, and what there is to remark."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.layout import GUIDE, PROOF, layout_of
from xltools.reader.check import read_bindings, read_explanations
from xltools.reader.cover import read_cover, read_nil
from xltools.reader.figures import Figures
from xltools.reader.grid import Grid
from xltools.reader.last_year import read_last_year
from xltools.reader.prose import read_narratives, read_notes
from xltools.reader.remarks import Remarks, enumerated


def take_in(edition: Edition, grid: Grid) -> tuple[Filing, tuple[Finding, ...]]:
    """The filing, and findings on how its cells were read."""
    remarks = Remarks()
    cover = read_cover(edition, grid, remarks)
    nil = read_nil(edition, grid, remarks)
    figures = Figures(edition, grid, remarks)
    narratives = read_narratives(edition, grid, remarks)
    filing = Filing(
        edition=edition,
        cover=cover,
        nil=nil,
        figures=figures.filed,
        narratives=narratives,
        notes=read_notes(edition, grid, remarks),
        explanations=read_explanations(edition, grid),
        previous=read_last_year(edition, grid, remarks),
        bound=read_bindings(edition, grid),
        places={
            item: reference
            for item, reference in _references(edition).items()
            if item in cover or item in nil or item in figures.filed or item in narratives
        },
    )
    figures.compare_totals(filing)
    others = [name for name in grid.others if name not in (PROOF, GUIDE)]
    if others:
        remarks.note("extra", Severity.INFO, listed=enumerated(others))
    return filing, remarks.findings


@cache
def _references(edition: Edition) -> Mapping[str, str]:
    """The place of every cell, field, narrative and table question, by id."""
    layout = layout_of(edition)
    form = edition.form
    items = (*form.fields, *form.tables, *form.cells, *form.narratives)
    return {item: layout.place(item).reference for item in items}
