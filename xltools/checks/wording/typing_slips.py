"""Slips of typing: brackets, doubled words, half-width punctuation, a paragraph without an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.phrases import patterns
from xltools.checks.text.prose import Prose
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

PAIR = Check("C-PAIR", Severity.WARNING, "check_pair")
DOUBLED = Check("C-DOUBLED", Severity.WARNING, "check_doubled")
DOUBLED_WORD = Check("C-DOUBLED-WORD", Severity.INFO, "check_doubled_word")
HALF_WIDTH = Check("C-HALF-WIDTH", Severity.INFO, "check_half_width")
LISTED_TWICE = Check("C-LISTED-TWICE", Severity.INFO, "check_listed_twice")
WRONG_END = Check("C-WRONG-END", Severity.WARNING, "check_wrong_end")
NO_END = Check("C-NO-END", Severity.INFO, "check_no_end")

CHECKS = (PAIR, DOUBLED, DOUBLED_WORD, HALF_WIDTH, LISTED_TWICE, WRONG_END, NO_END)

_HAN = r"[\u4e00-\u9fff]"
_RUN = re.compile(rf"({_HAN}{{2,8}}?)\1")
_HALF_WIDTH_MARKS = ",;:?!"
_HALF = re.compile(rf"(?<={_HAN})[,;:?!]|[,;?!](?={_HAN})")
_INNER_MARKS = "\uff0c\u3002\uff1b"
"""A paragraph that holds one of these is no heading: it ends with a mark of its own."""

_TAIL = 12
_COMMA = "\u3001"
_CLAUSE = re.compile("[^\uff0c\u3002\uff1b\uff1a]+")
_LONG_LIST = 3
_WHOLE_WORD = 4
"""Shorter words of a list may rightly begin another."""

_WRONG_END = re.compile(rf"[\uff0c\u3001,]$|(?<={_HAN})\.$")

_TWIN = {"(": "\uff08"}

Span: TypeAlias = tuple[int, int]


@cache
def _pairs() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    """Every bracket; each closing one with its opening one; what a lone closing one numbers."""
    pairs: dict[str, str] = data("words")["pairs"]
    closing = {
        close: _TWIN.get(open_, open_)
        for open_, close in zip(pairs["open"], pairs["close"], strict=True)
    }
    brackets = re.escape(pairs["open"] + pairs["close"])
    numbered = re.compile(rf"(?:^|[^\w]){pairs['numbered']}{{1,3}}$")
    return re.compile(f"[{brackets}]"), closing, numbered


def findings_in(prose: Prose) -> Iterator[Finding]:
    """At most one finding of each sort in a narrative, with the first place quoted."""
    seen: set[tuple[str, str]] = set()
    for paragraph, check, span in _slips(prose):
        if (check.id, paragraph.narrative) not in seen:
            seen.add((check.id, paragraph.narrative))
            yield check.at(prose.filing.edition, paragraph, span, word=paragraph.text[slice(*span)])


def _slips(prose: Prose) -> Iterator[tuple[Paragraph, Check, Span]]:
    doubled = prose.has(data("words")["doubled"]["has"])
    half_width = prose.has(_HALF_WIDTH_MARKS)
    doubles = patterns("words", "doubled")["pattern"]
    for paragraph in prose.everything():
        text = paragraph.text
        if lone := unpaired(text):
            yield paragraph, PAIR, lone
        if doubled and (match := doubles.search(text)):
            yield paragraph, DOUBLED, match.span()
        yield from ((paragraph, check, span) for check, span in _runs(text))
        if half_width and paragraph.has(_HALF_WIDTH_MARKS) and (match := _HALF.search(text)):
            yield paragraph, HALF_WIDTH, match.span()
        yield from ((paragraph, LISTED_TWICE, span) for span in _listed_twice(text))
        if match := _WRONG_END.search(text, max(0, len(text) - 2)):
            yield paragraph, WRONG_END, match.span()
        if text[-1:].isalnum() and paragraph.has(_INNER_MARKS):
            yield paragraph, NO_END, (max(0, len(text) - _TAIL), len(text))


def _listed_twice(text: str) -> Iterator[Span]:
    """What stands twice between the commas of one list."""
    if text.count(_COMMA) < _LONG_LIST:
        return
    for clause in _CLAUSE.finditer(text):
        items = clause.group().split(_COMMA)
        for at, item in enumerate(items[1:], start=1):
            rest = items[at + 1 :] if len(item) >= _WHOLE_WORD else ()
            if any(other.startswith(item) for other in rest):
                begin = clause.start() + len(_COMMA.join(items[:at])) + 1
                yield begin, begin + len(item)
                return


def _runs(text: str) -> Iterator[tuple[Check, Span]]:
    """Words that follow themselves at once."""
    for match in _RUN.finditer(text):
        if len(match.group(1)) > 2:
            yield DOUBLED, match.span()
        elif not patterns("words", "doubled")["allowed"].fullmatch(match.group(1)):
            yield DOUBLED_WORD, match.span()


def unpaired(text: str) -> Span | None:
    """The first bracket or quotation mark without its other half; None where all have theirs."""
    brackets, closing, numbered = _pairs()
    waiting: list[tuple[str, int]] = []
    for match in brackets.finditer(text):
        mark, place = match.group(), match.start()
        if mark not in closing:
            waiting.append((_TWIN.get(mark, mark), place))
        elif waiting and waiting[-1][0] == closing[mark]:
            waiting.pop()
        elif not (mark in "\uff09)" and numbered.search(text[max(0, place - 4) : place])):
            return match.span()
    return (waiting[0][1], waiting[0][1] + 1) if waiting else None
