"""The sum of many filings, cell by cell, exact, and which of them count.

A filing counts whole or not at all: where one cell holds no number (a blank of a table not
answered 是 is none), none of its figures is added. So a balance that holds in every part
holds in the sum. Totals are not added up but worked out anew from the summed parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from xltools.filing.figure import normal
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.law.form import CellKind

_DIGITS = 400
"""Enough to add any two numbers that a spreadsheet holds without rounding."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What the office adds to (or, negative, takes off) the sum of a typed cell, and why."""

    cell: str
    amount: int | Decimal
    reason: str


@dataclass(frozen=True)
class Aggregate:
    """The sum of filings and where it comes from.

    `added` is the sum of the filings alone; `filing` holds it with the adjustments. Both have
    the cover that was given, no text, and last year's figures where every part has them.
    `left_out` names each filing that does not count,
    with the cells where it has no number.
    """

    added: Filing
    filing: Filing
    counted: tuple[str, ...]
    left_out: Mapping[str, tuple[str, ...]]


def aggregate(
    edition: Edition,
    parts: Iterable[tuple[str, Filing]],
    adjustments: Iterable[Adjustment] = (),
    cover: Mapping[str, str] | None = None,
) -> Aggregate:
    """Add up filings of one edition, each with the name by which it is told of.

    Reads `parts` once and keeps none of them. Raises KeyError for an adjustment of a cell
    that the form works out itself or does not have.
    """
    sums: dict[str, int | Decimal] = dict.fromkeys(_summed(edition), 0)
    previous: Mapping[str, int | Decimal] | None = None
    counted: list[str] = []
    left_out: dict[str, tuple[str, ...]] = {}
    with localcontext() as exact:
        exact.prec = _DIGITS
        for name, filing in parts:
            if missing := lacking(filing):
                left_out[name] = missing
                continue
            counted.append(name)
            for cell in sums:
                sums[cell] += filing.number(cell) or 0
            previous = filing.previous if previous is None else _plus(previous, filing.previous)
        adjusted = dict(sums)
        for adjustment in adjustments:
            adjusted[adjustment.cell] += adjustment.amount
        added, total = (
            Filing(
                edition,
                cover or {},
                figures={cell: normal(Decimal(number)) for cell, number in figures.items()},
                previous=previous or {},
            )
            for figures in (sums, adjusted)
        )
    return Aggregate(added, total, tuple(counted), left_out)


def lacking(filing: Filing) -> tuple[str, ...]:
    """The cells where a filing has no number: it counts only where there is none."""
    return tuple(
        item
        for item, cell in filing.edition.form.cells.items()
        if filing.number(item) is None and cell.column.kind is not CellKind.WRITTEN
    )


def _summed(edition: Edition) -> Iterator[str]:
    """The cells that are added up: what is filed as it is written has no sum."""
    cells = edition.form.cells
    return (cell for cell in edition.typed if cells[cell].column.kind is not CellKind.WRITTEN)


def _plus(
    one: Mapping[str, int | Decimal], other: Mapping[str, int | Decimal]
) -> dict[str, int | Decimal]:
    return {cell: one[cell] + other[cell] for cell in one if cell in other}
