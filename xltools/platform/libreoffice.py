"""LibreOffice, where it is installed: found in one place for all who need it, and run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

_COMMANDS = ("soffice.com", "soffice", "libreoffice")
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)")
"""Environment variables: a Python of 32 bits sees the programs of 64 bits by the second."""
_ON_WINDOWS = Path("LibreOffice", "program", "soffice.com")
_MAC_FOLDERS = (Path("/Applications"), Path("~/Applications"))
_ON_MAC = Path("LibreOffice.app", "Contents", "MacOS", "soffice")


def libreoffice() -> Path | None:
    """The program that starts LibreOffice, or None where it is not installed.

    Its installer puts it on the PATH of neither Windows nor a Mac. One in the folder that one
    stands in, where Windows looks first, may be a file that somebody sent: it is never taken.
    """
    places = (place for place in (*_on_path(), *_usual_places()) if place.is_absolute())
    return next((place for place in places if place.is_file() and os.access(place, os.X_OK)), None)


def _on_path() -> Iterator[Path]:
    for command in _COMMANDS:
        yield from (Path(folder) / command for folder in os.get_exec_path())


def _usual_places() -> Iterator[Path]:
    for name in _WINDOWS_FOLDERS:
        if folder := os.environ.get(name):
            yield Path(folder) / _ON_WINDOWS
    for applications in _MAC_FOLDERS:
        with suppress(RuntimeError):  # an account without a home
            applications = applications.expanduser()
        yield applications / _ON_MAC


def convert(
    program: Path, documents: Sequence[bytes], ending: str, to: str, seconds: float
) -> list[bytes] | None:
    """Each document with that ending in another format, in their order; None where it fails.

    LibreOffice works in a folder and with a profile of its own: one that is open does not stand
    in its way, and nothing of the user's is touched. After so many seconds it is ended, and what
    it had begun to write counts for nothing.
    """
    with TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        files = [room / f"{number}.{ending}" for number in range(len(documents))]
        for file, data in zip(files, documents, strict=True):
            file.write_bytes(data)
        profile = f"-env:UserInstallation={(room / 'profile').as_uri()}"
        command = [str(program), profile, "--headless", "--norestore", "--convert-to", to]
        made = room / "made"
        try:
            if not _run([*command, "--outdir", str(made), *map(str, files)], seconds):
                return None
            return [(made / f"{file.stem}.{to}").read_bytes() for file in files]
        except OSError:
            return None


def _run(command: Sequence[str], seconds: float) -> bool:
    """Whether a program came to a good end; when the time is up it is ended with all it started."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            _end(process.pid)
            return False


def _end(pid: int) -> None:
    import psutil

    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for each in (*process.children(recursive=True), process):
            with suppress(psutil.Error):
                each.kill()
