"""A .zip among the returns: its members become files of the batch.

Nothing of an archive decides where anything is written: members are unpacked under numbers
into a staging folder, and what they were called is only shown. Bounds are counted on what is
really unpacked, never on what the archive says of itself.
"""

from __future__ import annotations

import lzma
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from xltools.messages import say
from xltools.platform.names import is_lock_file
from xltools.reader.triage import MAX_FILE

MAX_MEMBERS = 2_000
MAX_TOTAL = 1 << 30
_BLOCK = 1 << 20
_LONGEST_NAME = 200
"""Characters of a member's name that are shown."""

_OF_DOCUMENTS = ("[Content_Types].xml", "mimetype", "OFD.xml")

_ENCRYPTED, _UTF8 = 0x1, 0x800
"""Bits of a member's flags."""
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of writing."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the batch: where its bytes are, and what people see it called.

    `refused` is the code of why a member could not be taken out of its archive; there are then
    no bytes to read.
    """

    path: Path
    file: str
    refused: str = ""


def opened(path: Path, file: str, into: Path) -> tuple[Source, ...]:
    """The file itself, or the members of a .zip, unpacked into the existing folder `into`.

    An archive that cannot be opened, or with too many members, stays one file: the reader
    says what it is. One within another is a member like any other, and is not opened.
    """
    if path.suffix.lower() != ".zip":
        return (Source(path, file),)
    try:
        with zipfile.ZipFile(path) as archive:
            members = {} if _is_document(archive) else _members(archive)
            if not 0 < len(members) <= MAX_MEMBERS:
                return (Source(path, file),)
            return tuple(_unpacked(archive, members, file, into))
    except _DAMAGED:
        return (Source(path, file),)


def _is_document(archive: zipfile.ZipFile) -> bool:
    """Whether it is a workbook or another document in which a zip is only how it is kept."""
    return any(name in _OF_DOCUMENTS for name in archive.namelist())


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by the names that are shown, in the order of these."""
    named: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = _shown(_name_of(member))
        if member.is_dir() or not name or is_lock_file(Path(name)):
            continue
        named[_untaken(name, named)] = member
    return dict(sorted(named.items()))


def _name_of(member: zipfile.ZipInfo) -> str:
    """What a member is called. Windows writes names in its own encoding and does not say so."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _shown(name: str) -> str:
    """A member's name for people: never a way out of the archive, and no character unseen."""
    parts = _UNSHOWN.sub("", name).replace("\\", "/").split("/")
    kept = [part for part in parts if part.strip() not in ("", ".", "..")]
    shown = "/".join(kept)
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"


def _untaken(name: str, taken: dict[str, zipfile.ZipInfo]) -> str:
    """The name, with a number where an archive holds two of it."""
    tried, number = name, 1
    while tried in taken:
        number += 1
        path = PurePosixPath(name)
        tried = str(path.with_stem(path.stem + say("collection.numbered", number=number)))
    return tried


def _unpacked(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], file: str, into: Path
) -> Iterator[Source]:
    left = MAX_TOTAL
    own = Path(tempfile.mkdtemp(dir=into))
    for number, (name, member) in enumerate(members.items()):
        target = own / f"{number}.member"
        refused, size = _unpack(archive, member, target, min(left, MAX_FILE))
        left -= size
        yield Source(target, f"{file}/{name}", refused)


def _unpack(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, most: int
) -> tuple[str, int]:
    """Write a member to its place; why it was refused, and how many bytes were unpacked."""
    if member.flag_bits & _ENCRYPTED:
        return "member_encrypted", 0
    if most <= 0:
        return "member_too_big", 0
    size = 0
    try:
        with archive.open(member) as source, target.open("xb") as copy:
            while block := source.read(_BLOCK):
                size += len(block)
                if size > most:
                    break
                copy.write(block)
    except _DAMAGED:
        target.unlink(missing_ok=True)
        return "member_damaged", size
    if size > most:
        target.unlink()
        return "member_too_big", size
    return "", size
