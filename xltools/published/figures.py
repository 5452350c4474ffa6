"""What a place of a published table says: a number only where there is exactly one reading."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache

from xltools.filing.figure import figure_of
from xltools.messages import say
from xltools.published.data import wild

_LONGEST = 40
"""Characters of a text that may be a number."""
_DIGITS = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(_DIGITS, re.ASCII)


def narrow(text: str) -> str:
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


def number_in(text: str) -> int | Decimal | None:
    """The number that a text is; gaps part thousands only in groups of three on one line."""
    digits = narrow(text)
    if len(digits) > _LONGEST or not _NUMBER.fullmatch(digits):
        return None
    return figure_of(Decimal(digits.replace(",", "").replace(" ", "")))


def is_figure(text: str) -> bool:
    """Whether a text with letters is a figure nevertheless: with a unit, a note, or struck out."""
    return bool(_annotated().fullmatch(narrow(text)))


@cache
def _annotated() -> re.Pattern[str]:
    """A number with its unit and a note in brackets, or one that is struck out."""
    units = "|".join(map(re.escape, wild("figures")["units"]))
    struck = re.escape(narrow(say("document.struck", text="\0"))).replace("\0", ".*")
    number = rf"(?P<digits>{_DIGITS})\s*(?P<unit>{units})?"
    return re.compile(
        rf"(?:{struck})?{number}(?:\s*\((?P<note>.*)\))?(?:{struck})?|{struck}",
        re.ASCII | re.DOTALL,
    )
