"""What the office added to 台账.xlsx by itself: columns and sheets, carried from book to book.

A cell of an added column is known by what its row is about, so that it finds its row again
wherever that stands in the next book. What has no row any more stays in the book in 旧.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xltools.collection.ledger_book import sheets
from xltools.collection.tables.own_sheets import added_sheets
from xltools.collection.tables.reader import Content, read_tables
from xltools.collection.tables.table import Column, Item, Table, Toned
from xltools.collection.tables.writer import Further
from xltools.filing.wording import clean
from xltools.messages import say
from xltools.platform.zips import DAMAGED
from xltools.reader.telling.refusal import Refusal

_WIDTH = 20
_OURS_AT_THE_END = ("key", "sha256")


@dataclass(frozen=True, slots=True)
class Own:
    """Added columns by sheet, their cells by sheet and row, and what puts the added sheets.

    `lost` is the sentence for what could not be carried, "" for nothing.
    """

    captions: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    cells: Mapping[tuple[str, ...], Mapping[str, Content]] = field(
        default_factory=dict[tuple[str, ...], Mapping[str, Content]]
    )
    further: Further | None = None
    lost: str = ""

    def __bool__(self) -> bool:
        return bool(self.captions or self.further)

    def with_columns(self, table: Table) -> Table:
        """The table with the added columns, before those by which rows are known."""
        captions = self.captions.get(table.sheet, ())
        added = [Column(_code(caption), caption, _WIDTH, open=True) for caption in captions]
        first = next(
            (n for n, item in enumerate(table.columns) if item.code in _OURS_AT_THE_END),
            len(table.columns),
        )
        columns = (*table.columns[:first], *added, *table.columns[first:])
        return replace(table, columns=columns) if added else table

    def beside(self, table: Table, items: Mapping[str, Item]) -> dict[str, Item]:
        """What stands in the added columns of that row."""
        if table.sheet not in self.captions:
            return {}
        known = tuple(_shown(items.get(code)) for code in sheets.KNOWN_BY[table.sheet])
        held = self.cells.get((table.sheet, *known), {})
        return {_code(caption): content for caption, content in held.items()}


NOTHING = Own()


def own_of(book: Path) -> Own:
    """What the office added to that book; nothing where there is none. Never raises."""
    if not book.is_file():
        return NOTHING
    tables = [replace(table(), whole=True) for table in sheets.TABLES]
    reading = read_tables(book, tables)
    if not reading.read:
        return NOTHING
    ours = {column.caption for table in tables for column in table.columns}
    captions: dict[str, list[str]] = {}
    cells: dict[tuple[str, ...], Mapping[str, Content]] = {}
    for table in tables:
        for row in reading.of(table):
            held = {key: content for key, content in row.others.items() if key not in ours}
            if held:
                known = (row.text(code) for code in sheets.KNOWN_BY[table.sheet])
                cells[table.sheet, *known] = held
                listed = captions.setdefault(table.sheet, [])
                listed += [caption for caption in held if caption not in listed]
    further, lost = _sheets_of(book)
    return Own(captions, cells, further, lost)


def _sheets_of(book: Path) -> tuple[Further | None, str]:
    """What puts the added sheets, and the sentence for what could not be carried.

    To those who parse it, broken XML is a SyntaxError.
    """
    try:
        return added_sheets(book.read_bytes(), sheets.NAMES), ""
    except (Refusal, SyntaxError, TypeError, AttributeError, *DAMAGED):
        return None, say("ledger.sheets_lost", file=book.name)


def _code(caption: str) -> str:
    return f"own:{caption}"


def _shown(item: Item) -> str:
    """What is read back of that item."""
    if isinstance(item, Toned):
        return clean(item.text)
    return "" if item is None else clean(str(item))
