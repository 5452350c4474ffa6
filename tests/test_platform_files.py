"""Files written whole, names that every system accepts, streams that never crash."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.platform import files
from xltools.platform.desktop import open_with_its_program, own_folder
from xltools.platform.files import FileInUse, extended, remove_leftovers, write_keeping, write_whole
from xltools.platform.names import is_lock_file, safe_name
from xltools.platform.processes import prepare_console


def refuse(*_: object) -> None:
    raise PermissionError(13, "used by another process")


def test_a_file_is_written_and_nothing_stands_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "台账.xlsx", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["台账.xlsx"]
    assert (tmp_path / "台账.xlsx").read_bytes() == b"new"


def test_a_file_open_elsewhere_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "台账.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(files, "_REPLACE_PAUSE", 0)
    with pytest.raises(FileInUse) as raised:
        write_whole(target, b"new")
    assert raised.value.filename == str(target)
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_another_file_of_the_name_is_kept_and_the_same_one_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    assert write_keeping(target, b"first") is None
    assert write_keeping(target, b"first") is None
    kept = write_keeping(target, b"second")
    assert kept is not None
    assert (kept.read_bytes(), target.read_bytes()) == (b"first", b"second")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_kept_file_that_is_open_elsewhere_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "报告.docx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(files, "_REPLACE_PAUSE", 0)
    with pytest.raises(FileInUse) as raised:
        write_keeping(target, b"new")
    assert raised.value.filename == str(target)
    assert target.read_bytes() == b"old"


def test_the_programs_own_folder_is_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "张三"))
    assert own_folder() == tmp_path / "张三" / "xltools"
    assert own_folder().is_dir()


def test_nothing_that_could_open_a_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert open_with_its_program(tmp_path) is False


def test_an_interrupted_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.docx", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "a.docx", b"")


def test_an_error_names_the_file_that_was_to_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for file in (tmp_path / "none" / "a.txt", tmp_path / "folder"):
        with pytest.raises(OSError, match=r".") as raised:
            files.write_whole(file, b"new")
        assert raised.value.filename == str(file)
    assert list(tmp_path.rglob("*")) == [tmp_path / "folder"]


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".~xltools-1-1.tmp").touch()
    (tmp_path / "mine.tmp").touch()
    remove_leftovers(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.tmp"]


@pytest.mark.parametrize("name", ["~$甲.xlsx", ".~甲.xlsx", "._甲.xlsx", ".~lock.甲.xlsx#"])
def test_owner_files_are_known(name: str) -> None:
    assert is_lock_file(Path("x") / name)


@pytest.mark.parametrize("name", ["甲.xlsx", ".xlsx", "~甲.xlsx"])
def test_other_files_are_no_owner_files(name: str) -> None:
    assert not is_lock_file(Path(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("测试县民政局", "测试县民政局"),
        ("../../etc/passwd", "／..／etc／passwd"),
        ("甲\\乙:丙", "甲＼乙：丙"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("甲局. ", "甲局"),
        ("甲\n局\u202e\x00", "甲 局"),
        ("#甲[1]", "＃甲［1］"),
        ("=1+1", "1+1"),
    ],
)
def test_a_name_is_made_safe(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize("text", ["", "...", " \t", "~$", "\u200b"])
def test_a_name_of_nothing_is_still_a_name(text: str) -> None:
    assert safe_name(text).strip()


@given(st.text(max_size=300))
def test_every_name_is_short_and_holds_nothing_forbidden(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= 61
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert not is_lock_file(Path(name))
    assert safe_name(name) == name


def test_a_long_path_gets_its_windows_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    monkeypatch.setattr(os.path, "abspath", str)

    class Text(str):
        """A path's text: a real Path of another system cannot be made here."""

    assert extended(Text("C:\\a.xlsx")) == "C:\\a.xlsx"  # pyright: ignore[reportArgumentType]
    assert extended(Text("C:\\" + "a" * 300)).startswith("\\\\?\\C:\\a")  # pyright: ignore[reportArgumentType]
    assert extended(Text("\\\\srv\\" + "a" * 300)).startswith("\\\\?\\UNC\\srv")  # pyright: ignore[reportArgumentType]


def test_a_gbk_console_never_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="gbk"))
    monkeypatch.setattr(sys, "stderr", None)
    prepare_console()
    print("校验🙂㐀")
    print("无处可去", file=sys.stderr)
    sys.stdout.flush()
    assert raw.getvalue().decode("gbk").startswith("校验??")
    sys.stderr.close()
