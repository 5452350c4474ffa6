"""校验: one row a rule instance, and an open area for what the ribbon button finds."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xltools.law.expression import Equals, Filled, Valid, cells_of
from xltools.law.rule import Instance, Severity
from xltools.law.words import phrase
from xltools.layout.return_book import (
    CHECK,
    CHECK_COLUMNS,
    CHECK_HELPERS,
    HELP_ROW,
    STATUS_ROW,
    TITLE_ROW,
    Area,
    CheckRow,
    Spot,
    letters,
)
from xltools.messages import say
from xltools.template.formulas.causes import worked_out
from xltools.template.sheets import style
from xltools.template.sheets.book import Book, first_line, open_at, set_widths
from xltools.template.sheets.validation import prompt

_WIDTHS = dict(zip(CHECK_COLUMNS, (4, 5, 7, 20, 36, 7, 7, 6, 19, 17, 22, 8), strict=True))
"""A screen of 1366 points shows them to the explanation."""
_PRINTED = CHECK_COLUMNS.index("rule")
"""Columns that are printed: the ids of rules are for programs."""
_ACROSS = list(_WIDTHS.values())[:_PRINTED]
_FREE_HEIGHT = 77.0
"""Five lines of a sentence: a protected sheet fits no row to what the ribbon writes."""
_NARROW = style.Alignment(vertical="center")
"""The id of a rule is for programs: it takes one line, and may be cut."""
_CENTRED = {"number", "severity", "verdict", "left", "right", "difference"}


def write_check(book: Book) -> None:
    """Write 校验."""
    sheet = book.add_sheet(CHECK)
    set_widths(sheet, _WIDTHS.values())
    _heading(book, sheet)
    for number, (instance_id, row) in enumerate(book.layout.checks.items(), start=1):
        _row(book, sheet, number, book.layout.edition.by_id[instance_id], row)
    _failing(book, sheet)
    _free_area(book, sheet)
    _colours(book, sheet)
    for index in range(len(CHECK_HELPERS)):
        sheet.column_dimensions[letters(len(CHECK_COLUMNS) + 1 + index)].hidden = True
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = f"{book.layout.check_header}:{book.layout.check_header}"
    last = max(row.row for row in book.layout.checks.values())
    sheet.print_area = printed(last).address
    sheet.freeze_panes = Spot(CHECK, TITLE_ROW, 1).address
    open_at(sheet, Spot(CHECK, HELP_ROW, 1))


def printed(last: int) -> Area:
    """What is printed, down to that row."""
    return Area(Spot(CHECK, STATUS_ROW, 1), last, _PRINTED)


def _heading(book: Book, sheet: Worksheet) -> None:
    first_line(book, sheet, book.states.summary())
    style.across(sheet, Spot(CHECK, TITLE_ROW, 1), _ACROSS, say("check.title"), style.TITLE, 28)
    style.across(sheet, Spot(CHECK, HELP_ROW, 1), _ACROSS, say("check.help"), style.SMALL, 20)
    header = CheckRow(book.layout.check_header)
    for column in CHECK_COLUMNS:
        text = say(f"check.{column}")
        spot = header.spot(column)
        style.write_cell(
            sheet, spot, text, style.LABEL, style.CENTRE, fill=style.HEAD_FILL, box=True
        )
    sheet.row_dimensions[book.layout.check_header].height = 24


def _failing(book: Book, sheet: Worksheet) -> None:
    """On top what is to do, each line with a link down to its row; the rows never move."""
    area, states = book.layout.failing, book.states
    heading = area.first.moved(rows=-1)
    style.formula(sheet, heading, states.failing_heading(area.rows), style.HEADING)
    style.merge(sheet, Area(heading, 1, len(CHECK_COLUMNS) - 2))
    sheet.row_dimensions[heading.row].height = 24
    for number, spot in enumerate(area.spots(), start=1):
        row = CheckRow(spot.row)
        style.formula(sheet, row.spot("failing"), states.listed_row(number))
        subject = row.spot("subject")
        last = row.spot("explanation").column
        style.merge(sheet, Area(subject, 1, last - subject.column + 1))
        for column in ("severity", "verdict", "subject"):
            alignment = style.CENTRE if column in _CENTRED else style.LEFT
            at = row.spot(column)
            style.formula(sheet, at, states.listed(row, column), style.LABEL, alignment)
        style.formula(sheet, row.spot("place"), states.listed_link(row), style.LINK)
        sheet.row_dimensions[spot.row].height = 36
    _colour_rows(sheet, Area(area.first, area.rows, len(CHECK_COLUMNS) - 2))


def _row(book: Book, sheet: Worksheet, number: int, instance: Instance, row: CheckRow) -> None:
    formulas, rule, claim = book.formulas, instance.rule, instance.claim
    texts: dict[str, str | int] = {
        "number": number,
        "law": rule.law,
        "rule": instance.id,
        "page": _page(book, instance),
        "counted": _counted(instance),
    }
    made = {
        "failing": book.states.failing(row),
        "severity": formulas.severity(instance),
        "remedy": formulas.remedy(instance),
        "verdict": formulas.verdict(instance),
        "place": formulas.link(instance),
        "subject": formulas.subject(instance),
    }
    if isinstance(claim, Equals):
        made["left"] = formulas.side(instance, claim.left)
        made["right"] = formulas.side(instance, claim.right)
        made["difference"] = formulas.difference(instance, claim)
        if total := worked_out(book.layout, instance):
            made["worked_out"] = total
    for column in (*CHECK_COLUMNS, *CHECK_HELPERS):
        _cell(sheet, row.spot(column), column, texts.get(column), made.get(column))
    explanation = style.open_cell(sheet, row.spot("explanation"), required=False)
    style.put_value(explanation, book.filing.explanations.get(instance.id))
    widest = max(
        style.height_for(rule.remedy, _WIDTHS["remedy"], line=14),
        style.height_for(_longest(book, instance), _WIDTHS["subject"], line=14),
        style.height_for(rule.law, _WIDTHS["law"], line=14),
    )
    sheet.row_dimensions[row.row].height = widest


def _cell(
    sheet: Worksheet, spot: Spot, column: str, text: str | int | None, formula: str | None
) -> None:
    alignment = style.CENTRE if column in _CENTRED else style.LEFT
    font = style.LINK if column == "place" else style.LABEL
    box = column in CHECK_COLUMNS
    if formula:
        style.formula(sheet, spot, formula, font, alignment, box=box)
    else:
        style.write_cell(
            sheet, spot, text, font, _NARROW if column == "rule" else alignment, box=box
        )


def _longest(book: Book, instance: Instance) -> str:
    """About what the subject says when it says most, to make the row high enough."""
    match instance.claim:
        case Equals():
            parts = phrase(instance, book.layout.edition.form)
            return "".join(part if isinstance(part, str) else "0000" for part in parts)
        case Valid() | Filled():
            return instance.rule.label


def _page(book: Book, instance: Instance) -> str:
    claim = instance.claim
    items = (claim.field,) if isinstance(claim, Filled) else cells_of(claim)
    return book.layout.place(items[0]).sheet


def _counted(instance: Instance) -> int:
    """How a row counts: 2 whatever it says; 1 if it fails, as a balance that cannot tell only
    repeats what is blank.
    """
    return 1 if isinstance(instance.claim, Equals) else 2


def _free_area(book: Book, sheet: Worksheet) -> None:
    """Open rows for what the ribbon finds; the link column stays a locked formula."""
    free = book.layout.free
    heading = free.first.moved(rows=-1)
    style.across(sheet, heading, _ACROSS, say("check.free"), style.HEADING, 24)
    for number in range(free.rows):
        row = CheckRow(free.first.row + number)
        for column in (*CHECK_COLUMNS, "page"):
            cell = style.cell_at(sheet, row.spot(column))
            alignment = style.CENTRE if column in _CENTRED else style.LEFT
            alignment = _NARROW if column == "rule" else alignment
            style.dress(cell, style.LABEL, alignment, style.OPEN)
        link = style.cell_at(sheet, row.spot("place"))
        link.value = book.formulas.free_link(row.spot("page"))
        style.dress(link, style.LINK, style.LOCKED)
        sheet.row_dimensions[row.row].height = _FREE_HEIGHT


def _colours(book: Book, sheet: Worksheet) -> None:
    rows = [row.row for row in book.layout.checks.values()]
    area = Area(CheckRow(min(rows)).spot("number"), len(rows), len(CHECK_COLUMNS))
    rule = prompt(DataValidation(), say("check.explanation_prompt"), "")
    sheet.add_data_validation(rule)
    for coloured in (area, book.layout.free):
        _colour_rows(sheet, coloured)
        first = CheckRow(coloured.first.row).spot("explanation")
        rule.add(Area(first, coloured.rows).address)


def _colour_rows(sheet: Worksheet, area: Area) -> None:
    verdict = f"${letters(CheckRow(1).spot('verdict').column)}{area.first.row}"
    severity = f"${letters(CheckRow(1).spot('severity').column)}{area.first.row}"
    error = f'{severity}="{say(f"severity.{Severity.ERROR}")}"'
    failed = f'{verdict}="{say("verdict.fail")}"'
    for formula, colour in (
        (f"AND({failed},{error})", style.RED),
        (failed, style.ORANGE),
        (f'{verdict}="{say("verdict.unfilled")}"', style.GREY),
    ):
        style.colour_where(sheet, area, formula, colour)
