"""What a person sees: the marks of 校验 in the rendered workbook, and none after 清除标记."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from books import read_part, rezipped, without_values
from conftest import Office
from fake_excel import FakeExcel
from filings import busy

from xltools.addin import macros
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.layout.return_book import Area, layout_of
from xltools.reader import read_return
from xltools.template import pour

pytestmark = pytest.mark.office

ORANGE = (0xFB, 0xE0, 0xBE)


def doubtful(edition: Edition) -> Filing:
    """One text that says another number than the total of a table: nothing else is coloured."""
    filing = busy(edition)
    texts = {**filing.narratives, "proactive": ("全年收到政府信息公开申请99件。",)}
    return replace(filing, narratives=texts)


def coloured(pdf: Path, pdftoppm: str, colour: tuple[int, int, int]) -> dict[int, int]:
    """How many points of each page have that colour, pages without any left out."""
    command = [pdftoppm, "-r", "40", str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(command, check=True, timeout=120)
    counts: dict[int, int] = {}
    for number, page in enumerate(sorted(pdf.parent.glob(f"{pdf.stem}-*.ppm")), start=1):
        points = page.read_bytes().split(b"\n", 3)[3]
        found = sum(
            point == colour for point in zip(points[::3], points[1::3], points[2::3], strict=True)
        )
        if found:
            counts[number] = found
    return counts


def save(excel: FakeExcel, path: Path) -> None:
    """Save as Excel would: the model keeps the values that formulas had when it was opened."""
    excel.excel.save(str(path))
    path.write_bytes(without_values(path.read_bytes()))


def printing(book: bytes, area: Area) -> bytes:
    """The book with that area of a sheet as its printed one."""
    xml = read_part(book, "xl/workbook.xml")
    old = rf"(_xlnm\.Print_Area\"[^>]*>)'?{area.first.sheet}'?![^<]*"
    changed, count = re.subn(old, lambda found: found[1] + area.absolute, xml)
    assert count == 1
    return rezipped(book, {"xl/workbook.xml": changed.encode()})


def test_marks_are_seen_where_they_belong_and_are_gone_after_clearing(
    edition: Edition, soffice: Office, pdftoppm: str, tmp_path: Path
) -> None:
    books = [tmp_path / f"{name}.xlsx" for name in ("before", "checked", "cleared")]
    books[0].write_bytes(pour(doubtful(edition)))
    excel = FakeExcel(books[0])
    macros.validate()
    save(excel, books[1])
    macros.clear_marks()
    save(excel, books[2])
    assert all(read_return(book).filing == doubtful(edition) for book in books)
    seen = [coloured(pdf, pdftoppm, ORANGE) for pdf in soffice.all(books, "pdf", tmp_path)]
    assert seen[0] == seen[2] == {}
    (marked,) = seen[1].values()
    assert 20 < marked < 2000  # one cell, not a row


def test_findings_are_seen_on_the_check_sheet(
    edition: Edition, soffice: Office, pdftoppm: str, tmp_path: Path
) -> None:
    """Its open area is not printed; here it is made to be."""
    book = tmp_path / "checked.xlsx"
    book.write_bytes(pour(doubtful(edition)))
    excel = FakeExcel(book)
    macros.validate()
    free = layout_of(edition).free
    save(excel, book)
    book.write_bytes(printing(book.read_bytes(), free))
    seen = coloured(soffice(book, "pdf", tmp_path), pdftoppm, ORANGE)
    row, cell = sorted(seen.values(), reverse=True)
    assert row > 5 * cell
