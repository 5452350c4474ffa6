"""The return workbook, blank or filled: all sheets in the order in which a clerk meets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from xltools.filing.checkcode import alphabet
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.layout.places import Spot
from xltools.layout.return_book import CHECK, STAMP, TEMPLATE_VERSION, layout_of
from xltools.template.formulas.rules import Formulas
from xltools.template.formulas.states import States
from xltools.template.pack import growing_rows, pack
from xltools.template.sheets import style
from xltools.template.sheets.book import Book
from xltools.template.sheets.check import write_check
from xltools.template.sheets.correction import write_findings
from xltools.template.sheets.cover import write_cover
from xltools.template.sheets.guide import write_guide
from xltools.template.sheets.last_year import write_last_year
from xltools.template.sheets.paragraphs import laid_out
from xltools.template.sheets.proof import write_proof
from xltools.template.sheets.section import write_section


def build_blank(edition: Edition, cover: Mapping[str, str] | None = None) -> bytes:
    """A blank return workbook; given cover fields are filled in, the rest is open."""
    return build_workbook(Filing(edition, cover=cover or {}))


def build_workbook(
    filing: Filing,
    findings: tuple[Finding, ...] = (),
    locked: Iterable[str] = (),
    last_year: Filing | None = None,
) -> bytes:
    """The return workbook that holds this filing, as the bytes of an .xlsx file.

    With `findings` it is one that goes back for correction: these are marked and noted in it.
    `locked` are cover fields that only the office may change; `last_year` is shown beside.
    """
    layout = layout_of(filing.edition)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    filing = laid_out(filing)
    _set_default_font(workbook)
    formulas = Formulas(layout)
    book = Book(workbook, layout, formulas, States(formulas), filing, frozenset(locked), findings)
    write_cover(book)
    for section in filing.edition.form.sections:
        write_section(book, section)
    write_check(book)
    write_proof(book)
    write_last_year(book, last_year)
    write_guide(book)
    _stamp(book)
    workbook.active = 0
    write_findings(book)
    for name, place in layout.names.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=place.absolute)
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    workbook.properties.creator = "xltools"
    workbook.properties.title = filing.edition.form.title
    return pack(workbook, growing_rows(layout))


def _set_default_font(workbook: Workbook) -> None:
    """Columns are as wide as so many digits of this font: one that every office has."""
    font = style.Font(name=style.SONG, size=11, color=style.INK)
    known: Any = workbook  # openpyxl has no public way
    known._fonts = IndexedList([font])
    known._named_styles["Normal"].font = font


def _stamp(book: Book) -> None:
    """The very hidden sheet by which a reader knows the workbook."""
    sheet = book.workbook.create_sheet(STAMP)
    sheet.sheet_state = "veryHidden"
    stamp = {
        "program": "xltools",
        "edition": book.layout.edition.id,
        "template_version": str(TEMPLATE_VERSION),
        "digest": book.layout.digest,
    }
    for key, spot in book.layout.stamp.items():
        sheet.cell(spot.row, spot.column - 1).value = key
        sheet.cell(spot.row, spot.column).value = stamp[key]
    for key, spot in book.layout.bindings.items():
        sheet.cell(spot.row, spot.column - 1).value = key
    _count(book, sheet)


def _count(book: Book, sheet: Worksheet) -> None:
    """On the stamp sheet, what the first lines and the check code are made from."""
    layout, states = book.layout, book.states
    made: dict[Spot, str] = {}
    for page, progress in layout.progress.items():
        made |= {progress.filled: states.filled(progress), progress.target: states.target(progress)}
        counts = states.counts(page)
        made |= {progress.count(what): formula for what, formula in counts.items()}
    for step in layout.progress[CHECK].steps:
        made |= {step.lacking: states.lacking(step), step.place: states.place(step)}
    for field, area in layout.letters.items():
        for number, spot in enumerate(area.spots(), start=1):
            made[spot] = states.letter(field, number)
    for spot, formula in made.items():
        style.cell_at(sheet, spot).value = formula
    style.cell_at(sheet, layout.alphabet).value = alphabet()
