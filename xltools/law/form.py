"""The blank form of an edition, as pure data: sections, tables, narratives, cover fields.

A table is one or more blocks; a block is a stub (a tree of rows) across a header (a tree of
columns). A cell is a leaf row × a leaf column; its id, `table.row.column`, is its name
everywhere. Where each stands in a drawn table: `law/grid.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class CellKind(StrEnum):
    """What a cell may hold."""

    COUNT = "count"
    """a whole number from 0"""
    AMOUNT = "amount"
    """a decimal from 0"""
    CHANGE = "change"
    """a whole number, below 0 for what became fewer"""
    WRITTEN = "written"
    """a number or words, printed as they stand and never added up"""

    @property
    def whole(self) -> bool:
        """Whether its numbers have no fraction."""
        return self in (CellKind.COUNT, CellKind.CHANGE)

    @property
    def signed(self) -> bool:
        """Whether a number may be below 0."""
        return self is CellKind.CHANGE

    def holds(self, number: int | Decimal) -> bool:
        """Whether that number is of this kind."""
        whole = number == number.to_integral_value() if isinstance(number, Decimal) else True
        return (number >= 0 or self.signed) and (whole or not self.whole)


class FieldKind(StrEnum):
    """What a cover field holds."""

    TEXT = "text"
    YEAR = "year"
    DATE = "date"
    PHONE = "phone"
    CHOICE = "choice"
    BODY_KIND = "body_kind"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a header tree; a leaf has an id, a kind and a unit."""

    label: str
    id: str = ""
    brief: str = ""
    unit: str = ""
    kind: CellKind = CellKind.COUNT
    columns: tuple[FormColumn, ...] = ()

    def leaves(self) -> tuple[FormColumn, ...]:
        """This column if it is a leaf, else the leaves under it."""
        return tuple(leaf for column in self.columns for leaf in column.leaves()) or (self,)

    def depth(self) -> int:
        """Header levels from here down, at least 1."""
        return 1 + max((column.depth() for column in self.columns), default=0)


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a stub tree; only a leaf holds figures."""

    id: str
    label: str
    brief: str = ""
    rows: tuple[FormRow, ...] = ()

    def leaves(self) -> tuple[FormRow, ...]:
        """This row if it is a leaf, else the leaves under it."""
        return tuple(leaf for row in self.rows for leaf in row.leaves()) or (self,)

    def depth(self) -> int:
        """Stub levels from here down, at least 1."""
        return 1 + max((row.depth() for row in self.rows), default=0)

    def walk(self) -> Iterator[FormRow]:
        """This row and every row under it, in the order of the form."""
        yield self
        for row in self.rows:
            yield from row.walk()


@dataclass(frozen=True, slots=True)
class Cell:
    """A leaf row × a leaf column of a table."""

    table: str
    row: FormRow
    column: FormColumn
    id: str = field(init=False)
    """`table.row.column`; a table with one unnamed row has `table.column`."""

    def __post_init__(self) -> None:
        parts = (self.table, self.row.id, self.column.id)
        object.__setattr__(self, "id", ".".join(filter(None, parts)))

    @property
    def label(self) -> str:
        """The cell in the form's own words, row first."""
        column = self.column.brief or self.column.label
        return f"{self.row.brief or self.row.label}·{column}" if self.row.label else column


_UNNAMED = FormRow("", "")


