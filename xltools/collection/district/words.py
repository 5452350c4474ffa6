"""What is said of a district's sum, on the console and on 汇总说明."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltools.collection.district import columns as tables
from xltools.collection.total.sum import DistrictSum, Stray, scope_name
from xltools.filing.findings import Finding
from xltools.messages import say

_NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SumInWords:
    """A sum with the rules that it breaks, the files that are nobody's, and whether there is a
    register to know by who is missing; `settings` says what was changed of the checks.
    """

    made: DistrictSum
    failing: tuple[Finding, ...]
    strays: tuple[Stray, ...]
    registered: bool
    settings: str = ""

    @property
    def good(self) -> bool:
        """Whether nobody need look into it."""
        wanting = self.failing or self.strays or self.made.differences
        return self.registered and self.made.complete and not wanting

    def about(self) -> Iterator[tuple[str, str]]:
        """The lines of 汇总说明, each with the code of what it is about."""
        made, choice = self.made, self.made.choice
        yield tables.SCOPE, scope_name(made.scope)
        yield "meaning", self._meaning()
        yield tables.YEAR, str(made.year)
        yield "notice", made.edition.notice
        yield "counted", say("aggregate.bodies", count=len(choice.counted))
        yield "missing", say("aggregate.bodies", count=len(choice.missing))
        yield "outside", say("aggregate.bodies", count=len(choice.outside))
        yield "adjustments", say("aggregate.items", count=len(made.adjustments))
        yield from (("state", line) for line in self._state())
        if self.settings:
            yield "settings", self.settings

    def lines(self) -> Iterator[str]:
        """What the command prints."""
        made, choice = self.made, self.made.choice
        yield say("aggregate.scope", scope=scope_name(made.scope), meaning=self._meaning())
        yield say(
            "aggregate.counts",
            year=made.year,
            expected=len(choice.counted) + len(choice.missing),
            counted=len(choice.counted),
            missing=len(choice.missing),
            outside=len(choice.outside),
        )
        for entry in choice.missing[:_NAMES_SHOWN]:
            yield say("aggregate.one_missing", body=entry.body.name, reason=entry.reason)
        if made.adjustments:
            yield say("aggregate.adjusted", count=len(made.adjustments))
        yield from self._state()
        if self.settings:
            yield self.settings

    def _meaning(self) -> str:
        return say(f"aggregate_scope.{self.made.scope.value}_meaning")

    def _state(self) -> Iterator[str]:
        missing = len(self.made.choice.missing)
        if not self.registered:
            yield say("aggregate.unregistered")
        elif not missing:
            yield say("aggregate.complete")
        if missing:
            yield say("aggregate.incomplete", count=missing)
        if doubted := sum(entry.doubted for entry in self.made.choice.counted):
            yield say("aggregate.doubted", count=doubted)
        if self.strays:
            yield say("aggregate.strays", count=len(self.strays))
        yield from self._reconciliation()
        if self.failing:
            sentence = self.failing[0].sentence
            yield say("aggregate.failing", count=len(self.failing), sentence=sentence)

    def _reconciliation(self) -> Iterator[str]:
        for entry in self.made.choice.wholes:
            name = entry.body.name
            if entry.filing is None:
                yield say("aggregate.whole_missing", body=name)
            elif cells := sum(item.body == name for item in self.made.differences):
                yield say("aggregate.differs", body=name, cells=cells)
            else:
                yield say("aggregate.agrees", body=name)
