"""By what a content was examined: the program, the year wanted, last year, the house's templates.

An examination is kept for as long as these are the same. Of the program only that counts by
which a return is read, judged and reported on: a button or a reworded sentence examines nothing
anew.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from xltools.version import __version__

_LENGTH = 16
_PROGRAM = Path(__file__).resolve().parents[2]


def terms_of(year: int | None, previous: str = "", template: Path | None = None) -> str:
    """The terms in one word; `previous` is a digest of last year's figures."""
    house = _digest_of(template) if template else ""
    return ":".join((program(), str(year or ""), previous, house))


_JUDGES = (
    *("law", "filing", "layout", "reader", "checks", "report", "published", "examination"),
    *("messages/zh_CN/words.toml", "messages/zh_CN/report.toml"),
)
"""What a verdict and a report come of: the rooms, the words looked for, the words printed."""


@cache
def program(root: Path = _PROGRAM) -> str:
    """The program's version and a digest of all that judges and reports in it."""
    parts = "".join(_digest_of(root / name) for name in _JUDGES)
    return f"{__version__}-{sha256(parts.encode()).hexdigest()[:_LENGTH]}"


def _digest_of(place: Path) -> str:
    """A digest of a file, or of all files below a folder."""
    digest = sha256()
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(place).as_posix().encode("utf-8", "replace"))
            digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:_LENGTH]
