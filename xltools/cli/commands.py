"""The commands: arguments in, one call into one room, exit code out.

Rooms are imported inside the commands: `--help` must not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from xltools import __version__
from xltools.cli.addin import addin, doctor
from xltools.cli.codes import DONE, FOUND, MISUSED, NO_VERDICT, PROGRAM, Refused
from xltools.cli.output import (
    complain,
    complain_of,
    complain_of_office,
    logging_to,
    print_json,
    progress,
    show_file,
    text_of,
    write,
)
from xltools.cli.usage import ChineseCommand, ChineseGroup
from xltools.messages import say
from xltools.platform.desktop import own_folder
from xltools.platform.files import write_whole

if TYPE_CHECKING:
    from xltools.collection.record import Record

Choice = TypeVar("Choice")

app = typer.Typer(
    cls=ChineseGroup,
    help=say("help.app"),
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


def _command(name: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return app.command(name, cls=ChineseCommand, help=say(f"help.{name}"))


class Format(StrEnum):
    """How findings are printed."""

    TABLE = "table"
    JSON = "json"


class Language(StrEnum):
    """The language of the findings."""

    CHINESE = "zh-CN"


Book = Annotated[Path, typer.Argument(help=say("help.book"), show_default=False)]
Books = Annotated[list[Path], typer.Argument(help=say("help.books"), show_default=False)]
Data = Annotated[Path, typer.Argument(help=say("help.data"), show_default=False)]
Folder = Annotated[Path, typer.Argument(help=say("help.folder"), show_default=False)]
ToBook = Annotated[Path, typer.Option("-o", "--output", help=say("help.output_book"))]
ToFolder = Annotated[Path, typer.Option("-o", "--output", help=say("help.output_folder"))]
Year = Annotated[int | None, typer.Option(help=say("help.year"))]
WantedYear = Annotated[int | None, typer.Option(help=say("help.wanted_year"))]
Template = Annotated[Path | None, typer.Option(help=say("help.template_files"))]
Pdf = Annotated[bool, typer.Option("--pdf", help=say("help.pdf"))]
Log = Annotated[Path | None, typer.Option(help=say("help.log"))]
Lang = Annotated[Language, typer.Option(help=say("help.lang"))]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback()
def _top(  # pyright: ignore[reportUnusedFunction]
    version: Annotated[
        bool, typer.Option("--version", help=say("help.version"), callback=_show_version)
    ] = False,
) -> None:
    pass


# ------------------------------------------------------------------ one workbook


@_command("template")
def template(
    output: ToBook,
    year: Year = None,
    body: Annotated[str, typer.Option(help=say("help.body"))] = "",
    code: Annotated[str, typer.Option(help=say("help.code"))] = "",
    kind: Annotated[str, typer.Option(help=say("help.kind"))] = "",
) -> int:
    """Write a blank return workbook."""
    from xltools.law.edition import EDITIONS, UnknownEdition, in_force, latest, load
    from xltools.template import build_blank

    try:
        edition = latest() if year is None else in_force(year)
    except UnknownEdition as error:
        first = min(load(known).first_year for known in EDITIONS)
        raise Refused(MISUSED, "unknown_year", year=year, first=first) from error
    if kind and edition.form.body_kind(kind) is None:
        kinds = "、".join(known.label for known in edition.form.body_kinds)
        raise Refused(MISUSED, "unknown_kind", kind=kind, kinds=kinds)
    given = {"name": body, "code": code, "body_kind": kind, "year": str(year or "")}
    write(output, build_blank(edition, {key: text for key, text in given.items() if text}))
    return DONE


@_command("fill")
def fill(data: Data, output: ToBook) -> int:
    """Pour a JSON filing into a workbook."""
    from xltools.filing.codec import CodecError, loads
    from xltools.template import pour

    try:
        filing = loads(text_of(data))
    except CodecError as error:
        complain(str(error))
        return NO_VERDICT
    write(output, pour(filing))
    return DONE


@_command("read")
def read(
    book: Book,
    json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = True,  # noqa: ARG001
) -> int:
    """Print a workbook's filing as JSON."""
    from xltools.collection.examine import examine
    from xltools.collection.record import record_of
    from xltools.filing.codec import to_json

    examined = examine(book)
    record = record_of(str(book), examined)
    if examined.reading.filing is None:
        complain_of(record)
    else:
        print_json(to_json(examined.reading.filing))
    return record.exit_code


