"""The one seam to the operating system: files written whole, names it accepts, its console."""

from __future__ import annotations

import getpass
import itertools
import json
import os
import signal
import socket
import sys
import time
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from xltools.messages import say

_LOCK_PREFIXES = ("~$", ".~", "._")
"""Owner files of Excel and WPS, of LibreOffice, and the shadows a Mac leaves on a stick."""

_TEMPORARY = ".~xltools-"
"""Begins like a lock file, so that one left behind by a killed run is never taken for a return."""

_LONGEST_NAME = 60
"""Characters kept of a name: with the longest ending, under the 255 bytes of common systems."""

_LONGEST_WINDOWS_PATH = 240
_REPLACE_ATTEMPTS = 3
_REPLACE_PAUSE = 0.1
"""Seconds between attempts: a virus scanner lets go of a new file soon, a person does not."""

_LOOK_ALIKES = str.maketrans(r'<>:"/\|?*#%[]', "＜＞：＂／＼｜？＊＃％［］")
"""What a file name, or a link to it in a workbook, cannot hold, and what stands for it."""

_PORTS = (device + digit for device in ("COM", "LPT") for digit in "0123456789¹²³")
_RESERVED = frozenset(("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *_PORTS))

_counter = itertools.count()


class FileInUse(OSError):
    """The file is open in another program, which does not let it be replaced."""


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


# ------------------------------------------------------------------ files


def write_whole(path: Path, data: bytes) -> None:
    """Write the file whole or not at all; its folder must exist.

    Raises FileInUse where another program holds the file, OSError for any other reason.
    """
    with whole(path) as temporary, open(_extended(temporary), "xb") as file:  # noqa: PTH123
        file.write(data)


@contextmanager
def whole(path: Path) -> Generator[Path, None, None]:
    """A place beside the file to write it at; what stands there afterwards moves over the file.

    After an exception nothing moves and nothing is left. Raises what `move_over` raises.
    """
    temporary = path.with_name(f"{_TEMPORARY}{os.getpid()}-{next(_counter)}.tmp")
    try:
        yield temporary
        move_over(temporary, path)
    except BaseException:
        remove(temporary)
        raise


def unused(path: Path) -> Path:
    """The path, with a number behind its name where something stands there already."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = numbered(path, number)
    return free


def numbered(path: Path, number: int) -> Path:
    """The path with a number behind its name."""
    return path.with_stem(path.stem + say("collection.numbered", number=number))


def move_over(source: Path, target: Path) -> None:
    """Move a file to a place on the same disk, over what stands there, in one step.

    Raises FileInUse where another program holds the source or the target.
    """
    for attempt in range(1, _REPLACE_ATTEMPTS + 1):
        try:
            os.replace(_extended(source), _extended(target))  # noqa: PTH105
            return
        except PermissionError as error:
            if attempt == _REPLACE_ATTEMPTS:
                raise FileInUse(error.errno, error.strerror, str(target)) from error
            time.sleep(_REPLACE_PAUSE)


def remove(path: Path) -> None:
    """Remove a file of our own, if it is there."""
    Path(_extended(path)).unlink(missing_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed run left half-written in that folder."""
    for leftover in folder.glob(f"{_TEMPORARY}*.tmp"):
        remove(leftover)


def is_lock_file(path: Path) -> bool:
    """Whether the name is that of an owner or shadow file, which holds no return."""
    return path.name.startswith(_LOCK_PREFIXES)


def safe_name(text: str) -> str:
    """A file name (without ending) that every system and a link in a workbook accept.

    Forbidden characters become their full-width look-alikes; never empty, never a device.
    """
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    name = " ".join(kept.split()).translate(_LOOK_ALIKES).lstrip("~.= ")
    name = name[:_LONGEST_NAME].rstrip(". ")
    if name.partition(".")[0].rstrip().upper() in _RESERVED:
        name = f"_{name}"
    return name or say("platform.unnamed")


def _extended(path: Path) -> str:
    r"""The path as the system takes it: on Windows a long one in its `\\?\` form."""
    text = str(path)
    if os.name != "nt":
        return text
    full = os.path.abspath(text)  # noqa: PTH100 resolve() follows links, and needs the file
    if len(full) < _LONGEST_WINDOWS_PATH or full.startswith("\\\\?\\"):
        return full
    return f"\\\\?\\UNC{full[1:]}" if full.startswith("\\\\") else f"\\\\?\\{full}"


# ------------------------------------------------------------------ one at a time


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
        descriptor = os.open(_extended(path), os.O_RDWR | os.O_CREAT)
        try:
            if not _lock(descriptor):
                raise HeldElsewhere(_holder(path))
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
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


# ------------------------------------------------------------------ console and processes


def prepare_console() -> None:
    """Make the standard streams safe to write to.

    A GBK console shows `?` for what it lacks; under pythonw, where there are none, what is
    written goes nowhere.
    """
    sys.stdout = _writable(sys.stdout)
    sys.stderr = _writable(sys.stderr)


def _writable(stream: TextIO | None) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
    if reconfigure := getattr(stream, "reconfigure", None):
        reconfigure(errors="replace")
    return stream


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent process, which stops its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def interrupts_held_back() -> Generator[None, None, None]:
    """Start processes in here: they are then deaf to Ctrl-C from their first moment on.

    One that comes meanwhile reaches this process afterwards. Windows has no such thing.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker  # here: the start of the program need not wait

    resource_tracker.ensure_running()  # when it starts later, it lets interrupts through again
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier)


def processors() -> int:
    """How many processes may run at once, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
