"""A filing as its figures alone, in a tenth of its memory: for whoever adds up thousands."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from xltools.filing.filing import Filing, Value

_SIZES = {"h": 1 << 15, "i": 1 << 31, "q": 1 << 63}
"""Kinds of arrays, each with the number under which it holds all, the smallest first."""
_NONE: Mapping[str, Any] = {}
_LEFT_OUT = dict.fromkeys(
    ("cover", "narratives", "notes", "explanations", "typed", "bound", "places", "rows"), _NONE
)


def figures_alone(filing: Filing) -> Filing:
    """The filing with every value as it counts, and last year's; without texts and cover."""
    values, previous = map(_packed, (filing.values, filing.previous))
    nil = _held_once(tuple(filing.nil.items()))
    light = Filing(filing.edition, nil=nil, figures=values, previous=previous, **_LEFT_OUT)
    light.__dict__["values"] = values  # they are whole: nothing is left to be worked out
    return light


@cache
def _held_once(answers: tuple[tuple[str, bool], ...]) -> Mapping[str, bool]:
    return dict(answers)


def _packed(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return _PackedValues(values) if values else _NONE


class _PackedValues(Mapping[str, Value]):
    """The values of cells: whole numbers side by side, whatever is none apart."""

    __slots__ = ("_numbers", "_others", "_places")

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._places = _places(tuple(sorted(values)))
        numbers = [0] * len(self._places)
        others: dict[str, Value] = {}
        for cell, value in values.items():
            if type(value) is int and abs(value) < _SIZES["q"]:
                numbers[self._places[cell]] = value
            else:
                others[cell] = value
        largest = max(map(abs, numbers))
        self._numbers = array(next(k for k, most in _SIZES.items() if largest < most), numbers)
        self._others = others or _NONE

    def __getitem__(self, cell: str) -> Value:
        place = self._places[cell]
        return self._others[cell] if cell in self._others else self._numbers[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@cache
def _places(cells: tuple[str, ...]) -> Mapping[str, int]:
    return {cell: place for place, cell in enumerate(cells)}
