"""导入报告: which report, where its workbook may lie, and what is said of the reading."""

from __future__ import annotations

from pathlib import Path

from xltools.addin.live_book import LiveBook
from xltools.collection.workers.reports import read_reports
from xltools.examination.examine import examine_reading
from xltools.messages import say
from xltools.platform.files import unused, write_whole
from xltools.published.documents.document import ANSWERED_FOR, TEXTS
from xltools.ribbon.home import is_cache
from xltools.ribbon.told import CannotDo
from xltools.template import NoRoom, pour

_BOOK = ".xlsx"


def ask_report(book: LiveBook) -> tuple[Path, Path] | None:
    """The chosen report and the folder for its workbook; None where a dialog was closed."""
    kind, endings = say("macro.import_kind"), (*ANSWERED_FOR, *TEXTS)
    report = book.ask_file(say("macro.import_file"), kind, endings)
    if report is None:
        return None
    beside = report.parent
    folder = book.ask_folder(say("macro.import_where")) if is_cache(beside) else beside
    return (report, folder) if folder else None


def import_beside(report: Path, folder: Path) -> tuple[Path, str]:
    """Write its workbook under a name that is free: the new file, and what is told of it.

    Raises CannotDo where the report gives none.
    """
    (reading,) = read_reports([report])
    if reading.filing is None:
        (refused, *_) = reading.findings
        said = {"sentence": refused.sentence, "remedy": refused.remedy}
        raise CannotDo(say("macro.import_refused", **said))
    try:
        data = pour(reading.filing, reading.findings)
    except NoRoom as error:
        raise CannotDo(say("macro.import_no_room", sentence=error)) from error
    place = unused(folder / (report.stem + _BOOK))
    write_whole(place, data)
    counted = examine_reading(reading).tally.told_whole
    return place, say("macro.imported", file=place, counted=counted)
