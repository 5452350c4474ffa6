"""The cover of a return: who reports on which year, and the answers to 未填单元格按 0 计."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from xltools.filing.wording import Change, covered
from xltools.law.edition import Edition, UnknownEdition, in_force
from xltools.law.form import CoverField, FieldKind
from xltools.law.rule import Severity
from xltools.layout.return_book import Spot, layout_of
from xltools.messages import say
from xltools.reader.cells.grid import DAY_ZERO, Entry, Grid
from xltools.reader.cells.words import narrow
from xltools.reader.form.prose import cell_text
from xltools.reader.telling.remarks import Remarks

_YEAR = re.compile(r"(\d{4})(?:年度?)?", re.ASCII)
_DATE = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_LAST_SERIAL = 80_000
_CENTURY = range(2000, 2100)
"""Years of which a plain number may be a day."""


def read_cover(edition: Edition, grid: Grid, remarks: Remarks) -> dict[str, str]:
    """The cover's texts by field id; what cannot be read is reported and left out."""
    cover: dict[str, str] = {}
    for item, spot in layout_of(edition).cover.items():
        field = edition.form.fields[item]
        text = _field(edition, field, grid, spot, remarks)
        if text:
            cover[item] = text
    return cover


def _field(edition: Edition, field: CoverField, grid: Grid, spot: Spot, remarks: Remarks) -> str:
    text = cell_text(field.id, field.label, grid, spot, remarks)
    if not text:
        return ""
    if "\n" in text:
        before, text = text, text.replace("\n", "")
        remarks.change(Change.JOINED, spot, field.id, before, text)
    match field.kind:
        case FieldKind.YEAR:
            return _year(edition, field, text, remarks)
        case FieldKind.DATE:
            return _date(field, date_in(grid[spot], text, grid.day_zero), text, remarks)
        case FieldKind.BODY_KIND:
            return _body_kind(edition, field, text, remarks)
        case FieldKind.TEXT | FieldKind.PHONE | FieldKind.CHOICE:
            return text


def _year(edition: Edition, field: CoverField, text: str, remarks: Remarks) -> str:
    found = _YEAR.fullmatch(narrow(text))
    if not found:
        remarks.note("year", Severity.ERROR, "", field.id, label=field.label, text=text)
        return ""
    year = found[1]
    try:
        applies = in_force(int(year)) is edition
    except UnknownEdition:
        applies = False
    if not applies:
        notice = edition.notice
        remarks.note("edition_year", Severity.ERROR, "", field.id, year=year, notice=notice)
    return year


def _date(field: CoverField, found: date | None, text: str, remarks: Remarks) -> str:
    if found:
        return found.isoformat()
    remarks.note("date", Severity.ERROR, "", field.id, label=field.label, text=text)
    return ""


def date_in(entry: Entry, text: str, day_zero: date = DAY_ZERO) -> date | None:
    """The day that a cell says: as a date, as a number of days, or written out (`text`)."""
    if isinstance(entry.value, datetime):
        return entry.value.date()
    if isinstance(entry.value, date):
        return entry.value
    if isinstance(entry.value, int | float) and 0 < entry.value < _LAST_SERIAL:
        day = day_zero + timedelta(days=int(entry.value))
        if day.year in _CENTURY:
            return day
    found = _DATE.fullmatch(narrow(text))
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _body_kind(edition: Edition, field: CoverField, text: str, remarks: Remarks) -> str:
    kind = "".join(text.split())
    if edition.form.body_kind(kind):
        return kind
    remarks.note("kind", Severity.ERROR, "", field.id, label=field.label, text=text)
    return covered(text)


def read_nil(edition: Edition, grid: Grid, remarks: Remarks) -> dict[str, bool]:
    """The answers by table; an unanswered question is missing."""
    answers = {say("nil.yes"): True, say("nil.no"): False}
    nil: dict[str, bool] = {}
    for table, spot in layout_of(edition).nil.items():
        name = edition.form.tables[table].name
        text = cell_text(table, name, grid, spot, remarks)
        if text in answers:
            nil[table] = answers[text]
        elif text:
            yes, no = answers
            remarks.note(
                "nil", Severity.WARNING, table, table, label=name, text=text, yes=yes, no=no
            )
    return nil
