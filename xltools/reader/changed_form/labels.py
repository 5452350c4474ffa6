"""Where a table's figures stand on a sheet, told by its labels, as a person would tell it.

A figure stands where the row of its label crosses the column of its heading, and only where
each of the two is found exactly once. A label that the form repeats counts only below (or
right of) the label that it belongs to. Nothing is concluded from what stands near by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xltools.law.grid import Placed, Role
from xltools.layout.return_book import Spot
from xltools.layout.table_area import TableArea
from xltools.messages import say
from xltools.reader.changed_form.page import Page, bare, sole

_BESIDE = 2
"""How many rows below a heading (columns right of a label) a figure without the other may stand."""


@dataclass
class TableOnPage:
    """A table of the form sought on a sheet; `names` are the workbook's defined names."""

    area: TableArea
    page: Page
    names: Mapping[str, Spot]
    _found: dict[Placed, Spot | None] = field(default_factory=dict[Placed, "Spot | None"])

    @cached_property
    def figures(self) -> dict[str, Spot]:
        """Where each figure that is found stands, by cell id."""
        placed = {place.cell.id: self._figure(place) for place in self.area.grid if place.cell}
        taken = [spot for spot in placed.values() if spot]
        return {cell: spot for cell, spot in placed.items() if spot and taken.count(spot) == 1}

    @cached_property
    def note(self) -> Spot | None:
        """Where the note under the table stands: right of the first 注 below its figures."""
        last = max((spot.row for spot in self.figures.values()), default=None)
        if last is None:
            return None
        below = (spot for spot in self.page.find(say("section.note")) if spot.row > last)
        return next((spot.moved(columns=1) for spot in below), None)

    @cached_property
    def unread(self) -> tuple[Spot, ...]:
        """Cells among the figures that hold something and are neither figure, label nor note."""
        figures = self.figures.values()
        if not figures:
            return ()
        known = {*figures, *self._labels_found}
        if self.note:
            known |= {self.note, self.note.moved(columns=-1)}
        rows = range(min(s.row for s in known), max(s.row for s in known) + 1)
        columns = range(min(s.column for s in figures), max(s.column for s in figures) + 1)
        return tuple(
            spot
            for spot in sorted(self.page.entries)
            if spot.row in rows and spot.column in columns and spot not in known
        )

    # -------------------------------------------------------------- figures

    def _figure(self, place: Placed) -> Spot | None:
        stub, head = self._stub_of(place), self._head_of(place)
        if stub is None:
            return self._beside(head) if head else None
        at = self._spot(stub)
        if head is None:
            return self._beside(stub)
        above = self._spot(head)
        if at is None or above is None or above.row >= at.row or above.column <= at.column:
            return None
        return Spot(self.page.name, at.row, above.column)

    def _beside(self, label: Placed) -> Spot | None:
        """Below its heading, or right of its label, where the table has only the one."""
        down = label.role is Role.HEADER
        at, line = self._spot(label), self._figure_row if down else self._figure_column
        return None if at is None or line is None else _crossing(at, line, down=down)

    @cached_property
    def _figure_row(self) -> int | None:
        """The one row in which figures without row labels stand."""
        heads = [place for place in self._placed(Role.HEADER) if self._reaches_figures(place)]
        return self._figure_line(heads, down=True)

    @cached_property
    def _figure_column(self) -> int | None:
        """The one column in which figures without headings stand."""
        return self._figure_line(self._placed(Role.STUB), down=False)

    def _figure_line(self, labels: list[Placed], *, down: bool) -> int | None:
        """The one row below, or column right of, those of the labels that are found."""
        found = [spot for place in labels if (spot := self._spot(place))]
        if not found:
            return None
        last = max(spot.row if down else spot.column for spot in found)
        lines = self._lines(last, down=down)
        filled = [
            line
            for line in lines
            if any(self.page.holds(_crossing(spot, line, down=down)) for spot in found)
        ]
        return self._line(lines, filled, down=down)

    def _lines(self, last: int, *, down: bool) -> list[int]:
        """Where figures may stand beyond the last line of labels: in no other row of labels."""
        near = [*range(last + 1, last + 1 + _BESIDE)]
        named = self._named_line(down=down)
        lines = [*near, named] if named and named > near[-1] else near
        return [line for line in lines if not (down and self._is_label_row(line))]

    def _line(self, lines: list[int], filled: list[int], *, down: bool) -> int | None:
        """The line that alone holds anything; the names decide where none or several do."""
        if len(filled) == 1:
            return filled[0]
        named = self._named_line(down=down)
        if named in (filled or lines):
            return named
        return None if filled else next(iter(lines), None)

    def _named_line(self, *, down: bool) -> int | None:
        """The line on which the names of all the table's figures agree."""
        named = [self.names.get(place.cell.id) for place in self.area.grid if place.cell]
        lines = {
            (spot.row if down else spot.column)
            for spot in named
            if spot and spot.sheet == self.page.name
        }
        return sole(lines)

    def _reaches_figures(self, head: Placed) -> bool:
        """Whether a heading is one line high and has figures right below it."""
        body = min(place.row for place in self._placed(Role.FIGURE))
        return head.rows == 1 and head.row + 1 == body

    def _is_label_row(self, row: int) -> bool:
        texts = {*self._texts, bare(say("section.note"))}
        return any(spot.row == row and text in texts for spot, text in self.page.texts.items())

    # -------------------------------------------------------------- labels

    @cached_property
    def _texts(self) -> frozenset[str]:
        return frozenset(bare(place.text) for place in self.area.grid if place.text)

    @cached_property
    def _labels_found(self) -> frozenset[Spot]:
        return frozenset(spot for text in self._texts for spot in self.page.find(text))

    def _placed(self, role: Role) -> list[Placed]:
        return [place for place in self.area.grid if place.role is role]

    def _stub_of(self, figure: Placed) -> Placed | None:
        stubs = [place for place in self._placed(Role.STUB) if _spans(place, row=figure.row)]
        return max(stubs, key=lambda place: place.column, default=None)

    def _head_of(self, figure: Placed) -> Placed | None:
        """The lowest heading above a figure, of its own block."""
        heads = [
            place
            for place in self._placed(Role.HEADER)
            if _spans(place, column=figure.column) and place.row < figure.row
        ]
        return max(heads, key=lambda place: place.row, default=None)

    def _parent(self, place: Placed) -> Placed | None:
        """The label that a label belongs to: above a heading, left of a row's, else the block's."""
        if place.role is Role.HEADER:
            above = [
                head
                for head in self._placed(Role.HEADER)
                if head.row + head.rows == place.row and _spans(head, column=place.column)
            ]
        else:
            above = [
                stub
                for stub in self._placed(Role.STUB)
                if stub.column + stub.columns == place.column and _spans(stub, row=place.row)
            ]
        blocks = [block for block in self._placed(Role.HEADING) if block.row < place.row]
        return above[0] if above else max(blocks, key=lambda block: block.row, default=None)

    def _spot(self, label: Placed) -> Spot | None:
        """Where a label stands, if that is certain."""
        if label not in self._found:
            self._found[label] = self._sought(label)
        return self._found[label]

    def _sought(self, label: Placed) -> Spot | None:
        candidates = self.page.find(label.text)
        parent = None if label.role is Role.HEADING else self._parent(label)
        if parent is None:
            return sole(candidates)
        at = self._spot(parent)
        if at is not None:
            return sole(
                self._nearest(parent, [s for s in candidates if self._under(parent, at, s)])
            )
        alike = [place for place in self.area.grid if bare(place.text) == bare(label.text)]
        return sole(candidates) if len(alike) == 1 else None

    def _under(self, parent: Placed, at: Spot, spot: Spot) -> bool:
        """Whether a label stands under another one, and under none that begins between them."""
        match parent.role:
            case Role.HEADER:
                between = (Spot(at.sheet, at.row, c) for c in range(at.column + 1, spot.column + 1))
                beyond = spot.row > at.row and spot.column >= at.column
            case Role.STUB:
                between = (Spot(at.sheet, r, at.column) for r in range(at.row + 1, spot.row + 1))
                beyond = spot.row >= at.row and spot.column > at.column
            case _:
                others = {bare(place.text) for place in self._placed(Role.HEADING)}
                return spot.row > at.row and not any(
                    other != at and at.row < other.row <= spot.row and text in others
                    for other, text in self.page.texts.items()
                )
        return beyond and not any(self.page.texts.get(other) in self._texts for other in between)

    @staticmethod
    def _nearest(parent: Placed, spots: list[Spot]) -> list[Spot]:
        """Below a heading only the nearest row of labels counts: the next table may repeat them."""
        first = min((spot.row for spot in spots), default=0)
        return [s for s in spots if s.row == first] if parent.role is Role.HEADER else spots


def _crossing(spot: Spot, line: int, *, down: bool) -> Spot:
    """Where a row crosses a cell's column, or a column its row."""
    return Spot(spot.sheet, line, spot.column) if down else Spot(spot.sheet, spot.row, line)


def _spans(place: Placed, row: int | None = None, column: int | None = None) -> bool:
    if row is not None:
        return place.row <= row < place.row + place.rows
    return column is not None and place.column <= column < place.column + place.columns
