"""Who has not published though the day for it has passed: 条例第四十九条 sets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xltools.collection.register.body import Body
from xltools.collection.standing.standing import Standing
from xltools.filing.states import BodyState
from xltools.law.edition import latest

_TOWN = 3
"""Governments above this level have until the end of March."""


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A body whose finished report has no day of publication: due when, how many days ago, and
    the address of it, if that is known.
    """

    body: Body
    due: date
    days: int
    address: str = ""


def publish_by(body: Body, year: int, wanted: date | None = None) -> date:
    """The last day on which its report on that year is to be published.

    The day that the office wants takes the place of 31 January, not of a government's 31 March.
    """
    kind = latest().form.body_kind(body.kind)
    is_whole_government = kind is not None and kind.government and 0 < kind.level < _TOWN
    return date(year + 1, 3, 31) if is_whole_government else wanted or date(year + 1, 1, 31)


def is_to_publish(standing: Standing) -> bool:
    """Whether its report is finished and meant for the public: not 单独编制不公开."""
    kept = standing.body is not None and standing.body.publishes_not
    return standing.state is BodyState.PASSED and not kept


def unpublished(
    standings: Iterable[Standing], year: int | None, today: date, wanted: date | None
) -> tuple[Unpublished, ...]:
    """Of those who are to publish, whose day has passed, by superior, the longest ago first.

    None without a year. `wanted` is the office's own day, if it has one. Equal ones stay in the
    order of the register.
    """
    if year is None:
        return ()
    found: list[Unpublished] = []
    for standing in standings:
        if standing.body and not standing.published_on:
            due = publish_by(standing.body, year, wanted)
            if today > due:
                days = (today - due).days
                found.append(Unpublished(standing.body, due, days, standing.published_at))
    return tuple(sorted(found, key=lambda item: (item.body.superior, -item.days)))
