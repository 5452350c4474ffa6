r"""What this room asks of Windows: registry, the user's folders, code page, marks on files.

One seam, so that everything above it runs on an invented computer in the tests. Settings and
places are those of Excel and xlwings: `%APPDATA%\Microsoft\Excel\XLSTART` is Excel's own start
folder of a user, and a trusted location; RunPython reads `%USERPROFILE%\.xltools\xltools.conf`.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from xltools.addin.build import NAME
from xltools.addin.harden import PROJECT

WINDOWS = "Windows"


@dataclass(frozen=True)
class Machine:
    """A computer as its user meets it."""

    system: str
    """`Windows`, `Darwin`, `Linux`."""
    environment: Mapping[str, str]
    python: Path
    """The interpreter that runs this program."""
    registry: Callable[[str], Mapping[str, str | int]]
    r"""The values of a key such as `HKCU\Software\…` by name; empty where there is no key."""
    encoding: str
    """How VBA reads the settings: the code page of the system."""
    short_path: Callable[[Path], Path]
    """The same file by a short name in ASCII, where the disk keeps such names."""

    @property
    def is_windows(self) -> bool:
        """Whether there can be an Excel with a ribbon here."""
        return self.system == WINDOWS

    @property
    def addin(self) -> Path:
        """Where Excel finds the add-in when it starts."""
        start = self._folder("APPDATA", "AppData", "Roaming") / "Microsoft" / "Excel" / "XLSTART"
        return start / NAME

    @property
    def settings(self) -> Path:
        """The user's settings for RunPython."""
        return self._folder("USERPROFILE") / f".{PROJECT}" / f"{PROJECT}.conf"

    @property
    def interpreter(self) -> Path:
        """What the ribbon runs: the interpreter without a console, if there is one."""
        windowless = self.python.with_name("pythonw.exe")
        return windowless if windowless.exists() else self.python

    def has_mark_of_the_web(self, file: Path) -> bool:
        """Whether Windows has marked the file as coming from elsewhere."""
        try:
            return "ZoneId=3" in Path(f"{file}:Zone.Identifier").read_text("utf-8", "replace")
        except OSError:
            return False

    def _folder(self, variable: str, *below_home: str) -> Path:
        given = self.environment.get(variable)
        return Path(given) if given else Path.home().joinpath(*below_home)


def this_machine() -> Machine:
    """The computer that this program runs on."""
    return Machine(
        system=platform.system(),
        environment=os.environ,
        python=Path(sys.executable),
        registry=_registry,
        encoding="mbcs" if sys.platform == "win32" else "utf-8",
        short_path=_short_path,
    )


def bits_of(program: Path) -> int | None:
    """Whether a program is of 32 or 64 bits, by its header; None if that cannot be read."""
    try:
        with program.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return None
    start = int.from_bytes(head[0x3C:0x40], "little")
    if head[:2] != b"MZ" or head[start : start + 4] != b"PE\0\0":
        return None
    kinds = {0x014C: 32, 0x8664: 64, 0xAA64: 64}
    return kinds.get(int.from_bytes(head[start + 4 : start + 6], "little"))


def _registry(key: str) -> Mapping[str, str | int]:
    if sys.platform != "win32":
        return {}
    import winreg

    hives = {
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
        "HKCR": winreg.HKEY_CLASSES_ROOT,
    }
    hive, _, path = key.partition("\\")
    values: dict[str, str | int] = {}
    for view in (winreg.KEY_WOW64_32KEY, winreg.KEY_WOW64_64KEY):
        try:
            with winreg.OpenKey(hives[hive], path, 0, winreg.KEY_READ | view) as opened:
                for index in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _ = winreg.EnumValue(opened, index)
                    values[name] = value
        except OSError:
            continue
    return values


def _short_path(path: Path) -> Path:
    if sys.platform != "win32":
        return path
    import ctypes

    name = ctypes.create_unicode_buffer(32768)
    written = ctypes.windll.kernel32.GetShortPathNameW(str(path), name, len(name))
    return Path(name.value) if written else path


def same_path(one: str | PurePath, other: str | PurePath) -> bool:
    """Whether two paths name the same place, as Windows compares names."""
    return os.path.normcase(str(one)).lower() == os.path.normcase(str(other)).lower()
