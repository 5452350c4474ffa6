"""Lines that were broken at the edge of a page, put together as the paragraphs that they are."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.published.data import pattern
from xltools.published.documents.contents import Collector

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


def put_unwrapped(lines: list[Wrapped], into: Collector) -> None:
    """Put the lines as paragraphs, each that goes on with the one before joined to it: all gone."""
    for number, line in enumerate(lines):
        if number and not _goes_on(lines[number - 1], line):
            into.end_line()
        into.add(line.text)
    if lines:
        into.end_line()
    lines.clear()


def _goes_on(before: Wrapped, line: Wrapped) -> bool:
    if line.indented or not before.full:
        return False
    if line.by_indent:
        return True
    if before.text.rstrip().endswith(tuple(_ENDS)):
        return False
    numbered = pattern("section_number").match(line.text) or pattern("heading").match(line.text)
    return not numbered
