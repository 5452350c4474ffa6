"""Figures taken out of a published report's tables: each read surely, doubted, or left.

A figure is taken where the row of its label crosses the column of its header, and both are like
the form's. What is less like is not taken; what is taken of a doubtful place is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xltools.filing.filing import Unreadable, Value
from xltools.law.edition import Edition
from xltools.law.form import FormTable
from xltools.published.documents.contents import Published
from xltools.published.tables.figures import printed_number, said_in
from xltools.published.tables.labels import label, likeness, row_keys, without_number
from xltools.published.tables.locate import BlockMatch, blocks, header_likeness, matches
from xltools.published.tables.streams import Regained, row_bearing
from xltools.report.outline import printed_tables

_SAME = 0.98
_NEAR = 0.72
_TORN = 0.25
"""A label from the first likeness on is the form's; from the second on it may be, and is told.
Of a torn table the last share is enough: each of its rows is looked at by itself."""


@dataclass
class Taken:
    """What the tables gave, by cell id.

    `values` are numbers and texts that are none; `notes` what stood beside a number. `doubts`
    are cell ids by the code of their cause, each with what a sentence quotes of it. `missing`
    are tables of which nothing was found, `tables` those that hold figures, by number; `rows`
    are labels of rows with figures, and of columns, that the form has not.
    """

    values: dict[str, Value] = field(default_factory=dict[str, Value])
    notes: dict[str, str] = field(default_factory=dict[str, str])
    doubts: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    missing: list[str] = field(default_factory=list[str])
    again: list[str] = field(default_factory=list[str])
    tables: set[int] = field(default_factory=set[int])
    strange: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def doubt(self, code: str, cell: str, quoted: str) -> None:
        """One more cell of a cause."""
        self.doubts.setdefault(code, {})[cell] = quoted


def take(edition: Edition, document: Published) -> Taken:
    """The figures of all printed tables."""
    taken = Taken()
    found = matches(edition, document.grids, document.origins, least=_TORN)
    for match in found.matches:
        taken.tables |= match.tables
        _Block(edition, match, taken).take()
    known = {match.drawn.table for match in found.matches}
    for table in printed_tables(edition):
        if table.id not in known and not table.stub_depth and _take_alone(table, document, taken):
            known.add(table.id)
    taken.missing = [table.id for table in printed_tables(edition) if table.id not in known]
    more = {number: table for number, table in found.alike.items() if number not in taken.tables}
    taken.again = sorted(set(more.values()))
    taken.tables |= set(more)
    return taken


def _take_alone(table: FormTable, document: Published, taken: Taken) -> bool:
    """The one row of a table without row labels, where its header is gone."""
    rows: list[tuple[int, list[str]]] = []
    for number, grid in enumerate(document.grids):
        held: dict[int, list[str]] = {}
        for (row, _), text in sorted(grid.items()):
            if text:
                held.setdefault(row, []).append(text)
        rows += [(number, texts) for texts in held.values() if len(texts) == len(table.cells)]
    rows = [
        (n, texts) for n, texts in rows if all(printed_number(text) is not None for text in texts)
    ]
    if len(rows) != 1:
        return False
    ((number, texts),) = rows
    taken.tables.add(number)
    for cell, text in zip(table.cells, texts, strict=True):
        taken.values[cell.id] = printed_number(text) or 0
        taken.doubt("no_header", cell.id, text)
    return True


def _take_text(edition: Edition, taken: Taken, cell: str, text: str) -> None:
    """File one figure, with what there is to doubt."""
    said = said_in(text, edition.form.cells[cell].column.unit)
    if said.number is not None:
        taken.values[cell] = said.number
        if said.note:
            taken.notes[cell] = text.replace("\n", "")
            taken.doubt("note", cell, text.replace("\n", ""))
    elif said.mark:
        taken.doubt("mark", cell, said.mark)
    elif said.text:
        taken.values[cell] = Unreadable(said.text.replace("\n", " "))
        taken.doubt("unread", cell, said.text)


def take_loose(edition: Edition, taken: Taken, made: Regained) -> set[int]:
    """Rows that no table holds, out of lines; the numbers of the lines that were taken."""
    used: set[int] = set()
    known = {cell for doubts in taken.doubts.values() for cell in doubts} | set(taken.values)
    for drawn in blocks(edition):
        for row in range(drawn.heads, len(drawn.keys)):
            cells = [cell for (at, _), cell in sorted(drawn.figures.items()) if at == row]
            if not cells or known.intersection(cells):
                continue
            found = row_bearing(made, drawn.labels[row], len(cells))
            if found is None:
                continue
            used.update(made.lines[found])
            for column, cell in enumerate(cells, 1):
                _take_text(edition, taken, cell, made.grid[found, column])
                taken.doubt("no_header", cell, made.grid[found, column])
    return used


@dataclass(frozen=True)
class _Entry:
    """A cell of a row: the columns that it takes, its text, whether it reaches in from above."""

    columns: range
    text: str
    from_above: bool

    @property
    def is_figure(self) -> bool:
        return bool(self.text) and not label(self.text)


def _behind(entries: Sequence[_Entry]) -> int:
    """The column behind the labels of a row: behind a figure, a text stands in a figure's place."""
    behind = 0
    for entry in entries:
        if entry.is_figure:
            break
        if label(entry.text):
            behind = entry.columns.stop
    return behind


