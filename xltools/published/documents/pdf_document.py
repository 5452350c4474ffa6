"""A PDF with a text layer: its ruled tables as grids, its lines as paragraphs."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from xltools.published.data import pattern
from xltools.published.documents.contents import (
    Collector,
    DocumentKind,
    NotADocument,
    Published,
    TooLarge,
)
from xltools.published.documents.wrapped import Flow, Wrapped

if TYPE_CHECKING:
    from pdfplumber.page import Page

_Char: TypeAlias = dict[str, Any]
_Box: TypeAlias = tuple[float, float, float, float]

_MOST_PAGES = 200
_NEAR = 2.0
"""Points within which two rules are one."""
_FIRST_LINES = (2, 3)
_SOME = 2
"""Letters that a paragraph's first line is indented by, and such lines on a page that has any."""
_MOST_OF_IT = 0.6
"""Of a line's width, where the next word is too long to stand on it."""
_THIN = 3.0
"""Points that a rule is thick at most."""
_NARROWEST = 3.0
"""Points between a cell's rule and its text, at least."""
_FEW = 10
"""Letters on a page that is nothing but a picture."""


class NoPdfReader(NotADocument):
    """The library that reads PDF files is not installed."""

    code = "no_pdf_reader"


class EncryptedPdf(NotADocument):
    """It opens with a password only."""

    code = "encrypted_pdf"


def read_pdf(data: bytes) -> Published:
    """The tables and the text of a PDF. Raises NotADocument."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
    except ImportError as error:
        raise NoPdfReader from error
    collector = Collector(DocumentKind.WORD)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > _MOST_PAGES:
                raise TooLarge("pages")
            _read(document.pages, collector)
    except NotADocument:
        raise
    except PDFPasswordIncorrect as error:
        raise EncryptedPdf from error
    except Exception as error:  # the library raises whatever a damaged file leads it to
        if isinstance(error.__cause__ or error.__context__, PDFPasswordIncorrect) or any(
            isinstance(given, PDFPasswordIncorrect) for given in error.args
        ):
            raise EncryptedPdf from error
        raise NotADocument(type(error).__name__) from error
    return collector.found


def _read(pages: Sequence[Page], into: Collector) -> None:
    scans: list[int] = []
    flow = Flow(into)
    for number, page in enumerate(pages, 1):
        chars = [char for char in page.chars if char["text"].strip()]
        if len(chars) < _FEW and page.images:
            scans.append(number)
        else:
            into.found.pictures += len(page.images)
            _page(page, chars, flow, into)
        page.close()
    flow.end()
    into.found.scans = tuple(scans)


def _page(page: Page, chars: list[_Char], flow: Flow, into: Collector) -> None:
    """A page from top to bottom: a paragraph ends where a table begins."""
    ruled = page.filter(_is_rule)
    tables = sorted((table for table in ruled.find_tables()), key=lambda table: table.bbox[1])
    inside = _by_box(chars, [table.bbox for table in tables])
    lines = list(_lines(inside.get(None, ())))
    at = 0
    for number, table in enumerate(tables):
        above = [line for line in lines[at:] if line[0]["top"] < table.bbox[1]]
        for line in _wrapped(above, lines):
            flow.take(line)
        flow.end()
        at += len(above)
        _table([box for box in table.cells if box], inside.get(number, ()), into)
    for line in _wrapped(lines[at:], lines):
        flow.take(line)


def _is_rule(item: dict[str, Any]) -> bool:
    """Whether something drawn may be a table's rule; what is filled only lies behind text."""
    if item["object_type"] != "rect":
        return True
    return item.get("stroke", False) or min(item["width"], item["height"]) <= _THIN


def _by_box(chars: Iterable[_Char], boxes: Sequence[_Box]) -> dict[int | None, list[_Char]]:
    """The letters by the number of the first box that holds them; None for those in no box."""
    held: dict[int | None, list[_Char]] = {}
    for char in chars:
        place = next((n for n, box in enumerate(boxes) if _holds(box, char)), None)
        held.setdefault(place, []).append(char)
    return held


