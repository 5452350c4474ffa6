"""The picture in docs/architecture.md, drawn from the imports: python tests/draw_house.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from sources import room_of, sources

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "house.svg"
_WIDE, _HIGH, _BETWEEN, _STOREY, _MARGIN = 128, 40, 26, 86, 24

_Arrows = Mapping[str, frozenset[str]]


_GROUND = {"errors", "version"}
"""Single facts on which any room may stand: not drawn."""


def arrows() -> _Arrows:
    """Each room with the rooms that it imports."""
    seen: dict[str, set[str]] = defaultdict(set)
    for source in sources():
        if source.room and source.room not in _GROUND:
            seen[source.room] |= {
                room_of(name) for name in source.imports if name.startswith("xltools.")
            } - {source.room, *_GROUND}
    return {room: frozenset(others) for room, others in sorted(seen.items())}


def _reduced(drawn: _Arrows) -> _Arrows:
    """Without the arrows that follow from others."""

    def reach(room: str) -> set[str]:
        return set(drawn[room]).union(*(reach(other) for other in drawn[room]))

    return {
        room: frozenset(
            other for other in others if not any(other in reach(o) for o in others if o != other)
        )
        for room, others in drawn.items()
    }


def _storeys(drawn: _Arrows) -> list[list[str]]:
    """The rooms by how much stands below them, the ground last."""

    def height(room: str) -> int:
        return 1 + max(map(height, drawn[room]), default=-1)

    floors: dict[int, list[str]] = defaultdict(list)
    for room in drawn:
        floors[height(room)].append(room)
    return [floors[level] for level in sorted(floors, reverse=True)]


def picture() -> str:
    """The SVG: a box a room, a line to each room that it needs and that no other brings along."""
    drawn = _reduced(arrows())
    storeys = _storeys(drawn)
    width = 2 * _MARGIN + max(len(s) for s in storeys) * (_WIDE + _BETWEEN) - _BETWEEN
    height = 2 * _MARGIN + len(storeys) * _STOREY - (_STOREY - _HIGH)
    at: dict[str, tuple[float, float]] = {}
    for level, rooms in enumerate(storeys):
        left = (width - len(rooms) * (_WIDE + _BETWEEN) + _BETWEEN) / 2
        for place, room in enumerate(rooms):
            at[room] = (left + place * (_WIDE + _BETWEEN), _MARGIN + level * _STOREY)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            'role="img" font-family="sans-serif" font-size="15">',
            "<title>The rooms of xltools and which way they look</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *_lines(drawn, at),
            *_boxes(at),
            "</svg>\n",
        )
    )


def _lines(drawn: _Arrows, at: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    for room, others in drawn.items():
        x, y = at[room]
        for other in sorted(others):
            to_x, to_y = at[other]
            yield (
                f'<line x1="{x + _WIDE / 2:g}" y1="{y + _HIGH:g}" x2="{to_x + _WIDE / 2:g}" '
                f'y2="{to_y:g}" stroke="#7a8aa0" stroke-width="1.4"/>'
            )


def _boxes(at: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    for room, (x, y) in at.items():
        yield (
            f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="6" '
            'fill="#eef3fa" stroke="#3b5b8c"/>'
        )
        yield (
            f'<text x="{x + _WIDE / 2:g}" y="{y + _HIGH / 2 + 5:g}" text-anchor="middle" '
            f'fill="#1d2b40">{room}</text>'
        )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
