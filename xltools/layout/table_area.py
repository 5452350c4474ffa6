"""The place of one table of the form on its sheet, and of last year's figures beneath it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from xltools.law.edition import Edition
from xltools.law.expression import previous_of
from xltools.law.form import Form, FormTable
from xltools.law.grid import Placed, Role, places_of
from xltools.law.rule import ForEach, Instance
from xltools.law.words import previous_name
from xltools.layout.places import Area, Spot


@dataclass(frozen=True)
class TableArea:
    """A table's place: the drawn grid and the open note line.

    To its right, `shift` columns on each, stand hidden blocks of the same shape: the states
    of its figures, their two weights in the check code, and which numbers there are none.
    `listed`: a table that the report does not print stands as label and value, row by row.
    """

    table: FormTable
    origin: Spot
    grid: tuple[Placed, ...]
    note: Area
    shift: int
    listed: bool = False

    @property
    def shadows(self) -> tuple[Area, ...]:
        """All hidden blocks."""
        return tuple(self.shadow(number) for number in (1, 2, 3, 4))

    @property
    def figures(self) -> dict[str, Spot]:
        """Where each of its figures stands, by cell id."""
        return {placed.cell.id: self.spot(placed) for placed in self.grid if placed.cell}

    def spot(self, placed: Placed) -> Spot:
        """Where a place of the grid stands."""
        return self.origin.moved(placed.row, placed.column)

    @property
    def lines(self) -> tuple[Placed, ...]:
        """The table as lines of label and figure, for where it would be too wide."""
        return _listed(self.table)

    @property
    def asked(self) -> int:
        """Columns that the question above a table without a stub takes."""
        return 1 if self.listed else 3

    @property
    def area(self) -> Area:
        """The whole drawn table."""
        rows = max(placed.row + placed.rows for placed in self.grid)
        columns = max(placed.column + placed.columns for placed in self.grid)
        return Area(self.origin, rows, columns)

    def shadow(self, number: int) -> Area:
        """A hidden block: 1 the states, 2 and 3 the weights, 4 which numbers are none."""
        area = self.area
        return Area(area.first.moved(columns=number * self.shift), area.rows, area.columns)


@dataclass
class LastYearArea:
    """Beneath a table, in its columns: last year's figures that its rules compare with.

    `figures` by cell id; `verdicts` by rule instance, each beside or beneath its figure;
    `labels` are locked texts, `outcomes` the places that say what stands beside them.
    """

    heading: Area
    figures: dict[str, Spot] = field(default_factory=dict[str, Spot])
    verdicts: dict[str, Area] = field(default_factory=dict[str, Area])
    labels: dict[Area, str] = field(default_factory=dict[Area, str])
    outcomes: list[Area] = field(default_factory=list[Area])

    @property
    def last_row(self) -> int:
        """The last row that it takes."""
        areas = (*self.labels, *self.verdicts.values(), *self.outcomes)
        return max(area.last.row for area in areas)


def table_area(table: FormTable, origin: Spot) -> TableArea:
    """The place of a table that begins there; one that is not printed is listed."""
    listed = not table.printed
    grid = _listed(table) if listed else places_of(table, spread=False)
    rows = max(placed.row + placed.rows for placed in grid)
    width = max(placed.column + placed.columns for placed in grid)
    note = Area(origin.moved(rows, 1), 1, width - 1)
    return TableArea(table, origin, grid, note, shift=width + 1, listed=listed)


def _listed(table: FormTable) -> tuple[Placed, ...]:
    """A table of one unnamed row turned into lines of label and value."""
    lines: list[Placed] = []
    figures = [placed for placed in places_of(table) if placed.cell]
    for row, placed in enumerate(figures):
        assert placed.cell
        label = placed.cell.column.label if not table.printed else placed.cell.column.brief
        lines.append(Placed(row, 0, 1, 1, Role.STUB, label))
        lines.append(Placed(row, 1, 1, 1, placed.role, cell=placed.cell))
    return tuple(lines)


def last_year_under(area: TableArea, edition: Edition) -> LastYearArea | None:
    """What the table's rules compare with last year, beneath its note; None for nothing."""
    instances = [
        instance
        for instance in edition.instances
        if instance.rule.table == area.table.id and previous_of(instance.claim)
    ]
    first = area.note.last.row + 2
    sheet, width = area.origin.sheet, area.area.columns
    if not instances:
        return None
    block = LastYearArea(Area(Spot(sheet, first, 1), 1, width))
    row = first
    for _, alike in groupby(instances, key=lambda instance: instance.rule.id):
        row = _place_alike(edition.form, area, block, tuple(alike), row + 1)
    return block


def _place_alike(
    form: Form, area: TableArea, block: LastYearArea, alike: tuple[Instance, ...], row: int
) -> int:
    """Place a rule's instances, under the columns or a row each; the last row taken."""
    sheet, stub = area.origin.sheet, area.table.stub_depth
    under_columns = alike[0].rule.for_each is ForEach.COLUMN
    for number, instance in enumerate(alike):
        (cell,) = previous_of(instance.claim)
        line = row if under_columns else row + number
        column = area.figures[cell].column if under_columns else stub + 1
        spot = Spot(sheet, line, column)
        block.labels[Area(Spot(sheet, line, 1), 1, stub)] = previous_name(instance, cell, form)
        block.figures[cell] = spot
        if under_columns:
            block.verdicts[instance.id] = Area(spot.moved(rows=1), 1)
        else:
            rest = area.area.columns - column
            block.verdicts[instance.id] = Area(spot.moved(columns=1), 1, rest)
    if under_columns:
        block.outcomes.append(Area(Spot(sheet, row + 1, 1), 1, stub))
    return row + (1 if under_columns else len(alike) - 1)
