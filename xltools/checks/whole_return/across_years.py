"""This year's figures against last year's: jumps that ask for a reason, and slips of the unit.

That what was carried out last year is carried in this year is a rule (`rules.toml`); here is
what no rule can say without doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import inf

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.prose import Prose
from xltools.checks.text.ties import signed_sums, total_of
from xltools.filing.confront import plain
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

JUMP = Check("C-JUMP", Severity.WARNING, "check_jump")
UNIT = Check("C-UNIT-YEARS", Severity.WARNING, "check_unit_years")

SAME = Check("C-SAME-YEARS", Severity.WARNING, "check_same_years")

JUMPS = (JUMP, UNIT)
CHECKS = (*JUMPS, SAME)


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each figure, one where all are last year's; none where last year's return
    is not given.
    """
    if prose.previous is None:
        return
    if _is_last_years(prose.filing, prose.previous):
        yield SAME.found(prose.filing.edition, "year")
        return
    slipped: set[str] = set()
    for cell in data("across_years")["unit"]["cells"]:
        years = _years(prose.filing, prose.previous, [cell])
        if years and _is_slip(*years):
            slipped.add(cell)
            yield _found(UNIT, prose.filing, [cell], years)
    for cells in data("across_years")["jumps"]:
        years = _years(prose.filing, prose.previous, cells)
        if years and slipped.isdisjoint(cells) and is_jump(*years):
            yield _found(JUMP, prose.filing, cells, years)


def _is_last_years(filing: Filing, previous: Filing) -> bool:
    """Whether all figures are last year's, and more of them than chance makes alike."""
    if filing.edition.form is not previous.edition.form:
        return False
    typed = filing.edition.typed
    now, then = ([held.number(cell) for cell in typed] for held in (filing, previous))
    return now == then and sum(map(bool, then)) >= data("across_years")["same"]


def _years(
    filing: Filing, previous: Filing, cells: list[str]
) -> tuple[int | Decimal, int | Decimal] | None:
    """The sum of the cells in both years; None where either cannot be told."""
    now = total_of(filing, signed_sums(filing.edition.form, cells))
    then = total_of(previous, signed_sums(previous.edition.form, cells))
    return None if now is None or then is None else (now, then)


def is_jump(now: int | Decimal, then: int | Decimal) -> bool:
    """Whether two figures are too far apart for chance, however small or large they are."""
    less, more = sorted((max(now, 0), max(then, 0)))
    settings = data("across_years")
    if more < less * settings["times"]:
        return False
    return float(more) ** 0.5 - float(less) ** 0.5 >= settings["roots"]


def _is_slip(now: int | Decimal, then: int | Decimal) -> bool:
    less, more = sorted((now, then))
    low, high = data("across_years")["unit"]["about"]
    return low <= (more / less if less > 0 else inf) <= high


def _found(
    check: Check, filing: Filing, cells: list[str], years: tuple[int | Decimal, int | Decimal]
) -> Finding:
    known = [filing.edition.form.cells[cell] for cell in cells]
    return check.found(
        filing.edition,
        cells[0],
        cells=tuple(cells[1:]),
        sides=years,
        label="＋".join(cell.label for cell in known),
        unit=known[0].column.unit,
        now=plain(years[0]),
        then=plain(years[1]),
    )
