"""Where the form's figures stand in tables that people and their systems may have changed.

A table may have been split, framed, given a row, or lost one; labels may have lost their
brackets. So each block of the form is looked for by its labels: its rows are aligned with a
table's rows, its columns with what stands in the aligned header rows. Labels that only resemble
the form's are enough to find a figure by, and are told as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from xltools.law.edition import Edition
from xltools.law.grid import Placed
from xltools.published.documents.contents import Origins, TextGrid
from xltools.published.tables.joined import Joined, join
from xltools.published.tables.labels import (
    ALIKE,
    REPEATED,
    RowKey,
    align,
    key_likeness,
    label,
    labels_of,
    likeness,
    row_keys,
    without_number,
)
from xltools.report.outline import covering, printed_tables

_WHOLE = 0.97
_MORE = 0.02
"""A block of which one table holds less may have been parted; joined tables must hold more."""


@dataclass(frozen=True, slots=True)
class Relabelled:
    """Labels of a table of the form, by its id, and what a document has in their place.

    "" is nothing: such a label may stand elsewhere in the document.
    """

    table: str
    form: str
    found: str


@dataclass(frozen=True)
class LocatedFigures:
    """The text in each figure's place, by cell id, and the tables that hold them.

    A figure whose place was not found is missing. `relabelled` is each label once that is not
    the form's, width, white space, punctuation and numbers before it apart. `again` are tables,
    by number, that hold a table of the form, by its id, once more.
    """

    figures: dict[str, str]
    tables: frozenset[int]
    relabelled: tuple[Relabelled, ...]
    again: dict[int, str]


def locate(edition: Edition, grids: Sequence[TextGrid]) -> LocatedFigures:
    """Find the figures of all printed tables."""
    figures: dict[str, str] = {}
    tables: set[int] = set()
    relabelled: dict[Relabelled, None] = {}
    found = matches(edition, grids)
    for match in found.matches:
        tables |= match.tables
        figures |= _figures(match)
        relabelled |= dict.fromkeys(_relabelled(match))
    again = {number: table for number, table in found.alike.items() if number not in tables}
    return LocatedFigures(figures, frozenset(tables), tuple(relabelled), again)


@dataclass(frozen=True)
class BlockMatch:
    """A block of the form where a document has it: rows and columns of one of its grids.

    `grid` may be several neighbouring ones joined; `tables` are those, by number.
    """

    drawn: Drawn
    grid: TextGrid
    origins: Origins
    rows: Mapping[int, int]
    columns: Mapping[int, int]
    tables: frozenset[int]
    score: float

    @property
    def headed(self) -> bool:
        """Whether a header was found above its figures."""
        return bool(self.heads)

    @property
    def heads(self) -> list[tuple[int, int]]:
        """The rows of the form's header that were found, with the grid's; no heading of a block."""
        drawn = self.drawn
        rows = (row for row in range(drawn.heads) if drawn.keys[row].whole != drawn.columns[0][row])
        return [(row, self.rows[row]) for row in rows if row in self.rows]


@dataclass(frozen=True)
class BlockMatches:
    """The blocks that were found, and the tables, by number, that hold one of them."""

    matches: tuple[BlockMatch, ...]
    alike: dict[int, str]


def matches(
    edition: Edition,
    grids: Sequence[TextGrid],
    origins: Sequence[Origins] = (),
    *,
    least: float = ALIKE,
) -> BlockMatches:
    """Each block of the form in the table, or in all of them joined, that holds most of it.

    `least` is how much of a block must be there where it was torn apart.
    """
    keys = [row_keys(grid) for grid in grids]
    found: list[BlockMatch] = []
    alike: dict[int, str] = {}
    whole: Joined | None = None
    for drawn in blocks(edition):
        scores = [_score(drawn.keys, _once(drawn, rows)) for rows in keys]
        alike |= {number: drawn.table for number, one in enumerate(scores) if one >= ALIKE}
        score, number = max(((one, -number) for number, one in enumerate(scores)), default=(0.0, 0))
        if score < _WHOLE and grids:
            whole = whole or join(grids, origins)
            together = _score(drawn.keys, _once(drawn, whole.keys))
            if together >= (least if score < ALIKE else score + _MORE):
                found.append(_match(drawn, whole, together))
                continue
        if score >= ALIKE:
            begins = origins[-number] if origins else {}
            owner = [-number] * len(keys[-number])
            alone = Joined(grids[-number], begins, keys[-number], owner)
            found.append(_match(drawn, alone, score))
    return BlockMatches(tuple(found), dict(sorted(alike.items())))


def _match(drawn: Drawn, whole: Joined, score: float) -> BlockMatch:
    rows = _aligned(drawn.keys, _once(drawn, whole.keys))
    tables = frozenset(whole.owner[row] for row in rows.values())
    columns = _columns(drawn, whole.grid, rows)
    return BlockMatch(drawn, whole.grid, whole.origins, rows, columns, tables, score)


# ------------------------------------------------------------------ the form's side


@dataclass(frozen=True)
class Drawn:
    """A block as the form draws it: the key and the labels of each row, its header, its figures.

    `columns` are the header texts above each column of figures, `figures` cell ids by row
    and by number of such a column; `heads` is how many rows come before the first figure.
    """

    table: str
    keys: tuple[RowKey, ...]
    labels: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, ...], ...]
    figures: dict[tuple[int, int], str]
    heads: int


@cache
def blocks(edition: Edition) -> tuple[Drawn, ...]:
    """The blocks of all printed tables, in the order of the form."""
    drawn: list[Drawn] = []
    for table in printed_tables(edition):
        covered = covering(table)
        top = 0
        for block in table.blocks:
            end = top + bool(block.heading) + block.header_depth + len(block.leaf_rows)
            drawn.append(_drawn(table.id, covered, top, end))
            top = end
    return tuple(drawn)


def _drawn(table: str, covered: Mapping[tuple[int, int], Placed], top: int, end: int) -> Drawn:
    inside = {(row - top, column): p for (row, column), p in covered.items() if top <= row < end}
    texts = {place: placed.text for place, placed in inside.items()}
    figures = {
        (placed.row - top, placed.column): placed.cell.id
        for placed in inside.values()
        if placed.cell
    }
    heads = min(row for row, _ in figures)
    columns = sorted({column for _, column in figures})
    return Drawn(
        table=table,
        keys=tuple(
            key if row >= heads else RowKey(key.whole, own=_beginning(inside, top + row))
            for row, key in enumerate(row_keys(texts))
        ),
        labels=tuple(labels_of(texts, row) for row in range(end - top)),
        columns=tuple(
            tuple(label(texts[row, column]) for row in range(heads)) for column in columns
        ),
        figures={(row, columns.index(column)): cell for (row, column), cell in figures.items()},
        heads=heads,
    )


def _beginning(inside: Mapping[tuple[int, int], Placed], row: int) -> str:
    """The labels of a header row without those that reach into it from above."""
    begun = {placed: None for placed in inside.values() if placed.row == row}
    return "".join(label(placed.text) for placed in begun)


def _once(drawn: Drawn, rows: Sequence[RowKey]) -> Sequence[RowKey]:
    """The rows of a table without the header that is repeated on each page."""
    heads = {key.whole for key in drawn.keys[: drawn.heads]}
    lasts = {key.last for key in drawn.keys if key.last}
    seen: set[str] = set()
    begun = False
    kept: list[RowKey] = []
    for row in rows:
        repeated = begun and row.whole in seen
        kept.append(REPEATED if repeated else row)
        if row.whole in heads:
            seen.add(row.whole)
        begun = begun or row.last in lasts
    return kept


def _aligned(keys: Sequence[RowKey], rows: Sequence[RowKey]) -> dict[int, int]:
    """Which row of a table each row of a block is; labels are alike in most reports."""
    if len(rows) > _USUAL or sum(len(row.whole) for row in rows) > _LONG:
        return align(keys, rows, key_likeness)
    return dict(_known(tuple(keys), tuple(rows)))


_USUAL, _LONG = 100, 10_000
"""Rows of a table of the form, and of what a site writes around it; letters of their labels."""


@lru_cache(maxsize=128)
def _known(keys: tuple[RowKey, ...], rows: tuple[RowKey, ...]) -> Mapping[int, int]:
    return align(keys, rows, key_likeness)


def _score(keys: Sequence[RowKey], rows: Sequence[RowKey]) -> float:
    """How much of a block a table holds, 1 being all of it; 0 without one row just so."""
    if not {text for key in keys for text in key if text} & {t for row in rows for t in row}:
        return 0.0
    aligned = _aligned(keys, rows)
    return sum(key_likeness(keys[i], rows[j]) for i, j in aligned.items()) / len(keys)


def _figures(match: BlockMatch) -> dict[str, str]:
    rows, columns = match.rows, match.columns
    return {
        cell: match.grid[rows[row], columns[column]]
        for (row, column), cell in match.drawn.figures.items()
        if row in rows and column in columns and (rows[row], columns[column]) in match.grid
    }


def _columns(drawn: Drawn, grid: TextGrid, aligned: Mapping[int, int]) -> dict[int, int]:
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
        texts = tuple(label(grid.get((row, column), "")) for _, row in heads)
        if runs and runs[-1][0] == texts:
            runs[-1][1].append(column)
        else:
            runs.append((texts, [column]))
    found = align(wanted, [texts for texts, _ in runs], _path_likeness)
    return {i: runs[j][1][len(runs[j][1]) // 2] for i, j in found.items()}


def header_likeness(match: BlockMatch) -> dict[int, float]:
    """How like the header of each column of figures that was found is to the form's."""
    return {
        number: likeness(
            _last(match.drawn.columns[number][row] for row, _ in match.heads),
            _last(label(match.grid.get((row, column), "")) for _, row in match.heads),
        )
        for number, column in match.columns.items()
    }


def _last(labels: Iterable[str]) -> str:
    """The last of some labels that is one."""
    return next((one for one in reversed(tuple(labels)) if one), "")


def _path_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How like two header paths are: as their last labels, less where the others differ."""
    last, other_last = _last(one), _last(other)
    if not last or not other_last:
        return 0.0
    return 0.9 * likeness(last, other_last) + 0.1 * likeness("".join(one), "".join(other))


# ------------------------------------------------------------------ labels that are not the form's


def _relabelled(match: BlockMatch) -> Iterator[Relabelled]:
    """The labels above the figures and left of them that are not the form's."""
    drawn, beside = match.drawn, min(match.columns.values(), default=0)
    for row, wanted in enumerate(drawn.labels):
        head = row < drawn.heads
        if row in match.rows:
            found = labels_of(match.grid, match.rows[row], None if head else beside)
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
