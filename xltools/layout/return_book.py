"""Edition → Layout: where everything of the form stands in the return workbook.

With table_area.py the only file that computes an address there. The template writes to these
places, the reader reads from them, and a finding's cells are shown by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256

from xltools.law.edition import Edition
from xltools.law.form import Narrative, Section
from xltools.layout.places import Area, Spot, addresses, letters
from xltools.layout.places import ranges as ranges
from xltools.layout.table_area import LastYear, TableArea, last_year_under, table_area

COVER = "封面"
CHECK = "校验"
PROOF = "送审稿"
GUIDE = "填报口径"
STAMP = "_xltools"

TEMPLATE_VERSION = 2
"""Raised only when layout or rules change, so that the reader knows what it is looking at."""

STATE_NAME, CHECKS_NAME = "ribbon.state", "ribbon.checks"
"""Defined names by which the ribbon's VBA finds the state's cell and the top of 校验."""

NARRATIVE_ROWS = 12
OPENING_ROWS = 30
"""Open rows of a narrative: one paragraph a row. The opening of section 一 takes a whole text."""

FREE_FINDINGS = 150
"""Rows on 校验 kept open for what the ribbon button finds beyond the workbook's own rules."""

STATUS_ROW, TITLE_ROW, HELP_ROW, FIRST_ROW = 1, 2, 3, 5
COVER_LINES = 5

CHECK_HELPERS = ("page", "counted")
"""Hidden columns of 校验, right of CHECK_COLUMNS: by what its rows are counted."""

CHECK_COLUMNS = (
    "number",
    "severity",
    "verdict",
    "place",
    "subject",
    "left",
    "right",
    "difference",
    "remedy",
    "explanation",
    "law",
    "rule",
)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The row of 校验 that shows one rule instance."""

    row: int

    def spot(self, column: str) -> Spot:
        """The row's cell in one of CHECK_COLUMNS or CHECK_HELPERS."""
        return Spot(CHECK, self.row, (*CHECK_COLUMNS, *CHECK_HELPERS).index(column) + 1)


