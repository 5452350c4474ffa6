"""Where the wanted cells of a sheet begin in its XML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from xltools.layout.places import Spot

ADDRESS = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_NEAR = 16 << 10
"""Bytes in which the next wanted cell mostly stands."""
_FEW = 24
"""Cells that do not: of more than so many, every cell of the sheet is asked for its address."""


def offsets(xml: bytes, wanted: Mapping[bytes, Spot]) -> Iterator[tuple[Spot, int]]:
    """Where each wanted cell begins; quick as long as cells stand in the wanted order."""
    at = 0
    found: dict[bytes, int] = {}
    missing: list[bytes] = []
    for address in wanted:
        place = xml.find(b'<c r="%b"' % address, at, at + _NEAR)
        if place >= 0:
            found[address] = at = place
        elif len(missing) < _FEW:
            missing.append(address)
        else:
            found = _anywhere(xml, ADDRESS, wanted)
            break
    else:
        found |= _anywhere(xml, _one_of(tuple(missing)), missing) if missing else {}
    return ((spot, found[address]) for address, spot in wanted.items() if address in found)


def _anywhere(xml: bytes, cell: re.Pattern[bytes], wanted: Collection[bytes]) -> dict[bytes, int]:
    """Where the wanted ones of those cells begin: where each is first."""
    found: dict[bytes, int] = {}
    for match in cell.finditer(xml):
        if match[1] in wanted:
            found.setdefault(match[1], match.start())
    return found


@lru_cache(maxsize=256)  # what one return lacks, the next does not have either
def _one_of(addresses: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(b'<c r="(%b)"' % b"|".join(addresses))
