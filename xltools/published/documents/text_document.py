"""A report as plain text or Markdown: columns parted by bars or tabs are tables."""

from __future__ import annotations

import re

from xltools.published.documents.contents import (
    LARGEST,
    Collector,
    DocumentKind,
    Published,
    TooLarge,
)
from xltools.published.documents.web_page import page_text
from xltools.published.documents.wrapped import Flow, Wrapped

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_MARKUP = re.compile(r"^\s{0,3}#{1,6}\s+|^\s*>\s?|\*\*|__|`")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_USUAL, _SPARE, _SHORT = 0.9, 12, 6
"""Most lines of a text that wraps are as long as this share of them, or little shorter; none is
longer by more than so many letters."""
_MOST = 200_000
"""Lines of a text that are read."""


def read_text(data: bytes) -> Published:
    """A text in whatever encoding. Raises TooLarge."""
    if len(data) > LARGEST:
        raise TooLarge("text")
    collector = Collector(DocumentKind.WORD)
    lines = page_text(data).splitlines()
    if len(lines) > _MOST:
        raise TooLarge("lines")
    inside = False
    edge, flow = _edge_of(lines), Flow(collector)
    for line in lines:
        cells = cells_of_line(line)
        if cells is None:
            if inside:
                collector.end_table()
            inside = False
            collector.found.pictures += len(_PICTURE.findall(line))
            if text := " ".join(_plain(line).split()):
                full = edge is not None and len(line.strip()) >= edge - _SHORT
                flow.take(Wrapped(text, line.startswith(("\u3000", "    ")), full))
            else:
                flow.end()
            continue
        flow.end()
        if cells:
            if not inside:
                collector.begin_table()
            inside = True
            _row(cells, collector)
    flow.end()
    if inside:
        collector.end_table()
    return collector.found


def _edge_of(lines: list[str]) -> int | None:
    """How long the lines are that were broken at the edge of a page; None where none were."""
    widths = sorted(len(line.strip()) for line in lines if cells_of_line(line) is None)
    edge = widths[int(len(widths) * _USUAL)] if widths else 0
    return edge if widths and widths[-1] <= edge + _SPARE else None


def cells_of_line(line: str) -> list[str] | None:
    """The cells of a line that is a row of a table; none for a rule; None for a line of text."""
    if "|" in line and _RULE.fullmatch(line):
        return []
    if line.count("|") >= 2 or line.strip().startswith("|"):
        return line.strip().strip("|").split("|")
    return line.rstrip("\r\n").split("\t") if "\t" in line.strip("\r\n ") else None


def _row(cells: list[str], into: Collector) -> None:
    into.begin_row()
    for cell in cells:
        into.begin_cell(1)
        into.add(_plain(cell))
        into.end_cell()


def _plain(text: str) -> str:
    """Without the marks of Markdown; a link is its words."""
    return _MARKUP.sub("", _LINK.sub(r"\1", text))
