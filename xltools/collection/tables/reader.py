"""The office's own tables read back by their captions, wherever the columns stand now.

Nothing that a person did to such a book raises: what cannot be read is a problem with its
sheet and cell, and the rest goes on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from xltools.collection.tables.table import Column, ColumnKind, Table
from xltools.collection.tables.which_book import which_book
from xltools.errors import XltoolsError
from xltools.examination.record import Located
from xltools.filing.figure import figure_of
from xltools.filing.findings import Finding, Verdict
from xltools.filing.states import FileState
from xltools.filing.wording import clean
from xltools.law.rule import Severity
from xltools.layout.return_book import Spot
from xltools.messages import say
from xltools.reader.any_book import skim
from xltools.reader.any_book.tables import LARGE, USUAL, Sheets, Size, read_sheets
from xltools.reader.cells.grid import Entry
from xltools.reader.cells.words import narrow, number_in, shown
from xltools.reader.form.cover import date_in

SECONDS, MEMORY = 300.0, 3 << 30
"""What a process may take that reads one large book."""

_Cells: TypeAlias = Mapping[Spot, Entry]
Content: TypeAlias = str | int | Decimal | date


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what it holds by column code, blanks and what cannot be read left out.

    `columns` are the numbers of its columns on the sheet, `others` is what stands under captions
    that are none of the table's. Thousands of rows share what is the same in them.
    """

    table: Table
    sheet: str
    number: int
    columns: Mapping[str, int]
    values: Mapping[str, Content]
    others: Mapping[str, Content]

    def spot(self, code: str) -> Spot | None:
        """The cell of a column, also where it is blank; None where it has no such column."""
        at = self.columns.get(code)
        return None if at is None else Spot(self.sheet, self.number, at)

    def text(self, code: str) -> str:
        """A text, "" where there is none."""
        value = self.values.get(code, "")
        return value if isinstance(value, str) else str(value)

    def number_of(self, code: str) -> int | Decimal | None:
        """A number, None where there is none."""
        value = self.values.get(code)
        return value if isinstance(value, int | Decimal) else None

    def date(self, code: str) -> date | None:
        """A date, None where there is none."""
        value = self.values.get(code)
        return value if isinstance(value, date) else None

    def problem(
        self, message: str, column: str, severity: Severity = Severity.ERROR, /, **context: object
    ) -> Located:
        """What is wrong with one of its cells; `message` and `message_remedy` are the sentences."""
        spot = self.spot(column)
        item = next(item for item in self.table.columns if item.code == column)
        return problem(message, severity, spot, item.caption, **context)


class OfficeBookError(XltoolsError, ValueError):
    """What stands in an office's earlier book cannot be carried over: `problems` say why, where."""

    def __init__(self, problems: Sequence[Located]) -> None:
        super().__init__(problems[0].finding.sentence)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class OfficeReading:
    """The rows of each table by its sheet, and what is wrong with the file and its cells.

    `read` is false where the file could not be read at all: then there is one problem.
    """

    path: Path
    sha256: str
    read: bool
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict[str, tuple[Row, ...]])
    problems: tuple[Located, ...] = ()

    @property
    def grave(self) -> list[Located]:
        """The problems but that the book had to be converted, by which nothing is lost."""
        return [item for item in self.problems if item.finding.id != "O-CONVERTED"]

    def of(self, table: Table) -> tuple[Row, ...]:
        """The rows of a table, none where it is missing."""
        return self.rows.get(table.sheet, ())


def problem(
    message: str,
    severity: Severity = Severity.ERROR,
    spot: Spot | None = None,
    caption: str = "",
    /,
    **context: object,
) -> Located:
    """A finding on a cell of an office's book, or on the book as a whole.

    Its id is `O-` and the message's code behind the group: `O-NOT-DATE`.
    """
    finding = Finding(
        id="O-" + message.rpartition(".")[2].upper().replace("_", "-"),
        severity=severity,
        verdict=Verdict.FAIL,
        sentence=say(message, **context),
        remedy=say(f"{message}_remedy", **context),
        law="",
    )
    if spot is None:
        return Located(finding)
    place = say("office.place", sheet=spot.sheet, address=spot.address, caption=caption)
    return Located(finding, place, (spot.reference,))


def read_tables(path: Path, tables: Sequence[Table]) -> OfficeReading:
    """Read these tables from a workbook. Never raises for a bad file; it is not changed.

    A large one is read in a process of its own: that may die, and takes nobody along.
    """
    reading = _read(path, tables, USUAL)
    return reading if reading is not None else _read_apart(path, tables)


