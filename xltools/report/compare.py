"""A report that people may have edited, or a page that was published, against the filing.

Figures are found by their labels and read as a person reads them: full-width digits, spaces
and thousands separators do not make another number. Texts are compared without white space.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from xltools.filing.filing import Filing
from xltools.report.context import Context, context_of
from xltools.report.locate import locate
from xltools.report.parity import agrees, printed_cells
from xltools.report.published import Line, Published

_LIKE = 0.5
"""From this likeness on a line is a paragraph changed, not another one."""
_AROUND = 12
_SHOWN = 60
"""Characters shown before a difference, and of each side in all."""


class Fault(StrEnum):
    """How a document differs from the filing in one place."""

    FIGURE = "figure"
    FIGURE_MISSING = "figure_missing"
    TEXT = "text"
    TEXT_MISSING = "text_missing"
    TEXT_ADDED = "text_added"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the cell, narrative, table (its note) or cover field; what each side says."""

    fault: Fault
    id: str
    filed: str
    found: str


def compare(filing: Filing, document: Published) -> list[Difference]:
    """Every figure that differs, in the order of the form, then every text."""
    located = locate(filing.edition, document.grids)
    context = context_of(filing)
    figures = _figures(filing, context, located.figures)
    lines = [line for line in document.lines if line.table not in located.tables]
    return [*figures, *_texts(context, lines)]


def title_of(filing: Filing) -> str:
    """What a report of this filing must contain to be taken for it."""
    return plain(context_of(filing).title)


def names(document: Published, title: str) -> bool:
    """Whether a document bears that title; it may be broken over two lines."""
    return title in "".join(plain(line.text) for line in document.lines)


def plain(text: str) -> str:
    """A text without white space, letters and digits in their plain form."""
    return "".join(unicodedata.normalize("NFKC", text).split())


# ------------------------------------------------------------------ figures


def _figures(filing: Filing, context: Context, told: dict[str, str]) -> Iterator[Difference]:
    for cell in printed_cells(filing.edition):
        found = told.get(cell)
        if found is None:
            yield Difference(Fault.FIGURE_MISSING, cell, context.figures[cell], "")
        elif not agrees(filing, cell, plain(found).replace(",", "")):
            yield Difference(Fault.FIGURE, cell, context.figures[cell], found)


# ------------------------------------------------------------------ texts


def _wanted(context: Context) -> Iterator[tuple[str, str]]:
    """The report's lines beside its tables, in their order, each with what it belongs to."""
    yield "name", context.title
    for section in context.sections:
        for text in section.before:
            yield from ((text.id, line) for line in context.texts[text.id])
        yield (*section.tables, *section.texts)[0].id, section.heading
        for table in section.tables:
            yield table.note, context.notes[table.id]
        for text in section.texts:
            if text.number:
                yield text.id, text.heading
            yield from ((text.id, line) for line in context.texts[text.id])
    yield "date", context.date


def _texts(context: Context, lines: Sequence[Line]) -> Iterator[Difference]:
    """Paragraphs changed or missing, and lines within the report that are none of its own."""
    wanted = [(id, text) for id, text in _wanted(context) if text]
    found = [plain(line.text) for line in lines]
    whole, own = "".join(found), "".join(plain(text) for _, text in wanted)
    strange = {i: lines[i].text for i, text in enumerate(found) if text and text not in own}
    first, last = _extent(wanted, found)
    for id, text in wanted:
        if plain(text) in whole:
            continue
        nearest = _nearest(text, strange)
        if nearest is None:
            yield Difference(Fault.TEXT_MISSING, id, _cut(text), "")
        else:
            yield Difference(Fault.TEXT, id, *_where_they_part(text, strange.pop(nearest)))
    for i, text in strange.items():
        if first < i < last:
            yield Difference(Fault.TEXT_ADDED, "", "", _cut(text))


def _extent(wanted: Sequence[tuple[str, str]], found: Sequence[str]) -> tuple[int, int]:
    """The first and the last line that are the report's own: a site's lines are around them."""
    own = {plain(text) for _, text in wanted}
    places = [i for i, text in enumerate(found) if text in own]
    return (places[0], places[-1]) if places else (0, 0)


def _nearest(text: str, strange: dict[int, str]) -> int | None:
    """The line that is most like a paragraph, if one is like it at all."""
    best, nearest = _LIKE, None
    for i, line in strange.items():
        matcher = SequenceMatcher(None, text, line, autojunk=False)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            ratio = matcher.ratio() if len(text) * len(line) < 4_000_000 else matcher.quick_ratio()
            if ratio > best:
                best, nearest = ratio, i
    return nearest


def _where_they_part(one: str, other: str) -> tuple[str, str]:
    """Both texts from shortly before their first difference to shortly after their last."""
    shorter = min(len(one), len(other))
    start = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    begin, left = max(0, start - _AROUND), max(0, end - _AROUND)
    mark = "…" if begin else ""
    return (
        mark + _cut(one[begin : len(one) - left]),
        mark + _cut(other[begin : len(other) - left]),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
