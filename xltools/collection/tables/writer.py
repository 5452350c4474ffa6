"""The office's own tables written as a book.

Rows go straight to disk while they come, so that memory does not grow with their number;
openpyxl makes the book around them.
Text is written as text, never as a formula; a formula or link is one of our own and carries
the value that it shows.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import TypeAlias
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.utils.datetime import to_excel  # pyright: ignore[reportUnknownVariableType]
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xltools.collection.tables.looks import HEAD, STYLE_IDS, STYLES, style_id
from xltools.collection.tables.table import (
    LAST_ROW,
    Column,
    Formula,
    Graph,
    Item,
    Link,
    Table,
    Toned,
)
from xltools.filing.wording import STEERING, UNWRITABLE
from xltools.layout.return_book import letters
from xltools.messages import say
from xltools.platform.zips import new_part
from xltools.template.sheets.style import LINE_HEIGHT, height_for

LONGEST_TEXT = 32_000
"""Characters kept of a text; a cell holds some 700 more."""
_LONGEST_PROMPT = 255
_EPOCH = b"2021-09-26T00:00:00Z"
_GRAPH = 16, 7.5
"""Width and height of a chart in centimetres."""
_ON_A_PAGE = 220
"""How many characters of a row one A4 page on its side holds in print that can still be read."""
_DIMENSION = re.compile(rb'<dimension ref="[^"]*" ?/>')
_UNPRINTABLE = re.compile(f"[{STEERING}{UNWRITABLE}]")


Further: TypeAlias = Callable[[Workbook], None]
"""What puts more sheets into the book."""

# ------------------------------------------------------------------ the book


class OfficeBook:
    """A workbook of such tables while it is being written.

    `further` puts sheets that are none of these behind them.
    """

    def __init__(self, tables: Sequence[Table], further: Further | None = None) -> None:
        self._sheets = {table.sheet: [_Sheet(table)] for table in tables}
        self._further = further

    def add(self, table: Table, items: Mapping[str, Item]) -> str:
        """Append a row of items by column code; where it stands, `sheet!A5`."""
        sheet = self._open(table)
        return f"{sheet.name}!A{sheet.add(items)}"

    def next_place(self, table: Table) -> str:
        """Where the row stands that the next `add` writes."""
        return f"{self._open(table).name}!A{self._open(table).next_row}"

    def next_row(self, table: Table) -> int:
        """The number of that row."""
        return self._open(table).next_row

    def _open(self, table: Table) -> _Sheet:
        """The sheet that has room for one more row of the table."""
        sheets = self._sheets[table.sheet]
        if sheets[-1].next_row > LAST_ROW:
            sheets.append(_Sheet(table, table.goes_on(len(sheets) + 1)))
        return sheets[-1]

    def draw(self, table: Table, graph: Graph) -> None:
        """Put a chart of its rows on the sheet of a table."""
        self._sheets[table.sheet][-1].graphs.append(graph)

    def finish(self) -> bytes:
        """The bytes of the book: same rows, same bytes. The book is closed."""
        try:
            for sheets in self._sheets.values():
                sheets[-1].add_spare()
            return _packed(self._all, self._further)
        finally:
            self.close()

    def close(self) -> None:
        """Let go of what was written so far, finished or not."""
        for sheet in self._all:
            sheet.rows.close()

    @property
    def _all(self) -> tuple[_Sheet, ...]:
        return tuple(sheet for sheets in self._sheets.values() for sheet in sheets)


def write_book(tables: Mapping[Table, Iterable[Mapping[str, Item]]]) -> bytes:
    """A book of these tables with their rows."""
    with closing(OfficeBook(tuple(tables))) as book:
        for table, rows in tables.items():
            for items in rows:
                book.add(table, items)
        return book.finish()


class _Sheet:
    """One sheet that grows row by row on disk."""

    def __init__(self, table: Table, name: str = "") -> None:
        self.table = table
        self.name = name or table.sheet
        self.rows = tempfile.TemporaryFile()  # noqa: SIM115 OfficeBook.close closes it
        self.next_row = table.header_row + 1
        self.filled_to = table.header_row
        self.graphs: list[Graph] = []

    def add(self, items: Mapping[str, Item]) -> int:
        row, columns, one_line = self.next_row, self.table.columns, self.table.one_line
        cells = "".join(
            _cell(f"{letters(number)}{row}", items.get(column.code), column, one_line=one_line)
            for number, column in enumerate(columns, start=1)
        )
        texts = ((items.get(column.code), column.width) for column in columns)
        height = _ONE_LINE if one_line else _height(texts)
        self.rows.write(f'<row r="{row}"{height}>{cells}</row>'.encode())
        self.next_row, self.filled_to = row + 1, row
        return row

    @property
    def dimension(self) -> str:
        """The cells that there are: some programs read no others."""
        last = f"{letters(len(self.table.columns))}{self.next_row - 1}"
        return f'<dimension ref="A1:{last}"/>'

    def add_spare(self) -> None:
        """Leave open rows below; they do not belong to what is filtered."""
        filled = self.filled_to
        for _ in range(self.table.spare):
            self.add({})
        self.filled_to = filled


_ONE_LINE = f' ht="{LINE_HEIGHT + 3:g}" customHeight="1"'


def _height(texts: Iterable[tuple[Item, int]]) -> str:
    """What a row says of its height: enough for its texts, wrapped; nothing for one line.

    Not every program fits a row to what it holds when it opens a book.
    """
    long = ((t, width) for t, width in texts if isinstance(t, str) and (len(t) * 2 > width - 2))
    highest = max((height_for(text[:LONGEST_TEXT], width) for text, width in long), default=0.0)
    return f' ht="{highest:g}"' if highest > 2 * LINE_HEIGHT else ""


def _cell(address: str, item: Item, column: Column, *, one_line: bool) -> str:
    """A cell's XML. A text that looks like a formula stays a text."""
    style = style_id(item, column, one_line=one_line)
    match item:
        case None:
            return f'<c r="{address}" s="{style}"/>'
        case int() | Decimal():
            return f'<c r="{address}" s="{style}"><v>{item}</v></c>'
        case date():
            return f'<c r="{address}" s="{style}"><v>{to_excel(item):.0f}</v></c>'
        case str() | Toned():
            said = item.text if isinstance(item, Toned) else item
            text = escape(_UNPRINTABLE.sub("", said)[:LONGEST_TEXT])
            inline = f'<is><t xml:space="preserve">{text}</t></is>'
            return f'<c r="{address}" s="{style}" t="inlineStr">{inline}</c>'
        case Link():
            return _calculated(address, style, item.formula)
        case Formula():
            return _calculated(address, style, item)


