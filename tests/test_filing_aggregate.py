"""The sum of filings: exact, over any grouping, and only of filings that have every number.

A1 every cell is the sum of that cell, totals worked out anew
A2 the sum does not depend on order or grouping, and is exact
A3 a filing with a cell that is no number counts nowhere, and is named with the cell
A4 adjustments are signed, of typed cells only, and leave the sum of the bodies as it is
A5 balances that hold in every part hold in the sum
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from filings import busy, nothing_done
from hypothesis import given, settings
from hypothesis import strategies as st

from xltools.filing.aggregate import Adjustment, Aggregate, aggregate
from xltools.filing.confront import confront
from xltools.filing.filing import BLANK, Filing, Unreadable, Value
from xltools.filing.findings import Verdict
from xltools.law.edition import Edition, load
from xltools.law.form import CellKind

EDITION = load("2021")
_COUNTS = st.integers(0, 10**14)
_AMOUNTS = st.decimals(0, 10**11, places=4, allow_nan=False).map(
    lambda amount: int(amount) if amount == int(amount) else amount.normalize()
)


@st.composite
def complete(draw: st.DrawFn) -> Filing:
    """A filing with a number in every typed cell, some by answering 是; balances may fail."""
    figures: dict[str, Value] = {}
    for table in EDITION.form.tables.values():
        typed = [cell for cell in table.cells if cell.id in EDITION.typed]
        chosen = draw(st.lists(st.sampled_from(typed), max_size=6, unique=True))
        for cell in chosen:
            amount = cell.column.kind is CellKind.AMOUNT
            figures[cell.id] = draw(_AMOUNTS if amount else _COUNTS)
    return Filing(EDITION, nil=dict.fromkeys(EDITION.form.tables, True), figures=figures)


def added(filings: Sequence[Filing], *adjustments: Adjustment) -> Aggregate:
    named = ((str(number), filing) for number, filing in enumerate(filings))
    return aggregate(EDITION, named, adjustments)


def whole(cell: str, filings: Sequence[Filing]) -> int:
    """The cell's sum in ten-thousandths, a way of adding of this test's own."""
    return sum(int(Decimal(filing.number(cell) or 0) * 10_000) for filing in filings)


# ------------------------------------------------------------------ A1, A2


@settings(max_examples=60, deadline=None)
@given(st.lists(complete(), min_size=1, max_size=5))
def test_a1_every_cell_is_the_sum_of_that_cell(filings: list[Filing]) -> None:
    total = added(filings)
    assert total.counted == tuple(str(number) for number in range(len(filings)))
    for cell in EDITION.typed:
        assert Decimal(total.filing.number(cell) or 0) * 10_000 == whole(cell, filings)
    for cell in EDITION.totals:
        assert total.filing.values[cell] == sum(
            value for filing in filings if isinstance(value := filing.values[cell], int)
        )
    assert not set(total.filing.figures) & set(EDITION.totals)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(complete(), min_size=1, max_size=3), min_size=1, max_size=4), st.data())
def test_a2_the_sum_is_the_same_over_any_grouping(
    groups: list[list[Filing]], data: st.DataObject
) -> None:
    flat = [filing for group in groups for filing in group]
    shuffled = data.draw(st.permutations(flat))
    subtotals = [added(group).filing for group in groups]
    assert added(flat).filing == added(subtotals).filing == added(shuffled).filing


def test_a2_amounts_of_very_different_size_are_added_without_rounding() -> None:
    cell = "disclosure.administrative_charges.charged"
    nil = dict.fromkeys(EDITION.form.tables, True)
    amounts = (Decimal("100000000000000.1"), Decimal("1E-16"), Decimal("-100000000000000"))
    filings = [Filing(EDITION, nil=nil, figures={cell: amount}) for amount in amounts]
    assert added(filings).filing.values[cell] == Decimal("0.1000000000000001")


def test_a1_nothing_added_up_is_nothing_counted() -> None:
    total = added([])
    assert (total.counted, dict(total.left_out)) == ((), {})


def test_a1_last_years_figures_are_those_that_every_part_has(edition: Edition) -> None:
    carried, in_force = "requests.carried_out.business", "disclosure.regulations.in_force"
    parts = [
        ("甲", replace(busy(edition), previous={carried: 3, in_force: 0})),
        ("乙", replace(busy(edition), previous={carried: 4})),
    ]
    assert dict(aggregate(edition, parts).filing.previous) == {carried: 7}
    assert aggregate(edition, [*parts, ("丙", busy(edition))]).filing.previous == {}


# ------------------------------------------------------------------ A3


@pytest.mark.parametrize("value", [BLANK, Unreadable("12件")])
def test_a3_a_filing_without_a_number_counts_nowhere(edition: Edition, value: Value) -> None:
    good, cell = busy(edition), "requests.granted.business"
    other = replace(good, figures={**good.figures, cell: value})
    total = aggregate(edition, [("甲", good), ("乙", other)])
    assert total.counted == ("甲",)
    assert cell in total.left_out["乙"]
    assert {*total.left_out["乙"]} - {cell} <= set(edition.totals)
    assert total.filing.values == good.values


def test_a3_a_blank_of_a_table_answered_yes_is_zero(edition: Edition) -> None:
    total = aggregate(edition, [("甲", busy(edition)), ("乙", nothing_done(edition))])
    assert total.counted == ("甲", "乙")
    assert total.filing.values == busy(edition).values


# ------------------------------------------------------------------ A4, A5


def test_a4_adjustments_stand_beside_the_sum(edition: Edition) -> None:
    cell = "requests.new.business"
    parts = [("甲", busy(edition)), ("乙", busy(edition))]
    changes = [Adjustment(cell, -3, "转办件重复"), Adjustment(cell, 1, "漏报")]
    total = aggregate(edition, parts, changes, {"year": "2024"})
    before = int(total.added.number(cell) or 0)
    assert before == 2 * int(busy(edition).number(cell) or 0)
    assert total.filing.number(cell) == before - 2
    assert total.filing.number("requests.new.total") == (
        int(total.added.number("requests.new.total") or 0) - 2
    )
    assert total.filing.year == 2024


@pytest.mark.parametrize("cell", ["requests.new.total", "requests.closed.business", "nothing"])
def test_a4_what_is_worked_out_cannot_be_adjusted(edition: Edition, cell: str) -> None:
    with pytest.raises(KeyError):
        aggregate(edition, [("甲", busy(edition))], [Adjustment(cell, 1, "")])


def test_a5_balances_that_hold_in_the_parts_hold_in_the_sum(edition: Edition) -> None:
    total = aggregate(edition, [(str(number), busy(edition)) for number in range(3)])
    arithmetic = [finding for finding in confront(total.filing) if finding.left is not None]
    assert len(arithmetic) > 30
    assert {finding.verdict for finding in arithmetic} == {Verdict.PASS}