@dataclass
class Layout:
    """Every place of an edition's return workbook."""

    edition: Edition
    sheets: dict[str, Section] = field(default_factory=dict[str, Section])
    cover: dict[str, Spot] = field(default_factory=dict[str, Spot])
    cover_groups: dict[str, Spot] = field(default_factory=dict[str, Spot])
    cover_lines: Area = field(default=Area(Spot(COVER, HELP_ROW, 1), COVER_LINES))
    nil: dict[str, Spot] = field(default_factory=dict[str, Spot])
    nil_heading: Spot = field(default=Spot(COVER, 0, 0))
    state: Spot = field(default=Spot(COVER, 0, 0))
    code: Spot = field(default=Spot(COVER, 0, 0))
    tables: dict[str, TableArea] = field(default_factory=dict[str, TableArea])
    figures: dict[str, Spot] = field(default_factory=dict[str, Spot])
    last_year: dict[str, LastYear] = field(default_factory=dict[str, LastYear])
    narratives: dict[str, Area] = field(default_factory=dict[str, Area])
    checks: dict[str, CheckRow] = field(default_factory=dict[str, CheckRow])
    check_header: int = 4
    computing_from: int = 0
    free: Area = field(default=Area(Spot(CHECK, 0, 0), FREE_FINDINGS, len(CHECK_COLUMNS)))
    stamp: dict[str, Spot] = field(default_factory=dict[str, Spot])
    marks: dict[str, Spot] = field(default_factory=dict[str, Spot])
    bindings: dict[str, Spot] = field(default_factory=dict[str, Spot])
    free_bindings: Area = field(default=Area(Spot(STAMP, 0, 4), FREE_FINDINGS, 3))

    def heading(self, narrative: str) -> Spot:
        """Where the heading of a narrative stands: above its first open row."""
        return self.narratives[narrative].first.moved(rows=-1)

    def state_of(self, cell: str) -> Spot:
        """The hidden cell that holds a figure's state."""
        return self._shadow(cell, 1)

    def weights_of(self, cell: str) -> tuple[Spot, Spot]:
        """The hidden cells that hold a figure's two weights in the check code."""
        return self._shadow(cell, 2), self._shadow(cell, 3)

    @cached_property
    def notes(self) -> Mapping[str, Area]:
        """The open 注 line under each table, by its id."""
        return {area.table.note: area.note for area in self.tables.values()}

    @cached_property
    def previous(self) -> Mapping[str, Spot]:
        """Where each figure of last year that rules compare with stands, by cell id."""
        return {
            cell: spot for block in self.last_year.values() for cell, spot in block.figures.items()
        }

    def _shadow(self, cell: str, number: int) -> Spot:
        area = self.tables[self.edition.form.cells[cell].table]
        return self.figures[cell].moved(columns=number * area.shift)

    @property
    def ribbon(self) -> Mapping[str, Spot]:
        """What the ribbon's VBA looks for, by defined name."""
        return {STATE_NAME: self.state, CHECKS_NAME: Spot(CHECK, STATUS_ROW, 1)}

    def place(self, item: str) -> Spot:
        """The first cell of a figure, field, text, note or table question. KeyError if none."""
        if item in self.figures:
            return self.figures[item]
        if item in self.cover:
            return self.cover[item]
        if item in self.narratives:
            return self.narratives[item].first
        return self.notes[item].first if item in self.notes else self.nil[item]

    def link(self, items: Sequence[str]) -> str | None:
        """The place of the first of the items as the links of 校验 want it; None for no items."""
        return self.place(items[0]).link if items else None

    def where(self, items: Iterable[str]) -> str:
        """The place of a finding as people read it, with the form's own label.

        `三依申请!E列（商业企业）`, `三依申请!第8行（一、本年新收…）`, `封面!B10（单位全称）`;
        places on several sheets one after another.
        """
        by_sheet: dict[str, list[str]] = {}
        for item in dict.fromkeys(items):
            by_sheet.setdefault(self.place(item).sheet, []).append(item)
        return "；".join(self._where_on_sheet(alike) for alike in by_sheet.values())

    def _where_on_sheet(self, items: list[str]) -> str:
        spots = [self.place(item) for item in items]
        first, cells = spots[0], self.edition.form.cells
        if len(items) == 1:
            return f"{first.reference}（{self.label(items[0])}）"
        if all(item in cells and cells[item].row.label for item in items):
            row, column = cells[items[0]].row, cells[items[0]].column
            if all(cells[item].row == row for item in items):
                return f"{first.sheet}!第{first.row}行（{row.brief or row.label}）"
            if all(cells[item].column == column for item in items):
                return f"{first.sheet}!{letters(first.column)}列（{column.brief or column.label}）"
        return f"{first.sheet}!{'、'.join(addresses(spots))}"

    def label(self, item: str) -> str:
        """What the form calls a figure, field, narrative, note or table."""
        form = self.edition.form
        if item in form.cells:
            return form.cells[item].label
        if item in form.fields:
            return form.fields[item].label
        if item in self.notes:
            return next(f"{table.name}的注" for table in form.tables.values() if table.note == item)
        return form.narratives[item].heading if item in form.narratives else form.tables[item].name

    @cached_property
    def labels(self) -> Mapping[Spot, str]:
        """Every locked text that a reader compares to know that the form is unaltered."""
        form = self.edition.form
        labels = {spot: form.fields[item].label for item, spot in self.cover_labels.items()}
        for sheet, section in self.sheets.items():
            labels[Spot(sheet, TITLE_ROW, 1)] = section.heading
        for area in self.tables.values():
            for placed in area.grid:
                if placed.text:
                    labels[area.spot(placed)] = placed.text
        for block in self.last_year.values():
            labels |= {area.first: text for area, text in block.labels.items()}
        for narrative in self.narratives:
            labels[self.heading(narrative)] = form.narratives[narrative].heading
        return labels

    @cached_property
    def nil_labels(self) -> Mapping[str, str]:
        """What each question of 未填单元格按 0 计 is called: the section, or a table of its own."""
        return {
            table.id: section.heading if table.printed else table.name
            for section in self.edition.form.sections
            for table in section.tables
        }

    @cached_property
    def names(self) -> Mapping[str, Spot | Area]:
        """Every defined name: a cell's id, `cover.` and a field's, `text.` and a narrative's.

        And those that the ribbon looks for. Spreadsheet programs move them along with the cells.
        """
        return {
            **self.figures,
            **self.ribbon,
            **{f"cover.{field}": spot for field, spot in self.cover.items()},
            **{f"text.{narrative}": area for narrative, area in self.narratives.items()},
        }

    @cached_property
    def digest(self) -> str:
        """A digest of every locked text and where it stands: what a template version means."""
        text = "\n".join(f"{spot.reference} {label}" for spot, label in self.labels.items())
        return sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def cover_labels(self) -> Mapping[str, Spot]:
        """Where the label of each cover field stands."""
        return {item: spot.moved(columns=-1) for item, spot in self.cover.items()}


