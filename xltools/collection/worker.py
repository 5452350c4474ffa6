"""What a worker does with one file: examine it, render and stage its reports, send back little."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from xltools import report
from xltools.collection.examine import Outcome, examine
from xltools.collection.record import Record, fault, record_of, refused
from xltools.filing.filing import Filing
from xltools.platform import write_whole
from xltools.report import parity
from xltools.report.house import load


@dataclass(frozen=True, slots=True)
class Task:
    """One file to work on: its path, what people see it called, where its reports go."""

    path: Path
    file: str
    year: int | None
    staged: Path
    """The place of its staged reports, without ending."""
    template: Path | None = None
    """A house's own templates, found to be good."""
    refused: str = ""
    """The code of why it could not be taken out of its archive."""


def work(task: Task) -> Record:
    """Examine one file; if it passes, stage its reports."""
    if task.refused:
        return refused(task.file, task.refused)
    examined = examine(task.path, task.year)
    record = record_of(task.file, examined)
    filing = examined.reading.filing
    if record.state is not Outcome.PASSED or filing is None:
        return record
    reports, differences = render(filing, template=task.template)
    if differences:
        return fault(task.file, "reports_differ", "\n".join(differences))
    for ending, data in reports.items():
        write_whole(task.staged.with_name(task.staged.name + ending), data)
    hashes = {ending: hashlib.sha256(data).hexdigest() for ending, data in reports.items()}
    return replace(record, written=hashes)


def render(
    filing: Filing, *, draft: bool = False, template: Path | None = None
) -> tuple[dict[str, bytes], list[str]]:
    """The documents of a filing by ending, and where their figures differ from the filing's."""
    house = load(template) if template else None
    documents = report.render_package(filing, draft=draft, house=house)
    return documents, parity.differences(filing, documents, ours=house is None)
