"""Fixed terms with one character lost, doubled, changed or out of its place; numbers left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.phrases import sought
from xltools.checks.text.prose import Prose
from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.messages import say

TERM = Check("C-TERM", Severity.WARNING, "check_term")
MISSING = Check("C-MISSING", Severity.WARNING, "check_missing")

CHECKS = (TERM, MISSING)

_ANY = r"[\u4e00-\u9fff]"


_GAPS = ("no_number", "no_unit", "no_year")
"""What may be left out."""


@dataclass(frozen=True, slots=True)
class FixedTerm:
    """A term, its two halves, patterns that find what is nearly it, and one of what is right."""

    right: str
    halves: tuple[str, str]
    nearly: tuple[re.Pattern[str], ...]
    allowed: re.Pattern[str]

    def slip(self, text: str) -> re.Match[str] | None:
        """The first place where the text has it wrongly: there one of its halves is left."""
        if not any(half in text for half in self.halves):
            return None
        for pattern in self.nearly:
            for match in pattern.finditer(text):
                if not self.allowed.match(text, match.start()):
                    return match
        return None


@cache
def terms() -> tuple[FixedTerm, ...]:
    """Every term of the list."""
    return tuple(_term(**entry) for entry in data("terms")["term"])


def _term(right: str, but: str = "", also: str = "", loose: bool = False) -> FixedTerm:
    """`but` are words that are rightly so; `also` further ways to get it wrong.

    `loose` where any other character in its midst is a slip.
    """
    half = len(right) // 2
    slips = _any_of(sorted({*_slips_in(right)} - {right}))
    wrong = "|".join([slips, *(_changed(right) if loose else ())])
    allowed = "|".join(filter(None, [re.escape(right), but]))
    nearly = tuple(re.compile(pattern) for pattern in (wrong, also) if pattern)
    return FixedTerm(right, (right[:half], right[half:]), nearly, re.compile(allowed))


def _any_of(words: list[str]) -> str:
    """A pattern of the words, parted where they part, so that each is tried only so far."""
    heads: dict[str, list[str]] = {}
    for word in words:
        if not word:
            return f"(?:{_any_of([word for word in words if word])})?" if len(words) > 1 else ""
        heads.setdefault(word[0], []).append(word[1:])
    parts = [re.escape(head) + _any_of(rests) for head, rests in heads.items()]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _slips_in(right: str) -> Iterator[str]:
    """With an inner character lost, one doubled, or two that changed places."""
    for at in range(len(right)):
        before, letter, after = right[:at], right[at], right[at + 1 :]
        if before and after:
            yield before + after
        if before:
            yield before + before[-1] + letter + after
        if after:
            yield before + after[0] + letter + after[1:]


def _changed(right: str) -> Iterator[str]:
    """With any other character in the place of an inner one."""
    return (right[:at] + _ANY + right[at + 1 :] for at in range(1, len(right) - 1))


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each term and narrative, and for each sort of gap and narrative."""
    edition = prose.filing.edition
    for term in terms():
        if term.slip(prose.whole):
            for paragraph, match in prose.firsts(lambda p, term=term: term.slip(p.text)):
                said = {"about": term.right, "word": match.group(), "right": term.right}
                yield TERM.at(edition, paragraph, match.span(), **said)
    gaps = sought("terms", "missing")
    for sort in _GAPS:
        if prose.has(gaps[sort].has):
            pattern = gaps[sort].pattern
            for paragraph, match in prose.firsts(lambda p, one=pattern: one.search(p.untitled)):
                wrong = say(f"check_missing.{sort}")
                said = {"about": sort, "word": match.group(), "wrong": wrong}
                yield MISSING.at(edition, paragraph, match.span(), **said)
