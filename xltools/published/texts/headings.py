"""Headings as reports write them: their number, their words, and what follows on the line."""

from __future__ import annotations

import re

from xltools.law.form import Section
from xltools.published.data import pattern, wild
from xltools.published.tables.labels import label, likeness

CERTAIN = 0.9
"""From this likeness on a line without a number is a section's heading."""
HEADING = 34
"""Letters of a section's heading."""
FULL_STOP = "。"
_BEFORE = 2 * HEADING
"""Letters of a line within which a heading ends."""
_COLONS = ":："


def number_and_words(line: str) -> tuple[str, str]:
    """The number that a section's heading begins with, "" for none, and the words behind it."""
    number = pattern("section_number").match(line)
    return (number[0], line[number.end() :]) if number else ("", line)


def counted(line: str) -> int:
    """The count that a line begins with, 0 for none."""
    signs = wild("counts")["signs"]
    return next((1 + signs.index(sign) for sign in number_and_words(line)[0] if sign in signs), 0)


def number_kind(line: str) -> str:
    """How the number of a part is written, as if it were the first; "" for none."""
    number = pattern("part_number").match(line)
    written = "".join(number[0].split()) if number else ""
    return pattern("count").sub(lambda count: "1" if count[0].isdigit() else "#", written)


def parted(section: Section, line: str) -> tuple[str, str]:
    """A line parted where a section's heading ends and a text follows it; that is "" for none.

    A colon parts; behind a number a full stop too, and white space, where the line is short.
    """
    number, told = number_and_words(line)
    title, whole = label(section.title), likeness(label(told), label(section.title))
    short = len(line) <= HEADING and FULL_STOP not in line[:-1] and bool(section.narratives)
    for stop in pattern("stop").finditer(told[:_BEFORE]):
        sign, rest = stop[0].strip(), told[stop.end() :].strip()
        if (sign and sign in _COLONS) or (number and (sign == FULL_STOP or (short and not sign))):
            like = likeness(label(told[: stop.start()]), title)
            if like >= CERTAIN and like > whole and (_is_text(rest) if not sign else rest):
                return line[: len(line) - len(told) + stop.end()], rest
    return line, ""


def _is_text(rest: str) -> bool:
    """Whether what stands behind a heading is more than the number of its page."""
    return any(map(str.isalpha, rest)) and not pattern("page_number").fullmatch(rest)


def goes_beyond(section: Section, told: str) -> bool:
    """Whether words go on, beyond the word that a section's heading ends with, as a sentence does.

    Such a line may end without a full stop; 情况说明 or a remark in brackets makes it no sentence.
    """
    ends = told.rstrip().endswith(FULL_STOP)
    bare = told if ends else pattern("remark").sub("", told.rstrip())
    tail = label(bare).rpartition(label(section.title)[-2:])
    beyond = tail[2] if tail[1] else ""
    if not ends and pattern("heading_tail").fullmatch(beyond):
        return False
    return bool(beyond) and not is_heading(told)


def is_sentence(told: str) -> bool:
    """Whether words that name a part say something of it: a count, or two clauses and a stop."""
    return bool(pattern("told").search(told.rstrip()))


def is_heading(told: str) -> bool:
    """Whether words consist of those that headings of 五 and 六 have, and of no others."""
    words = "|".join(map(re.escape, wild("heading_words")["words"]))
    return bool(re.fullmatch(f"(?:{words})+", label(told)))


def first_part(section: Section) -> str:
    """Where words below a section's heading belong before any heading of a part."""
    parts = [text.id for text in section.narratives if not text.before_heading]
    if section.id == "other_matters":
        return parts[-1]
    return parts[0] if parts else ""


def named(section: Section, told: str, *, exact: bool) -> str | None:
    """The part of a section whose heading these words are."""
    said = label(told)
    for text in section.narratives:
        if text.before_heading or text.id not in wild("headings"):
            continue
        if likeness(said, label(text.label)) >= CERTAIN:
            return text.id
        if not exact and any(name in said for name in wild("headings")[text.id]):
            return text.id
    return None
