"""The nearest repair: named where one change mends every failing balance, never applied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from filings import busy

from xltools.checks.nearest import Repair, Slip, repairs, with_repairs, worth_naming
from xltools.filing.confront import confront
from xltools.filing.filing import Filing, Value
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import Edition

CELL = "requests.granted.natural_person"


def changed(filing: Filing, **figures: Value) -> Filing:
    named = {cell.replace("__", "."): value for cell, value in figures.items()}
    return replace(filing, figures={**filing.figures, **named})


def failing(filing: Filing) -> list[Finding]:
    return [finding for finding in confront(filing) if finding.verdict is Verdict.FAIL]


@pytest.fixture
def whole(edition: Edition) -> Filing:
    """A return that balances, with 21 granted to natural persons."""
    filing = busy(edition)
    more = 21 - int(str(filing.values[CELL]))
    new = int(str(filing.values["requests.new.natural_person"])) + more
    return changed(filing, requests__granted__natural_person=21, requests__new__natural_person=new)


def test_a_return_that_balances_is_left_as_it_is(whole: Filing) -> None:
    findings = confront(whole)
    assert with_repairs(findings, whole) == findings


def test_swapped_digits_are_named(whole: Filing) -> None:
    slipped = changed(whole, requests__granted__natural_person=12)
    found = worth_naming(repairs(slipped, failing(slipped)))
    assert Repair(CELL, 12, 21) in found
    assert all(repair.slip is Slip.SWAPPED for repair in found)


def test_a_digit_too_many_is_named(whole: Filing) -> None:
    slipped = changed(whole, requests__granted__natural_person=211)
    assert Repair(CELL, 211, 21) in worth_naming(repairs(slipped, failing(slipped)))


def test_with_totals_filed_the_crossing_cell_is_the_only_one(whole: Filing) -> None:
    totals = {cell: whole.values[cell] for cell in whole.edition.totals}
    claimed = replace(whole, figures={**whole.figures, **totals})
    slipped = changed(claimed, requests__granted__natural_person=28)
    assert repairs(slipped, [f for f in failing(slipped) if f.id.startswith("T3")]) == [
        Repair(CELL, 28, 21)
    ]


def test_where_any_figure_would_do_none_is_named(whole: Filing) -> None:
    slipped = changed(whole, requests__granted__natural_person=22)
    assert len(repairs(slipped, failing(slipped))) > 10
    assert with_repairs(confront(slipped), slipped) == confront(slipped)


def test_the_hint_stands_in_the_remedy_and_figures_stay(whole: Filing) -> None:
    slipped = changed(whole, requests__granted__natural_person=12)
    before = dict(slipped.figures)
    plain, hinted = confront(slipped), with_repairs(confront(slipped), slipped)
    longer = [h.id for p, h in zip(plain, hinted, strict=True) if h.remedy != p.remedy]
    assert longer == ["T3-BALANCE/natural_person"]
    assert slipped.figures == before


def test_two_faults_in_two_columns_have_no_repair(whole: Filing) -> None:
    slipped = changed(whole, requests__granted__natural_person=12, requests__granted__business=99)
    assert repairs(slipped, failing(slipped)) == []


@pytest.mark.parametrize(
    ("old", "new", "slip"),
    [
        (12, 21, Slip.SWAPPED),
        (5, 50, Slip.ONE_DIGIT_MORE_OR_LESS),
        (105, 15, Slip.ONE_DIGIT_MORE_OR_LESS),
        (0, 7, Slip.OTHER),
        (8, 9, Slip.OTHER),
    ],
)
def test_how_a_keyboard_slips(old: int, new: int, slip: Slip) -> None:
    assert Repair(CELL, old, new).slip is slip
