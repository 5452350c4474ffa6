"""A workbook whose form was changed, read by its labels all the same; and what is to be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xltools.filing.findings import Finding
from xltools.law.edition import EDITIONS, Edition, load
from xltools.law.rule import Severity
from xltools.law.words import last_year
from xltools.layout.return_book import CHECK, COVER, FIRST_ROW, Spot
from xltools.messages import say, some_of
from xltools.reader.cells.extent import extent_of
from xltools.reader.cells.grid import Entry, defined_names, filled_cells, read_grid, sheet_names
from xltools.reader.cells.merged import figures_of, merged, merges
from xltools.reader.cells.seen import Look
from xltools.reader.cells.words import shown
from xltools.reader.changed_form.page import Page
from xltools.reader.changed_form.passages import NUMBERING
from xltools.reader.changed_form.relocated import Relocation
from xltools.reader.opening.package import Package
from xltools.reader.telling.refusal import Refusal
from xltools.reader.telling.remarks import Remarks, quoted

_UNSTAMPED = "not_ours"
_SOUGHT = (_UNSTAMPED, "stamp_damaged", "older", "sheets_missing", "altered")
"""Refusals of a workbook whose labels may still tell where everything stands."""

_MOST_SHEETS = 40


def read_moved(package: Package, refusal: Refusal) -> Relocation:
    """The workbook read by its labels. Raises the refusal where too little is recognised."""
    if refusal.code not in _SOUGHT:
        raise refusal
    found = list(_read_by_labels(package, EDITIONS))
    if not found:
        raise refusal
    best = max(found, key=lambda relocation: len(relocation.moves))
    ours = best.is_ours if refusal.code == _UNSTAMPED else best.figures_are_ours
    if not ours:
        raise refusal
    return best


def displaced(package: Package, edition: Edition) -> Relocation | None:
    """The workbook read by its labels, if anything stands where the form has no place for it."""
    for found in _read_by_labels(package, (edition.id,)):
        if found.unread or any(_moves(found)):
            return found
    return None


def _read_by_labels(package: Package, editions: Iterable[str]) -> Iterator[Relocation]:
    """The workbook against each edition; against none where it has too many sheets."""
    names = sheet_names(package)
    if len(names) <= _MOST_SHEETS:
        pages, named = pages_of(package, names), defined_names(package)
        yield from (Relocation(load(edition), pages, named) for edition in editions)


def pages_of(package: Package, names: tuple[str, ...]) -> Mapping[str, Page]:
    """Every sheet that can be read; one that cannot holds nothing of the form."""
    pages: dict[str, Page] = {}
    for name in names:
        try:
            grid = read_grid(package, filled_cells(package, (name,)))
        except Refusal:
            continue
        filled = {spot: entry for spot, entry in grid.entries.items() if not entry.blank}
        pages[name] = Page(name, filled, merges(grid.xml[name]))
    return pages


def remarks_on(found: Relocation, refusal: Refusal | None) -> tuple[Finding, ...]:
    """What was moved, what has no place any more, and what stands where nothing should.

    `refusal`: why the workbook could not be read as it was sent out, if that is why.
    """
    remarks = Remarks()
    code = refusal.code if refusal else ""
    moves = [say("reader.moved_stamp")] if code in (_UNSTAMPED, "stamp_damaged") else []
    moves += _moves(found)
    if refusal and code == "older":
        remarks.note("older_read", Severity.INFO, **refusal.context)
    elif moves:
        remarks.note("relocated", Severity.WARNING, listed=some_of(moves))
    _note_unplaced(found, remarks, older=code == "older")
    if found.unread:
        listed = some_of(
            [
                quoted(spot, shown(found.pages[spot.sheet].entries[spot].value))
                for spot in found.unread
            ]
        )
        remarks.note("unread_cells", Severity.WARNING, count=len(found.unread), listed=listed)
    for item, spot in _merged(found):
        remarks.add("merged", Severity.WARNING, spot.sheet, item, spot.reference)
    for spot, entry in _beside(found):
        remarks.add("beside", Severity.INFO, spot.sheet, "", quoted(spot, shown(entry.value)))
    return remarks.findings


def _beside(found: Relocation) -> Iterator[tuple[Spot, Entry]]:
    """What a person wrote right of the form or below it: no formula, no help of ours."""
    helps = tuple(text.help for text in found.edition.form.narratives.values() if text.help)
    for sheet, page in found.known.items():
        last, bottom = _end_of(found, sheet, page)
        for spot, entry in sorted(page.entries.items()) if last else ():
            text = shown(entry.value)
            said = text.startswith(helps) or NUMBERING.fullmatch(text)
            ours = entry.formula is not None or said
            outside = spot.column > last or spot.row > bottom
            unseen = ours or Look.HIDDEN in entry.looks or spot in found.unread
            if outside and spot.row >= FIRST_ROW and not unseen:
                yield spot, entry


def _end_of(found: Relocation, sheet: str, page: Page) -> tuple[int, int]:
    """The last column and row of the form on a page; 0 where there is none of it."""
    labels = {place: text for place, text in found.layout.labels.items() if place.sheet == sheet}
    stand = {place: spot for place, text in labels.items() if (spot := page.only(text))}
    stand |= {place: spot for place, spot in found.moves.items() if place.sheet == sheet}
    if sheet == CHECK or not stand:
        return 0, 0
    texts = [spot for rows in found.texts.values() for spot in rows if spot.sheet == page.name]
    last = max(spot.column for spot in (*stand.values(), *texts)) + (sheet == COVER)
    lowest = max(stand)
    below = extent_of(found.edition, sheet).last_row - lowest.row
    return last, max(spot.row for spot in (*texts, stand[lowest].moved(rows=below)))


def _merged(found: Relocation) -> Iterator[tuple[str, Spot]]:
    """The figures over which cells were merged, where they now stand."""
    items = {
        found.moves.get(place, place): item for place, item in figures_of(found.edition).items()
    }
    for page in found.known.values():
        for spot in merged(page.name, page.merges, items):
            yield items[spot], spot


def _moves(found: Relocation) -> Iterator[str]:
    for sheet, page in found.known.items():
        if page.name != sheet:
            yield say("reader.moved_sheet", sheet=sheet, found=page.name)
        if moved := found.moved_from(sheet):
            (place, spot), count = moved[0], len(moved)
            first = {"place": place.address, "found": spot.address}
            yield say("reader.moved_cells", sheet=sheet, count=count, **first)


def _note_unplaced(found: Relocation, remarks: Remarks, *, older: bool) -> None:
    """What was not found; an older form may not have asked for it."""
    for item in found.unplaced:
        if not (older and _is_new(found, item)):
            subject, severity = _weight(found.edition, item)
            label = found.layout.label(item)
            remarks.add("unplaced", severity, subject, item, say("reader.text_item", label=label))
    for cell in () if older else found.unplaced_before:
        said = say("reader.text_item", label=last_year(found.layout.label(cell)))
        table = found.edition.form.cells[cell].table
        remarks.add("last_year_unplaced", Severity.WARNING, table, cell, said)


def _is_new(found: Relocation, item: str) -> bool:
    """Whether an older version of the form did not ask for this at all."""
    fields = found.edition.form.fields
    return item in fields and not any(
        page.find(fields[item].label) for page in found.pages.values()
    )


def _weight(edition: Edition, item: str) -> tuple[str, Severity]:
    """Under what an item is named, and whether a return without it can do."""
    form = edition.form
    if item in form.cells:
        return form.cells[item].table, Severity.ERROR
    required = item in form.narratives or (item in form.fields and form.fields[item].required)
    return item, Severity.ERROR if required else Severity.WARNING