def _holds(box: _Box, char: _Char) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


# ------------------------------------------------------------------ text


def _lines(chars: Iterable[_Char]) -> Iterator[list[_Char]]:
    """The letters line by line, each from left to right."""
    line: list[_Char] = []
    for char in sorted(chars, key=lambda one: (one["top"] + one["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        if line and middle > (line[0]["top"] + line[0]["bottom"]) / 2 + char["size"] / 2:
            yield sorted(line, key=lambda one: one["x0"])
            line = []
        line.append(char)
    if line:
        yield sorted(line, key=lambda one: one["x0"])


def _words(line: Sequence[_Char]) -> str:
    """A line's letters; a gap between two of them is a blank where neither is Chinese."""
    said = ""
    before: _Char | None = None
    for char in line:
        if before is not None:
            gap = char["x0"] - before["x1"]
            latin = before["text"].isascii() and char["text"].isascii()
            if gap > char["size"] * (0.25 if latin else 1.0):
                said += " "
        said += char["text"]
        before = char
    return said


def _wrapped(lines: Sequence[list[_Char]], all_lines: Sequence[list[_Char]]) -> Iterator[Wrapped]:
    """The lines as they stand on their page; the number of a page is none."""
    left = min((line[0]["x0"] for line in all_lines), default=0.0)
    right = max((line[-1]["x1"] for line in all_lines), default=0.0)
    first = [line for line in all_lines if _indent(line, left) in _FIRST_LINES]
    by_indent = len(first) >= _SOME
    for line in lines:
        reach = (right - left) * _MOST_OF_IT if by_indent else right - left - line[0]["size"] * 2.5
        full = line[-1]["x1"] - left > reach
        wrapped = Wrapped(_words(line), _indent(line, left) > 1, full, by_indent)
        if not pattern("page_number").fullmatch(wrapped.text):
            yield wrapped


def _indent(line: Sequence[_Char], left: float) -> int:
    """How many letters a line begins to the right of the others."""
    return round((line[0]["x0"] - left) / line[0]["size"])


# ------------------------------------------------------------------ tables


def _table(cells: Sequence[_Box], chars: Iterable[_Char], into: Collector) -> None:
    """A ruled table: rows and columns are what its rules part, spans are boxes over several."""
    lefts, tops = _edges(box[0] for box in cells), _edges(box[1] for box in cells)
    held = _by_box(chars, cells)
    order = sorted(range(len(cells)), key=lambda n: (_at(tops, cells[n][1]), cells[n][0]))
    into.begin_table()
    row = -1
    for number in order:
        box = cells[number]
        top, column = _at(tops, box[1]), _at(lefts, box[0])
        while row < top:
            into.begin_row()
            row += 1
        across = max(_at(lefts, box[2] - _NEAR * 2) - column + 1, 1)
        down = max(_at(tops, box[3] - _NEAR * 2) - top + 1, 1)
        into.begin_cell(across, down)
        full = False
        for line in _lines(held.get(number, ())):
            said = _words(line)
            if not (full and said.isdecimal()):
                into.end_line()
            into.add(said)
            full = said.isdecimal() and _fills(line, box)
        into.end_cell()
    into.end_table()


def _fills(line: Sequence[_Char], box: _Box) -> bool:
    """Whether no further letter has room in a cell: digits below go on with the same number."""
    letter = max(char["x1"] - char["x0"] for char in line)
    taken = line[-1]["x1"] - line[0]["x0"] + letter + 2 * _NARROWEST
    return taken > box[2] - box[0]


def _edges(places: Iterable[float]) -> list[float]:
    """Where rules stand, those that are one taken once."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place > edges[-1] + _NEAR:
            edges.append(place)
    return edges


def _at(edges: Sequence[float], place: float) -> int:
    """The number of the last rule that is not beyond a place."""
    return max(bisect_right(edges, place + _NEAR) - 1, 0)
