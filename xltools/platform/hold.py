"""A place held by one process at a time, with who holds it."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from xltools.platform.files import extended, remove

_NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0)
"""Where a link stands in the file's place, nothing is opened: what it points to is not ours."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a place: what the next one is told."""

    host: str
    user: str
    pid: int
    since: str


class HeldElsewhere(OSError):
    """Another process holds the place; `holder` is None where it has not yet said who it is."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__("held by another process")
        self.holder = holder


@contextmanager
def held(path: Path, since: str) -> Generator[None, None, None]:
    """Hold that file for this process alone. Raises HeldElsewhere where another one does.

    The lock is the system's and ends with the process, however that ends. The file is only
    there while it is held, or after a process was killed.
    """
    descriptor = _taken(path)
    try:
        holder = Holder(socket.gethostname(), _user(), os.getpid(), since)
        os.write(descriptor, json.dumps(asdict(holder)).encode())
        yield
    finally:
        if os.name == "nt":  # an open file cannot be removed there, nor one that the next one holds
            os.close(descriptor)
            with suppress(OSError):
                remove(path)
        else:
            remove(path)
            os.close(descriptor)


def _taken(path: Path) -> int:
    """A descriptor of the file, locked: of the one that stands there, not of one just removed."""
    while True:
        descriptor = os.open(extended(path), os.O_RDWR | os.O_CREAT | _NOT_THROUGH_LINKS)
        try:
            if not _lock(descriptor):
                raise HeldElsewhere(_holder(path))
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    os.ftruncate(descriptor, 0)
                    return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _holder(path: Path) -> Holder | None:
    with suppress(OSError, ValueError, TypeError):
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    return None


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return ""


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """Beyond what is written: Windows lets nobody read a locked byte."""

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
