"""The formulas that tell a balance which only follows from another, as `filing.confront` does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import assert_never

from xltools.law.edition import total_and_parts
from xltools.law.expression import (
    Constant,
    Equals,
    Plus,
    PreviousRef,
    Ref,
    Remainder,
    Sum,
    Term,
    cells_of,
)
from xltools.law.rule import Instance
from xltools.layout.return_book import Layout, Spot, ranges
from xltools.messages import say
from xltools.template.formulas.explained import failing_word
from xltools.template.formulas.literals import literal_of


def failed_word(layout: Layout, instance: Instance, claim: Equals) -> str:
    """未通过 or 已说明; 随各列 where it only follows from what fails elsewhere: it repeats
    balances that fail, or holds once every total that can be is worked out.
    """
    failed = failing_word(layout, instance)
    why = [*_alike(layout, instance), *_once_worked_out(layout, instance, claim)]
    follows = literal_of(say("verdict.follows"))
    return f"IF(OR({','.join(why)}),{follows},{failed})" if why else failed


def worked_out(layout: Layout, instance: Instance) -> str | None:
    """The total that an instance computes as its parts, worked out likewise, give it; as it stands
    where they give none. None for an instance that computes none.
    """
    total = _computed(layout, instance)
    if not total:
        return None
    _, parts = total_and_parts(instance)
    difference = layout.checks[instance.id].spot("difference").address
    summed = side(layout, Sum(parts), partial(_spot, layout))
    return f"=IF(COUNT({difference})=0,{layout.figures[total].link},{summed})"


def _computed(layout: Layout, instance: Instance) -> str:
    return next((cell for cell, own in layout.edition.totals.items() if own == instance), "")


def _once_worked_out(layout: Layout, instance: Instance, claim: Equals) -> list[str]:
    if total := _computed(layout, instance):
        sides = f"{layout.figures[total].link}-{_spot(layout, total).link}"
    elif layout.edition.totals.keys().isdisjoint(cells_of(claim)):
        return []
    else:
        left, right = (
            side(layout, term, partial(_spot, layout)) for term in (claim.left, claim.right)
        )
        sides = f"{left}-({right})"
    return [f"ROUND({sides},6)=0"]


def _alike(layout: Layout, instance: Instance) -> list[str]:
    """Whether balances of the parts fail that this one repeats; none if it repeats none."""
    edition = layout.edition
    if not edition.follows(instance):
        return []
    alike = (other for other in edition.instances if other.rule is instance.rule)
    spots = [
        layout.checks[other.id].spot("verdict") for other in alike if not edition.follows(other)
    ]
    words = [literal_of(say(f"verdict.{name}")) for name in ("fail", "explained")]
    counted = product(ranges(spots), words)
    return ["+".join(f"COUNTIF({area.address},{word})" for area, word in counted) + ">0"]


def _spot(layout: Layout, cell: str) -> Spot:
    """Where a figure stands, a total as it is worked out."""
    own = layout.edition.totals.get(cell)
    return layout.checks[own.id].spot("worked_out") if own else layout.figures[cell]


def side(layout: Layout, term: Term, place: Callable[[str], Spot]) -> str:
    """A side of a balance, of the figures as they stand in those places."""
    match term:
        case Ref(cell):
            return place(cell).link
        case PreviousRef(cell):
            return layout.previous[cell].link
        case Constant(number):
            return str(number)
        case Sum(cells):
            return f"SUM({','.join(area.link for area in ranges(map(place, cells)))})"
        case Remainder(ref, divisor):
            return f"MOD({side(layout, ref, place)},{divisor})"
        case Plus(terms):
            return "+".join(side(layout, part, place) for part in terms)
        case _:
            assert_never(term)
