"""Text and figures as a report prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from unicodedata import east_asian_width

from xltools.filing.confront import value_text
from xltools.filing.filing import Blank, Value
from xltools.filing.wording import clean, lines_of
from xltools.messages import say

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_IN_BRACKETS = re.compile("（.*?）")


def line(text: str) -> str:
    """The text in one line, without what no document can hold; otherwise as it was typed."""
    return " ".join(paragraphs([text]))


def paragraphs(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts as paragraphs: broken at line breaks, no empty ones, no space around them."""
    return tuple(line for text in texts for line in lines_of(clean(text)))


def figure(value: Value, *, nil: bool) -> str:
    """A figure as it is printed: never an exponent; a blank is "", or 0 where `nil`."""
    if isinstance(value, Blank):
        return "0" if nil else ""
    return line(value_text(value))


def without_brackets(label: str) -> str:
    """A label of the form without its number and what is said of it in brackets."""
    return _IN_BRACKETS.sub("", label)


def day(text: str) -> str:
    """2026-01-20 as 2026年1月20日; a text that is no such date as it was typed."""
    if not _ISO.fullmatch(text):
        return line(text)
    try:
        given = date.fromisoformat(text)
    except ValueError:
        return text
    return say("report.day", year=given.year, month=given.month, day=given.day)


def width(text: str) -> float:
    """How many Chinese characters wide a text is."""
    return sum(1 if east_asian_width(letter) in "WFA" else 0.5 for letter in text)
