"""雷同 over the bodies of a sum: who wrote what others wrote, told as groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from xltools.checks.alike.comparable import ComparedText, texts
from xltools.checks.alike.copies import LikeTexts
from xltools.checks.alike.likeness import Likeness
from xltools.filing.filing import Filing


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


@dataclass
class _Group:
    """A cluster while it grows: its first paragraph, the lowest percentage, the bodies."""

    first: ComparedText
    percent: int
    names: dict[str, None] = field(default_factory=dict[str, None])

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.first.heading, tuple(self.names), self.first.filed, self.percent)


def copies(said: Iterable[tuple[str, Filing]]) -> Copies:
    """Each paragraph with those that it resembles, and theirs; `said` are filings by body."""
    given = (text for name, filing in said for text in texts(filing, name))
    groups: dict[str, _Group] = {}
    with closing(LikeTexts(given)) as pairs:
        leaders = leaders_of(pairs)
        for pair in pairs:
            leader = leaders[pair.text.core]
            group = groups.setdefault(leader, _Group(pair.text, pair.percent))
            group.names |= {pair.text.body: None, pair.other.body: None}
            group.percent = min(group.percent, pair.percent)
    found = (group.cluster for group in groups.values())
    return Copies(tuple(sorted(found, key=lambda c: (-len(c.bodies), c.bodies))), leaders)


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
