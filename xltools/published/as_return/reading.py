"""One published report to one Reading, as a returned workbook gives one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, finding_of
from xltools.filing.states import FileState
from xltools.law.rule import Severity
from xltools.platform.names import is_lock_file, is_saved_beside
from xltools.published.as_return.edited import completed, own_return, told_against
from xltools.published.as_return.importing import NoReport, OnlyPictures, import_document
from xltools.published.as_return.telling import id_of
from xltools.published.documents.contents import NotADocument, TooLarge
from xltools.published.documents.document import ANSWERED_FOR, TEXTS, read_any
from xltools.reader import Reading
from xltools.reader.opening.triage import MAX_FILE, FileKind, kind_of
from xltools.reader.returned.reading import bytes_of
from xltools.reader.telling.refusal import Refusal
from xltools.report.endings import FRAGMENT, PICTURE, SHORT

_DOCUMENTS = (FileKind.HTML, FileKind.TEXT, FileKind.WORD, FileKind.PDF)
_ORDER = (".docx", ".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".pdf")
_PARTS = (FRAGMENT, SHORT, PICTURE)
BOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
"""What the files of workbooks are called, whatever they hold."""


def is_report(path: Path) -> bool:
    """Whether a file is a page, a Word document, a PDF or a text, by its first bytes.

    What is no plain file, a pipe for example, is never opened.
    """
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return kind_of(file.read(MAX_FILE)) in _DOCUMENTS
    except (OSError, ValueError):
        return False


def read_report(
    path: Path,
    *,
    blank_is_zero: bool = False,
    called: str = "",
    against: Sequence[Filing] = (),
) -> Reading:
    """Read a published report, `called` so where its file is not.

    Never raises for a bad file; the file is not changed. With `against`, what it says otherwise
    than its own return among them is told as well, and what no report prints is taken from it.
    """
    digest = ""
    try:
        data, digest = bytes_of(path)
        document = read_any(data, Path(called or path).suffix.lower())
        imported = import_document(document, blank_is_zero=blank_is_zero)
        filing, findings = imported.filing, imported.findings
        if against:
            own = own_return(against, filing, document)
            filing, taken = completed(own, filing) if own else (filing, ())
            findings = (*told_against(own, document), *taken, *findings)
    except Refusal as refusal:
        return Reading(path, digest, refusal.state, None, (refusal.finding,))
    except NoReport as error:
        return Reading(path, digest, FileState.NOT_WORKBOOK, None, (_refused(error),))
    except NotADocument as error:
        state = FileState.DOCUMENT if isinstance(error, OnlyPictures) else FileState.UNREADABLE
        return Reading(path, digest, state, None, (_refused(error),))
    return Reading(path, digest, None, filing, findings)


def one_of_each(reports: Sequence[Path]) -> list[Path]:
    """Of a report that lies there in several forms, the one that reads best."""
    best: dict[tuple[Path, str], Path] = {}
    for path in sorted(reports, key=lambda one: (_rank(one), str(one))):
        stem = path.name
        for ending in (*_PARTS, path.suffix):
            stem = stem.removesuffix(ending)
        best.setdefault((path.parent, stem), path)
    return sorted(best.values())


def _rank(path: Path) -> int:
    """How well a form reads: whole ones before parts, with tables before without."""
    if path.name.endswith(_PARTS):
        return len(_ORDER) + 1
    suffix = path.suffix.lower()
    return _ORDER.index(suffix) if suffix in _ORDER else len(_ORDER)


def lost_reading(path: Path) -> Reading:
    """The reading of a report that its process died of, or took too long over."""
    return Reading(path, "", FileState.UNREADABLE, None, (_refused(TooLarge()),))


ONLY_PICTURES = id_of(OnlyPictures.code)
"""The finding that says that all pages are pictures: a scan."""


def _refused(error: NotADocument) -> Finding:
    return finding_of(id_of(error.code), Severity.ERROR, f"document.{error.code}")


def sources_in(place: Path) -> Iterator[Path]:
    """The file itself, or all reports and workbooks of a folder, in a fixed order; no 图解, and
    nothing that a browser put beside a page.
    """
    if not place.is_dir():
        yield place
        return
    wanted = (*ANSWERED_FOR, *TEXTS, *BOOKS)
    for path in sorted(place.rglob("*")):
        if path.name.endswith(PICTURE) or is_lock_file(path):
            continue
        if is_saved_beside(path.relative_to(place)):
            continue
        if path.suffix.lower() in wanted and path.is_file():
            yield path
