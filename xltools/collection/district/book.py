"""汇总.xlsx: the district's sum with everything that it is made of, its formulas live.

汇总 adds the bodies up by formulas, with the adjustments of 汇总调整; each formula carries the
value that `filing.aggregate` works out. A total is worked out from its parts, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from xltools.collection.analysis.sheets import Rows, cell_items
from xltools.collection.district import columns as tables
from xltools.collection.tables.table import Formula, Item, Table
from xltools.collection.tables.writer import write_book
from xltools.collection.total.sum import DistrictSum, Stray, SumEntry
from xltools.filing.filing import Filing
from xltools.law.edition import total_and_parts
from xltools.law.form import Cell
from xltools.messages import say


def write_aggregate(
    given: DistrictSum, about: Iterable[tuple[str, str]], strays: Sequence[Stray], further: Rows
) -> bytes:
    """The bytes of the book; `about` are the lines of 汇总说明, each with its code.

    `further` are sheets that stand behind the sum.
    """
    return _Writer(given).written(about, strays, further)


class _Writer:
    """The sheets of one sum."""

    def __init__(self, given: DistrictSum) -> None:
        self.given = given
        self.form = given.edition.form
        self.counted = given.choice.counted
        self.sums = tables.sums([entry.body.name for entry in self.counted])
        self.turned = len(self.counted) > tables.MOST_BODIES
        captions = [(cell.id, self._caption(cell)) for cell in self.form.cells.values()]
        self.wide = tables.wide(captions)
        first = self.sums.header_row + 1
        self.row_of = {cell: row for row, cell in enumerate(self.form.cells, start=first)}
        first = tables.ADJUSTMENTS.header_row + 1
        self.adjusted_in = {cell: row for row, cell in enumerate(given.edition.typed, start=first)}

    def written(
        self, about: Iterable[tuple[str, str]], strays: Sequence[Stray], further: Rows
    ) -> bytes:
        rows: dict[Table, Iterable[Mapping[str, Item]]] = {
            tables.ABOUT: map(_about, about),
            self.sums: map(self._sum, self.form.cells.values()),
            tables.ADJUSTMENTS: map(self._adjustment, self.given.edition.typed),
            tables.LEFT_OUT: (*self._left_out(), *map(_stray, strays)),
            **further,
            self.wide: map(self._one_body, self.counted),
            tables.TEXTS.noted(self.given.choice.of_texts): self._texts(),
        }
        if self.given.choice.wholes:
            rows[tables.RECONCILED] = self._reconciled()
        return write_book(rows)

    def _caption(self, cell: Cell) -> str:
        return f"{self.form.tables[cell.table].name} {cell.label}"

    # -------------------------------------------------------------- formulas

    def _at(self, column: str, cell: str) -> str:
        """Where a column of 汇总 stands in the row of a cell."""
        return f"{self.sums.letter(column)}{self.row_of[cell]}"

    def _sum(self, cell: Cell) -> Mapping[str, Item]:
        bodies = {
            tables.body_code(number): _number(entry.filing, cell.id)
            for number, entry in enumerate(() if self.turned else self.counted)
        }
        total, added = self._value(cell.id), _number(self.given.total.added, cell.id)
        return {
            **cell_items(cell, self.form),
            **bodies,
            "added": Formula(f"SUM({self._bodies(cell.id)})", added),
            "adjusted": Formula(self._adjusting(cell.id), total - added),
            "total": Formula(self._totalling(cell.id), total),
        }

    def _bodies(self, cell: str) -> str:
        """Where the bodies' figures in a cell stand: beside its sum, or one below another."""
        if self.turned:
            letter, first = self.wide.letter(cell), self.wide.header_row + 1
            last = first + len(self.counted) - 1
            return f"{self.wide.sheet}!{letter}{first}:{letter}{last}"
        codes = (tables.body_code(number) for number in (0, len(self.counted) - 1))
        return ":".join(self._at(code, cell) for code in codes)

    def _value(self, cell: str) -> int | Decimal:
        return _number(self.given.total.filing, cell)

    def _adjusting(self, cell: str) -> str:
        if cell in self.adjusted_in:
            column = tables.ADJUSTMENTS.letter("applied")
            return f"{tables.ADJUSTMENTS.sheet}!{column}{self.adjusted_in[cell]}"
        return self._over_parts("adjusted", cell)

    def _totalling(self, cell: str) -> str:
        if cell in self.adjusted_in:
            return f"{self._at('added', cell)}+{self._at('adjusted', cell)}"
        return self._over_parts("total", cell)

    def _over_parts(self, column: str, cell: str) -> str:
        """The sum of a column over the parts of a total: at most a row of the form each."""
        _, parts = total_and_parts(self.given.edition.totals[cell])
        return f"SUM({','.join(self._at(column, part) for part in parts)})"

    def _adjustment(self, cell: str) -> Mapping[str, Item]:
        sheet, row = tables.ADJUSTMENTS, self.adjusted_in[cell]
        made = [item for item in self.given.adjustments if item.cell == cell]
        amount = sum((item.amount for item in made), start=0)
        given, why = (f"{sheet.letter(code)}{row}" for code in ("amount", "reason"))
        counts = f"IF(AND(ISNUMBER({given}),LEN(TRIM({why}))>0),{given},0)"
        added = f"{self.sums.sheet}!{self._at('added', cell)}"
        return {
            **cell_items(self.form.cells[cell], self.form),
            "added": Formula(added, _number(self.given.total.added, cell)),
            "amount": amount if made else None,
            "reason": "；".join(item.reason for item in made) or None,
            "applied": Formula(counts, amount),
            "cell": cell,
        }

    # -------------------------------------------------------------- bodies

    def _left_out(self) -> Iterator[Mapping[str, Item]]:
        choice = self.given.choice
        told = (("missing", choice.missing), ("outside", choice.outside), ("whole", choice.wholes))
        for effect, entries in told:
            for entry in entries:
                how = say(f"aggregate.effect_{effect}")
                yield {**_body(entry), "effect": how, "reason": entry.reason}

    def _one_body(self, entry: SumEntry) -> Mapping[str, Item]:
        figures = {cell: _number(entry.filing, cell) for cell in self.form.cells}
        return {**_body(entry), "code": entry.body.code, **figures}

    def _texts(self) -> Iterator[Mapping[str, Item]]:
        for name, said in self.given.quotable():
            for narrative in self.form.narratives.values():
                if lines := said.paragraphs(narrative.id):
                    part = narrative.heading
                    yield {"body": name, "part": part, "text": "\n".join(lines)}

    def _reconciled(self) -> Iterator[Mapping[str, Item]]:
        for number, item in enumerate(self.given.differences, tables.RECONCILED.header_row + 1):
            filed, below = (
                f"{tables.RECONCILED.letter(code)}{number}" for code in ("filed", "below")
            )
            yield {
                "body": item.body,
                **cell_items(self.form.cells[item.cell], self.form),
                "filed": item.filed,
                "below": item.added,
                "difference": Formula(f"N({filed})-N({below})", item.difference),
            }


def _about(line: tuple[str, str]) -> Mapping[str, Item]:
    code, content = line
    return {"subject": tables.about(code), "content": content}


def _stray(stray: Stray) -> Mapping[str, Item]:
    return {"body": stray.file, "effect": say("aggregate.effect_stray"), "reason": stray.reason}


def _body(entry: SumEntry) -> dict[str, Item]:
    body = entry.body
    return {"body": body.name, "kind": body.kind, "superior": body.superior}


def _number(filing: Filing | None, cell: str) -> int | Decimal:
    """A cell of a filing that counts: always a number."""
    number = filing.number(cell) if filing else None
    assert number is not None
    return number
