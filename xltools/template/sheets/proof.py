"""送审稿: the figures as one A4 document, formulas only, to be printed and signed."""

from __future__ import annotations

from itertools import accumulate, pairwise, zip_longest

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from xltools.filing.filing import SIGNED_BY
from xltools.law.form import FieldKind, FormTable
from xltools.law.grid import Placed, Role, places_of
from xltools.layout.return_book import PROOF, STATUS_ROW, TITLE_ROW, Area, Spot
from xltools.messages import say
from xltools.template.sheets import style
from xltools.template.sheets.book import Book, set_widths

_COLUMNS = 30
"""The page is a fine grid of narrow columns, so that tables of any shape share its width."""
_WIDTH = 2.75
_COLUMNS_A_CHARACTER = 0.27
_SCALE = 0.84
"""The page is printed so small that its columns fit A4 whatever the width of a digit: scaling to
fit would leave out where pages end."""
_ROOM = 750.0
"""Points between the margins of an upright A4 page, some spared."""
_MARGINS = {"top": 0.5, "bottom": 0.6, "footer": 0.3}
_DENSER = 1.2
"""Small letters in the room of one that a column is measured in."""
_LOWEST = 17.0
"""Points of a table's row."""
_SMALL = style.Font(name=style.SONG, size=9, color=style.INK)


def write_proof(book: Book) -> None:
    """Write 送审稿."""
    sheet = book.add_sheet(PROOF)
    set_widths(sheet, [_WIDTH] * _COLUMNS)
    _Page(book, sheet).write()


class _Page:
    """Writes downwards; `units` are the rows in which begins what stays on one page."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book, self.sheet = book, sheet
        self.row = STATUS_ROW - 1
        """The last one that is taken."""
        self.units: list[int] = []

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
                self.units.append(self.row + 1)
                self._wide(section.heading, style.HEADING, 26)
                self._table(table)
        self._page()

    def _page(self) -> None:
        """Print set-up: no table is parted, and pages are counted by themselves."""
        sheet, set_up = self.sheet, self.sheet.page_setup
        sheet.print_area = Area(Spot(PROOF, STATUS_ROW, 1), self.row, _COLUMNS).address
        sheet.print_title_rows = f"{STATUS_ROW}:{TITLE_ROW}"
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted
        fitted.fitToPage = False
        set_up.fitToWidth = set_up.fitToHeight = None
        set_up.scale = round(_SCALE * 100)
        for side, inches in _MARGINS.items():
            setattr(sheet.page_margins, side, inches)
        set_up.firstPageNumber, set_up.useFirstPageNumber = 1, True
        ends = self._page_ends()
        for row in ends:
            sheet.row_breaks.append(Break(row))
        footer = sheet.oddFooter
        assert footer
        assert footer.center
        footer.center.text = say("proof.page", pages=len(ends) + 1)
        sheet.freeze_panes = Spot(PROOF, TITLE_ROW + 1, 1).address

    def _page_ends(self) -> list[int]:
        """The rows after which a new page begins: the next table would not fit whole."""
        ends: list[int] = []
        begun, titles = STATUS_ROW, self._height(STATUS_ROW, TITLE_ROW)
        for first, after in pairwise([*self.units, self.row + 1]):
            used = self._height(begun, after - 1) + (titles if ends else 0.0)
            if used * _SCALE > _ROOM:
                ends.append(first - 1)
                begun = first
        return ends

    def _height(self, first: int, last: int) -> float:
        return sum(style.height_of(self.sheet, row) for row in range(first, last + 1))

    def _next(self) -> int:
        self.row += 1
        return self.row

    def _whose(self) -> None:
        """The line that stands on every page: body, year and check code."""
        row = self._next()
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
            row = self._next()
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
        put = style.formula if formula else style.write_cell
        put(self.sheet, area.first, text, font, alignment, box=box)

    def _wide(
        self,
        text: str,
        font: style.Font,
        height: float,
        alignment: style.Alignment = style.LEFT,
        *,
        formula: bool = False,
    ) -> None:
        area = Area(Spot(PROOF, self._next(), 1), 1, _COLUMNS)
        self._put(area, text, font, alignment, box=False, formula=formula)
        self.sheet.row_dimensions[area.first.row].height = height

    def _facts(self) -> None:
        layout, formulas = self.book.layout, self.book.formulas
        fields = [field for field in layout.edition.form.cover if field.published]
        pairs: list[tuple[str, str, bool]] = []
        for field in fields:
            blank = say("proof.blank") if field.required else ""
            shown = formulas.shown(layout.cover[field.id], blank)
            pairs.append((field.label, shown, field.kind is FieldKind.DATE))
        pairs.append((say("proof.state"), formulas.repeated(layout.state), False))
        for label, formula, is_date in pairs:
            row = self._next()
            self._put(Area(Spot(PROOF, row, 1), 1, 8), label)
            value = Area(Spot(PROOF, row, 9), 1, _COLUMNS - 8)
            self._put(value, formula, style.LABEL, style.LEFT, formula=True)
            if is_date:
                style.cell_at(self.sheet, value.first).number_format = style.DATE
            self.sheet.row_dimensions[row].height = 20

    def _table(self, table: FormTable) -> None:
        top = self._next()
        edges = _edges(table)
        grid = places_of(table)
        for placed in grid:
            self._placed(placed, top, edges)
        for _ in range(max(placed.row + placed.rows for placed in grid) - 1):
            self._next()
        note = self.book.formulas.note(self.book.layout.tables[table.id].note.first)
        self._wide(note, style.SMALL, 18, formula=True)

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
            wanted = style.height_for(placed.text, (last - first) * _WIDTH * _DENSER, line=12.0)
            style.heighten(self.sheet, spot.row, wanted, _LOWEST)

    def _signatures(self) -> None:
        form = self.book.layout.edition.form
        self._wide(say("proof.compare"), style.SMALL, 22)
        for field in SIGNED_BY:
            row = self._next()
            label = say("proof.signed", label=form.fields[field].label)
            for first, width, text in ((1, 16, label), (17, 14, say("proof.date"))):
                area = Area(Spot(PROOF, row, first), 1, width)
                self._put(area, text, style.BODY, style.LEFT, box=False)
            self.sheet.row_dimensions[row].height = 30


def _edges(table: FormTable) -> list[int]:
    """Where the table's grid columns begin on the fine grid, and where the last one ends."""
    stub = [max(1, round(width * _COLUMNS_A_CHARACTER)) for width in table.stub_widths]
    *begins, first = accumulate(stub, initial=0)
    figures = table.width - table.stub_depth
    room = _COLUMNS - first
    return [*begins, *(first + round(room * part / figures) for part in range(figures + 1))]
