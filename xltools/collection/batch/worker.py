"""What a worker does with one file: examine it, make and stage its documents, send back little."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from xltools.collection.batch.last_year import last_year_filings
from xltools.collection.batch.spelling import as_registered
from xltools.collection.ledger.stored import filing_from, filing_text, stand_in, stored_record
from xltools.collection.register.body import Body
from xltools.collection.register.identity import given_to
from xltools.collection.shelf.staging import put_aside
from xltools.collection.tables.which_book import is_office_book
from xltools.collection.workers.executor import Fate, Lost
from xltools.examination.examine import examine
from xltools.examination.record import Located, Record, fault, located, record_of, record_of_refused
from xltools.examination.reports import render
from xltools.filing.explanations import with_last_years
from xltools.filing.filing import Filing
from xltools.filing.states import FileState
from xltools.published.as_return.reading import is_report, read_report
from xltools.report.endings import WORD
from xltools.template import as_poured

_NO_WORKBOOKS = (FileState.DOCUMENT, FileState.NOT_WORKBOOK)
"""What the reader of workbooks says of Word files and PDFs, and of pages and texts."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to examine: its path, what people see it called, and by which terms.

    `key` is the hash of its content, or what stands for it; `staging` the folder for documents,
    where also the returns of the year before lie, if there are any; `template` a house's own
    templates, found to be good; `refused` the code of why it could not be taken out of the
    archive that it came in; `whose` the body whose last year it is held to, where that is known
    under another name than the one inside.
    """

    path: Path
    file: str
    key: str
    year: int | None
    terms: str
    staging: Path
    template: Path | None = None
    refused: str = ""
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Redo:
    """A content whose documents are to be made again from what was kept of it.

    `key` is what they wait under; `body` whose they are, where the return names another one;
    `unpublished`: only the Word report, marked as not for publication.
    """

    key: str
    filing: str
    staging: Path
    template: Path | None = None
    body: Body | None = None
    unpublished: bool = False


def work(task: Task) -> Record:
    """Examine one file; if it passes, stage its documents."""
    if task.refused:
        record = record_of_refused(task.file, task.refused)
        return stored_record(record, None, task.terms, stand_in(task.file))
    known = last_year_filings(task.staging)
    examined = examine(task.path, task.year, known, whose=task.whose)
    record, filing = record_of(task.file, examined), examined.reading.filing
    if filing:
        record = _with_offers(record, known.get(task.whose or filing.name))
        filing, told = as_registered(filing, task.staging)
        record = _with_names(record, filing, told)
    if record.state is FileState.NOT_OURS and is_office_book(task.path):
        record = replace(record, state=FileState.OFFICE_BOOK)
    if record.state in _NO_WORKBOOKS and is_report(task.path):
        return _of_report(task, record)
    if record.state.meaning.documents and filing:
        documents, differences = render(filing, template=task.template)
        if differences:
            failed = fault(task.file, "reports_differ", "\n".join(differences))
            record, filing = replace(failed, sha256=record.sha256), None
        else:
            written = put_aside(documents, task.staging, record.sha256)
            record = replace(record, written=written)
    return stored_record(record, filing, task.terms, stand_in(task.file))


def _with_offers(record: Record, previous: Filing | None) -> Record:
    """The record, its doubts with what its body said to the same ones last year."""
    if previous is None or not previous.explanations:
        return record
    said = previous.explanations
    found = (replace(item, finding=with_last_years(item.finding, said)) for item in record.findings)
    return record.with_findings(tuple(found))


def _of_report(task: Task, record: Record) -> Record:
    """What a report gives that came instead of a workbook, or beside one: nothing that counts."""
    reading = read_report(task.path, called=task.file)
    filing, state = reading.filing, record.state
    if filing and not filing.figures and state is not FileState.DOCUMENT:
        filing = None  # a note, a list: nothing of the form stands in it
    if filing or state is FileState.DOCUMENT:
        edition = filing.edition if filing else None
        book = as_poured(filing) if filing else None
        told = (located(finding, edition, book) for finding in reading.findings)
        found = (*record.findings, *told)
        record = record.with_findings(found).counted(found)
    if filing:
        filing, _ = as_registered(filing, task.staging)
        named = _with_names(record, filing, ())
        record = replace(named, year=filing.year, state=FileState.DOCUMENT)
    record = stored_record(record, None, task.terms, stand_in(task.file))
    return replace(record, filing=filing_text(filing) if filing else "")


def _with_names(record: Record, filing: Filing, told: tuple[Located, ...]) -> Record:
    """The record under the filing's names, with what was told of them."""
    infos = record.tally.infos + len(told)
    return replace(
        record,
        body=filing.name,
        report_name=filing.report_name,
        findings=(*record.findings, *told),
        tally=replace(record.tally, infos=infos),
    )


def redo(task: Redo) -> dict[str, str] | Lost:
    """Stage the documents of a kept filing again; their hashes by ending."""
    filing = filing_from(task.filing)
    if filing is None:
        return Lost(Fate.DAMAGED)
    filing = given_to(task.body, filing)
    documents, differences = render(filing, template=task.template, unpublished=task.unpublished)
    if differences:
        return Lost(Fate.DIFFERS, "\n".join(differences))
    if task.unpublished:
        documents = {WORD: documents[WORD]}
    return put_aside(documents, task.staging, task.key)
