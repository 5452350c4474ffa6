"""What a place of a published table says: a number only where there is exactly one reading."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from xltools.filing.figure import figure_of
from xltools.messages import say
from xltools.platform.memory import remembered
from xltools.published.data import wild

_LONGEST = 40
"""Characters of a text that may be a number."""
_DIGITS = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(_DIGITS, re.ASCII)


@remembered(4096)  # most figures are a few small numbers
def narrow_lines(text: str) -> str:
    """A text with full-width letters in their plain form, its lines apart; 10² is not 102."""
    lines = (" ".join(map(_narrow_word, line.split())) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _narrow_word(word: str) -> str:
    if word.isascii():
        return word
    return "".join(
        letter if unicodedata.category(letter) == "No" else unicodedata.normalize("NFKC", letter)
        for letter in word
    )


def printed_number(text: str) -> int | Decimal | None:
    """The number that a text is; gaps part thousands only in groups of three on one line."""
    digits = narrow_lines(text)
    if len(digits) > _LONGEST or not _NUMBER.fullmatch(digits):
        return None
    return figure_of(Decimal(digits.replace(",", "").replace(" ", "")))


def is_figure(text: str) -> bool:
    """Whether a text stands for a figure: with a unit or a note, struck out, a word for none."""
    told = narrow_lines(text)
    return told in _nothing() or bool(_annotated().fullmatch(told))


@cache
def _annotated() -> re.Pattern[str]:
    """A number with its unit and a note in brackets, or one that is struck out."""
    units = "|".join(map(re.escape, wild("figures")["units"]))
    struck = re.escape(narrow_lines(say("document.struck", text="\0"))).replace("\0", ".*")
    number = rf"(?P<digits>{_DIGITS})\s*(?P<unit>{units})?"
    return re.compile(
        rf"(?:{struck})?{number}(?:\s*\((?P<note>.*)\))?(?:{struck})?|{struck}",
        re.ASCII | re.DOTALL,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What a figure's place says: a number, perhaps with a note; a mark for nothing; a text."""

    text: str
    number: int | Decimal | None = None
    note: str = ""
    mark: str = ""


@remembered(4096)
def said_in(text: str, unit: str) -> Said:
    """Read a figure's place; a number of another unit than the form's is a text."""
    told = narrow_lines(text)
    number = printed_number(text)
    if number is not None:
        return Said(told, number)
    if told in _nothing():
        return Said(told, mark=told)
    found = _annotated().fullmatch(told)
    if found is None or not found["digits"] or not _is_unit(found["unit"], unit):
        return Said(told)
    number = printed_number(found["digits"])
    if number is None or len(found["digits"]) + len(found["unit"] or "") == len(told):
        return Said(told, number)
    return Said(told, number, note=told)


def _is_unit(found: str | None, unit: str) -> bool:
    """Whether a unit, if there is one, is the form's own; pieces have many names."""
    if not found or found == unit:
        return True
    amounts = wild("figures")["amounts"]
    return unit not in amounts and found not in amounts


@cache
def _nothing() -> frozenset[str]:
    return frozenset(map(narrow_lines, wild("figures")["nothing"]))
