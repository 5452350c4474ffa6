"""Where the texts of a section stand on a sheet: below their headings, up to the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xltools.law.edition import Edition
from xltools.law.form import Narrative, Section
from xltools.layout.places import Spot
from xltools.layout.return_book import layout_of
from xltools.messages import say
from xltools.reader.changed_form.page import Page, bare, sole

NUMBERING = re.compile(re.escape(bare(say("section.paragraph", number=0))).replace("0", r"\d+"))
"""What the form says left of each open row of a text."""


def passages(
    edition: Edition, section: Section, page: Page
) -> Iterator[tuple[str, tuple[Spot, ...] | None]]:
    """Each narrative of a section with its filled rows; None where it is not certain."""
    headings = {text: _heading(page, text.heading) for text in section.narratives}
    ends = {spot.row for text in section.narratives for spot in page.find(text.heading)}
    ends |= {spot.row for other in edition.form.sections for spot in page.find(other.heading)}
    followed = _followed(edition, headings)
    for text, heading in headings.items():
        rows = None if heading is None else _rows(page, heading, ends)
        ends_surely = text in followed or _is_numbered_within(page, rows or ())
        if rows is None or not ends_surely:
            yield text.id, None
        else:
            yield text.id, tuple(spot for spot in rows if page.holds(spot))


def _followed(edition: Edition, headings: Mapping[Narrative, Spot | None]) -> set[Narrative]:
    """The texts that surely end where the next heading stands: no heading between is missing.

    Required texts stand first; before version 3 they stood in the order of the report.
    """
    narratives = edition.form.narratives
    ours = [narratives[item] for item in layout_of(edition).narratives]
    for order in ([text for text in ours if text in headings], list(headings)):
        found = [spot.row for text in order if (spot := headings[text])]
        if found == sorted(found):
            pairs = zip(order, [*order[1:], None], strict=False)
            return {text for text, after in pairs if after is None or headings[after]}
    return set()


def strays(section: Section, page: Page) -> tuple[Spot, ...]:
    """What stands below the last open row of a section's texts: nobody says what it is."""
    headings = (_heading(page, text.heading) for text in section.narratives)
    heading = next((spot for spot in headings if spot), None)
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
        if spot.column == column and NUMBERING.fullmatch(text)
    )
    return max(numbered, default=None)


def _heading(page: Page, text: str) -> Spot | None:
    """The one cell that is this heading, and no paragraph that says the same."""
    return sole(spot for spot in page.find(text) if not _is_numbered(page, spot))


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
    return bool(NUMBERING.fullmatch(page.texts.get(_left(spot), "")))


def _is_numbered_within(page: Page, rows: tuple[Spot, ...]) -> bool:
    return any(_is_numbered(page, spot) for spot in rows)
