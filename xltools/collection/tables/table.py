"""What a table of the office's own books (花名册, 上年数据, 台账, 汇总) is: columns as data.

`writer` writes such tables, `reader` reads them back by the same declaration.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from xltools.layout.return_book import letters
from xltools.messages import say


class Tone(StrEnum):
    """The colour of a word that says how something stands."""

    WRONG = "wrong"
    DOUBT = "doubt"
    ASKED = "asked"
    """for the office to decide"""
    WAITS = "waits"
    GOOD = "good"
    OFF = "off"


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `code` is its name in the program, `caption` what people see and may move.

    `width` in half-width characters; `open` is for the office to fill; a row without a
    `required` value is reported when read; `choices` are all that the column may hold;
    `help` shows when one of its cells is selected; `offered` is the sheet of this book whose first
    column is a list to choose from, though anything else may be written. Of a `newer` column
    nothing is said where an older book lacks it. A caption of `aliases` is read as its own.
    """

    code: str
    caption: str
    width: int
    kind: ColumnKind = ColumnKind.TEXT
    open: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""
    offered: str = ""
    newer: bool = False
    aliases: tuple[str, ...] = ()


def captioned(
    section: str, code: str, width: int, kind: ColumnKind = ColumnKind.TEXT, *, open: bool = False
) -> Column:
    """A column that people see under the sentence of that section."""
    return Column(code, say(f"{section}.{code}"), width, kind, open=open)


def captioned_columns(
    section: str, widths: Mapping[str, int], numbers: Collection[str] = ()
) -> tuple[Column, ...]:
    """Such columns by their codes, those of `numbers` for numbers, the others for texts."""
    texts = (captioned(section, code, width) for code, width in widths.items())
    return tuple(
        replace(item, kind=ColumnKind.NUMBER) if item.code in numbers else item for item in texts
    )


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: lines above, a header of captions, rows, and `spare` rows left to be filled.

    `frozen` columns stay in sight; on a `protected` sheet only open columns can be changed
    (no password). With `one_line` every row is one line high; `printed` is how many columns go
    on paper, 0 for all. An `optional` one is not missed where a book has none; of a
    `whole` one columns are read too that are none of its own.
    """

    sheet: str
    columns: tuple[Column, ...]
    preface: tuple[str, ...] = ()
    spare: int = 0
    frozen: int = 0
    protected: bool = False
    one_line: bool = False
    printed: int = 0
    optional: bool = False
    whole: bool = False

    def goes_on(self, number: int) -> str:
        """The name of its sheet of that number: rows that one does not hold stand in a next."""
        return self.sheet if number == 1 else f"{self.sheet}{number}"

    @property
    def header_row(self) -> int:
        """The row of the captions as we write the table."""
        return len(self.preface) + 1

    def noted(self, line: str) -> Table:
        """The same with a line more above it, where there is one."""
        return replace(self, preface=(*self.preface, line)) if line else self

    def only(self, *codes: str) -> Table:
        """The same with these columns alone."""
        return replace(self, columns=tuple(item for item in self.columns if item.code in codes))

    def letter(self, code: str) -> str:
        """The letters of a column as we write the table. StopIteration for an unknown code."""
        return letters(next(n for n, item in enumerate(self.columns, 1) if item.code == code))


@dataclass(frozen=True, slots=True)
class Graph:
    """A chart of rows of the table on its sheet: bars or a line, the names and the numbers.

    `names` and `numbers` are column codes, `first` and `last` rows; it stands right of the table,
    its top in row `at`.
    """

    title: str
    names: str
    numbers: str
    first: int
    last: int
    at: int
    line: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of our own, without the equals sign, and the value that it shows."""

    text: str
    value: str | int | Decimal


@dataclass(frozen=True, slots=True)
class Toned:
    """A word in its colour."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a row of this book (`#sheet!A5`) or to a file beside it."""

    target: str
    caption: str

    @property
    def formula(self) -> Formula:
        """As the cell holds it."""
        target, caption = (text.replace('"', '""') for text in (self.target, self.caption))
        return Formula(f'HYPERLINK("{target}","{caption}")', self.caption)


LAST_ROW = 1_048_576
"""The last row that a sheet has."""

Item: TypeAlias = str | int | Decimal | date | Toned | Link | Formula | None
