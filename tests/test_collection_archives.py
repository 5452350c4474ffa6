"""A .zip of returns is opened within bounds; whatever is wrong with it has a row of its own.

A1  members are rows of the batch, under names that people can read, whatever wrote the archive
A2  no name in an archive decides where anything is written
A3  nested, encrypted, damaged, too large: a row each, the rest goes on
A4  other archives, and those that cannot be opened, are one row
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from ledgers import rows
from returns import book_of, failing, passing, run_here, states

from xltools.collection.batch import archives
from xltools.collection.batch.archives import Archives, BatchFile
from xltools.collection.ledger_book.book import findings_table
from xltools.law.edition import Edition


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


def opened(path: Path, file: str, into: Path) -> tuple[BatchFile, ...]:
    return Archives(into).opened(path, file)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def in_gbk(path: Path, name: str, data: bytes) -> Path:
    """As Windows packs a folder: the name in GBK, and no word of it."""
    coded = name.encode("gbk")
    zipped(path, {"?" * len(coded): data})
    path.write_bytes(path.read_bytes().replace(b"?" * len(coded), coded))
    return path


def flagged(path: Path, bit: int) -> Path:
    """The archive with a bit set in the flags of every member."""
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            (flags,) = struct.unpack_from("<H", data, start + at)
            struct.pack_into("<H", data, start + at, flags | bit)
            start = data.find(signature, start + 4)
    path.write_bytes(data)
    return path


def names(sources: tuple[BatchFile, ...]) -> list[str]:
    return [source.file for source in sources]


# ------------------------------------------------------------------ A1


def test_a1_members_are_files_of_the_batch(edition: Edition, tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    good, bad = book_of(passing(edition, name="甲")), book_of(failing(edition, name="乙"))
    members = {"东溪镇.xlsx": good.bytes(), "下级/西溪镇.xlsx": bad.bytes(), "~$东溪镇.xlsx": b"x"}
    archive = zipped(folder / "乡镇.zip", members)
    before = archive.read_bytes()
    result = run_here(folder, tmp_path / "结果")
    assert states(result) == {
        "乡镇.zip/下级/西溪镇.xlsx": "errors",
        "乡镇.zip/东溪镇.xlsx": "passed",
    }
    assert archive.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["乡镇.zip"]


@pytest.mark.parametrize("name", ["东溪镇/填报表（终稿）.xlsx", "望河街道.xlsx"])
def test_a1_names_in_gbk_are_read_right(name: str, into: Path, tmp_path: Path) -> None:
    path = in_gbk(tmp_path / "a.zip", name, b"1")
    assert names(opened(path, "a.zip", into)) == [f"a.zip/{name}"]


def test_a1_names_in_utf_8_are_read_right_with_and_without_the_flag(
    into: Path, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "a.zip", {"东溪镇.xlsx": b"1"})
    assert names(opened(path, "a.zip", into)) == ["a.zip/东溪镇.xlsx"]
    unflagged = path.read_bytes().replace(struct.pack("<H", 0x800), struct.pack("<H", 0))
    path.write_bytes(unflagged)
    assert names(opened(path, "a.zip", into)) == ["a.zip/东溪镇.xlsx"]


def test_a1_two_members_of_one_name_are_told_apart(into: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("表.xlsx", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("表.xlsx", b"2")
    sources = opened(path, "a.zip", into)
    assert len({source.file for source in sources}) == len({s.path for s in sources}) == 2
    assert {source.path.read_bytes() for source in sources} == {b"1", b"2"}


def test_a1_a_workbook_called_zip_is_no_archive(
    edition: Edition, into: Path, tmp_path: Path
) -> None:
    path = book_of(passing(edition)).save(tmp_path / "表.zip")
    assert opened(path, "表.zip", into) == (BatchFile(path, "表.zip"),)


# ------------------------------------------------------------------ A2


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("../../外面.xlsx", "外面.xlsx"),
        ("..\\外面.xlsx", "外面.xlsx"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\a.xlsx", "C:/Windows/a.xlsx"),
        ("CON.xlsx", "CON.xlsx"),
        ("甲\u202excod.xlsx", "甲xcod.xlsx"),
        ("长" * 300 + ".xlsx", "长" * 199 + "…"),
    ],
)
def test_a2_a_name_is_only_shown(name: str, seen: str, into: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {name: b"1"})
    (source,) = opened(path, "a.zip", into)
    assert source.file == f"a.zip/{seen}"
    assert source.path.parent.parent == into
    assert {p.name for p in tmp_path.iterdir()} == {"a.zip", "staging"}


# ------------------------------------------------------------------ A3, A4


def test_a3_an_archive_within_an_archive_is_not_opened(edition: Edition, tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.xlsx", b"1")
    members = {"内.zip": inner.getvalue(), "甲.xlsx": book_of(passing(edition)).bytes()}
    zipped(folder / "外.zip", members)
    result = run_here(folder, tmp_path / "结果")
    assert states(result) == {"外.zip/内.zip": "not_workbook", "外.zip/甲.xlsx": "passed"}
    found = {row["rule"] for row in rows(tmp_path / "结果", findings_table())}
    assert {"P-STRAY", "I-ARCHIVE"} <= found


def test_a3_an_encrypted_member_is_a_row_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    flagged(zipped(folder / "a.zip", {"甲.xlsx": b"1"}), 0x1)
    (row,) = run_here(folder, tmp_path / "结果").rows
    assert row.record.file == "a.zip/甲.xlsx"
    assert row.record.findings[0].finding.id == "P-MEMBER-ENCRYPTED"
    assert row.record.exit_code == 3


def test_a3_a_damaged_member_does_not_harm_the_others(into: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("坏.xlsx", b"damaged content")
        archive.writestr("好.xlsx", b"whole content")
    path.write_bytes(path.read_bytes().replace(b"damaged content", b"dAmaged content"))
    refused = {source.file: source.refused for source in opened(path, "a.zip", into)}
    assert refused == {"a.zip/坏.xlsx": "member_damaged", "a.zip/好.xlsx": ""}
    assert len(list(into.iterdir())) == 1


def test_a3_what_unpacks_to_too_much_is_stopped(
    into: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_FILE", 3 << 20)
    monkeypatch.setattr(archives, "MAX_TOTAL", 5 << 20)
    members = {"1.xlsx": bytes(4 << 20), "2.xlsx": bytes(1 << 20), "3.xlsx": bytes(1 << 20)}
    path = zipped(tmp_path / "a.zip", members)
    sources = opened(path, "a.zip", into)
    assert [source.refused for source in sources] == ["member_too_big", "", "member_too_big"]
    assert sum(p.stat().st_size for p in into.rglob("*")) <= 5 << 20


def test_a4_an_archive_that_is_not_opened_stays_one_file(
    into: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = zipped(tmp_path / "a.zip", {f"{n}.xlsx": b"1" for n in range(5)})
    cut = tmp_path / "b.zip"
    cut.write_bytes(whole.read_bytes()[:-30])
    empty = zipped(tmp_path / "c.zip", {})
    rar = tmp_path / "d.rar"
    rar.write_bytes(b"Rar!\x1a\x07\x01\x00")
    for path in (cut, empty, rar, tmp_path / "没有.zip"):
        assert opened(path, path.name, into) == (BatchFile(path, path.name),)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 4)
    assert opened(whole, "a.zip", into) == (BatchFile(whole, "a.zip"),)
    assert list(into.iterdir()) == []


def test_a3_what_is_refused_in_one_archive_costs_no_member_of_another(
    tmp_path: Path, into: Path
) -> None:
    first = zipped(tmp_path / "a.zip", {"1.xlsx": b"one", "2.xlsx": b"two"})
    data = bytearray(first.read_bytes())
    data[data.find(b"one" if b"one" in data else b"PK\x01\x02") + 8] |= 1
    first.write_bytes(data)
    second = zipped(tmp_path / "b.zip", {"3.xlsx": b"three", "4.xlsx": b"four"})
    sources = [*opened(first, "a.zip", into), *opened(second, "b.zip", into)]
    assert [source.refused for source in sources] == ["member_encrypted", "", "", ""]
    assert [source.path.read_bytes() for source in sources[1:]] == [b"two", b"three", b"four"]


def test_a3_an_archive_that_unpacks_to_nothing_sensible_is_refused_not_fatal(
    tmp_path: Path, into: Path
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("1.xlsx", b"text " * 500)
    data = bytearray(path.read_bytes())
    end = data.find(b"PK\x01\x02")
    data[45:end] = bytes(end - 45)
    path.write_bytes(data)
    assert [source.refused for source in opened(path, "a.zip", into)] == ["member_damaged"]
