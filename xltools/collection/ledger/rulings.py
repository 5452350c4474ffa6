"""What the office says to a doubt: 认可 or 不认可, until the doubt's figures change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from xltools.collection.ledger.facts import CHOICES, OF_FINDINGS, Decision, Field
from xltools.examination.record import Located
from xltools.filing.findings import Finding, Ruling

_LENGTH = 16


def key_of_doubt(finding: Finding, name: str, year: int | None) -> str:
    """What a doubt is known by: whose it is, on which year, which one, and its figures.

    "" for what cannot be ruled of. With other figures it is another doubt.
    """
    if not (finding.is_doubt and finding.figures):
        return ""
    known = "\0".join((name, str(year or ""), finding.id, finding.figures))
    return sha256(known.encode("utf-8", "replace")).hexdigest()[:_LENGTH]


class Rulings:
    """What the office decided of doubts; falsy where nothing."""

    def __init__(self, decisions: Mapping[tuple[str, Field], Decision]) -> None:
        self._decisions = {
            key: decision
            for key, decision in decisions.items()
            if key[1] in OF_FINDINGS and decision.value
        }

    def __bool__(self) -> bool:
        return bool(self._decisions)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._decisions.values())

    def applied(
        self, findings: Iterable[Located], name: str, year: int | None
    ) -> tuple[Located, ...]:
        """The findings of that body's return, each doubt with what the office says to it."""
        return tuple(
            replace(located, finding=self._ruled(located.finding, name, year))
            for located in findings
        )

    def _ruled(self, finding: Finding, name: str, year: int | None) -> Finding:
        key = key_of_doubt(finding, name, year)
        ruling = self._decisions.get((key, Field.RULING))
        words = self._decisions.get((key, Field.WHY_NOT))
        if not ruling:
            return finding
        return replace(finding, ruling=ruling_of(ruling.value), office=words.value if words else "")


def ruling_of(value: str) -> Ruling:
    """The ruling that was chosen, as it is kept."""
    return Ruling(value) if value in CHOICES[Field.RULING] else Ruling.NONE
