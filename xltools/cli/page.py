"""The commands about the page in the browser: build it, and fetch what it is built of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltools.cli.codes import DONE, MISUSED
from xltools.cli.options import ToFolder
from xltools.cli.output import complain, write_all, write_output
from xltools.cli.usage import ChineseCommand, ChineseGroup
from xltools.messages import say

page = typer.Typer(
    cls=ChineseGroup, help=say("help.page"), rich_markup_mode=None, no_args_is_help=True
)


@page.command("build", cls=ChineseCommand, help=say("help.page_build"))
def build(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=say("help.output_page"))
    ] = None,
    folder: Annotated[Path | None, typer.Option(help=say("help.page_folder"))] = None,
    source: Annotated[Path | None, typer.Option("--from", help=say("help.page_from"))] = None,
) -> int:
    """Write the page, as one file or as a folder for a server."""
    from xltools.browser import build as building
    from xltools.browser.parts import parts_from

    if output is None and folder is None:
        complain(say("browser.nothing_wanted"))
        return MISUSED
    made = parts_from(source)
    if output is not None:
        write_output(output, building.one_file(made))
    if folder is not None:
        write_all(folder, building.page_folder(made))
    return DONE


@page.command("fetch", cls=ChineseCommand, help=say("help.page_fetch"))
def fetch(output: ToFolder) -> int:
    """Fetch what the page is built of, for a computer without a network."""
    from xltools.browser import parts

    output.mkdir(parents=True, exist_ok=True)
    for file in parts.fetch(output):
        complain(say("cli.written", file=file))
    return DONE
