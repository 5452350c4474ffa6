"""The folder of returned workbooks, and the folder that we write to: what is whose.

A folder we wrote to holds a small list of what the last run put there. By it the next run
knows what it may retire, and any run what it must not take for a return.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from xltools.platform import is_lock_file, write_whole

MANIFEST = ".xltools-outputs.json"
RETIRED = "旧"
LEDGER = "台账.xlsx"
RESULT = "-结果"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files to examine, owner files left alone, and folders that could not be entered."""

    files: tuple[Path, ...]
    locks: tuple[Path, ...]
    closed: tuple[Path, ...]


def beside(folder: Path) -> Path:
    """Where the result of a run goes that nobody gave a place: beside the folder of returns."""
    folder = folder.absolute()
    return folder.with_name(folder.name + RESULT) if folder.name else folder / RESULT


def gather(folder: Path, out: Path) -> Gathered:
    """Every file below `folder` in a fixed order; neither `out` nor any output of ours."""
    files: list[Path] = []
    locks: list[Path] = []
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
            if name not in ours and os.path.realpath(here / name) != own_folder
        ]
        for path in (here / name for name in names if name not in ours):
            if is_lock_file(path):
                locks.append(path)
            elif path.is_file() or path.is_symlink():
                files.append(path)
    return Gathered(*(tuple(sorted(paths)) for paths in (files, locks, closed)))


def _ours(folder: Path) -> frozenset[str]:
    """Names in a folder that a run of ours wrote."""
    if not (folder / MANIFEST).is_file():
        return frozenset()
    return frozenset((MANIFEST, RETIRED, LEDGER, *read_manifest(folder)))


def read_manifest(out: Path) -> dict[str, str]:
    """The outputs of the last run, each with the hash it was written with.

    None where there was no run or its list is damaged: then nothing in `out` counts as ours.
    """
    try:
        listed: object = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(listed, dict):
        return {}
    pairs = cast(dict[str, object], listed).items()
    return {name: str(sha256) for name, sha256 in pairs if Path(name).name == name}


def write_manifest(out: Path, outputs: Mapping[str, str]) -> None:
    """Remember what stands in `out` by our hand."""
    text = json.dumps(dict(sorted(outputs.items())), ensure_ascii=False, indent=0)
    write_whole(out / MANIFEST, text.encode())


def shown(path: Path, folder: Path) -> str:
    """The path below `folder` as people and files can hold it, odd bytes replaced."""
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
