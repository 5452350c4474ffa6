"""Which returns a district's sum is made of, and what the sum is.

口径 is asked for, never guessed: the whole district, or its own level without the bodies of
the levels below (towns, sub-districts; for a city its counties). Where a government that
stands above other bodies files a return itself, the office says whether that is its own part
of the sum, or already the whole, which is then held against the sum and not added to it: in the
register for each, and once for all that the register leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from xltools.collection.register.body import Body, OwnReturn
from xltools.collection.register.levels import Levels, Scope, why_outside
from xltools.errors import XltoolsError
from xltools.filing.aggregate import Adjustment, Aggregate, aggregate, lacking
from xltools.filing.confront import same
from xltools.filing.filing import Filing
from xltools.filing.states import BodyState
from xltools.law.edition import Edition
from xltools.messages import say


class AggregateError(XltoolsError, ValueError):
    """There can be no sum; the message is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class SumEntry:
    """A body of the register with the return that counts, or with why none does.

    `doubted`: it counts with doubts that wait for an explanation.
    """

    body: Body
    filing: Filing | None
    reason: str = ""
    doubted: bool = False

    @property
    def marked(self) -> str:
        """What the body is called where its texts stand: marked as long as it has open doubts."""
        name, word = self.body.name, BodyState.DOUBTED.label
        return say("aggregate.marked", body=name, word=word) if self.doubted else name


EntryWords: TypeAlias = Callable[[Iterable[SumEntry]], Iterator[tuple[str, Filing]]]
"""The filings of bodies that count with their texts, one after another, each with its name."""


def own_words(entries: Iterable[SumEntry]) -> Iterator[tuple[str, Filing]]:
    """The filings of entries that hold their texts themselves."""
    return ((entry.body.name, entry.filing) for entry in entries if entry.filing)


@dataclass(frozen=True, slots=True)
class Stray:
    """A file that may be somebody's return and is nobody's for certain, and what it is."""

    file: str
    reason: str


def scope_name(scope: Scope) -> str:
    """口径 as people call it: 全区 or 本级."""
    return say(f"aggregate_scope.{scope.value}")


@dataclass(frozen=True, slots=True)
class SumChoice:
    """Every body of the register once.

    `counted` are added up; `missing` should be and cannot; `outside` do not belong to this
    sum; `wholes` are governments whose own return is held against it.
    """

    counted: tuple[SumEntry, ...]
    missing: tuple[SumEntry, ...]
    outside: tuple[SumEntry, ...]
    wholes: tuple[SumEntry, ...]

    @property
    def closed(self) -> tuple[SumEntry, ...]:
        """Those counted that publish nothing: nobody may quote them."""
        return tuple(entry for entry in self.counted if entry.body.publishes_not)

    @property
    def quotable(self) -> tuple[SumEntry, ...]:
        """Those counted whose texts may be used for a report that is published."""
        return tuple(entry for entry in self.counted if not entry.body.publishes_not)

    @property
    def of_texts(self) -> str:
        """Whose texts are not to be had, and whose are marked; "" where there is nobody."""
        doubted = sum(entry.doubted for entry in self.quotable)
        told = {"closed_texts": len(self.closed), "marked_texts": doubted}
        return "".join(
            say(f"aggregate.{code}", count=count) for code, count in told.items() if count
        )


@dataclass(frozen=True, slots=True)
class OwnDifference:
    """A cell where a government's own return differs from the sum of the bodies below it."""

    body: str
    cell: str
    filed: int | Decimal | None
    added: int | Decimal | None

    @property
    def difference(self) -> int | Decimal:
        """Filed less added; what is no number counts as 0."""
        return (self.filed or 0) - (self.added or 0)


