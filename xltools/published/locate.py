"""Where the form's figures stand in tables that people and their systems may have changed.

A table may have been split, framed, given a row, or lost one; labels may have lost their
brackets. So each block of the form is looked for by its labels: its rows are aligned with a
table's rows, its columns with what stands in the aligned header rows. Labels that only resemble
the form's are enough to find a figure by, and are told as such.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from xltools.law.edition import Edition
from xltools.law.form import Block, Placed
from xltools.published.contents import Grid, Origins
from xltools.published.figures import is_figure
from xltools.report.outline import covering, printed_tables

_ALIKE = 0.6
"""From this likeness on, 1 being equal, two labels may be the same one."""
_WHOLE = 0.97
_MORE = 0.02
"""A block of which one table holds less may have been parted; joined tables must hold more."""
_LAST_ALONE = 0.95
"""What the last label of a row counts for where those before it are not there."""
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
    relabelled: dict[Relabelled, None] = {}
    found = matches(edition, grids)
    for match in found.matches:
        tables |= match.tables
        figures |= _figures(match.drawn, match.grid, match.rows, match.columns)
        relabelled |= dict.fromkeys(_relabelled(match.drawn, match.grid, match.rows, match.columns))
    again = {number: table for number, table in found.alike.items() if number not in tables}
    return Located(figures, frozenset(tables), tuple(relabelled), again)


@dataclass(frozen=True)
class Match:
    """A block of the form where a document has it: rows and columns of one of its grids.

    `grid` may be several neighbouring ones joined; `tables` are those, by number.
    """

    drawn: Drawn
    grid: Grid
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
class Matches:
    """The blocks that were found, and the tables, by number, that hold one of them."""

    matches: tuple[Match, ...]
    alike: dict[int, str]


def matches(
    edition: Edition,
    grids: Sequence[Grid],
    origins: Sequence[Origins] = (),
    *,
    least: float = _ALIKE,
) -> Matches:
    """Each block of the form in the table, or in all of them joined, that holds most of it.

    `least` is how much of a block must be there where it was torn apart.
    """
    keys = [_row_keys(grid) for grid in grids]
    found: list[Match] = []
    alike: dict[int, str] = {}
    whole: Joined | None = None
    for drawn in blocks(edition):
        scores = [_score(drawn.keys, rows) for rows in keys]
        alike |= {number: drawn.table for number, one in enumerate(scores) if one >= _ALIKE}
        score, number = max(((one, -number) for number, one in enumerate(scores)), default=(0.0, 0))
        if score < _WHOLE and grids:
            whole = whole or join(grids, origins)
            together = _score(drawn.keys, whole.keys)
            if together >= (least if score < _ALIKE else score + _MORE):
                found.append(_match_joined(drawn, whole, together))
                continue
        if score >= _ALIKE:
            grid, rows = grids[-number], align(drawn.keys, keys[-number], _key_likeness)
            columns = _columns(drawn, grid, rows)
            begins = origins[-number] if origins else {}
            tables = frozenset({-number})
            found.append(Match(drawn, grid, begins, rows, columns, tables, score))
    return Matches(tuple(found), dict(sorted(alike.items())))


def _match_joined(drawn: Drawn, whole: Joined, score: float) -> Match:
    rows = align(drawn.keys, whole.keys, _key_likeness)
    tables = frozenset(whole.owner[row] for row in rows.values())
    columns = _columns(drawn, whole.grid, rows)
    return Match(drawn, whole.grid, whole.origins, rows, columns, tables, score)


# ------------------------------------------------------------------ tables that were parted


@dataclass(frozen=True)
class Joined:
    """All tables of a document under one another; `owner` is the table of each row."""

    grid: Grid
    origins: Origins
    keys: list[Key]
    owner: list[int]


def join(grids: Sequence[Grid], origins: Sequence[Origins] = ()) -> Joined:
    """Tables side by side at their right edges, where the figures stand."""
    widths = [_width(grid) for grid in grids]
    widest = max(widths, default=0)
    whole: Grid = {}
    begins: Origins = {}
    owner: list[int] = []
    for number, grid in enumerate(grids):
        top, left = len(owner), widest - widths[number]
        for (row, column), text in grid.items():
            if column < widths[number]:
                at = row, column
                begin = origins[number].get(at, at) if origins else at
                whole[top + row, left + column] = text
                begins[top + row, left + column] = (top + begin[0], left + begin[1])
        owner += [number] * (max((row for row, _ in grid), default=-1) + 1)
    return Joined(whole, begins, _row_keys(whole), owner)


def _width(grid: Grid) -> int:
    """Columns up to the last one that holds anything."""
    return max((column for (_, column), text in grid.items() if text), default=-1) + 1


# ------------------------------------------------------------------ the form's side


@dataclass(frozen=True)
class Drawn:
    """A block as the form draws it: the key and the labels of each row, its header, its figures.

    `columns` are the header texts above each column of figures, `figures` cell ids by row
    and by number of such a column; `heads` is how many rows come before the first figure.
    """

    table: str
    keys: tuple[Key, ...]
    labels: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, ...], ...]
    figures: dict[tuple[int, int], str]
    heads: int


@cache
def blocks(edition: Edition) -> tuple[Drawn, ...]:
    drawn: list[Drawn] = []
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
            key if row >= heads else Key(key.whole, own=_beginning(inside, top + row))
            for row, key in enumerate(_row_keys(texts))
        ),
        labels=tuple(_labels(texts, row) for row in range(end - top)),
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


# ------------------------------------------------------------------ labels


@lru_cache(maxsize=4096)
def label(text: str) -> str:
    """A label's letters and digits, in their plain form; "" for a figure."""
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    return kept if any(c.isalpha() for c in kept) and not is_figure(text) else _NO_LABEL


