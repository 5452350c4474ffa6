"""上年结转 held against what each body's last report carried over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.collection.total.sum import SumEntry
from xltools.filing.filing import Filing
from xltools.law.expression import Equals, PreviousRef, Ref

_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Carried:
    """A body whose 上年结转 in a column is not what its last report carried over."""

    body: str
    cell: str
    now: int | Decimal
    then: int | Decimal


def wrongly_carried(
    entries: Iterable[SumEntry], previous: Mapping[str, Filing]
) -> Iterator[Carried]:
    """Each column that differs of each body known in both years; the total where it alone does."""
    for entry in entries:
        before = previous.get(entry.body.name)
        if entry.filing and before:
            found = list(_columns(entry.body.name, entry.filing, before))
            single = [item for item in found if not item.cell.endswith(_TOTAL)]
            yield from single or found


def _columns(body: str, filing: Filing, before: Filing) -> Iterator[Carried]:
    """As the rule says that holds a figure to one of the year before."""
    for instance in filing.edition.instances:
        match instance.claim:
            case Equals(Ref(cell), PreviousRef(last)):
                now, then = filing.number(cell), before.number(last)
                if now is not None and then is not None and now != then:
                    yield Carried(body, cell, now, then)
            case _:
                pass
