"""下一处: the places that were found last, as long as nothing in the workbook has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256

from xltools.filing.codec import dumps
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.layout.places import Spot
from xltools.platform.desktop import own_folder
from xltools.platform.files import remove, write_whole
from xltools.ribbon.walk import WalkStop

_FILE = "places.json"


def state_key(filing: Filing, findings: Iterable[Finding]) -> str:
    """Of what is filled in and what reading it gave: what 校验 itself writes counts for none."""
    said = "\n".join(finding.sentence for finding in findings)
    return sha256(f"{dumps(filing)}\n{said}".encode()).hexdigest()


def keep(state: str, places: Iterable[WalkStop]) -> None:
    """Keep what was found in that state of a workbook, instead of what was kept before."""
    listed = [[*place.spot, place.said] for place in places]
    with suppress(OSError):  # a convenience: without it all is found anew
        write_whole(own_folder() / _FILE, json.dumps([state, listed]).encode())


def recall(state: str) -> tuple[WalkStop, ...] | None:
    """What was found in that state; None where something else was, or nothing."""
    try:
        known, listed = json.loads((own_folder() / _FILE).read_bytes())
        if known != state:
            return None
        return tuple(
            WalkStop(Spot(str(sheet), int(row), int(column)), str(said))
            for sheet, row, column, said in listed
        )
    except (OSError, ValueError, TypeError):
        return None


def forget_walk() -> None:
    """Keep nothing any more: it quotes what was filled in."""
    with suppress(OSError):
        remove(own_folder() / _FILE)
