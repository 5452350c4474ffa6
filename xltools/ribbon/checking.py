"""校验 in the open workbook: the examination of any return, and what of it is put into cells.

Into 校验's open area what its own formulas cannot find; into the stamp sheet the marks, and
which figures each explanation was said of. A row with an explanation keeps its place, and no
explanation is ever written: so none can be lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

from xltools.examination.examine import Examined, examine_reading
from xltools.filing.check_row import columns_of, marks_of
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.layout.return_book import Area, CheckRow, Layout, Spot, layout_of
from xltools.messages import say
from xltools.reader import reading_of
from xltools.reader.cells.grid import Grid
from xltools.reader.form.check import free_rows, text_in
from xltools.ribbon.answer import CellContent, Write
from xltools.ribbon.told import CannotDo

_Bound: TypeAlias = Mapping[str, tuple[str, str]]
"""The fingerprint of a finding's figures and its explanation, by finding id."""
_BLOCKS = (
    ("number", "severity", "verdict"),
    ("subject", "left", "right", "difference", "remedy"),
    ("law", "rule", "page"),
)
"""The open columns of the free area: between them the locked link and the explanation."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The open workbook examined: what stood in its cells, and what was found."""

    grid: Grid
    filing: Filing
    examined: Examined

    @property
    def layout(self) -> Layout:
        """Where everything stands in it."""
        return layout_of(self.filing.edition)

    @property
    def may_be_returned(self) -> bool:
        """No error, nothing unfilled, and the year is right."""
        return self.examined.state.meaning.documents

    @property
    def counted(self) -> str:
        """How many of which gravity, in words."""
        return self.examined.tally.told

    @property
    def told(self) -> tuple[Finding, ...]:
        """What a person must read, gravest first: not what only waits for other cells."""
        return tuple(finding for finding in self.examined.findings if not finding.waits)

    def row_of(self, finding: Finding) -> int:
        """In which row of a text that stands which it speaks of, from 0."""
        return self.filing.row(finding.cells, finding.paragraph)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What 校验 does not find by its own formulas."""
        return tuple(finding for finding in self.told if finding.id not in self.layout.checks)


def checked(grid: Grid, name: str, pasted: int) -> Checked:
    """Examine the open workbook by its cells. Raises CannotDo where it is not ours, or altered.

    `pasted` is how many pictures, charts and embedded objects it holds.
    """
    reading = reading_of(grid, Path(name), pasted)
    if reading.filing is None:
        raise cannot_check(*reading.findings)
    return Checked(grid, reading.filing, examine_reading(reading))


def cannot_check(finding: Finding) -> CannotDo:
    """The refusal of a workbook that is none of ours, in the words of its one finding."""
    return CannotDo(say("macro.refused", sentence=finding.sentence, remedy=finding.remedy))


def rows_of(found: Checked) -> Mapping[str, Spot]:
    """The rows of the free area that findings have, or are about to get, by their ids."""
    rows = _Rows.planned(found).rows.items()
    return {str(row["rule"]): CheckRow(number).spot("rule") for number, row in rows}


class PutDown(NamedTuple):
    """What writes findings, bindings and marks; the explanations that must be empty for it, as
    they were; how many findings have no room."""

    writes: tuple[Write, ...]
    empty: tuple[Spot, ...]
    without_room: int


def put_down(found: Checked) -> PutDown:
    """Findings, bindings and marks into the workbook."""
    rows = _Rows.planned(found)
    explained = _explained(found)
    writes = (*rows.writes(), *_bindings(found), _put_marks(found, marks_of(found.open)))
    empty = (CheckRow(row).spot("explanation") for row in rows.rows if row not in explained)
    return PutDown(writes, tuple(empty), rows.without_room)


def take_away(found: Checked) -> tuple[Write, ...]:
    """What takes marks and findings away. Explanations stay, with what they were said to."""
    kept = {row: {"rule": text_in(found.grid, id_)} for row, id_ in _explained(found).items()}
    return (*_Rows(found.layout.free, kept).writes(), _put_marks(found, {}))


# ------------------------------------------------------------------ the free area of 校验


@dataclass(slots=True)
class _Rows:
    """What the rows of the free area are to hold, by row and column."""

    area: Area
    rows: Mapping[int, Mapping[str, CellContent]]
    without_room: int = 0

    @classmethod
    def planned(cls, found: Checked) -> _Rows:
        """Explained rows where they are, all other findings from the top, gravest first."""
        explained = {row: text_in(found.grid, id_) for row, id_ in _explained(found).items()}
        by_id = {finding.id: finding for finding in found.open}
        others = [finding for finding in found.open if finding.id not in explained.values()]
        area = found.layout.free
        room = [row for row in _row_numbers(area) if row not in explained]
        placed = dict(zip(room, others, strict=False))
        placed |= {row: by_id[id_] for row, id_ in explained.items() if id_ in by_id}
        rows: dict[int, Mapping[str, CellContent]] = {
            row: {"subject": say("macro.no_longer"), "rule": id_}
            for row, id_ in explained.items()
            if id_ and id_ not in by_id
        }
        for number, row in enumerate(sorted(placed), start=1):
            finding = placed[row]
            page = found.layout.link(finding.cells, found.row_of(finding))
            rows[row] = {"number": number, **columns_of(finding), "page": page}
        return cls(area, rows, max(0, len(others) - len(room)))

    def writes(self) -> Iterator[Write]:
        """All rows, a block of neighbouring columns at once."""
        for columns in _BLOCKS:
            first = CheckRow(self.area.first.row).spot(columns[0])
            held = (self.rows.get(row, {}) for row in _row_numbers(self.area))
            block = [[row.get(column) for column in columns] for row in held]
            yield Write(Area(first, self.area.rows, len(columns)), block)


def _row_numbers(area: Area) -> range:
    return range(area.first.row, area.last.row + 1)


def _explained(found: Checked) -> dict[int, Spot]:
    """Rows of the free area in which somebody wrote an explanation, with the place of the id."""
    spots = free_rows(found.filing.edition)
    return {id_.row: id_ for id_, said in spots if text_in(found.grid, said)}


# ------------------------------------------------------------------ marks


def _put_marks(found: Checked, marks: Mapping[str, int]) -> Write:
    """Each mark with the figure it is made on: it shows only while the cell holds that."""
    places = found.layout.marks
    figures = {item: found.grid[spot].value for item, spot in found.layout.figures.items()}
    rows = [
        (marks[item], made_on)
        if item in marks and isinstance(made_on := figures[item], int | float)
        else (None, None)
        for item in places
    ]
    return Write(Area(next(iter(places.values())), len(rows), 2), rows)


# ------------------------------------------------------------------ bindings


def _bindings(found: Checked) -> tuple[Write, ...]:
    """Bind each explanation that is not bound yet, or was rewritten, to the figures it is of."""
    new = {
        finding.id: (finding.figures, finding.explanation)
        for finding in found.examined.findings
        if finding.explanation.strip() and finding.id not in found.filing.bound
    }
    return (_own(found, new), _free(found, new)) if new else ()


def _own(found: Checked, new: _Bound) -> Write:
    spots = found.layout.bindings
    rows = [
        new.get(id_) or (text_in(found.grid, at), text_in(found.grid, at.moved(columns=1)))
        for id_, at in spots.items()
    ]
    return Write(Area(next(iter(spots.values())), len(rows), 2), rows)


def _free(found: Checked, new: _Bound) -> Write:
    """The bindings of findings that are not rows of 校验; of those without a word, none."""
    area, said = found.layout.free_bindings, found.filing.explanations
    bound = {
        id_: rest
        for id_, *rest in _recorded(found.grid, area)
        if id_ in said and id_ not in found.layout.checks
    }
    bound |= {id_: list(pair) for id_, pair in new.items() if id_ not in found.layout.checks}
    rows: list[Sequence[CellContent]] = [
        (id_, *rest) for id_, rest in islice(bound.items(), area.rows)
    ]
    rows += [(None, None, None)] * (area.rows - len(rows))
    return Write(area, rows)


def _recorded(grid: Grid, area: Area) -> Iterator[list[str]]:
    for number in range(area.rows):
        first = area.first.moved(rows=number)
        yield [text_in(grid, first.moved(columns=column)) for column in range(area.columns)]
