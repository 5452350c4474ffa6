"""Examined files as people and programs read them: a table on the console, or JSON."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xltools.examination.record import Located, Record
from xltools.filing.codec import Json
from xltools.filing.findings import Finding
from xltools.filing.wording import STEERING
from xltools.law.rule import Severity
from xltools.messages import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH_WITHOUT_CONSOLE = 120
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_CONTROL = re.compile(f"[{STEERING}]")


def console(*, stderr: bool = False) -> Console:
    """The console to print on; text is printed as it is, never as markup."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDTH_WITHOUT_CONSOLE
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def print_tables(records: Sequence[Record], to: Console) -> None:
    """Every file with its findings in a table, and its verdict in one line."""
    for record in records:
        to.print(_clean(heading(record)), style="bold")
        if record.findings:
            to.print(_table(record))
        to.print(_clean(verdict_line(record)), style="bold")
        to.print()


def heading(record: Record) -> str:
    """The file, with the body and the year where it says so."""
    if not record.body:
        return record.file
    return say("show.heading", file=record.file, body=record.body, year=record.year or "")


def _table(record: Record) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SQUARE, show_lines=True, expand=True)
    table.add_column(say("show.severity"), min_width=6, no_wrap=True)
    table.add_column(say("show.place"), ratio=3, overflow="fold")
    table.add_column(say("show.sentence"), ratio=7, overflow="fold")
    waiting = Counter(located.finding.under for located in record.findings if located.finding.waits)
    for located in record.findings:
        finding = located.finding
        if finding.waits:
            continue
        severity = say(f"severity.{finding.severity.value}")
        table.add_row(
            Text(f"{severity}\n{finding.word}".strip(), style=_STYLES[finding.severity]),
            Text(_clean(located.place)),
            Text(_clean(_said(located.finding, waiting[finding.id]))),
        )
    return table


def _said(finding: Finding, waiting: int) -> str:
    """What it says and what to do; and how many others cannot be told before."""
    lines = [finding.said]
    if waiting:
        lines.append(say("show.waiting", count=waiting))
    if finding.remedy:
        lines.append(say("show.remedy", remedy=finding.remedy))
    if finding.answer:
        lines.append(say("show.answer", answer=finding.answer))
    lines.append(say("show.source", rule=finding.id, law=finding.law).strip())
    return "\n".join(lines)


def verdict_line(record: Record) -> str:
    """Whether the file may be returned, in one line."""
    counts = record.tally
    match record.exit_code:
        case 0:
            code = "may_be_returned_doubtful" if counts.warnings else "may_be_returned"
        case 1:
            code = "must_be_corrected"
        case _:
            code = "no_verdict"
    return say(
        f"show.{code}",
        state=record.state.label,
        counted=counts.told,
        warnings=counts.warnings,
    )


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


# ------------------------------------------------------------------ JSON


def as_json(record: Record, settings: str = "") -> Json:
    """A file and its findings as plain data; `settings` says by which the office had it judged."""
    return {
        **({"settings": settings} if settings else {}),
        "file": record.file,
        "state": record.state.value,
        "body": record.body,
        "year": record.year,
        "sha256": record.sha256,
        "may_be_returned": record.exit_code == 0,
        "errors": record.tally.errors,
        "unfilled": record.tally.unfilled,
        "warnings": record.tally.warnings,
        "explained": record.tally.explained,
        "infos": record.tally.infos,
        "findings": [_finding_as_json(located) for located in record.findings],
    }


def _finding_as_json(located: Located) -> Json:
    finding = located.finding
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "sheet": located.sheet,
        "cells": [address.partition("!")[2] for address in located.addresses],
        "items": list(finding.cells),
        "place": located.place,
        "sentence": finding.sentence,
        "left": _number(finding.left),
        "right": _number(finding.right),
        "remedy": finding.remedy,
        "law": finding.law,
        "under": finding.under,
        "explanation": finding.explanation,
        "explained": finding.explained,
        "lapsed": finding.lapsed,
        "unregistered": finding.unregistered,
    }


def _number(side: int | Decimal | None) -> int | float | None:
    return float(side) if isinstance(side, Decimal) else side
