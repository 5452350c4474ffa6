"""花名册: which bodies an office expects to file, how, to whom, and by when.

The register is a workbook of the office's own, one row a body. What is read from it becomes a
`Body`; how the workbook looks and what may be wrong in it stands in `book`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Mode(StrEnum):
    """报送方式: how a body's report comes to be."""

    PUBLISHED = "published"
    """单独编制并公开"""
    UNPUBLISHED = "unpublished"
    """单独编制不公开"""
    MERGED = "merged"
    """并入某单位: its figures stand in another body's report"""
    ELSEWHERE = "elsewhere"
    """不在本系统报送: never chased, and none of its figures is kept"""


class OwnReturn(StrEnum):
    """本级报表: what the return of a government that stands above other bodies gives."""

    PART = "part"
    """its own level, one part of the sum"""
    WHOLE = "whole"
    """the sum already, which ours is held against"""


@dataclass(frozen=True, slots=True)
class Body:
    """One body of the register.

    `code` is the office's own (unique, may be ""); `superior`, `merged_into` and
    `predecessors` are full names as they stand in the register. A body is expected to file
    for a year in which it exists on 31 December (`founded` to `dissolved`, both inclusive).
    `own_return` is None where the register does not say.
    """

    name: str
    report_name: str = ""
    code: str = ""
    kind: str = ""
    superior: str = ""
    contact: str = ""
    phone: str = ""
    deadline: date | None = None
    extension: date | None = None
    mode: Mode = Mode.PUBLISHED
    merged_into: str = ""
    predecessors: tuple[str, ...] = ()
    founded: date | None = None
    dissolved: date | None = None
    own_return: OwnReturn | None = None

    @property
    def due(self) -> date | None:
        """The last day on which its return is in time: the extension where there is one."""
        return self.extension or self.deadline

    @property
    def publishes_not(self) -> bool:
        """Whether its report is written and kept from the public: 单独编制不公开."""
        return self.mode is Mode.UNPUBLISHED

    def files_for(self, year: int) -> bool:
        """Whether the office expects a return of its own on that year."""
        if self.mode in (Mode.MERGED, Mode.ELSEWHERE):
            return False
        last_day = date(year, 12, 31)
        return not (
            (self.founded and self.founded > last_day)
            or (self.dissolved and self.dissolved < last_day)
        )


def plain_text(text: str) -> str:
    """A name as it is compared: half width, no spaces, no case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
