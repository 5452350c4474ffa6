"""What the bodies of a sum wrote, part by part: similar paragraphs as one, their numbers added up.

Which number is of which cells is read as the checks of texts read it, and nothing else counts: one
that differs from the body's own cells is no part of a sum, only counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xltools.checks.alike.comparable import ComparedText, shapes, texts
from xltools.checks.alike.copies import alike
from xltools.checks.text.prose import Prose
from xltools.checks.text.ties import SignedCells, agreeing, labels_of, total_of
from xltools.collection.analysis.copied import leaders_of
from xltools.collection.total.sum import DistrictSum
from xltools.filing.filing import Filing

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
        return labels_of(self.terms)


@dataclass(slots=True)
class Piece:
    """A paragraph, in the words of the first body that wrote it, and who wrote one like it."""

    narrative: str
    text: str
    numbers: dict[Terms, AddedUp] = field(default_factory=dict[Terms, AddedUp])
    _who: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def bodies(self) -> Sequence[str]:
        """Who wrote one like it, in the order in which they were taken in."""
        return sorted(self._who, key=self._who.__getitem__)

    def take(self, body: str, number: int, found: Mapping[Terms, _Found]) -> None:
        """Count in a body, the so-and-so-many-th, that wrote one like it, and what that says."""
        self._who[body] = number
        _count(self.numbers, found)

    def join(self, other: Piece) -> None:
        """Take in one that resembles it."""
        self._who |= other._who
        for terms, item in other.numbers.items():
            self.numbers.setdefault(terms, AddedUp(terms)).join(item)

    @property
    def key(self) -> str:
        """What it is known by: its words."""
        return key_of(self.narrative, self.text)


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


class Material:
    """The paragraphs of many bodies, taken in one body after another.

    `leaders` say which paragraphs resemble each other, by what is compared of them. Those that are
    too short for that, or nothing but form, are compared by all that stands in them. All of it is
    held in memory, each wording once.
    """

    def __init__(self, leaders: Mapping[str, str]) -> None:
        self._leaders = leaders
        self._alike: dict[str, dict[str, Piece]] = {}
        self._others: dict[str, dict[str, Piece]] = {}
        self._sums: dict[str, dict[Terms, AddedUp]] = {}
        self._taken = 0

    def add(self, body: str, filing: Filing) -> None:
        """Take in what a body wrote."""
        self._taken += 1
        cores = {(text.narrative, text.filed): text.core for text in texts(filing)}
        numbers = _numbers(filing)
        for known, shape in shapes(filing).items():
            leader = self._leaders.get(cores.get(known, ""))
            into = self._others if leader is None else self._alike
            narrative, filed = known
            pieces = into.setdefault(narrative, {})
            piece = pieces.setdefault(shape if leader is None else leader, Piece(narrative, filed))
            piece.take(body, self._taken, numbers.get(known, {}))
        for narrative, found in _by_part(numbers).items():
            _count(self._sums.setdefault(narrative, {}), found)

    def pieces(self, narrative: str) -> Sequence[Piece]:
        """The paragraphs of a part, those that most bodies wrote first."""
        if narrative in self._others:
            self._alike.setdefault(narrative, {}).update(_folded(self._others.pop(narrative)))
        found = self._alike.get(narrative, {}).values()
        return sorted(found, key=lambda piece: -len(piece.bodies))

    def sums(self, narrative: str) -> Sequence[AddedUp]:
        """The numbers of a part, those that most bodies wrote first."""
        found = self._sums.get(narrative, {}).values()
        return sorted(found, key=lambda item: -item.bodies)


def _folded(pieces: Mapping[str, Piece]) -> dict[str, Piece]:
    """The pieces, by their shapes, those that resemble each other as one."""
    long = (shape for shape in pieces if len(shape) >= _SHORTEST)
    given = [ComparedText(shape, "", "", "", shape, 1) for shape in long]
    leaders = leaders_of(alike(given))
    folded: dict[str, Piece] = {}
    for shape, piece in pieces.items():
        first = folded.setdefault(leaders.get(shape, shape), piece)
        if first is not piece:
            first.join(piece)
    return folded


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
