"""Paragraphs into the open rows of a narrative, so that each row is shown whole."""

from __future__ import annotations

from itertools import accumulate, groupby
from operator import itemgetter

from xltools.template import style

LINE = 16.0
"""Points a line of a paragraph takes."""


def text_height(text: str, width: float) -> float:
    """Points the row needs that holds this text."""
    return style.height_for(text, width, line=LINE)


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
