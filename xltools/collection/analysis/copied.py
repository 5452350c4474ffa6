"""雷同 over the bodies of a sum: who wrote what others wrote, told as groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xltools.checks.comparable import ComparedText, texts
from xltools.checks.likeness import Likeness, alike
from xltools.collection.total.sum import SumEntry


@dataclass(frozen=True, slots=True)
class Cluster:
    """Bodies that share a paragraph: in which part, how many of them, and the text of one."""

    heading: str
    bodies: tuple[str, ...]
    text: str
    percent: int
    """the lowest at which one of them resembles the nearest other"""


def clusters(entries: Iterable[SumEntry]) -> tuple[Cluster, ...]:
    """The groups, the largest first: each paragraph with those that it resembles, and theirs."""
    kept = [text for e in entries if e.filing for text in texts(e.filing, e.body.name)]
    pairs = list(alike(kept))
    leader: dict[str, str] = {}

    def led(core: str) -> str:
        while leader.setdefault(core, core) != core:
            leader[core] = core = leader[leader[core]]
        return core

    for pair in pairs:
        leader[led(pair.text.core)] = led(pair.other.core)
    groups: dict[str, list[Likeness]] = {}
    for pair in pairs:
        groups.setdefault(led(pair.text.core), []).append(pair)
    found = (_cluster(group) for group in groups.values())
    return tuple(sorted(found, key=lambda item: (-len(item.bodies), item.bodies)))


def _cluster(group: list[Likeness]) -> Cluster:
    members: list[ComparedText] = [text for pair in group for text in (pair.text, pair.other)]
    names = tuple(dict.fromkeys(text.body for text in members))
    first = group[0].text
    return Cluster(first.heading, names, first.filed, min(pair.percent for pair in group))
