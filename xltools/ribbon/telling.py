"""What the buttons say of what was found, and the places that 下一处 walks."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.filing.findings import Finding, Verdict
from xltools.law.rule import Severity
from xltools.layout.return_book import Spot
from xltools.messages import say
from xltools.ribbon.checking import Checked, rows_of
from xltools.ribbon.walk import WalkStop

_SAID_AT_ONCE = 3
"""Findings on one cell that a message box holds."""


def stops_of(found: Checked) -> tuple[WalkStop, ...]:
    """Every place that needs a person, gravest first: not explained doubts, not what follows.

    Each with what is wrong there, and how far the walk has come.
    """
    lines: dict[Spot, list[str]] = {}
    rows = rows_of(found)
    for finding in found.told:
        spot = None if finding.explained or finding.under else _place(found, finding, rows)
        if spot:
            lines.setdefault(spot, []).append(_line(found, finding))
    told = (
        say("macro.stop", number=number, count=len(lines), said="\n\n".join(said[:_SAID_AT_ONCE]))
        for number, said in enumerate(lines.values(), start=1)
    )
    return tuple(map(WalkStop, lines, told))


def _place(found: Checked, finding: Finding, rows: Mapping[str, Spot]) -> Spot | None:
    """The first cell that it speaks of; its row on 校验 where it speaks of the whole workbook."""
    if not finding.cells:
        return rows.get(finding.id)
    return found.layout.place(finding.cells[0], found.row_of(finding))


def _line(found: Checked, finding: Finding) -> str:
    unfilled = finding.verdict is Verdict.UNFILLED
    return say(
        "macro.finding",
        grade=say("verdict.unfilled" if unfilled else f"severity.{finding.severity.value}"),
        place=found.layout.where(finding.cells, found.row_of(finding)),
        sentence=finding.sentence,
        remedy=finding.remedy,
    )


def message_after(found: Checked, without_room: int) -> str:
    """The one message after 校验: how many, the first of them, and what to do next."""
    if not found.told:
        return say("macro.clean")
    lines = [say("macro.counts", counted=found.examined.tally.told_whole)]
    if places := stops_of(found):
        lines.append(places[0].said)
    if without_room:
        lines.append(say("macro.without_room", count=without_room))
    lines.append(say(f"macro.{_next_step(found)}"))
    return "\n\n".join(lines)


def _next_step(found: Checked) -> str:
    if not found.may_be_returned:
        return "must_correct"
    severities = {finding.severity for finding in found.told if not finding.explained}
    return "explain_doubts" if Severity.WARNING in severities else "may_be_returned"
