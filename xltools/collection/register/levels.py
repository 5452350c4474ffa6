"""The levels of government within a register, and which bodies a sum of one leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from xltools.collection.register.body import Body, Mode
from xltools.law.edition import Edition
from xltools.law.form import BodyKind
from xltools.messages import say

_COUNTY = 2
"""The level of government that a register without any government belongs to, at the lowest."""


class Scope(StrEnum):
    """口径: whose returns are added up."""

    WHOLE = "whole"
    OWN_LEVEL = "own_level"


def why_outside(body: Body, year: int, scope: Scope, register: Levels) -> str:
    """Why a body does not belong to a sum of that scope; "" where it does."""
    if body.mode is Mode.MERGED:
        return say("aggregate.merged", body=body.merged_into)
    if not body.files_for(year):
        return why_no_report(body, year)
    if scope is Scope.OWN_LEVEL and register.is_below(body):
        return say("aggregate.level_below")
    return ""


def why_no_report(body: Body, year: int) -> str:
    """Why nobody is to file for a body that is not merged."""
    code = "elsewhere" if body.mode is Mode.ELSEWHERE else "not_in_being"
    return say(f"aggregate.{code}", year=year)


def left_out(bodies: Sequence[Body], edition: Edition, year: int, scope: Scope) -> frozenset[str]:
    """The names of the bodies that do not belong to that sum, whatever they file."""
    register = Levels(bodies, edition)
    return frozenset(body.name for body in bodies if why_outside(body, year, scope, register))


class Levels:
    """Who stands above whom."""

    def __init__(self, bodies: Sequence[Body], edition: Edition) -> None:
        self._kind: Callable[[str], BodyKind | None] = edition.form.body_kind
        self._by_name = {body.name: body for body in bodies}
        above = {body.superior for body in bodies}
        self.heads = [body for body in bodies if body.name in above and self._governs(body)]
        self._home = min([_COUNTY, *(level for body in bodies if (level := self._level(body)))])

    def _governs(self, body: Body) -> bool:
        kind = self._kind(body.kind)
        return kind is not None and kind.government

    def _level(self, body: Body) -> int:
        kind = self._kind(body.kind)
        return kind.level if kind else 0

    def above(self, body: Body) -> Iterator[Body]:
        """The body's superior, the superior's superior, and so on, each once."""
        seen = {body.name}
        while (superior := self._by_name.get(body.superior)) and superior.name not in seen:
            seen.add(superior.name)
            yield superior
            body = superior

    def is_below(self, body: Body) -> bool:
        """Whether it belongs to a lower level of government than the register's own."""
        return any(self._level(each) > self._home for each in (body, *self.above(body)))
