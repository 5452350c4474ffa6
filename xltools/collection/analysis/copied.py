"""雷同 over the bodies of a sum: who wrote what others wrote, told as groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Copies:
    """The groups, the largest first; `leaders` has, by what is compared of a paragraph that belongs
    to one, what its group is known by.
    """

    clusters: tuple[Cluster, ...] = ()
    leaders: Mapping[str, str] = field(default_factory=dict[str, str])


def copies(entries: Iterable[SumEntry]) -> Copies:
    """Each paragraph with those that it resembles, and theirs."""
    kept = [text for e in entries if e.filing for text in texts(e.filing, e.body.name)]
    pairs = list(alike(kept))
    leaders = leaders_of(pairs)
    groups: dict[str, list[Likeness]] = {}
    for pair in pairs:
        groups.setdefault(leaders[pair.text.core], []).append(pair)
    found = sorted(
        map(_cluster, groups.values()), key=lambda item: (-len(item.bodies), item.bodies)
    )
    return Copies(tuple(found), leaders)


def leaders_of(pairs: Iterable[Likeness]) -> dict[str, str]:
    """What each paragraph's group is known by, by what is compared of the paragraph."""
    leader: dict[str, str] = {}

    def led(core: str) -> str:
        while leader.setdefault(core, core) != core:
            leader[core] = core = leader[leader[core]]
        return core

    for pair in pairs:
        leader[led(pair.text.core)] = led(pair.other.core)
    return {core: led(core) for core in tuple(leader)}


def _cluster(group: list[Likeness]) -> Cluster:
    members: list[ComparedText] = [text for pair in group for text in (pair.text, pair.other)]
    names = tuple(dict.fromkeys(text.body for text in members))
    first = group[0].text
    return Cluster(first.heading, names, first.filed, min(pair.percent for pair in group))
