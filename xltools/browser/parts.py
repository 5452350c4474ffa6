"""What the page is made of.

Pyodide and one compiled wheel come from where packages come from, or from a folder, and are known
by their digests; this program and its libraries of pure Python are taken as they are installed.
"""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory

from xltools.errors import XltoolsError
from xltools.messages import say
from xltools.platform.files import own_text
from xltools.platform.processes import complaint_of
from xltools.platform.zips import packed, parts_of

_PATIENCE = 600
"""Seconds that a package client may take."""
_SITE = "site.zip"
_UNWANTED = ("__pycache__", "tests")


class CannotMakePage(XltoolsError):
    """The page cannot be made; the message is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A file that is not ours: its name, its digest, and the command that fetches it."""

    file: str
    sha256: str
    command: tuple[str, ...]


def parts(folder: Path) -> dict[str, bytes]:
    """Every part by name, made of what was fetched into a folder. Raises CannotMakePage."""
    package, wheel = (_taken(fetched, folder) for fetched in _fetched_ones())
    return {**_unpacked(package, _known()["pyodide"]["files"]), _SITE: _site(wheel)}


def parts_from(source: Path | None) -> dict[str, bytes]:
    """The parts out of a folder; without one, of what is fetched now. Raises CannotMakePage."""
    if source is not None:
        return parts(source)
    with TemporaryDirectory(prefix="xltools-") as folder:
        fetch(Path(folder))
        return parts(Path(folder))


def fetch(folder: Path) -> list[Path]:
    """Fetch what the page is built of into an existing folder. Raises CannotMakePage."""
    for fetched in _fetched_ones():
        _fetch(fetched, folder)
        _taken(fetched, folder)
    return [folder / fetched.file for fetched in _fetched_ones()]


@cache
def _known() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(own_text("browser/parts.toml"))


def _fetched_ones() -> tuple[_Fetched, _Fetched]:
    pyodide, calamine = _known()["pyodide"], _known()["calamine"]
    version = f"{pyodide['version']}"
    _, _, python, abi, platform = str(calamine["wheel"]).removesuffix(".whl").split("-")
    npm = ("npm", "pack", f"pyodide@{version}", "--silent", "--pack-destination")
    pip = (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary", ":all:", "--implementation", "cp", "--abi", abi),
        *("--python-version", f"{python[2]}.{python[3:]}", "--platform", platform),
        *(f"{calamine['name']}=={calamine['version']}", "--dest"),
    )
    return (
        _Fetched(f"pyodide-{version}.tgz", str(pyodide["sha256"]), npm),
        _Fetched(str(calamine["wheel"]), str(calamine["sha256"]), pip),
    )


def _taken(fetched: _Fetched, folder: Path) -> bytes:
    """The file out of a folder, found to be the one that is known."""
    file = folder / fetched.file
    if not file.is_file():
        raise CannotMakePage(say("browser.not_there", folder=folder, file=fetched.file))
    data = file.read_bytes()
    if sha256(data).hexdigest() != fetched.sha256:
        raise CannotMakePage(say("browser.another", file=file))
    return data


def _fetch(fetched: _Fetched, folder: Path) -> None:
    """The file, by its package client."""
    client = shutil.which(fetched.command[0])
    if client is None:
        raise CannotMakePage(say("browser.no_client", client=fetched.command[0], file=fetched.file))
    said = complaint_of([client, *fetched.command[1:], str(folder)], _PATIENCE)
    if said is not None:
        raise CannotMakePage(say("browser.not_fetched", file=fetched.file, said=said))


def _unpacked(package: bytes, files: Sequence[str]) -> dict[str, bytes]:
    """Those files of an npm package."""
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        members = {name: archive.extractfile(f"package/{name}") for name in files}
        return {name: member.read() for name, member in members.items() if member}


# ------------------------------------------------------------------ Python


def _site(wheel: bytes) -> bytes:
    """All Python modules that the page imports, as one .zip; the same bytes each time."""
    files = parts_of(wheel)
    for library in _known()["libraries"]["names"]:
        files |= dict(_library(library))
    files |= dict(_program())
    return packed({name: files[name] for name in sorted(files)}, 9)


def _library(name: str) -> Iterator[tuple[str, bytes]]:
    """The sources of an installed library and its licence, by their paths."""
    for file in metadata.files(name) or ():
        licence = "licen" in file.name.lower()
        if (file.suffix == ".py" or licence) and not set(file.parts) & {"..", *_UNWANTED}:
            yield file.as_posix(), Path(str(file.locate())).read_bytes()


def _program() -> Iterator[tuple[str, bytes]]:
    """This program but for the rooms that have no place in a browser."""
    package = resources.files("xltools")
    for item in package.iterdir():
        if item.name not in _known()["program"]["left_out"]:
            yield from _below(item, f"xltools/{item.name}")
    yield "xltools/browser/__init__.py", b""
    for name in _known()["program"]["called"]:
        yield f"xltools/browser/{name}", (package / "browser" / name).read_bytes()


def _below(item: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    if item.is_file():
        yield path, item.read_bytes()
    elif item.name not in _UNWANTED:
        for inner in item.iterdir():
            yield from _below(inner, f"{path}/{inner.name}")
