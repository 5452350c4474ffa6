"""This program's own folder, and what a double click opens."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


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
    import subprocess  # here: the start of the program need not wait

    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return False
    quiet = subprocess.DEVNULL
    subprocess.Popen(
        [opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    return True
