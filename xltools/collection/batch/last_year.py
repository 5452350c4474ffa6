"""The returns of the year before, as the workers of a run look them up by the body's name.

They lie in the run's staging folder, in a small database: a worker reads of them only those of
the bodies whose returns it is given.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from hashlib import sha256
from pathlib import Path

from xltools.collection.ledger.stored import filing_from
from xltools.collection.register.matching import plain_name
from xltools.filing.filing import Filing

_FILE = "previous.sqlite"


def hand_over(texts: Mapping[str, str], staging: Path) -> str:
    """Put filings (as JSON) where the workers find them; a digest of all, "" for none."""
    if not texts:
        return ""
    digest = sha256()
    with closing(sqlite3.connect(staging / _FILE)) as database:
        database.execute("CREATE TABLE filing (name TEXT PRIMARY KEY, text TEXT)")
        for name in sorted(texts):
            kept = (plain_name(name), texts[name])
            digest.update("\0".join(kept).encode("utf-8", "replace"))
            database.execute("INSERT OR REPLACE INTO filing VALUES (?, ?)", kept)
        database.commit()
    return digest.hexdigest()


class LastYearFilings(Mapping[str, Filing]):
    """Filings by the name of the body, however it is spaced; each made when it is asked for."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file)  # no URI: a network share cannot be said as one
        self._database.execute("PRAGMA query_only = ON")

    def __getitem__(self, name: str) -> Filing:
        query = "SELECT text FROM filing WHERE name = ?"
        row = self._database.execute(query, (plain_name(name),)).fetchone()
        filing = filing_from(row[0]) if row else None
        if filing is None:
            raise KeyError(name)
        return filing

    def __iter__(self) -> Iterator[str]:
        return (name for (name,) in self._database.execute("SELECT name FROM filing"))

    def __len__(self) -> int:
        (count,) = self._database.execute("SELECT count(*) FROM filing").fetchone()
        return count


@cache
def last_year_filings(staging: Path) -> Mapping[str, Filing]:
    """The filings that were handed over there; none where that was not done."""
    file = staging / _FILE
    return LastYearFilings(file) if file.is_file() else {}
