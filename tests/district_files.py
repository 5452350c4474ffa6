"""What a body of the simulated district sends: its return, or something else in its place.

Each sending is made of the return that should have come. A file that is still a return holds
that return's figures; of the others nothing can be read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import resources

from books import read_part, rezipped, with_part
from openpyxl import Workbook
from returns import book_of

from xltools.filing.filing import Filing
from xltools.layout.return_book import COVER
from xltools.template import pour

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_TYPES, _RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Sort:
    """A sort of file: its bytes made of a return, and what its name ends in."""

    make: Callable[[Filing], bytes]
    ending: str = ".xlsx"


def plain(filing: Filing) -> bytes:
    """The return as it should be."""
    return book_of(filing).bytes()


def _demo_file(name: str) -> bytes:
    return (resources.files("xltools.demo") / "files" / name).read_bytes()


def _zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


# ------------------------------------------------------------------ still a return


def _failing(filing: Filing) -> bytes:
    """A balance of table 3 does not hold."""
    return plain(
        _with(filing, "requests.new.business", 1 + _count(filing, "requests.new.business"))
    )


CHANGED = "disclosure.penalties.decisions"
"""The cell in which a return and its resubmission differ."""


def changed(filing: Filing) -> Filing:
    """Another figure, all rules still passing."""
    return _with(filing, CHANGED, _count(filing, CHANGED) + 7)


def _unfilled(filing: Filing) -> bytes:
    """A required text is missing."""
    texts = {item: lines for item, lines in filing.narratives.items() if item != "platforms"}
    return plain(replace(filing, narratives=texts))


def _last_year(filing: Filing) -> bytes:
    """The return on the year before."""
    return plain(replace(filing, cover={**filing.cover, "year": str((filing.year or 0) - 1)}))


def _with(filing: Filing, cell: str, number: int) -> Filing:
    return replace(filing, figures={**filing.figures, cell: number})


def _count(filing: Filing, cell: str) -> int:
    return int(filing.number(cell) or 0)


def _formula_texts(filing: Filing) -> bytes:
    """Texts that would be formulas if a program took them for that."""
    texts = {**filing.narratives, "management": ("=cmd|' /C calc'!A0", "@SUM(1)", "+1-1", "-2")}
    cover = {**filing.cover, "prepared_by": '=HYPERLINK("http://a.example","点此")'}
    return pour(replace(filing, cover=cover, narratives=texts))


def _external_link(filing: Filing) -> bytes:
    """A link to another workbook, as copying from one leaves it."""
    book = plain(filing)
    relation = _relation("rIdX", f"{_OFFICE}/externalLink", "externalLinks/1.xml")
    outside = f'<externalBook xmlns:r="{_OFFICE}" r:id="rId1"/>'
    reference = f'<externalReference xmlns:r="{_OFFICE}" r:id="rIdX"/>'
    reference = f"<externalReferences>{reference}</externalReferences>"
    parts = {
        "xl/externalLinks/1.xml": f'<externalLink xmlns="{_MAIN}">{outside}</externalLink>',
        _RELATIONS: _before(book, _RELATIONS, "</Relationships>", relation),
        "xl/workbook.xml": _before(book, "xl/workbook.xml", "<definedNames", reference),
    }
    return rezipped(book, {name: text.encode() for name, text in parts.items()})


def _macros(filing: Filing) -> bytes:
    """A macro project inside; none of it is ever run."""
    book = plain(filing)
    relation = _relation("rIdV", f"{_MICROSOFT}/vbaProject", "vbaProject.bin")
    override = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    return rezipped(
        book,
        {
            "xl/vbaProject.bin": OLE2,
            _RELATIONS: _before(book, _RELATIONS, "</Relationships>", relation).encode(),
            _TYPES: _before(book, _TYPES, "</Types>", override).encode(),
        },
    )


def _relation(name: str, sort: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{sort}" Target="{target}"/>'


def _before(book: bytes, part: str, mark: str, text: str) -> str:
    """A part with a text put in before the mark."""
    xml = read_part(book, part)
    assert mark in xml
    return xml.replace(mark, text + mark, 1)


def _archive(filing: Filing) -> bytes:
    """A zip with the return under a GBK name, as Windows programs write it."""
    name = f"{filing.report_name}.xlsx".encode("gbk")
    stand_in = "n" * len(name)
    made = _zipped(**{stand_in: plain(filing)})
    return made.replace(stand_in.encode(), name)


def _climbing_archive(filing: Filing) -> bytes:
    """A zip whose members would land outside the folder."""
    return _zipped(**{"../../上级.xlsx": plain(filing), "/etc/绝对.xlsx": b"1"})


# ------------------------------------------------------------------ no return


def _html(_: Filing) -> bytes:
    return "<html><table><tr><td>政府信息公开</td></tr></table></html>".encode()


def _csv(filing: Filing) -> bytes:
    return f"单位,件数\n{filing.name},3\n".encode("gbk")


def _half(filing: Filing) -> bytes:
    book = plain(filing)
    return book[: len(book) // 2]


def _zip_bomb(filing: Filing) -> bytes:
    return rezipped(plain(filing), {"xl/media/a.xml": bytes(65 << 20)})


def _xml_bomb(filing: Filing) -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    book = plain(filing)
    text = read_part(book, "xl/workbook.xml").partition("?>")[2]
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>{text}'
    return rezipped(book, {"xl/workbook.xml": bomb.encode()})


def _far_cell(filing: Filing) -> bytes:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return with_part(plain(filing), COVER, lambda xml: xml.replace("</sheetData>", far))


def _thousand_sheets(filing: Filing) -> bytes:
    def more(workbook: Workbook) -> None:
        for number in range(1000):
            workbook.create_sheet(f"底稿{number}")

    return replace(book_of(filing), edits=(more,)).bytes()


def _altered(filing: Filing) -> bytes:
    """Another text over a label."""
    book = book_of(filing)
    label = filing.edition.form.cells["requests.carried_out.business"].row.label
    spot = next(spot for spot, text in book.layout.labels.items() if text == label)
    return replace(book, spots={spot: "四、正在办理"}).bytes()


def _other_edition(filing: Filing) -> bytes:
    book = book_of(filing)
    return replace(book, spots={book.layout.stamp["edition"]: "2099"}).bytes()


def _pdf(filing: Filing) -> bytes:
    head = f"%PDF-1.7\n%{filing.name}\n".encode()
    return head + b"1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


SORTS: dict[str, Sort] = {
    "good": Sort(plain),
    "again": Sort(plain, "（重报）.xlsx"),
    "copy": Sort(plain, " - 副本.xlsx"),
    "changed": Sort(lambda filing: plain(changed(filing))),
    "changed too": Sort(lambda filing: plain(changed(filing)), "（2）.xlsx"),
    "failing": Sort(_failing),
    "unfilled": Sort(_unfilled),
    "last year": Sort(_last_year),
    "formula texts": Sort(_formula_texts),
    "external link": Sort(_external_link),
    "macros": Sort(_macros, ".xlsm"),
    "long name": Sort(plain, "年度报告" * 15 + ".xlsx"),
    "reserved name": Sort(plain, "/CON.xlsx"),
    "archive": Sort(_archive, ".zip"),
    "climbing archive": Sort(_climbing_archive, ".zip"),
    "scan": Sort(_pdf, "（扫描件）.pdf"),
    "picture": Sort(lambda _: b"\xff\xd8\xff\xe0" + bytes(200), ".jpg"),
    "word": Sort(lambda _: _zipped(**{"word/document": b"<w/>"}), ".docx"),
    "html": Sort(_html),
    "csv": Sort(_csv),
    "nothing": Sort(lambda _: b""),
    "half": Sort(_half),
    "encrypted": Sort(lambda _: _demo_file("encrypted.xlsx")),
    "old workbook": Sort(lambda _: OLE2 + "Workbook\0".encode("utf-16-le")),
    "zip bomb": Sort(_zip_bomb),
    "xml bomb": Sort(_xml_bomb),
    "far cell": Sort(_far_cell),
    "thousand sheets": Sort(_thousand_sheets),
    "altered": Sort(_altered),
    "other edition": Sort(_other_edition),
    "own table": Sort(lambda _: _demo_file("foreign.xlsx")),
}
"""Every sort of file by name."""
