"""The open workbook: its cells to the reader's Grid, and values back to cells that are open.

The only file that speaks to Excel, through the BSD part of xlwings. It never unprotects: what
Excel refuses stays refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import xlwings

from xltools.layout.return_book import Area, Spot
from xltools.messages import say

if TYPE_CHECKING:
    from xltools.reader import Reading
    from xltools.reader.cells.grid import Entry, Grid, Wanted
    from xltools.ribbon.answer import Answer, Write
    from xltools.ribbon.checking import Checked

ExcelValue: TypeAlias = str | int | float | datetime | None

_ERROR = re.compile(r"#(?:N/A|DIV/0!|[A-Z]+[!?])")
_NEW_ERROR = "#UNKNOWN!"
"""An error that came to Excel later than xlwings knows of arrives as its number."""
_FILE_PICKER, _FOLDER_PICKER, _CHOSEN = 3, 4, -1
_WORKBOOKS, _XLSX = "Excel (*.xlsx), *.xlsx", 51
"""What Excel's dialog for saving shows, and its number of that format."""
_NUMBER = 1
"""Excel's name of what its box for typing takes."""
_PASTED = {3, 7, 10, 11, 13}
"""Excel's types of shapes: chart, embedded and linked object, linked picture, picture."""


class LiveBook:
    """The workbook whose button was pressed, and the Excel around it."""

    def __init__(self, book: xlwings.Book) -> None:
        self._book = book
        self._api: Any = book.api
        self._app: Any = book.app.api

    @classmethod
    def calling(cls) -> LiveBook:
        """The workbook that the ribbon named. Raises KeyError where it is not open."""
        return cls(xlwings.Book.caller())

    @property
    def name(self) -> str:
        """Its file name, or what Excel calls it while it is unsaved."""
        return self._book.name

    @property
    def folder(self) -> Path | None:
        """The folder it lies in; None while it is unsaved, and on a server.

        Asks Excel itself: xlwings would look for settings in the workbook.
        """
        from xltools.ribbon.home import folder_called

        return folder_called(self._api.Path)

    @property
    def read_only(self) -> bool:
        """Whether it was opened so that it cannot be saved to its place."""
        return bool(self._api.ReadOnly)

    @property
    def changed(self) -> bool:
        """Whether Excel holds what is in no file: it was never saved, or not since a change."""
        return not self._api.Path or not self._api.Saved

    def save(self) -> None:
        """Save it: in its place, or where the person says; not at all where she closes that."""
        if self._api.Path:
            self._api.Save()
            return
        place = self._app.GetSaveAsFilename(self.name, _WORKBOOKS)
        if isinstance(place, str):
            self._api.SaveAs(place, _XLSX)

    def cells(self) -> Grid:
        """The cells that a return is read from, worked out."""
        from xltools.reader.form.stamp import cells_to_read

        self.calculate()
        return self.grid(cells_to_read())

    def read(self) -> Reading:
        """Its cells read, without the rules and checks."""
        from xltools.reader import reading_of

        return reading_of(self.cells(), Path(self.name), self.pasted)

    def checked(self) -> Checked:
        """Its cells examined. Raises CannotDo where it is not ours, or altered."""
        from xltools.ribbon.checking import checked

        return checked(self.cells(), self.name, self.pasted)

    def carry_out(self, answer: Answer) -> None:
        """Do what pressing a button came to."""
        for block in answer.writes:
            self.write(block)
        if answer.writes:
            self.calculate()
        if answer.go:
            self.go_to(answer.go)
        self.tell(answer.tell)

    # -------------------------------------------------------------- cells

    def grid(self, wanted: Wanted) -> Grid:
        """The wanted cells that hold anything, as a file's are read: one block a sheet."""
        from xltools.reader.cells.grid import Grid

        names = [sheet.name for sheet in self._book.sheets]
        entries = {
            spot: entry
            for name, cells in wanted.items()
            if name in names
            for spot, entry in self._entries(list(cells.values()))
        }
        others = tuple(name for name in names if name not in wanted)
        return Grid(entries, frozenset(wanted).intersection(names), others)

    def _entries(self, spots: Sequence[Spot]) -> Iterator[tuple[Spot, Entry]]:
        area = _around(spots)
        cells = self._range(area)
        values = cells.options(ndim=2, err_to_str=True).value
        formulas = cells.formula
        for spot in spots:
            row, column = spot.row - area.first.row, spot.column - area.first.column
            entry = entry_of(values[row][column], str(formulas[row][column]))
            if entry is not None:
                yield spot, entry

    @property
    def pasted(self) -> int:
        """How many pictures, charts and embedded objects it holds: ours hold none."""
        sheets: list[Any] = [sheet.api for sheet in self._book.sheets]
        return sum(shape.Type in _PASTED for sheet in sheets for shape in sheet.Shapes)

    def write(self, block: Write) -> None:
        """Write a block in one go. Excel refuses where a cell is locked."""
        self._range(block.area).value = block.data

    def _range(self, area: Area) -> xlwings.Range:
        return self._book.sheets[area.first.sheet].range(area.address)

    def calculate(self) -> None:
        """Work out what waits to be, where calculation is not automatic."""
        self._book.app.calculate()

    # -------------------------------------------------------------- the person before it

    @property
    def selected(self) -> Spot | None:
        """The first selected cell, None where no cell is."""
        cells = self._book.app.selection
        return Spot(cells.sheet.name, cells.row, cells.column) if cells else None

    def go_to(self, spot: Spot) -> None:
        """Show and select a cell."""
        self._app.Goto(self._range(Area(spot, 1)).api)

    def tell(self, text: str, *, grave: bool = False) -> None:
        """Show a message and wait until it was read."""
        self._book.app.alert(text, say("macro.title"), mode="critical" if grave else "info")

    def ask(self, question: str) -> bool:
        """Whether the person says yes."""
        return self._book.app.alert(question, say("macro.title"), "yes_no") == "yes"

    def ask_folder(self, title: str) -> Path | None:
        """A folder that the person chooses in Excel's own dialog, None where it is closed."""
        return self._chosen(_FOLDER_PICKER, title)

    def ask_file(self, title: str, kind: str, endings: Sequence[str]) -> Path | None:
        """A file with one of these endings that the person chooses, None where none is."""
        return self._chosen(_FILE_PICKER, title, (kind, ";".join(f"*{one}" for one in endings)))

    def ask_number(self, question: str) -> int | None:
        """A whole number that the person types, None where she closes the box."""
        typed = self._app.InputBox(question, say("macro.title"), Type=_NUMBER)
        return None if isinstance(typed, bool) else int(typed)

    def _chosen(self, picker: int, title: str, *shown: tuple[str, str]) -> Path | None:
        dialog = self._app.FileDialog(picker)
        dialog.Title = title
        for kind, endings in shown:
            dialog.AllowMultiSelect = False
            dialog.Filters.Clear()
            dialog.Filters.Add(kind, endings)
        return Path(str(dialog.SelectedItems(1))) if dialog.Show() == _CHOSEN else None

    def show_progress(self, text: str) -> None:
        """Say something in the status bar; nothing gives it back to Excel."""
        self._book.app.status_bar = text or False

    def open(self, path: Path) -> None:
        """Open a workbook in this Excel. Raises ValueError where another of its name is open."""
        self._book.app.books.open(str(path))


def entry_of(value: ExcelValue, formula: str) -> Entry | None:
    """What a cell holds, as the reader has it from a file; None for an empty cell.

    `formula` is what Excel calls so: for a constant, its text.
    """
    from xltools.reader.cells.grid import Entry

    made = formula[1:] if formula.startswith("=") and formula != value else None
    if isinstance(value, Decimal):  # what Excel gives of a cell in a currency format
        value = float(value)
    if value is None:
        return None if made is None else Entry("", made)
    if type(value) is int:
        return Entry("", made, _NEW_ERROR)
    if isinstance(value, str) and _ERROR.fullmatch(value):
        return Entry("", made, value)
    return Entry(value, made)


def _around(spots: Sequence[Spot]) -> Area:
    """The smallest area that holds them all."""
    rows, columns = [spot.row for spot in spots], [spot.column for spot in spots]
    first = Spot(spots[0].sheet, min(rows), min(columns))
    return Area(first, max(rows) - first.row + 1, max(columns) - first.column + 1)
