"""Where the form's figures stand in tables that people and their systems may have changed.

A table may have been split, framed, given a row, or lost one; labels may have lost their
brackets. So each block of the form is looked for by its labels: its rows are aligned with a
table's rows, its columns with what stands in the aligned header rows. Labels that only resemble
the form's are enough to find a figure by, and are told as such.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TypeVar

from xltools.law.edition import Edition
from xltools.law.form import Block, Placed
from xltools.published.contents import Grid
from xltools.published.figures import is_figure
from xltools.report.outline import covering, printed_tables

_ALIKE = 0.6
"""From this likeness on, 1 being equal, two labels may be the same one."""
_NO_LABEL = ""
_NUMBER = re.compile(r"\A(?:\(?[一二三四五六七八九十]+[)、.,]|\(?\d{1,2}[)、.,]?(?=\D))")
"""The number before a label; word processors count by themselves, and then no page shows it."""


@dataclass(frozen=True, slots=True)
class Relabelled:
    """Labels of a table of the form, by its id, and what a document has in their place.

    "" is nothing: such a label may stand elsewhere in the document.
    """

    table: str
    form: str
    found: str


@dataclass(frozen=True)
class Located:
    """The text in each figure's place, by cell id, and the tables that hold them.

    A figure whose place was not found is missing. `relabelled` is each label once that is not
    the form's, width, white space, punctuation and numbers before it apart. `again` are tables,
    by number, that hold a table of the form, by its id, once more.
    """

    figures: dict[str, str]
    tables: frozenset[int]
    relabelled: tuple[Relabelled, ...]
    again: dict[int, str]


def locate(edition: Edition, grids: Sequence[Grid]) -> Located:
    """Find the figures of all printed tables."""
    figures: dict[str, str] = {}
    tables: set[int] = set()
    alike: dict[int, str] = {}
    relabelled: dict[Relabelled, None] = {}
    keys = [_row_keys(grid) for grid in grids]
    for drawn in _blocks(edition):
        scores = [_score(drawn.keys, rows) for rows in keys]
        alike |= {number: drawn.table for number, one in enumerate(scores) if one >= _ALIKE}
        score, number = max(((one, -number) for number, one in enumerate(scores)), default=(0.0, 0))
        if score >= _ALIKE:
            tables.add(-number)
            grid, aligned = grids[-number], align(drawn.keys, keys[-number], _likeness)
            columns = _columns(drawn, grid, aligned)
            figures |= _figures(drawn, grid, aligned, columns)
            relabelled |= dict.fromkeys(_relabelled(drawn, grid, aligned, columns))
    again = {number: table for number, table in sorted(alike.items()) if number not in tables}
    return Located(figures, frozenset(tables), tuple(relabelled), again)


# ------------------------------------------------------------------ the form's side


@dataclass(frozen=True)
class _Drawn:
    """A block as the form draws it: the key and the labels of each row, its header, its figures.

    `columns` are the header texts above each column of figures, `figures` cell ids by row
    and by number of such a column; `heads` is how many rows come before the first figure.
    """

    table: str
    keys: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, ...], ...]
    figures: dict[tuple[int, int], str]
    heads: int


@cache
def _blocks(edition: Edition) -> tuple[_Drawn, ...]:
    drawn: list[_Drawn] = []
    for table in printed_tables(edition):
        covered = covering(table)
        top = 0
        for block in table.blocks:
            end = top + _height(block)
            drawn.append(_drawn(table.id, covered, top, end))
            top = end
    return tuple(drawn)


def _height(block: Block) -> int:
    return bool(block.heading) + block.header_depth + len(block.leaf_rows)


def _drawn(table: str, covered: Mapping[tuple[int, int], Placed], top: int, end: int) -> _Drawn:
    inside = {(row - top, column): p for (row, column), p in covered.items() if top <= row < end}
    texts = {place: placed.text for place, placed in inside.items()}
    figures = {
        (placed.row - top, placed.column): placed.cell.id
        for placed in inside.values()
        if placed.cell
    }
    heads = min(row for row, _ in figures)
    columns = sorted({column for _, column in figures})
    return _Drawn(
        table=table,
        keys=tuple(_row_keys(texts)),
        labels=tuple(_labels(texts, row) for row in range(end - top)),
        columns=tuple(
            tuple(_label(texts[row, column]) for row in range(heads)) for column in columns
        ),
        figures={(row, columns.index(column)): cell for (row, column), cell in figures.items()},
        heads=heads,
    )


# ------------------------------------------------------------------ labels


@lru_cache(maxsize=4096)
def _label(text: str) -> str:
    """A label's letters and digits, in their plain form; "" for a figure."""
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    return kept if any(c.isalpha() for c in kept) and not is_figure(text) else _NO_LABEL


def _row_keys(grid: Grid) -> list[str]:
    """Each row's labels one after another, one that spans taken once."""
    rows: dict[int, dict[str, None]] = {}
    for (row, _), text in sorted(grid.items()):
        rows.setdefault(row, {})[_label(text)] = None
    height = max(rows, default=-1) + 1
    return ["".join(rows.get(row, ())) for row in range(height)]


