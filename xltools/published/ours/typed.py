"""What a body typed, as it stands in its cells: what documents are held against.

Reading may change a text by the closed list of `filing.wording` only. Here that list is gone
through anew from the cells, so what reading lost is missed.
"""

from __future__ import annotations

from dataclasses import replace

from xltools.filing.filing import Filing
from xltools.filing.wording import lines_of, swapped, without_heading


def typed_filing(filing: Filing) -> Filing:
    """The filing with its texts as they were typed; as it is where no workbook is known."""
    if not filing.typed:
        return filing
    form, typed = filing.edition.form, typed_texts(filing)
    return replace(
        filing,
        narratives={item: told for item, told in typed.items() if item in form.narratives},
        notes={
            table.id: "\n".join(typed[table.note])
            for table in form.tables.values()
            if table.note in typed
        },
    )


def typed_texts(filing: Filing) -> dict[str, tuple[str, ...]]:
    """The lines of each narrative and note that was typed, without headings."""
    form = filing.edition.form
    texts: dict[str, tuple[str, ...]] = {}
    for item, text in filing.typed.items():
        told = lines_of(swapped(text))
        if item in form.narratives:
            told = without_heading(form, item, told)
        if told:
            texts[item] = tuple(told)
    return texts
