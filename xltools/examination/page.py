"""Examined files as one page for the browser: what a person gets who drops files on 校验.cmd."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.checks.catalogue import example_of
from xltools.examination.console import heading, verdict_line
from xltools.examination.record import Located, Record
from xltools.filing.findings import Finding, Verdict
from xltools.messages import say
from xltools.report.html import page_template

_COLUMNS = ("severity", "place", "sentence", "remedy", "explanation", "law")


def findings_page(records: Sequence[Record], settings: str = "") -> str:
    """The findings of each file in a table, with its verdict.

    `settings` says by which settings of the office they were judged, "" where by none.
    """
    page = page_template("findings.html.j2", "xltools.examination")
    told = {"title": say("show.page"), "example": say("show.example"), "settings": settings}
    return page.render(told, files=[_file(record) for record in records])


def _file(record: Record) -> dict[str, object]:
    """A file's part; it has no column of explanations where nothing was explained."""
    shown = [found for found in record.findings if not found.finding.waits]
    explains = any(found.finding.answer for found in shown)
    columns = [name for name in _COLUMNS if explains or name != "explanation"]
    return {
        "heading": heading(record),
        "verdict": verdict_line(record),
        "columns": {name: say(f"ledger.{name}") for name in columns},
        "rows": [_row(found) for found in shown],
    }


def _row(located: Located) -> dict[str, object]:
    finding = located.finding
    unfilled = finding.verdict is Verdict.UNFILLED
    grade = "unfilled" if unfilled else finding.severity.value
    return {
        "grade": grade,
        "severity": _label(finding, grade),
        "place": located.place,
        "sentence": finding.said,
        "remedy": finding.remedy,
        "explanation": finding.answer,
        "law": say("show.source", rule=finding.id, law=finding.law).strip(),
        "example": _example(finding),
    }


def _example(finding: Finding) -> tuple[str, ...]:
    """One thing that its rule or check takes for right, and one for wrong."""
    example = example_of(finding.rule)
    if example is None:
        return ()
    return say("show.right", text=example.right), say("show.wrong", text=example.wrong)


def _label(finding: Finding, grade: str) -> str:
    if finding.verdict is Verdict.UNFILLED:
        return say(f"verdict.{grade}")
    label = say(f"severity.{grade}")
    return say("show.settled", label=label, word=finding.word) if finding.explained else label
