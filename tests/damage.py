"""A workbook damaged at random, each way as often as it is told."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

from books import rezipped


def flipped(book: bytes, chance: random.Random) -> bytes:
    data = bytearray(book)
    for _ in range(chance.choice((1, 2, 8, 40))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def cut(book: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(book))
    return chance.choice((book[:start], book[start:], book[:start] + book[start + 500 :]))


def without_parts(book: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = archive.namelist()
    gone = chance.sample(names, chance.choice((1, 1, 2, 5)))
    return rezipped(book, dict.fromkeys(gone, None))


def edited(book: bytes, chance: random.Random) -> bytes:
    """One to five edits in one part's XML: tags, attributes and texts gone, doubled, swapped."""
    part = _some_part(book, chance, r"\.(xml|rels)$")
    xml = _read(book, part)
    for _ in range(chance.randint(1, 5)):
        pieces = list(re.finditer(r"<[^>]*>|[^<]+", xml))
        one, other = chance.choice(pieces), chance.choice(pieces)
        change = chance.choice(("", one[0] * 2, other[0], one[0][::-1], one[0].replace('"', "")))
        xml = xml[: one.start()] + change + xml[one.end() :]
    return rezipped(book, {part: xml.encode()})


def overwritten(book: bytes, chance: random.Random) -> bytes:
    """A figure changed in the XML, and nothing worked out anew."""
    part = _some_part(book, chance, r"sheet[3457]\.xml$")  # those with tables
    xml = _read(book, part)
    typed = list(re.finditer(r"(<c r=\"[A-O]\d+\"[^>]*><v>)(\d+)(</v></c>)", xml))
    one = chance.choice(typed)
    value = int(one[2]) + chance.randint(1, 9000)
    changed = xml[: one.start()] + f"{one[1]}{value}{one[3]}" + xml[one.end() :]
    return rezipped(book, {part: changed.encode()})


def _some_part(book: bytes, chance: random.Random, pattern: str) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return chance.choice([name for name in archive.namelist() if re.search(pattern, name)])


def _read(book: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(part).decode()


DAMAGE: dict[Callable[[bytes, random.Random], bytes], int] = {
    flipped: 60,
    cut: 25,
    without_parts: 35,
    edited: 80,
    overwritten: 40,
}
