"""Sheets that the office added to a book of ours, carried into the book that takes its place.

Values, formulas, formats, widths and merged cells come along. Our own sheets are emptied before
the book is opened, so that it costs what the added sheets cost.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from copy import copy
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from xltools.collection.tables.writer import Further
from xltools.reader.any_book.tables import LARGE
from xltools.reader.cells.grid import sheet_parts
from xltools.reader.opening.package import Package, plain_part

MOST_CELLS = 200_000
"""Cells of added sheets that are carried: a list of an office's own has no more."""
_ROWS = re.compile(rb"<sheetData\b.*</sheetData>", re.DOTALL)
_DRAWN = re.compile(rb"<(?:legacyDrawing|drawing|picture)\b[^<>]*/>")
_STYLED = ("font", "fill", "border", "alignment", "number_format", "protection")


def added_sheets(data: bytes, ours: Collection[str]) -> Further | None:
    """What puts the added sheets of that book into another one; None where there are none.

    Raises Refusal for a damaged book, ValueError for more than is carried, and what openpyxl
    raises.
    """
    package = Package(data, *LARGE)
    parts = sheet_parts(package)
    names = [name for name in parts if name not in ours]
    if not names:
        return None
    emptied = {plain_part(part) for name, part in parts.items() if name in ours}
    book = load_workbook(_light(data, package, emptied), keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.title not in ours]
    if sum(sheet.max_row * sheet.max_column for sheet in sheets) > MOST_CELLS:
        raise ValueError("the added sheets hold more than is carried")

    def put(target: Workbook) -> None:
        for sheet in sheets:
            _copy(sheet, target.create_sheet(sheet.title))

    return put


def _light(data: bytes, package: Package, emptied: Collection[str]) -> BytesIO:
    """The book, our own sheets without their rows and what hangs on them."""
    light = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(light, "w") as made:
        for name in archive.namelist():
            part = package.read(name)
            if plain_part(name) in emptied:
                part = _DRAWN.sub(b"", _ROWS.sub(b"<sheetData/>", part))
            made.writestr(name, part)
    light.seek(0)
    return light


def _copy(source: Worksheet, target: Worksheet) -> None:
    for row in source.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell) or (cell.value is None and not cell.has_style):
                continue
            made = target.cell(cell.row, cell.column)
            assert isinstance(made, Cell)
            made.value, made.data_type = cell.value, cell.data_type
            if cell.has_style:
                for part in _STYLED:
                    setattr(made, part, copy(getattr(cell, part)))
    for letter, width in source.column_dimensions.items():
        target.column_dimensions[letter].width = width.width
    for number, height in source.row_dimensions.items():
        target.row_dimensions[number].height = height.height
    for merged in source.merged_cells.ranges:
        target.merge_cells(str(merged))
    target.freeze_panes = source.freeze_panes
    target.sheet_state = source.sheet_state
