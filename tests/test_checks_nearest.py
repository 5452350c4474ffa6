"""The nearest repair: named where one change mends every failing balance, never applied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from filings import busy
from mutations import mutants

from xltools.checks.whole_return.nearest import Repair, Slip, repairs, with_repairs, worth_naming
from xltools.filing.confront import confront
from xltools.filing.filing import BLANK, Filing, Value
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import Edition

CELL = "requests.granted.natural_person"


def changed(filing: Filing, **figures: Value) -> Filing:
    named = {cell.replace("__", "."): value for cell, value in figures.items()}
    return replace(filing, figures={**filing.figures, **named})


def failing(filing: Filing) -> list[Finding]:
    return [finding for finding in confront(filing) if finding.verdict is Verdict.FAIL]


def repaired(filing: Filing, table: str) -> list[Repair]:
    """The repairs of a table's failing balances."""
    alike = [finding for finding in failing(filing) if finding.cells[0].startswith(f"{table}.")]
    passing = {f.id for f in confront(filing) if f.verdict is Verdict.PASS}
    return repairs(filing, alike, passing)


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
    found = worth_naming(repaired(slipped, "requests"))
    assert Repair(CELL, 12, 21) in found
    assert all(repair.slip is Slip.SWAPPED for repair in found)


def test_a_digit_too_many_is_named(whole: Filing) -> None:
    slipped = changed(whole, requests__granted__natural_person=211)
    assert Repair(CELL, 211, 21) in worth_naming(repaired(slipped, "requests"))


def test_with_totals_filed_the_crossing_cell_is_the_only_one(whole: Filing) -> None:
    totals = {cell: whole.values[cell] for cell in whole.edition.totals}
    claimed = replace(whole, figures={**whole.figures, **totals})
    slipped = changed(claimed, requests__granted__natural_person=28)
    assert repaired(slipped, "requests") == [Repair(CELL, 28, 21)]


def test_where_any_figure_would_do_none_is_named(whole: Filing) -> None:
    slipped = changed(whole, requests__granted__natural_person=22)
    assert len(repaired(slipped, "requests")) > 10
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
    assert repaired(slipped, "requests") == []


def test_faults_in_two_tables_have_a_repair_each(whole: Filing) -> None:
    totals = {cell: whole.values[cell] for cell in whole.edition.totals}
    claimed = replace(whole, figures={**whole.figures, **totals})
    slipped = changed(claimed, requests__granted__natural_person=28, cases__review_total=0)
    hinted = with_repairs(confront(slipped), slipped)
    plain = {finding.id: finding.remedy for finding in confront(slipped)}
    longer = {finding.id for finding in hinted if finding.remedy != plain[finding.id]}
    assert {id_.partition("-")[0] for id_ in longer} == {"T3", "T4"}
    assert len(longer) == 2


def test_a_balance_that_cannot_be_told_yet_forbids_nothing(whole: Filing) -> None:
    row = [c for c in whole.edition.form.cells if c.startswith("requests.granted.")]
    totals = {cell: whole.values[cell] for cell in whole.edition.totals}
    claimed = replace(whole, figures={**whole.figures, **totals, row[1]: BLANK})
    slipped = changed(claimed, requests__granted__natural_person=28)
    assert Repair(CELL, 28, 21) in repaired(slipped, "requests")


@pytest.mark.parametrize("kind", ["figure of 表三", "total written over"])
def test_the_repairs_are_those_that_trying_every_figure_finds(kind: str) -> None:
    """Every figure changed by what a balance is off: the same ones satisfy all and break none."""
    filing = next(mutant.after for mutant in mutants(1) if mutant.kind == kind)
    named = {(repair.cell, repair.new) for repair in repaired(filing, "requests")}
    off = {(f.left or 0) - (f.right or 0) for f in failing(filing)}
    tried = {
        (cell, (filing.number(cell) or 0) + sign * by)
        for cell in filing.figures
        if cell.startswith("requests.")
        for by in off
        for sign in (1, -1)
    }
    satisfy = {
        (cell, new)
        for cell, new in tried
        if new >= 0 and not failing(replace(filing, figures={**filing.figures, cell: new}))
    }
    assert len(tried) > 250
    assert named == satisfy


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
