"""A folder of returned workbooks, all at once: reports, ledger, summary.

Nothing in the folder is changed. OUT is changed only when every file has been worked on:
a run that is interrupted before leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from xltools import report
from xltools.collection import summary
from xltools.collection.archives import opened
from xltools.collection.books import LedgerBook
from xltools.collection.executor import Executor, Lost, ProcessExecutor
from xltools.collection.folder import (
    LEDGER,
    Gathered,
    gather,
    read_manifest,
    shown,
    write_manifest,
)
from xltools.collection.publish import Published, Shelf, stage, unstage
from xltools.collection.record import Record, fault, log_record, worst
from xltools.collection.single import BadMeans, check_means
from xltools.collection.worker import Task, work
from xltools.messages import say
from xltools.platform import processors, remove_leftovers

Progress = Callable[[int, int], None]
"""Told after each file how many are done, of how many."""


class BatchError(ValueError):
    """The run cannot begin; the message is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves: a row a file, the summary, where the ledger is, the exit code."""

    rows: tuple[Published, ...]
    summary: tuple[str, ...]
    ledger: Path
    exit_code: int


def run(
    folder: Path,
    out: Path,
    *,
    year: int | None = None,
    template: Path | None = None,
    pdf: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Result:
    """Work on every file below `folder` and put reports and ledger into `out`.

    `template` are a house's own templates; with `pdf` each Word report is made a PDF too. Raises
    BatchError where it cannot begin, OSError where `out` cannot be written.
    """
    _check_folders(folder, out)
    try:
        check_means(template, pdf=pdf)
    except BadMeans as error:
        raise BatchError(str(error)) from error
    out.mkdir(parents=True, exist_ok=True)
    gathered = gather(folder, out)
    remove_leftovers(out)
    staging = stage(out)
    book = LedgerBook()
    try:
        sources = [
            source
            for path in gathered.files
            for source in opened(path, shown(path, folder), staging)
        ]
        tasks = [
            Task(
                source.path,
                source.file,
                year,
                staging / str(position),
                template,
                source.refused,
            )
            for position, source in enumerate(sources)
        ]
        records = _work_on(tasks, executor or workers(), book, progress)
        return _put_out(folder, out, gathered, records, book, pdf=pdf)
    finally:
        book.close()
        unstage(out)


def workers(jobs: int | None = None) -> ProcessExecutor:
    """Processes ready to render reports, as many as the machine has processors or as asked."""
    return ProcessExecutor(jobs or processors(), report.prepare)


def _check_folders(folder: Path, out: Path) -> None:
    if not folder.is_dir():
        raise BatchError(say("batch.no_folder", folder=folder))
    if out.exists() and not out.is_dir():
        raise BatchError(say("batch.out_is_file", out=out))
    if folder.resolve() == out.resolve():
        raise BatchError(say("batch.same_folder", folder=folder))


def _work_on(
    tasks: Sequence[Task], executor: Executor, book: LedgerBook, progress: Progress | None
) -> list[Record]:
    """One record a task; its findings go to the ledger, only the gravest stays here."""
    records: list[Record] = []
    with closing(executor.map(work, tasks)) as answers:
        for position, (task, answer) in enumerate(zip(tasks, answers, strict=True)):
            if isinstance(answer, Lost):
                answer = fault(task.file, answer.why.value, answer.details)
            log_record(answer)
            book.enter(position, answer, answer.findings)
            records.append(answer.brief())
            if progress:
                progress(position + 1, len(tasks))
    return records


def _put_out(
    folder: Path,
    out: Path,
    gathered: Gathered,
    records: Sequence[Record],
    book: LedgerBook,
    *,
    pdf: bool,
) -> Result:
    """Reports to their names, the rest aside, the ledger last."""
    shelf = Shelf(out, read_manifest(out))
    rows = shelf.publish(records)
    failure = shelf.add_pdfs(rows) if pdf else ""
    for position, row in enumerate(rows):
        book.enter(position, row.record, row.record.findings[: row.problems])
    ledger = shelf.put(LEDGER, book.finish(rows))
    shelf.retire()
    write_manifest(out, shelf.outputs)
    final = [row.record for row in rows]
    lines = (
        *summary.counts(final),
        *summary.years_line(final),
        *summary.attention(final),
        *summary.left_alone(
            (shown(path, folder) for path in gathered.locks),
            (shown(path, folder) for path in gathered.closed),
        ),
        *summary.tidied(shelf.moved, shelf.held),
        *((failure,) if failure else ()),
        *summary.places(out, ledger, copied=ledger.name != LEDGER),
    )
    return Result(tuple(rows), lines, ledger, worst(final))
