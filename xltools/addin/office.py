"""Which Excel or WPS is here, and what keeps its macros from running, as the registry tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xltools.addin.windows import Machine, bits_of

_APP_PATHS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_POLICIES = (r"HKCU\Software\Policies", r"HKLM\Software\Policies")
_OWN = r"HKCU\Software"

_ASR = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_NO_CHILD_PROCESSES = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
"""Microsoft's rule "Block all Office applications from creating child processes"."""


@dataclass(frozen=True)
class OfficeProgram:
    """An installed spreadsheet program."""

    version: str
    bits: int | None


@dataclass(frozen=True)
class Blocker:
    """A setting that keeps the ribbon from working: its code, keys, value name, bad values."""

    code: str
    keys: tuple[str, ...]
    name: str
    bad: tuple[int | str, ...]


def excel(machine: Machine) -> OfficeProgram | None:
    """The installed Excel."""
    version = str(machine.registry(r"HKCR\Excel.Application\CurVer").get("", ""))
    return _program(machine, "excel.exe", version.rpartition(".")[2])


def wps(machine: Machine) -> OfficeProgram | None:
    """The installed WPS spreadsheets."""
    return _program(machine, "et.exe", "")


def blockers(machine: Machine, version: str) -> list[Blocker]:
    """The settings found here that keep macros, or Python below them, from running."""
    return [
        blocker
        for blocker in _known(f"{version}.0")
        if any(machine.registry(key).get(blocker.name) in blocker.bad for key in blocker.keys)
    ]


def _program(machine: Machine, name: str, version: str) -> OfficeProgram | None:
    for hive in (_APP_PATHS, _APP_PATHS.replace("HKLM", "HKCU", 1)):
        if path := str(machine.registry(rf"{hive}\{name}").get("", "")).strip('"'):
            return OfficeProgram(version, bits_of(Path(path)))
    return None


def _known(version: str) -> tuple[Blocker, ...]:
    office = rf"Microsoft\Office\{version}"
    everywhere = (*_POLICIES, _OWN)
    security = tuple(rf"{root}\{office}\Excel\Security" for root in everywhere)
    trusted = tuple(rf"{key}\Trusted Locations" for key in security)
    common = tuple(rf"{root}\{office}\Common" for root in everywhere)
    defender = (rf"HKLM\SOFTWARE\Policies\{_ASR}", rf"HKLM\SOFTWARE\{_ASR}")
    shell = tuple(rf"{root}\Microsoft\Windows\System" for root in _POLICIES)
    return (
        Blocker("policy_vba_off", common, "VbaOff", (1,)),
        Blocker("policy_no_add_ins", security, "DisableAllAddins", (1,)),
        Blocker("policy_signed_only", security, "RequireAddinSig", (1,)),
        Blocker("policy_no_trusted_locations", trusted, "AllLocationsDisabled", (1,)),
        Blocker("policy_no_child_processes", defender, _NO_CHILD_PROCESSES, (1, "1")),
        Blocker("policy_no_command_line", shell, "DisableCMD", (1, 2)),
    )
