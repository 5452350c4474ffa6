"""A finding as a row of 校验 shows it, and which figures findings colour: in the workbook that goes
back and in the open one.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xltools.filing.findings import SENT_BACK, Finding, Ruling, Verdict
from xltools.law.rule import Severity
from xltools.messages import say

DOUBTFUL, UNBALANCED = 2, 3
"""The codes of a figure that the workbook colours orange or red."""
_MARKS = {Severity.WARNING: DOUBTFUL, Severity.ERROR: UNBALANCED}


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


def marks_of(findings: Iterable[Finding]) -> dict[str, int]:
    """The code of each item that one of them calls wrong, or doubts and nobody has explained."""
    marks: dict[str, int] = {}
    for finding in findings:
        code = _MARKS.get(finding.severity, 0)
        if code and finding.verdict is Verdict.FAIL and not finding.explained:
            for item in finding.marks or finding.cells:
                marks[item] = max(marks.get(item, 0), code)
    return marks
