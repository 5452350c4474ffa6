"""Received and carried in, closed and carried out, as a paragraph itself states them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.passage import Passage
from xltools.checks.text.prose import Prose
from xltools.checks.text.ties import Tie
from xltools.filing.confront import plain
from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.messages import say, together

BALANCE = Check("C-BALANCE", Severity.WARNING, "check_balance")

CHECKS = (BALANCE,)

_IN, _NEW, _CLOSED, _OUT = "carried_in", "received", "closed", "carried_out"


def _of_tables() -> dict[str, str]:
    return data("roles")["balance"]


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each paragraph whose four figures do not balance."""
    stated: dict[int, list[tuple[Tie, Passage]]] = {}
    for tie, passage in prose.read:
        if tie.id in _of_tables():
            stated.setdefault(id(passage.paragraph), []).append((tie, passage))
    for read in stated.values():
        if finding := _judge(prose, read):
            yield finding


def _judge(prose: Prose, read: list[tuple[Tie, Passage]]) -> Finding | None:
    numbers = _single(read)
    if not {_NEW, _CLOSED, _OUT} <= numbers.keys():
        return None
    new, closed, out = (numbers[name] for name in (_NEW, _CLOSED, _OUT))
    before = numbers.get(_IN, Decimal(0))
    apart = closed + out - new - before
    if not apart or closed + out == new:
        return None
    if _IN not in numbers and apart > 0 and prose.filing.number(_of_tables()[_IN]) != 0:
        return None
    passage = read[0][1]
    return BALANCE.found(
        prose.filing.edition,
        passage.paragraph,
        cells=tuple(_of_tables()[name] for name in numbers),
        sides=(int(new + before), int(closed + out)),
        stated=together(
            "\uff0c",
            (
                say(f"check_balance.{name}", number=plain(int(numbers[name])))
                for name in _of_tables()
                if name in numbers
            ),
        ),
        left=plain(int(new + before)),
        right=plain(int(closed + out)),
        apart=plain(int(abs(apart))),
    )


def _single(read: Iterable[tuple[Tie, Passage]]) -> dict[str, Decimal]:
    """What each figure is stated to be, where it is stated once, or always the same."""
    stated: dict[str, set[Decimal]] = {}
    for tie, passage in read:
        stated.setdefault(tie.id, set()).add(passage.number.value)
    return {name: values.pop() for name, values in stated.items() if len(values) == 1}
