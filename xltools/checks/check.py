"""A check: an id, a severity, and its sentences by code; what it says becomes a Finding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltools.checks.text.paragraph import Paragraph
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

    def found(
        self,
        edition: Edition,
        place: str | Paragraph,
        *,
        about: str = "",
        cells: tuple[str, ...] = (),
        sides: tuple[int | Decimal | None, int | Decimal | None] = (None, None),
        **context: object,
    ) -> Finding:
        """The finding on one field, narrative or paragraph, the sentence's context filled in.

        `about` tells apart what one check finds in one item; `cells` are the figures that
        the item is held against, `sides` what it says and what they say.
        """
        in_text = isinstance(place, Paragraph)
        item, number = (place.narrative, place.number) if in_text else (place, 0)
        return Finding(
            id="/".join(part for part in (self.id, item, about) if part),
            severity=self.severity,
            verdict=Verdict.FAIL,
            sentence=say(f"{self.messages}.sentence", **context),
            remedy=say(f"{self.messages}.remedy", **context),
            law=self.law(edition),
            cells=(item, *cells),
            paragraph=number,
            left=sides[0],
            right=sides[1],
        )

    def at(
        self, edition: Edition, paragraph: Paragraph, span: tuple[int, int], **more: Any
    ) -> Finding:
        """The finding on a place of a paragraph, which is quoted."""
        return self.found(edition, paragraph, quote=paragraph.quote(*span), **more)
