"""填报核实修改单 as a Word document of one page: who, which file, what is to be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

from xltools.messages import say
from xltools.report import text
from xltools.report.word import Compiled, compile_template
from xltools.report.word_template import package_of, read_part

_LETTERS = (11.0, 17.0, 13.0)
"""How many letters a line of the table's columns holds: place, what is wrong, what to do."""
_LINES = 33
"""Lines of small type that the table may have, so that all stays on one page."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to correct, as the slip says it."""

    severity: str
    place: str
    sentence: str
    remedy: str

    @property
    def lines(self) -> int:
        """Lines of the table that it takes."""
        parts = zip((self.place, self.sentence, self.remedy), _LETTERS, strict=True)
        return max(1, *(ceil(text.width(part) / letters) for part, letters in parts))


@dataclass(frozen=True)
class Letter:
    """The words around the table: to whom, before it and after it."""

    addressee: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class _Context:
    title: str
    report_name: str
    notice: str
    addressee: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str


def render_slip(letter: Letter, items: Sequence[Item]) -> bytes:
    """The slip as a .docx; the same bytes for the same content.

    Of more items than one page holds the first are listed, and how many are not is said.
    """
    listed = list(_fitting(items))
    left = len(items) - len(listed)
    return _compiled().render(
        _Context(
            title=say("slip.title"),
            report_name="",
            notice="",
            addressee=text.line(letter.addressee),
            before=text.paragraphs(letter.before),
            after=text.paragraphs(letter.after),
            heads=tuple(say("slip.heads").split("、")),
            rows=tuple(_row(number, item) for number, item in enumerate(listed, start=1)),
            more=say("slip.more", count=left) if left else "",
        )
    )


def _row(number: int, item: Item) -> tuple[str, ...]:
    told = (item.severity, item.place, item.sentence, item.remedy)
    return str(number), *map(text.line, told)


def _fitting(items: Sequence[Item]) -> Iterator[Item]:
    """As many as fit on the page, the first in any case."""
    used = 0
    for item in items:
        used += item.lines
        if used > _LINES and used > item.lines:
            return
        yield item


@cache
def _compiled() -> Compiled:
    return compile_template(package_of(read_part("slip.xml")))
