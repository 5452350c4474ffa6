"""Totals stated with their parts (其中…), added up again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.numbers import COUNT, MARKS, Number
from xltools.checks.paragraph import Paragraph
from xltools.checks.prose import Prose
from xltools.filing.confront import plain
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

EXCEEDED = Check("C-PARTS", Severity.WARNING, "check_parts")
SHORT = Check("C-PARTS-SHORT", Severity.INFO, "check_parts_short")

CHECKS = (EXCEEDED, SHORT)

_LIST_ENDS = "\u3002\uff01\uff1f"
_SEPARATORS = "\uff0c\uff1b\u3001,;"
_STRONG = "\uff1b;"
_OPEN, _CLOSE = "\uff08(", "\uff09)"
_REACH = 14
"""How far before 其中 its total may stand, in characters."""

_NEARLY_WHOLE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary of lists."""

    opening: re.Pattern[str]
    new_matter: re.Pattern[str]
    new_channel: re.Pattern[str]
    result: re.Pattern[str]


@cache
def _words() -> _Words:
    entry: dict[str, str] = data("vocabulary")["sums"]
    return _Words(**{key: re.compile(text) for key, text in entry.items()})


def findings(prose: Prose) -> Iterator[Finding]:
    """One finding for each total that its parts exceed, or just miss."""
    seen: dict[str, int] = {}
    for paragraph in prose.paragraphs:
        for total, parts in totals_with_parts(paragraph):
            if check := _verdict(total, parts):
                narrative = paragraph.narrative
                seen[narrative] = seen.get(narrative, 0) + 1
                stated = sum((part.value for part in parts), Decimal(0))
                yield check.found(
                    prose.filing.edition,
                    narrative,
                    about=str(seen[narrative]),
                    sides=(_number(total.value), _number(stated)),
                    quote=paragraph.quote(total.begin, total.end),
                    total=plain(_number(total.value)),
                    parts="＋".join(plain(_number(part.value)) for part in parts),
                    sum=plain(_number(stated)),
                    apart=plain(_number(abs(stated - total.value))),
                )


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def _verdict(total: Number, parts: list[Number]) -> Check | None:
    values = [part.value for part in parts]
    if len(values) < 2 or total.vague or any(part.vague for part in parts):
        return None
    reached = [sum(values[: count + 1], Decimal(0)) for count in range(len(values))]
    if total.value in reached:
        return None
    missing = total.value - reached[-1]
    if missing < 0:
        return EXCEEDED
    small = min((value for value in values if value), default=Decimal(0))
    if len(values) > 2 and missing < small and missing <= total.value * _NEARLY_WHOLE:
        return SHORT
    return None


def totals_with_parts(paragraph: Paragraph) -> Iterator[tuple[Number, list[Number]]]:
    """Each total that 其中 follows, with the parts that are listed after it."""
    text, numbers = paragraph.coded.text, paragraph.coded.numbers
    for match in _words().opening.finditer(text):
        at = text.rfind(COUNT, max(0, match.start() - _REACH), match.start())
        if at >= 0 and not any(mark in text[at : match.start()] for mark in _LIST_ENDS):
            named = text[max(0, at - _REACH) : at]
            yield numbers[at], list(_parts(paragraph, match.end(), numbers[at], named))


def _parts(paragraph: Paragraph, begin: int, total: Number, named: str) -> Iterator[Number]:
    """The counts from `begin` on, as long as they are of one list and of the total's unit."""
    names: list[str] = []
    separator = ""
    for before, number in _listed(paragraph, begin):
        separator = separator or (before[:1] if names else "")
        name = before.strip(_SEPARATORS)
        if names and not _goes_on(names[0], named + names[0], before, name, separator):
            return
        if number.unit != total.unit or number.value > total.value:
            return
        names.append(name)
        yield number


def _goes_on(first: str, known: str, before: str, name: str, separator: str) -> bool:
    """Whether a part still belongs to the list that `first` began."""
    words, strong = _words(), separator in tuple(_STRONG)
    if (before[:1] in tuple(_STRONG)) != strong:
        return False
    new = words.new_matter.findall(name)
    if not strong and not words.new_channel.search(first):
        new += words.new_channel.findall(name)
    if any(word not in known for word in new):
        return False
    return bool(words.result.search(name)) == bool(words.result.search(first))


def _listed(paragraph: Paragraph, begin: int) -> Iterator[tuple[str, Number]]:
    """Each count after `begin`, outside brackets, with the words before it, to the list's end."""
    text, numbers, words = paragraph.coded.text, paragraph.coded.numbers, _words()
    depth, since = 0, begin
    for place in range(begin, len(text)):
        character = text[place]
        depth += (character in _OPEN) - (character in _CLOSE)
        if character in _LIST_ENDS or depth < 0 or words.opening.match(text, place):
            return
        if character in MARKS:
            if not depth and character == COUNT:
                yield text[since:place], numbers[place]
            since = place + 1
