"""The figures of a return: typed cells, and totals that somebody wrote over."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from xltools.filing.confront import same
from xltools.filing.figure import figure_of
from xltools.filing.filing import BLANK, Blank, Filing, Unreadable, Value
from xltools.filing.wording import clean, storable, visible
from xltools.law.edition import Edition, total_and_parts
from xltools.law.form import Cell, CellKind
from xltools.law.rule import Severity
from xltools.layout.return_book import layout_of, ranges
from xltools.messages import say
from xltools.reader.cells.grid import Entry, Grid
from xltools.reader.cells.reference import shape
from xltools.reader.cells.words import number_in, shown
from xltools.reader.telling.remarks import Remarks


class Figures:
    """Reads every figure of a form from a grid; `filed` is what the body has filed.

    `cached` are the numbers that the workbook keeps beside its own totals.
    """

    def __init__(self, edition: Edition, grid: Grid, remarks: Remarks) -> None:
        self.form = edition.form
        self.remarks = remarks
        self.filed: dict[str, Value] = {}
        self.cached: dict[str, int | Decimal] = {}
        totals = edition.totals
        for item, spot in layout_of(edition).figures.items():
            entry = grid[spot]
            cell = self.form.cells[item]
            if item in totals:
                self._total(edition, cell, entry)
            elif not entry.blank:
                self._typed(cell, entry)

    def _typed(self, cell: Cell, entry: Entry) -> None:
        self._file(cell, entry)
        if entry.formula is not None:
            self._formula(cell, entry, entry.formula)

    def _formula(self, cell: Cell, entry: Entry, formula: str) -> None:
        if entry.picture:
            return
        if entry.uncached:
            said = say("reader.text_item", label=cell.label)
            self.remarks.add("uncalculated", Severity.ERROR, cell.table, cell.id, said)
        else:
            code, severity = formula_remark(formula)
            said = say("reader.value_item", label=cell.label, text=said_of(entry))
            self.remarks.add(code, severity, cell.table, cell.id, said)

    def _total(self, edition: Edition, cell: Cell, entry: Entry) -> None:
        if entry.blank:
            said = say("reader.text_item", label=cell.label)
            self.remarks.add("formula_gone", Severity.INFO, cell.table, cell.id, said)
        elif entry.formula is not None and is_own_total(edition, cell.id, entry.formula):
            kept = value_of(entry)
            if isinstance(kept, int | Decimal) and not isinstance(entry.value, str):
                self.cached[cell.id] = kept
        else:
            self._file(cell, entry)
            said = say("reader.value_item", label=cell.label, text=said_of(entry))
            self.remarks.add("claim", Severity.INFO, cell.table, cell.id, said)

    def _file(self, cell: Cell, entry: Entry) -> None:
        value = value_of(entry)
        if isinstance(entry.value, str) and cell.column.kind is CellKind.WRITTEN:
            text = clean(entry.value)
            value = Unreadable(text) if text else BLANK
        elif isinstance(entry.value, str) and isinstance(value, int | Decimal):
            said = say(
                "reader.normalised_item", label=cell.label, text=said_of(entry), number=value
            )
            self.remarks.add("normalised", Severity.INFO, cell.table, cell.id, said)
        if value is not BLANK:
            self.filed[cell.id] = value

    def compare_totals(self, filing: Filing) -> None:
        """Report each kept total that is not what the parts give."""
        for item, kept in self.cached.items():
            computed = filing.values[item]
            if isinstance(computed, int | Decimal) and same(kept, computed):
                continue
            cell = self.form.cells[item]
            number = say("reader.nothing") if isinstance(computed, Blank) else computed
            said = say("reader.stale_item", label=cell.label, text=kept, number=number)
            self.remarks.add("stale", Severity.INFO, cell.table, item, said)


def value_of(entry: Entry) -> Value:
    """What a cell holds as a figure; text only where it has exactly one reading."""
    if entry.struck or entry.picture:
        return Unreadable(said_of(entry))
    if entry.unreadable:
        return Unreadable(storable(entry.error or "").strip() or say("reader.no_result"))
    match entry.value:
        case bool() | date() | time() | timedelta():
            return Unreadable(shown(entry.value))
        case int() | float():
            figure = figure_of(entry.value)
            return Unreadable(shown(entry.value)) if figure is None else figure
        case str():
            number = number_in(entry.value)
            if number is not None:
                return number
            return Unreadable(storable(entry.value).strip()) if clean(entry.value) else BLANK


def said_of(entry: Entry) -> str:
    """A cell as a sentence quotes it."""
    if entry.picture:
        return say("reader.picture")
    if entry.struck:
        return visible(entry.struck)
    if entry.unreadable:
        return entry.error or say("reader.no_result")
    return visible(shown(entry.value).strip()) or say("reader.nothing")


def formula_remark(formula: str) -> tuple[str, Severity]:
    """Which remark a formula in an open cell gets: one whose result may change is graver."""
    if "[" in formula:
        return "external", Severity.WARNING
    if _VOLATILE.search(formula):
        return "volatile", Severity.WARNING
    return "formula", Severity.INFO


_VOLATILE = re.compile(
    r"\b(?:NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT|INFO|CELL|WEBSERVICE)\s*\(",
    re.IGNORECASE,
)
"""What gives another result each time, or by where the workbook stands."""


@lru_cache(maxsize=512)  # as in every other return
def is_own_total(edition: Edition, total: str, formula: str) -> bool:
    """Whether a formula adds up just the parts of this total, as ours does."""
    found = shape(formula, layout_of(edition).figures[total].sheet)
    wanted, nil, added, words = _own_total(edition, total)
    before, sum_of_parts, after = found.rest.partition(added)
    framed = words.fullmatch(before) and words.fullmatch(after)
    return frozenset(found.references) - {nil} == wanted and bool(sum_of_parts and framed)


@cache
def _own_total(edition: Edition, total: str) -> tuple[frozenset[str], str, str, re.Pattern[str]]:
    """The ranges a total's formula adds up, its nil answer, how it adds, what may stand around."""
    layout = layout_of(edition)
    _, parts = total_and_parts(edition.totals[total])
    areas = frozenset(area.reference for area in ranges(layout.figures[part] for part in parts))
    added = f"SUM({','.join('#' * len(areas))})"
    texts = rf'"(?:{re.escape(say("nil.yes"))})?"'
    words = rf"(?:IF|AND|OR|NOT|COUNTA?|{texts}|[#(),<>=]|\b{len(parts)}\b)*"
    nil = layout.nil[edition.form.cells[total].table].reference
    return areas, nil, added, re.compile(words)
