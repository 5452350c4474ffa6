"""Putting the add-in into a user's Excel and taking it out again, without an administrator.

The add-in is built on the spot, so that it fits the xlwings that is installed; the settings
name this interpreter. Both are written whole, and the same however often it is done.
"""

from __future__ import annotations

import compileall
import re
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from xltools.addin.build import build_addin, built_sources, sources
from xltools.addin.windows import Machine
from xltools.errors import XltoolsError
from xltools.messages import say
from xltools.platform.files import FileInUse, remove, write_whole

INTERPRETER = "INTERPRETER_WIN"
"""The one setting, by xlwings' name for it."""

_LINE = re.compile(r'^"([^"]*)","([^"]*)"\s*$', re.MULTILINE)


class CannotInstall(XltoolsError):
    """It cannot be installed or removed here; the message is the sentence for the user."""


def install(machine: Machine, given: Path | None = None) -> list[str]:
    """Install for this user; what was done. Raises CannotInstall, CannotBuild, OSError.

    `given` is an add-in to take instead of building one, such as a signed copy; its VBA must
    be the same.
    """
    must_be_windows(machine)
    if given is not None and not is_current(given):
        raise CannotInstall(say("install.other_addin", file=given))
    addin = build_addin() if given is None else given.read_bytes()
    settings = settings_for(machine)
    _write(machine.addin, addin)
    _write(machine.settings, settings)
    _compile()
    return [
        say("install.addin", file=machine.addin),
        say("install.settings", file=machine.settings, python=machine.interpreter),
        say("install.done"),
    ]


def uninstall(machine: Machine) -> list[str]:
    """Remove the add-in and its settings; what was done. Raises CannotInstall."""
    must_be_windows(machine)
    there = [file for file in (machine.addin, machine.settings) if file.exists()]
    for file in there:
        try:
            remove(file)
        except PermissionError as error:
            raise CannotInstall(say("install.in_use", file=file)) from error
    if machine.settings.parent.is_dir() and not any(machine.settings.parent.iterdir()):
        machine.settings.parent.rmdir()
    removed = [say("install.removed", file=file) for file in there]
    return [*removed, say("install.gone" if there else "install.was_not_there")]


def is_current(addin: Path) -> bool:
    """Whether its VBA is that of this program and the installed xlwings.

    Raises CannotBuild, OSError.
    """
    try:
        return sources(addin) == built_sources()
    except ValueError:
        return False


def settings_for(machine: Machine) -> bytes:
    """The settings as RunPython reads them: in the system's code page.

    Raises CannotInstall where that code page cannot write the interpreter's path.
    """
    for interpreter in (machine.interpreter, machine.short_path(machine.interpreter)):
        try:
            return f'"{INTERPRETER}","{interpreter}"\r\n'.encode(machine.encoding)
        except UnicodeEncodeError:
            continue
    raise CannotInstall(say("install.path_not_writable", python=machine.interpreter))


def read_settings(machine: Machine) -> dict[str, str] | None:
    """The user's settings by name; None where there are none that can be read."""
    try:
        text = machine.settings.read_bytes().decode(machine.encoding)
    except (OSError, UnicodeDecodeError):
        return None
    return dict(_LINE.findall(text))


def must_be_windows(machine: Machine) -> None:
    """Raises CannotInstall off Windows."""
    if not machine.is_windows:
        raise CannotInstall(say("install.mac" if machine.system == "Darwin" else "install.other"))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() == data:
        return
    try:
        write_whole(path, data)
    except FileInUse as error:
        raise CannotInstall(say("install.in_use", file=path)) from error


def _compile() -> None:
    """Bytecode for what a click imports: RunPython starts Python with -B, which writes none.

    Where the folder is not the user's, the click is slower and nothing else is lost.
    """
    xlwings = Path(str(distribution("xlwings").locate_file("xlwings")))
    for folder in (Path(str(files("xltools"))), xlwings):
        compileall.compile_dir(folder, quiet=2)
