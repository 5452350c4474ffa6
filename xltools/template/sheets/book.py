"""What every sheet writer works on: the workbook being made, the layout, the filing in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.layout.places import Area, Spot, letters
from xltools.layout.return_book import STATUS_ROW, Layout
from xltools.template.formulas.rules import Formulas
from xltools.template.formulas.states import States
from xltools.template.sheets import style


@dataclass(frozen=True)
class Book:
    """One return workbook in the making; a blank one holds an empty filing.

    `locked` are the cover fields that the office filled and nobody else may change; `findings`
    are what is to be corrected in one that goes back.
    """

    workbook: Workbook
    layout: Layout
    formulas: Formulas
    states: States
    filing: Filing
    locked: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    def add_sheet(self, title: str) -> Worksheet:
        """A new last sheet, protected without a password, set up for A4."""
        sheet = self.workbook.create_sheet(title)
        sheet.sheet_view.showGridLines = False
        sheet.protection.sheet = True
        sheet.protection.formatRows = False  # False: allowed on the protected sheet
        sheet.protection.formatColumns = False
        sheet.page_setup.paperSize = 9
        sheet.page_setup.orientation = "portrait"
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.6
        sheet.page_margins.top = sheet.page_margins.bottom = 0.75
        sheet.oddFooter.center.text = "— &P —"
        return sheet


def open_at(sheet: Worksheet, spot: Spot) -> None:
    """Let the sheet be opened with that cell selected."""
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = spot.address


def first_line(book: Book, sheet: Worksheet, formula: str) -> None:
    """The sheet's first line: how far it is filled in, and a link to the next thing to do."""
    progress = book.layout.progress[sheet.title]
    lines = (
        (progress.status, formula, style.STATUS),
        (progress.link, book.states.next_link(sheet.title), style.LINK),
    )
    for area, text, font in lines:
        style.merge(sheet, area)
        style.formula(sheet, area.first, text, font)
    style.formula(sheet, progress.colour, book.states.colour(sheet.title))
    sheet.column_dimensions[letters(progress.colour.column)].hidden = True
    whole = Area(progress.status.first, 1, progress.link.last.column)
    style.colour_by(sheet, whole, progress.colour)
    sheet.row_dimensions[STATUS_ROW].height = 26


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """The widths of the columns from the first on, in characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[letters(column)].width = width
