"""Labels as people write them, how like two are, and rows of labels put beside each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple, TypeVar

from xltools.platform.memory import remembered
from xltools.published.documents.contents import TextGrid
from xltools.published.tables.figures import is_figure

ALIKE = 0.6
"""From this likeness on, 1 being equal, two labels may be the same one."""
_LAST_ALONE = 0.95
"""What the last label of a row counts for where those before it are not there."""
_NO_LABEL = ""
_NUMBER = re.compile(r"\A(?:\(?[一二三四五六七八九十]+[)、.,]|\(?\d{1,2}[)、.,]?(?=\D))")
"""The number before a label; word processors count by themselves, and then no page shows it."""


@remembered(4096)
def label(text: str) -> str:
    """A label's letters and digits, in their plain form; "" for a figure."""
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    return kept if any(c.isalpha() for c in kept) and not is_figure(text) else _NO_LABEL


class RowKey(NamedTuple):
    """A row's labels one after another, one that spans taken once; the last of them; and, of the
    form's header, those that begin in it."""

    whole: str
    last: str = ""
    own: str = ""


REPEATED = RowKey("\0")
"""The key of a row that is like no other."""


def row_keys(grid: TextGrid) -> list[RowKey]:
    """The key of each row."""
    rows: dict[int, dict[str, None]] = {}
    for (row, _), text in sorted(grid.items()):
        rows.setdefault(row, {})[label(text)] = None
    height = max(rows, default=-1) + 1
    return [_key(rows.get(row, {})) for row in range(height)]


def _key(labels: Iterable[str]) -> RowKey:
    told = [one for one in labels if one]
    return RowKey("".join(told), without_number(told[-1]) if told else "")


def key_likeness(one: RowKey, other: RowKey) -> float:
    """How like two rows are: labels before the last may stand once for many rows."""
    whole = likeness(one.whole, other.whole)
    if one.own and whole < 1.0:
        return max(whole, _LAST_ALONE * likeness(one.own, other.whole))
    if whole == 1.0 or not one.last or not other.last:
        return whole
    return max(whole, _LAST_ALONE * likeness(one.last, other.last))


def labels_of(grid: TextGrid, row: int, before: int | None = None) -> tuple[str, ...]:
    """The labels of a row as they are written, one that spans taken once, left of a column."""
    labels: list[str] = []
    for column in range(max((c for _, c in grid), default=-1) + 1 if before is None else before):
        text = grid.get((row, column), "").replace("\n", "")
        if label(text) and (not labels or label(labels[-1]) != label(text)):
            labels.append(text)
    return tuple(labels)


@remembered(4096)
def without_number(text: str) -> str:
    """A label's letters and digits, without the number before it."""
    return label(_NUMBER.sub("", "".join(unicodedata.normalize("NFKC", text).split())))


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> float:
    """How like two labels are, 1 being equal."""
    if one == other:
        return 1.0
    together = len(one) + len(other)
    if 2 * min(len(one), len(other)) < ALIKE * together:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


_T = TypeVar("_T")


def align(
    wanted: Sequence[_T],
    found: Sequence[_T],
    likeness: Callable[[_T, _T], float],
    *,
    least: float = ALIKE,
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
