"""The places that 下一处 walks: alone, so that a click that goes on loads nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xltools.layout.places import Spot
from xltools.messages import say
from xltools.ribbon.told import CannotDo


class WalkStop(NamedTuple):
    """A cell to look at, and what is said of it."""

    spot: Spot
    said: str


def after(places: Sequence[WalkStop], selected: Spot | None) -> WalkStop:
    """The place after the selected one, the first after the last. Raises CannotDo where none is."""
    if not places:
        raise CannotDo(say("macro.nothing_left"))
    here = next((index for index, place in enumerate(places) if place.spot == selected), -1)
    return places[(here + 1) % len(places)]
