"""A written report read as a reader sees it, ours or one that people and their systems changed.

Word and HTML become the same: tables as grids of text, and lines of text in their order.
"""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from xltools.reader import triage

Grid: TypeAlias = dict[tuple[int, int], str]
"""The text at each row and column of a table; a spanning cell's stands at every place."""

_LARGEST = 64_000_000
"""Bytes of a document's text that are read; a report has far less than one million."""
_WIDEST = 1000
"""Columns or rows that one cell spans at most, as browsers have it."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)

_MARKUP = re.compile(r"<(?:!doctype|html|head|body|table|div|p|ul|h[1-6])\b", re.IGNORECASE)
_WHOLE = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)


class NotADocument(ValueError):
    """The bytes are neither a Word document nor a web page."""


class Kind(Enum):
    """What a document is: a page has a site's own lines around the report, the others have not;
    a fragment has no title, which the site that it is pasted into writes itself."""

    WORD = auto()
    PAGE = auto()
    FRAGMENT = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, and the number of the innermost table that it stands in, if any."""

    text: str
    table: int | None = None


@dataclass
class Published:
    """The tables and the lines of a document, in their order."""

    kind: Kind = Kind.PAGE
    grids: list[Grid] = field(default_factory=list[Grid])
    lines: list[Line] = field(default_factory=list[Line])


def read_document(data: bytes) -> Published:
    """A .docx, a page, or a page saved as one file (.mht). Raises NotADocument."""
    from lxml import etree

    try:
        if data.startswith(b"PK"):
            return read_word(data)
        page = _page(data)
        if not _MARKUP.search(page):
            raise NotADocument
        return read_html(page)
    except (zipfile.BadZipFile, KeyError, etree.LxmlError, ValueError) as error:
        raise NotADocument(str(error)) from error


# ------------------------------------------------------------------ collecting


@dataclass
class _Cell:
    row: int
    column: int
    across: int
    down: int
    continues: bool
    lines: list[str] = field(default_factory=list[str])


@dataclass
class _Table:
    number: int
    grid: Grid
    row: int = -1
    column: int = 0
    cells: list[_Cell] = field(default_factory=list[_Cell])


class _Collector:
    """Takes what a document holds, in its order, and keeps the table that is being read."""

    def __init__(self, kind: Kind) -> None:
        self.found = Published(kind)
        self._open: list[_Table] = []
        self._said: list[str] = []

    def add(self, text: str | None) -> None:
        if text:
            self._said.append(text)

    def end_line(self) -> None:
        if not self._said:
            return
        text = " ".join("".join(self._said).split())
        self._said.clear()
        if not text:
            return
        table = self._open[-1] if self._open else None
        if table and table.cells:
            table.cells[-1].lines.append(text)
        self.found.lines.append(Line(text, table.number if table else None))

    def begin_table(self) -> None:
        self.end_line()
        self._open.append(_Table(len(self.found.grids), {}))
        self.found.grids.append(self._open[-1].grid)

    def end_table(self) -> None:
        self.end_line()
        self._open.pop()

    def begin_row(self, skipped: int = 0) -> None:
        self.end_line()
        if self._open:
            table = self._open[-1]
            table.row, table.column = table.row + 1, skipped

    def begin_cell(self, across: int, down: int = 1, *, continues: bool = False) -> None:
        self.end_line()
        if not self._open:
            return
        table = self._open[-1]
        while (table.row, table.column) in table.grid:
            table.column += 1
        table.cells.append(_Cell(table.row, table.column, across, down, continues))
        table.column += across

    def end_cell(self) -> None:
        self.end_line()
        if not self._open or not self._open[-1].cells:
            return
        table = self._open[-1]
        cell = table.cells.pop()
        above = table.grid.get((cell.row - 1, cell.column), "")
        text = above if cell.continues else "".join(cell.lines)
        for row in range(cell.row, cell.row + cell.down):
            for column in range(cell.column, cell.column + cell.across):
                table.grid[row, column] = text


# ------------------------------------------------------------------ Word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TABLE, _ROW, _CELL, _PARAGRAPH, _RUN, _TEXT, _BREAK, _TAB = (
    _W + name for name in ("tbl", "tr", "tc", "p", "r", "t", "br", "tab")
)
_CELL_STYLE, _SPAN, _MERGE, _VAL = (_W + name for name in ("tcPr", "gridSpan", "vMerge", "val"))
_BEFORE = f"{_W}trPr/{_W}gridBefore"
_INSIDE = {
    _W + name
    for name in ("document", "body", "sdt", "sdtContent", "ins", "moveTo", "hyperlink", "smartTag")
}
"""Elements that hold text and are none of those above; what is deleted or set aside is not here."""
_DOCUMENT = "word/document.xml"


def read_word(data: bytes) -> Published:
    """A .docx as it reads with all tracked changes accepted.

    Raises BadZipFile, KeyError or XMLSyntaxError for what is none, ValueError for one too large.
    """
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if package.getinfo(_DOCUMENT).file_size > _LARGEST:
            raise ValueError(_DOCUMENT)
        root = etree.fromstring(package.read(_DOCUMENT))
    collector = _Collector(Kind.WORD)
    _word(root, collector)
    return collector.found


