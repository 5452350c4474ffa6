"""What a person sees in a workbook and no report prints: remarks beside the form, notes on cells,
text boxes, headers of its pages, a copy of a sheet; and sheets of the form that nobody sees.

The parts of drawings and notes are parsed only where a workbook has any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from html import unescape
from xml.etree.ElementTree import Element

from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.layout.return_book import COVER, FIRST_ROW, SHOWN_ALONE, Spot, layout_of
from xltools.messages import say, some_of
from xltools.reader.cells.extent import extent_of
from xltools.reader.cells.grid import Grid, read_grid, sheet_parts, spot_of
from xltools.reader.cells.merged import figures_of, merged_figures, merges
from xltools.reader.cells.seen import Folded, folded
from xltools.reader.cells.words import shown
from xltools.reader.changed_form.moved import pages_of
from xltools.reader.opening.package import Package
from xltools.reader.opening.part_xml import in_utf8, parsed
from xltools.reader.telling.remarks import Remarks, beginning, quoted

_COPY = 0.5
"""From this share of a sheet's labels on, another sheet is a copy of it."""
_MOST = 1000
"""Cells beside the form that are looked at."""


def told_beside(package: Package, edition: Edition, grid: Grid) -> tuple[Finding, ...]:
    """What there is to say of a workbook whose form stands where it belongs."""
    remarks = Remarks()
    sheets = (COVER, *layout_of(edition).sheets)
    for sheet in sheets:
        if sheet in grid.hidden:
            remarks.note("hidden_sheet", Severity.WARNING, sheet, sheet=sheet)
        for spot in merged_figures(merges(grid.xml.get(sheet, b"")), edition, sheet):
            item = figures_of(edition)[spot]
            remarks.add("merged", Severity.WARNING, sheet, item, spot.reference)
    spots = [spot for sheet in sheets for spot in _outside(edition, sheet, grid)][:_MOST]
    if spots:
        _tell_cells(package, spots, remarks)
    _tell_copies(package, edition, grid, remarks)
    for name in (grid.called.get(sheet, sheet) for sheet in sheets):
        for text in _on_each_page(grid.xml.get(name) or _source(package, name)):
            said = say("reader.page_item", sheet=name, text=beginning(text))
            remarks.add("on_each_page", Severity.INFO, "", "", said)
    _tell_drawn(package, {grid.called.get(sheet, sheet) for sheet in sheets}, remarks)
    return remarks.findings


# ------------------------------------------------------------------ cells and sheets


def _outside(edition: Edition, sheet: str, grid: Grid) -> Iterator[Spot]:
    """Cells with contents right of the form or below it, its own hidden ones left out."""
    extent = extent_of(edition, sheet)
    xml = grid.xml.get(sheet, b"")
    right = extent.right.findall(xml)
    hidden = folded(xml) if right else Folded()
    for address in right:
        spot = spot_of(sheet, address)
        own = spot.row < FIRST_ROW or (spot.row, spot.column) in extent.own
        if not own and not hidden.hides(spot.row, spot.column):
            yield spot
    if grid.last_rows.get(sheet, 0) > extent.last_row:
        for address in _FILLED.findall(xml):
            spot = spot_of(sheet, address)
            if spot.row > extent.last_row and spot.column <= extent.last_column:
                yield spot


_FILLED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*[^/]><')


def _tell_cells(package: Package, spots: Iterable[Spot], remarks: Remarks) -> None:
    wanted: dict[str, dict[bytes, Spot]] = {}
    for spot in sorted(spots):
        wanted.setdefault(spot.sheet, {})[spot.address.encode()] = spot
    for spot, entry in sorted(read_grid(package, wanted).entries.items()):
        if not entry.blank:
            said = quoted(spot, entry.error or entry.struck or shown(entry.value))
            remarks.add("beside", Severity.INFO, spot.sheet, "", said)


def _tell_copies(package: Package, edition: Edition, grid: Grid, remarks: Remarks) -> None:
    """Sheets that are no part of the form and look like one of its own."""
    names = [name for name in grid.others if name not in SHOWN_ALONE]
    if not names:
        return
    layout = layout_of(edition)
    for page in pages_of(package, tuple(names)).values():
        for sheet in layout.sheets:
            labels = [text for at, text in layout.labels.items() if at.sheet == sheet]
            if len(labels) > 2 and page.share(labels) >= _COPY:
                hidden = sheet in grid.hidden
                code = "copy_of_hidden" if hidden else "copy"
                remarks.note(code, Severity.WARNING, sheet, copy=page.name, sheet=sheet)
    unseen = [name for name in names if name in grid.hidden]
    if unseen:
        listed = some_of(unseen)
        remarks.note("hidden_others", Severity.INFO, count=len(unseen), listed=listed)


# ------------------------------------------------------------------ headers and footers


def _on_each_page(xml: bytes) -> Iterator[str]:
    """The texts above and below each printed page that say more than its number."""
    at = xml.rfind(b"<headerFooter")
    for part in _MARGIN.findall(xml, at) if at >= 0 else ():
        text = " ".join(_CODE.sub(" ", unescape(part.decode("utf-8", "replace"))).split())
        if _WORD.search(_PAGE_WORDS.sub("", text)):
            yield text


