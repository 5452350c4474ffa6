"""A report that people may have edited, or a page that was published, against the filing.

Figures are found by their labels and read as a person reads them: full-width digits, spaces
and thousands separators do not make another number. Texts are compared without white space,
the labels of tables without punctuation and the numbers before them too.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from xltools.filing.filing import Filing
from xltools.filing.wording import covered
from xltools.law.form import FormTable
from xltools.published.documents.contents import DocumentKind, Line, Published
from xltools.published.ours.front import without_front
from xltools.published.ours.marked import marked_figures
from xltools.published.ours.parity import printed_cells
from xltools.published.ours.typed import typed_filing
from xltools.published.tables.figures import printed_number
from xltools.published.tables.labels import without_number
from xltools.published.tables.locate import Relabelled, locate
from xltools.published.texts.paragraphs import letters_in, plain_form, regrouped, trace
from xltools.report.context import Context, context_of
from xltools.report.outline import DrawnTable

_AROUND = 12
_SHOWN = 60
"""Characters shown before a difference, and of each side in all."""


class Fault(StrEnum):
    """How a document differs from the filing in one place."""

    FIGURE = "figure"
    FIGURE_MISSING = "figure_missing"
    LABEL = "label"
    TABLE_ADDED = "table_added"
    TABLE_UNREAD = "table_unread"
    TEXT = "text"
    TEXT_MISSING = "text_missing"
    TEXT_MOVED = "text_moved"
    TEXT_ADDED = "text_added"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what each side says, and the id of what it belongs to.

    That is a cell, a narrative, a table's note or a field of the cover; for a section's heading
    its table's first cell or, without a table, its first narrative; of labels and tables the
    table itself; "" for a text added.
    """

    fault: Fault
    id: str
    filed: str
    found: str


def differences_of(filing: Filing, document: Published) -> list[Difference]:
    """Every figure that differs, in the order of the form, then labels and tables, then texts.

    A table that is gone, or of which no label is known, is one difference; what marks still give
    of it is compared all the same.
    """
    document = without_front(filing.edition, document)
    located = locate(filing.edition, document.grids)
    context = context_of(typed_filing(filing))
    marked = marked_figures(filing.edition, document)
    told = {**marked, **located.figures}
    unread = _unread(filing, located.figures)
    lost = {cell.id for table in unread for cell in table.cells} - marked.keys()
    figures = (one for one in _figures(filing, context, told) if one.id not in lost)
    labels = _labels(located.relabelled, document)
    tables = (
        *(Difference(Fault.TABLE_UNREAD, table.id, "", "") for table in unread),
        *(Difference(Fault.TABLE_ADDED, table, "", "") for table in located.again.values()),
    )
    known = located.tables.union(located.again, _may_be(unread, document))
    return [*figures, *labels, *tables, *_texts(context, document, known)]


def _unread(filing: Filing, figures: Container[str]) -> list[FormTable]:
    """The printed tables of which not one figure is among these."""
    return [
        table
        for table in filing.edition.form.tables.values()
        if table.printed and not any(cell.id in figures for cell in table.cells)
    ]


