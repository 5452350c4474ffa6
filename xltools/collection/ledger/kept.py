"""Rows of the ledger as the values that were kept; what no program of ours wrote is refused."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from pathlib import Path, PureWindowsPath
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from xltools.collection.ledger.facts import Total
from xltools.collection.ledger.vault import VaultError, damaged
from xltools.collection.register.levels import Scope


class InFile(Protocol):
    """What is kept in a file."""

    @property
    def file(self) -> Path:
        """That file."""
        ...


P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=InFile)

_DAMAGE = (
    sqlite3.Error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What comes of a damaged page, and of a row that holds anything else than it ought to."""


def sound(read: Callable[Concatenate[F, P], R]) -> Callable[Concatenate[F, P], R]:
    """Reading that raises VaultError for damage: it is the file's, no fault of the program."""

    @wraps(read)
    def reading(kept: F, /, *given: P.args, **named: P.kwargs) -> R:
        try:
            return read(kept, *given, **named)
        except VaultError:
            raise
        except _DAMAGE as error:
            raise damaged(kept.file) from error

    return reading


class Texts(Mapping[str, str]):
    """Texts that stay where they are kept, under their keys, until they are asked for."""

    def __init__(self, read: Callable[[str], str], keys: Mapping[str, str]) -> None:
        self._read = read
        self._keys = keys

    def __getitem__(self, name: str) -> str:
        return self._read(self._keys[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def within(name: str) -> str:
    """The name of a file in OUT. Raises ValueError for one that leads elsewhere."""
    path = PureWindowsPath(name)  # every way out that any system knows
    if path.anchor or ".." in path.parts or not path.name:
        raise ValueError(name)
    return name


def total_from(row: tuple[Any, ...]) -> Total:
    """A row of `total` as a value."""
    scope, year, *texts = row
    counted, beside, outside = map(json.loads, texts)
    return Total(Scope(scope), year, counted, beside, frozenset(outside))
