"""The one seam to the operating system: files written whole, names it accepts, its console."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
import time
import traceback
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
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


# ------------------------------------------------------------------ files


def write_whole(path: Path, data: bytes) -> None:
    """Write the file whole or not at all; its folder must exist.

    Raises FileInUse where another program holds the file, OSError for any other reason.
    """
    temporary = path.with_name(f"{_TEMPORARY}{os.getpid()}-{next(_counter)}.tmp")
    try:
        with open(_extended(temporary), "xb") as file:  # noqa: PTH123 an extended path is no Path
            file.write(data)
        move_over(temporary, path)
    except BaseException:
        remove(temporary)
        raise


def write_keeping(path: Path, data: bytes) -> Path | None:
    """Write the file whole; where another one of that name was moved to, if there was one.

    A file that already holds just that is left alone. Raises FileInUse, which names `path`,
    where another program holds the earlier file.
    """
    kept = None
    if path.is_file():
        if path.read_bytes() == data:
            return None
        kept = _free_name(path)
        try:
            move_over(path, kept)
        except FileInUse as error:
            raise FileInUse(error.errno, error.strerror, str(path)) from error
    write_whole(path, data)
    return kept


def _free_name(path: Path) -> Path:
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_stem(path.stem + say("collection.numbered", number=number))
    return free


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


# ------------------------------------------------------------------ own folder, other programs


def own_folder() -> Path:
    r"""The folder that the program keeps its log and notes in: on Windows in %LOCALAPPDATA%."""
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    folder = base / "xltools"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def open_with_its_program(path: Path) -> bool:
    """Open a file or folder as a double click would; whether there is a program to do it."""
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError:
            return False
        return True
    import shutil  # here: the start of the program need not wait
    import subprocess

    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return False
    quiet = subprocess.DEVNULL
    subprocess.Popen(
        [opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
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


def limit_memory(limit: int) -> None:
    """Let this process and its children have about so many bytes of memory, where the system can.

    Twice as much address space: libraries reserve more than they use. What asks for more gets
    a MemoryError. Windows has no such limit: there somebody must watch `memory_of`.
    """
    if limits_memory():
        import resource  # not there on Windows

        _, hardest = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (2 * limit, hardest))


def limits_memory() -> bool:
    """Whether the system itself holds a process to `limit_memory`."""
    return os.name == "posix" and sys.platform != "darwin"


def memory_of(pid: int) -> int:
    """How many bytes of memory a process uses; 0 once it has ended."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def fault_of(error: BaseException) -> str:
    """Where an unexpected exception came from. Its message is left out: it may quote a return."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join((type(error).__name__, *lines))


def processors() -> int:
    """How many processes may run at once, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def libreoffice() -> Path | None:
    """The program that starts LibreOffice, or None where it is not installed."""
    found = shutil.which("soffice.com") or shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    folders = (os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    usual = [Path(folder) / "LibreOffice" / "program" / "soffice.com" for folder in folders]
    usual.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    return next((program for program in usual if program.is_file()), None)
