"""Whose figure it is: the body's own, another's, or one that may be another's.

For a government the words for all of its area (全县) mean its own figures; for a department they
do not.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache

from xltools.checks.data import data
from xltools.checks.paragraph import BOOK_TITLE
from xltools.checks.passage import Passage
from xltools.checks.ties import compiled
from xltools.filing.filing import Filing

_SHORTEST = 3
"""A body is not named by less: 发改局, 城关镇."""


class Scope(Enum):
    """Whose figure a passage states, as far as the words around it tell."""

    OWN = auto()
    DOUBTFUL = auto()
    FOREIGN = auto()


@cache
def _words(key: str) -> re.Pattern[str]:
    return compiled(data("vocabulary")["scope"][key])


def is_own(passage: Passage, filing: Filing) -> bool:
    """Whether nothing says that it may be another body's figure."""
    return scope_of(passage, filing) is Scope.OWN


def scope_of(passage: Passage, filing: Filing) -> Scope:
    """By the words of its clause, of its sentence, and of the one before."""
    lead, known = _without_joint(passage.lead), _known(filing)
    others = [word.start() for word in _words("others").finditer(lead) if word.group() not in known]
    clause = len(lead) - len(passage.clause)
    if (others and others[-1] >= clause) or _has_other_subject(passage, filing):
        return Scope.FOREIGN
    own = max((word.end() for word in _words("own").finditer(lead)), default=-1)
    if (others and others[-1] > own) or (own < 0 and _follows_others(passage, known)):
        return Scope.DOUBTFUL
    if is_wide(passage, filing) and _words("narrower").search(passage.sentence):
        return Scope.DOUBTFUL
    return Scope.OWN


def _without_joint(text: str) -> str:
    """The text with 政府及政府办公室 blanked out."""
    return _words("joint").sub(lambda match: BOOK_TITLE * len(match.group()), text)


def _known(filing: Filing) -> str:
    """Words that mean the body itself: its names, and all of its area."""
    return _short(filing.name) + _short(filing.report_name) + area(filing)


def _has_other_subject(passage: Passage, filing: Filing) -> bool:
    subject = _words("subject").search(passage.clause[: -(passage.end - passage.begin) or None])
    return subject is not None and not _names(subject["who"], filing.name)


def _follows_others(passage: Passage, known: str) -> bool:
    """Whether the sentence before has others as its subject, so that this one may have them too."""
    before = _words("others_before").search(passage.sentence_before)
    return before is not None and before["who"] not in known


def is_wide(passage: Passage, filing: Filing) -> bool:
    """Whether it is of all of a government's own area."""
    own = area(filing)
    return bool(own) and own in passage.lead


def area(filing: Filing) -> str:
    """How a government calls all of its area: 全县; nothing for other bodies."""
    level = _words("government").search(filing.name)
    own = filing.body_kind is not None and filing.body_kind.government and level
    return data("vocabulary")["scope"]["all"] + level["level"] if own and level else ""


def _names(who: str, name: str) -> bool:
    """Whether `who` ends with a short form of the name: its characters, some left out."""
    return any(_is_short_for(who[-length:], name) for length in range(_SHORTEST, len(who) + 1))


def _is_short_for(short: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in short)


def _short(name: str) -> str:
    """A body's name as people say it, with 政府 for 人民政府."""
    return name.replace(data("vocabulary")["names"]["long"], "")
