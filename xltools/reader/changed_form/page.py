"""A whole sheet as people read it: its texts and where each stands."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from xltools.filing.wording import clean
from xltools.layout.return_book import Spot
from xltools.platform.memory import remembered
from xltools.reader.cells.grid import Entry

_T = TypeVar("_T")
_QUOTES = str.maketrans("“”‘’", "\"\"''")


@remembered(4096)  # the labels of one return are those of the next
def bare(text: str) -> str:
    """A label without what a retyped or pasted one may differ in: width, white space, quotes."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).translate(_QUOTES).split())


def sole(found: Iterable[_T]) -> _T | None:
    """The one that was found; None where there is none or more than one."""
    all_ = list(found)
    return all_[0] if len(all_) == 1 else None


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook: its name, its cells that are not blank, which ones were merged."""

    name: str
    entries: Mapping[Spot, Entry]
    merges: bytes = b""

    @cached_property
    def texts(self) -> Mapping[Spot, str]:
        """Every cell that holds a text, without what does not matter in a label."""
        return {
            spot: bare(entry.value)
            for spot, entry in self.entries.items()
            if isinstance(entry.value, str) and entry.formula is None and entry.value
        }

    @cached_property
    def _places(self) -> Mapping[str, tuple[Spot, ...]]:
        places: dict[str, list[Spot]] = defaultdict(list)
        for spot, text in sorted(self.texts.items()):
            places[text].append(spot)
        return {text: tuple(spots) for text, spots in places.items()}

    def find(self, text: str) -> tuple[Spot, ...]:
        """Every cell that holds just this text, row by row."""
        return self._places.get(bare(text), ())

    def only(self, text: str) -> Spot | None:
        """The one cell that holds just this text; None where there is none or more than one."""
        return sole(self.find(text))

    def share(self, texts: Iterable[str]) -> float:
        """How many of these texts stand on the sheet, from 0 to 1."""
        wanted = list(texts)
        return sum(bool(self.find(text)) for text in wanted) / len(wanted) if wanted else 0.0

    def holds(self, spot: Spot) -> bool:
        """Whether anything stands there."""
        return spot in self.entries

    @cached_property
    def last_row(self) -> int:
        """The last row in which anything stands."""
        return max((spot.row for spot in self.entries), default=0)