class _Block:
    """A block of the form where it was found."""

    def __init__(self, edition: Edition, match: BlockMatch, taken: Taken) -> None:
        self._edition = edition
        self._match = match
        self._taken = taken
        self._width = max((column for _, column in match.grid), default=-1) + 1
        self._read: dict[int, list[_Entry]] = {}

    @cached_property
    def _columns(self) -> Mapping[int, int]:
        """The grid column of each column of figures whose header is like enough."""
        if not self._match.headed:
            return {}
        likenesses = header_likeness(self._match)
        return {
            number: column
            for number, column in self._match.columns.items()
            if likenesses.get(number, 0.0) >= _NEAR
        }

    @cached_property
    def _rows(self) -> Mapping[int, int]:
        """The rows that were found; one that stands in another order is known by its label."""
        match = self._match
        keys = row_keys(match.grid)
        free = [at for at in range(len(keys)) if at not in match.rows.values() and keys[at].last]
        rows = dict(match.rows)
        for row in range(match.drawn.heads, len(match.drawn.keys)):
            last = match.drawn.keys[row].last
            alike = [at for at in free if likeness(last, keys[at].last) >= _SAME]
            if row not in rows and last and len(alike) == 1:
                rows[row] = alike[0]
        return rows

    def take(self) -> None:
        match, drawn = self._match, self._match.drawn
        if match.headed:
            self._doubt_headers()
        elif self._foreign_header:
            self._taken.strange.setdefault(drawn.table, []).extend(self._foreign_header)
        for row in range(drawn.heads, len(drawn.keys)):
            cells = {column: cell for (at, column), cell in drawn.figures.items() if at == row}
            if cells and row in self._rows:
                self._take_row(row, self._rows[row], cells)
        self._note_strange_rows()

    def _doubt_headers(self) -> None:
        likenesses = header_likeness(self._match)
        table = self._match.drawn.table
        for number, column in self._match.columns.items():
            like = likenesses.get(number, 0.0)
            if like < _SAME:
                said = self._header(column)
                if like < _NEAR:
                    self._taken.strange.setdefault(table, []).append(said)
                else:
                    for (_, at), cell in self._match.drawn.figures.items():
                        if at == number:
                            self._taken.doubt("label", cell, said)

    def _header(self, column: int) -> str:
        texts = [self._match.grid.get((row, column), "") for _, row in self._match.heads]
        return next((text for text in reversed(texts) if text), "").replace("\n", "")

    # -------------------------------------------------------------- rows

    def _take_row(self, row: int, at: int, cells: Mapping[int, str]) -> None:
        wanted = self._match.drawn.labels[row]
        entries = self._entries(at)
        behind = _behind(entries)
        heads = [entry for entry in entries if label(entry.text) and entry.columns.start < behind]
        told = "".join(entry.text for entry in heads).replace("\n", "")
        like = max(
            likeness(without_number("".join(wanted)), without_number(told)),
            self._last_likeness(row, heads),
        )
        texts = self._texts(entries, cells)
        if texts is None or like < _NEAR:
            for cell in cells.values():
                self._taken.doubt("row", cell, told)
            return
        for number, text in texts.items():
            if row not in self._match.rows:
                self._taken.doubt("moved", cells[number], told)
            _take_text(self._edition, self._taken, cells[number], text)
            if like < _SAME:
                self._taken.doubt("label", cells[number], told)

    def _last_likeness(self, row: int, entries: list[_Entry]) -> float:
        """How like the last label of a row is: those before it may be left out where they span."""
        wanted = self._match.drawn.labels[row]
        told = [entry.text for entry in entries if label(entry.text)]
        if not wanted or not told:
            return 1.0 if not wanted else 0.0
        return likeness(without_number(wanted[-1]), without_number(told[-1]))

    def _texts(self, entries: list[_Entry], cells: Mapping[int, str]) -> Mapping[int, str] | None:
        """The text of each column of figures in a row; None where it is not certain."""
        if self._columns and not self._misled:
            by_header = self._by_header(entries, cells)
            if by_header is not None:
                return by_header
        run = self._run(entries)
        if run is None or self._foreign_header or any(entry.from_above for entry in run):
            return None
        texts = {number: run[number].text for number in cells}
        if self._misled or not self._in_order:
            for number, text in texts.items():
                self._taken.doubt("no_header", cells[number], text)
        return texts

    def _run(self, entries: list[_Entry]) -> list[_Entry] | None:
        """The figures of a row from left to right, where they are as many as the form's columns."""
        behind = _behind(entries)
        width = len(self._match.drawn.columns)
        cells = [entry for entry in entries if entry.columns.start >= behind]
        figures = [entry for entry in cells if entry.is_figure]
        if len(figures) == width:
            return figures
        return cells if len(cells) == width and len(figures) > 0 else None

    @cached_property
    def _misled(self) -> bool:
        """Whether headers stand above other figures than those in the form's order, in any row."""
        for row, at in self._rows.items():
            entries = self._entries(at)
            run = self._run(entries)
            if run is None or row < self._match.drawn.heads:
                continue
            for number, column in self._columns.items():
                entry = next((one for one in entries if column in one.columns), None)
                if entry != run[number]:
                    return True
        return False

    @cached_property
    def _foreign_header(self) -> tuple[str, ...]:
        """The labels above the first figures, where they are a header and none of the form's."""
        match = self._match
        rows = [at for row, at in match.rows.items() if row >= match.drawn.heads]
        if match.headed or not rows:
            return ()
        for at in range(min(rows) - 1, -1, -1):
            entries = self._entries(at)
            told = [entry.text.replace("\n", "") for entry in entries if label(entry.text)]
            if any(entry.is_figure for entry in entries) or len(told) > 1:
                known = any(entry.is_figure for entry in entries) or all(map(self._is_part, told))
                return () if known else tuple(told)
        return ()

    def _is_part(self, told: str) -> bool:
        """Whether a label is what is left of one above the form's figures."""
        heads = (one for column in self._match.drawn.columns for one in column)
        return any(label(told) in one for one in heads)

    @cached_property
    def _in_order(self) -> bool:
        """Whether every column of the form has its header, and they stand in the form's order."""
        columns = [self._columns.get(number) for number in range(len(self._match.drawn.columns))]
        known = [column for column in columns if column is not None]
        return len(known) == len(columns) and known == sorted(known)

    def _by_header(
        self, entries: list[_Entry], cells: Mapping[int, str]
    ) -> Mapping[int, str] | None:
        """What stands below the headers, unless something stands beside them or spans them."""
        under = {number: self._columns[number] for number in cells if number in self._columns}
        found = {
            number: entry
            for number, column in under.items()
            for entry in entries
            if column in entry.columns
        }
        held = list(found.values())
        if not held or len(found) < len(under) or len({one.columns for one in held}) < len(held):
            return None
        behind = _behind(entries)
        if any(one.from_above or one.columns.start < behind for one in held):
            return None
        strayed = [one for one in entries if one.is_figure and one.columns.start >= behind]
        if any(one not in held for one in strayed) and self._run(entries) is None:
            return None
        return {number: one.text for number, one in found.items()}

    def _entries(self, at: int) -> list[_Entry]:
        """The cells of a row, left to right, each once."""
        if at not in self._read:
            self._read[at] = list(self._cells(at))
        return self._read[at]

    def _cells(self, at: int) -> Iterator[_Entry]:
        grid, origins = self._match.grid, self._match.origins
        column = 0
        while column < self._width:
            if (at, column) not in grid:
                column += 1
                continue
            begin = origins.get((at, column), (at, column))
            end = column + 1
            while (at, end) in grid and origins.get((at, end), (at, end)) == begin:
                end += 1
            yield _Entry(range(column, end), grid[at, column], begin[0] < at)
            column = end

    def _note_strange_rows(self) -> None:
        """Rows among those found, or right below them, that hold figures and are none of these."""
        rows = [at for row, at in self._rows.items() if row >= self._match.drawn.heads]
        if not rows or len(self._match.drawn.columns) == 1:
            return
        known = {*self._match.rows.values(), *self._rows.values()}
        for at in range(min(rows), max(rows) + 1):
            if at not in known:
                entries = self._entries(at)
                told = [entry.text for entry in entries if label(entry.text)]
                if told and any(entry.is_figure for entry in entries):
                    said = "".join(told).replace("\n", "")
                    self._taken.strange.setdefault(self._match.drawn.table, []).append(said)
