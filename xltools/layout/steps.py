"""What a clerk must fill in, step by step, and where the workbook keeps count of it."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.layout.places import Area, Spot


@dataclass(frozen=True, slots=True)
class Step:
    """A required field or text, or the figures of one row of a table.

    On the stamp sheet, `lacking` holds 1 where it lacks or fails, else 0.
    """

    items: tuple[str, ...]
    lacking: Spot

    @property
    def place(self) -> Spot:
        """Holds the address of the first of its cells that lacks or fails."""
        return self.lacking.moved(columns=1)


COUNTS = ("errors", "unfilled", "warnings", "explained")
"""What the rows of 校验 are counted by."""


@dataclass(frozen=True, slots=True)
class SheetSteps:
    """The steps of one sheet, or of all; a row of the stamp sheet sums them up, and begins with how
    many cells are `filled` in that must be.

    On the sheet's first line stand `status` and `link`; `colour`, hidden right of them, holds
    how grave its state is.
    """

    steps: tuple[Step, ...]
    filled: Spot
    status: Area
    link: Area
    colour: Spot

    @property
    def target(self) -> Spot:
        """Holds the address of the first cell that lacks or fails, empty where none does."""
        return self.filled.moved(columns=1)

    def count(self, what: str) -> Spot:
        """Holds how many rows of 校验 there are of one of COUNTS."""
        return self.filled.moved(columns=2 + COUNTS.index(what))

    @property
    def lacking(self) -> Area:
        """Where the steps say whether they lack anything; of a sheet that has some."""
        return Area(self.steps[0].lacking, len(self.steps))
