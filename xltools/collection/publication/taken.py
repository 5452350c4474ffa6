"""What is said of publication becomes a decision of the office, where it has written nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xltools.collection.ledger.facts import Decision, Field
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.publication.said import PublicationSaid, read_said
from xltools.collection.standing.account import account
from xltools.collection.standing.standing import Standing
from xltools.messages import say

_MOST = 20
"""Lines of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class TakenSaid:
    """Lines on what was noted, and on what was not and why."""

    noted: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


NOTHING_TAKEN = TakenSaid()


def take_said(
    sources: Sequence[Path], ledger: Ledger, run: int, year: int | None, today: date
) -> TakenSaid:
    """Note in the ledger what these sources say.

    What stands in 台账 is never written over: a difference is told. Of what is noted the
    content is the one that stood before this run, else the one that came with it.
    """
    facts = ledger.facts(year)
    if facts.bodies is None:
        return TakenSaid(unsaid=(say("published_given.no_register"),))
    standings = {item.name: item for item in account(facts, today).standings if item.body}
    found = read_said(sources, ledger, facts.bodies, list(standings.values()))
    there = {key: decision.value for key, decision in facts.decisions.items()}
    noted: list[tuple[PublicationSaid, Decision]] = []
    for said in found.said:
        for field, value in _values(said):
            held = there.get((said.body, field), "")
            if field is Field.PUBLISHED and value > today.isoformat():
                found.lines.append(_told("future", said, value=value, today=today.isoformat()))
            elif held and held.strip() != value:
                column = say(f"published_column.{_COLUMNS[field]}")
                found.lines.append(_told("differs", said, column=column, there=held, value=value))
            elif not held:
                there[said.body, field] = value
                content = _content(standings.get(said.body), run)
                noted.append((said, Decision(run, said.body, field, value, content)))
    with ledger.adding():
        for _, decision in noted:
            ledger.decide(decision)
    return TakenSaid(tuple(_noted(noted)), tuple(_first(found.lines)))


_COLUMNS = {Field.PUBLISHED: "day", Field.ADDRESS: "address"}


def _values(said: PublicationSaid) -> Iterator[tuple[Field, str]]:
    if said.day:
        yield Field.PUBLISHED, said.day.isoformat()
    if said.address:
        yield Field.ADDRESS, said.address


def _told(code: str, said: PublicationSaid, **context: str) -> str:
    return say(f"published_given.{code}", body=said.body, place=said.place, **context)


def _content(standing: Standing | None, run: int) -> str:
    """What stood of that body before this run, else what came with it."""
    if standing is None:
        return ""
    known = (item for item in (standing.chosen, *standing.earlier) if item)
    return next((i.seen.sha256 for i in known if i.seen.run < run), standing.sha256)


def _noted(noted: Sequence[tuple[PublicationSaid, Decision]]) -> Iterator[str]:
    """How many days and addresses, and which of them were read off pages."""
    days = sum(decision.field is Field.PUBLISHED for _, decision in noted)
    yield say("published_given.noted", days=days, addresses=len(noted) - days)
    by_page: dict[PublicationSaid, list[str]] = {}
    for said, decision in noted:
        if said.read:
            by_page.setdefault(said, []).append(decision.value)
    yield from _first([_told("read", said, values="，".join(v)) for said, v in by_page.items()])


def _first(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield say("published_given.more", count=len(lines) - _MOST)
