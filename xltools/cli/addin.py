"""The commands around Excel: build, install and bundle the add-in; check the computer."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltools.addin.platforms import Platform
from xltools.cli.codes import DONE, FOUND, MISUSED
from xltools.cli.output import complain, write_new_folder, write_output
from xltools.cli.usage import ChineseCommand, ChineseGroup
from xltools.messages import say

if TYPE_CHECKING:
    from xltools.addin.doctor import Inspected
    from xltools.addin.windows import Machine


addin = typer.Typer(
    cls=ChineseGroup, help=say("help.addin"), rich_markup_mode=None, no_args_is_help=True
)


def _command(name: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return addin.command(name, cls=ChineseCommand, help=say(f"help.addin_{name}"))


@_command("build")
def build(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("help.output_addin"))],
    wps: Annotated[bool, typer.Option("--wps", help=say("help.addin_wps"))] = False,
    source: Annotated[Path | None, typer.Option("--from", help=say("help.page_from"))] = None,
) -> int:
    """Write the add-in, for Excel or for WPS."""
    if wps:
        return _build_for_wps(output, source)
    if source is not None:
        complain(say("wps.from_without_wps"))
        return MISUSED
    from xltools.addin.build import build_addin

    write_output(output, build_addin())
    return DONE


def _build_for_wps(output: Path, source: Path | None) -> int:
    from xltools.addin.manual import manual_page
    from xltools.browser.parts import parts_from
    from xltools.wps.build import addin_folder

    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        complain(say("wps.not_empty", output=output))
        return MISUSED
    write_new_folder(output, addin_folder(parts_from(source), manual_page()))
    return DONE


@_command("install")
def install(
    file: Annotated[Path | None, typer.Option(help=say("help.install_file"))] = None,
) -> int:
    """Install the add-in for this user."""
    from xltools.addin import install as installing

    return _tell_done(lambda machine: installing.install(machine, file))


@_command("uninstall")
def uninstall() -> int:
    """Remove the add-in of this user."""
    from xltools.addin import install as installing

    return _tell_done(installing.uninstall)


@_command("status")
def status() -> int:
    """Tell whether the add-in is installed."""
    from xltools.addin.doctor import addin_items
    from xltools.addin.install import must_be_windows
    from xltools.addin.windows import this_machine

    machine = this_machine()
    must_be_windows(machine)
    return _told(addin_items(machine))


@_command("bundle")
def bundle(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("help.output_bundle"))],
    source: Annotated[Path, typer.Option(help=say("help.bundle_source"))] = Path(),
    python: Annotated[str, typer.Option(help=say("help.bundle_python"))] = "3.11",
    system: Annotated[Platform, typer.Option(help=say("help.bundle_system"))] = Platform.WINDOWS,
) -> int:
    """Write the package for computers without a network."""
    from xltools.addin.bundle import Target
    from xltools.addin.bundle import bundle as bundled

    write_output(output, bundled(Target(source.resolve(), python, system)))
    return DONE


@addin.command("dropped", hidden=True)
def dropped(context: typer.Context, command: str) -> int:
    """Carry out a command on what was dropped on its icon, and open the result."""
    from xltools.addin.dropped import VARIABLE, arguments

    line = arguments(command, os.environ.get(VARIABLE, ""))
    if not line:
        complain(say("bundle.dropped_nothing"))
        return MISUSED
    program = context.find_root()
    return program.command.main(line, prog_name=program.info_name, standalone_mode=False)


def doctor() -> int:
    """Check this computer."""
    from xltools.addin.doctor import checks

    return _told(checks())


def _tell_done(act: Callable[[Machine], list[str]]) -> int:
    from xltools.addin.windows import this_machine

    for line in act(this_machine()):
        typer.echo(line)
    return DONE


def _told(items: Sequence[Inspected]) -> int:
    """Print what was found; 1 where something does not work."""
    from xltools.addin.doctor import Health, as_text

    typer.echo(as_text(items))
    return FOUND if any(item.verdict is Health.BAD for item in items) else DONE
