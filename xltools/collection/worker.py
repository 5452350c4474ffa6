"""What a worker does with one file: examine it, make and stage its documents, send back little."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from xltools import report
from xltools.collection.examine import Outcome, examine
from xltools.collection.executor import Fate, Lost
from xltools.collection.last_year import last_year
from xltools.collection.record import fault, record_of, refused
from xltools.collection.stored import Examination, examination_of, filing_from, stand_in
from xltools.collection.which_book import is_office_book
from xltools.filing.filing import Filing
from xltools.platform.files import write_whole
from xltools.reader import ReadState
from xltools.report import parity
from xltools.report.house import load


@dataclass(frozen=True, slots=True)
class Task:
    """One file to examine: its path, what people see it called, and by which terms.

    `key` is the hash of its content, or what stands for it; `staging` the folder for documents,
    where also the returns of the year before lie, if there are any; `template` a house's own
    templates, found to be good; `refused` the code of why it could not be taken out of the
    archive that it came in.
    """

    path: Path
    file: str
    key: str
    year: int | None
    terms: str
    staging: Path
    template: Path | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Redo:
    """A content whose documents are to be made again from what was kept of it."""

    sha256: str
    filing: str
    staging: Path
    template: Path | None = None


def work(task: Task) -> Examination:
    """Examine one file; if it passes, stage its documents."""
    if task.refused:
        record = refused(task.file, task.refused)
        return examination_of(record, None, task.terms, stand_in(task.file))
    examined = examine(task.path, task.year, last_year(task.staging))
    record, filing = record_of(task.file, examined), examined.reading.filing
    if record.state is ReadState.NOT_OURS and is_office_book(task.path):
        record = replace(record, state=Outcome.OFFICE_BOOK)
    if record.state is Outcome.PASSED and filing:
        documents, differences = render(filing, template=task.template)
        if differences:
            failed = fault(task.file, "reports_differ", "\n".join(differences))
            record, filing = replace(failed, sha256=record.sha256), None
        else:
            written = put_aside(documents, task.staging, record.sha256)
            record = replace(record, written=written)
    return examination_of(record, filing, task.terms, stand_in(task.file))


def redo(task: Redo) -> dict[str, str] | Lost:
    """Stage the documents of a kept filing again; their hashes by ending."""
    filing = filing_from(task.filing)
    if filing is None:
        return Lost(Fate.DAMAGED)
    documents, _ = render(filing, template=task.template)
    return put_aside(documents, task.staging, task.sha256)


def put_aside(documents: Mapping[str, bytes], staging: Path, sha256: str) -> dict[str, str]:
    """Write the documents of a content to the staging folder; their hashes by ending."""
    for ending, data in documents.items():
        write_whole(staged(staging, sha256, ending), data)
    return {ending: hashlib.sha256(data).hexdigest() for ending, data in documents.items()}


def staged(staging: Path, sha256: str, ending: str) -> Path:
    """Where a document of a content waits to be put in its place."""
    return staging / f"{sha256}{ending}"


def render(
    filing: Filing, *, draft: bool = False, template: Path | None = None
) -> tuple[dict[str, bytes], list[str]]:
    """The documents of a filing by ending, and where their figures differ from the filing's."""
    house = load(template) if template else None
    documents = report.render_package(filing, draft=draft, house=house)
    return documents, parity.differences(filing, documents, ours=house is None)
