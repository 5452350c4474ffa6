"""The sheets of 台账.xlsx as tables: what stands in which column, and how wide it is.

What one looks at first stands left, on a screen of 1366; by what a row is known, narrow and last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from xltools.collection.ledger.facts import CHOICES, Choice, Field
from xltools.collection.situation.sheet import SITUATION
from xltools.collection.tables.table import Column, ColumnKind, Table
from xltools.collection.tables.which_book import (
    BODIES,
    CHANGES,
    FILES,
    FINDINGS,
    HINTS,
    RESEMBLING,
    TODAY,
)
from xltools.messages import say

_TODAY_COLUMNS: Mapping[str, int] = {"duty": 9, "subject": 34, "what": 108, "go": 16}
_FILE_COLUMNS: Mapping[str, int] = {
    "file": 34,
    "state": 12,
    "matched": 24,
    "received": 11,
    "attached": 14,
    "findings": 10,
    "slip": 8,
    "word": 10,
    "html": 10,
    Field.ADOPT: 7,
    Field.BODY: 22,
    Field.ORIGIN: 7,
    Field.OPINION: 22,
    "errors": 6,
    "unfilled": 8,
    "warnings": 6,
    "infos": 6,
    "year": 7,
    "body": 24,
    "sha256": 7,
}
_FINDING_COLUMNS: Mapping[str, int] = {
    "body": 18,
    "severity": 8,
    "verdict": 9,
    "place": 26,
    "sentence": 62,
    "remedy": 44,
    "rule": 14,
    "explanation": 32,
    "since_said": 12,
    Field.RULING: 9,
    Field.WHY_NOT: 26,
    "back": 10,
    "file": 30,
    "law": 30,
    "key": 5,
    "sha256": 5,
}
_HINT_COLUMNS = {
    code: width
    for code, width in _FINDING_COLUMNS.items()
    if code in ("body", "place", "sentence", "remedy", "rule", "back", "file", "law")
}
_BODY_COLUMNS: Mapping[str, int] = {
    "body": 28,
    "state": 10,
    "ask": 54,
    "counts": 10,
    "slip": 8,
    "word": 10,
    "chosen": 10,
    "changes": 10,
    Field.SENT: 22,
    Field.CONTACT: 22,
    Field.PUBLISHED: 12,
    Field.ADDRESS: 22,
    Field.REASON: 22,
    "superior": 20,
    "contact": 10,
    "phone": 14,
    "received": 11,
    "due": 11,
    "days_late": 8,
    "sha256": 7,
}
_CHANGE_COLUMNS: Mapping[str, int] = {
    "body": 26,
    "since": 12,
    "place": 44,
    "before": 30,
    "after": 30,
    "old_file": 26,
    "new_file": 26,
}
_RESEMBLING_COLUMNS: Mapping[str, int] = {
    "body": 24,
    "other": 24,
    "percent": 9,
    "heading": 22,
    "text": 54,
    "other_text": 54,
    "others": 9,
}
"""Columns by the code of their caption, with their widths in characters."""

_OPEN = frozenset(Field)
_DATES = frozenset(("received", "due", "since_said", Field.PUBLISHED))
_UNPRINTED = frozenset(("key", "sha256", "law"))
"""What paper has no room for; it stands last."""


def _table(sheet: str, columns: Mapping[str, int], *, frozen: int = 0) -> Table:
    fields = [code for code in columns if code in _OPEN]
    return Table(
        sheet,
        tuple(_column(code, width) for code, width in columns.items()),
        preface=(say("ledger.open_columns"),) if fields else (),
        frozen=frozen,
        protected=bool(fields),
        one_line=True,
        printed=sum(code not in _UNPRINTED for code in columns),
    )


def _column(code: str, width: int) -> Column:
    choices: Mapping[str, tuple[Choice, ...]] = {**CHOICES}
    return Column(
        code=code,
        caption=say(f"ledger.{code}"),
        width=width,
        kind=ColumnKind.DATE if code in _DATES else ColumnKind.TEXT,
        open=code in _OPEN,
        choices=tuple(choice.label for choice in choices.get(code, ())),
        help=say(f"ledger.{code}_help") if code in _OPEN else "",
        offered=BODIES if code == Field.BODY else "",
        newer=code == Field.SENT,
    )


@cache
def today_table() -> Table:
    """今日要办: one row a thing to do."""
    return replace(_table(TODAY, _TODAY_COLUMNS), one_line=False)


@cache
def files_table() -> Table:
    """收件: one row a file."""
    return _table(FILES, _FILE_COLUMNS, frozen=1)


@cache
def bodies_table() -> Table:
    """各单位: one row a body of the register."""
    return _table(BODIES, _BODY_COLUMNS, frozen=1)


@cache
def findings_table() -> Table:
    """问题清单: one row a finding that somebody must do something about."""
    return _table(FINDINGS, _FINDING_COLUMNS, frozen=1)


@cache
def hints_table() -> Table:
    """提示: one row a hint, apart, so that hints bury nothing."""
    return _table(HINTS, _HINT_COLUMNS, frozen=1)


@cache
def changes_table() -> Table:
    """变动清单: one row an item that a body filed differently."""
    return _table(CHANGES, _CHANGE_COLUMNS)


@cache
def resembling_table() -> Table:
    """雷同: one row a paragraph that resembles another body's."""
    return _table(RESEMBLING, _RESEMBLING_COLUMNS)


TABLES = (
    files_table,
    bodies_table,
    findings_table,
    hints_table,
    changes_table,
    resembling_table,
)
"""The sheets that list what came, what stands and what was found."""

NAMES = (TODAY, FILES, BODIES, FINDINGS, HINTS, CHANGES, RESEMBLING, SITUATION.sheet)
"""All sheets of ours in their order."""

KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    FILES: ("file", "sha256"),
    BODIES: ("body",),
    FINDINGS: ("file", "rule", "place", "sentence"),
    HINTS: ("file", "rule", "place", "sentence"),
    CHANGES: ("body", "place", "after"),
    RESEMBLING: ("body", "heading", "text", "other"),
}
"""The columns that say what a row is about."""
