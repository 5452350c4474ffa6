"""The Word template: GB/T 9704-2012, with tags where a filing's content goes.

Its parts stand in `templates/word`; the document itself is drawn from the edition's form: for
us with Jinja2's tags between the elements, for people with docxtpl's in paragraphs of their own,
so that anyone may open it in Word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import jinja2

from xltools.law.edition import Edition
from xltools.law.form import FormTable
from xltools.law.grid import Placed, Role
from xltools.platform.files import own_text
from xltools.platform.zips import packed
from xltools.report.bookmarks import bookmark_of
from xltools.report.outline import DrawnTable, covering, outline, printed_tables

_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "rels.xml",
    "docProps/core.xml": "core.xml",
    "docProps/app.xml": "app.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
    "word/theme.xml": "theme.xml",
    "word/header_odd.xml": "header_odd.xml",
    "word/header_even.xml": "header_even.xml",
    "word/footer_odd.xml": "footer_odd.xml",
    "word/footer_even.xml": "footer_even.xml",
}
"""Parts of the package that are the same for every edition, with their files."""

DOCUMENT = "word/document.xml"
_WIDTH = 8844
"""The type area, 156 mm, in twentieths of a point; so all widths and heights here."""
_STUB_CHARACTER = 72
"""A character of the stub's outer levels in a table that has several."""
_FIGURE, _LAST = 590, 720
"""Width of a figure's column beside such a stub, five digits of small type in any font; the last
one holds the totals, a digit more."""
_ROW, _DENSE_ROW = 400, 340
_BETWEEN = re.compile(r"(?<=[>}])\n+(?=[<{])")
"""Line ends of the template file between elements and tags."""


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    figure: str
    width: int
    columns: int
    merge: str
    style: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A row; below the `last` one of a part the table may go on on the next page."""

    cells: tuple[_Cell, ...]
    height: int
    head: bool
    last: bool


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A table as Word draws it."""

    id: str
    caption: str
    width: int
    widths: tuple[int, ...]
    rows: tuple[_Row, ...]


@cache
def word_template(edition: Edition) -> bytes:
    """That edition's template as a .docx for people to edit; the same bytes each time."""
    return packed(_with(_document(edition, editable=True)))


def report_parts(edition: Edition, *, proof: bool = False) -> dict[str, bytes]:
    """The parts of that edition's template, by name; a `proof` begins with what is signed."""
    return _with(_document(edition, editable=False, proof=proof))


def own_parts(name: str) -> dict[str, bytes]:
    """The parts of a template that no form changes, by name: `correction`, `memo` or `slip`."""
    return _with(_read(f"{name}.xml.j2"))


def _with(document: str) -> dict[str, bytes]:
    """A document with the parts that make it a .docx, by name."""
    parts = {name: _read(file).encode() for name, file in _PARTS.items()}
    return {**parts, DOCUMENT: document.encode()}


def properties() -> dict[str, bytes]:
    """The parts that say whose a document is: the body's, and no program's."""
    return {
        name: _read(file).encode() for name, file in _PARTS.items() if name.startswith("docProps/")
    }


def _read(file: str) -> str:
    return own_text(f"report/templates/word/{file}")


def _document(edition: Edition, *, editable: bool, proof: bool = False) -> str:
    """The document drawn from the form: its own marks are brackets, braces stay for Word."""
    environment = jinja2.Environment(
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    sections = outline(edition)
    tables = {table.id: table for section in sections for table in section.tables}
    drawn = {table.id: _draw(table, tables[table.id]) for table in printed_tables(edition)}
    template = environment.from_string(_read("document.xml.j2"))
    parted = [id for section in edition.form.sections for id in section.unheaded]
    ids = (*edition.form.cells, *parted)
    marks = {id: (n, bookmark_of(id)) for n, id in enumerate(ids, start=1)}
    document = template.render(
        sections=sections,
        drawn=drawn,
        marks=marks,
        parted={id: marks[id] for id in parted},
        editable=editable,
        proof=proof,
    )
    return _BETWEEN.sub("", document)


# ------------------------------------------------------------------ tables


def _draw(table: FormTable, drawn: DrawnTable) -> _Drawn:
    widths = _widths(table)
    covered = covering(table)
    height = max(row for row, _ in covered) + 1
    parts = {row for (row, _), placed in covered.items() if _begins_part(table, placed)}
    rows = tuple(
        _Row(
            cells=tuple(_cells(table, covered, row, widths, drawn.dense)),
            height=_DENSE_ROW if drawn.dense else _ROW,
            head=row < len(drawn.head),
            last=row + 1 in {*parts, height},
        )
        for row in range(height)
    )
    return _Drawn(table.id, drawn.caption, sum(widths), widths, rows)


def _begins_part(table: FormTable, placed: Placed) -> bool:
    """Whether the table may go on on another page before this: a table kept whole, as high as a
    page, would leave the one before it empty."""
    if placed.role is Role.STUB:
        return placed.rows > 1 and placed.column == table.stub_depth - 2 > 0
    return placed.role is Role.HEADING


def _widths(table: FormTable) -> tuple[int, ...]:
    """The widths of the grid columns: even, or a wide last stub level before narrow figures."""
    if table.stub_depth < 2:
        even, rest = divmod(_WIDTH, table.width)
        return tuple(even + (column < rest) for column in range(table.width))
    outer = tuple(round(width * _STUB_CHARACTER) for width in table.stub_widths[:-1])
    figures = (*(_FIGURE,) * (table.width - table.stub_depth - 1), _LAST)
    return (*outer, _WIDTH - sum(outer) - sum(figures), *figures)


def _cells(
    table: FormTable,
    covered: Mapping[tuple[int, int], Placed],
    row: int,
    widths: tuple[int, ...],
    dense: bool,
) -> Iterator[_Cell]:
    """The cells of a row; a place that began in a row above goes on without text."""
    column = 0
    while column < table.width:
        placed = covered[row, column]
        begins = placed.row == row
        merge = ("restart" if begins else "continue") if placed.rows > 1 else ""
        yield _Cell(
            text=placed.text if begins else "",
            figure=placed.cell.id if placed.cell else "",
            width=sum(widths[column : column + placed.columns]),
            columns=placed.columns,
            merge=merge,
            style=_style(placed, dense),
        )
        column += placed.columns


def _style(placed: Placed, dense: bool) -> str:
    """The paragraph style of a place."""
    if not dense:
        return "TableText"
    if placed.role is Role.STUB and placed.rows == 1:
        return "TableStub"
    return "TableDense" if placed.role is Role.FIGURE else "TableHead"
