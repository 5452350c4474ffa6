"""上年情况: all that is known of last year's report, locked, to be read beside this year's."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import count

from openpyxl.worksheet.worksheet import Worksheet

from xltools.filing.filing import Filing, Value
from xltools.law.form import FormTable, Section
from xltools.law.grid import Placed, Role
from xltools.layout.places import Area, Spot
from xltools.layout.return_book import LAST_YEAR, STATUS_ROW
from xltools.layout.table_area import table_area
from xltools.messages import say
from xltools.template.sheets import style
from xltools.template.sheets.book import Book, set_widths

_STUB = 3
"""Columns that labels take."""
_WIDTHS = (6.0, 14.0, 36.0, *(10.0,) * 7)
_FONTS = {Role.HEADING: style.HEADING, Role.FIGURE: style.BODY}


def write_last_year(book: Book, last_year: Filing | None) -> None:
    """Write 上年情况; without last year it says that there is none."""
    sheet = book.add_sheet(LAST_YEAR)
    set_widths(sheet, _WIDTHS)
    _Page(book, sheet, last_year).write()


class _Page:
    """Writes downwards; knows the next free row."""

    def __init__(self, book: Book, sheet: Worksheet, last_year: Filing | None) -> None:
        self.form, self.sheet, self.last_year = book.layout.edition.form, sheet, last_year
        self.figures: Mapping[str, Value] = last_year.values if last_year else {}
        self.rows = count(STATUS_ROW)

    def write(self) -> None:
        year = self.last_year.year if self.last_year else None
        self._line(say("last_year.title"), style.TITLE, 30)
        told = say("last_year.known", year=year or "") if self.last_year else say("last_year.none")
        self._line(told, style.SMALL, 22)
        if self.last_year:
            for section in self.form.sections:
                self._section(section, self.last_year)

    def _line(self, text: str, font: style.Font, height: float = 0.0) -> None:
        spot = Spot(LAST_YEAR, next(self.rows), 1)
        style.across(self.sheet, spot, _WIDTHS, text, font, height, line=16.0)

    def _section(self, section: Section, last_year: Filing) -> None:
        self._line(section.heading, style.HEADING, 28)
        for table in section.tables:
            self._table(table)
            if note := last_year.notes.get(table.id):
                self._line(say("report.note", note=note), style.SMALL)
        for text in section.narratives:
            paragraphs = last_year.paragraphs(text.id)
            if paragraphs:
                self._line(text.heading, style.LABEL, 22)
            for paragraph in paragraphs:
                self._line(paragraph, style.BODY)

    def _table(self, table: FormTable) -> None:
        narrow = table.stub_depth > 0
        area = table_area(table, Spot(LAST_YEAR, next(self.rows), 1))
        grid = area.grid if narrow or area.listed else area.lines
        edges = _edges(table.stub_depth or 1, table.width - table.stub_depth if narrow else 0)
        for placed in grid:
            self._placed(placed, area.origin, edges)
        for _ in range(max(placed.row + placed.rows for placed in grid) - 1):
            next(self.rows)

    def _placed(self, placed: Placed, origin: Spot, edges: list[int]) -> None:
        first, last = edges[placed.column], edges[placed.column + placed.columns]
        area = Area(origin.moved(placed.row, first), placed.rows, last - first)
        style.merge(self.sheet, area, box=True)
        value = self.figures.get(placed.cell.id) if placed.cell else placed.text
        known = value if isinstance(value, int | Decimal | str) else None
        alignment = style.INDENTED if placed.role is Role.STUB else style.CENTRE
        font = _FONTS.get(placed.role, style.LABEL)
        style.write_cell(self.sheet, area.first, known, font, alignment, box=True)
        if placed.rows == 1 and not placed.cell:
            width = sum(_WIDTHS[first:last])
            style.heighten(self.sheet, area.first.row, style.height_for(placed.text, width), 20.0)


def _edges(depth: int, figures: int) -> list[int]:
    """Where the columns of a table's grid begin on the sheet, and where the last ends.

    The last level of labels is as wide as the sheet's; a few columns of figures share its width,
    of a list there is one.
    """
    room = len(_WIDTHS) - _STUB
    shared = 0 < figures <= room // 2
    ends = [-(-room * part // figures) if shared else part for part in range(1, (figures or 1) + 1)]
    return [*range(depth), _STUB, *(_STUB + end for end in ends)]