@dataclass(frozen=True, slots=True)
class DistrictSum:
    """The sum of one year over one 口径, with everything that it is made of.

    `words` gives their filings with the texts, which are not held.
    """

    year: int
    scope: Scope
    edition: Edition
    choice: SumChoice
    adjustments: tuple[Adjustment, ...]
    total: Aggregate
    differences: tuple[OwnDifference, ...]
    words: EntryWords = own_words

    @property
    def complete(self) -> bool:
        """Whether every body that belongs to the sum is counted."""
        return not self.choice.missing

    def quotable(self) -> Iterator[tuple[str, Filing]]:
        """The filings whose texts may be used, each with its body's name, marked if need be."""
        named = {entry.body.name: entry.marked for entry in self.choice.quotable}
        return ((named[body], filing) for body, filing in self.words(self.choice.quotable))


def district_sum(
    entries: Iterable[SumEntry],
    edition: Edition,
    year: int,
    scope: Scope,
    own_return: OwnReturn | None = None,
    adjustments: Sequence[Adjustment] = (),
) -> DistrictSum:
    """The sum over a register; `own_return` serves where the register does not say.

    Raises AggregateError where that must be said.
    """
    known = tuple(entries)
    levels = Levels([entry.body for entry in known], edition)
    choice = _choose(known, levels, edition, year, scope, own_return)
    parts = ((entry.body.name, entry.filing) for entry in choice.counted if entry.filing)
    total = aggregate(edition, parts, adjustments, _cover(levels, year))
    differences = tuple(_reconciled(choice, edition))
    return DistrictSum(year, scope, edition, choice, tuple(adjustments), total, differences)


# ------------------------------------------------------------------ who counts


def _choose(
    entries: Sequence[SumEntry],
    levels: Levels,
    edition: Edition,
    year: int,
    scope: Scope,
    own_return: OwnReturn | None,
) -> SumChoice:
    heads = {b.name: b.own_return or own_return for b in levels.heads if b.files_for(year)}
    if unknown := sorted(name for name, given in heads.items() if given is None):
        raise AggregateError(say("aggregate.own_return_unknown", names="、".join(unknown)))
    counted: list[SumEntry] = []
    missing: list[SumEntry] = []
    outside: list[SumEntry] = []
    wholes: list[SumEntry] = []
    for entry in entries:
        body = entry.body
        if why := why_outside(body, year, scope, levels):
            outside.append(replace(entry, reason=why))
        elif heads.get(body.name) is OwnReturn.WHOLE:
            wholes.append(entry)
        elif why := _why_missing(entry, edition):
            missing.append(replace(entry, reason=why))
        else:
            counted.append(entry)
    return SumChoice(tuple(counted), tuple(missing), tuple(outside), tuple(wholes))


def _why_missing(entry: SumEntry, edition: Edition) -> str:
    filing = entry.filing
    if filing is None:
        return entry.reason or say("aggregate.no_return")
    if filing.edition is not edition:
        return say("aggregate.other_edition", notice=filing.edition.notice)
    cells = lacking(filing)
    return say("aggregate.lacking", cells=len(cells)) if cells else ""


def _cover(levels: Levels, year: int) -> dict[str, str]:
    """The cover of the district's return: its government where the register has just one."""
    tops = [head for head in levels.heads if not any(levels.above(head))]
    cover = {"year": str(year)}
    if len(tops) == 1:
        cover |= {"name": tops[0].name, "body_kind": tops[0].kind}
        cover |= {"report_name": tops[0].report_name, "code": tops[0].code}
    return {item: text for item, text in cover.items() if text}


# ------------------------------------------------------------------ 对账


def _reconciled(choice: SumChoice, edition: Edition) -> Iterator[OwnDifference]:
    everybody = (*choice.counted, *choice.missing, *choice.wholes)
    register = Levels([entry.body for entry in everybody], edition)
    for whole in choice.wholes:
        if whole.filing:
            below = (
                (entry.body.name, entry.filing)
                for entry in choice.counted
                if entry.filing and whole.body in register.above(entry.body)
            )
            yield from _differences(whole.body.name, whole.filing, aggregate(edition, below).filing)


def _differences(name: str, filed: Filing, added: Filing) -> Iterator[OwnDifference]:
    for cell in added.edition.form.cells:
        left, right = filed.number(cell), added.number(cell)
        if left is None or right is None or not same(left, right):
            yield OwnDifference(name, cell, left, right)
