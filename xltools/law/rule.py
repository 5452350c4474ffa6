"""A rule: one arithmetic claim with its law, severity and cases, expanded to instances.

One rule stands for several instances (`for_each`): one a row, one a column, one a required
field. An instance's claim holds cell ids only and needs no further context.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from xltools.law.expression import Claim, ClaimError, cells_of, parse, previous_of
from xltools.law.form import Form

CaseValue: TypeAlias = int | float | str
"""What a cell holds in a rule's case: a number, or "" for a blank."""


class Severity(StrEnum):
    """错误 must be fixed; 疑点 is fixed or explained; 提示 is for a person to read."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class ForEach(StrEnum):
    """What a rule is instantiated over."""

    ROW = "row"
    COLUMN = "column"
    TABLE = "table"
    FORM = "form"
    FIELD = "field"


@dataclass(frozen=True)
class Rule:
    """One rule of an edition as it is declared."""

    id: str
    label: str
    for_each: ForEach
    claim: str
    severity: Severity
    law: str
    remedy: str
    table: str = ""
    parts: str = ""
    computes: bool = False
    unless: str = ""
    cases: Mapping[str, Mapping[str, CaseValue]] | None = None

    def expand(self, form: Form) -> tuple[Instance, ...]:
        """Every instance of this rule on the form. Raises ClaimError for unknown names."""
        return tuple(
            Instance(
                self,
                f"{self.id}/{scope}" if scope else self.id,
                parse(self.claim, lambda name, s=scope: self.resolve(name, form, s)),
            )
            for scope in self._scopes(form)
        )

    def _scopes(self, form: Form) -> Iterator[str]:
        match self.for_each:
            case ForEach.FIELD:
                yield from (field.id for field in form.cover if field.required)
                yield from (text.id for text in form.narratives.values() if text.required)
            case ForEach.ROW:
                yield from (row.id for row in form.tables[self.table].blocks[0].leaf_rows)
            case ForEach.COLUMN:
                yield from (leaf.id for leaf in form.tables[self.table].blocks[0].leaf_columns)
            case _:
                yield ""

    def resolve(self, name: str, form: Form, scope: str) -> tuple[str, ...]:
        """The ids that a name of this rule stands for in one scope: of cells, or of the field."""
        if self.for_each is ForEach.FIELD:
            return (scope,)
        table = form.tables[self.table]
        match self.for_each:
            case ForEach.ROW:
                ids = (f"{table.id}.{scope}.{name}",)
            case ForEach.COLUMN:
                named = form.row(table.id, name)
                leaves = named.leaves() if named else ()
                ids = tuple(f"{table.id}.{leaf.id}.{scope}" for leaf in leaves)
            case _ if name == table.id:
                ids = tuple(cell.id for cell in table.cells)
            case _:
                ids = (name if name in form.cells else f"{table.id}.{name}",)
        if not ids or any(cell not in form.cells for cell in ids):
            raise ClaimError(f"{self.id}: {name} names no cell of {table.name}")
        return ids


@dataclass(frozen=True)
class Instance:
    """A rule on one row, column, table or field."""

    rule: Rule
    id: str
    claim: Claim

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Every cell of this year the claim speaks of."""
        return cells_of(self.claim)

    @cached_property
    def previous(self) -> tuple[str, ...]:
        """Every cell whose figure of last year the claim speaks of."""
        return previous_of(self.claim)
