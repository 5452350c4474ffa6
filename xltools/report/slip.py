"""填报核实修改单 as a Word document of one page: who, which file, what is to be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from xltools.messages import say
from xltools.report import text
from xltools.report.word import compiled_own

_LETTERS = (10.0, 16.0, 12.5)
"""How many letters a line of the table's columns holds: place, what is wrong, what to do."""
_LINES, _MOST = 20, 6
"""Lines of small type that the table, and one item of it, may have: all stays on one page."""


@dataclass(frozen=True, slots=True)
class SlipItem:
    """One thing to correct, as the slip says it.

    What stands `before` and `after` its remedy is never cut.
    """

    severity: str
    place: str
    sentence: str
    remedy: str
    before: str = ""
    after: str = ""

    @property
    def asked(self) -> str:
        """All that is to be done."""
        return self.before + self.remedy + self.after


@dataclass(frozen=True)
class Letter:
    """The words around the table: to whom, before it and after it.

    `heads` and `more` are the codes of its columns' heads and of what is said of items that
    the page does not hold.
    """

    addressee: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    heads: str = "slip.heads"
    more: str = "slip.more"


def render_slip(letter: Letter, items: Sequence[SlipItem]) -> bytes:
    """The slip as a .docx; the same bytes for the same content.

    Of more items than one page holds the first are listed, and how many are not is said.
    """
    listed = list(_fitting(items))
    left = len(items) - len(listed)
    return compiled_own("slip").render(
        {
            "title": say("slip.title"),
            "report_name": "",
            "notice": "",
            "addressee": text.line(letter.addressee),
            "before": text.paragraphs(letter.before),
            "after": text.paragraphs(letter.after),
            "signed": (say("slip.sender"), say("slip.date")),
            "heads": say(letter.heads).split("、"),
            "rows": [
                (str(number), item.severity, *_columns(item))
                for number, item in enumerate(listed, start=1)
            ],
            "more": say(letter.more, count=left) if left else "",
        }
    )


def _columns(item: SlipItem) -> tuple[str, ...]:
    """Place, what is wrong and what to do, each cut where it takes too many lines."""
    place, said, asked = (letters * _MOST for letters in _LETTERS)
    before, after = text.line(item.before), text.line(item.after)
    remedy = _cut(text.line(item.remedy), max(asked - text.width(before + after), 1))
    return (
        _cut(text.line(item.place), place),
        _cut(text.line(item.sentence), said),
        before + remedy + after,
    )


def _cut(part: str, letters: float) -> str:
    if text.width(part) <= letters:
        return part
    kept = part
    while text.width(kept) > letters - 1:
        kept = kept[:-1]
    return kept + "…"


def _fitting(items: Sequence[SlipItem]) -> Iterator[SlipItem]:
    """As many as fit on the page."""
    used = 0
    for item in items:
        parts = zip(_columns(item), _LETTERS, strict=True)
        used += max(1, *(ceil(text.width(part) / letters) for part, letters in parts))
        if used > _LINES and item is not items[0]:
            return
        yield item
