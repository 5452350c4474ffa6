"""The form as the reports draw it: what stands where, and which headers a figure has.

Worked out once an edition; what a filing adds is text looked up by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from xltools.law.edition import Edition
from xltools.law.form import FormTable, Narrative, Section
from xltools.law.grid import Placed, Role, places_of

_HEADS = (Role.HEADING, Role.HEADER)
_DENSE = 6
"""From this many columns on a table is set in small type."""


@dataclass(frozen=True, slots=True)
class Place:
    """A drawn place: its text or the id of its figure, and the ids of a figure's headers."""

    id: str
    role: Role
    text: str
    cell: str
    rows: int
    columns: int
    headers: str = ""

    @property
    def scope(self) -> str:
        """What a header heads: `col`, `colgroup`, `row` or `rowgroup`; "" for what is none."""
        match self.role:
            case Role.HEADING | Role.HEADER:
                return "colgroup" if self.columns > 1 else "col"
            case Role.STUB:
                return "rowgroup" if self.rows > 1 else "row"
            case _:
                return ""


@dataclass(frozen=True)
class DrawnTable:
    """A table to draw: header rows, then one group of body rows a block.

    Where several blocks stand under one another, no row heads them all: `head` is empty and
    each group begins with the headers of its block.
    """

    id: str
    note: str
    caption: str
    dense: bool
    head: tuple[tuple[Place, ...], ...]
    groups: tuple[tuple[tuple[Place, ...], ...], ...]


@dataclass(frozen=True)
class Outline:
    """A section of the report: texts before its heading, its tables, its texts; of these the ids
    of those that are `unheaded`."""

    id: str
    heading: str
    before: tuple[Narrative, ...]
    tables: tuple[DrawnTable, ...]
    texts: tuple[Narrative, ...]
    unheaded: tuple[str, ...]


@cache
def outline(edition: Edition) -> tuple[Outline, ...]:
    """The sections in the order of the legal format."""
    return tuple(_section(section) for section in edition.form.sections)


def printed_tables(edition: Edition) -> tuple[FormTable, ...]:
    """The tables that the report draws, in its order."""
    return tuple(table for table in edition.form.tables.values() if table.printed)


def covering(table: FormTable) -> Mapping[tuple[int, int], Placed]:
    """What stands at each grid row and column, spans included."""
    return {
        (row, column): placed
        for placed in places_of(table)
        for row in range(placed.row, placed.row + placed.rows)
        for column in range(placed.column, placed.column + placed.columns)
    }


def _section(section: Section) -> Outline:
    return Outline(
        id=section.id,
        heading=section.heading,
        before=tuple(text for text in section.narratives if text.before_heading),
        tables=tuple(_drawn(table, section) for table in section.tables if table.printed),
        texts=tuple(text for text in section.narratives if not text.before_heading),
        unheaded=section.unheaded,
    )


def _drawn(table: FormTable, section: Section) -> DrawnTable:
    groups = list(_groups(table))
    head: tuple[tuple[Place, ...], ...] = ()
    if len(groups) == 1:
        depth = table.blocks[0].header_depth
        head, groups = groups[0][:depth], [groups[0][depth:]]
    dense = max(len(block.leaf_columns) for block in table.blocks) > _DENSE
    return DrawnTable(table.id, table.note, section.title, dense, head, tuple(groups))


def _groups(table: FormTable) -> Iterator[tuple[tuple[Place, ...], ...]]:
    """The rows of each block."""
    covered = covering(table)
    starting: dict[int, list[Place]] = {}
    top = 0
    for placed in places_of(table):
        starting.setdefault(placed.row, []).append(_place(table, placed, covered))
    for block in table.blocks:
        end = top + bool(block.heading) + block.header_depth + len(block.leaf_rows)
        yield tuple(tuple(starting[row]) for row in range(top, end))
        top = end


def _place(table: FormTable, placed: Placed, covered: Mapping[tuple[int, int], Placed]) -> Place:
    return Place(
        id=_id(table, placed),
        role=placed.role,
        text=placed.text,
        cell=placed.cell.id if placed.cell else "",
        rows=placed.rows,
        columns=placed.columns,
        headers=" ".join(_id(table, head) for head in _headers(placed, covered)),
    )


def _id(table: FormTable, placed: Placed) -> str:
    return f"{table.id}-{placed.row}-{placed.column}"


def _headers(figure: Placed, covered: Mapping[tuple[int, int], Placed]) -> list[Placed]:
    """The headers of a figure's column, from the top of its block, then those of its row."""
    if figure.role is not Role.FIGURE:
        return []
    above: dict[Placed, None] = {}
    row = figure.row - 1
    while row >= 0 and covered[row, figure.column].role is Role.FIGURE:
        row -= 1
    while row >= 0 and (head := covered[row, figure.column]).role in _HEADS:
        above[head] = None
        row -= 1
    beside = dict.fromkeys(covered[figure.row, column] for column in range(figure.column))
    return [*reversed(above), *(stub for stub in beside if stub.role is Role.STUB)]
