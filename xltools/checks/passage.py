"""Where a phrase stands: its clause, what leads up to it, and what makes it doubtful.

A sentence may speak of another body, another year or a part only. Where it may, the checks
that hold the text against the tables say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from xltools.checks.data import data
from xltools.checks.numbers import MARKS, Number
from xltools.checks.paragraph import Paragraph
from xltools.checks.ties import compiled
from xltools.filing.filing import Filing

_SENTENCE_ENDS = "\u3002\uff01\uff1f"
_CLAUSE_ENDS = _SENTENCE_ENDS + "\uff0c\uff1b\uff1a\uff08(,;:"
_BEFORE, _AFTER = 44, 28
"""How far before and after a number a phrase about it may reach, in characters."""

_SHORTEST = 3
"""A body is not named by less: 发改局, 城关镇."""

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\u5e74)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A match in a coded paragraph; `at` is the place of the mark it is about, if any."""

    paragraph: Paragraph
    begin: int
    end: int
    at: int | None = None

    @property
    def coded(self) -> str:
        """The coded text it stands in."""
        return self.paragraph.coded.text

    @property
    def number(self) -> Number:
        """The number it is about. KeyError where it is about none."""
        return self.paragraph.coded.numbers[self.at if self.at is not None else -1]

    @property
    def filed_span(self) -> tuple[int, int]:
        """Begin and end in the paragraph's own text, numbers written out."""
        longer = [
            (place, number.end - number.begin - 1)
            for place, number in self.paragraph.coded.numbers.items()
        ]
        begin = self.begin + sum(more for place, more in longer if place < self.begin)
        return begin, self.end + sum(more for place, more in longer if place < self.end)

    @property
    def sentence_begin(self) -> int:
        """Where its sentence begins."""
        return _begin(self.coded, self.begin, _SENTENCE_ENDS)

    @property
    def lead(self) -> str:
        """Its sentence up to its end."""
        return self.coded[self.sentence_begin : self.end]

    @property
    def clause(self) -> str:
        """Its clause up to its end."""
        return self.coded[_begin(self.coded, self.begin, _CLAUSE_ENDS) : self.end]

    @property
    def run_up(self) -> str:
        """What stands between the number before it, in its sentence, and its end."""
        begin = max(self.sentence_begin, _begin(self.coded, self.begin, MARKS))
        return self.coded[begin : self.end]

    @property
    def is_joined(self) -> bool:
        """Whether it is the last of several things that share the number: 甲、乙#."""
        before = self.coded[max(0, self.begin - 2) : self.begin]
        return before[-1:] in tuple(data("vocabulary")["names"]["joining"]) and before[
            :1
        ] not in tuple(MARKS)


def _begin(text: str, place: int, ends: str) -> int:
    return 1 + max(text.rfind(end, 0, place) for end in ends)


def _end(text: str, place: int) -> int:
    ends = (text.find(mark, place) for mark in _SENTENCE_ENDS)
    return min((found + 1 for found in ends if found >= 0), default=len(text))


def sentences_with(paragraph: Paragraph, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Begin and end of each coded sentence that holds one of the words, in no order."""
    text = paragraph.coded.text
    seen: set[int] = set()
    for word in words:
        place = text.find(word)
        while place >= 0:
            begin, end = _begin(text, place, _SENTENCE_ENDS), _end(text, place)
            if begin not in seen:
                seen.add(begin)
                yield begin, end
            place = text.find(word, end)


def searched(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """The stretches of the coded text around numbers that a phrase may be about."""
    text, begin, end = paragraph.coded.text, 0, 0
    for place in _relevant(paragraph):
        if place >= end:
            if end and _gate().search(text, begin, end):
                yield begin, end
            begin = max(_begin(text, place, _SENTENCE_ENDS), place - _BEFORE)
        end = min(_end(text, place), place + _AFTER)
    if end and _gate().search(text, begin, end):
        yield begin, end


def _relevant(paragraph: Paragraph) -> list[int]:
    units: str = data("vocabulary")["gate"]["units"]
    numbers = paragraph.coded.numbers
    return [place for place, number in numbers.items() if number.unit in units]


@cache
def _gate() -> re.Pattern[str]:
    return re.compile(data("vocabulary")["gate"]["words"])


@cache
def _guards() -> dict[str, re.Pattern[str]]:
    return {key: compiled(text) for key, text in data("vocabulary")["guards"].items()}


def is_own(passage: Passage, filing: Filing) -> bool:
    """Whether nothing says that it may be another body's figure."""
    guards, lead = _guards(), passage.lead
    name = _short(filing.name) + _short(filing.report_name)
    if any(word not in name for word in guards["scope"].findall(lead)):
        return False
    before = passage.coded[: passage.sentence_begin]
    previous = before[_begin(before, max(0, len(before) - 1), _SENTENCE_ENDS) :]
    if any(word not in name for word in guards["scope_before"].findall(previous)):
        return False
    subject = guards["subject"].search(passage.clause[: -(passage.end - passage.begin) or None])
    return subject is None or _names(subject["who"], filing.name)


def _names(who: str, name: str) -> bool:
    """Whether `who` ends with a short form of the name: its characters, some left out."""
    return any(_is_short_for(who[-length:], name) for length in range(_SHORTEST, len(who) + 1))


def _is_short_for(short: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in short)


def _short(name: str) -> str:
    """A body's name as people say it, with 政府 for 人民政府."""
    return name.replace(data("vocabulary")["names"]["long"], "")


def is_of_the_year(passage: Passage, filing: Filing) -> bool:
    """Whether nothing says that it may be another year's figure, or a part of the year's."""
    guards, lead = _guards(), passage.lead
    if guards["time"].search(lead) or guards["last_year"].search(passage.run_up):
        return False
    years: list[str] = _YEAR.findall(passage.coded[passage.sentence_begin : passage.begin])
    return not years or int(years[-1]) == filing.year


def is_whole(passage: Passage) -> bool:
    """Whether nothing says that only a part is meant: those by letter, those about land."""
    guards = _guards()
    if guards["part_before"].search(passage.run_up):
        return False
    return not guards["part"].search(passage.clause) or bool(guards["whole"].search(passage.clause))


def is_of_requests(passage: Passage) -> bool:
    """Whether nothing says that another matter is meant: letters, proposals, the hotline.

    A number is about what stands after the number before it, a claim about its sentence.
    """
    nearby = passage.lead if passage.at is None else passage.run_up
    return not _guards()["other_matter"].search(nearby)
