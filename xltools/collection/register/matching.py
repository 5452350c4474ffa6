"""Whose return a workbook is: by the code inside, then by the name inside, never by a file's name.

Only a file in which nothing can be read, and by which nothing counts, is whose name it bears.

Only what cannot be another body is taken for sure: its code, its name, or its name without the
district's. A near name is a suggestion with a score, which the office confirms once: bodies of
one district differ by a single character (城东街道, 城西街道).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from itertools import takewhile
from typing import TypeVar

from xltools.collection.register.body import Body, plain_text
from xltools.law.edition import EDITIONS, load
from xltools.messages import say

Key = TypeVar("Key", bound=Hashable)

_PUNCTUATION = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|〔.*?〕")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年(?!报)度?)?")
_PASSING = re.compile("|".join(say("register.passing_words").split("、")) + r"|\d+")
"""What a file's name says beside whose it is."""
CERTAIN = 100
"""The score of what cannot be another body."""
_WORTH_A_HINT = 60
_SHORTEST_END = 3
"""Characters of a body's name: shorter ends, such as 中心, are those of many."""


@dataclass(frozen=True, slots=True)
class Match:
    """The body that a name belongs to, or may: `sure` says which. `score` is out of 100.

    `unknown` is what the office wrote as the body and no body of the register is called;
    `assigned`: the office said so of this very file. `rival` is another body that the file is
    called as, `clash` the body of the name where the code is `body`'s. `beside` is the file of
    the return that a report came with, where no register says whose either is.
    """

    body: Body | None = None
    score: int = 0
    sure: bool = False
    unknown: str = ""
    assigned: bool = False
    rival: Body | None = None
    clash: Body | None = None
    beside: str = ""


class Register:
    """The bodies of a register, to be found by what stands in a return."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        self.bodies = tuple(bodies)
        reported = [(body.report_name, body) for body in bodies if body.report_name]
        self._as_written = {**unambiguous(reported), **{body.name: body for body in bodies}}
        self._by_code = {code: body for body in bodies if (code := plain_name(body.code))}
        self._by_name = unambiguous([(name, body) for body in bodies for name in _names(body, "")])
        self._prefix = _common_beginning([body.name for body in bodies])
        self._by_short_name = unambiguous(
            [(name, body) for body in bodies for name in _names(body, self._prefix)]
        )

    def named(self, name: str) -> Body | None:
        """The body of exactly that full name, or of that name in reports if it is one body's."""
        return self._as_written.get(name)

    def names_of(self, body: Body) -> frozenset[str]:
        """The body's names as they are compared, with and without the district's."""
        return frozenset((*_names(body, ""), *_names(body, self._prefix)))

    def opening(self, text: str) -> list[Body]:
        """The bodies with one of whose names a text begins, as names are compared."""
        return [self.bodies[place] for place in sorted(self._at(text, 0))]

    def standing_in(self, text: str) -> list[Body]:
        """The bodies of which one of the names stands in a text, as names are compared."""
        places = set[int]().union(*(self._at(text, at) for at in range(len(text))))
        return [self.bodies[place] for place in sorted(places)]

    def _at(self, text: str, at: int) -> set[int]:
        """The places in the register of whose names one stands there in a text."""
        bearers, lengths = self._bearers
        cut = (text[at : at + length] for length in lengths)
        return {place for name in cut for place in bearers.get(name, ())}

    @cached_property
    def _bearers(self) -> tuple[Mapping[str, list[int]], Collection[int]]:
        """The places in the register of those who bear each name, and how long names are."""
        bearers = defaultdict[str, list[int]](list)
        for place, body in enumerate(self.bodies):
            for name in self.names_of(body):
                bearers[name].append(place)
        return bearers, {len(name) for name in bearers}

    def is_shared(self, name: str) -> bool:
        """Whether several bodies bear that name."""
        return self._borne[plain_name(name)] > 1

    @cached_property
    def _borne(self) -> Counter[str]:
        """How many bodies bear each name."""
        return Counter(name for body in self.bodies for name in _names(body, ""))

    def match(self, code: str, *names: str) -> Match:
        """The body of that code and those names, in the order of their weight.

        A code of one body with the name of another is not sure.
        """
        by_code = self._by_code.get(plain_name(code))
        by_name = next((body for name in names if (body := self._found(plain_name(name)))), None)
        if by_code and by_name not in (None, by_code):
            return Match(by_code, _score(by_code, names), clash=by_name)
        if by_code or by_name:
            return Match(by_code or by_name, CERTAIN, sure=True)
        return self.nearest(*names)

    def nearest(self, *names: str) -> Match:
        """The body with the nearest name, never sure; none where nothing is near."""
        scored = ((_score(body, names), body) for body in self.bodies)
        score, body = max(scored, key=lambda pair: pair[0], default=(0, None))
        return Match(body, score) if score >= _WORTH_A_HINT else Match()

    def called(self, stem: str) -> Body | None:
        """The body whose name is all that a file's name says beside titles, years and the like."""
        return self._found(_PASSING.sub("", _without_title(stem)))

    def held_in(self, text: str) -> Body | None:
        """The body whose name a file's or a folder's name is, or the longest that stands in it.

        None where another one's stands there too, its superior's apart.
        """
        if body := self.called(text):
            return body
        body = self._longest_in(text)
        if body is None:
            return None
        rest = plain_name(text)
        for name in sorted(_names(body, ""), key=len, reverse=True):
            rest = rest.replace(name, "")
        others = (o for o in self.bodies if o.name not in (body.name, body.superior))
        return None if any(name in rest for o in others for name in _names(o, "")) else body

    def _longest_in(self, text: str) -> Body | None:
        whole = plain_name(text)
        held = [(len(n), body) for body in self.bodies for n in _names(body, "") if n in whole]
        longest = max((length for length, _ in held), default=0)
        bodies = {body.name: body for length, body in held if length == longest}
        return next(iter(bodies.values())) if len(bodies) == 1 else None

    def suggested(self, stem: str) -> Match:
        """The body that a file's name suggests, never sure.

        The longest name in it, the nearest, or the only one of which an end stands in it. The
        year, what is added in brackets, and the titles of our own files say nothing of whose it
        is.
        """
        if body := self._longest_in(stem):
            return Match(body, CERTAIN)
        near = self.nearest(_without_title(stem))
        return near if near.body else self._by_end(_without_title(stem))

    def _by_end(self, text: str) -> Match:
        """The body of whose name the longest end stands in the text, if it is one body's alone."""
        ends = [(_end_in(text, body.name, self._prefix), body) for body in self.bodies]
        longest = max((length for length, _ in ends), default=0)
        bodies = [body for length, body in ends if length == longest]
        if longest < _SHORTEST_END or len(bodies) > 1:
            return Match()
        return Match(bodies[0], round(100 * longest / len(plain_name(bodies[0].name))))

    def _found(self, name: str) -> Body | None:
        return self._by_name.get(name) or self._by_short_name.get(name)


