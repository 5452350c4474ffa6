"""What need not lie in memory while a program works on thousands: temporary databases."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, MutableMapping
from errno import EIO
from typing import Any, TypeVar
from weakref import finalize

V = TypeVar("V")

_QUICK = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
_TABLE = "CREATE TABLE kept (id INTEGER PRIMARY KEY, name BLOB UNIQUE, value BLOB);"


class Temporary(sqlite3.Connection):
    """A database of its own, which is gone when it is closed.

    Raises OSError where there is no room for temporary files.
    """

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """The rows of a query."""
        try:
            return super().execute(sql, parameters)
        except sqlite3.Error as error:
            raise OSError(EIO, str(error)) from error


def temporary(tables: str) -> Temporary:
    """An empty database with these tables. Nothing in it can be taken back."""
    made = sqlite3.connect("", isolation_level=None, check_same_thread=False, factory=Temporary)
    made.executescript(_QUICK + tables)
    return made


def as_blob(text: str) -> bytes:
    """A text as a database takes it: what was read may hold halves of characters."""
    return text.encode("utf-8", "surrogatepass")


def from_blob(kept: bytes) -> str:
    """A text that was stored so."""
    return kept.decode("utf-8", "surrogatepass")


class OnDisk(MutableMapping[str, V]):
    """Values by their names, in the order in which the names first came.

    Each value that is read is another one. All of it is gone with the mapping itself.
    """

    def __init__(self, given: Iterable[tuple[str, V]] = ()) -> None:
        self._db = temporary(_TABLE)
        finalize(self, self._db.close)
        for name, value in given:
            self[name] = value

    def __getitem__(self, name: str) -> V:
        query = "SELECT value FROM kept WHERE name = ?"
        row = self._db.execute(query, (as_blob(name),)).fetchone()
        if row is None:
            raise KeyError(name)
        return pickle.loads(row[0])

    def __setitem__(self, name: str, value: V) -> None:
        self._db.execute(
            "INSERT INTO kept (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (as_blob(name), pickle.dumps(value)),
        )

    def __delitem__(self, name: str) -> None:
        if not self._db.execute("DELETE FROM kept WHERE name = ?", (as_blob(name),)).rowcount:
            raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        for (name,) in self._db.execute("SELECT name FROM kept ORDER BY id"):
            yield from_blob(name)

    def below(self, beginning: str) -> Iterator[tuple[str, V]]:
        """What has a name that begins so, in the order of the names."""
        first = as_blob(beginning)
        query = "SELECT name, value FROM kept WHERE name >= ? ORDER BY name"
        for name, value in self._db.execute(query, (first,)):
            if not name.startswith(first):
                return
            yield from_blob(name), pickle.loads(value)

    def __len__(self) -> int:
        return self._db.execute("SELECT count(*) FROM kept").fetchone()[0]
