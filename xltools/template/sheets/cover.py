"""封面: what a clerk must know, who reports, the question a table, and the overall state."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xltools.law.form import CoverField, FieldKind
from xltools.layout.places import Area, Spot
from xltools.layout.return_book import COVER, TITLE_ROW
from xltools.messages import say
from xltools.template.sheets import style
from xltools.template.sheets.book import Book, first_line, open_at, set_widths
from xltools.template.sheets.validation import choice, prompt

_WIDTHS = (34.0, 46.0, 44.0)
_EARLIEST_DATE = 36526
"""2000-01-01 as a spreadsheet counts days: a date before it is a slip."""


def write_cover(book: Book) -> None:
    """Write 封面."""
    sheet = book.add_sheet(COVER)
    set_widths(sheet, _WIDTHS)
    first_line(book, sheet, book.states.cover_status())
    title = say("cover.title", title=book.layout.edition.form.title)
    _line(sheet, TITLE_ROW, title, style.TITLE, 34).alignment = style.CENTRE
    for number, spot in enumerate(book.layout.cover_lines.spots(), start=1):
        _line(sheet, spot.row, say(f"cover.line_{number}"), style.BODY)
    for group, spot in book.layout.cover_groups.items():
        _line(sheet, spot.row, group, style.HEADING, 24).fill = style.HEAD_FILL
    for field in book.layout.edition.form.cover:
        _field(book, sheet, field)
    _answers(book, sheet)
    _state(book, sheet)
    sheet.freeze_panes = Spot(COVER, TITLE_ROW, 1).address
    fields = book.layout.cover.items()
    open_at(sheet, next(spot for item, spot in fields if item not in book.locked))


def _line(
    sheet: Worksheet, row: int, text: str, font: style.Font, height: float = 0.0
) -> style.Cell:
    return style.across(sheet, Spot(COVER, row, 1), _WIDTHS, text, font, height)


def _labelled(sheet: Worksheet, spot: Spot, label: str, help_text: str) -> None:
    """The label left of an open cell and the hint right of it."""
    style.write_cell(
        sheet, spot.moved(columns=-1), label, style.LABEL, fill=style.STUB_FILL, box=True
    )
    style.write_cell(sheet, spot.moved(columns=1), help_text, style.SMALL)
    sheet.row_dimensions[spot.row].height = max(22.0, style.height_for(help_text, _WIDTHS[-1]))


def _field(book: Book, sheet: Worksheet, field: CoverField) -> None:
    spot = book.layout.cover[field.id]
    locked = field.id in book.locked
    text = book.filing.cover.get(field.id, "")
    hint = say("cover.required", help=field.help) if field.required else field.help
    if locked:
        hint = say("cover.locked" if text else "cover.locked_blank")
    _labelled(sheet, spot, field.label, hint)
    cell = (
        style.locked_cell(sheet, spot)
        if locked
        else style.open_cell(sheet, spot, required=field.required)
    )
    if field.kind is FieldKind.YEAR:
        style.put_value(cell, int(text) if text.isdecimal() else text or None)
        cell.number_format = "0"
    else:
        style.put_value(cell, text or None)
        if field.kind in (FieldKind.PHONE, FieldKind.TEXT):
            cell.number_format = "@"
        elif field.kind is FieldKind.DATE:
            cell.number_format = style.DATE
    rule = None if locked else _validation(book, field)
    if rule:
        sheet.add_data_validation(rule)
        rule.add(spot.address)


def _validation(book: Book, field: CoverField) -> DataValidation | None:
    first = book.layout.edition.first_year
    match field.kind:
        case FieldKind.BODY_KIND:
            labels = [kind.label for kind in book.layout.edition.form.body_kinds]
            return choice(labels, say("section.choice_error"), field.help)
        case FieldKind.CHOICE:
            rule = choice(list(field.choices), "", field.help)
            rule.showErrorMessage = not field.open_choice
            return rule
        case FieldKind.YEAR:
            rule = DataValidation("whole", f"{first}", "2100", operator="between")
            return prompt(rule, field.help, say("section.year_error", first=first))
        case FieldKind.DATE:
            rule = DataValidation("date", f"{_EARLIEST_DATE}", operator="greaterThan")
            rule.errorStyle = "warning"
            return prompt(rule, field.help, say("section.date_error"))
        case _:
            return None


def _answers(book: Book, sheet: Worksheet) -> None:
    """What was answered above each table, shown for who signs."""
    heading = book.layout.nil_heading.row
    _line(sheet, heading, say("cover.nil_heading"), style.HEADING, 24).fill = style.HEAD_FILL
    for table, spot in book.layout.nil_shown.items():
        _labelled(sheet, spot, book.layout.nil_labels[table], say("cover.nil_help"))
        shown = book.formulas.shown(book.layout.nil[table], say("cover.nil_unanswered"))
        style.formula(sheet, spot, shown, style.LABEL, box=True)


def _state(book: Book, sheet: Worksheet) -> None:
    state, code = book.layout.state, book.layout.code
    _line(
        sheet, state.row - 1, say("cover.state_heading"), style.HEADING, 24
    ).fill = style.HEAD_FILL
    for spot, label, formula in (
        (state, "cover.state", book.states.state()),
        (code, "cover.code", book.states.check_code()),
    ):
        _labelled(sheet, spot, say(label), say("cover.code_help") if spot == code else "")
        style.formula(sheet, spot, formula, style.STATUS, box=True)
    style.colour_by(sheet, Area(state, 1), book.layout.progress[COVER].colour)
    sheet.row_dimensions[state.row].height = 38
