"""Installing for one user, and the self-check, on an invented Windows.

I1 add-in and settings stand where Excel and xlwings look, however often it is done
I2 what cannot be installed is told in one sentence, and nothing is left half done
I3 uninstalling removes what was installed and nothing else
I4 the self-check gives each thing a verdict, by what stands on that computer
"""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

pytest.importorskip("pyopenvba", reason="pyOpenVBA is not installed")

from pyopenvba import ExcelFile

from xltools import cli
from xltools.addin import doctor, install, windows
from xltools.addin.build import build_addin
from xltools.addin.doctor import Health, as_text, checks
from xltools.addin.install import CannotInstall, uninstall
from xltools.addin.windows import Machine, bits_of, this_machine
from xltools.messages import say
from xltools.platform.files import FileInUse

EXCEL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
WPS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\et.exe"
FONTS = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\Fonts"
SECURITY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"

Registry = Mapping[str, Mapping[str, str | int]]
VERSION: Registry = {r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.16"}}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Windows whose user has a Chinese name."""
    home = tmp_path / "Users" / "张三"
    python = tmp_path / "Python" / "python.exe"
    python.parent.mkdir()
    for program in (python, python.with_name("pythonw.exe")):
        program.touch()
    folders = {"APPDATA": str(home / "AppData" / "Roaming"), "USERPROFILE": str(home)}
    return Machine("Windows", folders, python, no_registry, "gbk", lambda path: path)


def no_registry(_: str) -> Mapping[str, str | int]:
    return {}


def knowing(machine: Machine, *known: Registry) -> Machine:
    """That computer with these keys in its registry."""
    keys = {key: values for registry in known for key, values in registry.items()}

    def values(key: str) -> Mapping[str, str | int]:
        return keys.get(key, {})

    return dataclasses.replace(machine, registry=values)


def with_excel(machine: Machine, *known: Registry) -> Machine:
    program = machine.python.with_name("excel.exe")
    program.write_bytes(b"MZ".ljust(0x3C, b"\0") + b"\x40\0\0\0" + b"PE\0\0" + b"\x64\x86")
    return knowing(machine, {EXCEL: {"": f'"{program}"'}}, VERSION, *known)


def here(name: str) -> str:
    """Whatever is looked for is there."""
    return name


def everything(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# ------------------------------------------------------------------ I1


def test_i1_excel_finds_the_add_in_when_it_starts(machine: Machine, tmp_path: Path) -> None:
    install.install(machine)
    start = tmp_path / "Users/张三/AppData/Roaming/Microsoft/Excel/XLSTART"
    assert (start / "xltools.xlam").read_bytes() == build_addin()


def test_i1_runpython_finds_this_interpreter_under_a_chinese_name(
    machine: Machine, tmp_path: Path
) -> None:
    python = tmp_path / "张三" / "python.exe"
    python.parent.mkdir()
    python.with_name("pythonw.exe").touch()
    install.install(dataclasses.replace(machine, python=python))
    settings = (tmp_path / "Users/张三/.xltools/xltools.conf").read_bytes()
    assert settings.decode("gbk") == f'"INTERPRETER_WIN","{python.with_name("pythonw.exe")}"\r\n'


def test_i1_doing_it_again_changes_nothing(machine: Machine, tmp_path: Path) -> None:
    install.install(machine)
    once = everything(tmp_path)
    install.install(machine)
    assert everything(tmp_path) == once


def test_i1_without_a_windowless_python_the_other_is_named(machine: Machine) -> None:
    machine.python.with_name("pythonw.exe").unlink()
    assert str(machine.python).encode() in install.settings_for(machine)


def test_i1_bytecode_is_there_for_a_python_that_writes_none(machine: Machine) -> None:
    install.install(machine)
    for module in ("xltools.addin.build", "xlwings.main"):
        spec = importlib.util.find_spec(module)
        assert spec
        assert spec.cached
        assert Path(spec.cached).exists()


def test_i1_a_signed_copy_is_installed_as_it_stands(machine: Machine, tmp_path: Path) -> None:
    """Signing and saving changes the file, and how the editor writes names; not the VBA."""
    signed = tmp_path / "signed.xlam"
    signed.write_bytes(build_addin())
    with ExcelFile(signed) as book:
        book.set_module("Ribbon", book.get_module("Ribbon").replace("Cells(", "cells( "))
        book.save()
    install.install(machine, signed)
    assert machine.addin.read_bytes() == signed.read_bytes() != build_addin()
    assert verdicts(machine)[say("doctor.addin")] is Health.GOOD


# ------------------------------------------------------------------ I2


def test_i2_an_add_in_of_others_is_not_installed(machine: Machine, tmp_path: Path) -> None:
    altered = tmp_path / "altered.xlam"
    altered.write_bytes(build_addin())
    with ExcelFile(altered) as book:
        book.set_module("ThisWorkbook", book.get_module("ThisWorkbook") + "\r\n' more\r\n")
        book.save()
    for data in (altered.read_bytes(), b"", b"PK"):
        altered.write_bytes(data)
        with pytest.raises(CannotInstall, match=r"altered\.xlam"):
            install.install(machine, altered)
    assert not machine.addin.exists()


@pytest.mark.parametrize(("system", "code"), [("Darwin", "mac"), ("Linux", "other")])
@pytest.mark.parametrize("act", [install.install, uninstall])
def test_i2_other_systems_are_not_supported(
    act: Callable[[Machine], list[str]], system: str, code: str, machine: Machine, tmp_path: Path
) -> None:
    before = everything(tmp_path)
    with pytest.raises(CannotInstall, match=say(f"install.{code}")):
        act(dataclasses.replace(machine, system=system))
    assert everything(tmp_path) == before


def test_i2_a_path_that_the_code_page_lacks_goes_by_its_short_name(machine: Machine) -> None:
    odd = dataclasses.replace(machine, python=Path("C:/𠮷/python.exe"))

    def short_path(path: Path) -> Path:
        return Path("C:/1") / path.name

    short = dataclasses.replace(odd, short_path=short_path)
    assert b"C:/1/python.exe" in install.settings_for(short)
    with pytest.raises(CannotInstall, match="𠮷"):
        install.install(odd)
    assert not odd.addin.exists()


def test_i2_an_add_in_open_in_excel_is_told(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(path: Path, *_: bytes) -> None:
        raise FileInUse(13, "in use", str(path))

    monkeypatch.setattr(install, "write_whole", held)
    with pytest.raises(CannotInstall) as told:
        install.install(machine)
    assert str(told.value) == say("install.in_use", file=machine.addin)


def test_i2_the_command_tells_it_and_exits_with_3(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mac = dataclasses.replace(machine, system="Darwin")
    monkeypatch.setattr(windows, "this_machine", lambda: mac)
    for command in ("install", "status", "uninstall"):
        assert cli.run(["addin", command]) == 3
        assert capsys.readouterr().err.strip() == say("install.mac")


# ------------------------------------------------------------------ I3


def test_i3_uninstalling_leaves_what_others_put_there(machine: Machine, tmp_path: Path) -> None:
    machine.addin.parent.mkdir(parents=True)
    (machine.addin.parent / "personal.xlsb").write_bytes(b"theirs")
    before = everything(tmp_path)
    install.install(machine)
    uninstall(machine)
    assert everything(tmp_path) == before
    assert not machine.settings.parent.exists()
    assert uninstall(machine) == [say("install.was_not_there")]


# ------------------------------------------------------------------ I4


def verdicts(machine: Machine) -> dict[str, Health]:
    return {item.label: item.verdict for item in checks(machine)}


def texts(machine: Machine) -> list[str]:
    return [item.text for item in checks(machine)]


def test_i4_a_computer_where_all_is_well(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", here)
    monkeypatch.setattr(doctor.shutil, "which", here)
    fonts = ("FangSong_GB2312", "楷体_GB2312", "FZXiaoBiaoSong-B05S", "SimHei", "宋体 & 新宋体")
    ready = with_excel(machine, {FONTS: {f"{font} (TrueType)": "x" for font in fonts}})
    install.install(ready)
    assert set(verdicts(ready).values()) == {Health.GOOD}
    assert say("doctor.excel_found", version="16", bits=64) in texts(ready)


def test_i4_nothing_installed_is_told_with_what_to_do(machine: Machine) -> None:
    found = verdicts(machine)
    assert found[say("doctor.excel")] is Health.ADVICE
    assert found[say("doctor.addin")] is Health.BAD
    assert found[say("doctor.settings")] is Health.BAD
    assert say("doctor.no_excel") in texts(machine)
    assert say("doctor.only_wps") in texts(knowing(machine, {WPS: {"": "C:/wps/et.exe"}}))


def test_i4_an_add_in_of_another_version_is_told(machine: Machine) -> None:
    install.install(machine)
    machine.addin.write_bytes(b"older")
    assert say("doctor.addin_other", file=machine.addin) in texts(machine)


def test_i4_settings_that_name_another_python_are_told(machine: Machine) -> None:
    install.install(machine)
    machine.settings.write_text('"INTERPRETER_WIN","D:/old/pythonw.exe"\n', "gbk")
    assert verdicts(machine)[say("doctor.settings")] is Health.BAD
    machine.settings.write_bytes(b"\xff\xff\xff")
    assert say("doctor.settings_absent", file=machine.settings) in texts(machine)


def test_i4_a_mark_of_the_web_is_told(machine: Machine) -> None:
    install.install(machine)
    mark = machine.addin.with_name(f"{machine.addin.name}:Zone.Identifier")
    mark.write_text("[ZoneTransfer]\nZoneId=3\n")
    assert say("doctor.addin_marked", file=machine.addin) in texts(machine)


ASR = r"Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
BLOCKERS: dict[str, Registry] = {
    "vba_off": {r"HKCU\Software\Policies\Microsoft\Office\16.0\Common": {"VbaOff": 1}},
    "no_add_ins": {SECURITY: {"DisableAllAddins": 1}},
    "signed_only": {SECURITY: {"RequireAddinSig": 1}},
    "no_trusted_locations": {rf"{SECURITY}\Trusted Locations": {"AllLocationsDisabled": 1}},
    "no_child_processes": {rf"HKLM\SOFTWARE\{ASR}": {"D4F940AB-401B-4EFC-AADC-AD5F3C50688A": "1"}},
    "no_command_line": {r"HKCU\Software\Policies\Microsoft\Windows\System": {"DisableCMD": 2}},
}


@pytest.mark.parametrize("code", BLOCKERS)
def test_i4_each_policy_that_stops_the_ribbon_is_told(code: str, machine: Machine) -> None:
    told = texts(with_excel(machine, BLOCKERS[code]))
    assert say(f"doctor.policy_{code}") in told
    assert say("doctor.policy_free") not in told


def test_i4_the_page_for_the_it_department_names_every_policy() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "it-department.md").read_text("utf-8")
    names = {name for keys in BLOCKERS.values() for values in keys.values() for name in values}
    assert [name for name in names if name not in page] == []


def test_i4_a_python_from_the_store_is_told(machine: Machine) -> None:
    store = machine.python.parent / "WindowsApps" / "python.exe"
    told = verdicts(dataclasses.replace(machine, python=store))
    assert told[say("doctor.python")] is Health.ADVICE


def test_i4_every_font_of_the_report_has_the_name_that_windows_lists(
    machine: Machine,
) -> None:
    """With the English names only, none is missing."""
    listed = {"FangSong_GB2312", "KaiTi_GB2312", "FZXiaoBiaoSong-B05S", "SimHei", "SimSun"}
    fonts: dict[str, str | int] = {f"{name} (TrueType)": "x" for name in listed}
    assert say("doctor.fonts_found") in texts(knowing(machine, {FONTS: fonts}))
    fonts.pop("SimHei (TrueType)")
    assert say("doctor.fonts_missing", fonts="黑体") in texts(knowing(machine, {FONTS: fonts}))


def test_i4_the_text_counts_what_needs_something_done(machine: Machine) -> None:
    items = checks(machine)
    head, *lines = as_text(items).splitlines()
    assert len(lines) == len(items)
    assert str(sum(item.verdict is Health.BAD for item in items)) in head


def test_i4_this_computer_can_be_checked_by_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.run(["doctor"]) in (0, 1)
    assert len(capsys.readouterr().out.splitlines()) == len(checks()) + 1


def test_i4_what_is_no_windows_program_has_no_bits(tmp_path: Path) -> None:
    assert bits_of(Path(sys.executable).resolve()) is None
    assert bits_of(tmp_path / "none.exe") is None
    assert this_machine().python == Path(sys.executable)
