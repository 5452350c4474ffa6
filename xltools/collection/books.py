"""台账.xlsx, the office's own book: its sheets, columns and links.

Findings go in while the run goes on, files at its end, so that memory stays small. Text of a
return is written as text, never as a formula; a link leads to a row here or to a file that
we named ourselves, and carries the value it shows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from lxml.etree import LxmlError
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties

from xltools.collection.publish import ENDINGS, Published
from xltools.collection.record import Located, Record
from xltools.messages import say

FILES = "收件"
FINDINGS = "问题清单"

_FILE_COLUMNS: Mapping[str, int] = {
    "file": 36,
    "body": 26,
    "year": 8,
    "state": 12,
    "errors": 7,
    "unfilled": 8,
    "warnings": 7,
    "infos": 7,
    "findings": 10,
    "word": 10,
    "html": 10,
    "sha256": 20,
}
_FINDING_COLUMNS: Mapping[str, int] = {
    "file": 36,
    "body": 22,
    "severity": 7,
    "verdict": 9,
    "place": 30,
    "sentence": 60,
    "remedy": 50,
    "law": 30,
    "rule": 20,
    "back": 10,
}
"""Columns by the code of their caption, with their widths in characters."""

_FIRST_ROW = 2
_LONGEST_TEXT = 32_000
"""Characters kept of a text; a cell holds some 700 more."""

_EPOCH = b"2021-09-26T00:00:00Z"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINK_CELL = re.compile(
    rb'(<c r="[A-Z]+\d+"[^>]*?)(?: t="\w+")?>'
    rb'(<f>HYPERLINK\([^<]*,"([^"<]*)"\)</f>)<v ?/?>(?:</v>)?</c>'
)

Item: TypeAlias = str | int | None


class Link(str):
    """A formula of ours, to be written as one."""

    __slots__ = ()


def link(target: str, caption: str) -> Link:
    """A link to a row of this book (`#sheet!A5`) or to a file beside it."""
    quoted = (text.replace('"', '""') for text in (target, caption))
    return Link('=HYPERLINK("{}","{}")'.format(*quoted))


class LedgerBook:
    """台账.xlsx while it is being written."""

    def __init__(self) -> None:
        self._workbook = Workbook(write_only=True)
        self._workbook.add_named_style(_TEXT)
        self._workbook.add_named_style(_HEAD)
        self._workbook.add_named_style(_LINK)
        self._files = _Sheet(self._workbook, FILES, _FILE_COLUMNS)
        self._findings = _Sheet(self._workbook, FINDINGS, _FINDING_COLUMNS)
        self._first_finding: dict[int, int] = {}

    def enter(self, position: int, record: Record, findings: Iterable[Located]) -> None:
        """Write findings on the file at that position of the run, one a cause."""
        for located in findings:
            if located.only_follows:
                continue
            self._first_finding.setdefault(position, self._findings.next_row)
            finding = located.finding
            self._findings.add(
                record.file,
                record.body,
                say(f"severity.{finding.severity.value}"),
                say(f"verdict.{finding.state}"),
                located.place,
                finding.sentence,
                finding.remedy,
                finding.law,
                finding.id,
                link(f"#{FILES}!A{position + _FIRST_ROW}", say("ledger.to_file")),
            )

    def finish(self, published: Sequence[Published]) -> bytes:
        """Write the files and close: the bytes of the book."""
        for position, item in enumerate(published):
            self._files.add(*self._file_row(position, item))
        self._files.close()
        self._findings.close()
        plain = io.BytesIO()
        self._workbook.save(plain)
        return _settled(plain)

    def abandon(self) -> None:
        """Close what is still being written, in whatever state it is; no harm once finished."""
        self._files.abandon()
        self._findings.abandon()

    def _file_row(self, position: int, item: Published) -> Iterator[Item]:
        record, counts = item.record, item.record.tally
        yield from (record.file, record.body, record.year, record.state_label)
        yield from (counts.errors, counts.unfilled, counts.warnings, counts.infos)
        row = self._first_finding.get(position)
        yield link(f"#{FINDINGS}!A{row}", say("ledger.to_findings")) if row else None
        by_ending = {name[name.rindex(".") :]: name for name in item.outputs}
        for ending in ENDINGS:
            yield link(by_ending[ending], say("ledger.open")) if ending in by_ending else None
        yield record.sha256


_THIN = Side(style="thin", color="BFBFBF")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(vertical="top", wrap_text=True)
_TEXT = NamedStyle("xl-text", border=_GRID, alignment=_TOP)
_LINK = NamedStyle(
    "xl-link", border=_GRID, alignment=_TOP, font=Font(color="0563C1", underline="single")
)
_HEAD = NamedStyle(
    "xl-head",
    border=_GRID,
    alignment=Alignment(vertical="center", horizontal="center", wrap_text=True),
    font=Font(bold=True),
    fill=PatternFill("solid", fgColor="DDEBF7"),
)


class _Sheet:
    """One sheet that grows row by row."""

    def __init__(self, workbook: Workbook, title: str, columns: Mapping[str, int]) -> None:
        sheet = workbook.create_sheet(title)
        self._sheet = sheet
        sheet.freeze_panes = "A2"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = "1:1"
        for index, width in enumerate(columns.values()):
            sheet.column_dimensions[chr(65 + index)].width = width
        self._text = WriteOnlyCell(sheet)
        self._text.style = _TEXT.name
        self._link = WriteOnlyCell(sheet)
        self._link.style = _LINK.name
        head = WriteOnlyCell(sheet)
        head.style = _HEAD.name
        sheet.append(_filled(head, say(f"ledger.{code}")) for code in columns)
        self._last_column = chr(64 + len(columns))
        self.next_row = _FIRST_ROW

    def add(self, *items: Item) -> None:
        """Append a row. A cell is written before the next is asked for: one serves them all."""
        cells = (
            _filled(self._link if isinstance(item, Link) else self._text, item) for item in items
        )
        self._sheet.append(cells)
        self.next_row += 1

    def close(self) -> None:
        """Set what depends on the number of rows."""
        self._sheet.auto_filter.ref = f"A1:{self._last_column}{max(1, self.next_row - 1)}"

    def abandon(self) -> None:
        """Close the sheet's stream unless that is done; half a row may stand in it."""
        if not self._sheet.closed:
            with suppress(LxmlError):
                self._sheet.close()


def _filled(cell: Cell, item: Item) -> Cell:
    """The cell with that in it; a text that looks like a formula stays a text."""
    if isinstance(item, str) and not isinstance(item, Link):
        cell.value = _UNPRINTABLE.sub("", item)[:_LONGEST_TEXT]
        cell.data_type = "s"
    else:
        cell.value = item
    return cell


def _settled(plain: io.BytesIO) -> bytes:
    """The same package without the time of writing, each link with the text it shows."""
    packed = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/"):
                data = _LINK_CELL.sub(rb'\1 t="str">\2<v>\3</v></c>', data)
            elif name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>" + _EPOCH, data)
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o600 << 16
            target.writestr(info, data, compresslevel=6)
    return packed.getvalue()
