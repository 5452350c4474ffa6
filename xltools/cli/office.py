"""The commands of the collecting office: many returns at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from xltools.cli.codes import DONE, FOUND, MISUSED, NO_VERDICT, Refused
from xltools.cli.options import LATEST_YEAR, Log, Pdf, Picture, Template, ToBook, ToFolder, Year
from xltools.cli.output import (
    complain_of_office,
    logging_to,
    progress,
    read_bytes,
    show_file,
    write_output,
)
from xltools.messages import say

Folder = Annotated[Path, typer.Argument(help=say("help.folder"), show_default=False)]
PreviousPaths = Annotated[list[Path] | None, typer.Option(help=say("help.previous"))]
Jobs = Annotated[int | None, typer.Option(min=1, help=say("help.jobs"))]
WantedYear = Annotated[int | None, typer.Option(help=say("help.wanted_year"))]


def register(
    file: Annotated[Path | None, typer.Argument(help=say("help.register_file"))] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=say("help.output_register"))
    ] = None,
    year: Year = None,
) -> int:
    """Write an empty register, or say what is wrong with one."""
    from xltools.collection.register.book import read_register, write_register

    if (file is None) == (output is None):
        raise Refused(MISUSED, "register_or_output")
    if output is not None:
        write_output(output, write_register())
    if file is None:
        return DONE
    reading = read_register(file)
    problems = reading.problems_for(year)
    complain_of_office(problems)
    if not reading.read:
        return NO_VERDICT
    typer.echo(say("register.read", count=len(reading.bodies), problems=len(problems)))
    return DONE if reading.usable else FOUND


def distribute(
    file: Annotated[Path, typer.Argument(help=say("help.register_file"), show_default=False)],
    output: ToFolder,
    year: Annotated[int, typer.Option(max=LATEST_YEAR, help=say("help.year"))],
    previous: PreviousPaths = None,
    jobs: Jobs = None,
    with_page: Annotated[Path | None, typer.Option(help=say("help.with_page"))] = None,
) -> int:
    """Write a workbook for each body of a register."""
    from xltools.cli.distributing import write_workbooks

    page = read_bytes(with_page) if with_page else b""
    with progress() as told:
        code = write_workbooks(file, output, year, previous or (), jobs, told)
    if with_page and output.is_dir():
        write_output(output / with_page.name, page)
    return code


def batch(
    folder: Folder,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=say("help.batch_output"))
    ] = None,
    jobs: Jobs = None,
    year: WantedYear = None,
    register: Annotated[Path | None, typer.Option(help=say("help.register_once"))] = None,
    previous: PreviousPaths = None,
    received: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=say("help.received"))
    ] = None,
    likeness: Annotated[
        int | None, typer.Option(min=50, max=100, help=say("help.likeness"))
    ] = None,
    published: Annotated[list[Path] | None, typer.Option(help=say("help.published"))] = None,
    publish_by: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=say("help.publish_by"))
    ] = None,
    cluster: Annotated[str, typer.Option(help=say("help.cluster"))] = "",
    open_ledger: Annotated[bool, typer.Option("--open", help=say("help.open_ledger"))] = False,
    template: Template = None,
    pdf: Pdf = False,
    log: Log = None,
) -> int:
    """Work on a folder of returns."""
    from xltools.cli.collecting import Orders, collect

    orders = Orders(
        year,
        received=received.date() if received else None,
        template=template,
        pdf=pdf,
        likeness=likeness,
        published=published or (),
        publish_by=publish_by.date() if publish_by else None,
    )
    with logging_to(log), progress() as told:
        result = collect(folder, output, orders, register, previous or (), jobs, cluster, told)
    for line in result.summary:
        typer.echo(line)
    if open_ledger:
        show_file(result.ledger)
    return result.exit_code


def aggregate(
    out: Annotated[Path, typer.Argument(help=say("help.ledger_folder"), show_default=False)],
    output: ToBook,
    scope: Annotated[str, typer.Option(help=say("help.scope"))],
    own_return: Annotated[str, typer.Option(help=say("help.own_return"))] = "",
    year: Annotated[int | None, typer.Option(help=say("help.sum_year"))] = None,
    previous: Annotated[list[Path] | None, typer.Option(help=say("help.sum_previous"))] = None,
    ranking: Annotated[str, typer.Option(help=say("help.ranking"))] = "",
    beside: Annotated[
        list[Path] | None, typer.Option("--with", help=say("help.beside"), show_default=False)
    ] = None,
    picture: Picture = False,
) -> int:
    """Add up a district's returns."""
    from xltools.cli.aggregating import add_up

    sources, others = previous or (), beside or ()
    asked = (out, output, scope, own_return, year, sources, ranking, others)
    return add_up(*asked, picture=picture)


def demo(
    directory: Annotated[Path, typer.Argument(help=say("help.demo_folder"))] = Path("xltools-demo"),
) -> int:
    """Write a set of sample returns and run the batch on it."""
    from xltools.demo import run

    for line in run(directory):
        typer.echo(line)
    return DONE
