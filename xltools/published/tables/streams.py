"""Tables that have come apart into lines: one cell a line, or a label and its figures on one.

What stands between two runs of figures is a label, perhaps broken over lines; labels in the
form's order make the table again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from xltools.law.edition import Edition
from xltools.published.documents.contents import TextGrid
from xltools.published.tables.figures import is_figure, narrow_lines
from xltools.published.tables.labels import label, likeness, without_number
from xltools.published.tables.locate import blocks

_LIKE = 0.8
_SURE = 0.95
_BROKEN = 6
"""Lines that one label is broken over at most."""
_TRAILING = re.compile(r"^(?P<label>.*?\D)(?P<figures>(?:\s+[\d.,]+)+)\s*$", re.ASCII)
_LONG = 60
"""Letters of a line that is no label."""


@dataclass
class Regained:
    """The table, and the numbers of the lines that each of its rows was made of."""

    grid: TextGrid = field(default_factory=TextGrid)
    lines: list[list[int]] = field(default_factory=list[list[int]])

    def add(self, cells: Sequence[str], lines: Iterable[int]) -> None:
        """One more row."""
        row = len(self.lines)
        self.grid.update({(row, column): text for column, text in enumerate(cells)})
        self.lines.append(list(lines))


def regain(edition: Edition, lines: Sequence[str]) -> Regained:
    """The rows that lines make together; others are left out."""
    made = Regained()
    pending: list[tuple[int, str]] = []
    figures: list[str] = []
    used: list[int] = []
    for number, line in enumerate(lines):
        said, told = _parted(line)
        if said:
            if figures:
                _flush(edition, made, pending, figures, used)
                pending, figures, used = [], [], []
            pending.append((number, said))
        if told:
            figures += told
            used.append(number)
    if figures:
        _flush(edition, made, pending, figures, used)
    return made


def row_bearing(made: Regained, labels: Sequence[str], width: int) -> int | None:
    """The one row that bears these labels and holds so many figures."""
    names = {without_number("".join(labels)), without_number(labels[-1])} if labels else {""}
    found = [
        row
        for row, lines in enumerate(made.lines)
        if lines
        and max((likeness(without_number(made.grid[row, 0]), name) for name in names), default=0.0)
        >= _SURE
        and (row, width) in made.grid
        and (row, width + 1) not in made.grid
    ]
    return found[0] if len(found) == 1 else None


def _parted(line: str) -> tuple[str, list[str]]:
    """The label and the figures of a line."""
    told = narrow_lines(line)
    if is_figure(told) or not label(told):
        return "", told.split() if told else []
    found = _TRAILING.match(told)
    if found and len(found["label"]) <= _LONG and label(found["label"]):
        return found["label"].strip(), found["figures"].split()
    return line, []


def _flush(
    edition: Edition,
    made: Regained,
    pending: list[tuple[int, str]],
    figures: list[str],
    used: list[int],
) -> None:
    """A row of the pending labels and figures, and a header row of what stood before it."""
    stubs, heads = _known(edition)
    best, count = 0.0, 0
    for length in range(1, min(_BROKEN, len(pending)) + 1):
        joined = without_number("".join(text for _, text in pending[-length:]))
        like = max((likeness(joined, stub) for stub in stubs), default=0.0)
        if like > best:
            best, count = like, length
    before = pending[: len(pending) - count] if best >= _LIKE else pending
    header = [(number, text) for number, text in before if label(text) in heads]
    if len(header) > 1:
        leaves = [text for _, text in header if label(text) in _leaves(edition)]
        made.add(["", *leaves], [number for number, _ in header])
    if best >= _LIKE:
        row = pending[len(pending) - count :]
        made.add(["".join(text for _, text in row), *figures], [*(n for n, _ in row), *used])
    elif header:
        made.add(["", *figures], used)


@cache
def _known(edition: Edition) -> tuple[frozenset[str], frozenset[str]]:
    """The labels left of figures, also with those that they stand under, and those above."""
    stubs: set[str] = set()
    heads: set[str] = set()
    for drawn in blocks(edition):
        for row, labels in enumerate(drawn.labels):
            if row < drawn.heads:
                heads.update(label(text) for text in labels)
            elif labels:
                stubs.update(without_number("".join(labels[at:])) for at in range(len(labels)))
    return frozenset(stubs - {""}), frozenset(heads - {""})


@cache
def _leaves(edition: Edition) -> frozenset[str]:
    """The labels right above figures."""
    return frozenset(
        next((text for text in reversed(column) if text), "")
        for drawn in blocks(edition)
        for column in drawn.columns
    )
