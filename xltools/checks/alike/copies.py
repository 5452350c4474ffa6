"""雷同 over thousands of bodies: each paragraph that resembles one of another body.

Paragraphs and what resembles what lie in a temporary database, so that memory does not grow with
the number of bodies. Only those are compared that MinHash/LSH finds to share enough sequences of
three characters.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from errno import EIO
from functools import lru_cache
from hashlib import blake2b
from heapq import nlargest
from typing import TYPE_CHECKING

from xltools.checks.alike.comparable import ComparedText
from xltools.checks.alike.likeness import THRESHOLD, Likeness, percents

if TYPE_CHECKING:
    from rensa import RMinHash

_SEQUENCE = 3
_HASHES, _BANDS, _SEED = 96, 32, 2021
"""Three hashes a band: two paragraphs of which half the sequences agree meet in one of the bands
98 times of 100, two of different bodies (2 of 100 agree in real reports) once in 4,000."""

_LOOKED_AT, _MOST = 2000, 100
"""Where a whole batch was written after one text, a paragraph has thousands of candidates: of so
many of them the so many likeliest are compared, which is enough to tell that it is a copy."""

_TOGETHER = 500
"""Paragraphs that are sketched at once."""

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; BEGIN;
CREATE TABLE text (           -- a paragraph as it was given
    id INTEGER PRIMARY KEY, body TEXT, narrative TEXT, heading TEXT, filed TEXT, core INTEGER,
    number INTEGER
);
CREATE TABLE core (           -- what is compared, once: with the first text of each of two bodies
    id INTEGER PRIMARY KEY, text TEXT, digest BLOB UNIQUE, first INTEGER, second INTEGER
);
CREATE TABLE sketch (core INTEGER PRIMARY KEY, kept BLOB);
CREATE TABLE band (id INTEGER PRIMARY KEY, core INTEGER, key INTEGER);
CREATE TABLE near (core INTEGER, other INTEGER, percent INTEGER);
CREATE TABLE pair (text INTEGER PRIMARY KEY, other INTEGER, percent INTEGER, others INTEGER);
"""
_MET = """
SELECT other.core FROM band AS own CROSS JOIN band AS other
WHERE own.id BETWEEN ?1 AND ?2 AND other.key = own.key AND other.core < own.core LIMIT ?3
"""
_MET_IN_ONE = "SELECT core FROM band WHERE key = ? AND core < ? ORDER BY core LIMIT ?"
_FOUND = """
SELECT own.body, own.narrative, own.heading, own.filed, own_core.text, own.number,
    other.body, other.narrative, other.heading, other.filed, other_core.text, other.number,
    percent, others
FROM pair JOIN text AS own ON own.id = pair.text JOIN text AS other ON other.id = pair.other
JOIN core AS own_core ON own_core.id = own.core
JOIN core AS other_core ON other_core.id = other.core
ORDER BY pair.text
"""
_BODIES = """
SELECT count(DISTINCT body) FROM text
WHERE core IN (SELECT ?1 UNION ALL SELECT other FROM near WHERE near.core = ?1)
"""
_NEAREST = """
SELECT its.percent, text.id, text.body FROM (
    SELECT 0 AS place, ?1 AS core, 100 AS percent
    UNION ALL SELECT rowid, other, percent FROM near WHERE near.core = ?1
) AS its JOIN core ON core.id = its.core JOIN text ON text.id IN (core.first, core.second)
ORDER BY its.percent DESC, its.place, text.id
"""


def alike(given: Iterable[ComparedText], threshold: int = THRESHOLD) -> Iterator[Likeness]:
    """Each paragraph that resembles one of another body, in the order given."""
    with closing(LikeTexts(given, threshold)) as found:
        yield from found


