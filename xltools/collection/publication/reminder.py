"""催报/尚未公开.txt: words to send to those whose report is finished and not known to be public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from xltools.collection.ledger.names import REMINDER
from xltools.collection.shelf.shelf import Shelf
from xltools.collection.situation.figures import Situation
from xltools.collection.situation.unpublished import Unpublished
from xltools.messages import say


def put_reminder(shelf: Shelf, given: Situation) -> None:
    """Put the text, where there is anybody to be reminded."""
    if given.overdue:
        shelf.put(REMINDER, reminder(given).encode("utf-8-sig"), REMINDER)


def reminder(given: Situation) -> str:
    """A paragraph for each superior's group, then one for each body."""
    return "\n".join(_lines(given)) + "\n"


def _lines(given: Situation) -> Iterator[str]:
    said = {"year": given.year or "", "today": given.today.isoformat()}
    yield say("reminder.opening", count=len(given.overdue), **said)
    for superior, items in groupby(given.overdue, key=lambda item: item.body.superior):
        to = superior or say("reminder.everyone")
        yield ""
        for code, together in _parted(list(items)):
            names = "、".join(item.body.name for item in together)
            yield say(code, superior=to, count=len(together), names=names, **said)
    yield ""
    yield say("reminder.each")
    for number, item in enumerate(given.overdue, start=1):
        yield say(
            "reminder.body_addressed" if item.address else "reminder.body",
            number=number,
            name=item.body.name,
            due=item.due.isoformat(),
            days=item.days,
            year=given.year,
            address=" ".join(item.address.split()),
        )


def _parted(items: Sequence[Unpublished]) -> Iterator[tuple[str, Sequence[Unpublished]]]:
    """Those of whom nothing is known, then those who lack the day only, with what to say."""
    lacking = [item for item in items if not item.address]
    addressed = [item for item in items if item.address]
    told = {"reminder.superior": lacking, "reminder.superior_addressed": addressed}
    return ((said, together) for said, together in told.items() if together)
