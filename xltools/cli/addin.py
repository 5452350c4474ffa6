"""The commands around Excel: build, install and bundle the add-in; check the computer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from xltools.cli.codes import DONE, NO_VERDICT
from xltools.cli.output import complain, write
from xltools.cli.usage import ChineseCommand, ChineseGroup
from xltools.messages import say

addin = typer.Typer(
    cls=ChineseGroup, help=say("help.addin"), rich_markup_mode=None, no_args_is_help=True
)


def _command(name: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return addin.command(name, cls=ChineseCommand, help=say(f"help.addin_{name}"))


@_command("build")
def build(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("help.output_addin"))],
) -> int:
    """Write the add-in."""
    from xltools.addin.build import CannotBuild
    from xltools.addin.build import build as built

    try:
        write(output, built())
    except CannotBuild as error:
        complain(str(error))
        return NO_VERDICT
    return DONE
