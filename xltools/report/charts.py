"""Bars and a line as inline SVG: no script, a title for whoever cannot see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.filing.confront import plain

_LABEL, _BAR, _ROW, _NUMBER = 300, 380, 30, 60
_NARROW, _STEP, _ABOVE = 360, 42, 22
_WIDE, _HIGH, _EDGE = 720, 240, 44
_LONGEST = 20
"""Letters of a label that stand beside its bar, or above it."""


@dataclass(frozen=True, slots=True)
class ChartText:
    """A text in a chart."""

    x: float
    y: float
    anchor: str
    said: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar."""

    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What a template draws: bars, or the points of a line, with their texts."""

    title: str
    width: int
    height: int
    texts: tuple[ChartText, ...]
    bars: tuple[Bar, ...] = ()
    bar_x: int = _LABEL
    points: tuple[tuple[float, float], ...] = ()
    marks: tuple[tuple[float, float], ...] = ()
    """points of the line that are told apart: days of a deadline"""
    told: str = ""
    """what it shows, in words"""
    bar_high: int = 20

    @property
    def line(self) -> str:
        """The points as SVG wants them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def bars(title: str, rows: Sequence[tuple[str, int]]) -> Chart:
    """A bar a row, as long as its number, beside its label."""
    drawn = _to_scale(rows, _BAR, _ROW, 5)
    height = len(rows) * _ROW + 4
    return Chart(title, _LABEL + _BAR + _NUMBER, height, tuple(_beside(rows, drawn)), bars=drawn)


def narrow_bars(title: str, rows: Sequence[tuple[str, int | Decimal]], told: str) -> Chart:
    """The same for screens of any width: a bar beneath its label, the number at the end."""
    drawn = _to_scale(rows, _NARROW, _STEP, _ABOVE)
    texts = tuple(
        ChartText(x, bar.y - 6, anchor, said)
        for (label, number), bar in zip(rows, drawn, strict=True)
        for x, anchor, said in ((0, "start", _short(label)), (_NARROW, "end", plain(number)))
    )
    size = (_NARROW, len(rows) * _STEP)
    return Chart(title, *size, texts, bars=drawn, bar_x=0, told=told, bar_high=12)


def _to_scale(
    rows: Sequence[tuple[str, int | Decimal]], longest: int, step: int, top: int
) -> tuple[Bar, ...]:
    most = max((number for _, number in rows), default=0) or 1
    return tuple(
        Bar(index * step + top, round(longest * float(number / most), 1))
        for index, (_, number) in enumerate(rows)
    )


def _beside(rows: Sequence[tuple[str, int]], drawn: Sequence[Bar]) -> Iterator[ChartText]:
    for (label, number), bar in zip(rows, drawn, strict=True):
        yield ChartText(_LABEL - 8, bar.y + 15, "end", _short(label))
        yield ChartText(_LABEL + bar.width + 6, bar.y + 15, "start", str(number))


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def line_chart(title: str, days: Sequence[tuple[str, int, bool]], most: int) -> Chart:
    """How a number grew: a point a day, the first and the last named, up to `most`."""
    step = (_WIDE - 2 * _EDGE) / max(len(days) - 1, 1)
    top = max(most, 1)
    points = tuple(
        (round(_EDGE + index * step, 1), round(_HIGH - _EDGE - number / top * (_HIGH - 70), 1))
        for index, (_, number, _) in enumerate(days)
    )
    ends = {len(days) - 1: "end", 0: "start"}  # of one day alone its name stands to the right
    texts = [
        ChartText(points[index][0], _HIGH - 12, anchor, days[index][0])
        for index, anchor in ends.items()
        if days
    ]
    texts += [
        ChartText(points[index][0], points[index][1] - 10, anchor, str(days[index][1]))
        for index, anchor in ends.items()
        if days
    ]
    marks = tuple(point for point, (_, _, due) in zip(points, days, strict=True) if due)
    return Chart(title, _WIDE, _HIGH, tuple(texts), points=points, marks=marks)
