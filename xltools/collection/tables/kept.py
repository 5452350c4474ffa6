"""What people wrote into a book of ours is carried into the next one, or that is not written."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.collection.tables.reader import OfficeReading
from xltools.errors import XltoolsError
from xltools.examination.record import Located

_CONVERTED = "O-CONVERTED"
"""The one problem of a book that loses nothing."""


class NotCarriedOver(XltoolsError, ValueError):
    """What stands in the earlier book cannot be carried over; `problems` say why, and where."""

    def __init__(self, problems: Sequence[Located]) -> None:
        super().__init__(problems[0].finding.sentence)
        self.problems = tuple(problems)


def grave_problems(reading: OfficeReading) -> list[Located]:
    """The problems of a book by which something of it would be lost."""
    return [item for item in reading.problems if item.finding.id != _CONVERTED]
