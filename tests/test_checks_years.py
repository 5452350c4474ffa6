"""This year against last: what is no jump, whose return is compared, and growth worked out again.

Sentences and tables that fire and that stay silent are in `corpus/years.toml`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from filings import busy

from xltools.checks import check
from xltools.checks.whole_return.across_years import is_jump
from xltools.filing.filing import BLANK, Filing
from xltools.law.edition import Edition

CHARGED = "disclosure.administrative_charges.charged"
LICENSED = "disclosure.licensing.decisions"


def a_year_before(filing: Filing, **figures: object) -> Filing:
    named = {cell.replace("__", "."): value for cell, value in figures.items()}
    cover = {**filing.cover, "year": "2023"}
    return replace(filing, cover=cover, figures={**filing.figures, **named})


def across(filing: Filing, previous: Filing) -> list[str]:
    ids = (finding.id for finding in check(filing, previous))
    return [id_ for id_ in ids if id_.startswith(("C-JUMP", "C-UNIT", "C-GROWTH"))]


@pytest.mark.parametrize(
    ("now", "then"),
    [(0, 0), (15, 0), (2, 20), (50, 10), (1000, 2900), (0, 15), (Decimal("3.5"), 0)],
)
def test_small_numbers_and_changes_below_three_times_are_silent(
    now: int | Decimal, then: int
) -> None:
    assert not is_jump(now, then)


@pytest.mark.parametrize(
    ("now", "then"), [(16, 0), (60, 10), (1, 40), (3000, 1000), (Decimal("5.5"), 120)]
)
def test_a_jump_is_one_whichever_year_has_more(now: int | Decimal, then: int) -> None:
    assert is_jump(now, then)
    assert is_jump(then, now)


def test_the_same_figures_give_nothing(edition: Edition) -> None:
    filing = busy(edition)
    assert across(filing, a_year_before(filing)) == []


@pytest.mark.parametrize(
    ("kept", "changed", "told"),
    [(99, 0, True), (8, 0, True), (7, 0, False), (0, 0, False), (99, 1, False)],
)
def test_all_figures_of_last_year_are_doubted_where_they_are_many(
    kept: int, changed: int, told: bool, edition: Edition
) -> None:
    filing = busy(edition)
    typed = [cell for cell in edition.typed if filing.number(cell)]
    zeros = dict.fromkeys(typed[kept:], 0)
    now = replace(filing, figures={**filing.figures, **zeros})
    then = a_year_before(now)
    figures = {**then.figures, typed[0]: (now.number(typed[0]) or 0) + changed}
    found = [f for f in check(now, replace(then, figures=figures)) if f.rule == "C-SAME-YEARS"]
    assert bool(found) is told
    assert [finding.cells for finding in found] == [("year",)] * told
    assert "C-SAME-YEARS" not in [finding.rule for finding in check(now)]


def test_a_jump_asks_for_a_reason_and_holds_both_figures(edition: Edition) -> None:
    filing = busy(edition)
    previous = a_year_before(filing, disclosure__licensing__decisions=900)
    (finding,) = (f for f in check(filing, previous) if f.rule == "C-JUMP")
    assert (finding.cells, finding.left, finding.right) == (
        (LICENSED,),
        filing.number(LICENSED),
        900,
    )


def test_a_slip_of_the_unit_is_no_jump_besides(edition: Edition) -> None:
    filing = busy(edition)
    in_yuan = Decimal(filing.number(CHARGED) or 0) * 10_000
    previous = a_year_before(filing, disclosure__administrative_charges__charged=in_yuan)
    assert across(filing, previous) == [f"C-UNIT-YEARS/{CHARGED}"]


def test_only_the_year_before_is_compared(edition: Edition) -> None:
    filing = busy(edition)
    previous = a_year_before(filing, disclosure__licensing__decisions=900)
    two_before = replace(previous, cover={**previous.cover, "year": "2022"})
    assert across(filing, two_before) == []
    assert across(replace(filing, cover={**filing.cover, "year": ""}), previous) == []


def test_a_blank_of_last_year_tells_nothing(edition: Edition) -> None:
    filing = busy(edition)
    assert across(filing, a_year_before(filing, disclosure__licensing__decisions=BLANK)) == []


def test_growth_is_held_against_last_years_cells(edition: Edition) -> None:
    filing = busy(edition)
    text = f"作出行政许可决定{filing.number(LICENSED)}件，较上年增长50%。"
    grown = replace(filing, narratives={"proactive": (text,)})
    assert across(grown, a_year_before(grown, disclosure__licensing__decisions=2)) == []
    previous = a_year_before(grown, disclosure__licensing__decisions=1)
    (finding,) = (f for f in check(grown, previous) if f.rule == "C-GROWTH")
    assert finding.cells == ("proactive", LICENSED)
    assert "C-GROWTH" not in [finding.rule for finding in check(grown)]
