"""The nearest repair: which change of one figure would satisfy every failing balance of a table.

It is named in the finding for a person to check, and never applied. Balances are linear, so
each asks for one change of a figure: the figures that are asked for the same change by every
failing balance, and that no other balance forbids, are the candidates. Most are as good as
any other; only those that a slip of the keyboard explains are named, or the only few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum

from xltools.filing.confront import plain
from xltools.filing.figure import normal
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import total_and_parts
from xltools.law.expression import Equals, Plus, Ref, Sum, Term
from xltools.law.rule import Severity
from xltools.messages import say, together

_FEW = 3
"""How many candidates are named at most: more help nobody."""


class Slip(IntEnum):
    """How likely a slip of the keyboard is, the likeliest first."""

    SWAPPED = 0
    ONE_DIGIT_MORE_OR_LESS = 1
    OTHER = 2


@dataclass(frozen=True, slots=True)
class Repair:
    """A figure, what it is, and what it would have to be."""

    cell: str
    old: int | Decimal
    new: int | Decimal

    @property
    def slip(self) -> Slip:
        """How a keyboard would make the one from the other."""
        old, new = plain(self.old), plain(self.new)
        if len(old) == len(new) and Counter(old) == Counter(new):
            return Slip.SWAPPED
        shorter, longer = sorted((old, new), key=len)
        one_more = len(longer) == len(shorter) + 1 and shorter != "0"
        if one_more and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))):
            return Slip.ONE_DIGIT_MORE_OR_LESS
        return Slip.OTHER


def with_repairs(findings: Iterable[Finding], filing: Filing) -> tuple[Finding, ...]:
    """The findings; the first failing balance of a table says what would repair them all."""
    judged = tuple(findings)
    failing = [finding for finding in judged if _is_failing_balance(finding)]
    if not failing:
        return judged
    passing = {finding.id for finding in judged if finding.verdict is Verdict.PASS}
    hints = {
        alike[0].id: _hint(filing, named)
        for alike in _by_table(failing)
        if (named := worth_naming(repairs(filing, alike, passing)))
    }
    return tuple(
        replace(finding, remedy=together("", (finding.remedy, hints[finding.id])))
        if finding.id in hints
        else finding
        for finding in judged
    )


def _is_failing_balance(finding: Finding) -> bool:
    failed = finding.verdict is Verdict.FAIL and finding.severity is Severity.ERROR
    return failed and finding.left is not None and finding.right is not None


def _by_table(failing: list[Finding]) -> Iterator[list[Finding]]:
    tables = dict.fromkeys(finding.cells[0].split(".")[0] for finding in failing)
    for table in tables:
        alike = [finding for finding in failing if finding.cells[0].startswith(f"{table}.")]
        yield sorted(alike, key=lambda finding: bool(finding.under))


def _hint(filing: Filing, named: list[Repair]) -> str:
    cells = filing.edition.form.cells
    listed = together(
        say("nearest.or"),
        (
            say("nearest.change", label=cells[r.cell].label, old=plain(r.old), new=plain(r.new))
            for r in named
        ),
    )
    return say("nearest.hint", listed=listed)


def worth_naming(found: list[Repair]) -> list[Repair]:
    """The repairs that a slip explains best, or all of them where they are few."""
    best = min((repair.slip for repair in found), default=Slip.OTHER)
    likely = found if best is Slip.OTHER else [repair for repair in found if repair.slip is best]
    return likely if len(likely) <= _FEW else []


def repairs(filing: Filing, failing: list[Finding], passing: Container[str]) -> list[Repair]:
    """Every change of one filed figure that satisfies the failing balances of a table.

    None that breaks one of those that pass; one that cannot be told yet forbids nothing.
    """
    failed = {finding.id for finding in failing}
    table = failing[0].cells[0].split(".")[0]
    wanted: list[dict[str, Decimal]] = []
    fixed: set[str] = set()
    for instance in filing.edition.instances:
        if isinstance(instance.claim, Equals) and instance.rule.table == table:
            weights = _weights(filing, instance.claim)
            if instance.id in failed:
                wanted.append(_changes(weights, failing, instance.id))
            elif instance.id in passing and instance.rule.severity is Severity.ERROR:
                fixed |= {cell for cell, weight in weights.items() if weight}
    common = set(wanted[0]).intersection(*wanted[1:]) - fixed if wanted else set[str]()
    made = (_repair(filing, cell, [changes[cell] for changes in wanted]) for cell in common)
    order = {cell: place for place, cell in enumerate(filing.edition.form.cells)}
    return sorted(filter(None, made), key=lambda repair: order[repair.cell])


def _changes(weights: dict[str, int], failing: list[Finding], id_: str) -> dict[str, Decimal]:
    """By how much each figure would have to change for that balance to hold."""
    finding = next(finding for finding in failing if finding.id == id_)
    apart = Decimal(finding.left or 0) - Decimal(finding.right or 0)
    return {cell: -apart / weight for cell, weight in weights.items() if weight}


def _repair(filing: Filing, cell: str, changes: list[Decimal]) -> Repair | None:
    old = filing.number(cell)
    if old is None or len(set(changes)) > 1:
        return None
    new = Decimal(old) + changes[0]
    if not filing.edition.form.cells[cell].column.kind.holds(new):
        return None
    return Repair(cell, old, normal(new))


def _weights(filing: Filing, claim: Equals) -> dict[str, int]:
    """How often each filed figure counts on the left, less how often on the right."""
    weights: Counter[str] = Counter()
    for side, sign in ((claim.left, 1), (claim.right, -1)):
        for cell in _filed(filing, side):
            weights[cell] += sign
    return dict(weights)


def _filed(filing: Filing, term: Term) -> Iterator[str]:
    """The filed figures that a side adds up, totals worked out here taken apart."""
    match term:
        case Ref(cell) if cell in filing.edition.totals and cell not in filing.figures:
            for part in total_and_parts(filing.edition.totals[cell])[1]:
                yield from _filed(filing, Ref(part))
        case Ref(cell):
            yield cell
        case Sum(cells):
            for cell in cells:
                yield from _filed(filing, Ref(cell))
        case Plus(terms):
            for part in terms:
                yield from _filed(filing, part)
        case _:
            return
