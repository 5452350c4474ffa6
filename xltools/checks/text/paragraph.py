"""A paragraph of a filing, made ready once for every check that reads it.

White space is dropped and full-width figures are made half-width, one character for one, so
that a check sees `收到 ２１ 件` as `收到21件`; what it quotes is quoted from that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from xltools.checks.text.numbers import Coded, coded
from xltools.filing.wording import covered

_QUOTED = 36
"""How many characters a finding quotes at most."""

_HALF_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {
    0xFF05: "%",
    0xFF0E: ".",
    0xFE6A: "%",
    0xFF38: "X",
    0xFF58: "x",
}
_WIDE = re.compile("[\uff10-\uff19\uff05\uff0e\ufe6a\uff38\uff58]")
_TITLE = re.compile("\u300a[^\u300a\u300b]*\u300b")
_SENTENCE = re.compile("[^\u3002\uff01\uff1f!?]+[\u3002\uff01\uff1f!?]?")
_SENTENCE_END = re.compile("[\u3002\uff01\uff1f]")
_CLAUSE_END = re.compile("[\u3002\uff01\uff1f\uff0c\uff1b\uff1a\uff08(,;:]")
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_CLAUSE_ENDS = "\uff0c\u3002\uff1b\uff1a\uff01\uff1f,;:!?"
BOOK_TITLE = "\u3000"
"""What stands for each character of a 《book title》: nothing is read out of one."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: where it stands, as filed, and as the checks read it.

    `number` says which of its narrative it is, from 0.
    """

    narrative: str
    filed: str
    number: int = 0

    @cached_property
    def text(self) -> str:
        """Without white space, figures half-width."""
        text = "".join(self.filed.split())
        return text.translate(_HALF_WIDTH) if _WIDE.search(text) else text

    def has(self, marks: Iterable[str]) -> bool:
        """Whether one of these stands in it."""
        text = self.text
        return any(mark in text for mark in marks)

    @cached_property
    def untitled(self) -> str:
        """`text` with every 《title》 blanked out, character for character."""
        if "\u300a" not in self.text:
            return self.text
        return _TITLE.sub(lambda match: BOOK_TITLE * len(match.group()), self.text)

    @cached_property
    def coded(self) -> Coded:
        """`untitled` with a mark for each number."""
        return coded(self.untitled)

    @cached_property
    def _held(self) -> dict[int, bool]:
        return {}

    def holds(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern, one that is kept for good, is found anywhere in the coded text."""
        key = id(pattern)
        if key not in self._held:
            self._held[key] = pattern.search(self.coded.text) is not None
        return self._held[key]

    @cached_property
    def coded_sentences(self) -> list[int]:
        """Where each sentence of the coded text begins."""
        return [0, *(match.end() for match in _SENTENCE_END.finditer(self.coded.text))]

    @cached_property
    def coded_clauses(self) -> list[int]:
        """Where each clause of the coded text begins; a bracket begins one."""
        return [0, *(match.end() for match in _CLAUSE_END.finditer(self.coded.text))]

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence of `text` begins and ends."""
        return tuple(match.span() for match in _SENTENCE.finditer(self.text))

    def sentence_at(self, place: int) -> tuple[int, int]:
        """Begin and end of the sentence that holds that place."""
        return next(
            (span for span in self.sentences if span[0] <= place < span[1]), (0, len(self.text))
        )

    def quote(self, begin: int, end: int) -> str:
        """The words with the clause around them, cut short, but never within a number."""
        first, last = self.sentence_at(begin)
        left, right = begin, end
        while left > first and self.text[left - 1] not in _CLAUSE_ENDS:
            left -= 1
        while right < last and self.text[right] not in _CLAUSE_ENDS:
            right += 1
        left, right = self._number_at(left)[0], self._number_at(right)[1]
        if right - left <= _QUOTED:
            return covered(self.text)[left:right]
        spare = max(0, _QUOTED - (end - begin)) // 2
        left, right = max(left, begin - spare), min(right, end + spare)
        left, right = self._number_at(left)[0], self._number_at(right)[1]
        if right - left > 2 * _QUOTED:
            right = left + 2 * _QUOTED
            before = self._number_at(right)[0]
            right = before if before > left else right
        return covered(self.text)[left:right]

    def _number_at(self, place: int) -> tuple[int, int]:
        """Begin and end of the number that a cut at the place would halve; else the place twice."""
        spans = (match.span() for match in _NUMBER.finditer(self.text))
        return next((span for span in spans if span[0] < place < span[1]), (place, place))
