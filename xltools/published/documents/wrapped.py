"""Lines that were broken at the edge of a page, put together as the paragraphs that they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xltools.published.data import pattern

_ENDS = "。！？：；!?:;"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A line as it stands: whether it begins with an indent, and whether it reaches the edge.

    Where every paragraph begins with an indent, a full stop at the edge ends none.
    """

    text: str
    indented: bool
    full: bool
    by_indent: bool = False


def unwrap(lines: Iterable[Wrapped]) -> list[str]:
    """The lines, each that goes on with the one before joined to it."""
    made: list[str] = []
    before: Wrapped | None = None
    for line in lines:
        if before and made and _goes_on(before, line):
            made[-1] += line.text
        else:
            made.append(line.text)
        before = line
    return made


def _goes_on(before: Wrapped, line: Wrapped) -> bool:
    if line.indented or not before.full:
        return False
    if line.by_indent:
        return True
    if before.text.rstrip().endswith(tuple(_ENDS)):
        return False
    numbered = pattern("section_number").match(line.text) or pattern("heading").match(line.text)
    return not numbered