def _read_apart(path: Path, tables: Sequence[Table]) -> OfficeReading:
    from xltools.collection.workers.executor import Lost, ProcessExecutor  # needed by few books

    executor = ProcessExecutor(1, time_limit=SECONDS, memory_limit=MEMORY)
    with closing(executor.map(_read_large, [(path, tuple(tables))])) as answers:
        (answer,) = answers
    if isinstance(answer, Lost):
        told = problem("office.too_much", file=path.name)
        return OfficeReading(path, "", read=False, problems=(told,))
    return answer


def _read_large(task: tuple[Path, Sequence[Table]]) -> OfficeReading:
    reading = _read(*task, LARGE)
    assert reading is not None
    return reading


def _read(path: Path, tables: Sequence[Table], size: Size) -> OfficeReading | None:
    """The reading; None where the book is larger than that, and may be larger still."""
    there: list[str] = []
    of: dict[str, Table] = {}

    def chosen(names: Sequence[str]) -> Iterable[str]:
        there.extend(names)
        of.update(_tables_by_sheet(names, tables))
        return of

    def columns(name: str, first_rows: _Cells) -> Collection[int]:
        by_row = _by_row(first_rows)
        captions = _captions_of(of[name])
        header = by_row.get(_header(by_row, of[name]), {})
        if of[name].whole:
            return list(header)
        return [number for number, entry in header.items() if _caption(entry) in captions]

    sheets = read_sheets(path, chosen, columns, size)
    if sheets.unread is FileState.TOO_BIG and size != LARGE:
        return None
    wanted = [table.sheet for table in tables]
    if told := _not_this_book(sheets, there, wanted):
        return OfficeReading(path, sheets.sha256, read=False, problems=(told,))
    problems: list[Located] = []
    if sheets.findings:
        problems.append(problem("office.converted", Severity.INFO, file=path.name))
    rows: dict[str, tuple[Row, ...]] = {}
    for name, table in of.items():
        found = _rows(name, sheets, table, problems)
        rows[table.sheet] = (*rows.get(table.sheet, ()), *found)
    needed = (table.sheet for table in tables if not table.optional)
    lacking = (sheet for sheet in needed if sheet not in rows)
    problems += [problem("office.no_sheet", file=path.name, sheet=sheet) for sheet in lacking]
    return OfficeReading(path, sheets.sha256, True, rows, tuple(problems))


def _not_this_book(sheets: Sheets, there: Sequence[str], wanted: Sequence[str]) -> Located | None:
    """Why nothing is read of the file: it cannot be, or it is another workbook of ours."""
    file, first = sheets.path.name, wanted[0]
    if sheets.unread:
        reason = sheets.findings[0].sentence
        return problem("office.not_read", file=file, reason=reason)
    what = "" if set(wanted) & set(there) else which_book(there)
    return problem("office.other_book", file=file, what=what, sheet=first) if what else None


def _tables_by_sheet(names: Sequence[str], tables: Sequence[Table]) -> Mapping[str, Table]:
    """The table that is read from each sheet.

    The only one that a book must have may have been renamed.
    """
    numbered = {table.goes_on(n): table for table in tables for n in range(1, len(names) + 1)}
    found = {name: numbered[name] for name in names if name in numbered}
    needed = [table for table in tables if not table.optional]
    if len(needed) == 1 and needed[0] not in found.values():
        others = [name for name in names if name not in found]
        found |= dict(zip(others, needed, strict=False))
    return found


# ------------------------------------------------------------------ header and rows


def _rows(sheet: str, sheets: Sheets, table: Table, problems: list[Located]) -> Iterator[Row]:
    by_row = _by_row(sheets.sheets[sheet])
    header = _header(by_row, table)
    columns = _columns(sheet, header, by_row.get(header, {}), table, problems)
    if columns is None:
        return
    others = _others(by_row.get(header, {}), columns, table)
    for number in sorted(number for number in by_row if number > header):
        entries = by_row[number]
        if any(column in entries for column in columns.values()):
            row = Row(table, sheet, number, columns, _NOTHING, _NOTHING)
            values = _values(row, entries, sheets.day_zero, problems)
            held = {
                caption: content
                for column, caption in others.items()
                if column in entries and (content := _as_it_is(entries[column])) is not None
            }
            yield replace(row, values=values, others=held or _NOTHING)


_NOTHING: Mapping[str, Content] = {}

_TIME_BEHIND = re.compile(r"(?:T|\s+)\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?$")


def _others(
    entries: Mapping[int, Entry], columns: Mapping[str, int], table: Table
) -> Mapping[int, str]:
    """The captions of columns that are none of the table's, by their numbers."""
    known = _captions_of(table)
    return {
        number: clean(shown(entry.value))
        for number, entry in sorted(entries.items())
        if number not in columns.values() and _caption(entry) not in ("", *known)
    }