def _may_be(unread: Sequence[FormTable], document: Published) -> Iterator[int]:
    """The tables of a document that may be those of which no label is known: full of numbers."""
    fewest = min((len(table.cells) // 2 for table in unread), default=0)
    for number, grid in enumerate(document.grids) if unread else ():
        if sum(printed_number(text) is not None for text in grid.values()) >= fewest:
            yield number


@dataclass(frozen=True, slots=True)
class Held:
    """A report held against a return: where it differs, and the tables that were not read in it."""

    found: tuple[Difference, ...]
    unread: tuple[str, ...]


def held_against(filing: Filing, read: Filing, behind: int = 0, *, printed: bool = False) -> Held:
    """A report that was read as a filing of its own, whatever form it came in.

    So many paragraphs as `behind` stood before what it says of the fee, and were read as standing
    behind it. Of one that was `printed` to a PDF a sign at the end of a line may be lost: it is
    not missed.
    """
    wanted, told = (context_of(typed_filing(one)) for one in (filing, read))
    unread = _unread(filing, read.figures)
    lost = {cell.id for table in unread for cell in table.cells}
    printed_here = (cell for cell in printed_cells(filing.edition) if cell not in lost)
    figures = {cell: told.figures.get(cell, "") for cell in printed_here}
    told = replace(told, texts={id: ls for id, ls in told.texts.items() if read.paragraphs(id)})
    texts = (_in_items(filing, wanted, read.year), _in_items(filing, told, read.year, behind))
    found = (
        *(one for one in _figures(filing, wanted, figures) if one.id in figures),
        *_differing_texts(*texts, printed=printed),
    )
    return Held(found, tuple(table.name for table in unread))


def _in_items(
    filing: Filing, context: Context, year: int | None, behind: int = 0
) -> dict[str, str]:
    """What a report says in words by what it belongs to; one without a year has no title.

    Texts under no headings are one, in the order in which a reader sees them: so many of the last
    as `behind` before the first.
    """
    form = filing.edition.form
    notes = {form.tables[id].note: note for id, note in context.notes.items() if id in form.tables}
    texts = dict(context.texts)
    for section in form.sections:
        if section.unheaded:
            first, *others = section.unheaded
            rest = tuple(line for id in others for line in texts.pop(id, ()))
            at = behind if first == "processing_fee" else 0
            texts[first] = (*rest[:at], *texts.get(first, ()), *rest[at:])
    name = context.title if year else context.report_name
    said = {id: "\n".join(lines) for id, lines in texts.items()}
    return {"name": name, **notes, "date": context.date, **said}


def _differing_texts(
    wanted: Mapping[str, str], told: Mapping[str, str], *, printed: bool
) -> Iterator[Difference]:
    for id, text in wanted.items():
        said = told.get(id, "")
        if _same(plain_form(text), plain_form(said), printed=printed):
            continue
        if not plain_form(said):
            yield Difference(Fault.TEXT_MISSING, id, _cut(text), "")
        else:
            yield Difference(Fault.TEXT, id, *_where_they_part(text, said))


def _same(text: str, said: str, *, printed: bool) -> bool:
    """Whether two texts in plain form are one; of what was printed, some signs may be lost."""
    at = 0
    for letter in said if printed else "":
        while at < len(text) and text[at] != letter and _hangs(text, at):
            at += 1
        if at == len(text) or text[at] != letter:
            return False
        at += 1
    return all(_hangs(text, n) for n in range(at, len(text))) if printed else text == said


def _hangs(text: str, at: int) -> bool:
    """Whether what stands there may hang over the margin at the end of a line."""
    within = text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
    return text[at] in _HANGING and not within


_HANGING = ",、。;:!?."
"""Signs in plain form."""


def text_count(filing: Filing) -> int:
    """How many texts, headings and notes included, are compared beside the figures."""
    return len(_wanted(context_of(typed_filing(filing))))


def title_of(filing: Filing) -> str:
    """The title that a report of this filing bears."""
    return context_of(filing).title


def is_report_of(filing: Filing, document: Published) -> bool:
    """Whether a document bears the report's title, on one line or two, above a table of it.

    A list of reports has titles, but no table. A fragment may have no title: it is known by the
    name that it is signed with.
    """
    lines = [plain_form(line.text) for line in document.lines]
    signed = (
        document.kind is DocumentKind.FRAGMENT
        and plain_form(context_of(filing).report_name) in lines
    )
    borne = signed or plain_form(title_of(filing)) in "".join(lines)
    return borne and bool(locate(filing.edition, document.grids).tables)


def may_be_of_another(filing: Filing, document: Published) -> bool:
    """Whether no line of a document, or two together, names the body and the year as titles do.

    How they go on is not looked at, but a date is no year of a title. A fragment, which may have
    no title, need only be signed with the name.
    """
    name, year = plain_form(context_of(filing).report_name), filing.year or ""
    lines = [plain_form(line.text) for line in document.lines]
    if document.kind is DocumentKind.FRAGMENT and name in lines:
        return False
    titled = re.compile(
        rf"{re.escape(name)}\D{{0,3}}{year}(?!.?\d)|(?<!\d){year}\D{{0,3}}{re.escape(name)}"
    )
    return not any(titled.search(one + other) for one, other in pairwise([*lines, ""]))


# ------------------------------------------------------------------ figures


def _figures(filing: Filing, context: Context, told: dict[str, str]) -> Iterator[Difference]:
    for cell in printed_cells(filing.edition):
        found = told.get(cell)
        if found is None:
            yield Difference(Fault.FIGURE_MISSING, cell, context.figures[cell], "")
        elif not _is_figure(filing, cell, context.figures[cell], found):
            yield Difference(Fault.FIGURE, cell, context.figures[cell], _cut(found))


def _is_figure(filing: Filing, cell: str, printed: str, found: str) -> bool:
    """Whether a reader of what was found reads the filed figure, and no other."""
    number = filing.number(cell)
    if number is None:
        return plain_form(found) == plain_form(printed)
    return printed_number(found) == number


# ------------------------------------------------------------------ labels


def _labels(relabelled: Sequence[Relabelled], document: Published) -> Iterator[Difference]:
    """The labels that are others; one that a page or a site puts elsewhere is none of them."""
    stand = {plain_form(line.text) for line in document.lines}
    for one in relabelled:
        if one.found or plain_form(one.form) not in stand:
            yield Difference(Fault.LABEL, one.table, _cut(one.form), _cut(one.found))


# ------------------------------------------------------------------ texts


def _wanted(context: Context) -> list[tuple[str, str]]:
    """The report's lines beside its tables, in their order, each with what it belongs to."""
    return [(id, text) for id, text in _drawn(context) if plain_form(text)]


def _drawn(context: Context) -> Iterator[tuple[str, str]]:
    """The same with those that are empty."""
    yield "name", context.title
    for section in context.sections:
        for text in section.before:
            yield from ((text.id, line) for line in context.texts[text.id])
        below = (*map(_first_cell, section.tables), *(text.id for text in section.texts))
        yield below[0], section.heading
        for table in section.tables:
            yield from ((table.note, line) for line in context.notes[table.id].split("\n"))
        for text in section.texts:
            if text.number:
                yield text.id, text.heading
            yield from ((text.id, line) for line in context.texts[text.id])
    yield "name", context.report_name
    yield "date", context.date


def _first_cell(table: DrawnTable) -> str:
    places = (place for group in table.groups for row in group for place in row)
    return next(place.cell for place in places if place.cell)


def _texts(context: Context, document: Published, tables: frozenset[int]) -> Iterator[Difference]:
    """What became of each paragraph, in the report's order, then what the document adds."""
    wanted = _wanted(context)
    texts = [text for _, text in wanted]
    said = [line for line in document.lines if line.table not in tables]
    lines = regrouped(texts, list(_with_numbers(texts, said)))
    outcome = trace(texts, lines, document.kind)
    for i, (id, text) in enumerate(wanted):
        if i in outcome.changed:
            yield Difference(Fault.TEXT, id, *_where_they_part(text, lines[outcome.changed[i]]))
        elif i in outcome.moved:
            yield Difference(Fault.TEXT_MOVED, id, _cut(text), _cut(text))
        elif i in outcome.missing:
            yield Difference(Fault.TEXT_MISSING, id, _cut(text), "")
    yield from (Difference(Fault.TEXT_ADDED, "", "", _cut(lines[j])) for j in outcome.added)


def _with_numbers(texts: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    """The lines as read; one that a word processor counts stands for the text with a number."""
    counted: dict[str, list[str]] = {}
    for text in reversed(texts):
        counted.setdefault(without_number(text), []).append(text)
    for line in lines:
        meant = counted.get(without_number(line.text)) if line.counted else None
        yield meant.pop() if meant else line.text


def _where_they_part(one: str, other: str) -> tuple[str, str]:
    """Both texts as typed, from shortly before their first difference to shortly after their last.

    What makes no difference, white space and the width of a character, is passed over.
    """
    first, second = letters_in(one), letters_in(other)
    shorter = min(len(first), len(second))
    start = next((i for i in range(shorter) if first[i][0] != second[i][0]), shorter)
    end = 0
    while end < shorter - start and first[-1 - end][0] == second[-1 - end][0]:
        end += 1
    begin, left = max(0, start - _AROUND), max(0, end - _AROUND)
    said = _passage(covered(one), first, begin, left)
    return said, _passage(covered(other), second, begin, left)


def _passage(text: str, told: Sequence[tuple[str, int]], begin: int, left: int) -> str:
    """A text from one of its letters on, without so many at its end; cut where it is long."""
    shown = told[begin : len(told) - left]
    mark = "…" if begin else ""
    return mark + _cut(text[shown[0][1] : shown[-1][1] + 1]) if shown else mark


def _cut(text: str) -> str:
    said = covered(text)
    return said if len(said) <= _SHOWN else said[:_SHOWN] + "…"
