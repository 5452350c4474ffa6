"""The texts of a return: narratives one paragraph a row, notes, explanations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from xltools.law.edition import Edition
from xltools.law.form import Narrative
from xltools.law.rule import Severity
from xltools.layout.return_book import Spot, layout_of
from xltools.messages import say
from xltools.reader.figures import formula_remark
from xltools.reader.grid import Entry, Grid
from xltools.reader.remarks import Remarks
from xltools.reader.words import clean, shown

_GOES_ON = ("，", "、", "（", "“", "《")
"""A paragraph never ends with one of these, nor begins with one of the next."""
_CONTINUES = ("，", "。", "、", "；", "：", "！", "？", "）", "”", "》")
_NUMBERING = r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+\s*"


def text_of(item: str, label: str, entry: Entry, remarks: Remarks) -> str:
    """A cell as text; a formula is reported, one without a readable result is left out."""
    if entry.unreadable:
        text = entry.error or say("reader.no_result")
        remarks.note("unreadable_text", Severity.ERROR, item, item, label=label, text=text)
        return ""
    if entry.formula is not None:
        code, severity = formula_remark(entry.formula)
        said = say("reader.text_item", label=label)
        remarks.add(code, severity, item, item, said)
    return clean(shown(entry.value))


def read_narratives(edition: Edition, grid: Grid, remarks: Remarks) -> dict[str, tuple[str, ...]]:
    """The paragraphs of each narrative that has any."""
    narratives: dict[str, tuple[str, ...]] = {}
    for item, rows in _rows(edition).items():
        narrative = edition.form.narratives[item]
        lines: list[str] = []
        for spot in rows:
            entry = grid[spot]
            if not entry.blank:
                lines += text_of(item, narrative.heading, entry, remarks).splitlines()
        paragraphs = [text for text in map(clean, lines) if text]
        paragraphs = _without_heading(edition, narrative, paragraphs, remarks)
        paragraphs = _joined(narrative, paragraphs, remarks)
        if paragraphs:
            narratives[item] = tuple(paragraphs)
    return narratives


@cache
def _rows(edition: Edition) -> Mapping[str, tuple[Spot, ...]]:
    """The open rows of each narrative."""
    narratives = layout_of(edition).narratives
    return {item: tuple(area.spots()) for item, area in narratives.items()}


def _without_heading(
    edition: Edition, narrative: Narrative, paragraphs: list[str], remarks: Remarks
) -> list[str]:
    """Paragraphs without the headings of the section and of the text that stand before them."""
    sections = edition.form.sections
    section = next(section for section in sections if section.id == narrative.section)
    kept: list[str] = paragraphs
    for label in (section.title, narrative.label):
        if kept and (heading := _heading(label).match(kept[0])):
            first = kept[0][heading.end() :]
            kept = [first, *kept[1:]] if first else kept[1:]
    if kept != paragraphs:
        label = narrative.heading
        remarks.note("heading", Severity.INFO, narrative.id, narrative.id, label=label)
    return kept


@cache
def _heading(label: str) -> re.Pattern[str]:
    """A heading at the start of a text: a whole line, or numbered and followed by a stop.

    A bare label with words behind it is how a sentence begins.
    """
    heading = re.escape(label)
    return re.compile(rf"(?:{_NUMBERING})?{heading}\s*[：:]?$|{_NUMBERING}{heading}\s*[。：:]\s*")


def _joined(narrative: Narrative, paragraphs: list[str], remarks: Remarks) -> list[str]:
    """Paragraphs that were cut within a sentence made whole, where that is certain."""
    joined: list[str] = []
    for text in paragraphs:
        if joined and (joined[-1].endswith(_GOES_ON) or text.startswith(_CONTINUES)):
            joined[-1] += text
        else:
            joined.append(text)
    count = len(paragraphs) - len(joined)
    if count:
        heading = narrative.heading
        remarks.note(
            "joined", Severity.INFO, narrative.id, narrative.id, label=heading, count=count
        )
    return joined


def read_notes(edition: Edition, grid: Grid, remarks: Remarks) -> dict[str, str]:
    """The note under each table that has one."""
    notes: dict[str, str] = {}
    for table, area in layout_of(edition).tables.items():
        entry = grid[area.note.first]
        if not entry.blank and (text := text_of(area.table.note, area.table.name, entry, remarks)):
            notes[table] = text
    return notes
