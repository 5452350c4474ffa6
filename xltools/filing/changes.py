"""What was filed differently: one filing of a body beside a later one, item by item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.filing.confront import plain
from xltools.filing.filing import Filing, Unreadable, Value


@dataclass(frozen=True, slots=True)
class Changed:
    """An item (cell, narrative, note of a table, or field of the cover), as it was and as it is.

    Both are texts, "" for a blank; the paragraphs of a narrative stand on lines of their own.
    """

    item: str
    before: str
    after: str


def changed(earlier: Filing, later: Filing) -> tuple[Changed, ...]:
    """What differs, in the order of the form: cover, figures with totals, texts, notes.

    Filings of two editions have no cells in common; then only the cover is compared.
    """
    return tuple(item for item in _compared(earlier, later) if item.before != item.after)


def _compared(earlier: Filing, later: Filing) -> Iterator[Changed]:
    form = later.edition.form
    for field in form.fields:
        yield Changed(field, earlier.cover.get(field, ""), later.cover.get(field, ""))
    if earlier.edition is not later.edition:
        return
    for cell in form.cells:
        yield Changed(cell, _figure(earlier, cell), _figure(later, cell))
    for text in form.narratives:
        yield Changed(text, _text(earlier, text), _text(later, text))
    for id_, table in form.tables.items():
        yield Changed(table.note, earlier.notes.get(id_, ""), later.notes.get(id_, ""))


def _figure(filing: Filing, cell: str) -> str:
    """What the cell counts as; a blank of a table answered 是 is 0."""
    value: Value = filing.values[cell]
    match value:
        case int() | Decimal():
            return plain(value)
        case Unreadable(text):
            return text
        case _:
            return "0" if filing.counts_as_zero(cell) else ""


def _text(filing: Filing, narrative: str) -> str:
    return "\n".join(filing.paragraphs(narrative))
