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


@dataclass(frozen=True, slots=True)
class Word:
    """A word that does not belong in a report on the year `since` or later."""

    id: str
    has: tuple[str, ...]
    pattern: re.Pattern[str]
    wrong: str
    right: str
    since: int
    source: str
    sure: bool
    titles: bool = False


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A mark that stands for what should have been filled in."""

    id: str
    has: tuple[str, ...]
    pattern: re.Pattern[str]
    titles: bool = False


def _entry(data: Mapping[str, Any]) -> dict[str, Any]:
    ready = {"has": tuple(data["has"]), "pattern": re.compile(data["pattern"])}
    return {"since" if key == "from" else key: data[key] for key in data} | ready


@cache
def words() -> tuple[Word, ...]:
    """Every word of the list."""
    return tuple(Word(**_entry(entry)) for entry in data("words")["word"])


@cache
def _marks() -> tuple[tuple[str, str, str], ...]:
    """Each mark of each word, with its last letter."""
    return tuple((mark, mark[-1], word.id) for word in words() for mark in word.has)


@cache
def placeholders() -> tuple[Placeholder, ...]:
    """Every sort of placeholder."""
    return tuple(Placeholder(**_entry(entry)) for entry in data("words")["placeholder"])


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each word and narrative, with the first place quoted."""
    edition, near = prose.filing.edition, prose.near(_marks())
    for word in words() if near else ():
        if word.id in near and (prose.filing.year or word.since) >= word.since:
            for paragraph, match in _first_matches(prose, word):
                yield (WORD if word.sure else WORDING).at(
                    edition,
                    paragraph,
                    match.span(),
                    about=word.id,
                    word=match.group(),
                    wrong=word.wrong,
                    right=word.right,
                    source=word.source,
                )
    for sort in placeholders():
        if prose.has(sort.has):
            for paragraph, match in _first_matches(prose, sort):
                yield PLACEHOLDER.at(
                    edition,
                    paragraph,
                    match.span(),
                    about=sort.id,
                    word=shortened(match.group(), _LONGEST),
                )


_LONGEST = 20
"""Letters of a placeholder that a sentence quotes: it may be a whole line of dots."""


def _first_matches(
    prose: Prose, sought: Word | Placeholder
) -> Iterator[tuple[Paragraph, re.Match[str]]]:
    """The first match in each narrative or note that does not begin inside a 《title》."""
    seen: set[str] = set()
    for paragraph in prose.everything():
        if paragraph.narrative not in seen and paragraph.has(sought.has):
            for match in sought.pattern.finditer(paragraph.text):
                if sought.titles or paragraph.untitled[match.start()] != BOOK_TITLE:
                    seen.add(paragraph.narrative)
                    yield paragraph, match
                    break
