"""Whose figure it is: the body's own, another's, or one that may be another's.

For a government the words for all of its area (全县) mean its own figures; for a department they
do not.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from xltools.checks.data import data
from xltools.checks.text.paragraph import BOOK_TITLE
from xltools.checks.text.passage import Passage, is_of_requests, is_of_the_year
from xltools.checks.text.phrases import patterns
from xltools.filing.filing import Filing
from xltools.law.edition import Edition

_SHORTEST = 3
"""A body is not named by less: 发改局, 城关镇."""


class FigureScope(Enum):
    """Whose figure a passage states, as far as the words around it tell."""

    OWN = auto()
    DOUBTFUL = auto()
    FOREIGN = auto()


def _words(key: str) -> re.Pattern[str]:
    return patterns("vocabulary", "scope")[key]


def is_meant(passage: Passage, filing: Filing) -> bool:
    """Whether nothing says that it may be of another matter, another year or another body."""
    return is_of_requests(passage) and is_of_the_year(passage, filing) and is_own(passage, filing)


def is_own(passage: Passage, filing: Filing) -> bool:
    """Whether nothing says that it may be another body's figure."""
    return scope_of(passage, filing) is FigureScope.OWN


def scope_of(passage: Passage, filing: Filing) -> FigureScope:
    """By the words of its clause, of its sentence, and of the one before."""
    if not passage.paragraph.holds(_words("others")):
        foreign = any(not _names(subject, filing.name) for subject in _subject(passage))
        return FigureScope.FOREIGN if foreign else FigureScope.OWN
    lead = _without_joint(passage.lead)
    others = [word for word in _words("others").finditer(lead) if not _is_self(word[0], filing)]
    clause = len(lead) - len(passage.clause)
    named = [word[0] for word in others if word.start() >= clause]
    named += [subject for subject in _subject(passage) if not _names(subject, filing.name)]
    if named:
        return (
            FigureScope.DOUBTFUL
            if all(_is_office(name, filing) for name in named)
            else FigureScope.FOREIGN
        )
    if others or not area(filing):
        own = max((word.end() for word in _words("own").finditer(lead)), default=-1)
        if any(word.start() > own for word in others) or (own < 0 and _follows(passage, filing)):
            return FigureScope.DOUBTFUL
        return FigureScope.OWN
    if _follows(passage, filing) and not _words("own").search(lead):
        return FigureScope.DOUBTFUL
    narrower = is_wide(passage, filing) and _words("narrower").search(passage.sentence)
    return FigureScope.DOUBTFUL if narrower else FigureScope.OWN


def _is_self(word: str, filing: Filing) -> bool:
    """Whether a word for others means the body itself: part of its name, or all of its area."""
    own = area(filing)
    return word in _short(filing.name + filing.report_name) or bool(own and word.startswith(own))


def _is_office(name: str, filing: Filing) -> bool:
    return bool(area(filing) and _words("office").search(name))


def _subject(passage: Passage) -> list[str]:
    """Another body that its clause may have as its subject."""
    match = _words("subject").search(passage.clause[: -(passage.end - passage.begin) or None])
    return [match["who"]] if match else []


def _follows(passage: Passage, filing: Filing) -> bool:
    """Whether the sentence before has others as its subject, so that this one may have them too."""
    before = _words("others_before").search(passage.sentence_before)
    return before is not None and not _is_self(before["who"], filing)


def _without_joint(text: str) -> str:
    """The text with 政府及政府办公室 blanked out."""
    return _words("joint").sub(lambda match: BOOK_TITLE * len(match.group()), text)


def is_wide(passage: Passage, filing: Filing) -> bool:
    """Whether it is of all of a government's own area."""
    own = area(filing)
    return bool(own) and own in passage.lead


def area(filing: Filing) -> str:
    """How a government calls all of its area: 全县; nothing for other bodies."""
    kind = filing.cover.get("body_kind", "")
    return _area(filing.edition, filing.name, kind)


@lru_cache(maxsize=64)
def _area(edition: Edition, name: str, kind: str) -> str:
    body, level = edition.form.body_kind(kind), _words("government").search(name)
    if body is None or not body.government or level is None:
        return ""
    return data("vocabulary")["scope"]["all"] + level["level"]


def _names(who: str, name: str) -> bool:
    """Whether `who` ends with a short form of the name: its characters, some left out."""
    return any(is_short_for(who[-length:], name) for length in range(_SHORTEST, len(who) + 1))


def is_short_for(short: str, name: str) -> bool:
    """Whether its characters stand in the name, in that order."""
    letters = iter(name)
    return all(letter in letters for letter in short)


@lru_cache(maxsize=64)
def _short(name: str) -> str:
    """A body's name as people say it, with 政府 for 人民政府."""
    return name.replace(data("vocabulary")["names"]["long"], "")
