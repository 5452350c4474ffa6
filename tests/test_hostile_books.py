"""The office's books and archives of returns are opened in the main process: none takes it down.

H1 a hostile register or 台账 is told, in seconds and a gigabyte    H2 a large one is read apart
H3 what a library dies of is told    H4 archives: names without end, nested, over all of a run
"""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import rezipped
from returns import book_of, passing, run_here, states

from xltools.collection.ledger.names import BOOK
from xltools.collection.register.body import Body
from xltools.collection.register.book import read_register, write_register
from xltools.collection.tables import reader
from xltools.law.edition import Edition
from xltools.reader.any_book.tables import Size
from xltools.reader.cells import grid

_BODIES = tuple(Body(f"测试县第{number}局", code=str(number)) for number in range(40))
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"


def _sheet(rows: bytes) -> bytes:
    return b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (_MAIN, rows)


def _strings(items: bytes) -> bytes:
    return b'<sst xmlns="%b">%b</sst>' % (_MAIN, items)


def _lying(book: bytes) -> bytes:
    """The book, its first sheet unpacking to 90 MB and stated to be of 1,000 bytes."""
    made = bytearray(rezipped(book, {_SHEET: bytes(90 << 20)}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = made.find(signature)
        while start >= 0:
            if struct.unpack_from("<I", made, start + at)[0] == 90 << 20:
                struct.pack_into("<I", made, start + at, 1000)
            start = made.find(signature, start + 4)
    return bytes(made)


def _with_names(book: bytes, count: int) -> bytes:
    made = io.BytesIO(book)
    with zipfile.ZipFile(made, "a") as archive:
        for number in range(count):
            archive.writestr(f"xl/x{number}", b"")
    return made.getvalue()


def _deep(tag: bytes, around: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    return around[0] + b"<%b>" % tag * 400_000 + b"</%b>" % tag * 400_000 + around[1]


def _cell(attributes: bytes, inner: bytes = b"") -> bytes:
    return b"<row><c%b>%b</c></row>" % (attributes, inner)


_MANY = b"".join(b' a%d=""' % number for number in range(300_000))
_ENTITY = b'<!DOCTYPE a [<!ENTITY a "%b">]><a>%b</a>' % (b"a" * 9_000, b"&a;" * 90_000)
PARTS: dict[str, tuple[str, bytes]] = {
    "deep sheet": (_SHEET, _sheet(_deep(b"a"))),
    "deep cell": (_SHEET, _sheet(_cell(b' r="A1"', _deep(b"is")))),
    "deep book": ("xl/workbook.xml", _deep(b"a")),
    "deep styles": ("xl/styles.xml", _deep(b"a")),
    "attributes": (_SHEET, _sheet(_cell(_MANY))),
    "entities": ("xl/workbook.xml", _ENTITY),
    "far": (_SHEET, _sheet(_cell(b' r="GZ99999"', b"<v>1</v>"))),
    "shared": ("xl/sharedStrings.xml", _strings(b"<si/>" * 1_000_000)),
}


def _with(part: str, data: bytes) -> Callable[[bytes], bytes]:
    return lambda book: rezipped(book, {part: data})


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    **{name: _with(*changed) for name, changed in PARTS.items()},
    "lying": _lying,
    "names": lambda book: _with_names(book, 60_000),
    "no workbook": lambda _: b"PK\x03\x04" + bytes(3_000_000),
}

_READ = """
import json, resource, sys, time
from pathlib import Path
from xltools.collection.register.book import read_register
if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    for path in sorted(Path(sys.argv[1]).iterdir()):
        began = time.process_time()
        told = [located.finding.id for located in read_register(path).problems]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
        print(json.dumps([path.stem, told, time.process_time() - began, peak]))
"""
"""Read every book of a folder: what is told of each, its seconds, the most memory so far."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
def test_h1_a_hostile_book_is_told(tmp_path: Path) -> None:
    place = tmp_path / "册"
    place.mkdir()
    book = write_register(_BODIES)
    for name, made in HOSTILE.items():
        (place / f"{name}.xlsx").write_bytes(made(book))
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(place)], capture_output=True, text=True, timeout=400
    )
    assert done.stderr == ""
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {name for name, *_ in told} == HOSTILE.keys()
    assert [name for name, problems, _, _ in told if not problems] in ([], ["shared"])
    assert max(seconds for *_, seconds, _ in told) < 20
    assert told[-1][3] < 1 << 30


def test_h1_a_batch_goes_on_beside_a_hostile_ledger(edition: Edition, tmp_path: Path) -> None:
    place, out = tmp_path / "收件", tmp_path / "结果"
    place.mkdir()
    book_of(passing(edition, name="东局")).save(place / "东局.xlsx")
    run_here(place, out, year=2024)
    ours = (out / BOOK).read_bytes()
    for name in ("lying", "deep book"):
        (out / BOOK).write_bytes(HOSTILE[name](ours))
        result = run_here(place, out, year=2024)
        assert states(result) == {"东局.xlsx": "passed"}
        assert any(BOOK in line for line in result.summary)


# ------------------------------------------------------------------ H2


def test_h2_a_large_book_is_read_apart_with_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(write_register(_BODIES))
    here = read_register(path)
    assert len(here.bodies) == len(_BODIES)
    monkeypatch.setattr(reader, "USUAL", Size(2_000, 4_000, 4_000))
    assert read_register(path) == here


def test_h2_one_that_takes_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "花名册.xlsx"
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>a</t></is></c></row>'
    rows = b"".join(row % (number, number) for number in range(1, 99_999))
    path.write_bytes(rezipped(write_register(_BODIES), {_SHEET: _sheet(rows)}))
    monkeypatch.setattr(reader, "USUAL", Size(2_000, 4_000, 4_000))
    monkeypatch.setattr(reader, "SECONDS", 0.2)
    (told,) = read_register(path).problems
    assert told.finding.id == "O-TOO-MUCH"
    assert path.name in told.finding.sentence


# ------------------------------------------------------------------ H3


class _Panic(BaseException):
    """As a library of Rust gives up."""


def test_h3_what_a_library_dies_of_is_told(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, out = tmp_path / "收件", tmp_path / "结果"
    place.mkdir()
    book_of(passing(edition, name="东局")).save(place / "东局.xlsx")
    run_here(place, out, year=2024)
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(write_register(_BODIES))

    def panics(_: object) -> None:
        raise _Panic

    monkeypatch.setattr(grid.CalamineWorkbook, "from_filelike", panics, raising=True)
    assert [p.finding.id for p in read_register(path).problems] == ["O-NOT-READ"]
    assert any(BOOK in line for line in run_here(place, out, year=2024).summary)


# ------------------------------------------------------------------ H4


def _named(names: Iterator[str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return made.getvalue()


def test_h4_no_archive_takes_a_run_down(edition: Edition, tmp_path: Path) -> None:
    place = tmp_path / "收件"
    place.mkdir()
    book_of(passing(edition, name="东局")).save(place / "东局.xlsx")
    bomb = bytearray(_named(iter(["1.xlsx"])))
    made = {
        "一万名.zip": _named(f"{n}.xlsx" for n in range(10_000)),
        "深.zip": _named("/".join(["层"] * 400) + f"/{n}.xlsx" for n in range(20)),
        "同名.zip": _named(f"{'../' * n}a.xlsx" for n in range(300)),
        "一千.zip": _named(f"乙/{n}.txt" for n in range(1_000)),
        "点.zip": _named("/" * n + "." for n in range(1, 50)),
        "截.zip": bytes(bomb[:-9]),
        "空.zip": b"",
    }
    for name, data in made.items():
        (place / name).write_bytes(data)
    result = run_here(place, tmp_path / "结果")
    found = states(result)
    assert found["东局.xlsx"] == "passed"
    whole = {name for name in made if name in found}
    assert {"一万名.zip", "截.zip", "空.zip"} <= whole
    assert "fault" not in found.values()
    members = [name for name in found if "/" in name]
    assert len(members) <= 2_000
    assert not [name for name in found if ".." in name.split("/")]
