"""What was found in a return, put into the workbook that goes back for correction.

On 校验's open area what the workbook's own formulas cannot find, in the same columns as the
ribbon button writes; on the stamp sheet the marks that colour the wrong figures; at each place
a note that says what to do. The clerk goes on working in that very file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from openpyxl.comments import Comment

from xltools.filing.check_row import columns_of, marks_of, remedy_of
from xltools.filing.doubts import doubts_as_texts
from xltools.filing.filing import BLANK, Unreadable
from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.layout.return_book import CHECK, STAMP, CheckRow, Spot
from xltools.messages import say
from xltools.template.sheets import style
from xltools.template.sheets.book import Book
from xltools.template.sheets.check import printed

_NOTED = 4
"""Cells of one finding that get a note: of a sum of twenty, all would hide the sheet."""
_LEADING = 8
"""Rows above the first wrong cell that stay in sight when the workbook opens."""
_NOTE_WIDTH, _NOTE_LINE, _NOTE_LETTERS = 300, 18, 22
"""Points a note is wide, a line high, and how many letters stand in one."""


def write_findings(book: Book) -> None:
    """Put the book's findings, and explanations of what is no row of 校验, where they belong."""
    _write_free_rows(book)
    _write_bindings(book)
    _write_doubts(book)
    _write_marks(book)
    _write_notes(book)


def _write_free_rows(book: Book) -> None:
    free = book.layout.free
    first = free.first.row
    rows = list(_free_rows(book))
    if len(rows) > free.rows:  # what is explained goes before what the letter says as well
        rows.sort(key=lambda columns: columns["explanation"] is None)
        explained = sum(columns["explanation"] is not None for columns in rows)
        if explained > free.rows:
            code, place = "template.explanations", free.first.reference
            raise style.NoRoom(say(code, place=place, count=explained, rows=free.rows))
    for number, columns in enumerate(rows[: free.rows], start=1):
        row = CheckRow(first + number - 1)
        sheet = book.workbook[row.spot("number").sheet]
        for column, value in {"number": number, **columns}.items():
            style.put_value(style.cell_at(sheet, row.spot(column)), value)
    if rows:
        last = first + min(len(rows), free.rows) - 1
        book.workbook[CHECK].print_area = printed(last).address


def _free_rows(book: Book) -> Iterator[Mapping[str, str | int | Decimal | None]]:
    explanations = book.filing.explanations
    told = [f for f in book.findings if f.id not in book.layout.checks and not f.waits]
    for finding in told:
        said = explanations.get(finding.id)
        row = book.filing.row(finding.cells, finding.paragraph)
        page = book.layout.link(finding.cells, row)
        yield {**columns_of(finding), "page": page, "explanation": said}
    known = {*book.layout.checks, *(finding.id for finding in told)}
    for finding_id, said in explanations.items():
        if finding_id not in known:
            yield {"rule": finding_id, "explanation": said}


def _write_bindings(book: Book) -> None:
    """Of which figures each explanation was said, and what it says: rewritten, it is free."""
    sheet, area = book.workbook[STAMP], book.layout.free_bindings
    free = (area.first.moved(rows=number) for number in range(area.rows))
    for finding_id, figures in book.filing.bound.items():
        said = book.filing.explanations.get(finding_id, "")
        known = book.layout.bindings.get(finding_id)
        at = known.moved(columns=-1) if known else next(free, None) if said else None
        if at and said:
            for column, text in enumerate((finding_id, figures, said)):
                style.put_value(style.cell_at(sheet, at.moved(columns=column)), text)


def _write_doubts(book: Book) -> None:
    """What an import doubts, and what the cells hold: each reader tells it until they change."""
    area = book.layout.doubts
    told = tuple(doubts_as_texts(book.findings, book.filing, area.rows))
    for spot, text in zip(area.spots(), told, strict=False):
        style.put_value(style.cell_at(book.workbook[STAMP], spot), text)
    if told:
        _count_free_rows(book)


def _count_free_rows(book: Book) -> None:
    """Let the first lines, and the list on top of 校验, count what is doubted below."""
    sheet, free = book.workbook[CHECK], book.layout.free
    for number in range(free.rows):
        row = CheckRow(free.first.row + number)
        style.formula(sheet, row.spot("counted"), book.states.free_counted(row))
        style.formula(sheet, row.spot("failing"), book.states.failing(row))
        style.formula(sheet, row.spot("sheet"), book.states.free_sheet(row))


# ------------------------------------------------------------------ marks and notes


def _write_marks(book: Book) -> None:
    """The code of each figure that a finding of the open area calls wrong, and that figure."""
    codes = marks_of(found for found in book.findings if found.id not in book.layout.checks)
    for item, spot in book.layout.marks.items():
        held = book.filing.figures.get(item, BLANK)
        if item in codes and isinstance(held, int | Decimal):
            sheet = book.workbook[spot.sheet]
            style.put_value(style.cell_at(sheet, spot), codes[item])
            style.put_value(style.cell_at(sheet, spot.moved(columns=1)), held)


def _write_notes(book: Book) -> None:
    notes: dict[Spot, list[str]] = {}
    for finding in book.findings:
        if finding.severity is Severity.INFO or finding.explained or finding.waits:
            continue
        for spot in _noted(book, finding):
            notes.setdefault(spot, []).append(_said(finding))
    if first := next(iter(notes), None):
        _open_on(book, first)
    for spot, said in notes.items():
        text = "\n".join((*said, say("findings.note_end")))
        note = Comment(text, say("findings.author"), _height(text), _NOTE_WIDTH)
        style.cell_at(book.workbook[spot.sheet], spot).comment = note


def _open_on(book: Book, spot: Spot) -> None:
    """Let the workbook open on that cell, with the rows above it that lead to it."""
    sheet = book.workbook[spot.sheet]
    book.workbook.active = sheet
    for other in book.workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = spot.address
    above = spot.moved(rows=-min(_LEADING, spot.row - 1), columns=1 - spot.column)
    pane = sheet.sheet_view.pane
    if pane is None:
        sheet.sheet_view.topLeftCell = above.address
    elif spot.row > _LEADING * 2:
        pane.topLeftCell = above.address


def _said(finding: Finding) -> str:
    said = say("findings.note", sentence=finding.sentence)
    remedy = remedy_of(finding)
    return said + say("findings.remedy", remedy=remedy) if remedy else said


def _noted(book: Book, finding: Finding) -> Iterable[Spot]:
    """The cells that hold what is wrong; of many, the first."""
    items = finding.marks or finding.cells
    wrong = [item for item in items if isinstance(book.filing.figures.get(item), Unreadable)]
    chosen = wrong or items
    row = book.filing.row(finding.cells, finding.paragraph)
    return [book.layout.place(item, row) for item in chosen[: _NOTED if finding.marks else 1]]


def _height(text: str) -> int:
    lines = sum(1 + len(line) // _NOTE_LETTERS for line in text.split("\n"))
    return _NOTE_LINE * (lines + 1)
