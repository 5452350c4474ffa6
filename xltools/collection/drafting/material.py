"""What the bodies of a sum wrote, part by part: similar paragraphs as one, their numbers added up.

Which number is of which cells is read as the checks of texts read it, and nothing else counts: one
that differs from the body's own cells is no part of a sum, only counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from weakref import finalize

from xltools.checks.alike.comparable import ComparedText, shapes, texts
from xltools.checks.alike.copies import alike
from xltools.checks.text.prose import Prose
from xltools.checks.text.ties import SignedCells, agreeing, sum_in_words, total_of
from xltools.collection.analysis.copied import leaders_of
from xltools.collection.total.sum import DistrictSum
from xltools.filing.figure import normal
from xltools.filing.filing import Filing
from xltools.platform.on_disk import as_blob, from_blob, temporary

Terms = tuple[SignedCells, ...]
_Found = tuple[Decimal | None, int | Decimal]
"""What is said of cells, None where it is not what they hold, and what they hold."""
_Known = tuple[str, str]
"""A part and a paragraph of it."""
_LENGTH = 12
_SHORTEST = 6
"""Of fewer signs nothing is said but that they are the same."""


@dataclass(slots=True)
class AddedUp:
    """What bodies wrote of one sum of cells: how many, what they wrote, what their cells hold;
    `differing` wrote another number than their cells hold.
    """

    terms: Terms
    bodies: int = 0
    stated: Decimal = Decimal(0)
    filed: int | Decimal = 0
    differing: int = 0

    def join(self, other: AddedUp) -> None:
        """Take in what others wrote of the same."""
        self.bodies += other.bodies
        self.stated += other.stated
        self.filed += other.filed
        self.differing += other.differing

    @property
    def label(self) -> str:
        """The cells in the form's own words."""
        return sum_in_words(self.terms)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph in the words of the first body that wrote it, who wrote one like it, in the order
    in which they were taken in, and what these say of cells.
    """

    key: str
    text: str
    bodies: Sequence[str]
    numbers: Mapping[Terms, AddedUp]


def key_of(narrative: str, text: str) -> str:
    """What a paragraph of that part is known by."""
    known = f"{narrative}\0{text}".encode("utf-8", "replace")
    return hashlib.sha256(known).hexdigest()[:_LENGTH]


def offered(made: DistrictSum, leaders: Mapping[str, str]) -> Material:
    """What can be picked: what bodies wrote that publish it.

    `leaders` say which paragraphs resemble each other.
    """
    material = Material(leaders)
    for body, filing in made.quotable():
        material.add(body, filing)
    return material


def kept_back(made: DistrictSum) -> frozenset[str]:
    """The keys of what bodies wrote that publish nothing."""
    closed = made.words(made.choice.closed)
    return frozenset(key_of(*known) for _, filing in closed for known in shapes(filing))


_TABLES = """
CREATE TABLE piece (          -- a paragraph: what is compared of it, what it was folded into
    id INTEGER PRIMARY KEY, narrative TEXT, led INTEGER, shape BLOB, key TEXT, text BLOB,
    first INTEGER, UNIQUE (narrative, led, shape)
);
CREATE INDEX known ON piece (narrative, key);
CREATE INDEX folded ON piece (first);
CREATE TABLE writer (piece INTEGER, number INTEGER, body BLOB, PRIMARY KEY (piece, number))
WITHOUT ROWID;
CREATE TABLE said (piece INTEGER, terms INTEGER, stated TEXT, filed TEXT);
CREATE INDEX said_in ON said (piece);
"""
_MOST_FIRST = """
SELECT first.id, first.key, first.text FROM piece JOIN piece AS first ON first.id = piece.first
JOIN writer ON writer.piece = piece.id WHERE piece.narrative = ?
GROUP BY first.id ORDER BY count(DISTINCT number) DESC, first.led DESC, first.id
"""
_WRITERS = """
SELECT DISTINCT number, body FROM piece JOIN writer ON writer.piece = piece.id
WHERE first = ? ORDER BY number
"""
_SAID = """
SELECT terms, stated, filed FROM piece JOIN said ON said.piece = piece.id
WHERE first = ? ORDER BY piece.id, said.rowid
"""


class Material:
    """The paragraphs of many bodies, taken in one body after another; they lie in a temporary
    database.

    `leaders` say which paragraphs resemble each other, by what is compared of them. Those that are
    too short for that, or nothing but form, are compared by all that stands in them.
    """

    def __init__(self, leaders: Mapping[str, str]) -> None:
        self._db = temporary(_TABLES)
        finalize(self, self._db.close)
        self._leaders = leaders
        self._terms: dict[Terms, int] = {}
        self._sums: dict[str, dict[Terms, AddedUp]] = {}
        self._taken = 0
        self._folded: set[str] = set()

    def add(self, body: str, filing: Filing) -> None:
        """Take in what a body wrote."""
        self._taken += 1
        cores = {(text.narrative, text.filed): text.core for text in texts(filing)}
        numbers = _numbers(filing)
        for known, shape in shapes(filing).items():
            leader = self._leaders.get(cores.get(known, ""))
            piece = self._piece(known, shape if leader is None else leader, led=leader is not None)
            writer = "INSERT OR REPLACE INTO writer VALUES (?, ?, ?)"
            self._db.execute(writer, (piece, self._taken, as_blob(body)))
            for terms, (stated, figure) in numbers.get(known, {}).items():
                number = self._terms.setdefault(terms, len(self._terms))
                said = None if stated is None else str(stated)
                row = piece, number, said, str(figure)
                self._db.execute("INSERT INTO said VALUES (?, ?, ?, ?)", row)
        for narrative, found in _by_part(numbers).items():
            _count(self._sums.setdefault(narrative, {}), found)

    def _piece(self, known: _Known, shape: str, *, led: bool) -> int:
        """The number of the paragraph that has the same compared, this one if there is none."""
        narrative, text = known
        given = narrative, led, as_blob(shape)
        query = "SELECT id FROM piece WHERE narrative = ? AND led = ? AND shape = ?"
        if row := self._db.execute(query, given).fetchone():
            return row[0]
        added = "INSERT INTO piece (narrative, led, shape, key, text) VALUES (?, ?, ?, ?, ?)"
        made = self._db.execute(added, (*given, key_of(narrative, text), as_blob(text))).lastrowid
        self._db.execute("UPDATE piece SET first = id WHERE id = ?", (made,))
        return made or 0

    def pieces(self, narrative: str) -> Iterator[Piece]:
        """The paragraphs of a part, those that most bodies wrote first."""
        self._fold(narrative)
        for piece, key, text in self._db.execute(_MOST_FIRST, (narrative,)):
            writers = self._db.execute(_WRITERS, (piece,))
            yield Piece(
                key, from_blob(text), [from_blob(body) for _, body in writers], self._added(piece)
            )

    def text_of(self, narrative: str, key: str) -> str | None:
        """The paragraph of a part that is known by that key, None where there is none."""
        self._fold(narrative)
        query = "SELECT text FROM piece WHERE narrative = ? AND key = ? AND first = id"
        row = self._db.execute(query, (narrative, key)).fetchone()
        return from_blob(row[0]) if row else None

    def sums(self, narrative: str) -> Sequence[AddedUp]:
        """The numbers of a part, those that most bodies wrote first."""
        found = self._sums.get(narrative, {}).values()
        return sorted(found, key=lambda item: -item.bodies)

    def _added(self, piece: int) -> dict[Terms, AddedUp]:
        """What the paragraphs that are one piece say of cells, added up."""
        known, added = list(self._terms), dict[Terms, AddedUp]()
        for terms, stated, filed in self._db.execute(_SAID, (piece,)):
            said = None if stated is None else Decimal(stated), normal(Decimal(filed))
            _count(added, {known[terms]: said})
        return added

    def _fold(self, narrative: str) -> None:
        """Make one of the paragraphs of a part that resemble each other and have no leader."""
        if narrative in self._folded:
            return
        self._folded.add(narrative)
        query = "SELECT id, shape FROM piece WHERE narrative = ? AND NOT led ORDER BY id"
        shaped = ((piece, from_blob(s)) for piece, s in self._db.execute(query, (narrative,)))
        long = (shape for _, shape in shaped if len(shape) >= _SHORTEST)
        leaders = leaders_of(alike(ComparedText(shape, "", "", "", shape, 1) for shape in long))
        firsts: dict[str, int] = {}
        for piece, shape in self._db.execute(query, (narrative,)).fetchall():
            if leader := leaders.get(from_blob(shape)):
                first = firsts.setdefault(leader, piece)
                self._db.execute("UPDATE piece SET first = ? WHERE id = ?", (first, piece))


def _numbers(filing: Filing) -> dict[_Known, dict[Terms, _Found]]:
    """What each paragraph says of cells; of what it says twice, that which agrees."""
    found: dict[_Known, dict[Terms, _Found]] = {}
    for tie, passage in Prose(filing).read:
        terms = agreeing(filing, tie, passage.number)
        stated = passage.number.value / tie.scale if terms else None
        known = (passage.paragraph.narrative, passage.paragraph.filed)
        of = terms or tie.sums[0]
        _note(found.setdefault(known, {}), of, (stated, total_of(filing, of) or 0))
    return found


def _by_part(numbers: Mapping[_Known, Mapping[Terms, _Found]]) -> dict[str, dict[Terms, _Found]]:
    """The same by part: what a body says twice there is one thing."""
    by_part: dict[str, dict[Terms, _Found]] = {}
    for (narrative, _), found in numbers.items():
        for terms, said in found.items():
            _note(by_part.setdefault(narrative, {}), terms, said)
    return by_part


def _note(into: dict[Terms, _Found], terms: Terms, said: _Found) -> None:
    known = into.get(terms)
    if known is None or known[0] is None:
        into[terms] = said


def _count(into: dict[Terms, AddedUp], found: Mapping[Terms, _Found]) -> None:
    for terms, (stated, figure) in found.items():
        said = AddedUp(terms, differing=1) if stated is None else AddedUp(terms, 1, stated, figure)
        into.setdefault(terms, AddedUp(terms)).join(said)
