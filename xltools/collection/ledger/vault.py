"""The ledger's file: made, opened, brought up to this program's version, or refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from xltools.collection.ledger.names import RETIRED, VAULT
from xltools.collection.ledger.schema import APPLICATION, STEPS
from xltools.errors import XltoolsError
from xltools.messages import say
from xltools.platform.files import unused, whole

_WAIT = 10.0
"""Seconds that a reader waits while a run adds rows."""


class VaultError(XltoolsError, ValueError):
    """The ledger's file cannot be used; the message is the sentence for the user."""


def damage(file: Path) -> VaultError:
    """The error for a ledger whose file holds what no program of ours put there."""
    return VaultError(say("vault.damaged", file=file))


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
            raise damage(kept.file) from error

    return reading


def vault_of(place: Path) -> Path:
    """The ledger's file: `place` itself, or the one in that folder."""
    return place if place.is_file() else place / VAULT


def is_result(folder: Path) -> bool:
    """Whether that folder is one that a run wrote to."""
    return (folder / VAULT).is_file()


def opened(place: Path, *, create: bool = False) -> sqlite3.Connection:
    """A connection to the ledger of that folder, at this program's version.

    Raises VaultError where there is none and none is to be made, where the file is damaged or
    no ledger, and where a newer program wrote it.
    """
    file = vault_of(place)
    if not create and not file.is_file():
        raise VaultError(say("vault.none", folder=place))
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise VaultError(say("vault.foreign", file=file))
    try:
        version = _version(file)
        if version < len(STEPS):
            _bring_up(file, version)
        return connected(file)
    except (sqlite3.DatabaseError, UnicodeError) as error:  # the latter in its own complaint
        raise damage(file) from error


def connected(file: Path) -> sqlite3.Connection:
    """A connection whose transactions are begun and ended by hand.

    One that was killed is undone by the next opening.
    """
    connection = sqlite3.connect(file, timeout=_WAIT, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except BaseException:  # of a damaged file: held open, it could not be moved on Windows
        connection.close()
        raise
    return connection


def _version(file: Path) -> int:
    """The version of the file, 0 for an empty one. Raises VaultError for what is not ours."""
    with closing(connected(file)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and application != APPLICATION:
        raise VaultError(say("vault.foreign", file=file))
    if version > len(STEPS):
        raise VaultError(say("vault.newer", file=file, found=version, known=len(STEPS)))
    return version


def _step_up(connection: sqlite3.Connection, version: int) -> None:
    """Add what the versions after `version` have: all of it or nothing."""
    steps = "".join(STEPS[version:])
    connection.executescript(
        f"BEGIN IMMEDIATE; {steps} PRAGMA application_id = {APPLICATION}; "
        f"PRAGMA user_version = {len(STEPS)}; COMMIT;"
    )


def _bring_up(file: Path, version: int) -> None:
    """Bring a file to this program's version: an empty one, or a copy, the old one kept aside."""
    if version == 0:
        with closing(connected(file)) as connection:
            _step_up(connection, 0)
        return
    aside = file.parent / RETIRED
    aside.mkdir(exist_ok=True)
    name = f"{file.stem}{say('vault.of_version', version=version)}{file.suffix}"
    _copy(file, unused(aside / name))
    with whole(file) as copy:
        _copy(file, copy)
        with closing(connected(copy)) as connection:
            _step_up(connection, version)


def _copy(file: Path, target: Path) -> None:
    with closing(connected(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
