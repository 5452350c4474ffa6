"""Edition → Layout: where everything of the form stands in the return workbook.

With table_area.py the only file that computes an address there. The template writes to these
places, the reader reads from them, and a finding's cells are shown by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from itertools import groupby

from xltools.law.edition import Edition
from xltools.law.expression import Filled
from xltools.law.form import Narrative, Section
from xltools.layout.places import Area, Spot, addresses, letters
from xltools.layout.places import ranges as ranges
from xltools.layout.steps import SheetSteps, Step
from xltools.layout.table_area import LastYearArea, TableArea, last_year_under, table_area

COVER = "封面"
CHECK = "校验"
PROOF = "送审稿"
LAST_YEAR = "上年情况"
GUIDE = "填报口径"
STAMP = "_xltools"
SHOWN_ALONE = (PROOF, LAST_YEAR, GUIDE)
"""Sheets that only show: nothing is read from them."""

TEMPLATE_VERSION = 3
"""Raised only when layout or rules change, so that the reader knows what it is looking at."""

STATE_NAME, CHECKS_NAME = "ribbon.state", "ribbon.checks"
"""Defined names by which the ribbon's VBA finds the state's cell and the top of 校验."""

NARRATIVE_ROWS = 5
OPENING_ROWS = 10
"""Open rows of a narrative; each may hold a whole text. 总述 gets what fits nowhere else."""

FREE_FINDINGS = 150
"""Rows on 校验 kept open for what the ribbon button finds beyond the workbook's own rules."""

FAILING_LISTED = 6
"""Lines on top of 校验 that repeat what fails."""

STATUS_ROW, TITLE_ROW, HELP_ROW, QUESTION_ROW, FIRST_ROW = 1, 2, 3, 4, 5
COVER_LINES = 5
SHEET_COLUMNS = 3
"""Columns of the cover and of a sheet with texts: label, what is filled in, what is asked for."""

CHECK_HELPERS = ("page", "counted", "failing", "sheet", "worked_out")
"""Hidden columns of 校验, right of CHECK_COLUMNS: by what its rows are counted and listed, and a
total as its parts give it."""

CHECK_COLUMNS = (
    *("number", "severity", "verdict", "place", "subject", "left", "right", "difference"),
    *("remedy", "explanation", "law", "rule"),
)

