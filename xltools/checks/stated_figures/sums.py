"""Totals stated with their parts (其中…), added up again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from xltools.checks.check import Check
from xltools.checks.text.numbers import COUNT, MARKS, Number
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.passage import begin_of_sentence
from xltools.checks.text.phrases import patterns
from xltools.checks.text.prose import Prose
from xltools.filing.confront import plain
from xltools.filing.figure import normal
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

EXCEEDED = Check("C-PARTS", Severity.WARNING, "check_parts")
SHORT = Check("C-PARTS-SHORT", Severity.INFO, "check_parts_short")

OTHER = Check("C-SUM", Severity.INFO, "check_sum")

CHECKS = (EXCEEDED, SHORT, OTHER)

_LIST_ENDS = "\u3002\uff01\uff1f"
_SEPARATORS = "\uff0c\uff1b\u3001,;"
_STRONG = "\uff1b;"
_OPEN, _CLOSE = "\uff08(", "\uff09)"
_REACH = 14
"""How far before 其中 its total may stand, in characters."""

_NEARLY_WHOLE = Decimal("0.1")
_FEW = 3
"""So much may be missing from a list that means to be whole, and a tenth of its total."""


class Addend(NamedTuple):
    """A count of a list, with the words before it."""

    name: str
    number: Number


def _words() -> Mapping[str, re.Pattern[str]]:
    """The vocabulary of lists."""
    return patterns("vocabulary", "sums")


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each total that its parts exceed, or just miss."""
    seen = Counter[str]()
    for paragraph in prose.paragraphs:
        for check, total, parts in _wrong(paragraph):
            seen[paragraph.narrative] += 1
            yield _told(prose, paragraph, check, total, parts, seen[paragraph.narrative])


def _wrong(paragraph: Paragraph) -> Iterator[tuple[Check, Number, list[Addend]]]:
    for total, parts in totals_with_parts(paragraph):
        if check := _verdict(total, parts):
            yield check, total, parts
    for total, parts in _added_up_wrongly(paragraph):
        yield OTHER, total, parts


def _told(
    prose: Prose, paragraph: Paragraph, check: Check, total: Number, parts: list[Addend], index: int
) -> Finding:
    stated = sum((part.number.value for part in parts), Decimal(0))
    return check.at(
        prose.filing.edition,
        paragraph,
        (total.begin, total.end),
        about=str(index),
        sides=(normal(total.value), normal(stated)),
        total=plain(normal(total.value)),
        parts="\uff0b".join(plain(normal(part.number.value)) for part in parts),
        sum=plain(normal(stated)),
        apart=plain(normal(abs(stated - total.value))),
    )


def _added_up_wrongly(paragraph: Paragraph) -> Iterator[tuple[Number, list[Addend]]]:
    """Each 合计 that is the sum of no counts of its unit that lead up to it."""
    numbers = paragraph.coded.numbers
    for match in _words()["added"].finditer(paragraph.coded.text):
        at = match.end() - 1
        begin, total = begin_of_sentence(paragraph, at), numbers[at]
        before = [number for place, number in numbers.items() if begin <= place < at]
        values = [number.value for number in before if number.unit == total.unit]
        sums = {sum(values[start:], Decimal(0)) for start in range(len(values))}
        vague = total.vague or any(number.vague for number in before)
        if len(values) > 1 and total.value not in sums and not vague:
            yield total, [Addend("", number) for number in before if number.unit == total.unit]


def _verdict(total: Number, parts: list[Addend]) -> Check | None:
    values = [part.number.value for part in parts]
    if total.vague or any(part.number.vague for part in parts):
        return None
    if len(values) == 1 and values[0] > total.value:
        return EXCEEDED
    reached = [sum(values[: count + 1], Decimal(0)) for count in range(len(values))]
    if len(values) < 2 or total.value in reached:
        return None
    missing = total.value - reached[-1]
    if missing < 0:
        return EXCEEDED
    return SHORT if len(values) > 2 and _is_nearly_whole(total, missing, parts) else None


def _is_nearly_whole(total: Number, missing: Decimal, parts: list[Addend]) -> bool:
    """Whether the list means to be whole: it ends with the rest, or misses next to nothing."""
    if _words()["rest"].search(parts[-1].name):
        return True
    small = min((part.number.value for part in parts if part.number.value), default=Decimal(0))
    return missing <= max(small, _FEW) and missing <= total.value * _NEARLY_WHOLE


def totals_with_parts(paragraph: Paragraph) -> Iterator[tuple[Number, list[Addend]]]:
    """Each total that 其中, a bracket or a colon follows, with the parts that are listed after."""
    text, numbers = paragraph.coded.text, paragraph.coded.numbers
    for match in _words()["opening"].finditer(text):
        at = text.rfind(COUNT, max(0, match.start() - _REACH), match.start() + 1)
        if at >= 0 and not any(mark in text[at : match.start()] for mark in _LIST_ENDS):
            named = text[max(0, at - _REACH) : at]
            parts = list(_parts(paragraph, match.end(), numbers[at], named))
            yield numbers[at], parts or list(_larger(paragraph, match, at))


def _larger(paragraph: Paragraph, opening: re.Match[str], at: int) -> Iterator[Addend]:
    """The first part, if it is more than all that was counted before it in its sentence."""
    numbers, total = paragraph.coded.numbers, paragraph.coded.numbers[at]
    first = next(_listed(paragraph, opening.end()), None)
    if first is None or not opening["among"] or _words()["new_matter"].search(first.name):
        return
    begin = begin_of_sentence(paragraph, at)
    counted = [number for place, number in numbers.items() if begin <= place <= at]
    together = sum(number.value for number in counted if number.unit == total.unit)
    if first.number.unit == total.unit and first.number.value > together:
        yield first


def _parts(paragraph: Paragraph, begin: int, total: Number, named: str) -> Iterator[Addend]:
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
        yield Addend(name, number)


def _goes_on(first: str, known: str, before: str, name: str, separator: str) -> bool:
    """Whether a part still belongs to the list that `first` began."""
    words, strong = _words(), separator in tuple(_STRONG)
    if (before[:1] in tuple(_STRONG)) != strong:
        return False
    new = words["new_matter"].findall(name)
    if not strong and not words["new_channel"].search(first):
        new += words["new_channel"].findall(name)
    if any(word not in known for word in new):
        return False
    return bool(words["result"].search(name)) == bool(words["result"].search(first))


def _listed(paragraph: Paragraph, begin: int) -> Iterator[Addend]:
    """Each count after `begin`, outside brackets, with the words before it, to the list's end."""
    text, numbers, words = paragraph.coded.text, paragraph.coded.numbers, _words()
    depth, since = 0, begin
    for place in range(begin, len(text)):
        character = text[place]
        depth += (character in _OPEN) - (character in _CLOSE)
        if character in _LIST_ENDS or depth < 0 or words["opening"].match(text, place):
            return
        if character in MARKS:
            if not depth and character == COUNT:
                yield Addend(text[since:place], numbers[place])
            since = place + 1
