"""下一处: the places that were found last, as long as nothing in the workbook has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from xltools.addin.button import Told
from xltools.layout.places import Spot
from xltools.messages import say
from xltools.platform.desktop import own_folder
from xltools.platform.files import remove, write_whole

_FILE = "places.json"


class Place(NamedTuple):
    """A cell to look at, and what is said of it."""

    spot: Spot
    said: str


def after(places: Sequence[Place], selected: Spot | None) -> Place:
    """The place after the selected one, the first after the last. Raises Told where none is."""
    if not places:
        raise Told(say("macro.nothing_left"))
    here = next((index for index, place in enumerate(places) if place.spot == selected), -1)
    return places[(here + 1) % len(places)]


def keep(fingerprint: str, places: Iterable[Place]) -> None:
    """Keep what was found in that state of a workbook, instead of what was kept before."""
    listed = [[*place.spot, place.said] for place in places]
    with suppress(OSError):  # a convenience: without it all is found anew
        write_whole(own_folder() / _FILE, json.dumps([fingerprint, listed]).encode())


def kept(fingerprint: str) -> tuple[Place, ...] | None:
    """What was found in that state; None where something else was, or nothing."""
    try:
        known, listed = json.loads((own_folder() / _FILE).read_bytes())
        if known != fingerprint:
            return None
        return tuple(
            Place(Spot(str(sheet), int(row), int(column)), str(said))
            for sheet, row, column, said in listed
        )
    except (OSError, ValueError, TypeError):
        return None


def forget() -> None:
    """Keep nothing any more: it quotes what was filled in."""
    with suppress(OSError):
        remove(own_folder() / _FILE)
