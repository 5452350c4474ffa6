"""The analysis of a sum in words: 情况分析, and a draft of the 通报; only what cells prove."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.collection.analysis.copied import Cluster
from xltools.collection.analysis.figures import ALIKE, Amount, Analysis, YearOnYear
from xltools.collection.analysis.sheets import (
    carried_row,
    change_row,
    cluster_row,
    outlier_row,
    problem_row,
    share_row,
)
from xltools.collection.tables.table import Item
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
_SHARES = {"share": 4, "part": 2, "whole": 2, "percent": 3}
_GROWTH = {"item": 5, "now": 2, "then": 2, "difference": 2, "growth": 3}
_CARRIED = {"body": 4, "item": 4, "carried_now": 2, "carried_then": 2, "difference": 2}
_OUTLIERS = {"body": 4, "measure": 4, "value": 2, "typical": 2, "alike": 2}
_CLUSTERS = {"narrative": 3, "bodies": 1, "names": 6, "lowest": 2}
_BROKEN = {"problem": 7, "bodies": 2, "often": 3}
"""The columns of each table, which are those of its sheet, with their shares of the width."""


@dataclass(frozen=True, slots=True)
class SumAnalysis:
    """The words for one sum."""

    made: DistrictSum
    found: Analysis

    def memo(self) -> Memo:
        """情况分析: what was added up, the figures, shares, growth, bodies to look at."""
        found, form = self.found, self.made.edition.form
        shares = _grid([share_row(share) for share in found.shares], _SHARES)
        parts = [
            MemoPart(say("analysis.scope"), tuple(self._scope())),
            MemoPart(say("analysis.figures"), tuple(self._figures())),
            MemoPart(say("analysis.shares"), (), shares),
        ]
        if found.compared:
            changed = [item for item in found.changes if item.now or item.then]
            growth = _grid([change_row(item, form) for item in changed], _GROWTH)
            carried = _grid([carried_row(item, form) for item in found.carried], _CARRIED)
            parts.append(MemoPart(say("analysis.growth"), (self._growth_of(),), growth))
            parts.append(MemoPart(say("analysis.carried"), (self._carried(),), carried))
        outliers = _grid([outlier_row(item, form) for item in found.outliers], _OUTLIERS)
        clusters = _grid([_cluster_row(item) for item in found.clusters], _CLUSTERS)
        parts.append(MemoPart(say("analysis.unlike"), (self._unlike(),), outliers))
        parts.append(MemoPart(say("analysis.copied"), (self._copied(),), clusters))
        if found.problems:
            broken = _grid([problem_row(item) for item in found.problems], _BROKEN)
            parts.append(MemoPart(say("analysis.broken"), (say("analysis.broken_of"),), broken))
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


def _grid(rows: Sequence[Mapping[str, Item]], columns: Mapping[str, int]) -> MemoTable | None:
    """Those columns of the rows of a sheet, each with its share of the width; None without rows."""
    heads = tuple(say(f"analysis_column.{code}") for code in columns)
    told = tuple(tuple(_written(code, row[code]) for code in columns) for row in rows)
    return MemoTable(heads, told, tuple(columns.values())) if rows else None


def _cluster_row(item: Cluster) -> Mapping[str, Item]:
    """As on the sheet, with fewer names."""
    told = {"names": some_of(item.bodies, _NAMED), "lowest": f"{item.percent}%"}
    return {**cluster_row(item), **told}


def _written(code: str, item: Item) -> str:
    """A number as people write it, a difference with its sign."""
    if not isinstance(item, int | Decimal):
        return str(item)
    return f"+{plain(item)}" if code == "difference" and item > 0 else plain(item)


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