def _word(element: _Element, into: _Collector) -> None:
    for child in element:
        tag = child.tag
        if tag == _TEXT:
            into.add(child.text)
        elif tag == _RUN or tag in _INSIDE:
            _word(child, into)
        elif tag == _PARAGRAPH:
            _word(child, into)
            into.end_line()
        elif tag == _CELL:
            _word_cell(child, into)
        elif tag == _ROW:
            into.begin_row(_skipped(child))
            _word(child, into)
        elif tag == _TABLE:
            into.begin_table()
            _word(child, into)
            into.end_table()
        elif tag == _BREAK:
            into.end_line()
        elif tag == _TAB:
            into.add(" ")


def _word_cell(cell: _Element, into: _Collector) -> None:
    span, merge = cell.find(f"{_CELL_STYLE}/{_SPAN}"), cell.find(f"{_CELL_STYLE}/{_MERGE}")
    across = 1 if span is None else max(_number(span.get(_VAL)), 1)
    continues = merge is not None and merge.get(_VAL, "continue") == "continue"
    into.begin_cell(across, continues=continues)
    _word(cell, into)
    into.end_cell()


def _skipped(row: _Element) -> int:
    """How many grid columns a row leaves out before its first cell."""
    before = row.find(_BEFORE)
    return 0 if before is None else _number(before.get(_VAL))


# ------------------------------------------------------------------ HTML

_SILENT = {"script", "style", "noscript", "template", "head", "select", "textarea"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "ins", "label", "mark", "o:p"),
    *("s", "small", "span", "st1", "strong", "sub", "sup", "time", "u", "wbr"),
}
"""Elements that do not end the line they stand in; all others do."""


def read_html(page: str) -> Published:
    """A page or a part of one. Raises LxmlError where there is nothing to read."""
    from lxml import etree

    root = etree.HTML(page, etree.HTMLParser(no_network=True, remove_comments=True))
    collector = _Collector(Kind.PAGE if _WHOLE.search(page) else Kind.FRAGMENT)
    if root is not None:  # pyright: ignore[reportUnnecessaryComparison] an empty page gives None
        _html(root, collector)
    collector.end_line()
    return collector.found


def _html(element: _Element, into: _Collector) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in _SILENT:
        return
    if tag == "table":
        into.begin_table()
    elif tag == "tr":
        into.begin_row()
    elif tag in ("td", "th"):
        into.begin_cell(_span(element, "colspan"), _span(element, "rowspan"))
    elif tag not in _INLINE:
        into.end_line()
    into.add(element.text)
    for child in element:
        _html(child, into)
        into.add(child.tail)
    if tag == "table":
        into.end_table()
    elif tag in ("td", "th"):
        into.end_cell()
    elif tag not in _INLINE:
        into.end_line()


def _span(cell: _Element, name: str) -> int:
    """How far a cell spans, as browsers take it."""
    return max(_number(cell.get(name)), 1)


def _number(said: str | None) -> int:
    """A number of rows or columns; 0 for what is none, never more than a table may have."""
    text = (said or "").strip()
    return min(int(text), _WIDEST) if text.isdecimal() else 0


def _page(data: bytes) -> str:
    """A page's text: by its mark, by what it says of itself, as UTF-8, else as GB 18030."""
    if re.match(rb"(?:From|MIME-Version|Content-Type|Date|Subject):", data):
        data = next(_saved_pages(data), data)
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    named = _CHARSET.search(data[:4096])
    for encoding in ("utf-8", _wider(named[1].decode()) if named else "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("gb18030", "replace")


def _wider(charset: str) -> str:
    """GB 18030 for its two forerunners: pages say gb2312 and hold more than it."""
    return "gb18030" if charset.lower() in ("gb2312", "gbk") else charset


def _saved_pages(data: bytes) -> Iterator[bytes]:
    """The pages in a file that a browser saved as a single one."""
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content


_READABLE = (".docx", ".html", ".htm", ".shtml", ".mht", ".mhtml")


ANSWERED_FOR = (*_READABLE, ".pdf", ".doc", ".wps", ".rtf", ".odt", ".ofd")
"""Endings of what people take for a report; a folder's files with them are all answered for."""


_PACKAGE = b"PK"


_BINARY = re.compile(rb"[\0-\x08\x0e-\x1f]")


_HEAD = 4096


def read_foreign(data: bytes) -> Published:
    """A Word document or a web page. Raises NotADocument for what is neither by its bytes."""
    if not _may_be_read(data):
        raise NotADocument
    return read_document(data)


def _may_be_read(data: bytes) -> bool:
    """Whether it is text or a package; a page with a broken letter in it is text still."""
    match triage.kind_of(data):
        case triage.Kind.HTML | triage.Kind.TEXT:
            return True
        case triage.Kind.WORD:
            return data.startswith(_PACKAGE)
        case triage.Kind.UNKNOWN:
            return not _BINARY.search(data[:_HEAD])
        case _:
            return False
