"""A filing's texts, made ready once for every check that reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from xltools.checks.text.anchors import anchored_in
from xltools.checks.text.matching import tied_in
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.passage import Passage
from xltools.checks.text.ties import Tie
from xltools.filing.filing import Filing


@dataclass(frozen=True)
class Prose:
    """The texts of one filing, and the same body's return of the year before, if it is given."""

    filing: Filing
    previous: Filing | None = None

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Every paragraph of every narrative, in the order of the form."""
        return tuple(
            Paragraph(narrative, text, number)
            for narrative in self.filing.edition.form.narratives
            for number, text in enumerate(self.filing.paragraphs(narrative))
        )

    @cached_property
    def notes(self) -> tuple[Paragraph, ...]:
        """The notes under the tables."""
        tables = self.filing.edition.form.tables
        return tuple(Paragraph(tables[id_].note, text) for id_, text in self.filing.notes.items())

    @cached_property
    def whole(self) -> str:
        """All texts in one, a paragraph a line: to see at once what need not be looked for."""
        return "\n".join(paragraph.text for paragraph in self.everything())

    @cached_property
    def _letters(self) -> frozenset[str]:
        """Every character that stands anywhere."""
        return frozenset(self.whole)

    def has(self, marks: Iterable[str]) -> bool:
        """Whether one of these stands anywhere."""
        whole = self.whole
        return any(mark in whole for mark in marks)

    def near(self, marks: Iterable[tuple[str, str, str]]) -> set[str]:
        """The names of those that stand anywhere: each with its last letter and its name."""
        whole, letters = self.whole, self._letters
        return {name for mark, last, name in marks if last in letters and mark in whole}

    def everything(self) -> Iterator[Paragraph]:
        """Paragraphs, then notes: all that will be printed."""
        yield from self.paragraphs
        yield from self.notes

    def firsts(
        self, find: Callable[[Paragraph], re.Match[str] | None]
    ) -> Iterator[tuple[Paragraph, re.Match[str]]]:
        """The first place of each narrative, and of the notes to a table, where that is found."""
        seen: set[str] = set()
        for paragraph in self.everything():
            if paragraph.narrative not in seen and (match := find(paragraph)):
                seen.add(paragraph.narrative)
                yield paragraph, match

    @cached_property
    def tied(self) -> tuple[tuple[Tie, Passage], ...]:
        """Every number that can be tied to cells without doubt, with where it stands."""
        return tuple(
            found for paragraph in self.paragraphs for found in tied_in(paragraph, self.filing)
        )

    @cached_property
    def anchored(self) -> tuple[tuple[Tie, Passage], ...]:
        """Further numbers whose meaning their own clause tells, where others bear it out."""
        tied: dict[int, list[tuple[Tie, Passage]]] = {}
        for tie, passage in self.tied:
            tied.setdefault(id(passage.paragraph), []).append((tie, passage))
        return tuple(
            found
            for paragraph in self.paragraphs
            for found in anchored_in(paragraph, self.filing, tied.get(id(paragraph), []))
        )

    @property
    def read(self) -> tuple[tuple[Tie, Passage], ...]:
        """All numbers whose meaning is known: those tied and those anchored."""
        return (*self.tied, *self.anchored)
