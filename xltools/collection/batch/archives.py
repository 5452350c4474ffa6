"""A .zip among the returns: its members become files of the batch.

Nothing of an archive decides where anything is written: members are unpacked under numbers
into a staging folder, and what they were called is only shown. Bounds are counted on what is
really unpacked, never on what the archive says of itself, and over all archives of a run.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from xltools.filing.wording import STEERING, TURNING
from xltools.messages import say
from xltools.platform.files import naming, plain_file, with_number
from xltools.platform.names import is_lock_file, is_system_file
from xltools.platform.zips import DAMAGED, pieces_of, zip_in
from xltools.reader.opening.triage import MAX_FILE

MAX_MEMBERS = 2_000
MAX_TOTAL = 1 << 30
_LONGEST_NAME = 200
"""Characters of a member's name that are shown."""

_OF_DOCUMENTS = ("[content_types].xml", "mimetype", "ofd.xml")

_ENCRYPTED, _UTF8 = 0x1, 0x800
"""Bits of a member's flags."""
_UNSHOWN = re.compile(f"[\t\n{STEERING}{TURNING}]")
"""Control characters, and those that turn the direction of writing."""


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file of the batch: where its bytes are, and what people see it called.

    `refused` is the code of why a member could not be taken out of its archive; there are then
    no bytes to read.
    """

    path: Path
    file: str
    refused: str = ""


@dataclass
class Archives:
    """The archives of one run, unpacked below the existing folder `into`.

    They may hold so many more `members` and bytes, all together; `aside` are the names of what is
    left in them because systems and programs made it by themselves.
    """

    into: Path
    members: int = field(default_factory=lambda: MAX_MEMBERS)
    size: int = field(default_factory=lambda: MAX_TOTAL)
    aside: list[str] = field(default_factory=list[str])

    def opened(self, path: Path, file: str) -> tuple[BatchFile, ...]:
        """The file itself, or the members of a .zip.

        An archive that cannot be opened, or with too many members, stays one file: the reader
        says what it is. One within another is a member like any other, and is not opened.
        Raises OSError where a member cannot be written.
        """
        if path.suffix.lower() != ".zip":
            return (BatchFile(path, file),)
        with ExitStack() as stack:
            try:
                archive = stack.enter_context(zip_in(stack.enter_context(plain_file(path))))
                members = {} if _is_document(archive) else _members(archive)
            except DAMAGED:
                return (BatchFile(path, file),)
            found = {name: member for name, member in members.items() if not _is_aside(name)}
            if not 0 < len(found) <= self.members:
                return (BatchFile(path, file),)
            self.members -= len(found)
            self.aside += [f"{file}/{name}" for name in members if name not in found]
            return tuple(self._unpacked(archive, found, file))

    def _unpacked(
        self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], file: str
    ) -> Iterator[BatchFile]:
        own = Path(tempfile.mkdtemp(dir=self.into))
        for number, (name, member) in enumerate(members.items()):
            target = own / f"{number}.member"
            yield BatchFile(target, f"{file}/{name}", self._unpack(archive, member, target))

    def _unpack(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> str:
        """Write a member to its place; why it was refused, if it was."""
        if member.flag_bits & _ENCRYPTED:
            return "member_encrypted"
        most = min(self.size, MAX_FILE)
        refused = "" if most > 0 else "member_too_big"
        pieces = iter(()) if refused else pieces_of(archive, member)
        with naming(target), target.open("xb") as copy:
            while not refused:
                try:
                    block = next(pieces, b"")
                except (*DAMAGED, MemoryError):
                    refused = "member_damaged"
                    break
                if not block:
                    break
                self.size -= len(block)
                most -= len(block)
                if most < 0:
                    refused = "member_too_big"
                copy.write(block)
        if refused:
            target.unlink()
        return refused


def _is_document(archive: zipfile.ZipFile) -> bool:
    """Whether it is a workbook or another document in which a zip is only how it is kept."""
    return any(name.lower() in _OF_DOCUMENTS for name in archive.namelist())


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by the names that are shown, in the order of these."""
    named: dict[str, zipfile.ZipInfo] = {}
    often: dict[str, int] = {}
    for member in archive.infolist():
        if member.filename.endswith("/") and not member.file_size:
            continue
        name = _shown(_name_of(member)) or say("collection.unnamed")
        named[_untaken(name, named, often)] = member
    return dict(sorted(named.items()))


def _is_aside(name: str) -> bool:
    path = Path(name)
    return is_lock_file(path) or is_system_file(path)


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


def _untaken(name: str, taken: dict[str, zipfile.ZipInfo], often: dict[str, int]) -> str:
    """The name, with a number where an archive holds more of it: `often` is how many by now."""
    tried = name
    while tried in taken:
        often[name] = often.get(name, 1) + 1
        tried = with_number(PurePosixPath(name), often[name]).as_posix()
    return tried