class Key(NamedTuple):
    """A row's labels one after another, one that spans taken once; the last of them; and, of the
    form's header, those that begin in it."""

    whole: str
    last: str = ""
    own: str = ""


def _row_keys(grid: Grid) -> list[Key]:
    """The key of each row."""
    rows: dict[int, dict[str, None]] = {}
    for (row, _), text in sorted(grid.items()):
        rows.setdefault(row, {})[label(text)] = None
    height = max(rows, default=-1) + 1
    return [_key(rows.get(row, {})) for row in range(height)]


def _key(labels: Iterable[str]) -> Key:
    told = [one for one in labels if one]
    return Key("".join(told), without_number(told[-1]) if told else "")


def _key_likeness(one: Key, other: Key) -> float:
    """How like two rows are: labels before the last may stand once for many rows."""
    whole = likeness(one.whole, other.whole)
    if one.own and whole < 1.0:
        return max(whole, _LAST_ALONE * likeness(one.own, other.whole))
    if whole == 1.0 or not one.last or not other.last:
        return whole
    return max(whole, _LAST_ALONE * likeness(one.last, other.last))


def _labels(grid: Grid, row: int, before: int | None = None) -> tuple[str, ...]:
    """The labels of a row as they are written, one that spans taken once, left of a column."""
    labels: list[str] = []
    for column in range(max((c for _, c in grid), default=-1) + 1 if before is None else before):
        text = grid.get((row, column), "").replace("\n", "")
        if label(text) and (not labels or label(labels[-1]) != label(text)):
            labels.append(text)
    return tuple(labels)


@lru_cache(maxsize=4096)
def without_number(text: str) -> str:
    """A label's letters and digits, without the number before it."""
    return label(_NUMBER.sub("", "".join(unicodedata.normalize("NFKC", text).split())))


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> float:
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


def _score(keys: Sequence[Key], rows: Sequence[Key]) -> float:
    """How much of a block a table holds, 1 being all of it; 0 without one row just so."""
    if not {text for key in keys for text in key if text} & {t for row in rows for t in row}:
        return 0.0
    aligned = align(keys, rows, _key_likeness)
    return sum(_key_likeness(keys[i], rows[j]) for i, j in aligned.items()) / len(keys)


def _figures(
    drawn: Drawn, grid: Grid, aligned: Mapping[int, int], columns: Mapping[int, int]
) -> dict[str, str]:
    return {
        cell: grid[aligned[row], columns[column]]
        for (row, column), cell in drawn.figures.items()
        if row in aligned and column in columns and (aligned[row], columns[column]) in grid
    }


def _columns(drawn: Drawn, grid: Grid, aligned: Mapping[int, int]) -> dict[int, int]:
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


def header_likeness(match: Match) -> dict[int, float]:
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
    return next((one for one in reversed(list(labels)) if one), "")


def _path_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Of two header paths: that of their last labels, a little less where the others differ."""
    last, other_last = (next((label for label in reversed(p) if label), "") for p in (one, other))
    if not last or not other_last:
        return 0.0
    return 0.9 * likeness(last, other_last) + 0.1 * likeness("".join(one), "".join(other))


# ------------------------------------------------------------------ labels that are not the form's


def _relabelled(
    drawn: Drawn, grid: Grid, aligned: Mapping[int, int], columns: Mapping[int, int]
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
