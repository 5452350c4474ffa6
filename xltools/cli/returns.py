"""The commands about the form and one return of it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltools.cli.codes import DONE, MISUSED, NO_VERDICT, Refused
from xltools.cli.options import Log, Pdf, Picture, Template, ToBook, ToFolder, Year, edition_on
from xltools.cli.output import (
    complain,
    complain_of,
    logging_to,
    print_json,
    read_utf8,
    show_file,
    write_all,
    write_output,
)
from xltools.messages import say
from xltools.platform.desktop import own_folder
from xltools.platform.files import write_whole

if TYPE_CHECKING:
    from xltools.collection.register.settings import Settings
    from xltools.examination.record import Record


class PrintedAs(StrEnum):
    """How findings are printed."""

    TABLE = "table"
    JSON = "json"


BookPath = Annotated[Path, typer.Argument(help=say("help.book"), show_default=False)]
Books = Annotated[list[Path], typer.Argument(help=say("help.books"), show_default=False)]
Data = Annotated[Path, typer.Argument(help=say("help.data"), show_default=False)]


def template(
    output: ToBook,
    year: Year = None,
    body: Annotated[str, typer.Option(help=say("help.body"))] = "",
    code: Annotated[str, typer.Option(help=say("help.code"))] = "",
    kind: Annotated[str, typer.Option(help=say("help.kind"))] = "",
) -> int:
    """Write a blank return workbook."""
    from xltools.law.edition import latest
    from xltools.template import build_blank

    edition = latest() if year is None else edition_on(year)
    if kind and edition.form.body_kind(kind) is None:
        kinds = "、".join(known.label for known in edition.form.body_kinds)
        raise Refused(MISUSED, "unknown_kind", kind=kind, kinds=kinds)
    given = {"name": body, "code": code, "body_kind": kind, "year": str(year or "")}
    write_output(output, build_blank(edition, {key: text for key, text in given.items() if text}))
    return DONE


def fill(data: Data, output: ToBook) -> int:
    """Pour a JSON filing into a workbook."""
    from xltools.checks import check
    from xltools.filing.codec import CodecError, loads
    from xltools.filing.confront import confront
    from xltools.filing.explanations import bindings_of
    from xltools.template import NoRoom, pour

    try:
        filing = loads(read_utf8(data))
        seen = [*confront(filing), *check(filing)]
        book = pour(replace(filing, bound=bindings_of(filing, seen)))
    except (CodecError, NoRoom) as error:
        complain(str(error))
        return NO_VERDICT
    write_output(output, book)
    return DONE


def read(
    book: BookPath,
    json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = True,  # noqa: ARG001
) -> int:
    """Print a workbook's filing as JSON."""
    from xltools.examination.examine import examine
    from xltools.examination.record import record_of
    from xltools.filing.codec import to_json

    examined = examine(book)
    record = record_of(str(book), examined)
    if examined.reading.filing is None:
        complain_of(record)
    else:
        print_json(to_json(examined.reading.filing))
    return record.exit_code


def schema() -> int:
    """Print the JSON Schema of a filing."""
    from xltools.filing.codec import schema as schema_of
    from xltools.law.edition import latest

    print_json(schema_of(latest()))
    return DONE


