"""Where a phrase stands: its clause, what leads up to it, and what makes it doubtful.

A sentence may speak of another body, another year or a part only. Where it may, the checks
that hold the text against the tables say nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from xltools.checks.data import data
from xltools.checks.text.numbers import MARKS, Number
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.phrases import patterns
from xltools.filing.filing import Filing

_BEFORE, _AFTER = 44, 28
"""How far before and after a number a phrase about it may reach, in characters."""

_MEMBER_END = "\uff1b"
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\u5e74)")


@dataclass(frozen=True)
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

    @cached_property
    def sentence_begin(self) -> int:
        """Where its sentence begins."""
        return begin_of_sentence(self.paragraph, self.begin)

    @property
    def lead(self) -> str:
        """Its sentence up to its end."""
        return self.coded[self.sentence_begin : self.end]

    @property
    def sentence(self) -> str:
        """The whole of its sentence."""
        return self.coded[self.sentence_begin : _end(self.paragraph, self.begin)]

    @property
    def sentence_before(self) -> str:
        """The sentence before its own; the same where there is none."""
        begin = begin_of_sentence(self.paragraph, max(0, self.sentence_begin - 1))
        return self.coded[begin : self.sentence_begin]

    @property
    def clause(self) -> str:
        """Its clause up to its end."""
        return self.coded[_begin(self.paragraph.coded_clauses, self.begin) : self.end]

    @cached_property
    def run_up(self) -> str:
        """What stands between the number before it, in its sentence, and its end."""
        text, begin, first = self.coded, self.begin, self.sentence_begin
        while begin > first and text[begin - 1] not in MARKS:
            begin -= 1
        return text[begin : self.end]

    @property
    def is_joined(self) -> bool:
        """Whether it is the last of several things that share the number: 甲、乙#."""
        joining = tuple(data("vocabulary")["names"]["joining"])
        before = self.coded[max(0, self.begin - 2) : self.begin]
        return before.endswith(joining) and not before.startswith(tuple(MARKS))


def begin_of_sentence(paragraph: Paragraph, place: int) -> int:
    """Where the sentence begins that holds the place."""
    return _begin(paragraph.coded_sentences, place)


def _begin(begins: list[int], place: int) -> int:
    """Where that begins which holds the place."""
    return begins[bisect_right(begins, place) - 1]


def _end(paragraph: Paragraph, place: int) -> int:
    """Where the sentence ends that holds the place."""
    begins = paragraph.coded_sentences
    after = bisect_right(begins, place)
    return begins[after] if after < len(begins) else len(paragraph.coded.text)


def sentences_with(paragraph: Paragraph, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Begin and end of each coded sentence that holds one of the words, in no order."""
    text = paragraph.coded.text
    seen: set[int] = set()
    for word in words:
        place = text.find(word)
        while place >= 0:
            begin, end = _begin(paragraph.coded_sentences, place), _end(paragraph, place)
            if begin not in seen:
                seen.add(begin)
                yield begin, end
            place = text.find(word, end)


def searched(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """The stretches of the coded text around numbers that a phrase may be about."""
    text, begin, end = paragraph.coded.text, 0, 0
    gate = patterns("vocabulary", "gate")["words"]
    for place in _relevant(paragraph):
        if place >= end:
            if end and gate.search(text, begin, end):
                yield begin, end
            begin = max(_begin(paragraph.coded_sentences, place), place - _BEFORE)
        end = min(_end(paragraph, place), place + _AFTER)
    if end and gate.search(text, begin, end):
        yield begin, end


def _relevant(paragraph: Paragraph) -> list[int]:
    units: str = data("vocabulary")["gate"]["units"]
    numbers = paragraph.coded.numbers
    return [place for place, number in numbers.items() if number.unit in units]


def _guards() -> Mapping[str, re.Pattern[str]]:
    return patterns("vocabulary", "guards")


def is_of_the_year(passage: Passage, filing: Filing) -> bool:
    """Whether nothing says that it may be another year's figure, or a part of the year's."""
    guards, holds = _guards(), passage.paragraph.holds
    if holds(guards["time"]) and guards["time"].search(passage.lead):
        return False
    if holds(guards["last_year"]) and guards["last_year"].search(passage.run_up):
        return False
    if not holds(_YEAR):
        return True
    said = guards["compared"].sub("", passage.coded[passage.sentence_begin : passage.begin])
    years: list[str] = _YEAR.findall(said)
    return not years or int(years[-1]) == filing.year


def is_whole(passage: Passage) -> bool:
    """Whether nothing says that only a part is meant: those by letter, those about land."""
    guards = _guards()
    if guards["part_before"].search(passage.run_up):
        return False
    return not guards["part"].search(passage.clause) or bool(guards["whole"].search(passage.clause))


def is_of_part_before(passage: Passage) -> bool:
    """Whether it may be of that part of the applications only which leads its sentence.

    Closed of those by net, or of those carried in: no more than these are, and neither have all
    been counted since, nor all parts that make up all.
    """
    guards = _guards()
    own = Decimal(0) if passage.at is None else passage.number.value
    parts: list[Decimal] = []
    carried: list[Decimal] = []
    for count in _led_by(passage):
        value, clause = count.number.value, count.clause
        if guards["carried_alone"].search(clause):
            parts.append(value)
        elif guards["carried_in"].search(clause):
            carried.append(value)
        elif guards["not_leading"].search(clause) or not guards["leading"].search(clause):
            continue
        elif guards["applicant"].search(clause):
            parts.append(value)
        elif is_whole(count) or guards["all_ways"].search(clause):
            return bool(parts) and own <= parts[0] and sum(parts) != value
        else:
            parts.append(value)
    return any(own <= value for value in (parts or carried)[:1])


def _led_by(passage: Passage) -> Iterator[Passage]:
    """The counts before a number in its sentence, or its member of a long one, the last first."""
    text, paragraph = passage.coded, passage.paragraph
    begin = max(passage.sentence_begin, text.rfind(_MEMBER_END, 0, passage.begin))
    for place in reversed(_relevant(paragraph)):
        if begin <= place < passage.begin:
            yield Passage(paragraph, place, place + 1, place)


def is_of_requests(passage: Passage) -> bool:
    """Whether nothing says that another matter is meant: letters, proposals, the hotline.

    A number is about what stands after the number before it, and after the applications named
    last; a claim about its sentence.
    """
    guards = _guards()
    if not passage.paragraph.holds(guards["other_matter"]):
        return True
    if passage.at is None:
        return not guards["other_matter"].search(passage.lead)
    named = guards["applications"].finditer(passage.lead)
    since = max((match.end() for match in named), default=0)
    other = guards["other_matter"]
    return not other.search(passage.run_up) and not other.search(passage.lead, since)
