"""A return's form changed as people change it: rows and columns inserted, sheets renamed."""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from books import Book
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from xltools.layout.return_book import STAMP, Spot, letters
from xltools.reader.cells.reference import column_number

_CELL = re.compile(r"(?:([\w一-龥]+)!)?\b([A-Z]{1,2})([1-9]\d*)\b")


@dataclass(frozen=True)
class Alteration:
    """What happens to one sheet: its new name, and before which rows and columns some are put."""

    name: str
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()

    def moved(self, spot: Spot) -> Spot:
        """Where a cell stands then."""
        down = bisect_right(sorted(self.rows), spot.row)
        right = bisect_right(sorted(self.columns), spot.column)
        return Spot(self.name, spot.row + down, spot.column + right)


@dataclass(frozen=True)
class Altered:
    """A book whose sheets were changed, as a spreadsheet program would change them."""

    book: Book
    changes: Mapping[str, Alteration] = field(default_factory=dict[str, Alteration])
    stamped: bool = True
    named: bool = True

    def moved(self, spot: Spot) -> Spot:
        """Where a cell stands now."""
        return self.changes.get(spot.sheet, Alteration(spot.sheet)).moved(spot)

    def bytes(self) -> bytes:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for spot, value in self.book.cells().items():
            if spot.sheet == STAMP and not self.stamped:
                continue
            at = self.moved(spot)
            if at.sheet not in workbook.sheetnames:
                workbook.create_sheet(at.sheet)
            is_formula = isinstance(value, str) and value.startswith("=")
            told = self._retold(value, spot.sheet) if is_formula else value
            workbook[at.sheet][at.address] = told
        for name, place in self.book.layout.names.items() if self.named else ():
            first = self.moved(place if isinstance(place, Spot) else place.first)
            workbook.defined_names[name] = DefinedName(name, attr_text=first.absolute)
        made = io.BytesIO()
        workbook.save(made)
        return made.getvalue()

    def _retold(self, formula: str, sheet: str) -> str:
        def take(match: re.Match[str]) -> str:
            other, column, row = match.groups()
            at = self.moved(Spot(other or sheet, int(row), column_number(column)))
            return (f"'{at.sheet}'!" if other else "") + f"{letters(at.column)}{at.row}"

        return _CELL.sub(take, formula)