_STEPS, _LETTERS, _DOUBTS = 8, 18, 20
"""Columns of the stamp sheet from which on the steps, the letters of the check code, and what an
import doubts stand."""


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
    nil_questions: dict[str, Area] = field(default_factory=dict[str, Area])
    nil_shown: dict[str, Spot] = field(default_factory=dict[str, Spot])
    state: Spot = field(default=Spot(COVER, 0, 0))
    code: Spot = field(default=Spot(COVER, 0, 0))
    alphabet: Spot = field(default=Spot(STAMP, 1, _LETTERS))
    letters: dict[str, Area] = field(default_factory=dict[str, Area])
    tables: dict[str, TableArea] = field(default_factory=dict[str, TableArea])
    figures: dict[str, Spot] = field(default_factory=dict[str, Spot])
    last_year: dict[str, LastYearArea] = field(default_factory=dict[str, LastYearArea])
    narratives: dict[str, Area] = field(default_factory=dict[str, Area])
    checks: dict[str, CheckRow] = field(default_factory=dict[str, CheckRow])
    progress: dict[str, SheetSteps] = field(default_factory=dict[str, SheetSteps])
    failing: Area = field(default=Area(Spot(CHECK, FIRST_ROW, 1), FAILING_LISTED))
    check_header: int = FIRST_ROW + FAILING_LISTED + 1
    free: Area = field(default=Area(Spot(CHECK, 0, 0), FREE_FINDINGS, len(CHECK_COLUMNS)))
    stamp: dict[str, Spot] = field(default_factory=dict[str, Spot])
    marks: dict[str, Spot] = field(default_factory=dict[str, Spot])
    bindings: dict[str, Spot] = field(default_factory=dict[str, Spot])
    free_bindings: Area = field(default=Area(Spot(STAMP, 0, 4), FREE_FINDINGS, 3))
    doubts: Area = field(default=Area(Spot(STAMP, 1, _DOUBTS), 80))

    def heading(self, narrative: str) -> Spot:
        """Where the heading of a narrative stands: above its first open row."""
        return self.narratives[narrative].first.moved(rows=-1)

    def state_of(self, cell: str) -> Spot:
        """The hidden cell that holds a figure's state."""
        return self._shadow(cell, 1)

    def weights_of(self, cell: str) -> tuple[Spot, Spot]:
        """The hidden cells that hold a figure's two weights in the check code."""
        return self._shadow(cell, 2), self._shadow(cell, 3)

    def no_figure(self, cell: str) -> Spot:
        """The hidden cell that holds 1 where the number there is no figure, else 0."""
        return self._shadow(cell, 4)

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

    def place(self, item: str, row: int = 0) -> Spot:
        """The first cell of a figure, field, note or question, that row of a text. Or KeyError."""
        if item in self.figures:
            return self.figures[item]
        if item in self.cover:
            return self.cover[item]
        if item in self.narratives:
            return self.narratives[item].row(row)
        return self.notes[item].first if item in self.notes else self.nil[item]

    def link(self, items: Sequence[str], row: int = 0) -> str | None:
        """The place of the first of the items as the links of 校验 want it; None for no items."""
        return self.place(items[0], row).link if items else None

    def span(self, items: Sequence[str]) -> str:
        """From the first of a table's figures to the last."""
        first, last = self.place(items[0]), self.place(items[-1])
        return Area(first, last.row - first.row + 1, last.column - first.column + 1).reference

    def where(self, items: Iterable[str], row: int = 0) -> str:
        """The place of a finding as people read it, with the form's own label.

        `三依申请!E列（商业企业）`, `三依申请!第8行（一、本年新收…）`, `封面!B10（单位全称）`;
        places on several sheets one after another. `row` is that of a text that comes first.
        """
        by_sheet: dict[str, list[str]] = {}
        for item in dict.fromkeys(items):
            by_sheet.setdefault(self.place(item).sheet, []).append(item)
        return "；".join(map(self._where_on_sheet, by_sheet.values(), (row, *[0] * len(by_sheet))))

    def _where_on_sheet(self, items: list[str], row: int) -> str:
        spots = [self.place(items[0], row), *map(self.place, items[1:])]
        first, cells = spots[0], self.edition.form.cells
        if len(items) == 1:
            return f"{first.reference}（{self.label(items[0])}）"
        if all(item in cells and cells[item].row.label for item in items):
            line, column = cells[items[0]].row, cells[items[0]].column
            if all(cells[item].row == line for item in items):
                return f"{first.sheet}!第{first.row}行（{line.brief or line.label}）"
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
        if item in form.noted:
            return f"{form.noted[item].name}的注"
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
        """Every defined name: a cell's id, `cover.` and a field's, `nil.` and a table's, and so on.

        And those that the ribbon looks for. Spreadsheet programs move them along with the cells.
        """
        return {
            **self.figures,
            **self.ribbon,
            **{f"cover.{field}": spot for field, spot in self.cover.items()},
            **{f"nil.{table}": spot for table, spot in self.nil.items()},
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
    _place_progress(layout)
    _place_letters(layout)
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
        layout.nil_shown[table] = Spot(COVER, row, 2)
    layout.state = Spot(COVER, row + 2, 2)
    layout.code = Spot(COVER, row + 3, 2)


def _place_section(layout: Layout, section: Section) -> None:
    row = FIRST_ROW
    for table in section.tables:
        area = table_area(table, Spot(section.short, row, 1))
        layout.tables[table.id] = area
        asked = Area(area.origin.moved(rows=-1), 1, area.table.stub_depth or area.asked)
        layout.nil_questions[table.id] = asked
        layout.nil[table.id] = asked.last.moved(columns=1)
        layout.figures |= area.figures
        block = last_year_under(area, layout.edition)
        if block:
            layout.last_year[table.id] = block
        row = (block.last_row if block else area.note.last.row) + 3
    row -= 1
    for narrative in sorted(section.narratives, key=lambda text: not text.required):
        row += 1
        rows = _open_rows(layout, narrative)
        layout.narratives[narrative.id] = Area(Spot(section.short, row, 2), rows)
        row += rows + 1


def _open_rows(layout: Layout, narrative: Narrative) -> int:
    texts = layout.edition.form.narratives.values()
    opening = next(text for text in texts if not text.before_heading)
    return OPENING_ROWS if narrative is opening else NARRATIVE_ROWS


def _place_progress(layout: Layout) -> None:
    """The steps in the order of the sheets, row by row on the stamp sheet; all of them on 校验."""
    every: list[Step] = []
    for sheet in (COVER, *layout.sheets):
        first = len(every)
        for items in _asked_on(layout, sheet):
            every.append(Step(items, Spot(STAMP, len(every) + 1, _STEPS)))
        _add_progress(layout, sheet, every[first:], _columns(layout, sheet))
    _add_progress(layout, CHECK, every, len(CHECK_COLUMNS) - 2)


def _add_progress(layout: Layout, sheet: str, steps: list[Step], columns: int) -> None:
    linked = 1 if columns < 5 else 3
    hidden = len(CHECK_COLUMNS) + 1 if sheet == CHECK else columns + 2
    layout.progress[sheet] = SheetSteps(
        tuple(steps),
        filled=Spot(STAMP, len(layout.progress) + 1, _STEPS + 3),
        status=Area(Spot(sheet, STATUS_ROW, 1), 1, columns - linked),
        link=Area(Spot(sheet, STATUS_ROW, columns - linked + 1), 1, linked),
        colour=Spot(sheet, STATUS_ROW, hidden),
    )


def _asked_on(layout: Layout, sheet: str) -> Iterator[tuple[str, ...]]:
    """What must be filled in on a sheet: the figures of a row together, fields and texts alone."""
    for area in layout.tables.values():
        if area.origin.sheet == sheet:
            for _, row in groupby(area.figures.items(), key=lambda figure: figure[1].row):
                yield tuple(cell for cell, _ in row)
    claims = (instance.claim for instance in layout.edition.instances)
    fields = {claim.field for claim in claims if isinstance(claim, Filled)}
    required = {layout.place(field): field for field in fields}
    for spot in sorted(required):
        if spot.sheet == sheet:
            yield (required[spot],)


def _columns(layout: Layout, sheet: str) -> int:
    """How many columns people see on a sheet."""
    tables = (area for area in layout.tables.values() if area.origin.sheet == sheet)
    widest = max((area.area.columns for area in tables), default=0)
    texts = sheet == COVER or bool(layout.sheets[sheet].narratives)
    return max(widest, SHEET_COLUMNS) if texts else widest


def _place_letters(layout: Layout) -> None:
    """On the stamp sheet, what the letters of some cover fields count in the check code."""
    row = 1
    for cover_field in layout.edition.form.cover:
        if cover_field.coded:
            first = layout.alphabet.moved(rows=row)
            layout.letters[cover_field.id] = Area(first, cover_field.coded)
            row += cover_field.coded


def _place_checks(layout: Layout) -> None:
    """On 校验, the totals that formulas compute below all else; the free area below these."""
    instances = sorted(layout.edition.instances, key=lambda instance: instance.rule.computes)
    first = layout.check_header + 1
    layout.checks |= {one.id: CheckRow(row) for row, one in enumerate(instances, first)}
    below = Spot(CHECK, first + len(instances) + 2, 1)
    layout.free = Area(below, FREE_FINDINGS, len(CHECK_COLUMNS))
