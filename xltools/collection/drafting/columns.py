"""文字起草.xlsx: its sheets and columns, as they are written and read back."""

from __future__ import annotations

from dataclasses import replace

from xltools.collection.tables.table import Column, ColumnKind, Table, captioned, captioned_columns
from xltools.law.edition import Edition
from xltools.law.form import Narrative
from xltools.messages import say


def _column(
    code: str, width: int, kind: ColumnKind = ColumnKind.TEXT, *, open: bool = False
) -> Column:
    help = say(f"drafting_help.{code}") if open else ""
    return replace(captioned("drafting_column", code, width, kind, open=open), help=help)


YES = say("choice.yes")

FINAL = Table(
    say("drafting_sheet.final"),
    (
        _column("part", 28),
        _column("order", 7, ColumnKind.NUMBER, open=True),
        _column("text", 90, open=True),
        _column("source", 30),
        _column("told", 40),
        _column("subject", 26),
        _column("origin", 15),
        _column("put", 15),
    ),
    preface=tuple(say(f"drafting.final_{line}") for line in ("first", "second", "third")),
    frozen=1,
    protected=True,
    printed=5,
)
"""定稿: a row a paragraph of the district's texts, and blank ones below each part's."""

_NUMBERS = {"count": 10, "stated": 14, "filed": 16, "whole": 16, "differing": 16}
NUMBERS = Table(
    say("drafting_sheet.numbers"),
    captioned_columns("drafting_column", {"part": 28, "item": 50, **_NUMBERS}, _NUMBERS),
    preface=(say("drafting.numbers_preface"),),
    optional=True,
)


def material_table(edition: Edition, narrative: Narrative) -> Table:
    """The sheet of one part: a row a paragraph that bodies wrote."""
    number = 1 + list(edition.form.narratives).index(narrative.id)
    adopted = replace(_column("adopted", 8, open=True), choices=(YES,))
    return Table(
        say("drafting.sheet", number=number, label=narrative.label),
        (
            adopted,
            _column("count", 8, ColumnKind.NUMBER),
            _column("bodies", 36),
            _column("paragraph", 90),
            _column("numbers", 44),
            _column("key", 15),
        ),
        preface=(
            say("drafting.material_first", heading=narrative.heading),
            say("drafting.material_second"),
        ),
        protected=True,
        printed=5,
        optional=True,
    )
