"""送审稿: the figures as one A4 document, formulas only, to be printed and signed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, pairwise, zip_longest

from openpyxl.worksheet.worksheet import Worksheet

from xltools.law.form import FieldKind, Table
from xltools.law.grid import Placed, Role, places_of
from xltools.layout.return_book import PROOF, STATUS_ROW, TITLE_ROW, Area, Spot, letters
from xltools.messages import say
from xltools.template import style
from xltools.template.book import Book

_COLUMNS = 30
"""The page is a fine grid of narrow columns, so that tables of any shape share its width."""
_WIDTH = 3.1
_COLUMNS_A_CHARACTER = 0.27
_SIGNATURES = ("prepared_by", "reviewed_by", "approved_by")
_SMALL = style.Font(name=style.SONG, size=9, color=style.INK)


def write_proof(book: Book) -> None:
    """Write 送审稿."""
    sheet = book.add_sheet(PROOF)
    for column in range(1, _COLUMNS + 1):
        sheet.column_dimensions[letters(column)].width = _WIDTH
    _Page(book, sheet).write()


class _Page:
    """Writes downwards; knows the next free row."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book, self.sheet = book, sheet
        self.rows = count(STATUS_ROW)
        self.heights: dict[int, float] = {}

    def write(self) -> None:
        form = self.book.layout.edition.form
        self._wide(say("proof.heading", title=form.title), style.TITLE, 32, style.CENTRE)
        self._whose()
        self._facts()
        self._wide(say("proof.main"), style.HEADING, 26)
        self._main()
        self._signatures()
        for section in form.sections:
            for table in section.tables:
                self._wide(section.heading, style.HEADING, 26)
                self._table(table)
        last = next(self.rows) - 1
        self.sheet.print_area = Area(Spot(PROOF, STATUS_ROW, 1), last, _COLUMNS).address
        self.sheet.print_title_rows = f"{STATUS_ROW}:{TITLE_ROW}"
        footer = self.sheet.oddFooter
        assert footer
        assert footer.center
        footer.center.text = say("proof.page")
        self.sheet.freeze_panes = Spot(PROOF, TITLE_ROW + 1, 1).address

    def _whose(self) -> None:
        """The line that stands on every page: body, year and check code."""
        row = next(self.rows)
        parts = ((1, 20, self.book.formulas.whose()), (21, 10, self.book.formulas.coded()))
        for first, width, formula in parts:
            area = Area(Spot(PROOF, row, first), 1, width)
            self._put(area, formula, style.LABEL, style.LEFT, box=False, formula=True)
        self.sheet.row_dimensions[row].height = 30

    def _main(self) -> None:
        """The figures by which the report is known, two in a line."""
        form, formulas = self.book.layout.edition.form, self.book.formulas
        cells = [form.cells[item] for item in form.main]
        for pair in zip_longest(cells[::2], cells[1::2]):
            row = next(self.rows)
            for first, cell in zip((1, 16), filter(None, pair), strict=False):
                label = say("proof.figure", label=cell.label, unit=cell.column.unit)
                self._put(Area(Spot(PROOF, row, first), 1, 11), label, alignment=style.LEFT)
                value = Area(Spot(PROOF, row, first + 11), 1, 4)
                self._put(value, formulas.printed(cell), style.LABEL, formula=True)
            self.sheet.row_dimensions[row].height = 24

    def _put(
        self,
        area: Area,
        text: str,
        font: style.Font = _SMALL,
        alignment: style.Alignment = style.CENTRE,
        *,
        box: bool = True,
        formula: bool = False,
    ) -> None:
        style.merge(self.sheet, area, box=box)
        put = style.formula if formula else style.write
        put(self.sheet, area.first, text, font, alignment, box=box)

    def _wide(
        self, text: str, font: style.Font, height: float, alignment: style.Alignment = style.LEFT
    ) -> None:
        row = next(self.rows)
        self._put(Area(Spot(PROOF, row, 1), 1, _COLUMNS), text, font, alignment, box=False)
        self.sheet.row_dimensions[row].height = height

    def _facts(self) -> None:
        layout, formulas = self.book.layout, self.book.formulas
        fields = [field for field in layout.edition.form.cover if field.published]
        pairs = [
            (field.label, formulas.shown(layout.cover[field.id]), field.kind is FieldKind.DATE)
            for field in fields
        ]
        pairs.append((say("proof.state"), f"={layout.state.link}", False))
        for label, formula, is_date in pairs:
            row = next(self.rows)
            self._put(Area(Spot(PROOF, row, 1), 1, 8), label)
            value = Area(Spot(PROOF, row, 9), 1, _COLUMNS - 8)
            self._put(value, formula, style.LABEL, style.LEFT, formula=True)
            if is_date:
                style.cell_at(self.sheet, value.first).number_format = style.DATE
            self.sheet.row_dimensions[row].height = 20

    def _table(self, table: Table) -> None:
        top = next(self.rows)
        edges = _edges(table)
        grid = places_of(table)
        for placed in grid:
            self._placed(placed, top, edges)
        for _ in range(max(placed.row + placed.rows for placed in grid) - 1):
            next(self.rows)
        self._note(table)

    def _placed(self, placed: Placed, top: int, edges: list[int]) -> None:
        first, last = edges[placed.column], edges[placed.column + placed.columns]
        spot = Spot(PROOF, top + placed.row, first + 1)
        area = Area(spot, placed.rows, last - first)
        if placed.cell:
            self._put(area, self.book.formulas.printed(placed.cell), style.LABEL, formula=True)
        else:
            alignment = style.LEFT if placed.role is Role.STUB else style.CENTRE
            self._put(area, placed.text, _SMALL, alignment)
        if placed.rows == 1:
            wanted = style.height_for(placed.text, (last - first) * _WIDTH * 1.1, line=12.0)
            self.heights[spot.row] = max(self.heights.get(spot.row, 18.0), wanted)
            self.sheet.row_dimensions[spot.row].height = self.heights[spot.row]

    def _note(self, table: Table) -> None:
        row = next(self.rows)
        note = self.book.formulas.note(self.book.layout.tables[table.id].note.first)
        self._put(
            Area(Spot(PROOF, row, 1), 1, _COLUMNS),
            note,
            style.SMALL,
            style.LEFT,
            box=False,
            formula=True,
        )
        self.sheet.row_dimensions[row].height = 18

    def _signatures(self) -> None:
        form = self.book.layout.edition.form
        self._wide(say("proof.compare"), style.SMALL, 22)
        for field in _SIGNATURES:
            row = next(self.rows)
            label = say("proof.signed", label=form.fields[field].label)
            for first, width, text in ((1, 16, label), (17, 14, say("proof.date"))):
                area = Area(Spot(PROOF, row, first), 1, width)
                self._put(area, text, style.BODY, style.LEFT, box=False)
            self.sheet.row_dimensions[row].height = 30


def _edges(table: Table) -> list[int]:
    """Where the table's grid columns begin on the fine grid, and where the last one ends."""
    return [0, *_running(_shares(table))]


def _shares(table: Table) -> list[int]:
    figures = table.width - table.stub_depth
    stub = [max(1, round(width * _COLUMNS_A_CHARACTER)) for width in table.stub_widths]
    return [*stub, *_even(_COLUMNS - sum(stub), figures)]


def _even(room: int, parts: int) -> list[int]:
    edges = [round(room * part / parts) for part in range(parts + 1)]
    return [right - left for left, right in pairwise(edges)]


def _running(shares: list[int]) -> Iterator[int]:
    total = 0
    for share in shares:
        total += share
        yield total