@cache
def layout_of(edition: Edition) -> Layout:
    """The layout of an edition's return workbook."""
    layout = Layout(edition)
    _place_cover(layout)
    for section in edition.form.sections:
        layout.sheets[section.short] = section
        _place_section(layout, section)
    _place_checks(layout)
    for row, key in enumerate(("program", "edition", "template_version", "digest"), start=1):
        layout.stamp[key] = Spot(STAMP, row, 2)
    _place_marks(layout)
    return layout


def _place_marks(layout: Layout) -> None:
    """On the stamp sheet, what the ribbon button records.

    A mark's code (2 doubtful, 3 wrong) with the figure it was made on right of it, a cell
    each; the fingerprint that each explanation is bound to, and right of it the explanation
    itself. What the free area of 校验 says is bound in rows that begin with a finding's id.
    """
    top = len(layout.stamp) + 2
    for row, cell in enumerate(layout.figures, start=top):
        layout.marks[cell] = Spot(STAMP, row, 2)
    for row, instance in enumerate(layout.checks, start=top):
        layout.bindings[instance] = Spot(STAMP, row, 5)
    below = Spot(STAMP, top + len(layout.checks), 4)
    layout.free_bindings = Area(below, FREE_FINDINGS, 3)


def _place_cover(layout: Layout) -> None:
    row = layout.cover_lines.last.row + 2
    group = ""
    for cover_field in layout.edition.form.cover:
        if cover_field.group != group:
            group = cover_field.group
            layout.cover_groups[group] = Spot(COVER, row, 1)
            row += 1
        layout.cover[cover_field.id] = Spot(COVER, row, 2)
        row += 1
    layout.nil_heading = Spot(COVER, row, 1)
    for table in layout.edition.form.tables:
        row += 1
        layout.nil[table] = Spot(COVER, row, 2)
    layout.state = Spot(COVER, row + 2, 2)
    layout.code = Spot(COVER, row + 3, 2)


def _place_section(layout: Layout, section: Section) -> None:
    row = FIRST_ROW
    for table in section.tables:
        area = table_area(table, Spot(section.short, row, 1))
        layout.tables[table.id] = area
        layout.figures |= area.figures
        block = last_year_under(area, layout.edition)
        if block:
            layout.last_year[table.id] = block
        row = (block.last_row if block else area.note.last.row) + 2
    for narrative in section.narratives:
        row += 1
        rows = _open_rows(layout, narrative)
        layout.narratives[narrative.id] = Area(Spot(section.short, row, 2), rows)
        row += rows + 1


def _open_rows(layout: Layout, narrative: Narrative) -> int:
    texts = layout.edition.form.narratives.values()
    opening = next(text for text in texts if not text.before_heading)
    return OPENING_ROWS if narrative is opening else NARRATIVE_ROWS


def _place_checks(layout: Layout) -> None:
    row = layout.check_header + 1
    instances = layout.edition.instances
    for instance in instances:
        if not instance.rule.computes:
            layout.checks[instance.id] = CheckRow(row)
            row += 1
    layout.computing_from = row
    for instance in instances:
        if instance.rule.computes:
            layout.checks[instance.id] = CheckRow(row)
            row += 1
    layout.free = Area(Spot(CHECK, row + 2, 1), FREE_FINDINGS, len(CHECK_COLUMNS))