def _as_it_is(entry: Entry) -> Content | None:
    """What a cell of no column of ours holds: a number, a day, else what it shows."""
    value = entry.value
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else shown(value)
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return figure_of(value)
    return shown(value) or None


def _by_row(cells: _Cells) -> Mapping[int, Mapping[int, Entry]]:
    by_row: dict[int, dict[int, Entry]] = {}
    for spot, entry in cells.items():
        by_row.setdefault(spot.row, {})[spot.column] = entry
    return by_row


def _header(by_row: Mapping[int, Mapping[int, Entry]], table: Table) -> int:
    """The row, near the top, that holds the most captions."""
    captions = _captions_of(table)
    held = {
        number: len(captions & {_caption(entry) for entry in entries.values()})
        for number, entries in by_row.items()
        if number <= skim.HEAD_ROWS
    }
    return max(sorted(held), key=held.__getitem__, default=table.header_row)


def _columns(
    sheet: str,
    header: int,
    entries: Mapping[int, Entry],
    table: Table,
    problems: list[Located],
) -> Mapping[str, int] | None:
    """The number of each column by its code; None where one is missing that every row needs."""
    found: dict[str, list[int]] = {}
    for number in sorted(entries):
        found.setdefault(_caption(entries[number]), []).append(number)
    columns: dict[str, int] = {}
    readable = True
    for column in table.columns:
        numbers = sorted(number for name in _names_of(column) for number in found.get(name, ()))
        if numbers:
            columns[column.code] = numbers[0]
        said = _header_problem(column, len(numbers))
        if said:
            code, severity = said
            spot = Spot(sheet, header, numbers[0] if numbers else 1)
            told = {"caption": column.caption, "count": len(numbers)}
            problems.append(problem(code, severity, spot, column.caption, **told))
            readable = readable and code != "office.no_column"
    return columns if readable else None


def _header_problem(column: Column, times: int) -> tuple[str, Severity] | None:
    if times > 1:
        return "office.column_twice", Severity.WARNING
    if times == 1 or (column.newer and not times):
        return None
    if column.required:
        return "office.no_column", Severity.ERROR
    return "office.column_gone", Severity.INFO


def _caption(entry: Entry) -> str:
    return "" if entry.unreadable else _bare(shown(entry.value))


def _captions_of(table: Table) -> set[str]:
    return {name for column in table.columns for name in _names_of(column)}


def _names_of(column: Column) -> tuple[str, ...]:
    return tuple(map(_bare, (column.caption, *column.aliases)))


def _bare(caption: str) -> str:
    return narrow(caption).strip("*＊")


def _values(
    row: Row, entries: Mapping[int, Entry], day_zero: date, problems: list[Located]
) -> Mapping[str, Content]:
    """What a row holds by column code; what cannot be read, or is missing, is a problem."""
    values: dict[str, Content] = {}
    for column in row.table.columns:
        if column.code not in row.columns:
            continue
        entry = entries.get(row.columns[column.code])
        read = None if entry is None else _content(row, column, entry, day_zero)
        if isinstance(read, Located):
            problems.append(read)
        elif read is not None:
            values[column.code] = read
        elif column.required:
            problems.append(row.problem("office.required", column.code, caption=column.caption))
    return values


def _content(row: Row, column: Column, entry: Entry, day_zero: date) -> Content | Located | None:
    """What a cell holds, None for a blank, or what is wrong with it."""
    if entry.unreadable:
        text = entry.error or say("reader.no_result")
        return row.problem("office.broken_cell", column.code, text=text)
    text = clean(shown(entry.value))
    if not text:
        return None
    match column.kind:
        case ColumnKind.DATE:
            found = date_in(entry, _TIME_BEHIND.sub("", text), day_zero)
            return found or row.problem("office.not_date", column.code, text=text)
        case ColumnKind.NUMBER:
            number = _number(entry, text)
            if number is None:
                return row.problem("office.not_number", column.code, text=text)
            return number
        case ColumnKind.TEXT if column.choices and narrow(text) not in column.choices:
            listed = "、".join(column.choices)
            return row.problem("office.not_choice", column.code, text=text, choices=listed)
        case ColumnKind.TEXT:
            return narrow(text) if column.choices else text


def _number(entry: Entry, text: str) -> int | Decimal | None:
    if isinstance(entry.value, int | float) and not isinstance(entry.value, bool):
        return figure_of(entry.value)
    return number_in(text) if isinstance(entry.value, str) else None
