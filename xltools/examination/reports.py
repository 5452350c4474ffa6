"""The reports of one body, asked for by themselves."""

from __future__ import annotations

from pathlib import Path

from xltools import report
from xltools.errors import XltoolsError
from xltools.examination.record import Record
from xltools.examination.trial import accepted
from xltools.filing.filing import Filing
from xltools.filing.states import MAY_BE_RETURNED
from xltools.messages import say
from xltools.platform.names import safe_name
from xltools.published.ours import parity
from xltools.reader.form.intake import NORMALISED
from xltools.report.endings import PDF, PICTURE, WORD
from xltools.report.house import BadTemplate, house_at
from xltools.report.pdf import NoPdf, office_program, to_pdf
from xltools.report.picture import render_picture
from xltools.report.proof import render_proof


class NotForReport(XltoolsError, ValueError):
    """The filing has errors or is not filled; its findings say which."""


class ReportsDiffer(RuntimeError):
    """A rendered report does not hold the filing's figures: a fault of the program."""


class BadMeans(XltoolsError, ValueError):
    """What reports are to be made with does not serve; the message is the sentence."""


def check_means(template: Path | None, *, pdf: bool) -> None:
    """That the house's templates are good, and that there is what makes a PDF. Raises BadMeans."""
    try:
        if template:
            accepted(template)
        if pdf:
            office_program()
    except (BadTemplate, NoPdf) as error:
        raise BadMeans(str(error)) from error


def reports_of(
    filing: Filing,
    record: Record,
    *,
    draft: bool = False,
    template: Path | None = None,
    pdf: bool = False,
    picture: bool = False,
) -> dict[str, bytes]:
    """The documents of the report by file name; a draft says so in its name and on its face.

    With a `picture` 图解 too.

    Raises NotForReport unless the filing may be returned or a draft is wanted, NoPdf where
    LibreOffice fails.
    """
    if record.exit_code != MAY_BE_RETURNED and not draft:
        raise NotForReport(record.file)
    reports, differences = render(filing, draft=draft, template=template)
    if differences:
        raise ReportsDiffer(record.file)
    if pdf:
        (reports[PDF],) = to_pdf([reports[WORD]])
    if picture:
        reports[PICTURE] = render_picture(filing, draft=draft)
    stem = report_stem(record.report_name, record.year)
    if draft:
        stem += say("collection.draft")
    return {stem + ending: data for ending, data in reports.items()}


def proof_of(filing: Filing, record: Record) -> dict[str, bytes]:
    """送审稿 in Word by its file name: what the head of a body reads and signs."""
    stem = report_stem(record.report_name, record.year) + say("collection.proof")
    findings = [located.finding for located in record.findings]
    of_texts = any(finding.rule == NORMALISED for finding in findings)
    return {stem + WORD: render_proof(filing, findings, of_texts=of_texts)}


def render(
    filing: Filing,
    *,
    draft: bool = False,
    template: Path | None = None,
    unpublished: bool = False,
) -> tuple[dict[str, bytes], list[str]]:
    """The documents of a filing by ending, and where their figures differ from the filing's."""
    house = house_at(template) if template else None
    documents = report.render_package(filing, draft=draft, house=house, unpublished=unpublished)
    return documents, parity.differences(filing, documents, ours=house is None)


def report_stem(report_name: str, year: int | None) -> str:
    """The name of a body's report on a year, without ending."""
    return f"{safe_name(report_name)}{say('collection.report_title', year=year or '')}"
