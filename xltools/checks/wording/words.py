"""Stale and wrong words, and places left to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.paragraph import BOOK_TITLE, Paragraph
from xltools.checks.text.prose import Prose
from xltools.filing.findings import Finding
from xltools.filing.wording import shortened
from xltools.law.rule import Severity

WORD = Check("C-WORD", Severity.WARNING, "check_word")
WORDING = Check("C-WORDING", Severity.INFO, "check_wording")
PLACEHOLDER = Check("C-PLACEHOLDER", Severity.WARNING, "check_placeholder")

CHECKS = (WORD, WORDING, PLACEHOLDER)

_SAID = ("wrong", "right", "source")
_LONGEST = 20
"""Letters of a placeholder that a sentence quotes: it may be a whole line of dots."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that does not belong in a report on the year `since` or later, or a placeholder.

    One of `has` must stand somewhere for the pattern to be tried; `said` is what the sentence
    says of it; 《titles》 are passed over unless they are looked into too.
    """

    check: Check
    id: str
    has: tuple[str, ...]
    pattern: re.Pattern[str]
    said: Mapping[str, str]
    since: int
    titles: bool

    def place(self, paragraph: Paragraph) -> re.Match[str] | None:
        """Where it first stands in a paragraph."""
        for match in self.pattern.finditer(paragraph.text) if paragraph.has(self.has) else ():
            if self.titles or paragraph.untitled[match.start()] != BOOK_TITLE:
                return match
        return None


@cache
def words() -> tuple[Word, ...]:
    """Every word of the list, then every sort of placeholder."""
    entries = data("words")
    listed = (_word(WORD if entry["sure"] else WORDING, entry) for entry in entries["word"])
    return (*listed, *(_word(PLACEHOLDER, entry) for entry in entries["placeholder"]))


def _word(check: Check, entry: Mapping[str, Any]) -> Word:
    return Word(
        check=check,
        id=entry["id"],
        has=tuple(entry["has"]),
        pattern=re.compile(entry["pattern"]),
        said={name: entry[name] for name in _SAID if name in entry},
        since=entry.get("from", 0),
        titles=entry.get("titles", False),
    )


@cache
def _marks() -> tuple[tuple[str, str, str], ...]:
    """Each mark of each word, with its last letter."""
    return tuple((mark, mark[-1], word.id) for word in words() for mark in word.has)


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each word and narrative, with the first place quoted."""
    near = prose.near(_marks())
    for word in words() if near else ():
        if word.id in near and (prose.filing.year or word.since) >= word.since:
            for paragraph, match in prose.firsts(word.place):
                stands = match.group()
                quoted = shortened(stands, _LONGEST) if word.check is PLACEHOLDER else stands
                said = {"about": word.id, "word": quoted, **word.said}
                yield word.check.at(prose.filing.edition, paragraph, match.span(), **said)
