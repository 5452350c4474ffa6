"""Paragraphs into the open rows of a narrative, so that each row is shown whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import accumulate, groupby
from operator import itemgetter

from xltools.filing.filing import Filing
from xltools.template import style

LINE = 16.0
"""Points a line of a paragraph takes."""


def text_height(text: str, width: float) -> float:
    """Points the row needs that holds this text."""
    return style.height_for(text, width, line=LINE)


def by_rows(filing: Filing, narrative: str, rows: int, width: float) -> Mapping[int, str]:
    """The texts of the rows, by their numbers from 0: each paragraph where it stood.

    Where it cannot be shown whole there, all are fitted in anew.
    """
    stood: dict[int, list[str]] = defaultdict(list)
    for number, text in enumerate(paragraphs := filing.paragraphs(narrative)):
        stood[filing.row((narrative,), number)].append(text)
    texts = {row: "\n".join(lines) for row, lines in stood.items()}
    if all(row < rows and text_height(text, width) < style.HIGHEST for row, text in texts.items()):
        return texts
    return dict(enumerate(fitted(paragraphs, rows, width)))


def fitted(paragraphs: tuple[str, ...], rows: int, width: float) -> tuple[str, ...]:
    """The texts of as many rows as there are: a paragraph each, or several, a line each.

    Of more paragraphs than rows each row takes its share of the lines, so that none is higher
    than a row can be.
    """
    if len(paragraphs) <= rows:
        return paragraphs
    heights = [text_height(text, width) for text in paragraphs]
    ends, share = accumulate(heights), sum(heights) / rows
    taken = (int((end - height / 2) / share) for end, height in zip(ends, heights, strict=True))
    parted = groupby(zip(taken, paragraphs, strict=True), key=itemgetter(0))
    return tuple("\n".join(text for _, text in row) for _, row in parted)