def _calculated(address: str, style: int, formula: Formula) -> str:
    kind = ' t="str"' if isinstance(formula.value, str) else ""
    value = escape(_UNPRINTABLE.sub("", str(formula.value)))
    text = escape(_UNPRINTABLE.sub("", formula.text))
    return f'<c r="{address}" s="{style}"{kind}><f>{text}</f><v>{value}</v></c>'


# ------------------------------------------------------------------ the book around the rows


def _packed(sheets: Sequence[_Sheet], further: Further | None) -> bytes:
    """The book with the rows put in, without the time of writing."""
    parts = {
        f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, start=1)
    }
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(_around(sheets, further)) as source,
        zipfile.ZipFile(packed, "w") as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>" + _EPOCH, data)
            before, end, after = data.partition(b"</sheetData>")
            if name in parts:
                before = _DIMENSION.sub(parts[name].dimension.encode(), before, count=1)
            with target.open(new_part(name), "w") as part:
                part.write(before)
                if name in parts:
                    parts[name].rows.seek(0)
                    shutil.copyfileobj(parts[name].rows, part)
                part.write(end + after)
    return packed.getvalue()


def _around(sheets: Sequence[_Sheet], further: Further | None) -> io.BytesIO:
    """The book with lines above and headers only, and what else goes into it."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for style in STYLES:
        workbook.add_named_style(style)
    made_sheets = [(workbook.create_sheet(sheet.name), sheet) for sheet in sheets]
    corner = made_sheets[0][0]["A1"]
    for style in STYLES:
        corner.style = style.name
        assert corner.style_id == STYLE_IDS[style.name]
    corner.style = "Normal"
    listed = _names_in(sheets)
    for made_sheet, sheet in made_sheets:
        _furnish(made_sheet, sheet, listed)
    if further is not None:
        further(workbook)
    made = io.BytesIO()
    workbook.save(made)
    return made


def _names_in(sheets: Iterable[_Sheet]) -> dict[str, str]:
    """Where the first column of each sheet stands, as a list in a validation is told of it."""
    return {
        sheet.table.sheet: f"'{sheet.table.sheet}'!"
        f"$A${sheet.table.header_row + 1}:$A${max(sheet.table.header_row + 1, sheet.filled_to)}"
        for sheet in sheets
    }


def _furnish(made: Worksheet, sheet: _Sheet, listed: Mapping[str, str]) -> None:
    """Lines above, header, widths, filter, protection and print set-up of one sheet.

    `listed` says by its name where the names of a sheet stand.
    """
    table = sheet.table
    header = table.header_row
    seen = table.columns[: table.printed or None]
    captions = (height_for(column.caption, column.width) for column in seen)
    made.row_dimensions[header].height = max(*captions, LINE_HEIGHT + 5)
    for row, line in enumerate(table.preface, start=1):
        _write(made, row, 1, line)
    for number, column in enumerate(table.columns, start=1):
        made.column_dimensions[letters(number)].width = column.width
        _write(made, header, number, column.caption).style = HEAD.name
        _guide(made, sheet, letters(number), column, listed.get(column.offered, ""))
    made.freeze_panes = f"{letters(table.frozen + 1)}{header + 1}"
    made.auto_filter.ref = f"A{header}:{letters(len(table.columns))}{sheet.filled_to}"
    made.page_setup.orientation = "landscape"
    made.page_setup.paperSize = 9
    made.page_setup.fitToWidth = abreast = _abreast(sum(column.width for column in seen))
    made.page_setup.fitToHeight = 0
    if abreast > 1:
        made.page_setup.pageOrder = "overThenDown"
        made.print_title_cols = f"A:{letters(max(table.frozen, 1))}"
    made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    made.print_title_rows = f"{header}:{header}"
    if table.printed:
        top = header if abreast > 1 else 1  # a line above would be cut off on the second page
        made.print_area = f"A{top}:{letters(table.printed)}{max(header, sheet.next_row - 1)}"
    foot = made.oddFooter
    if foot is not None:
        foot.center.text = say("office.page")
    if table.protected:
        _protect(made)
    for graph in sheet.graphs:
        made.add_chart(_drawn(made, table, graph), f"{letters(len(table.columns) + 2)}{graph.at}")


def _abreast(width: int) -> int:
    """How many pages side by side hold that many characters so that they can be read."""
    return -(-width // _ON_A_PAGE)


def _drawn(made: Worksheet, table: Table, graph: Graph) -> BarChart | LineChart:
    """The chart, which refers to the cells: whoever sorts or changes them sees it follow."""
    chart = LineChart() if graph.line else _bars()
    codes = [column.code for column in table.columns]
    names, numbers = (
        Reference(made, codes.index(code) + 1, graph.first, max_row=graph.last)
        for code in (graph.names, graph.numbers)
    )
    chart.add_data(numbers)
    chart.set_categories(names)
    chart.title, chart.legend = graph.title, None
    chart.width, chart.height = _GRAPH
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


def _bars() -> BarChart:
    """Bars that lie, the first on top."""
    chart = BarChart(barDir="bar", gapWidth=60)
    chart.x_axis.scaling.orientation = "maxMin"
    return chart


def _write(made: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a text that stays one, whatever it begins with."""
    cell = made.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value, cell.data_type = text, "s"
    return cell