@_command("repair")
def repair(book: Book, output: ToBook) -> int:
    """Pour what a changed or older workbook holds into a fresh one; say what was moved."""
    from xltools.collection import show
    from xltools.collection.examine import examine
    from xltools.collection.record import record_of
    from xltools.template import pour

    examined = examine(book)
    record = record_of(str(book), examined)
    if examined.reading.filing is None:
        complain_of(record)
    else:
        write(output, pour(examined.reading.filing))
        show.print_tables([record], show.console())
    return record.exit_code


@_command("schema")
def schema() -> int:
    """Print the JSON Schema of a filing."""
    from xltools.filing.codec import schema as schema_of
    from xltools.law.edition import latest

    print_json(schema_of(latest()))
    return DONE


@_command("validate")
def validate(
    files: Books,
    format: Annotated[Format, typer.Option(help=say("help.format"))] = Format.TABLE,
    lang: Lang = Language.CHINESE,  # noqa: ARG001 the only one so far
    open_page: Annotated[bool, typer.Option("--open", help=say("help.open_page"))] = False,
    log: Log = None,
) -> int:
    """Print the findings of each file."""
    from xltools.collection import show
    from xltools.collection.examine import examine
    from xltools.collection.record import log_record, record_of, worst

    with logging_to(log):
        records: list[Record] = []
        for file in files:
            records.append(record_of(str(file), examine(file)))
            log_record(records[-1])
            if format is Format.TABLE:
                show.print_tables(records[-1:], show.console())
    if format is Format.JSON:
        print_json([show.as_json(record) for record in records])
    if open_page:
        from xltools.collection.page import findings_page

        page = own_folder() / f"{say('show.page')}.html"
        write_whole(page, findings_page(records).encode("utf-8", "replace"))
        show_file(page)
    return worst(records)


@_command("report")
def report(
    file: Book,
    output: ToFolder,
    draft: Annotated[bool, typer.Option("--draft", help=say("help.draft"))] = False,
    template: Template = None,
    pdf: Pdf = False,
    log: Log = None,
) -> int:
    """Write the Word and HTML reports of one return."""
    from xltools.collection.examine import examine
    from xltools.collection.record import log_record, record_of
    from xltools.collection.single import BadMeans, NotForReport, check_means, reports_of

    try:
        check_means(template, pdf=pdf)
    except BadMeans as error:
        complain(str(error))
        return MISUSED
    with logging_to(log):
        examined = examine(file)
        record = record_of(str(file), examined)
        log_record(record)
        if examined.reading.filing is None:
            complain_of(record)
            return record.exit_code
        try:
            reports = reports_of(
                examined.reading.filing, record, draft=draft, template=template, pdf=pdf
            )
        except NotForReport:
            complain_of(record)
            complain(say("cli.refused", errors=record.tally.errors, unfilled=record.tally.unfilled))
            return record.exit_code
        output.mkdir(parents=True, exist_ok=True)
        for name, data in reports.items():
            write(output / name, data)
        return record.exit_code


@_command("compare")
def compare(
    books: Annotated[Path, typer.Argument(help=say("help.compare_books"), show_default=False)],
    pages: Annotated[Path, typer.Argument(help=say("help.compare_pages"), show_default=False)],
) -> int:
    """Print where written or published reports differ from their returns."""
    from xltools.collection.compare import compare as compared

    codes: list[int] = []
    for answer in compared(books, pages):
        codes.append(answer.exit_code)
        for line in answer.lines:
            typer.echo(line)
    return max(codes)


@_command("template-export")
def template_export(output: ToFolder) -> int:
    """Write out the templates of the reports, to be changed and used with --template."""
    from xltools.law.edition import latest
    from xltools.report.house import export

    output.mkdir(parents=True, exist_ok=True)
    for name, data in export(latest()).items():
        write(output / name, data)
    return DONE


@_command("rules")
def rules() -> int:
    """Print the catalogue of rules and checks."""
    from xltools.checks.catalogue import catalogue
    from xltools.law.edition import latest

    for entry in catalogue(latest()):
        severity = say(f"severity.{entry.severity.value}")
        typer.echo(
            say("cli.rule", id=entry.id, severity=severity, sentence=entry.sentence, law=entry.law)
        )
    return DONE


# ------------------------------------------------------------------ many workbooks


@_command("register")
def register(
    file: Annotated[Path | None, typer.Argument(help=say("help.register_file"))] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=say("help.output_register"))
    ] = None,
    year: Year = None,
) -> int:
    """Write an empty register, or say what is wrong with one."""
    from xltools.collection.register_book import read_register, write_register

    if (file is None) == (output is None):
        raise Refused(MISUSED, "register_or_output")
    if output is not None:
        write(output, write_register())
    if file is None:
        return DONE
    reading = read_register(file)
    problems = reading.problems if year is None else reading.problems_for(year)
    complain_of_office(problems)
    if not reading.read:
        return NO_VERDICT
    typer.echo(say("register.read", count=len(reading.bodies), problems=len(problems)))
    return DONE if reading.usable else FOUND


