"""Which bodies' figures a district's total no longer holds as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from xltools.collection.ledger.facts import Facts, Total
from xltools.collection.register.levels import left_out
from xltools.collection.standing.standing import Standing
from xltools.law.edition import in_force


def with_stale_totals(standings: Iterable[Standing], facts: Facts) -> Iterator[Standing]:
    """The standings; each says whether one of the last totals must be made again because of it."""
    totals = [(total, _outside(total, facts)) for total in facts.totals]
    for standing in standings:
        again = any(_differs(total, outside, standing, facts) for total, outside in totals)
        yield replace(standing, needs_total=True) if again else standing


def departed_bodies(facts: Facts) -> tuple[str, ...]:
    """The bodies that one of the last totals counted and the register has no more, by name."""
    if facts.bodies is None:
        return ()
    counted = {name for total in facts.totals for name in total.counted}
    return tuple(sorted(counted - {body.name for body in facts.bodies}))


def _outside(total: Total, facts: Facts) -> frozenset[str]:
    """The bodies that do not belong to the total as the register stands now.

    Without a register nobody moves, and it is as it was noted.
    """
    year = total.year or facts.year
    if facts.bodies is None or year is None:
        return total.outside
    return left_out(facts.bodies, in_force(year), year, total.scope)


def _differs(total: Total, outside: frozenset[str], standing: Standing, facts: Facts) -> bool:
    """Whether the total holds something else of a body than it would if made now.

    What was looked at and not added is no change, as long as it stays what it was; nor is what
    only explains more.
    """
    counted = total.counted.get(standing.name, "")
    if standing.name in outside:
        return bool(counted)
    now = standing.sha256 if standing.counts else ""
    return not facts.files_alike(now, counted or total.beside.get(standing.name, ""))