class LikeTexts(Iterable[Likeness]):
    """Each paragraph that resembles one of another body by `threshold` percent, in the order given.

    At most one a paragraph, so that a thousand copies of one text are a thousand lines and
    not half a million. Resemblances far below 70 % may be missed. To be closed. Raises OSError
    where there is no room for temporary files.
    """

    def __init__(self, given: Iterable[ComparedText], threshold: int = THRESHOLD) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._estimated = lru_cache(4 * _LOOKED_AT)(self._sketch)
        try:
            self._db.executescript(_TABLES)
            self._take_in(given)
            self._sketch_all()
            self._compare(threshold)
            self._pair()
        except BaseException as error:
            self.close()
            if isinstance(error, sqlite3.Error):
                raise OSError(EIO, str(error)) from error
            raise

    def __iter__(self) -> Iterator[Likeness]:
        for row in self._db.execute(_FOUND):
            yield Likeness(ComparedText(*row[:6]), ComparedText(*row[6:12]), *row[12:])

    def __len__(self) -> int:
        (count,) = self._db.execute("SELECT count(*) FROM pair").fetchone()
        return count

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def _take_in(self, given: Iterable[ComparedText]) -> None:
        """Keep the paragraphs, and each core with its holders: one, or two of many."""
        for number, text in enumerate(given, start=1):
            said = [
                _storable(part) for part in (text.body, text.narrative, text.heading, text.filed)
            ]
            core, digest = (
                _storable(text.core),
                blake2b(text.core.encode("utf-8", "replace")).digest(),
            )
            known = self._db.execute("SELECT id FROM core WHERE digest = ?", (digest,)).fetchone()
            if known is None:
                added = "INSERT INTO core (text, digest, first) VALUES (?, ?, ?)"
                place = self._db.execute(added, (core, digest, number)).lastrowid
            else:
                (place,) = known
                self._db.execute(
                    "UPDATE core SET second = ? WHERE id = ? AND second IS NULL "
                    "AND (SELECT body FROM text WHERE text.id = first) != ?",
                    (number, place, said[0]),
                )
            row = (number, *said, place, text.number)
            self._db.execute("INSERT INTO text VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._db.execute("CREATE INDEX held ON text (core, body)")

    def _sketch_all(self) -> None:
        """Keep by which numbers each core may be found."""
        from rensa import RMinHash

        cores = self._db.execute("SELECT id, text FROM core ORDER BY id")
        while together := cores.fetchmany(_TOGETHER):
            sets = (_sequences(text) for _, text in together)
            sketches = RMinHash.from_token_sets(sets, _HASHES, _SEED)
            for (core, _), sketch in zip(together, sketches, strict=True):
                self._db.execute("INSERT INTO sketch VALUES (?, ?)", (core, pickle.dumps(sketch)))
                numbers = iter(sketch.digest())
                keys = enumerate(zip(*[numbers] * (_HASHES // _BANDS), strict=True))
                rows = ((core * _BANDS + band, core, hash((band, key))) for band, key in keys)
                self._db.executemany("INSERT INTO band VALUES (?, ?, ?)", rows)
        self._db.execute("CREATE INDEX met ON band (key, core)")

    def _compare(self, threshold: int) -> None:
        """Keep which cores resemble one another, and by how many percent."""
        for core, text in self._db.execute("SELECT id, text FROM core ORDER BY id"):
            met = self._met(core)
            if len(met) > _MOST:
                own = self._estimated(core)
                estimates = {other: own.jaccard(self._estimated(other)) for other in met}
                met = nlargest(_MOST, met, estimates.__getitem__)
            others = {self._text(other): other for other in met}
            for other, percent in percents(text, list(others), threshold):
                pairs = ((core, others[other], percent), (others[other], core, percent))
                self._db.executemany("INSERT INTO near VALUES (?, ?, ?)", pairs)
        self._db.execute("CREATE INDEX nears ON near (core)")

    def _pair(self) -> None:
        """Keep of each text which one of another body resembles it most, and how many bodies do."""
        found = "second IS NOT NULL OR id IN (SELECT core FROM near)"
        for (core,) in self._db.execute(f"SELECT id FROM core WHERE {found} ORDER BY id"):
            (bodies,) = self._db.execute(_BODIES, (core,)).fetchone()
            if bodies > 1:
                nearest = self._db.execute(_NEAREST, (core,)).fetchall()
                for text, body in self._db.execute(
                    "SELECT id, body FROM text WHERE core = ?", (core,)
                ):
                    percent, other = next(row[:2] for row in nearest if row[2] != body)
                    row = (text, other, percent, bodies - 1)
                    self._db.execute("INSERT INTO pair VALUES (?, ?, ?, ?)", row)

    def _text(self, core: int) -> str:
        (text,) = self._db.execute("SELECT text FROM core WHERE id = ?", (core,)).fetchone()
        return text

    def _met(self, core: int) -> list[int]:
        """The cores before it that share a band with it, the first so many."""
        found = self._db.execute(_MET, (*_bands(core), _LOOKED_AT)).fetchall()
        met: set[int] = {other for (other,) in found}
        if len(found) == _LOOKED_AT:  # perhaps not the first ones
            own = self._db.execute("SELECT key FROM band WHERE id BETWEEN ? AND ?", _bands(core))
            for (key,) in own.fetchall():
                first = self._db.execute(_MET_IN_ONE, (key, core, _LOOKED_AT))
                met.update(other for (other,) in first)
        return sorted(met)[:_LOOKED_AT]

    def _sketch(self, core: int) -> RMinHash:
        kept = "SELECT kept FROM sketch WHERE core = ?"
        return pickle.loads(self._db.execute(kept, (core,)).fetchone()[0])


def _bands(core: int) -> tuple[int, int]:
    """The first and the last of a core's bands."""
    return core * _BANDS, (core + 1) * _BANDS - 1


def _sequences(core: str) -> list[str]:
    return [core[place : place + _SEQUENCE] for place in range(len(core) - _SEQUENCE + 1)]


def _storable(text: str) -> str:
    """A text as a database takes it: what was read may hold halves of characters."""
    return text.encode("utf-8", "replace").decode()
