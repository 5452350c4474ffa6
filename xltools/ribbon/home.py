"""Where the reports of an open workbook may lie."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PureWindowsPath

from xltools.platform.files import own_text


def folder_called(path: str | None) -> Path | None:
    """The folder by what a program says of its workbook; None while that is unsaved, and on a
    server."""
    return Path(path) if path and "://" not in path else None


def why_not_beside(folder: Path | None, read_only: bool) -> str:
    """Why reports may not lie beside the workbook, as a message's code; "" where they may."""
    if folder is None:
        return "unsaved"
    if read_only:
        return "read_only"
    return "cache" if is_cache(folder) else ""


def is_cache(folder: Path) -> bool:
    """Whether a program may clear that folder: a temporary, chat or mail one."""
    names = [part.casefold() for part in PureWindowsPath(folder).parts]
    return any(fnmatchcase(name, pattern) for name in names for pattern in _cache_folders())


@cache
def _cache_folders() -> tuple[str, ...]:
    groups = tomllib.loads(own_text("ribbon/cache_folders.toml")).values()
    return tuple(name.casefold() for group in groups for names in group.values() for name in names)
