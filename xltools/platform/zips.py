"""Zip packages: our own written, those that others made opened and unpacked within bounds.

Bounds are counted on what is really read and unpacked, never on what a package says of itself.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import IO

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    ArithmeticError,
    LookupError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises at a package that is damaged or made up."""

BLOCK = 1 << 20
_MOST_AT_ONCE = 4 << 20
"""Bytes of a package's directory: some thirty thousand names."""


def packed(parts: Mapping[str, bytes], level: int = 6) -> bytes:
    """A package of these parts, stored as they are at level 0: same parts, same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in parts.items():
            add_part(package, name, data, level)
    return made.getvalue()


def parts_of(package: bytes) -> dict[str, bytes]:
    """The parts of a package of our own, by their names."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def add_part(package: zipfile.ZipFile, name: str, data: bytes, level: int = 6) -> None:
    """Add a part to a package that is being written."""
    package.writestr(new_part(name, level), data, compresslevel=level or None)


def new_part(name: str, level: int = 6) -> zipfile.ZipInfo:
    """What a package says of a part: no day, and the same on every system."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED
    info.create_system, info.external_attr = 3, 0o600 << 16
    return info


class TooMuch(Exception):
    """More came out of a member than was allowed."""


class _Bounded:
    """A file of which nobody reads very much at once: a directory may be a gigabyte long."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell
        self.seekable, self.close = file.seekable, file.close

    def read(self, size: int = -1) -> bytes:
        most = _MOST_AT_ONCE + 1
        data = self._file.read(most if size < 0 else min(size, most))
        if len(data) == most:
            raise zipfile.BadZipFile
        return data


def zip_in(file: IO[bytes]) -> zipfile.ZipFile:
    """The package in that file. Raises one of DAMAGED for anything else."""
    return zipfile.ZipFile(_Bounded(file))  # type: ignore[arg-type] no more of a file is needed


def pieces_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member in pieces. Raises one of DAMAGED."""
    with archive.open(member) as source:
        while block := source.read(BLOCK):
            yield block


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """A member whole. Raises TooMuch where it is larger than that, one of DAMAGED."""
    found: list[bytes] = []
    for block in pieces_of(archive, member):
        found.append(block)
        most -= len(block)
        if most < 0:
            raise TooMuch
    return b"".join(found)
