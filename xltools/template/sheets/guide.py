"""填报口径: the edition's own explanations and the rule catalogue."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from xltools.law.words import catalogue_sentence
from xltools.layout.return_book import GUIDE, STATUS_ROW, Area, Spot
from xltools.messages import say
from xltools.template.sheets import style
from xltools.template.sheets.book import Book, set_widths

_COLUMNS = {"rule": 17.0, "severity": 6.0, "sentence": 42.0, "remedy": 38.0, "law": 25.0}
_WIDTHS = list(_COLUMNS.values())


def write_guide(book: Book) -> None:
    """Write 填报口径."""
    sheet = book.add_sheet(GUIDE)
    set_widths(sheet, _WIDTHS)
    edition = book.layout.edition
    _whole(sheet, STATUS_ROW, say("guide.title"), style.TITLE)
    form = say("guide.form", title=edition.form.title, notice=edition.notice, source=edition.source)
    _whole(sheet, STATUS_ROW + 1, form, style.BODY)
    row = STATUS_ROW + 3
    _whole(sheet, row, say("guide.sections"), style.HEADING)
    for section in edition.form.sections:
        row += 1
        _pair(sheet, row, section.heading, section.clause)
        for narrative in section.narratives:
            row += 1
            _pair(sheet, row, narrative.heading, narrative.help)
    row += 2
    _whole(sheet, row, say("guide.rules"), style.HEADING)
    _rules(book, sheet, row + 1)
    sheet.page_setup.orientation = "landscape"


def _whole(sheet: Worksheet, row: int, text: str, font: style.Font) -> None:
    line = 24.0 if font is style.TITLE else 17.0
    style.across(sheet, Spot(GUIDE, row, 1), _WIDTHS, text, font, line=line)


def _pair(sheet: Worksheet, row: int, label: str, text: str) -> None:
    """A label over the first two columns, its explanation over the others."""
    for first, count, content in ((1, 2, label), (3, len(_WIDTHS) - 2, text)):
        area = Area(Spot(GUIDE, row, first), 1, count)
        style.merge(sheet, area, box=True)
        style.write_cell(sheet, area.first, content, style.LABEL, box=True)
    widths = (sum(_WIDTHS[:2]), sum(_WIDTHS[2:]))
    wanted = (
        style.height_for(said, width) for said, width in zip((label, text), widths, strict=True)
    )
    sheet.row_dimensions[row].height = max(21.0, *wanted)


def _rules(book: Book, sheet: Worksheet, row: int) -> None:
    for index, column in enumerate(_COLUMNS):
        spot = Spot(GUIDE, row, index + 1)
        text = say(f"guide.{column}")
        style.write_cell(
            sheet, spot, text, style.LABEL, style.CENTRE, fill=style.HEAD_FILL, box=True
        )
    form = book.layout.edition.form
    for rule in book.layout.edition.rules:
        row += 1
        first = rule.expand(form)[0]
        sentence = catalogue_sentence(rule, first, form)
        texts = (rule.id, say(f"severity.{rule.severity}"), sentence, rule.remedy, rule.law)
        for column, text in enumerate(texts, start=1):
            style.write_cell(sheet, Spot(GUIDE, row, column), text, style.LABEL, box=True)
        heights = (
            style.height_for(text, width) for text, width in zip(texts, _WIDTHS, strict=True)
        )
        sheet.row_dimensions[row].height = max(heights)
