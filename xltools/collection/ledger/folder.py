"""The folder of returned workbooks, and the folder that we write to: what is whose.

A folder we wrote to holds the ledger. By it any run knows what it must not take for a return.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import FIXED, RESULT, STAGING
from xltools.collection.ledger.stored import stand_in
from xltools.collection.ledger.vault import VaultError, is_result
from xltools.platform.files import plain_file
from xltools.platform.names import is_lock_file, is_system_file
from xltools.reader.opening.triage import MAX_HASHED

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files to examine, what programs made by themselves, and folders that were not entered."""

    files: tuple[Path, ...]
    aside: tuple[Path, ...]
    closed: tuple[Path, ...]


def beside(folder: Path) -> Path:
    """Where the result of a run goes that nobody gave a place: beside the folder of returns."""
    folder = folder.absolute()
    return folder.with_name(folder.name + RESULT) if folder.name else folder / RESULT


def gather(folder: Path, out: Path) -> Gathered:
    """Every file below `folder` in a fixed order; neither `out` nor any output of ours."""
    files: list[Path] = []
    aside: list[Path] = []
    closed: list[Path] = []
    own_folder = os.path.realpath(out)

    def unentered(error: OSError) -> None:
        closed.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=unentered):
        here = Path(place)
        ours = _ours(here)
        closed.extend(here / name for name in folders if (here / name).is_symlink())
        folders[:] = [
            name
            for name in folders
            if name not in ours
            and not name.startswith(STAGING)
            and os.path.realpath(here / name) != own_folder
        ]
        for path in (here / name for name in names if name not in ours):
            made_by_itself = is_lock_file(path) or is_system_file(path)
            (aside if made_by_itself else files).append(path)
    return Gathered(*(tuple(sorted(paths)) for paths in (files, aside, closed)))


def _ours(folder: Path) -> frozenset[str]:
    """Names in a folder that a run of ours wrote."""
    if not is_result(folder):
        return frozenset()
    try:
        with Ledger.open(folder) as ledger:
            return FIXED.union(ledger.outputs())
    except VaultError:
        return FIXED


def hash_of(path: Path, file: str) -> str:
    """The hash of a file's content, or what stands for it where it cannot be opened.

    A file is known again by its content alone. Its size and date would be quicker to look at,
    but a copy keeps the date of its source, and some programs put it back after writing: one
    wrong figure in a district's total costs more than reading a hundred kilobytes.
    """
    digest = hashlib.sha256()
    try:
        with plain_file(path) as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
                if opened.tell() > MAX_HASHED:
                    return stand_in(file)
    except (OSError, ValueError):
        return stand_in(file)
    return digest.hexdigest()


def shown_path(path: Path, folder: Path) -> str:
    """The path below `folder` as people and files can hold it, odd bytes replaced."""
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
