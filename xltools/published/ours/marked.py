"""Figures and texts of a report of ours by their marks: they stay with them while people edit.

What stands there was certain when the report was made. It gives what the labels do not, and where
both give something else, both are told: a reader sees the label, and a bookmark moves with its
text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltools.filing.filing import Unreadable
from xltools.law.edition import Edition
from xltools.published.documents.contents import Published
from xltools.published.ours.parity import printed_cells
from xltools.published.tables.figures import said_in
from xltools.published.tables.taking import Taken
from xltools.published.texts.parting import Marked
from xltools.report.bookmarks import bookmark_of

_UNCERTAIN = ("row", "moved", "no_header")
"""Causes of doubt that a bookmark ends: where in a table a figure stands."""


def marked_figures(edition: Edition, document: Published) -> Mapping[str, str]:
    """What stands under the bookmark of each cell that has one."""
    if not document.marked:
        return {}
    marks = ((cell, document.marked.get(bookmark_of(cell))) for cell in printed_cells(edition))
    return {cell: mark[1] for cell, mark in marks if mark is not None}


def marked_parts(edition: Edition, document: Published) -> Marked:
    """The texts that follow one another under no headings, as marks part them.

    A section whose marks do not stand in the form's order is left to its words.
    """
    begun = document.begun
    ids = {s.id: [i for i in s.unheaded if bookmark_of(i) in begun] for s in edition.form.sections}
    found: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for section, told in ids.items():
        at = [begun[bookmark_of(id)] for id in told]
        if at != sorted(at):
            continue
        parts = (document.lines[first:end] for first, end in zip(at, [*at[1:], 0], strict=False))
        lines = ([line.text for line in part if line.table is None] for part in parts)
        found[section] = list(zip(told, lines, strict=True))
    return found


def take_marked(edition: Edition, document: Published, taken: Taken) -> None:
    """Take what stands under bookmarks where the labels gave nothing, or nothing certain."""
    for cell, text in marked_figures(edition, document).items():
        number = said_in(text, edition.form.cells[cell].column.unit).number
        known = taken.values.get(cell)
        if number is None:
            continue
        if known is None or isinstance(known, Unreadable):
            taken.values[cell] = number
            taken.doubt("by_mark", cell, text)
        elif number != known:
            taken.doubt("marked", cell, text)
            continue
        for cause in _UNCERTAIN:
            taken.doubts.get(cause, {}).pop(cell, None)
        taken.tables.add(document.marked[bookmark_of(cell)][0])
    held = {cell.partition(".")[0] for cell in taken.values}
    taken.missing = [table for table in taken.missing if table not in held]
