"""What a body filed differently than before: than what it published, or than its last version."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from xltools.collection.ledger.ledger import Ledger
from xltools.collection.standing.standing import Standing
from xltools.filing.changes import Changed, changed
from xltools.filing.filing import Filing
from xltools.layout.return_book import layout_of
from xltools.messages import say


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """An item with its place as people read it, as it was and as it is."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The changes since the content that came as `file`; `published` where it was published."""

    file: str
    published: bool
    changes: tuple[BeforeAfter, ...]


def correction_of(standing: Standing, ledger: Ledger) -> Correction | None:
    """What changed, None where there is nothing to compare with or nothing changed.

    What was published goes before what only came earlier.
    """
    published = bool(standing.published) and standing.published != standing.sha256
    last = standing.earlier[0].seen.sha256 if standing.earlier else ""
    earlier = standing.published if published else last
    before = ledger.filing(earlier) if earlier else None
    after = ledger.filing(standing.sha256) if before else None
    if before is None or after is None:
        return None
    layout = layout_of(after.edition)
    items = changed(before, after)
    answered = Counter(table for item in items if (table := _answered(item, before, after)))
    changes = (
        *(_folded(layout.where((table,)), count) for table, count in answered.items()),
        *(
            BeforeAfter(layout.where((item.item,)), item.before, item.after)
            for item in items
            if not _answered(item, before, after)
        ),
    )
    return Correction(_file_of(standing, earlier), published, changes) if changes else None


def _answered(change: Changed, before: Filing, after: Filing) -> str:
    """The table whose answer, that its blanks count as 0, is all that changed a cell; else ""."""
    cell = after.edition.form.cells.get(change.item)
    if cell is None or not after.nil.get(cell.table) or before.nil.get(cell.table):
        return ""
    by_it = (change.before, change.after) == ("", "0") and change.item not in after.figures
    return cell.table if by_it else ""


def _folded(place: str, count: int) -> BeforeAfter:
    """One line for all cells that one answer made 0."""
    return BeforeAfter(
        place, say("ledger.were_blank", count=count), say("ledger.count_as_zero", count=count)
    )


def _file_of(standing: Standing, sha256: str) -> str:
    """The name that a content of the body came under."""
    return next((item.file for item in standing.files if item.seen.sha256 == sha256), "")
