"""台账.xlsx, the office's own book: its sheets, columns and links.

Rows go straight to disk while the run goes on, so that memory does not grow with the number
of returns; openpyxl makes the book around them. Text of a return is written as text, never
as a formula; a link leads to a row here or to a file that we named ourselves, and carries
the text it shows.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xltools.collection.publish import Published
from xltools.collection.record import Located, Record
from xltools.messages import say
from xltools.report.endings import PACKAGE, PAGE, WORD

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
_LETTERS = "ABCDEFGHIJKL"
_LONGEST_TEXT = 32_000
"""Characters kept of a text; a cell holds some 700 more."""

_EPOCH = b"2021-09-26T00:00:00Z"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a row of this book (`#sheet!A5`) or to a file beside it."""

    target: str
    caption: str

    @property
    def formula(self) -> str:
        """As the cell holds it, without the equals sign."""
        target, caption = (text.replace('"', '""') for text in (self.target, self.caption))
        return f'HYPERLINK("{target}","{caption}")'


Item: TypeAlias = str | int | Link | None


class LedgerBook:
    """台账.xlsx while it is being written."""

    def __init__(self) -> None:
        self._files = _Sheet(FILES, _FILE_COLUMNS)
        self._findings = _Sheet(FINDINGS, _FINDING_COLUMNS)
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
                Link(f"#{FILES}!A{position + _FIRST_ROW}", say("ledger.to_file")),
            )

    def finish(self, published: Sequence[Published]) -> bytes:
        """Write the files and close: the bytes of the book."""
        for position, item in enumerate(published):
            self._files.add(*self._file_row(position, item))
        return _packed((self._files, self._findings))

    def close(self) -> None:
        """Let go of what was written so far, finished or not."""
        self._files.rows.close()
        self._findings.rows.close()

    def _file_row(self, position: int, item: Published) -> Iterator[Item]:
        record, counts = item.record, item.record.tally
        yield from (record.file, record.body, record.year, record.state_label)
        yield from (counts.errors, counts.unfilled, counts.warnings, counts.infos)
        row = self._first_finding.get(position)
        yield Link(f"#{FINDINGS}!A{row}", say("ledger.to_findings")) if row else None
        names = dict(zip(PACKAGE, item.outputs, strict=False))
        for ending in (WORD, PAGE):
            yield Link(names[ending], say("ledger.open")) if ending in names else None
        yield record.sha256


class _Sheet:
    """One sheet that grows row by row on disk."""

    def __init__(self, title: str, columns: Mapping[str, int]) -> None:
        self.title = title
        self.columns = columns
        self.rows = tempfile.TemporaryFile()  # noqa: SIM115 LedgerBook.close closes it
        self.next_row = _FIRST_ROW

    def add(self, *items: Item) -> None:
        """Append a row."""
        row = self.next_row
        cells = "".join(
            _cell(f"{letter}{row}", item) for letter, item in zip(_LETTERS, items, strict=False)
        )
        self.rows.write(f'<row r="{row}">{cells}</row>'.encode())
        self.next_row += 1

    @property
    def filtered(self) -> str:
        """The area that people filter: header and rows."""
        return f"A1:{_LETTERS[len(self.columns) - 1]}{self.next_row - 1}"


def _cell(address: str, item: Item) -> str:
    """A cell's XML. A text that looks like a formula stays a text."""
    match item:
        case None:
            return f'<c r="{address}" s="{_TEXT_ID}"/>'
        case int():
            return f'<c r="{address}" s="{_TEXT_ID}"><v>{item}</v></c>'
        case str():
            text = escape(_UNPRINTABLE.sub("", item)[:_LONGEST_TEXT])
            inline = f'<is><t xml:space="preserve">{text}</t></is>'
            return f'<c r="{address}" s="{_TEXT_ID}" t="inlineStr">{inline}</c>'
        case Link(caption=caption):
            formula = f"<f>{escape(item.formula)}</f><v>{escape(caption)}</v>"
            return f'<c r="{address}" s="{_LINK_ID}" t="str">{formula}</c>'


# ------------------------------------------------------------------ the book around the rows

_THIN = Side(style="thin", color="BFBFBF")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(vertical="top", wrap_text=True)
_STYLES = (
    NamedStyle("xl-text", border=_GRID, alignment=_TOP),
    NamedStyle(
        "xl-link",
        border=_GRID,
        alignment=_TOP,
        font=Font(color="0563C1", underline="single"),
    ),
    NamedStyle(
        "xl-head",
        border=_GRID,
        alignment=Alignment(vertical="center", horizontal="center", wrap_text=True),
        font=Font(bold=True),
        fill=PatternFill("solid", fgColor="DDEBF7"),
    ),
)
_TEXT_ID, _LINK_ID = 1, 2
"""Where the first two styles stand in the book: numbered as they are first used."""


def _packed(sheets: Sequence[_Sheet]) -> bytes:
    """The book with the rows put in, without the time of writing: same rows, same bytes."""
    parts = {
        f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, start=1)
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(_around(sheets)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o600 << 16
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>" + _EPOCH, data)
            before, end, after = data.partition(b"</sheetData>")
            with target.open(info, "w") as part:
                part.write(before)
                if name in parts:
                    parts[name].rows.seek(0)
                    shutil.copyfileobj(parts[name].rows, part)
                part.write(end + after)
    return packed.getvalue()


def _around(sheets: Iterable[_Sheet]) -> io.BytesIO:
    """The book with headers only."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for style in _STYLES:
        workbook.add_named_style(style)
    made_sheets = [(workbook.create_sheet(sheet.title), sheet) for sheet in sheets]
    corner = made_sheets[0][0]["A1"]
    for number, style in enumerate(_STYLES, start=1):
        corner.style = style.name
        assert corner.style_id == number
    for made_sheet, sheet in made_sheets:
        _furnish(made_sheet, sheet)
    made = io.BytesIO()
    workbook.save(made)
    return made


def _furnish(made: Worksheet, sheet: _Sheet) -> None:
    """Header, widths, filter and print set-up of one sheet."""
    made.freeze_panes = "A2"
    made.page_setup.orientation = "landscape"
    made.page_setup.paperSize = 9
    made.page_setup.fitToHeight = 0
    made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    made.print_title_rows = "1:1"
    made.auto_filter.ref = sheet.filtered
    for letter, (code, width) in zip(_LETTERS, sheet.columns.items(), strict=False):
        made.column_dimensions[letter].width = width
        made[f"{letter}1"].value = say(f"ledger.{code}")
        made[f"{letter}1"].style = _STYLES[-1].name