def _source(package: Package, sheet: str) -> bytes:
    """How a sheet is written of which the form's cells were found elsewhere."""
    part = sheet_parts(package).get(sheet, "")
    return in_utf8(package.read(part)) if part in package else b""


_MARGIN = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)(?:\s[^<>]*)?>([^<>]+)<")
_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z&])')
"""What a program puts a page's number or a date for, or how letters look."""
_PAGE_WORDS = re.compile("|".join(say("reader.page_words").split("、")))
_WORD = re.compile(r"\w")


# ------------------------------------------------------------------ text boxes and notes


def _tell_drawn(package: Package, shown_on: Set[str], remarks: Remarks) -> None:
    """Text boxes and notes of the form's sheets, each with its sheet."""
    for sheet, part in sheet_parts(package).items() if package.draws else ():
        for related in package.related(part).values() if sheet in shown_on else ():
            kind = related.kind.rpartition("/")[2]
            if kind in _TELLERS and related.part in package:
                _TELLERS[kind](sheet, parsed(package.read(related.part)), remarks)
            elif kind == "vmlDrawing" and related.part in package:
                _tell_old_boxes(sheet, package.read(related.part), remarks)


def _tell_boxes(sheet: str, root: Element, remarks: Remarks) -> None:
    for anchor in root:
        told = {_box(shape): None for shape in anchor.iterfind(".//{*}sp")}
        for text in filter(None, told):
            said = quoted(_start(sheet, anchor), text)
            remarks.add("text_box", Severity.WARNING, sheet, "", said)


def _tell_old_boxes(sheet: str, drawing: bytes, remarks: Remarks) -> None:
    """Text boxes as programs drew them before 2007, in what is seldom XML; no notes on cells."""
    for shape in re.split(rb"<\w+:shape\s", in_utf8(drawing))[1:]:
        if b'ObjectType="Note"' in shape:
            continue
        lines = (_MARKUP.sub("", line) for line in _LINE.split(_inside(shape)))
        if text := "\n".join(filter(None, (unescape(line).strip() for line in lines))):
            remarks.add(
                "text_box", Severity.WARNING, sheet, "", quoted(_anchor(sheet, shape), text)
            )


def _inside(shape: bytes) -> str:
    """What stands within the text box of a shape, with its markup."""
    opened, closed = shape.find(b"textbox"), shape.rfind(b"textbox>")
    return shape[opened:closed].decode(errors="replace").partition(">")[2] if opened >= 0 else ""


def _anchor(sheet: str, shape: bytes) -> Spot:
    """The cell at which such a shape begins."""
    found = _ANCHOR.search(shape)
    row, column = (int(found[2]), int(found[1])) if found else (0, 0)
    return Spot(sheet, row + 1, column + 1)


_ANCHOR = re.compile(rb":Anchor>\s*([0-9]{1,5})\s*,[^,<]*,\s*([0-9]{1,7})\s*,")
_LINE = re.compile(r"</(?:div|p)>|<br[\s/>]", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>|^[^<>]*>|<[^<>]*$|\s+")


def _box(shape: Element) -> str:
    paragraphs = (
        "".join(t.text or "" for t in p.iterfind(".//{*}t")) for p in shape.iterfind(".//{*}p")
    )
    return "\n".join(filter(None, map(str.strip, paragraphs)))


def _start(sheet: str, anchor: Element) -> Spot:
    """The cell at which a shape begins."""
    told = [anchor.find(f"{{*}}from/{{*}}{name}") for name in ("row", "col")]
    numbers = [item.text or "" if item is not None else "" for item in told]
    row, column = (int(text) + 1 if text.isdecimal() else 1 for text in numbers)
    return Spot(sheet, row, column)


def _tell_notes(sheet: str, root: Element, remarks: Remarks) -> None:
    """Notes on cells; ours, and those that only stand in for a conversation, are left out."""
    authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
    for note in root.iterfind(".//{*}comment"):
        number = note.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        if author != say("findings.author") and not author.startswith("tc="):
            _tell_note(sheet, note, remarks)


def _tell_threads(sheet: str, root: Element, remarks: Remarks) -> None:
    for note in root.iterfind(".//{*}threadedComment"):
        _tell_note(sheet, note, remarks)


def _tell_note(sheet: str, note: Element, remarks: Remarks) -> None:
    text = "".join(
        item.text or "" for item in (*note.iterfind(".//{*}t"), *note.iterfind("{*}text"))
    )
    address = note.get("ref", "").encode()
    if text.strip() and re.fullmatch(rb"[A-Z]{1,3}[1-9][0-9]{0,6}", address):
        said = quoted(spot_of(sheet, address), text)
        remarks.add("note_on_cell", Severity.INFO, sheet, "", said)


_TELLERS: Mapping[str, Callable[[str, Element, Remarks], None]] = {
    "drawing": _tell_boxes,
    "comments": _tell_notes,
    "threadedComment": _tell_threads,
}