@dataclass(frozen=True)
class Block:
    """A stub across a header, under an optional heading of its own."""

    table: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...] = ()
    heading: str = ""

    @cached_property
    def leaf_columns(self) -> tuple[FormColumn, ...]:
        """The columns that hold figures, left to right."""
        return tuple(leaf for column in self.columns for leaf in column.leaves())

    @cached_property
    def leaf_rows(self) -> tuple[FormRow, ...]:
        """The rows that hold figures, top to bottom; one unnamed row where there is no stub."""
        return tuple(leaf for row in self.rows for leaf in row.leaves()) or (_UNNAMED,)

    @cached_property
    def stub_depth(self) -> int:
        """Stub levels; 0 without a stub."""
        return max((row.depth() for row in self.rows), default=0)

    @cached_property
    def header_depth(self) -> int:
        """Header levels, at least 1."""
        return max(column.depth() for column in self.columns)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, row by row."""
        return tuple(
            Cell(self.table, row, column) for row in self.leaf_rows for column in self.leaf_columns
        )


@dataclass(frozen=True)
class FormTable:
    """A statutory table, or figures that the report states in words (`printed` is false).

    `stub_widths`: how wide each level of its stub is drawn, in characters.
    """

    id: str
    name: str
    blocks: tuple[Block, ...]
    corner: str = ""
    printed: bool = True
    stub_widths: tuple[float, ...] = ()

    @property
    def note(self) -> str:
        """The id of the 注 under it."""
        return f"note.{self.id}"

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell of every block, in the order of the form."""
        return tuple(cell for block in self.blocks for cell in block.cells)

    @cached_property
    def stub_depth(self) -> int:
        """Stub levels of the deepest block."""
        return max(block.stub_depth for block in self.blocks)

    @cached_property
    def width(self) -> int:
        """Grid columns: stub levels and the leaf columns of the widest block."""
        return self.stub_depth + max(len(block.leaf_columns) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Narrative:
    """A text of the report, a list of paragraphs; a `drafted` one may follow from figures.

    `example` is a sentence as a body may write it, or as it is drafted.
    """

    id: str
    section: str
    label: str
    number: str = ""
    required: bool = False
    drafted: bool = False
    before_heading: bool = False
    help: str = ""
    example: str = ""

    @property
    def heading(self) -> str:
        """Number and label, as the report prints a sub-heading."""
        return self.number + self.label


@dataclass(frozen=True)
class Section:
    """One of the six sections: its tables, then its narratives."""

    id: str
    number: str
    title: str
    short: str
    clause: str
    tables: tuple[FormTable, ...] = ()
    narratives: tuple[Narrative, ...] = ()

    @property
    def heading(self) -> str:
        """`一、总体情况`."""
        return f"{self.number}、{self.title}"

    @property
    def unheaded(self) -> tuple[str, ...]:
        """The texts that follow one another under no heading but the section's."""
        own = tuple(n.id for n in self.narratives if not (n.number or n.before_heading))
        return own if len(own) > 1 else ()


@dataclass(frozen=True, slots=True)
class CoverField:
    """A cover field: who reports, on which year, where the report is to be found.

    As many of its letters as `coded` says count in the check code.
    """

    id: str
    label: str
    group: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    published: bool = False
    choices: tuple[str, ...] = ()
    open_choice: bool = False
    coded: int = 0
    help: str = ""


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of reporting body, and what the law lets it do or asks of it.

    `level` is that of the government that it is or acts for: 1 province or city, 2 county,
    3 town; 0 where the kind does not say.
    """

    label: str
    level: int = 0
    government: bool = False
    makes_regulations: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """The facts every lead paragraph states: legal basis and statistical period."""

    basis: str
    article: str
    period_from: str
    period_to: str


@dataclass(frozen=True, slots=True)
class FormChart:
    """Figures that 图解 draws together: a bar for each, or for each group of rows.

    A bar is called by its label here or, where there are none, by the form's own; `nil` is what is
    said where all of them are 0, "" where another chart tells it.
    """

    heading: str
    bars: tuple[str, ...]
    labels: tuple[str, ...] = ()
    nil: str = ""

    @property
    def table(self) -> str:
        """The id of the table that they stand in."""
        return self.bars[0].partition(".")[0]


@dataclass(frozen=True)
class Form:
    """The whole blank form of an edition; `main` are the figures that sum a report up, `charts`
    what is drawn of them.

    `offices`: words of names, by what a kind of body may be known by. A body so called is the
    office of a government that is so, and files for it.
    """

    title: str
    lead: Lead
    cover: tuple[CoverField, ...]
    body_kinds: tuple[BodyKind, ...]
    sections: tuple[Section, ...]
    main: tuple[str, ...] = ()
    charts: tuple[FormChart, ...] = ()
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @cached_property
    def tables(self) -> dict[str, FormTable]:
        """Tables by id, in the order of the form."""
        return {table.id: table for section in self.sections for table in section.tables}

    @cached_property
    def noted(self) -> dict[str, FormTable]:
        """Tables by the ids of their notes."""
        return {table.note: table for table in self.tables.values()}

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Cells by id, in the order of the form."""
        return {cell.id: cell for table in self.tables.values() for cell in table.cells}

    @cached_property
    def narratives(self) -> dict[str, Narrative]:
        """Narratives by id, in the order of the form."""
        return {
            narrative.id: narrative for section in self.sections for narrative in section.narratives
        }

    @cached_property
    def fields(self) -> dict[str, CoverField]:
        """Cover fields by id."""
        return {field.id: field for field in self.cover}

    def section_of(self, narrative: str) -> str:
        """The id of the section that a narrative stands in, "" where the form has no such one."""
        known = self.narratives.get(narrative)
        return known.section if known else ""

    def rows(self, table: str) -> Iterator[FormRow]:
        """Every row of a table, groups of rows too; none of a table that the form has not."""
        for block in self.tables[table].blocks if table in self.tables else ():
            for row in block.rows:
                yield from row.walk()

    def row(self, table: str, id: str) -> FormRow | None:
        """The row, or the group of rows, of that id in a table."""
        return next((row for row in self.rows(table) if row.id == id), None)

    def cells_under(self, name: str) -> tuple[str, ...]:
        """The cell of that name, or those of all rows under a group of that name.

        What another edition's form has stands for itself.
        """
        table, group, column = f"{name}.".split(".")[:3]
        row = None if name in self.cells else self.row(table, group)
        return tuple(f"{table}.{leaf.id}.{column}" for leaf in row.leaves()) if row else (name,)

    def body_kind(self, label: str) -> BodyKind | None:
        """The kind of body so called, or None."""
        return next((kind for kind in self.body_kinds if kind.label == label), None)

    def is_or_serves(self, trait: str, kind: BodyKind, name: str) -> bool:
        """Whether a body is of a kind that is so, or by its name the office of such a one.

        A kind that says its level is believed before the name.
        """
        named = not kind.level and any(word in name for word in self.offices.get(trait, ()))
        return named or getattr(kind, trait)
