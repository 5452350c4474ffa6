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


class Flow:
    """Text as it flows from line to line, and from page to page."""

    def __init__(self, into: Collector) -> None:
        self._into = into
        self._last: Wrapped | None = None

    def take(self, line: Wrapped) -> None:
        """One more line: it goes on with the paragraph of the last, or begins another."""
        if self._last and not _goes_on(self._last, line):
            self._into.end_line()
        self._into.add(line.text)
        self._last = line

    def end(self) -> None:
        """The last paragraph is whole: something else stands below it."""
        self._into.end_line()
        self._last = None


def _goes_on(before: Wrapped, line: Wrapped) -> bool:
    if line.indented or not before.full:
        return False
    if line.by_indent:
        return True
    if before.text.rstrip().endswith(tuple(_ENDS)):
        return False
    numbered = pattern("section_number").match(line.text) or pattern("heading").match(line.text)
    return not numbered
