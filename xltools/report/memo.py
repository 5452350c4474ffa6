"""A plain Word document of headings, paragraphs and tables: what an office writes for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xltools.report import text
from xltools.report.word import compiled_own

_WIDTH = 8844
"""The type area in twentieths of a point."""


@dataclass(frozen=True, slots=True)
class MemoTable:
    """A table: captions, rows of texts, and how the width is shared among its columns."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of its columns, which fill the type area."""
        outer = [_WIDTH * share // sum(self.shares) for share in self.shares[:-1]]
        return (*outer, _WIDTH - sum(outer))


@dataclass(frozen=True, slots=True)
class MemoPart:
    """A heading with what stands under it: paragraphs, then a table if there is one."""

    heading: str
    paragraphs: tuple[str, ...]
    grid: MemoTable | None = None


@dataclass(frozen=True, slots=True)
class Memo:
    """A title, the parts, and the lines that sign it. `notice` stands above: what a draft is."""

    title: str
    parts: tuple[MemoPart, ...]
    notice: str = ""
    signature: tuple[str, ...] = ()


def render_memo(memo: Memo) -> bytes:
    """The memo as a .docx; the same bytes for the same content."""
    return compiled_own("memo").render(
        {
            "title": text.line(memo.title),
            "notice": text.line(memo.notice),
            "report_name": "",
            "parts": [
                {
                    "heading": text.line(part.heading),
                    "paragraphs": text.paragraphs(part.paragraphs),
                    "grid": part.grid and _lined(part.grid),
                }
                for part in memo.parts
            ],
            "signature": text.paragraphs(memo.signature),
        }
    )


def _lined(grid: MemoTable) -> dict[str, Sequence[object]]:
    return {
        "heads": [text.line(head) for head in grid.heads],
        "rows": [[text.line(item) for item in row] for row in grid.rows],
        "widths": grid.widths,
    }
