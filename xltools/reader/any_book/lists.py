"""A list that a program wrote as text (.csv): its cells, as those of a sheet."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from xltools.filing.states import FileState
from xltools.layout.return_book import Spot
from xltools.reader.cells.grid import Entry
from xltools.reader.opening.encoding import decoded
from xltools.reader.opening.triage import FileKind, kind_of
from xltools.reader.telling.refusal import Refusal

_LARGEST = 16 << 20
_SEPARATORS = ",;\t"


def is_list(path: Path, data: bytes) -> bool:
    """Whether it is called one, and is text."""
    return path.suffix.lower() == ".csv" and kind_of(data, path.name) is FileKind.TEXT


def listed_cells(data: bytes, sheet: str) -> Mapping[Spot, Entry]:
    """The cells that are not empty, all of them texts. Raises Refusal."""
    if len(data) > _LARGEST:
        raise Refusal(FileState.TOO_BIG, "too_big")
    text = decoded(data)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Refusal(FileState.UNREADABLE, "broken") from error
    return {
        Spot(sheet, row, column): Entry(said)
        for row, line in enumerate(rows, start=1)
        for column, said in enumerate(line, start=1)
        if said.strip()
    }
