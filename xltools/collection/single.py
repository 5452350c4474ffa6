"""The reports of one body, asked for by themselves."""

from __future__ import annotations

from xltools.collection.publish import report_stem
from xltools.collection.record import MAY_BE_RETURNED, Record
from xltools.collection.worker import render
from xltools.filing.filing import Filing
from xltools.messages import say


class NotForReport(ValueError):
    """The filing has errors or is not filled; its findings say which."""


class ReportsDiffer(RuntimeError):
    """A rendered report does not hold the filing's figures: a fault of the program."""


def reports_of(filing: Filing, record: Record, *, draft: bool = False) -> dict[str, bytes]:
    """The Word and HTML reports by file name; a draft says so in its name and on its face.

    Raises NotForReport unless the filing may be returned or a draft is wanted.
    """
    if record.exit_code != MAY_BE_RETURNED and not draft:
        raise NotForReport(record.file)
    reports, differences = render(filing, draft=draft)
    if differences:
        raise ReportsDiffer(record.file)
    stem = report_stem(record.report_name, record.year)
    if draft:
        stem += say("collection.draft")
    return {stem + ending: data for ending, data in reports.items()}
