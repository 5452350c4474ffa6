"""汇总.xlsx: its sheets and columns, as they are written and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from xltools.collection.tables.table import Column, ColumnKind, Table, captioned
from xltools.messages import say

SCOPE, YEAR = "scope", "year"
"""The lines of 汇总说明 by which an earlier book is known to be of the same sum."""

_DEEPEST = 16_384
_WIDTH_OF_BODY = 11

_column = partial(captioned, "aggregate_column")

_CELL = (_column("table", 11), _column("item", 40), _column("unit", 6))
_BODY = (_column("body", 30), _column("kind", 16), _column("superior", 24))


ABOUT = Table(
    say("aggregate_sheet.about"),
    (replace(_column("subject", 22), required=True), _column("content", 90)),
)

ADJUSTMENTS = Table(
    say("aggregate_sheet.adjustments"),
    (
        *_CELL,
        _column("added", 14, ColumnKind.NUMBER),
        _column("amount", 12, ColumnKind.NUMBER, open=True),
        _column("reason", 40, open=True),
        _column("applied", 12, ColumnKind.NUMBER),
        replace(_column("cell", 36), required=True),
    ),
    preface=(say("aggregate.adjustments_preface"),),
    protected=True,
)

OFFICES_OWN = Table(
    ADJUSTMENTS.sheet,
    tuple(item for item in ADJUSTMENTS.columns if item.code in ("amount", "reason", "cell")),
)
"""What is read back of 汇总调整: its formulas need not have been calculated."""

LEFT_OUT = Table(
    say("aggregate_sheet.left_out"),
    (*_BODY, _column("effect", 14), _column("reason", 60)),
)

TEXTS = Table(
    say("aggregate_sheet.texts"),
    (_column("body", 30), _column("part", 22), _column("text", 100)),
    preface=(say("aggregate.texts_preface"),),
)

RECONCILED = Table(
    say("aggregate_sheet.reconciled"),
    (
        _column("body", 30),
        *_CELL,
        _column("filed", 14, ColumnKind.NUMBER),
        _column("below", 14, ColumnKind.NUMBER),
        _column("difference", 12, ColumnKind.NUMBER),
    ),
)

_SUMS = (
    *_CELL,
    *(_column(code, 14, ColumnKind.NUMBER) for code in ("total", "added", "adjusted")),
)
MOST_BODIES = _DEEPEST - len(_SUMS)
"""Bodies that a sheet has columns for."""


def sums(bodies: Sequence[str]) -> Table:
    """汇总: a row a cell, a column a body; more bodies than it has columns for stand in 宽表."""
    title, frozen = say("aggregate_sheet.sums"), len(_SUMS)
    if len(bodies) > MOST_BODIES:
        told = say("aggregate.turned", count=len(bodies), wide=say("aggregate_sheet.wide"))
        return Table(title, _SUMS, preface=(told,), frozen=frozen, protected=True)
    columns = (
        Column(body_code(number), body, _WIDTH_OF_BODY, ColumnKind.NUMBER)
        for number, body in enumerate(bodies)
    )
    return Table(title, (*_SUMS, *columns), frozen=frozen, protected=True)


def body_code(number: int) -> str:
    """The code of the column of the body at that place."""
    return f"body-{number}"


def wide(cells: Sequence[tuple[str, str]]) -> Table:
    """宽表: a row a body, a column a cell (its id and what people call it)."""
    columns = (Column(cell, caption, _WIDTH_OF_BODY, ColumnKind.NUMBER) for cell, caption in cells)
    return Table(say("aggregate_sheet.wide"), (*_BODY, _column("code", 12), *columns), frozen=1)


def about(code: str) -> str:
    """How 汇总说明 calls one of its lines."""
    return say(f"aggregate_about.{code}")
