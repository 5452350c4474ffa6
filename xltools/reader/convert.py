"""Old and foreign workbook formats to .xlsx by LibreOffice, where it is present."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

TIMEOUT = 120.0
"""Seconds that a conversion may take."""


def converted(data: bytes, extension: str) -> bytes | None:
    """The workbook as .xlsx; None without LibreOffice, or where it cannot read the file.

    Works on a copy with a profile of its own, so neither the file nor the user's settings
    are touched.
    """
    program = shutil.which("soffice")
    if program is None:
        return None
    with TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        source = room / f"return.{extension}"
        source.write_bytes(data)
        out = room / "out"
        profile = (room / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        command += ["--convert-to", "xlsx", "--outdir", str(out), str(source)]
        _run(command)
        made = out / "return.xlsx"
        return made.read_bytes() if made.is_file() else None


def _run(command: list[str]) -> None:
    """Run a program to its end, or end it and what it started when the time is up."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
