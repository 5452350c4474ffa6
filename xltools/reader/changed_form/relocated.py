"""A return whose form is not as it was sent out: every part of it sought by its labels.

Rows or columns were inserted, sheets renamed, the stamp lost, or it is of an older template
version. What is found with certainty is put where it belongs, so that the ordinary intake
reads it; what is not stays blank and is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xltools.filing.wording import clean
from xltools.law.edition import Edition
from xltools.layout.return_book import (
    CHECK,
    COVER,
    SHOWN_ALONE,
    STAMP,
    CheckRow,
    Layout,
    Spot,
    layout_of,
)
from xltools.messages import say
from xltools.reader.cells.grid import Entry, Grid
from xltools.reader.cells.reference import retold
from xltools.reader.cells.words import shown
from xltools.reader.changed_form.answers import CoverOnPage, answer_on
from xltools.reader.changed_form.beneath import last_year_beneath
from xltools.reader.changed_form.labels import TableOnPage
from xltools.reader.changed_form.page import Page, sole
from xltools.reader.changed_form.passages import passages, strays

_OTHERS = (STAMP, *SHOWN_ALONE)
"""They repeat the labels, and hold nothing that was filled in."""
_ENOUGH = 0.5
"""The share of its labels by which a sheet is known, and of its figures by which a return is."""


@dataclass
class Relocation:
    """A workbook's sheets, read against the layout of an edition.

    `names` are the workbook's defined names with the first cell of each.
    """

    edition: Edition
    pages: Mapping[str, Page]
    names: Mapping[str, Spot]
    moves: dict[Spot, Spot] = field(default_factory=dict[Spot, Spot])
    """Where each place of the layout was found."""
    texts: dict[str, tuple[Spot, ...]] = field(default_factory=dict[str, tuple[Spot, ...]])
    """The rows of each narrative that was found."""
    unplaced: list[str] = field(default_factory=list[str])
    """Figures, fields, narratives and questions that were not found with certainty."""
    unplaced_before: list[str] = field(default_factory=list[str])
    """Cells whose figures of last year were not found with certainty."""
    unread: list[Spot] = field(default_factory=list[Spot])
    """Cells among the figures and below the texts whose meaning no label tells."""

    def __post_init__(self) -> None:
        self._seek_tables()
        self._seek_last_year()
        self._seek_narratives()
        self._seek_cover()
        self._seek_explanations()

    @property
    def layout(self) -> Layout:
        """The layout in which everything ought to stand."""
        return layout_of(self.edition)

    @cached_property
    def known(self) -> Mapping[str, Page]:
        """The sheet that was taken for each one of the layout."""
        candidates = {
            sheet: self._candidates(sheet) for sheet in (COVER, *self.layout.sheets, CHECK)
        }
        often = [page.name for pages in candidates.values() for page in pages]
        chosen = {sheet: self._chosen(sheet, pages, often) for sheet, pages in candidates.items()}
        return {sheet: page for sheet, page in chosen.items() if page}

    @property
    def is_ours(self) -> bool:
        """Whether enough was found to call it a return: the cover, and half of the figures."""
        return COVER in self.known and self.figures_are_ours

    @property
    def figures_are_ours(self) -> bool:
        """Whether half of the figures were found."""
        found = sum(spot in self.moves for spot in self.layout.figures.values())
        return found >= _ENOUGH * len(self.layout.figures)

    def grid(self) -> Grid:
        """The workbook as if nothing had been moved."""
        entries = {
            place: self._retold(place, self._at(spot))
            for place, spot in self.moves.items()
            if not self._at(spot).blank
        }
        for narrative, rows in self.texts.items():
            entries |= self._fitted(narrative, [self._at(spot) for spot in rows])
        used = {page.name for page in self.known.values()}
        others = tuple(name for name in self.pages if name not in (*used, *_OTHERS))
        called = {sheet: page.name for sheet, page in self.known.items()}
        sheets = frozenset((COVER, *self.layout.sheets, CHECK))
        return Grid(entries, sheets, others, called=called)

    def moved_from(self, sheet: str) -> list[tuple[Spot, Spot]]:
        """Each place of that sheet whose content was found in another row or column.

        Where all contents are at home, each label that is not.
        """
        contents = [
            (place, spot) for place, spot in sorted(self.moves.items()) if place.sheet == sheet
        ]
        contents += self._overflowing(sheet)
        page = self.known[sheet]
        labels = (
            (place, page.only(text))
            for place, text in self.layout.labels.items()
            if place.sheet == sheet
        )
        found = [(place, spot) for place, spot in labels if spot]
        return _elsewhere(contents) or _elsewhere(found)

    def _overflowing(self, sheet: str) -> Iterator[tuple[Spot, Spot]]:
        """Paragraphs beyond the open rows of their narrative, each with the last of these rows."""
        for narrative, rows in self.texts.items():
            area = self.layout.narratives[narrative]
            if area.first.sheet == sheet:
                yield from ((area.last, spot) for spot in rows if spot.row > area.last.row)

    # -------------------------------------------------------------- sheets

    def _candidates(self, sheet: str) -> list[Page]:
        wanted = self._labels(sheet)
        pages = (page for name, page in self.pages.items() if name not in _OTHERS)
        return [page for page in pages if page.share(wanted) >= _ENOUGH]

    def _labels(self, sheet: str) -> list[str]:
        if sheet == CHECK:
            return [say("check.rule"), say("check.explanation"), *self.layout.checks]
        return [text for spot, text in self.layout.labels.items() if spot.sheet == sheet]

    def _chosen(self, sheet: str, pages: list[Page], often: list[str]) -> Page | None:
        """The one of the name, else the one that the names refer to, else the most special."""
        named = {
            spot.sheet
            for name, spot in self.names.items()
            if name in self.layout.names and self._home(name) == sheet
        }

        def rank(page: Page) -> tuple[bool, bool, int]:
            return page.name == sheet, page.name in named, -often.count(page.name)

        return sole(page for page in pages if rank(page) == max(map(rank, pages)))

    def _home(self, name: str) -> str:
        place = self.layout.names[name]
        return place.sheet if isinstance(place, Spot) else place.first.sheet

    # -------------------------------------------------------------- places

    def _seek_tables(self) -> None:
        for table, area in self.layout.tables.items():
            page = self.known.get(area.origin.sheet)
            found: Mapping[str, Spot] = {}
            if page:
                sought = TableOnPage(area, page, self.names)
                found = sought.figures
                self.unread += sought.unread
                if sought.note:
                    self.moves[area.note.first] = sought.note
            for cell in self.edition.form.tables[table].cells:
                self._move(cell.id, self.layout.figures[cell.id], found.get(cell.id))

    def _move(self, item: str, place: Spot, spot: Spot | None) -> None:
        if spot:
            self.moves[place] = spot
        elif item not in self.edition.totals:  # a total is computed from its parts
            self.unplaced.append(item)

    def _seek_last_year(self) -> None:
        for table, block in self.layout.last_year.items():
            area = self.layout.tables[table]
            page = self.known.get(area.origin.sheet)
            if page is None or not any(
                self.layout.figures[c.id] in self.moves for c in area.table.cells
            ):
                continue  # that the whole table is not found is said already
            for cell, spot in last_year_beneath(area, block, page, self.moves):
                if spot:
                    self.moves[block.figures[cell]] = spot
                else:
                    self.unplaced_before.append(cell)

    def _seek_cover(self) -> None:
        page = self.known.get(COVER)
        found: Mapping[str, Spot] = {}
        if page:
            found = CoverOnPage(self.layout, page, self.names).answers
        for item, place in self.layout.cover.items():
            self._move(item, place, found.get(item))
        for table, place in self.layout.nil.items():
            spot = self._answer(table) or self._answered_on_cover(found, table)
            if spot or place.sheet in self.known:  # else the whole table is said to be missing
                self._move(table, place, spot)
        if page and (label := page.only(say("cover.code"))):
            self.moves[self.layout.code] = label.moved(columns=1)
        version = self.layout.stamp["template_version"]
        self.moves[version] = version

    def _answer(self, table: str) -> Spot | None:
        place, named = self.layout.nil[table], self.names.get(f"nil.{table}")
        page = self.known.get(place.sheet)
        named = named if page and named and named.sheet == page.name else None
        return answer_on(page, self.layout.nil_questions[table], place, named) if page else None

    def _answered_on_cover(self, found: Mapping[str, Spot], table: str) -> Spot | None:
        """Where forms before version 3 have the answer; what they only show is no answer."""
        spot = found.get(table)
        return spot if spot and self._at(spot).formula is None else None

    def _seek_narratives(self) -> None:
        for sheet, section in self.layout.sheets.items():
            page = self.known.get(sheet)
            found = dict(passages(self.edition, section, page)) if page else {}
            self.unread += strays(section, page) if page else ()
            for text in section.narratives:
                rows = found.get(text.id)
                if rows is None:
                    self.unplaced.append(text.id)
                else:
                    self.texts[text.id] = rows

    def _seek_explanations(self) -> None:
        page = self.known.get(CHECK)
        columns = _columns(page, (say("check.rule"), say("check.explanation"))) if page else None
        if page is None or columns is None:
            return
        rule, said = columns
        free = iter(range(self.layout.free.first.row, self.layout.free.last.row + 1))
        for spot in sorted(page.texts):
            if spot.column != rule.column or spot.row <= rule.row:
                continue
            text = clean(shown(page.entries[spot].value))
            row = self.layout.checks.get(text)
            if row is None:
                number = next(free, None)
                row = CheckRow(number) if number else None
            if row:
                self.moves[row.spot("rule")] = spot
                self.moves[row.spot("explanation")] = Spot(spot.sheet, spot.row, said.column)
        self._seek_bindings()

    def _seek_bindings(self) -> None:
        """On the stamp sheet: what explanations were said of, in rows that begin with an id.

        What an import doubts stands there too, and never moves.
        """
        page, free = self.pages.get(STAMP), self.layout.free_bindings
        self.moves |= {spot: spot for spot in self.layout.doubts.spots()}
        rows = (free.first.moved(rows=number) for number in range(free.rows))
        for spot in sorted(page.texts) if page else ():
            if page is None or spot.column != free.first.column:
                continue
            binding = self.layout.bindings.get(clean(shown(page.entries[spot].value)))
            first = binding.moved(columns=-1) if binding else next(rows, None)
            if first:
                self.moves |= {
                    first.moved(columns=column): spot.moved(columns=column)
                    for column in range(free.columns)
                }

    # -------------------------------------------------------------- contents

    def _at(self, spot: Spot) -> Entry:
        page = self.pages.get(spot.sheet)
        return page.entries.get(spot, Entry("")) if page else Entry("")

    @cached_property
    def _back(self) -> Mapping[Spot, Spot]:
        return {spot: place for place, spot in self.moves.items()}

    def _retold(self, place: Spot, entry: Entry) -> Entry:
        """What stands in a place; a formula as it would read if nothing had been moved."""
        if entry.formula is None:
            return entry
        spot = self.moves[place]
        formula = retold(entry.formula, spot.sheet, self._back, lambda at: self._at(at).blank)
        return entry._replace(formula=formula)

    def _fitted(self, narrative: str, entries: list[Entry]) -> Iterator[tuple[Spot, Entry]]:
        """The paragraphs from the top; the last open row takes what is over, a line each."""
        rows = list(self.layout.narratives[narrative].spots())
        over = entries[len(rows) - 1 :]
        if len(over) > 1:
            joined = "\n".join(shown(entry.value) for entry in over)
            struck = "\n".join(entry.struck for entry in over if entry.struck)
            looks = tuple(dict.fromkeys(look for entry in over for look in entry.looks))
            entries = [*entries[: len(rows) - 1], Entry(joined, struck=struck, looks=looks)]
        return zip(rows, entries, strict=False)


def _columns(page: Page, headings: tuple[str, str]) -> tuple[Spot, Spot] | None:
    """Two column headings that stand in one row; None where that is not certain."""
    return sole(
        (first, second)
        for first in page.find(headings[0])
        for second in page.find(headings[1])
        if first.row == second.row
    )


def _elsewhere(found: list[tuple[Spot, Spot]]) -> list[tuple[Spot, Spot]]:
    return [(place, at) for place, at in found if (place.row, place.column) != (at.row, at.column)]
