"""A thousand damaged workbooks, pages, Word files, archives and ledgers, each as its seed says."""

from __future__ import annotations

import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from books import Book
from filings import busy
from returns import run_here

from xltools.api import import_report
from xltools.collection.batch.archives import Archives
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.vault import VaultError
from xltools.examination.examine import examine
from xltools.law.edition import load
from xltools.published.comparison.differences import differences_of
from xltools.published.documents.document import NotADocument, read_foreign
from xltools.report import render_package
from xltools.report.endings import PAGE, WORD
from xltools.template import pour

EDITION = load("2021")

NASTY = (
    *("-1", "-inf", "nan", "1e999", "99999999999999999999", "0.1.2", "١٢", "1,2", "", " "),
    *("\t", "'", '"', "&#0;", "&#xD800;", "&lt;", "<", "]]>", "<![CDATA[", "<!--", "\0", "\ufeff"),
    *(
        "A1",
        "XFD1048576",
        "A0",
        "$",
        "s",
        "b",
        "d",
        "z",
        "inlineStr",
        "../../x",
        "xl\\workbook.xml",
    ),
    *(
        "9999999",
        "0",
        "true",
        "utf-16",
        "gb18030",
        "_x0041_",
        "{{ x }}",
        "=1+1",
        "\u202e",
        "\ue000",
    ),
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut out, doubled, or written over."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(made))
        end = min(len(made), at + chance.choice((1, 4, 30, 400)))
        match chance.randrange(5):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at:end] = b""
            case 2:
                made[at:at] = made[at:end]
            case 3:
                made[at:end] = chance.choice((b"\xff", b"\0")) * (end - at)
            case _:
                made[at:end] = chance.randbytes(end - at)
        made = made or bytearray(b"\0")
    return bytes(made)


def edited(text: str, chance: random.Random) -> str:
    """Tags, attributes, numbers and texts gone, doubled, swapped, or made nasty."""
    for _ in range(chance.randint(1, 6)):
        pieces = [m.span() for m in re.finditer(r"<[^>]*>|\"[^\"]*\"|\d+|[^<\"\d]+", text)]
        if not pieces:
            return chance.choice(NASTY)
        (start, end), (other, last) = chance.choice(pieces), chance.choice(pieces)
        nasty = chance.choice(NASTY)
        old = text[start:end]
        quoted = f'"{nasty}"' if old.startswith('"') else nasty
        change = chance.choice(("", old * 2, text[other:last], quoted, quoted, old * 300))
        text = text[:start] + change + text[end:]
    return text


def repacked(package: bytes, chance: random.Random) -> bytes:
    """A package with one part edited, gone, renamed, or standing twice."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(made, "w") as target:
        names = source.namelist()
        chosen = chance.choice(names)
        for name in names:
            data = source.read(name)
            if name != chosen:
                target.writestr(name, data)
                continue
            match chance.randrange(8):
                case 0:
                    continue
                case 1:
                    target.writestr(chance.choice((name.upper(), "x/" + name, "../" + name)), data)
                case 2:
                    target.writestr(name, damaged(data, chance) if data else b"")
                case _:
                    text = data.decode("utf-8", "replace")
                    target.writestr(name, edited(text, chance).encode("utf-8", "replace"))
    return made.getvalue()


@cache
def workbooks() -> tuple[bytes, ...]:
    values = {"name": "某某局", "year": 2025, "fees.amount": 1.5}
    return Book(EDITION, values=values).bytes(), pour(busy(EDITION))


@cache
def documents() -> dict[str, bytes]:
    return dict(render_package(busy(EDITION)))


@cache
def ledger() -> bytes:
    with tempfile.TemporaryDirectory() as room:
        folder, out = Path(room, "收件"), Path(room, "结果")
        folder.mkdir()
        (folder / "甲.xlsx").write_bytes(workbooks()[1])
        (folder / "乙.pdf").write_bytes(b"%PDF-1.7")
        run_here(folder, out, year=2025)
        return (out / "台账.sqlite").read_bytes()


def some_package(package: bytes, chance: random.Random) -> bytes:
    damage = chance.choice((damaged, repacked, repacked, repacked))
    return damage(package, chance)


def a_workbook(chance: random.Random, room: Path) -> None:
    path = room / "甲.xlsx"
    path.write_bytes(some_package(chance.choice(workbooks()), chance))
    examined = examine(path)
    assert examined.findings or examined.reading.filing


def a_page(chance: random.Random, _: Path) -> None:
    text = documents()[PAGE].decode()
    page = chance.choice((edited(text, chance).encode("utf-8", "replace"),
                          damaged(text.encode(), chance)))  # fmt: skip
    _compared(page)


def a_word_file(chance: random.Random, _: Path) -> None:
    _compared(some_package(documents()[WORD], chance))


def _compared(data: bytes) -> None:
    try:
        document = read_foreign(data)
    except NotADocument:
        return
    differences_of(busy(EDITION), document)


def an_import(chance: random.Random, room: Path) -> None:
    """A page, a Word file or a text as `import` takes it: a filing, or why there is none."""
    ending = chance.choice((PAGE, WORD, ".txt"))
    data = documents()[PAGE if ending == ".txt" else ending]
    if ending == WORD:
        made = some_package(data, chance)
    else:
        text = edited(data.decode(), chance)
        text = re.sub(r"<[^>]*>", "\n", text) if ending == ".txt" else text
        made = chance.choice(
            (
                text.encode("utf-8", "replace"),
                damaged(text.encode("utf-8", "replace") or b"x", chance),
            )
        )
    path = room / f"报告{ending}"
    path.write_bytes(made)
    reading = import_report(path)
    assert reading.filing or reading.findings
    assert path.read_bytes() == made


def an_archive(chance: random.Random, room: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", chance.choice((0, 8, 12, 14))) as archive:
        for number in range(chance.randrange(1, 6)):
            name = chance.choice((*NASTY, f"{number}.xlsx", "a/b/c.xlsx", ".DS_Store"))
            name = f"{name}{number}".replace("\0", "")
            archive.writestr(name, chance.randbytes(chance.randrange(300)))
    path = room / "批.zip"
    path.write_bytes(chance.choice((made.getvalue(), damaged(made.getvalue(), chance))))
    sources = Archives(room).opened(path, path.name)
    assert sources
    for source in sources:
        if not source.refused:
            examine(source.path)


def a_ledger(chance: random.Random, room: Path) -> None:
    path = room / "台账.sqlite"
    path.write_bytes(damaged(ledger(), chance))
    with suppress(VaultError), Ledger.open(room) as opened:
        opened.facts(2025)
        for sha256 in opened.known(""):
            opened.findings(sha256)
            opened.filing(sha256)
        assert not [name for name in opened.outputs() if ".." in name]


KINDS: dict[Callable[[random.Random, Path], None], int] = {
    a_workbook: 400,
    a_page: 150,
    a_word_file: 150,
    an_import: 150,
    an_archive: 150,
    a_ledger: 150,
}


def tried(task: tuple[int, int]) -> str:
    """One input, looked at as the program does; the kind and seed where that is wrong."""
    kind, seed = task
    with tempfile.TemporaryDirectory() as room:
        list(KINDS)[kind](random.Random(seed), Path(room))
    return ""


def tasks() -> list[tuple[int, int]]:
    return [(kind, seed) for kind, times in enumerate(KINDS.values()) for seed in range(times)]
