"""Where answers stand on a sheet: right of their labels, those of the cover in one column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from xltools.layout.places import Area, Spot
from xltools.layout.return_book import Layout
from xltools.messages import say
from xltools.reader.changed_form.page import Page, bare, sole

_BESIDE = 2
"""How many columns right of the labels an answer may stand where no name tells."""


def answer_on(page: Page, question: Area, answer: Spot, named: Spot | None) -> Spot | None:
    """Where the answer to the question above a table stands; None where that is not certain.

    Where its name points, if that is right of the question; else where alone 是 or 否 stands
    right of it, else as far from it as in the form.
    """
    label = page.only(say("section.nil_question"))
    if named and label and named.row == label.row and named.column > label.column:
        return named
    if label is None:
        return None
    answers = {bare(say("nil.yes")), bare(say("nil.no"))}
    reach = range(1, answer.column - question.first.column + 1 + _BESIDE)
    beside = [label.moved(columns=distance) for distance in reach]
    found = [spot for spot in beside if page.texts.get(spot) in answers]
    if len(found) == 1:
        return found[0]
    return None if found else label.moved(columns=answer.column - question.first.column)


@dataclass
class CoverOnPage:
    """A cover sought on a sheet; `names` are the workbook's defined names."""

    layout: Layout
    page: Page
    names: Mapping[str, Spot]

    @cached_property
    def answers(self) -> Mapping[str, Spot]:
        """Where the answer to each field and table question stands whose label is found once."""
        return {
            item: self._named(item) or label.moved(columns=self._distance)
            for item, label in self._labels.items()
        }

    @cached_property
    def _labels(self) -> Mapping[str, Spot]:
        fields = self.layout.edition.form.fields
        texts = {item: fields[item].label for item in self.layout.cover} | {
            **self.layout.nil_labels
        }
        found = {item: self.page.only(text) for item, text in texts.items()}
        return {item: spot for item, spot in found.items() if spot}

    def _named(self, item: str) -> Spot | None:
        """Where a field's name points, if that is right of its label."""
        label, named = self._labels[item], self.names.get(f"cover.{item}")
        if named is None or (named.sheet, named.row) != (label.sheet, label.row):
            return None
        return named if named.column > label.column else None

    @cached_property
    def _distance(self) -> int:
        """How far right of the labels the answers stand: as the names say, else what is filled."""
        told = {
            named.column - label.column
            for item, label in self._labels.items()
            if (named := self._named(item))
        }
        return sole(told) or sole(set(self._filled())) or 1

    def _filled(self) -> Iterator[int]:
        for item, label in self._labels.items():
            for distance in range(1, _BESIDE + 1):
                spot = label.moved(columns=distance)
                if self.page.holds(spot) and not self._is_hint(item, spot):
                    yield distance

    def _is_hint(self, item: str, spot: Spot) -> bool:
        """Whether a cell holds what the form itself says beside an answer."""
        text = self.page.texts.get(spot, "")
        field = self.layout.edition.form.fields.get(item)
        said = field.help if field else say("cover.nil_help")
        return (bool(said) and bare(said) in text) or text == bare(say("cover.locked"))
