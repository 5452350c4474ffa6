"""The self-check: what this computer has and lacks, each with a verdict and what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from xml.etree import ElementTree

from xltools.addin import office
from xltools.addin.build import CannotBuild
from xltools.addin.harden import UnknownXlwings, installed_version
from xltools.addin.install import INTERPRETER, is_current, read_settings
from xltools.addin.windows import Machine, same_path, this_machine
from xltools.messages import say
from xltools.platform.files import own_text
from xltools.platform.libreoffice import libreoffice
from xltools.version import __version__

_FONT_KEYS = tuple(
    rf"{hive}\Software\Microsoft\Windows NT\CurrentVersion\Fonts" for hive in ("HKLM", "HKCU")
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Health(StrEnum):
    """How it stands with one thing."""

    GOOD = "good"
    ADVICE = "advice"
    """Something is missed, nothing fails."""
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Inspected:
    """One thing that was looked at, and what is to be done about it."""

    label: str
    verdict: Health
    text: str

    def __str__(self) -> str:
        """The line that people read."""
        verdict = say(f"doctor.verdict_{self.verdict.value}")
        return say("doctor.line", verdict=verdict, label=self.label, text=self.text)


def checks(machine: Machine | None = None) -> tuple[Inspected, ...]:
    """Everything that can be looked at, of this computer unless another is given."""
    machine = machine or this_machine()
    own = (_python(machine), _xlwings(machine))
    return (*_office(machine), *own, *addin_items(machine), _fonts(machine), _libreoffice())


def addin_items(machine: Machine) -> tuple[Inspected, ...]:
    """The add-in and its settings; none of them off Windows."""
    return (_addin(machine), _settings(machine)) if machine.is_windows else ()


def as_text(items: Sequence[Inspected]) -> str:
    """The lines of all items, with how many need something done."""
    bad = sum(item.verdict is Health.BAD for item in items)
    advice = sum(item.verdict is Health.ADVICE for item in items)
    head = say("doctor.head", version=__version__, bad=bad, advice=advice)
    return "\n".join([head, *map(str, items)])


def _item(group: str, verdict: Health, code: str, **context: object) -> Inspected:
    return Inspected(say(f"doctor.{group}"), verdict, say(f"doctor.{code}", **context))


# ------------------------------------------------------------------ Excel


def _office(machine: Machine) -> Iterator[Inspected]:
    if not machine.is_windows:
        yield _item("excel", Health.ADVICE, "not_windows")
        return
    found, kingsoft = office.excel(machine), office.wps(machine)
    if found is None:
        yield _item("excel", Health.ADVICE, "only_wps" if kingsoft else "no_excel")
        return
    bits = found.bits or say("doctor.bits_unknown")
    yield _item("excel", Health.GOOD, "excel_found", version=found.version, bits=bits)
    blockers = office.blockers(machine, found.version)
    for blocker in blockers:
        yield _item("policy", Health.BAD, blocker.code)
    if not blockers:
        yield _item("policy", Health.GOOD, "policy_free")


def _addin(machine: Machine) -> Inspected:
    file = machine.addin
    if not file.is_file():
        return _item("addin", Health.BAD, "addin_absent", file=file)
    if machine.has_mark_of_the_web(file):
        return _item("addin", Health.BAD, "addin_marked", file=file)
    try:
        current = is_current(file)
    except CannotBuild as error:
        return Inspected(say("doctor.addin"), Health.UNKNOWN, str(error))
    except OSError:
        return _item("addin", Health.UNKNOWN, "addin_unreadable", file=file)
    if not current:
        return _item("addin", Health.BAD, "addin_other", file=file)
    return _item("addin", Health.GOOD, "addin_current", file=file, xlwings=installed_version())


def _settings(machine: Machine) -> Inspected:
    settings = read_settings(machine)
    if settings is None or INTERPRETER not in settings:
        return _item("settings", Health.BAD, "settings_absent", file=machine.settings)
    named = settings[INTERPRETER]
    own = (machine.interpreter, machine.short_path(machine.interpreter))
    if not any(same_path(named, interpreter) for interpreter in own):
        return _item(
            "settings", Health.BAD, "settings_other", named=named, python=machine.interpreter
        )
    return _item("settings", Health.GOOD, "settings_current", python=named)


# ------------------------------------------------------------------ Python and the documents


def _python(machine: Machine) -> Inspected:
    version = ".".join(map(str, sys.version_info[:3]))
    bits = 64 if sys.maxsize > 1 << 32 else 32
    if "WindowsApps" in str(machine.python):
        return _item("python", Health.ADVICE, "python_from_store", version=version)
    return _item(
        "python", Health.GOOD, "python_found", version=version, bits=bits, path=machine.python
    )


def _xlwings(machine: Machine) -> Inspected:
    try:
        version = installed_version()
    except UnknownXlwings as error:
        return Inspected(say("doctor.xlwings"), Health.BAD, str(error))
    if machine.is_windows and find_spec("win32com") is None:
        return _item("xlwings", Health.BAD, "no_pywin32")
    return _item("xlwings", Health.GOOD, "xlwings_found", version=version)


def _fonts(machine: Machine) -> Inspected:
    installed = _installed_fonts(machine)
    if installed is None:
        return _item("fonts", Health.UNKNOWN, "fonts_unknown")
    names = tomllib.loads(own_text("addin/fonts.toml"))["names"]
    missing = [
        font
        for font in _wanted_fonts()
        if not any(name in installed for name in (font, *names.get(font, ())))
    ]
    if missing:
        return _item("fonts", Health.ADVICE, "fonts_missing", fonts="、".join(missing))
    return _item("fonts", Health.GOOD, "fonts_found")


def _wanted_fonts() -> list[str]:
    """The fonts that the Word report names."""
    fonts = ElementTree.fromstring(own_text("report/templates/word/fontTable.xml"))
    return [font.attrib[f"{_WORD}name"] for font in fonts]


def _installed_fonts(machine: Machine) -> set[str] | None:
    """Names of the installed fonts; None where nobody tells."""
    if machine.is_windows:
        listed = [name for key in _FONT_KEYS for name in machine.registry(key)]
        names = (name.rpartition(" (")[0] or name for name in listed)
        return {font.strip() for name in names for font in name.split(" & ")} or None
    program = shutil.which("fc-list")
    if program is None:
        return None
    listing = subprocess.run([program, ":", "family"], capture_output=True, check=False, timeout=60)
    text = listing.stdout.decode("utf-8", "replace").replace("\n", ",")
    return {name.strip() for name in text.split(",")}


def _libreoffice() -> Inspected:
    if libreoffice():
        return _item("libreoffice", Health.GOOD, "libreoffice_found")
    return _item("libreoffice", Health.ADVICE, "no_libreoffice")
