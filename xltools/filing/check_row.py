"""A finding as a row of 校验 shows it, in the workbook that goes back and in the open one."""

from __future__ import annotations

from decimal import Decimal

from xltools.filing.findings import SENT_BACK, Finding, Ruling
from xltools.messages import say


def columns_of(finding: Finding) -> dict[str, str | int | Decimal | None]:
    """What stands in the row, by column; the link to its place is for who knows the layout."""
    left, right = finding.left, finding.right
    return {
        "severity": say(f"severity.{finding.severity.value}"),
        "verdict": finding.word or None,
        "subject": finding.sentence,
        "left": left,
        "right": right,
        "difference": None if left is None or right is None else Decimal(left) - Decimal(right),
        "remedy": remedy_of(finding),
        "law": finding.law,
        "rule": finding.id,
    }


def remedy_of(finding: Finding) -> str:
    """What to do, told first why what was said to the finding does not count."""
    if finding.ruling is Ruling.REFUSED:
        return say("answer.refused", said=finding.office) + finding.remedy
    lapsed = finding.lapsed and finding.bound != SENT_BACK
    return (say("verdict.lapsed") if lapsed else "") + finding.remedy
