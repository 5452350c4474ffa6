"""Fixed terms with one character lost, doubled, changed or out of its place; numbers left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.paragraph import Paragraph
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
    variants = {*_lost(right), *_swapped(right), *_doubled(right)} - {right}
    wrong = "|".join([_any_of(sorted(variants)), *(_changed(right) if loose else ())])
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


def _lost(right: str) -> Iterator[str]:
    """With one of its inner characters lost, where what is left is no other word."""
    for at in range(1, len(right) - 1):
        yield right[:at] + right[at + 1 :]


def _swapped(right: str) -> Iterator[str]:
    for at in range(len(right) - 1):
        yield right[:at] + right[at + 1] + right[at] + right[at + 2 :]


def _doubled(right: str) -> Iterator[str]:
    for at in range(1, len(right)):
        yield right[:at] + right[at - 1] + right[at:]


def _changed(right: str) -> Iterator[str]:
    for at in range(1, len(right) - 1):
        yield right[:at] + _ANY + right[at + 1 :]


@cache
def _gaps() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    entries: dict[str, dict[str, Any]] = data("terms")["missing"]
    sorts = ((sort, entries[sort]) for sort in _GAPS)
    return tuple((sort, tuple(e["has"]), re.compile(e["pattern"])) for sort, e in sorts)


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each term and narrative, and for each sort of gap and narrative."""
    edition = prose.filing.edition
    for term in terms():
        if term.slip(prose.whole):
            for paragraph, match in _firsts(prose, lambda p, term=term: term.slip(p.text)):
                said = {"about": term.right, "word": match.group(), "right": term.right}
                yield TERM.at(edition, paragraph, match.span(), **said)
    for sort, has, pattern in _gaps():
        if prose.has(has):
            for paragraph, match in _firsts(prose, lambda p, one=pattern: one.search(p.untitled)):
                wrong = say(f"check_missing.{sort}")
                said = {"about": sort, "word": match.group(), "wrong": wrong}
                yield MISSING.at(edition, paragraph, match.span(), **said)


def _firsts(
    prose: Prose, find: Callable[[Paragraph], re.Match[str] | None]
) -> Iterator[tuple[Paragraph, re.Match[str]]]:
    """The first place of each narrative where something is found."""
    seen: set[str] = set()
    for paragraph in prose.everything():
        match = find(paragraph)
        if match and paragraph.narrative not in seen:
            seen.add(paragraph.narrative)
            yield paragraph, match
