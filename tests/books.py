"""Return workbooks made from the layout alone: plain, quick, and easy to do wrong on purpose."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from xltools.law.edition import Edition, total_and_parts
from xltools.layout.return_book import (
    CHECK,
    COVER,
    TEMPLATE_VERSION,
    Layout,
    Spot,
    layout_of,
    ranges,
)
from xltools.messages import say

Edit = Callable[[Workbook], None]


@dataclass
class Book:
    """A return: what to put where, by id or by spot. `edits` change the made workbook."""

    edition: Edition
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    texts: Mapping[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    spots: Mapping[Spot, Any] = field(default_factory=dict[Spot, Any])
    edits: tuple[Edit, ...] = ()

    @property
    def layout(self) -> Layout:
        return layout_of(self.edition)

    def bytes(self) -> bytes:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for name in (COVER, *self.layout.sheets, CHECK):
            workbook.create_sheet(name)
        workbook.create_sheet(next(iter(self.layout.stamp.values())).sheet)
        workbook.worksheets[-1].sheet_state = "veryHidden"
        for spot, value in self.cells().items():
            cell = workbook[spot.sheet].cell(spot.row, spot.column)
            cell.value = value
        for edit in self.edits:
            edit(workbook)
        made = io.BytesIO()
        workbook.save(made)
        return made.getvalue()

    def save(self, path: Path) -> Path:
        path.write_bytes(self.bytes())
        return path

    def cells(self) -> dict[Spot, Any]:
        layout = self.layout
        stamp = {
            "program": "xltools",
            "edition": self.edition.id,
            "template_version": str(TEMPLATE_VERSION),
        }
        cells: dict[Spot, Any] = dict(layout.labels)
        cells |= {
            asked.first: say("section.nil_question") for asked in layout.nil_questions.values()
        }
        cells |= {layout.stamp[key]: value for key, value in stamp.items()}
        cells |= {
            layout.figures[total]: total_formula(layout, total) for total in self.edition.totals
        }
        cells |= {layout.place(item): value for item, value in self.values.items()}
        for item, lines in self.texts.items():
            area = layout.narratives[item]
            cells |= dict(zip(area.spots(), lines, strict=False))
        return cells | dict(self.spots)


def total_formula(layout: Layout, total: str) -> str:
    """A total's formula as DESIGN gives it."""
    _, parts = total_and_parts(layout.edition.totals[total])
    areas = ",".join(area.address for area in ranges(layout.figures[part] for part in parts))
    answer = layout.nil[layout.edition.form.cells[total].table].reference
    nil = f'{answer}="{say("nil.yes")}"'
    lacking = f"AND(COUNT({areas})<{len(parts)},NOT({nil}))"
    return f'=IF(COUNTA({areas})>COUNT({areas}),"",IF({lacking},"",SUM({areas})))'


def with_part(book: bytes, sheet: str, change: Callable[[str], str]) -> bytes:
    """The book with the XML of one sheet changed."""
    part = part_of(book, sheet)
    return rezipped(book, {part: change(read_part(book, part)).encode()})


def with_cell(book: bytes, spot: Spot, xml: str) -> bytes:
    """The book with one cell's XML replaced."""

    def change(text: str) -> str:
        made, count = re.subn(
            rf'<c r="{spot.address}"[^>]*?(?:/>|>.*?</c>)', lambda _: xml, text, count=1
        )
        assert count == 1, f"{spot.reference} is not in the sheet"
        return made

    return with_part(book, spot.sheet, change)


def part_of(book: bytes, sheet: str) -> str:
    """openpyxl numbers the parts in the order of the sheets."""
    names = re.findall(r'<sheet [^>]*name="([^"]*)"', read_part(book, "xl/workbook.xml"))
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def read_part(book: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(part).decode()


def rezipped(book: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The book with parts replaced, added, or (None) left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        content = {name: source.read(name) for name in source.namelist()}
    content |= {name: data for name, data in parts.items() if data is not None}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in content.items():
            if parts.get(name, b"") is not None:
                target.writestr(name, data)
    return made.getvalue()


def without_values(book: bytes) -> bytes:
    """The book whose formulas carry no values, so that whoever opens it must calculate."""
    parts: dict[str, bytes | None] = {}
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
    for name in names:
        text = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", read_part(book, name))
        typed = r'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="str"(><f>)'
        parts[name] = re.sub(typed, r"\1\2", text).encode()
    return rezipped(book, parts)


TOLERATED = (
    "Unexpected element 'color' found",  # openpyxl's order of font properties; Excel reads it
    "inline-string cell(s)",  # openpyxl writes texts in place; Excel moves them at its next save
)
