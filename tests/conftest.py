"""Fixtures shared by all rooms: the edition, the real cases, LibreOffice."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from xltools.law.edition import Edition, load

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def edition() -> Edition:
    return load("2021")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts and real cases; the project stands without it."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED


def _required(program: str) -> str:
    """The program's path; without it the test is skipped, in CI it fails."""
    found = shutil.which(program)
    if not found:
        if os.environ.get("XLTOOLS_OFFICE_REQUIRED"):
            pytest.fail(f"{program} is required here and missing")
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`soffice(file, "xlsx", out)`: convert with a profile of this test session's own."""
    program = _required("soffice")
    profile = tmp_path_factory.mktemp("libreoffice")

    def convert(file: Path, to: str, out: Path) -> Path:
        out.mkdir(parents=True, exist_ok=True)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command += ["--convert-to", to, "--outdir", str(out), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        made = out / f"{file.stem}.{to.partition(':')[0]}"
        assert made.exists(), f"LibreOffice made no {to} of {file.name}"
        return made

    return convert


@pytest.fixture(scope="session")
def chromium() -> str:
    return _required("chromium")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    return _required("pdftoppm")
