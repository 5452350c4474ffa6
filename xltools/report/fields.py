"""What may stand in a template, in words: every field with its meaning."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.law.edition import Edition
from xltools.messages import say
from xltools.platform.files import own_text

BY_ID = ("texts", "figures", "notes")
"""Fields that hold one thing an id."""
_PLAIN = ("title", "title_lines", "short", "report_name", "date", "notice", "sections")


def known_ids(edition: Edition) -> dict[str, frozenset[str]]:
    """The ids that each field of BY_ID knows."""
    form = edition.form
    return {
        "texts": frozenset(form.narratives),
        "figures": frozenset(form.cells),
        "notes": frozenset(form.tables),
    }


def guide(edition: Edition) -> Iterator[str]:
    """The lines of the text that goes with exported templates."""
    yield from own_text("report/templates/guide.txt").splitlines()
    for name in _PLAIN:
        yield say("house.field", name=name, meaning=say(f"house.meaning_{name}"))
    form = edition.form
    for text in form.narratives.values():
        yield say("house.field_texts", id=text.id, meaning=text.heading or text.label)
    for section in form.sections:
        for table in section.tables:
            meaning = say("house.meaning_note", title=section.title)
            yield say("house.field_notes", id=table.id, meaning=meaning)
    for cell in form.cells.values():
        yield say("house.field_figures", id=cell.id, meaning=cell.label)
