"""Fixtures shared by all rooms: the edition, the real cases, LibreOffice."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from xltools.law.edition import Edition, load

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that need another program take longest: they come first, so that none is waited for."""
    others = ("office", "browser", "network")
    long = {item.path for item in items if any(map(item.get_closest_marker, others))}
    items.sort(key=lambda item: item.path not in long)


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


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile of this test session's own."""

    program: str
    profile: Path

    def __call__(self, file: Path, to: str, out: Path) -> Path:
        """Convert one file; `to` is an ending, with a filter after a colon if need be."""
        (made,) = self.all([file], to, out)
        return made

    def all(self, files: Sequence[Path], to: str, out: Path) -> list[Path]:
        """Convert many files in one run."""
        out.mkdir(parents=True, exist_ok=True)
        command = [self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--headless"]
        command += ["--convert-to", to, "--outdir", str(out), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=900)
        made = [out / f"{file.stem}.{to.partition(':')[0]}" for file in files]
        missing = [file.name for file in made if not file.exists()]
        assert not missing, f"LibreOffice did not make {missing}"
        return made


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(_required("soffice"), tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="session")
def chromium() -> str:
    return _required("chromium")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    return _required("pdftoppm")


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core (npm install axe-core), found by XLTOOLS_AXE."""
    file = os.environ.get("XLTOOLS_AXE", "")
    if not file:
        if os.environ.get("XLTOOLS_OFFICE_REQUIRED"):
            pytest.fail("XLTOOLS_AXE is required here and missing")
        pytest.skip("axe-core is not here: npm install axe-core, XLTOOLS_AXE=…/axe.min.js")
    return Path(file).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def page_parts() -> Path:
    """The folder with what the page is built of (npm pack, pip download), by XLTOOLS_PAGE_PARTS."""
    folder = os.environ.get("XLTOOLS_PAGE_PARTS", "")
    if not folder:
        if os.environ.get("XLTOOLS_OFFICE_REQUIRED"):
            pytest.fail("XLTOOLS_PAGE_PARTS is required here and missing")
        pytest.skip("what the page is built of is not here: XLTOOLS_PAGE_PARTS=DIR, see .ci/run")
    return Path(folder)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where a test puts the pictures of the manual: docs/images if XLTOOLS_PICTURES says so."""
    return Path(os.environ.get("XLTOOLS_PICTURES", tmp_path))
