"""Where the texts of a section stand on a sheet: below their headings, up to the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltools.law.edition import Edition
from xltools.law.form import Section
from xltools.layout.return_book import Spot
from xltools.messages import say
from xltools.reader.page import Page, bare

_NUMBER = re.compile(re.escape(bare(say("section.paragraph", number=0))).replace("0", r"\d+"))
"""What stands left of an open row."""


def passages(
    edition: Edition, section: Section, page: Page
) -> Iterator[tuple[str, tuple[Spot, ...] | None]]:
    """Each narrative of a section with its filled rows; None where it is not certain."""
    headings = [_heading(page, text.heading) for text in section.narratives]
    ends = {spot.row for text in section.narratives for spot in page.find(text.heading)}
    ends |= {spot.row for other in edition.form.sections for spot in page.find(other.heading)}
    for text, heading, following in zip(
        section.narratives, headings, [*headings, None][1:], strict=True
    ):
        rows = None if heading is None else _rows(page, heading, ends)
        is_last = text is section.narratives[-1]
        ends_surely = is_last or following is not None or _is_numbered_within(page, rows or ())
        if rows is None or not ends_surely:
            yield text.id, None
        else:
            yield text.id, tuple(spot for spot in rows if page.holds(spot))


def strays(section: Section, page: Page) -> tuple[Spot, ...]:
    """What stands below the last open row of a section's texts: nobody says what it is."""
    heading = _heading(page, section.narratives[-1].heading) if section.narratives else None
    last = _last_numbered(page, heading) if heading else None
    if last is None:
        return ()
    return tuple(spot for spot in sorted(page.entries) if spot.row > last)


def _last_numbered(page: Page, heading: Spot) -> int | None:
    """The last open row of a sheet's texts, told by its number; None where the numbers are gone."""
    column = _left(heading).column
    numbered = (
        spot.row
        for spot, text in page.texts.items()
        if spot.column == column and _NUMBER.fullmatch(text)
    )
    return max(numbered, default=None)


def _heading(page: Page, text: str) -> Spot | None:
    """The one cell that is this heading, and no paragraph that says the same."""
    found = [spot for spot in page.find(text) if not _is_numbered(page, spot)]
    return found[0] if len(found) == 1 else None


def _rows(page: Page, heading: Spot, ends: set[int]) -> tuple[Spot, ...]:
    """The rows below a heading: up to the next one, or to where the numbering starts anew."""
    end = _last_numbered(page, heading) or page.last_row
    last = min((row - 1 for row in ends if row > heading.row), default=end)
    rows: list[Spot] = []
    begun = False
    for row in range(heading.row + 1, last + 1):
        spot = Spot(heading.sheet, row, heading.column)
        if page.texts.get(_left(spot)) == bare(say("section.paragraph", number=1)):
            if begun:
                break
            begun = True
        rows.append(spot)
    return tuple(rows)


def _left(spot: Spot) -> Spot:
    return spot.moved(columns=-1)


def _is_numbered(page: Page, spot: Spot) -> bool:
    return bool(_NUMBER.fullmatch(page.texts.get(_left(spot), "")))


def _is_numbered_within(page: Page, rows: tuple[Spot, ...]) -> bool:
    return any(_is_numbered(page, spot) for spot in rows)
