"""The offline package: everything but Python itself, for a computer without a network.

Requirements are resolved for the other computer, not for this one (pip alone would drop what
only Windows needs), then downloaded as they stand; each file is installed by its digest.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from xltools.addin.platforms import Platform
from xltools.errors import XltoolsError
from xltools.messages import say
from xltools.platform.files import for_windows, own_docs, own_text
from xltools.platform.processes import complaint_of
from xltools.platform.zips import packed
from xltools.version import __version__

INSTALLERS = {"3.11": "python-3.11.9-amd64.exe", "3.12": "python-3.12.10-amd64.exe"}
"""The last official installer of each Python that the package can be made for."""

OURS = "xltools-nianbao"
"""What this program is called as a distribution."""
_LOCK = "requirements.lock"
_DROPS = ("validate", "batch", "import")
"""The commands that have an icon to drop files on."""
_PINNED = re.compile(r"^([\w.-]+==[^\s\\;]+)", re.MULTILINE)
_PATIENCE = 900
"""Seconds that one step may take."""


class CannotBundle(XltoolsError):
    """The package cannot be made; the message is the sentence for the user."""


@dataclass(frozen=True)
class Target:
    """What is to be packed: this program from a source folder or wheel, for that computer."""

    source: Path
    python: str = "3.11"
    platform: Platform = Platform.WINDOWS


def bundle(wanted: Target) -> bytes:
    """The package as a zip file. Raises CannotBundle."""
    if wanted.python not in INSTALLERS:
        raise CannotBundle(say("bundle.no_such_python", known="、".join(INSTALLERS)))
    if find_spec("uv") is None:
        raise CannotBundle(say("bundle.no_uv"))
    with TemporaryDirectory(prefix="xltools-") as name:
        folder = Path(name)
        wheel = _own_wheel(wanted.source, folder)
        _download(wanted, wheel, folder)
        wheels = {file.name: file.read_bytes() for file in sorted(folder.glob("*.whl"))}
    files = _files(wanted, wheels)  # stored as they are: wheels are compressed already
    return packed({f"xltools-{__version__}/{name}": files[name] for name in sorted(files)}, 0)


def _own_wheel(source: Path, folder: Path) -> Path:
    """This program's own wheel, in that folder."""
    if source.suffix == ".whl" and source.is_file():
        return Path(shutil.copy(source, folder))
    if (source / "pyproject.toml").is_file():
        _run("pip", "wheel", "--no-deps", "--wheel-dir", folder, source)
    for wheel in folder.glob(f"{OURS.replace('-', '_')}-*.whl"):
        return wheel
    raise CannotBundle(say("bundle.no_source", source=source))


def _download(wanted: Target, wheel: Path, folder: Path) -> None:
    """The wheels of all that it needs there, at the versions of the lock file beside it."""
    asked, pinned, resolved = (folder / name for name in ("asked.in", "pinned.txt", "resolved.txt"))
    asked.write_text(f"{OURS}[addin,import,word] @ {wheel.as_uri()}\n", encoding="utf-8")
    lock = wanted.source / _LOCK
    versions = _PINNED.findall(lock.read_text(encoding="utf-8")) if lock.is_file() else []
    pinned.write_text("\n".join(versions), encoding="utf-8")
    _run(
        *("uv", "pip", "compile", asked, "--quiet", "--no-header", "--no-annotate"),
        *("--constraint", pinned, "--no-emit-package", OURS, "--generate-hashes"),
        *("--python-platform", wanted.platform.uv_name, "--python-version", wanted.python),
        *("--only-binary", ":all:", "--output-file", resolved),
    )
    tags = (part for tag in wanted.platform.pip_tags for part in ("--platform", tag))
    _run(
        *("pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"),
        *("--implementation", "cp", "--python-version", wanted.python, *tags),
        *("--dest", folder, "--requirement", resolved),
    )


def _run(module: str, *arguments: object) -> None:
    """Run a module of this Python. Raises CannotBundle with the end of what it complained of."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    said = complaint_of(command, _PATIENCE)
    if said is not None:
        raise CannotBundle(say("bundle.failed", step=module, said=said))


def _files(wanted: Target, wheels: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file of the package by its path in it."""
    files = {f"wheels/{name}": data for name, data in wheels.items()}
    files["wheels/requirements.txt"] = _requirements(wheels)
    windows = wanted.platform is Platform.WINDOWS
    files |= dict(_windows_files(wanted.python) if windows else _linux_files(wanted))
    digests = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    files["SHA256.txt"] = for_windows(digests) if windows else digests.encode()
    return files


def _requirements(wheels: Mapping[str, bytes]) -> bytes:
    """What pip is to install: each wheel by name, version and digest."""
    lines = (
        "{}=={} --hash=sha256:{}\n".format(*name.split("-")[:2], sha256(data).hexdigest())
        for name, data in wheels.items()
    )
    return "".join(lines).encode("ascii")


def _windows_files(python: str) -> Iterator[tuple[str, bytes]]:
    """The scripts of the command interpreter, in ASCII, and what people read."""
    for name, text in (("install.cmd", _script("install.cmd", _python(python))), *_icons()):
        yield name, for_windows(text, "ascii")
    context = {"version": __version__, "python": python, "installer": INSTALLERS[python]}
    names = {name: say(f"bundle.file_{name}") for name in (*_DROPS, "doctor", "for_it")}
    yield (
        say("bundle.file_readme"),
        for_windows(own_text("addin/bundled/readme.txt").format(**context, **names)),
    )
    yield names["for_it"], for_windows(_page_for_it())
    yield "files/python-missing.txt", for_windows(say("bundle.python_missing", **context))
    yield "files/install-failed.txt", for_windows(say("bundle.install_failed"))
    yield "files/not-installed.txt", for_windows(say("bundle.not_installed"))


def _icons() -> Iterator[tuple[str, str]]:
    for command in _DROPS:
        yield say(f"bundle.file_{command}"), _script("drop.cmd", {"COMMAND": command})
    yield say("bundle.file_doctor"), _script("doctor.cmd", {})


def _linux_files(wanted: Target) -> Iterator[tuple[str, bytes]]:
    """The script of the shell, in ASCII, and what people read."""
    machine = wanted.platform.machine
    script = _script("install.sh", {**_python(wanted.python), "MACHINE": machine})
    yield "install.sh", script.encode()
    context = {"version": __version__, "python": wanted.python, "machine": machine}
    for_it = say("bundle.file_for_it")
    page = own_text("addin/bundled/readme_linux.txt").format(**context, for_it=for_it)
    yield say("bundle.file_readme"), page.encode()
    yield for_it, _page_for_it().encode()
    for name in ("another_machine", "python_missing", "install_failed", "installed"):
        told = say(f"bundle.linux_{name}", **context)
        yield f"files/{name.replace('_', '-')}.txt", told.encode()


def _python(version: str) -> dict[str, str]:
    """What a script has to know: the Python that it looks for, and what we are called."""
    major, minor = version.split(".")
    told = {"PYTHON": version, "DIGITS": major + minor, "TUPLE": f"{major}, {minor}"}
    return {**told, "OURS": OURS}


def _script(name: str, filled: Mapping[str, str]) -> str:
    return own_text(f"addin/bundled/{name}", filled)


def _page_for_it() -> str:
    return (own_docs() / "it-department.md").read_text(encoding="utf-8")
