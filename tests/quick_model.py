"""pyOpenVBA's workbook, asked less: what it looks up anew for every cell is kept or left out.

No value differs for it (test_quick_model).
"""

# pyOpenVBA's object model is reached below its public face
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from pyopenvba.apps.excel._calc import Calculator, CellKey, Compiled
from pyopenvba.apps.excel._engine_book import EngineBook
from pyopenvba.apps.excel._model import Range
from pyopenvba.formula._calc.nodes import Node
from pyopenvba.formula._calc.values import Area, Empty, Scalar
from pyopenvba.interpreter._values import EMPTY

_Block = tuple[int, int, int, int, CellKey]
_blocks: WeakKeyDictionary[Calculator, dict[str, list[_Block]]] = WeakKeyDictionary()
"""The areas that formulas read, by their sheet, until a formula changes."""
_parsed: dict[tuple[str, ...], Node] = {}
_read, _cells, _keep, _put = EngineBook.read, EngineBook.cells, Calculator._keep, Range._put


def _once_read(book: EngineBook, formula: str) -> Node:
    """A formula's tree, which nothing changes: parsed once for all workbooks."""
    key = (formula, *book.table_names())
    if key not in _parsed:
        _parsed[key] = _read(book, formula)
    return _parsed[key]


def _used(book: EngineBook, sheet: str) -> tuple[int, int]:
    """How far the sheet's cells reach: what lies beyond is blank, and blank cells do no harm."""
    held = book._sheet(sheet).cells_
    return max((row for row, _ in held), default=0), max((column for _, column in held), default=0)


def _near(book: EngineBook, area: Area) -> Iterator[tuple[int, int, Scalar]]:
    """The cells of a small area by their places, instead of all of the sheet looked through."""
    owner = book._sheet(area.sheet)
    if owner.array_formulas or area.height * area.width > len(owner.cells_):
        yield from _cells(book, area)
        return
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            if (row, column) in owner.cells_:
                value = book.cell(area.sheet, row, column)
                if not isinstance(value, Empty):
                    yield row, column, value


def _kept(calculator: Calculator, key: CellKey, compiled: Compiled | None) -> None:
    if compiled is not None or key in calculator._blocks:
        _blocks.pop(calculator, None)
    _keep(calculator, key, compiled)


def _reading(calculator: Calculator, name: str, row: int, column: int) -> set[CellKey]:
    by_sheet = _blocks.get(calculator)
    if by_sheet is None:
        by_sheet = _blocks[calculator] = defaultdict(list)
        for key, areas in calculator._blocks.items():
            for area in areas:
                block = (area.top, area.bottom, area.left, area.right, key)
                by_sheet[area.sheet.lower()].append(block)
    found = set(calculator._readers.get((name, row, column), ()))
    found.update(
        key
        for top, bottom, left, right, key in by_sheet.get(name, ())
        if top <= row <= bottom and left <= column <= right
    )
    return found


def _written(area: Range, row: int, column: int, value: object, **how: Any) -> None:
    """Nothing into a cell that is empty changes nothing."""
    cell = area.sheet.cells_.get((row, column))
    empty = cell is None or (cell.value is EMPTY and not cell.formula)
    gate = area.sheet.write_gate
    if not (value is EMPTY and empty and (gate is None or gate.admits(row, column))):
        _put(area, row, column, value, **how)


SHORTCUTS = (
    (EngineBook, "read", _once_read),
    (EngineBook, "used", _used),
    (EngineBook, "cells", _near),
    (Calculator, "_keep", _kept),
    (Calculator, "_reading", _reading),
    (Range, "_put", _written),
)
AS_THEY_WERE = tuple((owner, name, getattr(owner, name)) for owner, name, _ in SHORTCUTS)


def use(ways: tuple[tuple[type, str, object], ...] = SHORTCUTS) -> None:
    """Work that way from now on."""
    for owner, name, way in ways:
        setattr(owner, name, way)
