"""Where a body sent its report instead of the workbook: a workbook made of it, to be looked at.

Nothing is counted by it: the body stands as it stood, until a workbook comes or the office
decides. The workbook says at each doubtful cell what was read how.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import closing
from pathlib import Path, PurePosixPath

from xltools.collection.ledger.judged_by import printer, program
from xltools.collection.ledger.names import TRANSCRIBED
from xltools.collection.shelf.naming import distinct
from xltools.collection.shelf.rows import FileRow
from xltools.collection.shelf.shelf import Shelf
from xltools.collection.workers.executor import Executor, Lost
from xltools.filing.findings import Finding, Verdict
from xltools.filing.states import FileState
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.platform.files import numbered
from xltools.platform.names import safe_name
from xltools.published.reading import is_report, read_report
from xltools.template import pour

_REPORTS = (FileState.DOCUMENT, FileState.NOT_WORKBOOK)
"""What the reader of workbooks says of Word files and PDFs, and of pages and texts."""


def put_transcribed(shelf: Shelf, rows: Sequence[FileRow], folder: Path, executor: Executor) -> int:
    """Put a workbook for every report that came instead of one; how many there are."""
    sent = {
        number: folder / row.record.file
        for number, row in enumerate(rows)
        if row.record.state in _REPORTS and row.matters
    }
    sent = {number: path for number, path in sent.items() if is_report(path)}
    filed = {row.record.body for row in rows if row.record.body}
    records = {number: rows[number].record for number in sent}
    stems = {number: safe_name(PurePosixPath(r.file).stem) for number, r in records.items()}
    names = distinct(stems, records)
    coming: list[tuple[str, str, Path]] = []
    for number, path in sent.items():
        name = f"{TRANSCRIBED}/{names[number]}.xlsx"
        source = f"{TRANSCRIBED} {rows[number].standing.seen.sha256} {program()} {printer()}"
        if not shelf.keep([name], source):
            coming.append((name, source, path))
    kept = len(sent) - len(coming)
    return kept + _put_made(shelf, coming, executor, filed)


def _put_made(
    shelf: Shelf, coming: Sequence[tuple[str, str, Path]], executor: Executor, filed: Set[str]
) -> int:
    """Make and put them, but for bodies whose workbook came as well."""
    made = 0
    if coming:
        with closing(executor.map(transcribe, [path for _, _, path in coming])) as answers:
            for (name, source, _), answer in zip(coming, answers, strict=True):
                if not isinstance(answer, Lost) and answer[1] and answer[0] not in filed:
                    shelf.put(name, answer[1], numbered(Path(name), 2).as_posix(), source)
                    made += 1
    return made


def transcribe(path: Path) -> tuple[str, bytes]:
    """The body's name and the workbook made of its report; nothing of what is no report."""
    reading = read_report(path)
    if reading.filing is None:
        return "", b""
    return reading.filing.name, pour(reading.filing, (_to_be_checked(), *reading.findings))


def _to_be_checked() -> Finding:
    return Finding(
        id="T-CHECK",
        severity=Severity.WARNING,
        verdict=Verdict.FAIL,
        sentence=say("transcribed.check"),
        remedy=say("transcribed.check_remedy"),
        law="",
        cells=("name",),
    )


def lines(count: int) -> Iterator[str]:
    """What the summary says of it."""
    if count:
        yield say("summary.transcribed", count=count, folder=TRANSCRIBED)
