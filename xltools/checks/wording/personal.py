"""Personal data that must not be published: identity cards, mobile numbers, bank cards.

What is found is quoted with its middle covered: a finding goes into ledgers and logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from xltools.checks.check import Check
from xltools.checks.text.phrases import patterns
from xltools.checks.text.prose import Prose
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.filing.wording import covered_number, is_old_identity
from xltools.law.rule import Severity
from xltools.messages import say

IDENTITY_CARD = Check("C-IDENTITY-CARD", Severity.ERROR, "check_identity_card")
IDENTITY_MAYBE = Check("C-IDENTITY-CARD-MAYBE", Severity.WARNING, "check_identity_card_maybe")
MOBILE = Check("C-MOBILE", Severity.WARNING, "check_mobile")
BANK_CARD = Check("C-BANK-CARD", Severity.WARNING, "check_bank_card")

COVER_IDENTITY = Check("C-COVER-IDENTITY-CARD", Severity.ERROR, "check_cover_identity")
COVER_BANK = Check("C-COVER-BANK-CARD", Severity.ERROR, "check_cover_bank")
COVER_MOBILE = Check("C-COVER-MOBILE", Severity.WARNING, "check_cover_mobile")

CHECKS = (
    *(IDENTITY_CARD, IDENTITY_MAYBE, MOBILE, BANK_CARD),
    *(COVER_IDENTITY, COVER_BANK, COVER_MOBILE),
)

_LONG_NUMBER = re.compile(
    r"(?<![\d.A-Za-z])"
    r"(?:\d{6}-?\d{8}-?\d{3}[\dXx]|\d{6}-\d{6}-\d{3}|\d{15,19}|(?:\+?86-?)?1[3-9]\d-?\d{4}-?\d{4})"
    r"(?!\.?[\dA-Za-z])"
)
_LONG = re.compile(r"[0-9]{2}(?:[0-9]{9}|[0-9]-?[0-9]{4}-|[0-9]{4}-[0-9]{6}(?:[0-9]{2})?-)")
_BESIDE = 16
"""Characters before and after a number in which words may say what it is."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_YOUNGEST = 10
"""Years: a later day in a number is more likely that of a case, numbered by place and day."""
_CHECK_DIGITS = "10X98765432"
_BANK_PREFIXES = ("62", "60", "4", "5", "9")
_MOBILE_DIGITS = 11
_CONTACT = "lead"
"""The lead paragraph states how to reach the body: a number there is meant to be published."""


_NAMED = {"identity": IDENTITY_MAYBE, "bank": BANK_CARD}
_ON_COVER = {
    IDENTITY_CARD.id: COVER_IDENTITY,
    IDENTITY_MAYBE.id: COVER_IDENTITY,
    BANK_CARD.id: COVER_BANK,
    MOBILE.id: COVER_MOBILE,
}


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each number, in the texts and in what the cover has printed."""
    yield from _on_cover(prose.filing)
    if not _LONG.search(prose.whole):
        return
    for paragraph in prose.everything():
        for check, said in _numbers_in(paragraph.text, prose.filing.year):
            if not (check is MOBILE and paragraph.narrative == _CONTACT):
                yield check.found(prose.filing.edition, paragraph, **said)


def _on_cover(filing: Filing) -> Iterator[Finding]:
    for id_, filed in filing.cover.items():
        text, field = "".join(filed.split()), filing.edition.form.fields.get(id_)
        if field and field.published and _LONG.search(text):
            for check, said in _numbers_in(text, filing.year):
                told = _ON_COVER[check.id]
                yield told.found(filing.edition, id_, label=field.label, **said)


def _numbers_in(text: str, year: int | None) -> Iterator[tuple[Check, dict[str, Any]]]:
    """Each number of a text that may be somebody's: what it is, and what is said of it."""
    for index, match in enumerate(_LONG_NUMBER.finditer(text), start=1):
        check, why = _kind(match, year)
        if check:
            number, reason = covered_number(match.group()), say(f"check_personal.{why}")
            yield check, {"about": str(index), "number": number, "why": reason}


def _beside(match: re.Match[str]) -> str:
    """What stands right before and after a number."""
    begin, end = match.span()
    return f"{match.string[max(0, begin - _BESIDE) : begin]}\n{match.string[end : end + _BESIDE]}"


def _kind(match: re.Match[str], year: int | None) -> tuple[Check | None, str]:
    """What a number is, if anything, and by what: the code of the words for that."""
    digits = match.group().replace("-", "").removeprefix("+").upper()
    if is_identity_card(digits):
        recent = year is not None and int(digits[6:10]) > year - _YOUNGEST
        return IDENTITY_MAYBE if recent else IDENTITY_CARD, "check_digit"
    if len(digits) in (_MOBILE_DIGITS, _MOBILE_DIGITS + 2):
        return MOBILE, "check_digit"
    if is_bank_card(digits):
        return BANK_CARD, "check_digit"
    words, beside = patterns("vocabulary", "personal"), _beside(match)
    named = next((one for name, one in _NAMED.items() if words[name].search(beside)), None)
    if named is None and is_old_identity(digits):
        return IDENTITY_MAYBE, "old"
    return named, "named"


def is_identity_card(digits: str) -> bool:
    """Eighteen characters with a date of birth and the right check digit (GB 11643)."""
    if len(digits) != 18 or not digits[:17].isdecimal() or not _is_birthday(digits[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return digits[17] == _CHECK_DIGITS[total % 11]


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900


def is_bank_card(digits: str) -> bool:
    """Sixteen or nineteen digits with an issuer's beginning and the right Luhn digit."""
    if len(digits) not in (16, 19) or not digits.isdecimal():
        return False
    if not digits.startswith(_BANK_PREFIXES):
        return False
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)
    return total % 10 == 0
