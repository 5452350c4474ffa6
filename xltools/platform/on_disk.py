"""A mapping that lies in a temporary database: memory does not grow with what it holds."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, MutableMapping
from errno import EIO
from typing import Any, TypeVar
from weakref import finalize

V = TypeVar("V")

_TABLE = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;
CREATE TABLE kept (id INTEGER PRIMARY KEY, name BLOB UNIQUE, value BLOB);
"""


class OnDisk(MutableMapping[str, V]):
    """Values by their names, in the order in which the names first came.

    Each value that is read is another one. Gone with the mapping itself. Raises OSError where there
    is no room for temporary files.
    """

    def __init__(self, given: Iterable[tuple[str, V]] = ()) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._db.close)
        self._db.executescript(_TABLE)
        for name, value in given:
            self[name] = value

    def __getitem__(self, name: str) -> V:
        row = self._do("SELECT value FROM kept WHERE name = ?", _stored(name)).fetchone()
        if row is None:
            raise KeyError(name)
        return pickle.loads(row[0])

    def __setitem__(self, name: str, value: V) -> None:
        put = "INSERT INTO kept (name, value) VALUES (?, ?)"
        self._do(
            f"{put} ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            *(_stored(name), pickle.dumps(value)),
        )

    def __delitem__(self, name: str) -> None:
        if not self._do("DELETE FROM kept WHERE name = ?", _stored(name)).rowcount:
            raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        for (name,) in self._do("SELECT name FROM kept ORDER BY id"):
            yield name.decode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        return self._do("SELECT count(*) FROM kept").fetchone()[0]

    def _do(self, query: str, *given: Any) -> sqlite3.Cursor:
        try:
            return self._db.execute(query, given)
        except sqlite3.Error as error:
            raise OSError(EIO, str(error)) from error


def _stored(name: str) -> bytes:
    """A name as a database takes it: it may hold halves of characters."""
    return name.encode("utf-8", "surrogatepass")
