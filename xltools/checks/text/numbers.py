"""Numbers in a text: Arabic and Chinese, with 万 and 亿, thousands commas, units, percentages.

`coded` replaces each number with its unit by one mark, so that a phrase of the vocabulary can
say where it expects one: COUNT for things counted, MONEY for amounts, SHARE for percentages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from xltools.checks.data import data

COUNT, MONEY, SHARE = "\ue000", "\ue001", "\ue002"
MARKS = COUNT + MONEY + SHARE

_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\D?)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text: what it is, its unit, where it stands.

    An amount is in 元. `step` is the worth of its last written digit: 1.2万 is good to 1000.
    `vague` where the text itself says 约, 余 and the like.
    """

    mark: str
    value: Decimal
    unit: str
    step: Decimal
    begin: int
    end: int
    vague: bool


@dataclass(frozen=True, slots=True)
class Coded:
    """A text with its numbers as marks, and each number by the place of its mark."""

    text: str
    numbers: dict[int, Number]


@dataclass(frozen=True, slots=True)
class _Writing:
    """How numbers are written, from the vocabulary."""

    number: re.Pattern[str]
    digits: dict[str, int]
    powers: dict[str, int]
    money: str
    ordinal: str
    not_after: str
    vague_before: tuple[str, ...]
    percent: str


@cache
def _writing() -> _Writing:
    entry: dict[str, Any] = data("vocabulary")["numbers"]
    digits = {digit: value for value, written in enumerate(entry["digits"]) for digit in written}
    powers: dict[str, int] = entry["powers"]
    chinese = "".join([*digits, *powers])
    units = "|".join(entry["units"])
    number = re.compile(
        rf"([\d{chinese}](?:[\d.{chinese}]|,(?=\d{{3}}))*)"
        rf"([{entry['vague_after']}]?)"
        rf"(?:({units})|({entry['share']}[\d.{chinese}]+)|(?=[{entry['ends']}]|$))"
        rf"({entry['vague_end']})?"
    )
    return _Writing(
        number,
        digits,
        powers,
        entry["units"][0],
        entry["ordinal"],
        entry["not_after"],
        tuple(entry["vague_before"]),
        entry["share"],
    )


def coded(text: str) -> Coded:
    """The text with a mark for every number that has a unit or ends its clause."""
    parts: list[str] = []
    numbers: dict[int, Number] = {}
    done = length = 0
    for number in _numbers(text):
        parts.append(text[done : number.begin])
        length += number.begin - done
        numbers[length] = number
        parts.append(number.mark)
        length += 1
        done = number.end
    return Coded("".join((*parts, text[done:])), numbers)


def _numbers(text: str) -> Iterator[Number]:
    writing = _writing()
    for match in writing.number.finditer(text):
        begin = match.start()
        digits, vague, unit, share, vague_end = match.groups()
        barred = writing.ordinal if digits[0].isascii() else writing.ordinal + writing.not_after
        if begin and text[begin - 1] in barred:
            continue
        read = number_written(share.removeprefix(writing.percent) if share else digits)
        if read is None or not (unit or share or digits[0].isascii()):
            continue
        value, step = read
        before = text[max(0, begin - 2) : begin]
        yield Number(
            _mark(unit, share),
            value,
            unit or "",
            step,
            begin,
            match.end(),
            bool(vague or vague_end or before.endswith(writing.vague_before)),
        )


def _mark(unit: str | None, share: str | None) -> str:
    if share or unit == "%":
        return SHARE
    return MONEY if unit == _writing().money else COUNT


def number_written(text: str) -> tuple[Decimal, Decimal] | None:
    """What the digits say and the worth of the last one; None where they say nothing."""
    writing = _writing()
    match = _ARABIC.fullmatch(text)
    if match:
        whole, decimals, power = match.groups()
        scale = Decimal(writing.powers.get(power, 0) if power else 1)
        if not scale:
            return None
        step = scale.scaleb(-len(decimals[1:])) if decimals else scale
        return Decimal(whole.replace(",", "") + (decimals or "")) * scale, step
    if any(digit.isascii() for digit in text):
        return None
    return Decimal(_chinese(text)), Decimal(1)


def _chinese(text: str) -> int:
    """A number in Chinese numerals: 二十一, 一百零五, 两万三千."""
    writing = _writing()
    total = section = digit = 0
    if all(character in writing.digits for character in text):
        return int("".join(str(writing.digits[character]) for character in text))
    for character in text:
        if character in writing.digits:
            digit = writing.digits[character]
            continue
        power = writing.powers[character]
        if power >= 10_000:
            total = (total + section + digit or 1) * power
            section = 0
        else:
            section += (digit or 1) * power
        digit = 0
    return total + section + digit
