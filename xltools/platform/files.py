"""Files written whole or not at all, never over one that somebody else holds open."""

from __future__ import annotations

import errno
import io
import itertools
import os
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TypeVar

from xltools.messages import say

P = TypeVar("P", bound=PurePath)

_TEMPORARY = ".~xltools-"
"""Begins like a lock file, so that one left behind by a killed run is never taken for a return."""

_LONGEST_WINDOWS_PATH = 240
_REPLACE_ATTEMPTS = 3
_REPLACE_PAUSE = 0.1
"""Seconds between attempts: a virus scanner lets go of a new file soon, a person does not."""

_counter = itertools.count()


class FileInUse(OSError):
    """The file is open in another program, which does not let it be replaced."""


class NotAFile(OSError):
    """There is something of that name that is no plain file: a folder, a pipe, a device."""


def plain_file(path: Path) -> io.BufferedReader:
    """A file opened to read. A pipe or device, from which a read may never end, is not opened.

    Raises NotAFile for these, OSError where nothing can be opened.
    """
    if path.exists() and not path.is_file():
        raise NotAFile(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return path.open("rb")


def make_folder(path: Path) -> None:
    """Make a folder of ours, if it is not there. Raises OSError for a link in its place."""
    path.mkdir(exist_ok=True)
    if path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def folders_to(path: Path, root: Path) -> Path:
    """That file below `root`, the folders to it made. Raises OSError for a link among them."""
    for folder in reversed(path.relative_to(root).parents[:-1]):
        make_folder(root / folder)
    return path


def remove_emptied(folder: Path, root: Path) -> None:
    """Remove a folder below `root` if nothing is left in it, and those that it leaves empty."""
    with suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent


@contextmanager
def naming(path: Path) -> Generator[None, None, None]:
    """Let an error of writing that names no file, as that of a full disk, name this one."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write the file whole or not at all; its folder must exist.

    Raises FileInUse where another program holds the file, OSError for any other reason.
    """
    with whole(path) as temporary, open(extended(temporary), "xb") as file:  # noqa: PTH123
        file.write(data)


@contextmanager
def whole(path: Path) -> Generator[Path, None, None]:
    """A place beside the file to write it at; what stands there afterwards moves over the file.

    After an exception nothing moves and nothing is left. Raises what `move_over` raises; an
    OSError names the file that was to be written.
    """
    temporary = path.with_name(f"{_TEMPORARY}{os.getpid()}-{next(_counter)}.tmp")
    try:
        with naming(path):
            yield temporary
            move_over(temporary, path)
    except BaseException as error:
        with suppress(OSError):
            remove(temporary)
        if isinstance(error, OSError) and error.filename in (str(temporary), extended(temporary)):
            error.filename = str(path)
        raise


def unused(path: Path) -> Path:
    """The path, with a number behind its name where something stands there already."""
    return path.with_stem(free_name(path.stem, lambda stem: path.with_stem(stem).exists()))


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """The name, with the first number behind it under which nobody has it where it is taken."""
    tried, number = name, 1
    while is_taken(tried):
        number += 1
        tried = name + say("collection.numbered", number=number)
    return tried


def own_text(path: str, values: Mapping[str, str] = MappingProxyType({})) -> str:
    """A text that comes with the program, by its path in the package, with what stands for each
    @NAME@.
    """
    text = (resources.files("xltools") / path).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def for_windows(text: str, encoding: str = "utf-8-sig") -> bytes:
    """A text as every Notepad shows it; a script is `ascii`."""
    return text.replace("\n", "\r\n").encode(encoding)


def own_docs() -> Path:
    """Where the pages of docs/ lie that come with the program: in the package, or in a checkout."""
    package = Path(str(resources.files("xltools")))
    packed = package / "addin" / "docs"
    return packed if packed.is_dir() else package.parent / "docs"


def with_number(path: P, number: int) -> P:
    """The path with a number behind its name."""
    return path.with_stem(path.stem + say("collection.numbered", number=number))


def write_keeping(path: Path, data: bytes) -> Path | None:
    """Write the file whole; where another one of that name was moved to, if there was one.

    A file that already holds just that is left alone. Raises FileInUse, which names `path`,
    where another program holds the earlier file.
    """
    kept = None
    if path.is_file():
        if path.read_bytes() == data:
            return None
        kept = unused(path)
        try:
            move_over(path, kept)
        except FileInUse as error:
            raise FileInUse(error.errno, error.strerror, str(path)) from error
    write_whole(path, data)
    return kept


def move_over(source: Path, target: Path) -> None:
    """Move a file to a place on the same disk, over what stands there, in one step.

    Raises FileInUse where another program holds the source or the target.
    """
    for attempt in range(1, _REPLACE_ATTEMPTS + 1):
        try:
            os.replace(extended(source), extended(target))  # noqa: PTH105
            return
        except PermissionError as error:
            if attempt == _REPLACE_ATTEMPTS:
                raise FileInUse(error.errno, error.strerror, str(target)) from error
            time.sleep(_REPLACE_PAUSE)


def remove(path: Path) -> None:
    """Remove a file of our own, if it is there."""
    Path(extended(path)).unlink(missing_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed run left half-written in that folder and those within it."""
    name = f"{_TEMPORARY}*.tmp"
    for depth in ("", "*/", "*/*/"):
        for leftover in folder.glob(depth + name):
            remove(leftover)


def extended(path: Path) -> str:
    r"""The path as the system takes it: on Windows a long one in its `\\?\` form."""
    text = str(path)
    if os.name != "nt":
        return text
    full = os.path.abspath(text)  # noqa: PTH100 resolve() follows links, and needs the file
    if len(full) < _LONGEST_WINDOWS_PATH or full.startswith("\\\\?\\"):
        return full
    return f"\\\\?\\UNC{full[1:]}" if full.startswith("\\\\") else f"\\\\?\\{full}"