def plain_name(text: str) -> str:
    """A name as it is compared: half width, no spaces, no punctuation, no case."""
    return _PUNCTUATION.sub("", plain_text(text))


def _without_title(stem: str) -> str:
    """What is left of a file's name without brackets, year and title."""
    name = _without_year(_BRACKETED.sub("", plain_text(stem)))
    for title in _titles():
        name = name.replace(title, "")
    return name


@cache
def _titles() -> tuple[str, ...]:
    """The titles of the form, and of the files that we write for it, the longest first."""
    codes = ("distribute.file", "collection.report_title", "slip.title")
    said = (*(say(code, year=2000) for code in codes), *(load(id).form.title for id in EDITIONS))
    return tuple(sorted({_without_year(title) for title in said}, key=len, reverse=True))


def _without_year(text: str) -> str:
    return plain_name(_YEAR.sub("", plain_text(text)))


def _names(body: Body, prefix: str) -> set[str]:
    """The body's names, without the district's where that leaves something."""
    shortened = (name.removeprefix(prefix) for name in (body.name, body.report_name))
    return {plain for name in shortened if (plain := plain_name(name))}


def _end_in(text: str, name: str, prefix: str) -> int:
    """How long the longest beginning or end of a name is that stands in a text.

    The district's own name, with which all begin, does not count.
    """
    own = plain_name(name.removeprefix(prefix))
    lengths = range(len(own), 0, -1)
    return next((n for n in lengths if own[:n] in text or own[-n:] in text), 0)


def _common_beginning(names: Sequence[str]) -> str:
    """What all the names begin with: the district's own name. "" for a single one."""
    if len(names) < 2:
        return ""
    pairs = zip(min(names), max(names), strict=False)
    return "".join(char for char, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def unambiguous(pairs: Sequence[tuple[Key, Body]]) -> dict[Key, Body]:
    """The body by each name that only one of them has."""
    often = Counter(name for name, _ in pairs)
    return {name: body for name, body in pairs if often[name] == 1}


def _score(body: Body, names: Sequence[str]) -> int:
    """How near the nearest of the names is to the body's, out of 100."""
    ratios = (
        SequenceMatcher(None, own, plain_name(name), autojunk=False).ratio()
        for own in _names(body, "")
        for name in names
        if name
    )
    return round(100 * max(ratios, default=0.0))
