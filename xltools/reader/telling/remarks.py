"""What intake has to say, gathered so that one cause in one place is one finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xltools.filing.findings import Finding
from xltools.filing.wording import Change, example, visible
from xltools.law.rule import Severity
from xltools.layout.places import Spot
from xltools.messages import say, some_of
from xltools.reader.telling.refusal import remark

_SHOWN = 30
"""Letters of a cell that a sentence quotes."""


@dataclass(slots=True)
class _Changes:
    """The changes of one kind on one sheet: how many, of which items, the first as an example."""

    example: Mapping[str, str]
    count: int = 0
    items: dict[str, None] = field(default_factory=dict[str, None])


@dataclass(slots=True)
class Remarks:
    """Findings of intake in the order in which their causes were met."""

    _changes: dict[tuple[Change, str], _Changes] = field(
        default_factory=dict[tuple[Change, str], _Changes]
    )
    _listed: dict[tuple[str, str, Severity], list[tuple[str, str]]] = field(
        default_factory=dict[tuple[str, str, Severity], list[tuple[str, str]]]
    )
    _single: list[Finding] = field(default_factory=list[Finding])

    def add(self, code: str, severity: Severity, subject: str, item: str, said: str) -> None:
        """One more cell (or field) of a cause; `subject` is the table or field it stands under."""
        self._listed.setdefault((code, subject, severity), []).append((item, said))

    def note(
        self, code: str, severity: Severity, subject: str = "", /, *items: str, **context: object
    ) -> None:
        """A finding of its own."""
        self._single.append(remark(code, severity, subject, items, **context))

    def change(self, change: Change, spot: Spot, item: str, before: str, after: str) -> None:
        """A text that was changed in reading; `item` is "" where the form has no name for it."""
        key = change, spot.sheet
        if key not in self._changes:
            one, other = example(before, after)
            self._changes[key] = _Changes({"place": spot.reference, "before": one, "after": other})
        self._changes[key].count += 1
        if item:
            self._changes[key].items[item] = None

    def has(self, code: str) -> bool:
        """Whether a cause was met in any cell."""
        return any(met == code for met, _, _ in self._listed)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding a cause and subject, single findings first."""
        listed = (
            remark(
                code,
                severity,
                subject,
                tuple(item for item, _ in said if item),
                count=len(said),
                listed=some_of([text for _, text in said]),
            )
            for (code, subject, severity), said in self._listed.items()
        )
        changed = (
            remark(
                change.value,
                Severity.INFO,
                sheet,
                tuple(made.items),
                sheet=sheet,
                count=made.count,
                **made.example,
            )
            for (change, sheet), made in self._changes.items()
        )
        return (*self._single, *listed, *changed)


def quoted(spot: Spot, text: str) -> str:
    """A cell with the beginning of what it holds."""
    return say("reader.unread_item", place=spot.reference, text=beginning(text))


def beginning(text: str) -> str:
    """The beginning of a text as a sentence quotes it."""
    told = visible(text.strip())
    return told if len(told) <= _SHOWN else told[:_SHOWN] + "…"
