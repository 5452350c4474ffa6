"""A Filing: what one body has filed for one year.

Figures are kept by cell id, texts by narrative id. A blank and something unreadable are
values of their own, never 0 or "". A total that the workbook computed is not filed: it is
worked out here from its parts, as the workbook's formula does; a total that somebody typed
or imported is a claim, kept as filed, and the rules judge it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from xltools.filing.wording import covered
from xltools.law.edition import Edition, total_and_parts
from xltools.law.form import BodyKind


class Blank(Enum):
    """Nothing was filled in."""

    BLANK = ""


BLANK = Blank.BLANK


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that is not a number was filled in, as it stands there.

    But for the middle of an identity or card number: that stands in the returned file only.
    """

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", covered(self.text))


SIGNED_BY = ("prepared_by", "reviewed_by", "approved_by")
"""The cover fields of those who sign, in their order."""

Value: TypeAlias = int | Decimal | Blank | Unreadable
"""What stands in a cell. A count is an int; a Decimal in a count's place is a fault to find."""


@dataclass(frozen=True)
class Filing:
    """One return's content.

    `cover` holds texts by field id (`year` four digits, `date` ISO); `nil` the answers to
    未填单元格按 0 计, a table without an answer missing; `figures` typed cells and claimed
    totals, blanks left out; `typed` narratives and notes by id as they stood in their cells, none
    where the filing was not just read from a workbook; `bound` the fingerprint that each
    explanation was recorded with; `places` where in the workbook each id was read, `rows` in which
    row of its text each paragraph stood, from 0; `previous` the figures of last year's report, by
    cell id, that rules compare with: none where last year is not known. `version` is that of the
    workbook's template, None where it was not read from one.
    """

    edition: Edition
    cover: Mapping[str, str] = field(default_factory=dict[str, str])
    nil: Mapping[str, bool] = field(default_factory=dict[str, bool])
    figures: Mapping[str, Value] = field(default_factory=dict[str, Value])
    narratives: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    notes: Mapping[str, str] = field(default_factory=dict[str, str])
    explanations: Mapping[str, str] = field(default_factory=dict[str, str])
    previous: Mapping[str, int | Decimal] = field(default_factory=dict[str, int | Decimal])
    typed: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    bound: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    places: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    rows: Mapping[str, tuple[int, ...]] = field(
        default_factory=dict[str, tuple[int, ...]], compare=False
    )
    version: int | None = field(default=None, compare=False)

    @property
    def year(self) -> int | None:
        """The year reported on, or None where it is not filled."""
        year = self.cover.get("year", "")
        return int(year) if year.isdecimal() else None

    @property
    def name(self) -> str:
        """The body's full name, "" where it is not filled."""
        return self.cover.get("name", "")

    @property
    def report_name(self) -> str:
        """The name that the report uses."""
        return self.cover.get("report_name") or self.name

    @property
    def body_kind(self) -> BodyKind | None:
        """The kind of body, or None where it is not filled or unknown."""
        return self.edition.form.body_kind(self.cover.get("body_kind", ""))

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Every cell's value; totals that were not filed are computed from their parts."""
        return with_totals(self, self.figures)

    def number(self, cell: str) -> int | Decimal | None:
        """A cell as a number; a blank of a table answered 是 is 0.

        None where it is no number, and for a cell that this edition's form does not have.
        """
        return self.counted(cell, self.values[cell]) if cell in self.values else None

    def counted(self, cell: str, value: Value) -> int | Decimal | None:
        """A value in that cell's place as a number, as `number` has it."""
        if type(value) is int:  # by far the most
            return value
        return as_number(value, nil=self.counts_as_zero(cell))

    def counts_as_zero(self, cell: str) -> bool:
        """Whether a blank here counts as 0: a typed cell of a table answered 是.

        A total never does: it is blank only where its parts give no number.
        """
        table = self.edition.form.cells[cell].table
        return self.nil.get(table, False) and cell not in self.edition.totals

    def paragraphs(self, narrative: str) -> tuple[str, ...]:
        """The paragraphs of a narrative, none where it is empty."""
        return self.narratives.get(narrative, ())

    def text(self, item: str) -> str:
        """What a field, a narrative or a note says, its paragraphs on lines of their own."""
        noted = self.edition.form.noted.get(item)
        note = (self.notes.get(noted.id, ""),) if noted else ()
        return self.cover.get(item) or "\n".join((*self.paragraphs(item), *note))

    def row(self, items: Sequence[str], paragraph: int) -> int:
        """In which row a paragraph of the first of these texts stands: a row each if unknown."""
        rows = self.rows.get(items[0], ()) if items else ()
        known = paragraph < len(rows) == len(self.paragraphs(items[0]))
        return rows[paragraph] if known else paragraph


def as_number(value: Value, *, nil: bool) -> int | Decimal | None:
    """The number that a value counts as; None for text, and for a blank unless `nil`."""
    match value:
        case int() | Decimal():
            return value
        case Blank() if nil:
            return 0
        case _:
            return None


def with_totals(filing: Filing, figures: Mapping[str, Value]) -> dict[str, Value]:
    """All cells of the form: `figures`, BLANK, and the totals that `figures` lacks."""
    edition = filing.edition
    values: dict[str, Value] = {cell: figures.get(cell, BLANK) for cell in edition.form.cells}
    for total in edition.summing_order:
        if values[total] is BLANK:
            _, parts = total_and_parts(edition.totals[total])
            counted = sum_of(filing.counted(part, values[part]) for part in parts)
            values[total] = BLANK if counted is None else counted
    return values


def sum_of(numbers: Iterable[int | Decimal | None]) -> int | Decimal | None:
    """The numbers added up; None where one of them is none: never a total of blanks."""
    total: int | Decimal = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total
