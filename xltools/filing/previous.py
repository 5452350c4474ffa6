"""Last year's filing, as far as this year's is compared with it by rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from xltools.filing.filing import BLANK, Filing, as_number, with_totals
from xltools.law.edition import Edition
from xltools.law.expression import previous_of


@cache
def previous_cells(edition: Edition) -> tuple[str, ...]:
    """The cells whose figures of last year a rule of the edition speaks of, in rule order."""
    named = (cell for instance in edition.instances for cell in previous_of(instance.claim))
    return tuple(dict.fromkeys(named))


def previous_figures(previous: Filing, edition: Edition) -> Mapping[str, int | Decimal]:
    """The figures of last year's filing that the edition's rules speak of.

    A total is the sum of its parts, whatever was filed as such; what is no number is left out.
    """
    typed = {cell: v for cell, v in previous.figures.items() if cell in previous.edition.typed}
    values = with_totals(previous, typed)
    found: dict[str, int | Decimal] = {}
    for cell in previous_cells(edition):
        if cell in values:
            value = previous.figures.get(cell, BLANK) if values[cell] is BLANK else values[cell]
            number = as_number(value, nil=previous.counts_as_zero(cell))
            if number is not None:
                found[cell] = number
    return found


def with_previous(filing: Filing, previous: Filing | None) -> Filing:
    """The filing beside its last year: the office's knowledge replaces what the workbook says.

    Without a last year the filing stays as it is.
    """
    if previous is None:
        return filing
    return replace(filing, previous=previous_figures(previous, filing.edition))