def validate(
    files: Books,
    format: Annotated[PrintedAs, typer.Option(help=say("help.format"))] = PrintedAs.TABLE,
    open_page: Annotated[bool, typer.Option("--open", help=say("help.open_page"))] = False,
    register: Annotated[Path | None, typer.Option(help=say("help.validate_register"))] = None,
    log: Log = None,
) -> int:
    """Print the findings of each file, workbook or published report.

    With a register as its sheet 规则设置 has them judged, which is said of them.
    """
    from xltools.cli.importing import read_all, tell_not_taken
    from xltools.examination import console as show
    from xltools.examination.record import log_record, worst
    from xltools.published.as_return.reading import sources_in

    settings = _settings_of(register) if register else None
    told = settings.told if settings is not None else ""
    chosen = [file for given in files for file in sources_in(given)]
    tell_not_taken(files, chosen)
    with logging_to(log):
        records: list[Record] = []
        for record, _ in read_all(chosen or files, as_published=True):
            records.append(settings.judged(record) if settings else record)
            log_record(records[-1])
            if format is PrintedAs.TABLE:
                show.print_tables(records[-1:], show.console())
    if told and format is PrintedAs.TABLE:
        show.console().print(told)
    if format is PrintedAs.JSON:
        print_json([show.as_json(record, told) for record in records])
    if open_page:
        from xltools.examination.page import findings_page

        page = own_folder() / f"{say('show.page')}.html"
        write_whole(page, findings_page(records, told).encode("utf-8", "replace"))
        show_file(page)
    return worst(records)


def _settings_of(register: Path) -> Settings:
    """What the office changed of the checks. Raises Refused for a file that is no register."""
    from xltools.cli.output import complain_of_office
    from xltools.collection.register.book import read_register

    reading = read_register(register)
    complain_of_office(reading.problems)
    if not reading.read:
        raise Refused(NO_VERDICT, "said", sentence=say("batch.no_register", file=register))
    return reading.settings


def report(
    file: BookPath,
    output: ToFolder,
    draft: Annotated[bool, typer.Option("--draft", help=say("help.draft"))] = False,
    template: Template = None,
    pdf: Pdf = False,
    picture: Picture = False,
    log: Log = None,
) -> int:
    """Write the Word and HTML reports of one return."""
    from xltools.examination.examine import examine
    from xltools.examination.record import log_record, record_of
    from xltools.examination.reports import (
        NotForReport,
        check_means,
        proof_of,
        reports_of,
    )

    check_means(template, pdf=pdf)
    with logging_to(log):
        examined = examine(file)
        record = record_of(str(file), examined)
        log_record(record)
        if examined.reading.filing is None:
            complain_of(record)
            return record.exit_code
        try:
            means = {"draft": draft, "pdf": pdf, "picture": picture}
            reports = reports_of(examined.reading.filing, record, template=template, **means)
            if not draft:
                reports |= proof_of(examined.reading.filing, record)
        except NotForReport:
            complain_of(record)
            complain(say("cli.refused", counted=record.tally.told))
            return record.exit_code
        write_all(output, reports)
        if record.tally.warnings:
            typer.echo(say("cli.doubts_open", count=record.tally.warnings))
        return record.exit_code


def compare(
    books: Annotated[Path, typer.Argument(help=say("help.compare_books"), show_default=False)],
    pages: Annotated[Path, typer.Argument(help=say("help.compare_pages"), show_default=False)],
) -> int:
    """Print where written or published reports differ from their returns.

    Of a folder that `batch` wrote, the returns that stand by its ledger.
    """
    from xltools.collection.ledger.vault import is_result
    from xltools.collection.standing.published_of import standing_returns
    from xltools.published.comparison.answers import compare as compared

    out = next((place for place in (books, pages) if is_result(place)), None)
    known = standing_returns(out) if out else None
    codes: list[int] = []
    for answer in compared(books, pages, known):
        codes.append(answer.exit_code)
        for line in answer.lines:
            typer.echo(line)
    return max(codes)


def template_export(output: ToFolder) -> int:
    """Write out the templates of the reports, to be changed and used with --template."""
    from xltools.law.edition import latest
    from xltools.report.house import export

    write_all(output, export(latest()))
    return DONE


def rules() -> int:
    """Print the catalogue of rules and checks, with an example of each."""
    from xltools.checks.catalogue import catalogue, example_of
    from xltools.law.edition import latest

    for entry in catalogue(latest()):
        severity = say(f"severity.{entry.severity.value}")
        typer.echo(
            say("cli.rule", id=entry.id, severity=severity, sentence=entry.sentence, law=entry.law)
        )
        if example := example_of(entry.id):
            typer.echo(say("cli.example", right=example.right, wrong=example.wrong))
    return DONE
