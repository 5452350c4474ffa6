"""What differs between one account of a body's year and a later one, item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xltools.filing.confront import value_text
from xltools.filing.filing import Filing
from xltools.law.form import Form


@dataclass(frozen=True, slots=True)
class Changed:
    """An item (cell, narrative, note of a table, or field of the cover), as it was and as it is.

    Both are texts, "" for a blank; the paragraphs of a narrative stand on lines of their own.
    """

    item: str
    before: str
    after: str


def changed(earlier: Filing, later: Filing) -> tuple[Changed, ...]:
    """What was filed differently, totals included.

    Filings of two editions have no cells in common; then only the cover is compared.
    """
    whole = earlier.edition is later.edition
    told = (_filed(filing) if whole else filing.cover for filing in (earlier, later))
    return changed_items(later.edition.form, *told)


def changed_items(
    form: Form, before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[Changed, ...]:
    """The items that two accounts tell differently, in the form's order; one not told is blank."""
    items = (Changed(item, before.get(item, ""), after.get(item, "")) for item in _items(form))
    return tuple(item for item in items if item.before != item.after)


def _items(form: Form) -> Iterator[str]:
    yield from form.fields
    for section in form.sections:
        yield from (text.id for text in section.narratives)
        for table in section.tables:
            yield from (cell.id for cell in table.cells)
            yield table.note


def _filed(filing: Filing) -> dict[str, str]:
    form = filing.edition.form
    return {
        **filing.cover,
        **{cell: _figure(filing, cell) for cell in form.cells},
        **{text: "\n".join(filing.paragraphs(text)) for text in form.narratives},
        **{form.tables[id_].note: text for id_, text in filing.notes.items()},
    }


def _figure(filing: Filing, cell: str) -> str:
    """What the cell counts as; a blank of a table answered 是 is 0."""
    return value_text(filing.values[cell]) or ("0" if filing.counts_as_zero(cell) else "")
