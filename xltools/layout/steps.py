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
    """The steps of one sheet, or of all; `row` is a row of the stamp sheet that sums them up.

    On the sheet's first line stand `status` and `link`; `colour`, hidden right of them, holds
    how grave its state is.
    """

    steps: tuple[Step, ...]
    row: Spot
    status: Area
    link: Area
    colour: Spot

    @property
    def filled(self) -> Spot:
        """Holds how many cells are filled in that must be."""
        return self.row

    @property
    def target(self) -> Spot:
        """Holds the address of the first cell that lacks or fails, empty where none does."""
        return self.row.moved(columns=1)

    def count(self, what: str) -> Spot:
        """Holds how many rows of 校验 there are of one of COUNTS."""
        return self.row.moved(columns=2 + COUNTS.index(what))

    @property
    def lacking(self) -> Area:
        """Where the steps say whether they lack anything; of a sheet that has some."""
        return Area(self.steps[0].lacking, len(self.steps))
