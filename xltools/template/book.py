"""What every sheet writer works on: the workbook being made, the layout, the filing in it."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.layout.return_book import Layout
from xltools.template.formula import Formulas


@dataclass(frozen=True)
class Book:
    """One return workbook in the making; a blank one holds an empty filing.

    `locked` are the cover fields that the office filled and nobody else may change; `findings`
    are what is to be corrected in one that goes back.
    """

    workbook: Workbook
    layout: Layout
    formulas: Formulas
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


def set_widths(sheet: Worksheet, widths: dict[str, float]) -> None:
    """Column widths by letter, in characters."""
    for column, width in widths.items():
        sheet.column_dimensions[column].width = width
