"""What the page asks of Python: it runs in the browser, and by no other way than any return.

Files are called by a key of the page's own; what was examined is kept until its key is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from xltools import report
from xltools.examination.examine import Examined, examine
from xltools.examination.page import findings_page
from xltools.examination.record import Record, fault, record_of
from xltools.examination.reports import proof_of, reports_of
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.filing.states import MAY_BE_RETURNED
from xltools.messages import say
from xltools.platform.zips import packed
from xltools.report.endings import WORD

_held: dict[str, tuple[Examined, Record]] = {}


def check(key: str, path: str) -> str:
    """Examine a file; as JSON what the page shows of it."""
    examined = examine(Path(path))
    record = record_of(Path(path).name, examined)
    _held[key] = examined, record
    return _told(record, read=examined.reading.filing is not None)


def holds(key: str) -> bool:
    """Whether a file is examined; none is after a start anew."""
    return key in _held


def lost(name: str, why: str) -> str:
    """The same for a file that the page gave up on: it took too long, or Python died of it."""
    return _told(fault(name, why, ""), read=False)


def _told(record: Record, *, read: bool) -> str:
    told = {
        "file": record.file,
        "state": record.state.value,
        "label": record.state.label,
        "read": read,
        "passed": record.exit_code == MAY_BE_RETURNED,
        "page": findings_page([record]),
    }
    return json.dumps(told)


def reports(key: str) -> list[tuple[str, bytes]]:
    """The Word report, its 送审稿, and what a web site gets as one .zip.

    Where none may be filed, a draft without 送审稿.
    """
    examined, record = _held[key]
    filing, draft = _filing(examined), record.exit_code != MAY_BE_RETURNED
    documents = reports_of(filing, record, draft=draft)
    if not draft:
        documents |= proof_of(filing, record)
    words = [(name, data) for name, data in documents.items() if name.endswith(WORD)]
    site = {name: data for name, data in documents.items() if not name.endswith(WORD)}
    stem = words[0][0].removesuffix(WORD)
    return [*words, (say("browser.site", stem=stem), packed(site))]


def marked(key: str) -> tuple[str, bytes]:
    """A fresh workbook with what was filled in, and with what was found written into it."""
    examined, record = _held[key]
    name = Path(record.file).with_suffix(".xlsx").name
    return name, _pour()(_filing(examined), examined.findings)


def forget(key: str) -> None:
    """Keep no longer what was examined under a key."""
    _held.pop(key, None)


def prepare() -> None:
    """Do what the first report and workbook would wait for."""
    report.prepare()
    _pour()


def _pour() -> Callable[[Filing, Iterable[Finding]], bytes]:
    """What writes workbooks: slow to import, so not before the page is ready."""
    from xltools.template import pour

    return pour


def _filing(examined: Examined) -> Filing:
    """What was read; the page asks for documents only where something was."""
    if examined.reading.filing is None:
        raise ValueError(examined.state)
    return examined.reading.filing
