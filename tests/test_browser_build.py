"""The page being built.

F1 the same bytes each time, by the same digests   F2 what is missing or another is told
F3 through the command line
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xltools import cli
from xltools.browser import build
from xltools.browser.parts import CannotMakePage, fetch, parts


@pytest.fixture
def some(page_parts: Path, tmp_path: Path) -> Path:
    """A folder of one's own with what the page is built of."""
    return Path(shutil.copytree(page_parts, tmp_path / "parts"))


def one(folder: Path, pattern: str) -> Path:
    (file,) = folder.glob(pattern)
    return file


def test_f1_the_same_bytes_each_time(page_parts: Path) -> None:
    first, second = parts(page_parts), parts(page_parts)
    assert build.one_file(first) == build.one_file(second)
    assert build.page_folder(first) == build.page_folder(second)


def test_f1_the_page_is_small_enough_to_hand_on(page_parts: Path) -> None:
    assert len(build.one_file(parts(page_parts))) < 12_000_000


@pytest.mark.parametrize("pattern", ["*.tgz", "*.whl"])
def test_f2_a_missing_file_is_named(pattern: str, some: Path) -> None:
    file = one(some, pattern)
    file.unlink()
    with pytest.raises(CannotMakePage, match=file.name):
        parts(some)


@pytest.mark.parametrize("pattern", ["*.tgz", "*.whl"])
def test_f2_another_file_of_that_name_is_not_used(pattern: str, some: Path) -> None:
    file = one(some, pattern)
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(CannotMakePage, match="校验值不符"):
        parts(some)


def test_f2_without_a_package_client_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotMakePage, match="npm"):
        fetch(tmp_path)


def test_f3_one_file_and_a_folder(page_parts: Path, tmp_path: Path) -> None:
    page, folder = tmp_path / "填报检查.html", tmp_path / "site"
    command = ["page", "build", "--from", str(page_parts), "-o", str(page)]
    assert cli.run([*command, "--folder", str(folder)]) == 0
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert (folder / build.INDEX).is_file()


def test_f3_what_cannot_be_built_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "a.html"
    assert cli.run(["page", "build", "-o", str(page), "--from", str(tmp_path)]) == 3
    assert "page fetch" in capsys.readouterr().err
    assert not page.exists()


def test_f3_where_it_goes_has_to_be_said() -> None:
    assert cli.run(["page", "build"]) == 2