def _labels(grid: Grid, row: int, before: int | None = None) -> tuple[str, ...]:
    """The labels of a row as they are written, one that spans taken once, left of a column."""
    labels: list[str] = []
    for column in range(max((c for _, c in grid), default=-1) + 1 if before is None else before):
        text = grid.get((row, column), "").replace("\n", "")
        if _label(text) and (not labels or _label(labels[-1]) != _label(text)):
            labels.append(text)
    return tuple(labels)


@lru_cache(maxsize=4096)
def without_number(text: str) -> str:
    """A label's letters and digits, without the number before it."""
    return _label(_NUMBER.sub("", "".join(unicodedata.normalize("NFKC", text).split())))


@lru_cache(maxsize=65536)
def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE else 0.0


# ------------------------------------------------------------------ alignment

_T = TypeVar("_T")


def align(
    wanted: Sequence[_T],
    found: Sequence[_T],
    likeness: Callable[[_T, _T], float],
    *,
    least: float = _ALIKE,
) -> dict[int, int]:
    """Which of `found` each of `wanted` is, in order, so that they are most alike in all.

    Of several that are as much alike it is the last, next to what follows it. Those that are not
    alike by `least` are no pair.
    """
    best = [[0.0] * (len(found) + 1) for _ in range(len(wanted) + 1)]
    alike = [[likeness(one, other) for other in found] for one in wanted]
    for i in range(len(wanted)):
        for j in range(len(found)):
            pair = best[i][j] + alike[i][j] if alike[i][j] >= least else 0.0
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], pair)
    aligned: dict[int, int] = {}
    i, j = len(wanted), len(found)
    while i and j:
        pair = alike[i - 1][j - 1]
        if pair >= least and best[i][j] == best[i - 1][j - 1] + pair:
            i, j = i - 1, j - 1
            aligned[i] = j
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return aligned


def _score(keys: Sequence[str], rows: Sequence[str]) -> float:
    """How much of a block a table holds, 1 being all of it; 0 without one row just so."""
    if not {key for key in keys if key} & set(rows):
        return 0.0
    aligned = align(keys, rows, _likeness)
    return sum(_likeness(keys[i], rows[j]) for i, j in aligned.items()) / len(keys)


def _figures(
    drawn: _Drawn, grid: Grid, aligned: Mapping[int, int], columns: Mapping[int, int]
) -> dict[str, str]:
    return {
        cell: grid[aligned[row], columns[column]]
        for (row, column), cell in drawn.figures.items()
        if row in aligned and column in columns and (aligned[row], columns[column]) in grid
    }


def _columns(drawn: _Drawn, grid: Grid, aligned: Mapping[int, int]) -> dict[int, int]:
    """The grid column of each column of figures: the middle of those under its header.

    Without a header they are the last ones.
    """
    heads = [(i, aligned[i]) for i in range(drawn.heads) if i in aligned]
    wanted = [tuple(column[i] for i, _ in heads) for column in drawn.columns]
    width = max((column for _, column in grid), default=-1) + 1
    if not heads:
        return {i: width - len(drawn.columns) + i for i in range(len(drawn.columns))}
    runs: list[tuple[tuple[str, ...], list[int]]] = []
    for column in range(width):
        texts = tuple(_label(grid.get((row, column), "")) for _, row in heads)
        if runs and runs[-1][0] == texts:
            runs[-1][1].append(column)
        else:
            runs.append((texts, [column]))
    found = align(wanted, [texts for texts, _ in runs], _path_likeness)
    return {i: runs[j][1][len(runs[j][1]) // 2] for i, j in found.items()}


def _path_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Of two header paths: that of their last labels, a little less where the others differ."""
    last, other_last = (next((label for label in reversed(p) if label), "") for p in (one, other))
    if not last or not other_last:
        return 0.0
    return 0.9 * _likeness(last, other_last) + 0.1 * _likeness("".join(one), "".join(other))


# ------------------------------------------------------------------ labels that are not the form's


def _relabelled(
    drawn: _Drawn, grid: Grid, aligned: Mapping[int, int], columns: Mapping[int, int]
) -> Iterator[Relabelled]:
    """The labels above the figures and left of them that are not the form's."""
    beside = min(columns.values(), default=0)
    for row, wanted in enumerate(drawn.labels):
        head = row < drawn.heads
        if row in aligned:
            found = _labels(grid, aligned[row], None if head else beside)
            for one, other in _parting(wanted, found):
                yield Relabelled(drawn.table, one, other)
        elif head:
            yield from (Relabelled(drawn.table, label, "") for label in wanted)


def _parting(wanted: Sequence[str], found: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The labels of a row that are not the same, each with what stands in its place."""
    one, other = [without_number(text) for text in wanted], [without_number(t) for t in found]
    if "".join(one) == "".join(other):
        return  # one label may be parted over two cells
    if len(one) == len(other):
        places = zip(wanted, found, one, other, strict=True)
        yield from ((label, its) for label, its, a, b in places if a != b)
        return
    for same, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if same == "delete":
            yield from ((label, "") for label in wanted[a:b])
        elif same != "equal":
            yield "、".join(wanted[a:b]), "、".join(found[c:d])
