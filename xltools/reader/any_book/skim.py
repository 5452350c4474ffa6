"""A long sheet of a table made short before it is read: its top, and below it some columns only.

Nothing that is left out is ever held: what bounds the reader is what it reads, not what it skips.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial

from xltools.layout.places import letters
from xltools.platform.zips import TooMuch

HEAD_ROWS = 20
"""Rows that are kept whole: a header is looked for in them."""
_LONGEST_ROW = 4 << 20
_ROW, _END = b"<row ", b"</sheetData>"


def top(blocks: Iterator[bytes], most: int) -> bytes:
    """A sheet of its first rows. Raises TooMuch where these are more than that."""
    return _skimmed(blocks, most, None)


def columns(numbers: Collection[int]) -> Callable[[Iterator[bytes], int], bytes]:
    """What makes a sheet of its first rows, and of what those columns hold below them."""
    named = "|".join(map(letters, sorted(numbers)))
    cell = re.compile(rb'<c r="(?:%b)\d+"(?: [^>]*[^>/])?>.*?</c>' % named.encode(), re.DOTALL)
    return partial(_skimmed, cell=cell)


def _skimmed(blocks: Iterator[bytes], most: int, cell: re.Pattern[bytes] | None = None) -> bytes:
    kept: list[bytes] = []
    for number, row in enumerate(_rows(blocks)):
        if number > HEAD_ROWS:
            if cell is None:
                break
            found = b"".join(cell.findall(row))
            row = row[: row.find(b">") + 1] + found + b"</row>" if found else b""
        kept.append(row)
        most -= len(row)
        if most < 0:
            raise TooMuch
    return b"".join((*kept, _END, b"</worksheet>"))


def _rows(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """What stands before the first row, and each row. Raises TooMuch for one without end."""
    before, held = b"", b""
    for block in blocks:
        *rows, held = (held + block).split(_ROW)
        for row in rows:
            yield before + row
            before = _ROW
        if len(held) > _LONGEST_ROW:
            raise TooMuch
        if _END in held:
            break
    yield before + held.partition(_END)[0]
