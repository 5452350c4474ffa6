"""Which numbers of a paragraph can be tied to cells of the tables without doubt."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.checks.text.numbers import MARKS
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.passage import Passage, is_of_part_before, is_whole, searched
from xltools.checks.text.scope import is_meant
from xltools.checks.text.ties import Tie, may_be_part, vocabulary
from xltools.filing.filing import Filing

_NOT_READ = ("lead",)
"""Narratives that state no figures of the tables."""


def tied_in(paragraph: Paragraph, filing: Filing) -> Iterator[tuple[Tie, Passage]]:
    """Each such number's tie and where it stands."""
    text, words = paragraph.coded.text, vocabulary(filing.edition)
    for begin, end in searched(paragraph) if paragraph.narrative not in _NOT_READ else ():
        for tie, match in words.found_in(text, begin, end):
            at = max(place for place in range(*match.span()) if text[place] in MARKS)
            passage = Passage(paragraph, match.start(), match.end(), at)
            if _is_certain(tie, passage, filing):
                yield tie, passage


def _is_certain(tie: Tie, passage: Passage, filing: Filing) -> bool:
    number = passage.number
    if number.vague or passage.is_joined:
        return False
    if tie.unless and tie.unless.search(passage.clause):
        return False
    if tie.unless_before and tie.unless_before.search(passage.lead):
        return False
    at_home = passage.paragraph.narrative in tie.at_home
    if tie.needs and not at_home and not tie.needs.search(passage.coded[: passage.end]):
        return False
    if tie.part and not is_whole(passage):
        return False
    if may_be_part(filing, tie, number) and is_of_part_before(passage):
        return False
    return is_meant(passage, filing)