@_command("distribute")
def distribute(
    file: Annotated[Path, typer.Argument(help=say("help.register_file"), show_default=False)],
    output: ToFolder,
    year: Annotated[int, typer.Option(help=say("help.year"))],
    previous: Annotated[Path | None, typer.Option(help=say("help.previous"))] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help=say("help.jobs"))] = None,
) -> int:
    """Write a workbook for each body of a register."""
    from xltools.cli.distributing import carried_out

    with progress() as told:
        return carried_out(file, output, year, previous, jobs, told)


@_command("batch")
def batch(
    folder: Folder,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=say("help.batch_output"))
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help=say("help.jobs"))] = None,
    year: WantedYear = None,
    register: Annotated[Path | None, typer.Option(help=say("help.register_once"))] = None,
    previous: Annotated[Path | None, typer.Option(help=say("help.previous"))] = None,
    received: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=say("help.received"))
    ] = None,
    likeness: Annotated[
        int | None, typer.Option(min=50, max=100, help=say("help.likeness"))
    ] = None,
    cluster: Annotated[str, typer.Option(help=say("help.cluster"))] = "",
    open_ledger: Annotated[bool, typer.Option("--open", help=say("help.open_ledger"))] = False,
    template: Template = None,
    pdf: Pdf = False,
    log: Log = None,
) -> int:
    """Work on a folder of returns."""
    from xltools.cli.collecting import Collecting, carried_out

    day = received.date() if received else None
    asked = Collecting(
        folder, output, year, register, previous, day, jobs, cluster, template, pdf, likeness
    )
    with logging_to(log), progress() as told:
        result = carried_out(asked, told)
    for line in result.summary:
        typer.echo(line)
    if open_ledger:
        show_file(result.ledger)
    return result.exit_code


@_command("aggregate")
def aggregate(
    out: Annotated[Path, typer.Argument(help=say("help.ledger_folder"), show_default=False)],
    output: ToBook,
    scope: Annotated[str, typer.Option(help=say("help.scope"))],
    own_return: Annotated[str, typer.Option(help=say("help.own_return"))] = "",
    year: Annotated[int | None, typer.Option(help=say("help.sum_year"))] = None,
) -> int:
    """Add up a district's returns."""
    from xltools.collection.adjustments import AdjustmentsError
    from xltools.collection.aggregate import OwnReturn, Scope
    from xltools.collection.aggregate_ledger import collected, note
    from xltools.collection.aggregate_run import AggregateError, run
    from xltools.collection.vault import VaultError

    scopes = {say(f"aggregate_scope.{known.value}"): known for known in Scope}
    givens = {say(f"aggregate_own_return.{known.value}"): known for known in OwnReturn}
    try:
        given = collected(out, year)
        made = run(
            given.entries,
            given.year,
            _chosen(scope, scopes, "unknown_scope"),
            output,
            _chosen(own_return, givens, "unknown_own_return") if own_return else None,
            strays=given.strays,
            registered=given.registered,
        )
    except AdjustmentsError as error:
        complain_of_office(error.problems)
        return NO_VERDICT
    except (AggregateError, VaultError) as error:
        complain(str(error))
        return MISUSED
    for line in made.lines:
        typer.echo(line)
    for path, data in made.files.items():
        write(path, data)
    if not note(out, given, made):
        complain(say("cli.not_noted", folder=out))
    return made.exit_code


def _chosen(given: str, known: Mapping[str, Choice], code: str) -> Choice:
    """What the word given stands for. Raises Refused for any other word."""
    if given not in known:
        raise Refused(MISUSED, code, given=given, known="、".join(known))
    return known[given]


@_command("demo")
def demo(
    directory: Annotated[Path, typer.Argument(help=say("help.demo_folder"))] = Path("xltools-demo"),
) -> int:
    """Write a set of sample returns and run the batch on it."""
    from xltools.collection.batch import BatchError
    from xltools.demo import run

    try:
        for line in run(directory):
            typer.echo(line)
    except BatchError as error:
        complain(str(error))
        return MISUSED
    return DONE


# ------------------------------------------------------------------ Excel

app.add_typer(addin, name="addin")
_command("doctor")(doctor)
