"""The analysis of a sum in words: 情况分析, and a draft of the 通报; only what cells prove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.collection.analysis.figures import ALIKE, Amount, Analysis, YearOnYear
from xltools.collection.analysis.sheets import measure_label, percent
from xltools.collection.total.sum import DistrictSum, SumEntry, scope_name
from xltools.filing.confront import plain
from xltools.messages import say, some_of
from xltools.report.memo import Memo, MemoPart, MemoTable

_NAMED = 30
"""So many bodies are named one by one."""
_TOLD = {
    "requests.new.total": "new",
    "requests.closed.total": "closed",
    "cases.review_total": "reviews",
    "cases.direct_total": "direct",
    "cases.after_review_total": "after",
}
"""The cells whose growth is said in words, each with the code of how it is called there."""


@dataclass(frozen=True, slots=True)
class SumAnalysis:
    """The words for one sum."""

    made: DistrictSum
    found: Analysis

    def memo(self) -> Memo:
        """情况分析: what was added up, the figures, shares, growth, bodies to look at."""
        parts = [
            MemoPart(say("analysis.scope"), tuple(self._scope())),
            MemoPart(say("analysis.figures"), tuple(self._figures())),
            MemoPart(say("analysis.shares"), (), self._shares()),
        ]
        if self.found.compared:
            parts.append(MemoPart(say("analysis.growth"), (self._growth_of(),), self._growth()))
            parts.append(
                MemoPart(say("analysis.carried"), (self._carried(),), self._carried_cells())
            )
        parts.append(MemoPart(say("analysis.unlike"), (self._unlike(),), self._outliers()))
        parts.append(MemoPart(say("analysis.copied"), (self._copied(),), self._clusters()))
        if self.found.problems:
            parts.append(
                MemoPart(say("analysis.broken"), (say("analysis.broken_of"),), self._broken())
            )
        return Memo(say("analysis.title", year=self.made.year), _numbered(parts))

    def notice(self) -> Memo:
        """通报（代拟稿）: who reported, what they reported, what is asked for."""
        parts = [
            MemoPart(say("analysis.reporting"), tuple(self._reporting())),
            MemoPart(say("analysis.figures"), (*self._figures(), *self._grown())),
        ]
        title = say("analysis.notice_title", year=self.made.year)
        return Memo(title, _numbered(parts), notice=say("analysis.notice_draft"))

    # -------------------------------------------------------------- sentences

    def _scope(self) -> Iterator[str]:
        choice = self.made.choice
        yield say(
            "analysis.counted",
            year=self.made.year,
            scope=scope_name(self.made.scope),
            expected=len(choice.counted) + len(choice.missing),
            counted=len(choice.counted),
        )
        if missing := choice.missing:
            yield say("analysis.missing", count=len(missing), listed=_listed(missing))

    def _reporting(self) -> Iterator[str]:
        yield from self._scope()
        choice = self.made.choice
        lacking = [entry for entry in choice.wholes if entry.filing is None]
        doubted = sum(entry.doubted for entry in (*choice.counted, *choice.wholes))
        if lacking:
            yield say("analysis.whole_missing", count=len(lacking), listed=_listed(lacking))
        if doubted:
            yield say("analysis.doubted", count=doubted)
        if not (choice.missing or lacking or doubted):
            yield say("analysis.all_in")

    def _figures(self) -> Iterator[str]:
        told = {
            name: plain(self._number(f"requests.{name}.total"))
            for name in ("new", "carried_in", "closed", "carried_out")
        }
        yield say("analysis.requests", **told)
        yield self._disputes()

    def _disputes(self) -> str:
        reviews, corrected, direct, after = (
            self._number(f"cases.{name}")
            for name in ("review_total", "review_corrected", "direct_total", "after_review_total")
        )
        suits = direct + after
        if not (reviews or suits):
            return say("analysis.no_disputes")
        told = {"count": plain(reviews), "corrected": plain(corrected)}
        first = say("analysis.reviews" if reviews else "analysis.no_reviews", **told)
        told = {"count": plain(suits), "direct": plain(direct), "after": plain(after)}
        second = say("analysis.suits" if suits else "analysis.no_suits", **told)
        return say("analysis.disputes", reviews=first, suits=second)

    def _number(self, cell: str) -> Amount:
        return self.made.total.filing.number(cell) or 0

    def _growth_of(self) -> str:
        return say("analysis.growth_of", count=len(self.found.compared))

    def _grown(self) -> Iterator[str]:
        told = [self._grew(change) for change in self.found.changes if change.cell in _TOLD]
        if told:
            yield self._growth_of() + "；".join(told) + "。"

    def _grew(self, change: YearOnYear) -> str:
        said = {
            "label": say(f"analysis_told.{_TOLD[change.cell]}"),
            "now": plain(change.now),
            "difference": plain(abs(change.now - change.then)),
        }
        if change.now == change.then:
            return say("analysis.same", **said)
        how = "more" if change.now > change.then else "less"
        rate = change.percent
        rated = say("analysis.by", percent=plain(abs(rate))) if rate is not None else ""
        return say(f"analysis.{how}", **said) + rated

    def _label(self, cell: str) -> str:
        return self.made.edition.form.cells[cell].label

    def _unlike(self) -> str:
        if not self.found.kinds:
            return say("analysis.not_compared", alike=ALIKE)
        if count := len(self.found.outliers):
            return say("analysis.outliers", count=count)
        return say("analysis.no_outlier", kinds="、".join(self.found.kinds))

    def _carried(self) -> str:
        bodies = len({item.body for item in self.found.carried})
        if bodies:
            return say("analysis.carried_wrong", count=bodies)
        return say("analysis.carried_right", count=len(self.found.compared))

    def _copied(self) -> str:
        bodies = {name for cluster in self.found.clusters for name in cluster.bodies}
        if bodies:
            return say("analysis.copied_in", count=len(self.found.clusters), bodies=len(bodies))
        return say("analysis.not_copied")

    # -------------------------------------------------------------- tables

    def _carried_cells(self) -> MemoTable | None:
        rows = tuple(
            (
                item.body,
                self._label(item.cell),
                plain(item.now),
                plain(item.then),
                _signed(item.now - item.then),
            )
            for item in self.found.carried
        )
        heads = _heads("body", "item", "carried_now", "carried_then", "difference")
        return MemoTable(heads, rows, (4, 4, 2, 2, 2)) if rows else None

    def _clusters(self) -> MemoTable | None:
        rows = tuple(
            (item.heading, str(len(item.bodies)), some_of(item.bodies, _NAMED), f"{item.percent}%")
            for item in self.found.clusters
        )
        return (
            MemoTable(_heads("narrative", "bodies", "names", "lowest"), rows, (3, 1, 6, 2))
            if rows
            else None
        )

    def _broken(self) -> MemoTable:
        rows = ((item.label, str(item.bodies), item.place) for item in self.found.problems)
        return MemoTable(_heads("problem", "bodies", "often"), tuple(rows), (7, 2, 3))

    def _shares(self) -> MemoTable:
        rows = (
            (share.label, plain(share.part), plain(share.whole), percent(share.percent))
            for share in self.found.shares
        )
        return MemoTable(_heads("share", "part", "whole", "percent"), tuple(rows), (4, 2, 2, 3))

    def _growth(self) -> MemoTable:
        rows = (
            (
                self._label(change.cell),
                plain(change.now),
                plain(change.then),
                _signed(change.now - change.then),
                percent(change.percent),
            )
            for change in self.found.changes
            if change.now or change.then
        )
        heads = _heads("item", "now", "then", "difference", "growth")
        return MemoTable(heads, tuple(rows), (5, 2, 2, 2, 3))

    def _outliers(self) -> MemoTable | None:
        form = self.made.edition.form
        rows = tuple(
            (
                item.body,
                measure_label(item.measure, form),
                plain(item.value),
                plain(item.typical),
                str(item.alike),
            )
            for item in self.found.outliers
        )
        heads = _heads("body", "measure", "value", "typical", "alike")
        return MemoTable(heads, rows, (4, 4, 2, 2, 2)) if rows else None


def _numbered(parts: Sequence[MemoPart]) -> tuple[MemoPart, ...]:
    """The parts with the numbers before their headings: 一、 二、"""
    numbers = say("report.counting")
    return tuple(
        replace(part, heading=say("analysis.heading", number=numbers[n], heading=part.heading))
        for n, part in enumerate(parts, start=1)
    )


def _listed(entries: Sequence[SumEntry]) -> str:
    """The bodies, each with why its return does not count."""
    names = (
        say(
            "analysis.missing_one",
            body=entry.body.name,
            reason=entry.reason or say("aggregate.no_return"),
        )
        for entry in entries
    )
    return some_of(list(names), _NAMED)


def _heads(*codes: str) -> tuple[str, ...]:
    return tuple(say(f"analysis_column.{code}") for code in codes)


def _signed(number: int | Decimal) -> str:
    return f"+{plain(number)}" if number > 0 else plain(number)
