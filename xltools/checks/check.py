"""A check: an id, a severity, and its sentences by code; what it says becomes a Finding."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.messages import say


@dataclass(frozen=True, slots=True)
class Check:
    """What a check is, whatever the filing; `messages` is its group of sentences."""

    id: str
    severity: Severity
    messages: str

    @property
    def label(self) -> str:
        """The check in words, as it stands in the catalogue."""
        return say(f"{self.messages}.label")

    def law(self, edition: Edition) -> str:
        """The legal source under that edition."""
        return say(f"{self.messages}.law", notice=edition.notice)

    def found(self, edition: Edition, item: str, **context: object) -> Finding:
        """The finding on one field or narrative, with the sentence's context filled in."""
        return Finding(
            id=f"{self.id}/{item}",
            severity=self.severity,
            verdict=Verdict.FAIL,
            sentence=say(f"{self.messages}.sentence", **context),
            remedy=say(f"{self.messages}.remedy"),
            law=self.law(edition),
            cells=(item,),
        )
