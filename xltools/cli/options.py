"""The arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltools.cli.codes import MISUSED, Refused
from xltools.messages import say

if TYPE_CHECKING:
    from xltools.law.edition import Edition

LATEST_YEAR = 2100
"""A later one is a slip."""


def edition_on(year: int) -> Edition:
    """The format of the report on that year. Raises Refused where there is none."""
    from xltools.law.edition import EDITIONS, UnknownEdition, in_force, load

    try:
        return in_force(year)
    except UnknownEdition as error:
        first = min(load(known).first_year for known in EDITIONS)
        raise Refused(MISUSED, "unknown_year", year=year, first=first) from error


def _as_book(path: Path) -> Path:
    """Refuse a name that no spreadsheet program would open as what it is."""
    if path.suffix.lower() != ".xlsx":
        raise Refused(MISUSED, "not_xlsx", path=path)
    return path


ToBook = Annotated[
    Path, typer.Option("-o", "--output", callback=_as_book, help=say("help.output_book"))
]
ToFolder = Annotated[Path, typer.Option("-o", "--output", help=say("help.output_folder"))]
Year = Annotated[int | None, typer.Option(max=LATEST_YEAR, help=say("help.year"))]
Template = Annotated[Path | None, typer.Option(help=say("help.template_files"))]
Pdf = Annotated[bool, typer.Option("--pdf", help=say("help.pdf"))]
Picture = Annotated[bool, typer.Option("--picture", help=say("help.picture"))]
Log = Annotated[Path | None, typer.Option(help=say("help.log"))]
