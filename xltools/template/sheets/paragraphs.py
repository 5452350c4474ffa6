"""Paragraphs into the open rows of a narrative, so that each row is shown whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from xltools.filing.filing import Filing
from xltools.law.form import Section
from xltools.layout.return_book import layout_of
from xltools.template.sheets import style

LINE = 16.0
"""Points a line of a paragraph takes."""
_WIDE, _BELOW_TABLE = 80.0, 54.0


def text_width(section: Section) -> float:
    """How wide the open rows of a section's texts are, in characters."""
    return _BELOW_TABLE if section.tables else _WIDE


def text_height(text: str, width: float) -> float:
    """Points the row needs that holds this text."""
    return style.height_for(text, width, line=LINE)


def laid_out(filing: Filing) -> Filing:
    """The filing with the rows in which its paragraphs stand in a workbook made of it.

    Each stands where it stood; where one text cannot be shown whole so, it is fitted in anew.
    """
    areas, rows = layout_of(filing.edition).narratives, dict[str, tuple[int, ...]]()
    for section in filing.edition.form.sections:
        width = text_width(section)
        for item in (text.id for text in section.narratives if filing.paragraphs(text.id)):
            stood = _stood(filing, item)
            if not _shown(texts_by_row(filing, item), areas[item].rows, width, stood):
                stood = fitted(filing.paragraphs(item), areas[item].rows, width)
            rows[item] = stood
    return replace(filing, rows=rows)


def texts_by_row(filing: Filing, item: str) -> Mapping[int, str]:
    """The texts of a narrative's rows, by their numbers from 0."""
    held: dict[int, list[str]] = defaultdict(list)
    for row, text in zip(_stood(filing, item), filing.paragraphs(item), strict=True):
        held[row].append(text)
    return {row: "\n".join(lines) for row, lines in held.items()}


def _stood(filing: Filing, item: str) -> tuple[int, ...]:
    return tuple(filing.row((item,), number) for number in range(len(filing.paragraphs(item))))


def _shown(texts: Mapping[int, str], rows: int, width: float, stood: Sequence[int]) -> bool:
    """Whether every row is one of the form's, in the paragraphs' order, and none is too high for
    what others would hold a part of.
    """
    whole = all(text_height(t, width) < style.HIGHEST for t in texts.values() if "\n" in t)
    return whole and list(stood) == sorted(stood) and stood[0] >= 0 and stood[-1] < rows


def fitted(paragraphs: Sequence[str], rows: int, width: float) -> tuple[int, ...]:
    """In which of so many rows each paragraph stands: a row each, or several in one, a line each.

    Of more paragraphs than rows each row takes its share of the lines, so that none is higher
    than a row can be.
    """
    if len(paragraphs) <= rows:
        return tuple(range(len(paragraphs)))
    heights = [text_height(text, width) for text in paragraphs]
    ends, share = accumulate(heights), sum(heights) / rows
    taken = [int((end - height / 2) / share) for end, height in zip(ends, heights, strict=True)]
    filled = {row: number for number, row in enumerate(dict.fromkeys(taken))}
    return tuple(filled[row] for row in taken)
