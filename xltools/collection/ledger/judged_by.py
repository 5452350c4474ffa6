"""By what a content was examined: the program, the year wanted, last year, the house's templates.

An examination is kept for as long as these are the same. Of the program only that counts by
which a return is read and judged: no button, no sentence and no page examines anything anew.
What is printed counts for the documents alone, which are then made again of what was filed.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

_LENGTH = 16
_PROGRAM = Path(__file__).resolve().parents[2]


def examined_by(year: int | None, previous: str = "", template: Path | None = None) -> str:
    """The terms in one word; `previous` is a digest of last year's figures."""
    house = _digest_of(template) if template else ""
    return ":".join((program(), str(year or ""), previous, house))


def compared_with(terms: str, body: str) -> str:
    """The terms of a return that is held to the last year of a body which it does not name."""
    return f"{terms}{OF_BODY}{body}" if body else terms


def is_by(terms: str, asked: str) -> bool:
    """Whether what was examined by `terms` was by those asked for, whoever's last year it was."""
    return terms.partition(OF_BODY)[0] == asked


OF_BODY = "@"
"""Stands in terms before the name of a body."""


_JUDGES = (
    *("law", "filing", "layout", "reader", "published", "checks"),
    *("examination/examine.py", "examination/record.py", "messages/zh_CN/words.toml"),
)
"""What a verdict comes of: the rooms and the words looked for."""
_PRINTS = ("report", "published", "messages/zh_CN/report.toml")
"""What documents come of, beside that."""
_SENTENCES = ("label", "remedy", "law")
"""What a rule says of itself; it is judged by the rest of it."""


@cache
def program(root: Path = _PROGRAM) -> str:
    """A digest of all that reads and judges in the program."""
    return _digest_of_all(root, _JUDGES)


@cache
def printer(root: Path = _PROGRAM) -> str:
    """A digest of all by which documents are made, and read back."""
    return _digest_of_all(root, _PRINTS)


def _digest_of_all(root: Path, names: tuple[str, ...]) -> str:
    parts = "".join(_digest_of(root / name) for name in names)
    return sha256(parts.encode()).hexdigest()[:_LENGTH]


def _digest_of(place: Path) -> str:
    """A digest of a file, or of all files below a folder."""
    digest = sha256()
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(place).as_posix().encode("utf-8", "replace"))
            digest.update(sha256(_judging(file)).digest())
    return digest.hexdigest()[:_LENGTH]


def _judging(file: Path) -> bytes:
    """What counts of a file: of a rulebook, all but its sentences."""
    data = file.read_bytes()
    if file.name != "rules.toml":
        return data
    rules = tomllib.loads(data.decode())["rule"]
    claims = [{k: v for k, v in rule.items() if k not in _SENTENCES} for rule in rules]
    return json.dumps(claims).encode()
