"""A finding: what a rule or check says of a filing, with its verdict, cells and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from xltools.law.rule import Severity


class Verdict(StrEnum):
    """The rule holds, fails, or cannot tell yet."""

    PASS = "pass"
    FAIL = "fail"
    UNFILLED = "unfilled"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule instance or check says.

    `id` is the instance (`T3-BALANCE/business`), `cells` the ids it speaks of (cells, fields
    or narratives; whoever shows it looks up the places), `marks` those to colour; `left` and
    `right` the two sides where there are two; `under` the id of the finding that this one
    only follows from.
    """

    id: str
    severity: Severity
    verdict: Verdict
    sentence: str
    remedy: str
    law: str
    cells: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    left: int | Decimal | None = None
    right: int | Decimal | None = None
    under: str = ""

    @property
    def rule(self) -> str:
        """The id of the rule or check, without its instance."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of each sort: what decides whether a return may be handed in."""

    errors: int
    unfilled: int
    warnings: int
    infos: int

    @property
    def may_be_returned(self) -> bool:
        """No error and nothing unfilled."""
        return not self.errors and not self.unfilled


def raised(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that a person must see: those that do not pass, gravest first."""
    order = {Severity.ERROR: 0, Severity.WARNING: 2, Severity.INFO: 3}
    seen = (finding for finding in findings if finding.verdict is not Verdict.PASS)
    return tuple(sorted(seen, key=lambda f: (order[f.severity], f.verdict is Verdict.UNFILLED)))


def tally(findings: Iterable[Finding]) -> Tally:
    """Count findings; one that only follows from another is not counted again."""
    seen = [finding for finding in raised(findings) if not finding.under]
    failed = [finding.severity for finding in seen if finding.verdict is Verdict.FAIL]
    return Tally(
        errors=failed.count(Severity.ERROR),
        unfilled=sum(finding.verdict is Verdict.UNFILLED for finding in seen),
        warnings=failed.count(Severity.WARNING),
        infos=failed.count(Severity.INFO),
    )
