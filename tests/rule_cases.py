"""Every rule's own cases as filings: for the Python twin and for the built workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.filing.confront import confront
from xltools.filing.filing import BLANK, Filing, Value
from xltools.filing.findings import Verdict
from xltools.law.edition import Edition, total_and_parts
from xltools.law.expression import ClaimError
from xltools.law.rule import CaseValue, Instance, Rule

BODY_KIND = "政府部门"
"""Cannot make 规章, so that every rule applies."""


@dataclass(frozen=True)
class RuleCase:
    """What a rule instance must say of a filing."""

    instance: Instance
    verdict: Verdict
    filing: Filing

    @property
    def id(self) -> str:
        """`T3-ROW/new-fail`."""
        return f"{self.instance.id}-{self.verdict}"


def rule_cases(edition: Edition) -> Iterator[RuleCase]:
    """Each case of each instance, in the order of the rulebook."""
    for instance in edition.instances:
        for name, case in (instance.rule.cases or {}).items():
            yield RuleCase(instance, Verdict(name), _filing(edition, instance, case))


def rule_books(edition: Edition) -> list[list[RuleCase]]:
    """Every case, as few books as will hold them so that each keeps its verdict."""
    by_rule: dict[str, list[RuleCase]] = {}
    for case in rule_cases(edition):
        by_rule.setdefault(f"{case.instance.rule.id}-{case.verdict}", []).append(case)
    books: list[list[RuleCase]] = []
    for cases in by_rule.values():
        for book in books:
            if _together(edition, [*book, *cases]):
                book += cases
                break
        else:
            books.append(list(cases))
    return books


def _together(edition: Edition, cases: list[RuleCase]) -> bool:
    """Whether one book can show all of them."""
    found = {finding.id: finding.verdict for finding in confront(merged(edition, cases))}
    return all(found[case.instance.id] is case.verdict for case in cases)


def merged(edition: Edition, cases: list[RuleCase]) -> Filing:
    """Several cases in one filing: what each of them sets, on zeros."""
    figures: dict[str, Value] = {}
    blank: set[str] = set()
    for case in cases:
        set_here = case.filing.figures.items()
        figures |= {cell: v for cell, v in set_here if v != 0 or cell in edition.totals}
        blank |= {cell for cell in edition.typed if cell not in case.filing.figures}
    base = {cell: value for cell, value in zeros(edition).items() if cell not in blank}
    previous = {cell: v for case in cases for cell, v in case.filing.previous.items()}
    cover = cases[0].filing.cover
    return Filing(edition, cover=cover, figures={**base, **figures}, previous=previous)


def zeros(edition: Edition) -> dict[str, Value]:
    """Every typed cell holding 0."""
    return dict.fromkeys(edition.typed, 0)


def _filing(edition: Edition, instance: Instance, case: Mapping[str, CaseValue]) -> Filing:
    figures = zeros(edition)
    previous: dict[str, int | Decimal] = {}
    for name, value in case.items():
        if name.startswith("previous."):
            assert isinstance(value, int)
            previous[_named(edition, instance, name.removeprefix("previous."))] = value
            continue
        cell = _named(edition, instance, name)
        if value == "":
            figures[_typed_below(edition, cell)] = BLANK
        else:
            figures[cell] = value if isinstance(value, int) else Decimal(str(value))
    filled = {cell: value for cell, value in figures.items() if value is not BLANK}
    return Filing(edition, cover={"body_kind": BODY_KIND}, figures=filled, previous=previous)


def _named(edition: Edition, instance: Instance, name: str) -> str:
    """The cell a case means: as the rule resolves it in its scope, else within the table."""
    rule: Rule = instance.rule
    scope = instance.id.partition("/")[2]
    try:
        (cell,) = rule.resolve(name, edition.form, scope)
    except ClaimError:
        cell = f"{rule.table}.{name}"
    assert cell in edition.form.cells, f"{instance.id}: {name} names no cell"
    return cell


def _typed_below(edition: Edition, cell: str) -> str:
    """A total is blank where one of its parts is: the first typed cell it is a sum of."""
    while cell in edition.totals:
        _, (cell, *_) = total_and_parts(edition.totals[cell])
    return cell
