"""A return open in Excel, and what the ribbon's buttons may do to its cells."""

from __future__ import annotations

from dataclasses import replace

from fake_excel import FakeExcel
from filings import busy

from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.layout.return_book import CheckRow, Spot, layout_of

DOUBT = "C-FIGURE/proactive/received"


def with_doubts(edition: Edition) -> Filing:
    """A text that says another number than the table, and a fee that is no multiple of ten."""
    filing = busy(edition)
    texts = {**filing.narratives, "proactive": ("全年收到政府信息公开申请99件。",)}
    return replace(filing, narratives=texts, figures={**filing.figures, "fees.amount": 1005})


def value(excel: FakeExcel, spot: Spot) -> object:
    return excel.book.sheets[spot.sheet].range(spot.address).value


def type_in(excel: FakeExcel, spot: Spot, typed: object) -> None:
    excel.book.sheets[spot.sheet].range(spot.address).value = typed


def free_row(edition: Edition, excel: FakeExcel, finding: str) -> CheckRow:
    """The row of the free area that holds a finding."""
    free = layout_of(edition).free
    rows = [CheckRow(row) for row in range(free.first.row, free.last.row + 1)]
    (found,) = [row for row in rows if value(excel, row.spot("rule")) == finding]
    return found


def contents(excel: FakeExcel) -> dict[Spot, object]:
    """What stands in every cell, formulas as formulas."""
    held: dict[Spot, object] = {}
    for sheet in excel.book.sheets:
        used = sheet.used_range
        for number, row in enumerate(used.formula):
            for column, formula in enumerate(row):
                spot = Spot(sheet.name, used.row + number, used.column + column)
                if formula != "":
                    held[spot] = formula
    return held


def may_change(edition: Edition) -> set[Spot]:
    """The cells that the macros are for: the free area without link and explanation, the stamp."""
    layout = layout_of(edition)
    not_ours = ("place", "explanation")
    columns = {CheckRow(1).spot(name).column for name in not_ours}
    spots = {spot for spot in layout.free.spots() if spot.column not in columns}
    rows = range(layout.free.first.row, layout.free.last.row + 1)
    spots |= {CheckRow(row).spot("page") for row in rows}
    spots |= {spot.moved(columns=n) for spot in layout.marks.values() for n in (0, 1)}
    spots |= {spot.moved(columns=n) for spot in layout.bindings.values() for n in (0, 1)}
    return spots | set(layout.free_bindings.spots())