def _guide(made: Worksheet, sheet: _Sheet, letter: str, column: Column, offered: str) -> None:
    """A list to choose from and help, for the open cells of a column.

    `offered` is where the names stand that the column offers, "" where it offers none.
    """
    if not column.open or not (column.choices or column.help or column.offered):
        return
    rule = DataValidation(allow_blank=True)
    if column.choices:
        listed = ",".join(column.choices)
        assert len(listed) < _LONGEST_PROMPT, "a list in a validation is no longer"
        rule.type, rule.formula1 = "list", f'"{listed}"'
        rule.showErrorMessage, rule.errorTitle = True, column.caption
        rule.error = say("office.choose", choices="、".join(column.choices))[:_LONGEST_PROMPT]
    elif offered:
        rule.type, rule.formula1, rule.showErrorMessage = "list", offered, False
    if column.help:
        rule.showInputMessage, rule.promptTitle = True, column.caption
        rule.prompt = column.help[:_LONGEST_PROMPT]
    first = sheet.table.header_row + 1
    rule.add(f"{letter}{first}:{letter}{max(first, sheet.next_row - 1)}")
    made.add_data_validation(rule)


def _protect(made: Worksheet) -> None:
    """Locked columns cannot be written over; filtering and widening stay possible.

    Sorting does not: no spreadsheet program sorts rows that hold locked cells.
    """
    made.protection.sheet = True
    made.protection.autoFilter = False
    made.protection.formatColumns = False
    made.protection.formatRows = False
