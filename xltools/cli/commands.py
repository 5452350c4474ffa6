"""The program with all its commands: arguments in, one call into one room, exit code out.

Rooms are imported inside the commands: `--help` must not wait for them.
"""

from __future__ import annotations

from typing import Annotated

import typer

from xltools.cli import importing, office, returns
from xltools.cli.addin import addin, doctor
from xltools.cli.codes import PROGRAM
from xltools.cli.page import page
from xltools.cli.usage import ChineseCommand, ChineseGroup
from xltools.messages import say
from xltools.version import __version__

app = typer.Typer(
    cls=ChineseGroup,
    help=say("help.app"),
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)

COMMANDS = {
    "template": returns.template,
    "fill": returns.fill,
    "read": returns.read,
    "import": importing.import_,
    "repair": importing.repair,
    "schema": returns.schema,
    "validate": returns.validate,
    "report": returns.report,
    "compare": returns.compare,
    "template-export": returns.template_export,
    "rules": returns.rules,
    "register": office.register,
    "distribute": office.distribute,
    "batch": office.batch,
    "aggregate": office.aggregate,
    "demo": office.demo,
    "doctor": doctor,
}
"""In the order in which the help lists them; each function gives its exit code."""


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


for _name, _carry_out in COMMANDS.items():
    app.command(_name, cls=ChineseCommand, help=say(f"help.{_name}"))(_carry_out)
app.add_typer(addin, name="addin")
app.add_typer(page, name="page")
