"""LibreOffice: found where its installers put it, run, and ended when its time is up.

The programs are invented; `test_reader_round` and `test_report_pdf` run the real one.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from xltools.platform import libreoffice as room
from xltools.platform.libreoffice import convert, libreoffice

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the invented program is a shell script")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer without LibreOffice; a folder to install it in."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for name in ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(room, "_MAC_FOLDERS", (tmp_path / "Applications", Path("~/none")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def installed(place: Path, script: str = "") -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    place.chmod(0o755)
    return place


@pytest.mark.usefixtures("nowhere")
def test_there_may_be_none() -> None:
    assert libreoffice() is None


def test_the_folder_one_stands_in_is_no_place_for_it(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows looks there first; what lies there may be a file that somebody sent."""
    installed(nowhere / "LibreOffice" / "program" / "soffice.com")
    for name in ("soffice", "soffice.com", "soffice.exe"):
        installed(nowhere / name)
    for path in ("", ".", os.pathsep.join(("bin", "."))):
        monkeypatch.setenv("PATH", path)
        assert libreoffice() is None


@pytest.mark.usefixtures("nowhere")
def test_an_account_without_a_home_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(_path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)
    assert libreoffice() is None


@pytest.mark.parametrize("name", ["PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)"])
def test_on_windows_it_is_found_where_programs_are(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(nowhere / "Program Files"))
    program = installed(nowhere / "Program Files" / "LibreOffice" / "program" / "soffice.com")
    assert libreoffice() == program


def test_on_a_mac_it_is_found_among_the_applications(nowhere: Path) -> None:
    bundle = nowhere / "Applications" / "LibreOffice.app"
    program = installed(bundle / "Contents" / "MacOS" / "soffice")
    assert libreoffice() == program


@POSIX
def test_one_on_the_path_goes_before(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRAMFILES", str(nowhere))
    installed(nowhere / "LibreOffice" / "program" / "soffice.com")
    on_path = installed(nowhere / "bin" / "soffice")
    assert libreoffice() == on_path


@POSIX
def test_what_it_makes_comes_back_in_the_order_given(tmp_path: Path) -> None:
    script = """while [ "$1" != "--outdir" ]; do shift; done
    out=$2; shift 2; mkdir "$out"
    for file; do cat "$file" "$file" > "$out/$(basename "${file%.*}").pdf"; done"""
    program = installed(tmp_path / "soffice", script)
    assert convert(program, [b"a", b"b"], "docx", "pdf", 60) == [b"aa", b"bb"]


def test_one_that_makes_nothing_or_cannot_start_gives_nothing(tmp_path: Path) -> None:
    assert convert(installed(tmp_path / "soffice"), [b"a"], "docx", "pdf", 60) is None
    assert convert(tmp_path / "none", [b"a"], "docx", "pdf", 60) is None


@POSIX
@pytest.mark.parametrize("end", ["exit 1", "sleep 60"])
def test_what_it_did_not_bring_to_an_end_counts_for_nothing(tmp_path: Path, end: str) -> None:
    script = f"""while [ "$1" != "--outdir" ]; do shift; done
    mkdir "$2"; printf half > "$2/0.pdf"; {end}"""
    assert convert(installed(tmp_path / "soffice", script), [b"a"], "docx", "pdf", 2) is None


@POSIX
def test_one_that_does_not_end_is_ended_with_what_it_started(tmp_path: Path) -> None:
    script = f"sleep 60 & echo $! > {tmp_path / 'child'}; wait"
    began = time.monotonic()
    assert convert(installed(tmp_path / "soffice", script), [b"a"], "xls", "xlsx", 1) is None
    assert time.monotonic() - began < 30
    child = int((tmp_path / "child").read_text())
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie"
