"""The texts of a return: narratives one paragraph a row, notes, explanations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from xltools.filing.wording import (
    Change,
    goes_on,
    lines_of,
    other_heading,
    swaps,
    unclear,
    visible,
    without_heading,
)
from xltools.law.edition import Edition
from xltools.law.form import Form
from xltools.law.rule import Severity
from xltools.layout.return_book import Spot, layout_of
from xltools.messages import say
from xltools.reader.cells.grid import Entry, Grid
from xltools.reader.cells.words import shown
from xltools.reader.form.figures import formula_remark
from xltools.reader.telling.remarks import Remarks, quoted


def cell_text(item: str, label: str, grid: Grid, spot: Spot, remarks: Remarks) -> str:
    """A cell as text, its lines ended alike, what was changed in it told.

    A formula is reported, one without a readable result is left out.
    """
    entry = grid[spot]
    if entry.picture:
        remarks.add("picture_text", Severity.WARNING, spot.sheet, item, spot.reference)
        return ""
    if entry.struck:
        said = quoted(spot, entry.struck)
        remarks.add("struck", Severity.WARNING, spot.sheet, item, said)
    if entry.unreadable:
        text = entry.error or say("reader.no_result")
        remarks.note("unreadable_text", Severity.ERROR, item, item, label=label, text=text)
        return ""
    if entry.formula is not None:
        code, severity = formula_remark(entry.formula)
        said = say("reader.text_item", label=label)
        remarks.add(code, severity, item, item, said)
    return worded(item, spot, shown(entry.value), remarks)


def worded(item: str, spot: Spot, text: str, remarks: Remarks) -> str:
    """A text as it is filed: what the closed list changes in it is changed, and told."""
    for change, before, after in swaps(text):
        remarks.change(change, spot, item, before, after)
        text = after
    if letters := unclear(text):
        said = say("reader.unclear_item", place=spot.reference, text=visible(letters))
        remarks.add("unclear", Severity.WARNING, spot.sheet, item, said)
    return "\n".join(lines_of(text))


def as_typed(entry: Entry) -> str:
    """What stands in a cell of text, as it stands there."""
    return "" if entry.blank or entry.unreadable or entry.picture else shown(entry.value)


def read_narratives(
    edition: Edition, grid: Grid, remarks: Remarks, typed: dict[str, str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[int, ...]]]:
    """The paragraphs of each narrative that has any, and the rows they begin in, from 0.

    `typed` gets them as they stand there.
    """
    narratives: dict[str, tuple[str, ...]] = {}
    began: dict[str, tuple[int, ...]] = {}
    for item, spots in text_rows(edition).items():
        filled = [spot for spot in spots if (entry := grid.entries.get(spot)) and not entry.blank]
        if not filled:
            continue
        typed[item] = "\n".join(as_typed(grid[spot]) for spot in filled)
        heading = edition.form.narratives[item].heading
        lines: list[str] = []
        rows: list[int] = []
        for spot in filled:
            lines += cell_text(item, heading, grid, spot, remarks).splitlines()
            rows += [spot.row - spots[0].row] * (len(lines) - len(rows))
        paragraphs = _without_heading(edition.form, item, spots[0], lines, remarks)
        rows = rows[len(lines) - len(paragraphs) :]
        joined = _joined(item, spots[0], paragraphs, remarks)
        _tell_other_headings(edition.form, item, spots[0], list(joined.values()), remarks)
        if joined:
            narratives[item] = tuple(joined.values())
            began[item] = tuple(rows[first] for first in joined)
    return narratives, began


@cache
def text_rows(edition: Edition) -> Mapping[str, tuple[Spot, ...]]:
    """The open rows of each narrative."""
    narratives = layout_of(edition).narratives
    return {item: tuple(area.spots()) for item, area in narratives.items()}


def _without_heading(
    form: Form, item: str, place: Spot, paragraphs: list[str], remarks: Remarks
) -> list[str]:
    kept = without_heading(form, item, paragraphs)
    if kept != paragraphs:
        before, after = "\n".join(paragraphs[: len(paragraphs) - len(kept) + 1]), kept[:1]
        remarks.change(Change.HEADING, place, item, before, "".join(after))
    return kept


def _tell_other_headings(
    form: Form, item: str, place: Spot, paragraphs: list[str], remarks: Remarks
) -> None:
    """Doubt a text in which another one of its section begins: a whole section in one place."""
    found = dict.fromkeys(other_heading(form, item, text) for text in paragraphs)
    labels = [form.narratives[other].heading for other in found if other]
    if labels:
        said = {"place": place.reference, "label": "、".join(labels)}
        remarks.note("other_heading", Severity.WARNING, item, item, **said)


def _joined(item: str, place: Spot, paragraphs: list[str], remarks: Remarks) -> dict[int, str]:
    """Paragraphs that were cut within a sentence made whole, where that is certain.

    By the number of the first of what was joined.
    """
    joined: dict[int, str] = {}
    last = 0
    for number, text in enumerate(paragraphs):
        if joined and goes_on(joined[last], text):
            before = f"{joined[last]}\n{text}"
            joined[last] += text
            remarks.change(Change.JOINED, place, item, before, joined[last])
        else:
            joined[last := number] = text
    return joined


def read_notes(
    edition: Edition, grid: Grid, remarks: Remarks, typed: dict[str, str]
) -> dict[str, str]:
    """The note under each table that has one; `typed` gets it as it stands there."""
    notes: dict[str, str] = {}
    for table, area in layout_of(edition).tables.items():
        spot, item = area.note.first, area.table.note
        if grid[spot].blank:
            continue
        typed[item] = as_typed(grid[spot])
        if text := cell_text(item, area.table.name, grid, spot, remarks):
            notes[table] = text
    return notes
