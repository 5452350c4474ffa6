"""What a number of a list is about, by the words around it in its own clause.

Looser than the ties of the vocabulary: 3件予以公开 as well as 予以公开3件, with whatever stands
between. Such a number is judged only where others near it agree with the tables.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from xltools.checks.data import data
from xltools.checks.text.numbers import MARKS
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.passage import Passage, begin_of_sentence, is_whole
from xltools.checks.text.phrases import compiled, optional, patterns
from xltools.checks.text.ties import Tie, tie_of
from xltools.law.edition import Edition

_ENDS = "\u3002\uff01\uff1f\uff0c\uff1b\uff1a\uff08\uff09(),;:"
_REQUESTS = "requests"
_LISTED = "\u3001"


@dataclass(frozen=True, slots=True)
class NumberRole:
    """A meaning that a number may have, with the words that give it."""

    tie: Tie
    topic: str
    before: re.Pattern[str]
    after: re.Pattern[str] | None
    whole: bool
    adds: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """A number with its meaning.

    `part` where it may be a part only; `plain` where its own words say that it counts
    applications, so that it needs no others beside it.
    """

    tie: Tie
    passage: Passage
    part: bool
    plain: bool


@cache
def _roles(edition: Edition) -> tuple[NumberRole, ...]:
    return tuple(
        NumberRole(
            tie=tie_of(edition.form, entry, ()),
            topic=entry["topic"],
            before=compiled(entry["before"]),
            after=optional(entry, "after"),
            whole=entry.get("whole", False),
            adds=entry.get("adds", False),
        )
        for entry in data("roles")["role"]
    )


def _settings() -> Mapping[str, re.Pattern[str]]:
    return patterns("roles", "settings")


@cache
def _units() -> frozenset[str]:
    return frozenset(data("roles")["topics"]["units"])


@cache
def _topics() -> re.Pattern[str]:
    topics = patterns("roles", "topics").items()
    return re.compile("|".join(f"(?P<{topic}>{words.pattern})" for topic, words in topics))


def roles_in(
    paragraph: Paragraph, edition: Edition, known: Container[int | None]
) -> Iterator[Stated]:
    """Each number of the paragraph whose meaning its clause tells; `known` are left out."""
    if paragraph.narrative not in data("roles")["topics"]["read"]:
        return
    places = [
        place
        for place, number in paragraph.coded.numbers.items()
        if place not in known and number.unit in _units() and not number.vague
    ]
    if places:
        topics = _Topics(paragraph)
        for place in places:
            if found := _stated(paragraph, place, topics, edition):
                yield found


def _label(text: str, place: int) -> tuple[int, int]:
    """Where the words begin that lead up to a number, and where those end that follow it."""
    begin, end = place, place + 1
    while begin and text[begin - 1] not in _ENDS and text[begin - 1] not in MARKS:
        begin -= 1
    if text[begin : begin + 1] == _LISTED and begin < place:
        begin += 1
    while end < len(text) and text[end] not in _ENDS + _LISTED and text[end] not in MARKS:
        end += 1
    return begin, end


class _Topics:
    """What a paragraph speaks of, from place to place."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._begins = [m.start() for m in _topics().finditer(paragraph.coded.text)]
        self._kinds = [m.lastgroup or "" for m in _topics().finditer(paragraph.coded.text)]
        self._home = paragraph.narrative in data("roles")["topics"]["home"]

    def at(self, place: int, sentence: int) -> str:
        """The nearest topic before the place, from the sentence's beginning if it has one."""
        for begin, kind in zip(reversed(self._begins), reversed(self._kinds), strict=True):
            if begin < place:
                if begin >= sentence:
                    return kind
                return _REQUESTS if self._home else kind
        return _REQUESTS if self._home else ""


def _stated(paragraph: Paragraph, place: int, topics: _Topics, edition: Edition) -> Stated | None:
    text, settings = paragraph.coded.text, _settings()
    begin, end = _label(text, place)
    before, after = text[begin:place], text[place + 1 : end]
    empty = settings["empty"].fullmatch(before) is not None
    sentence = begin_of_sentence(paragraph, place)
    topic = topics.at(end if empty else place, sentence)
    if topic == _REQUESTS and settings["never"].search(text, begin, end):
        return None
    if empty and _is_of_several(text, end):
        return None
    named = _named(text, place, sentence)
    if named:
        before, after, empty = named[0], "", False
    for role in _roles(edition):
        words = role.after if empty else role.before
        match = words.search(after if empty else before) if words and role.topic == topic else None
        if role.adds and _adds_up(paragraph, place, sentence):
            continue
        if match and not _is_other(role, before + after, text[sentence:begin]):
            start = named[1] if named else place if empty else begin + match.start()
            passage = Passage(paragraph, start, place + 1, place)
            plain = role.whole and bool(settings["plain"].search(before))
            return Stated(role.tie, passage, role.whole and not is_whole(passage), plain)
    return None


def _is_of_several(text: str, end: int) -> bool:
    """Whether what follows a number is the first of several things that share it: 3件为甲、乙等."""
    further = text[end:].split(_LISTED, 2)[1:2] if text[end : end + 1] == _LISTED else []
    return any(letter not in MARKS for letter in "".join(further)[:1])


def _adds_up(paragraph: Paragraph, place: int, sentence: int) -> bool:
    """Whether two or more numbers directly before one, in its sentence, add up to it."""
    numbers, items = paragraph.coded.numbers, _settings()["items"]
    counted = {at: one.value for at, one in numbers.items() if not items.fullmatch(one.unit)}
    before = [counted[at] for at in sorted(counted) if sentence <= at < place]
    sums = list(accumulate(reversed(before)))[1:]
    return numbers[place].value in sums


def _named(text: str, place: int, sentence: int) -> tuple[str, int] | None:
    """The name that a number answers to of several before 分别, and where they begin."""
    settings = _settings()
    for match in settings["respectively"].finditer(text, sentence):
        first, end = match.span("numbers")
        names = settings["joining"].split(match["names"])
        if first <= place < end and len(names) == (end - first + 1) // 2:
            return names[(place - first) // 2], match.start()
    return None


def _is_other(role: NumberRole, label: str, lead: str) -> bool:
    """Whether the words of its clause, or those of its sentence before it, mean something else."""
    tie = role.tie
    return bool(
        (tie.unless and tie.unless.search(label))
        or (tie.needs and not tie.needs.search(lead + label))
        or (tie.unless_before and tie.unless_before.search(lead))
    )
