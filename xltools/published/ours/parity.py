"""What a report says, read back and confronted with the filing, its texts with what was typed.

Our own documents are read the quick way: their tables stand in the form's order, and a figure
where its cell begins, spans counted.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from html import unescape
from xml.etree import ElementTree

from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition
from xltools.law.grid import Role, places_of
from xltools.published.documents.contents import TextGrid
from xltools.published.documents.document import read_document
from xltools.published.ours.typed import typed_texts
from xltools.published.tables.locate import locate
from xltools.report.endings import FRAGMENT, PAGE, WORD
from xltools.report.outline import printed_tables
from xltools.report.text import line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TABLE, _ROW, _CELL, _TEXT, _TAB = (_W + name for name in ("tbl", "tr", "tc", "t", "tab"))
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_SPAN, _VAL = _W + "gridSpan", _W + "val"
_HTML_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_HTML_TAG = re.compile(r"<[^>]*>")
_HTML_ITEMS = {"tr", "th", "td"}


def differences(filing: Filing, documents: Mapping[str, bytes], *, ours: bool = True) -> list[str]:
    """The ids of the cells whose figure is another, or missing, in one of the documents.

    Documents by ending, as render_package makes them. Those made with `ours` are read the quick
    way, by the form's places, and must hold every text that was typed; those made with a house's
    own template, which may leave texts out, are read by their labels.
    """
    wrong: list[str] = []
    typed = typed_texts(filing)
    for ending, read in _QUICK.items():
        data = documents[ending]
        if ours:
            grids, said = read(data)
            wrong += (*cells_that_differ(filing, grids), *_lacking(typed, said))
        else:
            wrong += differing_by_label(filing, read_document(data).grids)
    return list(dict.fromkeys(wrong))


def _lacking(typed: Mapping[str, Sequence[str]], said: str) -> Iterator[str]:
    """The texts of which a line does not stand in its order in what a document says."""
    for item, told in typed.items():
        at = 0
        for text in told:
            at = said.find(text, at)
            if at < 0:
                yield item
                break
            at += len(text)


def cells_that_differ(filing: Filing, grids: Sequence[TextGrid]) -> list[str]:
    """The ids of the cells whose figure does not stand in its place in these tables."""
    places = _places(filing.edition)
    if len(grids) != len(places):
        return [cell for table in places for _, cell in table]
    return [
        cell
        for table, grid in zip(places, grids, strict=True)
        for place, cell in table
        if not reads_as(filing, cell, grid.get(place))
    ]


def differing_by_label(filing: Filing, grids: Sequence[TextGrid]) -> list[str]:
    """The same for tables that may stand among others, found by their labels."""
    told = locate(filing.edition, grids).figures
    cells = printed_cells(filing.edition)
    return [cell for cell in cells if not reads_as(filing, cell, told.get(cell))]


def printed_cells(edition: Edition) -> tuple[str, ...]:
    """The ids of the figures that the report draws, in its order."""
    return tuple(cell for table in _places(edition) for _, cell in table)


@cache
def _places(edition: Edition) -> tuple[tuple[tuple[tuple[int, int], str], ...], ...]:
    """Of each printed table, the figures: grid row and column, and cell id."""
    return tuple(
        tuple(
            ((placed.row, placed.column), placed.cell.id)
            for placed in places_of(table)
            if placed.role is Role.FIGURE and placed.cell
        )
        for table in printed_tables(edition)
    )


def reads_as(filing: Filing, cell: str, text: str | None) -> bool:
    """Whether a text is the cell's figure as a report prints it; None is no text at all."""
    if text is None:
        return False
    number = filing.number(cell)
    if number is None:
        value = filing.values[cell]
        return text == (line(value.text) if isinstance(value, Unreadable) else "")
    return text == str(number) or bool(_PLAIN.fullmatch(text) and Decimal(text) == number)


def read_our_word(document: bytes) -> tuple[list[TextGrid], str]:
    """The tables of a .docx of ours, and all its text."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))
    said = "".join(
        item.text or "" if item.tag == _TEXT else "\t"
        for item in root.iter()
        if item.tag in (_TEXT, _TAB)
    )
    return [_word_grid(table) for table in root.iter(_TABLE)], said


def _word_grid(table: ElementTree.Element) -> TextGrid:
    grid: TextGrid = {}
    row = column = -1
    across = 1
    for item in table.iter():
        tag = item.tag
        if tag == _TEXT:
            grid[row, column] += item.text or ""
        elif tag == _CELL:
            column += across
            across = 1
            grid[row, column] = ""
        elif tag == _SPAN:
            across = int(item.get(_VAL, "1"))
        elif tag == _ROW:
            row, column, across = row + 1, 0, 0
    return grid


def read_our_page(page: bytes) -> tuple[list[TextGrid], str]:
    """The tables of a page or a fragment of ours, which are well-formed XML, and all its text."""
    text = page.decode("utf-8-sig")
    tables = _HTML_TABLE.findall(text)
    said = unescape(_HTML_TAG.sub("", text))
    return [_html_grid(ElementTree.fromstring(table)) for table in tables], said


def _html_grid(table: ElementTree.Element) -> TextGrid:
    items = [item for item in table.iter() if item.tag in _HTML_ITEMS]
    spans = tuple(
        None if item.tag == "tr" else (item.get("colspan", "1"), item.get("rowspan", "1"))
        for item in items
    )
    cells = (item for item in items if item.tag != "tr")
    texts = ("".join(cell.itertext()) if len(cell) else cell.text or "" for cell in cells)
    return dict(zip(_begins(spans), texts, strict=True))


@lru_cache(maxsize=256)  # the tables of one report are drawn like those of the next
def _begins(spans: tuple[tuple[str, str] | None, ...]) -> tuple[tuple[int, int], ...]:
    """Where each cell begins; cells by columns and rows spanned, None where a row begins."""
    begins: list[tuple[int, int]] = []
    taken: set[tuple[int, int]] = set()
    row = column = -1
    for spanned in spans:
        if spanned is None:
            row, column = row + 1, 0
            continue
        while (row, column) in taken:
            column += 1
        begins.append((row, column))
        across, down = map(int, spanned)
        if down > 1:
            taken.update((row + r, column + c) for r in range(1, down) for c in range(across))
        column += across
    return tuple(begins)


_QUICK = {WORD: read_our_word, PAGE: read_our_page, FRAGMENT: read_our_page}
"""How our own documents are read."""
