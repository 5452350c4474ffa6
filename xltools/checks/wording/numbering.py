"""一是, 二是, 三是 and （一）, （二）: a number left out, or one that starts again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.numbers import number_written
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.phrases import sought
from xltools.checks.text.prose import Prose
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

BROKEN = Check("C-NUMBERING", Severity.WARNING, "check_numbering")
AGAIN = Check("C-NUMBERING-AGAIN", Severity.INFO, "check_numbering_again")

CHECKS = (BROKEN, AGAIN)

Point: TypeAlias = tuple[int, Paragraph, re.Match[str]]
"""A number of a sequence, and where it stands."""


def findings_in(prose: Prose) -> Iterator[Finding]:
    """At most one finding of each sort of numbers in a narrative."""
    for sort, (marks, pattern) in sought("words", "numbering").items():
        if prose.has(marks):
            for points in _points(prose, pattern).values():
                yield from _judge(prose, sort, points)


def _points(prose: Prose, pattern: re.Pattern[str]) -> dict[str, list[Point]]:
    """The numbers of each narrative, in order."""
    points: dict[str, list[Point]] = {}
    for paragraph in prose.paragraphs:
        for match in pattern.finditer(paragraph.text):
            if read := number_written(match["number"]):
                found = (int(read[0]), paragraph, match)
                points.setdefault(paragraph.narrative, []).append(found)
    return points


def _judge(prose: Prose, sort: str, points: list[Point]) -> Iterator[Finding]:
    """The first number that neither follows the one before nor begins anew."""
    for (before, first, _), (number, paragraph, match) in pairwise(points):
        if number in (before + 1, 1):
            continue
        again = first is not paragraph and number <= before
        yield (AGAIN if again else BROKEN).at(
            prose.filing.edition,
            paragraph,
            match.span("word"),
            about=sort,
            word=match["word"],
            expected=match["word"].replace(match["number"], _written(before + (not again))),
        )
        return


def _written(number: int) -> str:
    """1 to 19 as headings have it."""
    numerals = data("vocabulary")["numbers"]
    ten = next(iter(numerals["powers"])) if number > 9 else ""
    return ten + (numerals["digits"][number % 10][0] if number % 10 else "")
