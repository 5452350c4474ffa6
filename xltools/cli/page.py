"""The command about the page in the browser: build it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltools.cli.codes import DONE, MISUSED, NO_VERDICT
from xltools.cli.output import complain, write
from xltools.cli.usage import ChineseCommand, ChineseGroup
from xltools.messages import say

page = typer.Typer(
    cls=ChineseGroup, help=say("help.page"), rich_markup_mode=None, no_args_is_help=True
)


@page.callback()
def _top() -> None:  # pyright: ignore[reportUnusedFunction]
    """Makes `build` a word of the command line, though it is the only one."""


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
    from xltools.browser.parts import CannotBuild, parts

    if output is None and folder is None:
        complain(say("browser.nothing_wanted"))
        return MISUSED
    try:
        made = parts(source)
    except CannotBuild as error:
        complain(str(error))
        return NO_VERDICT
    if output is not None:
        write(output, building.one_file(made))
    if folder is not None:
        for path, data in building.folder(made).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write(folder / path, data)
    return DONE
