"""雷同 over the bodies of a sum: who wrote what others wrote, told as groups."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b

from xltools.checks.comparable import ComparedText, texts
from xltools.checks.copies import Copies
from xltools.filing.filing import Filing


@dataclass(frozen=True, slots=True)
class Cluster:
    """Bodies that share a paragraph: in which part, how many of them, and the text of one."""

    heading: str
    bodies: tuple[str, ...]
    text: str
    percent: int
    """the lowest at which one of them resembles the nearest other"""


def clusters(said: Iterable[tuple[str, Filing]]) -> tuple[Cluster, ...]:
    """The groups, the largest first: each paragraph with those that it resembles, and theirs.

    `said` are the words of each body, by its name.
    """
    given = (text for name, filing in said for text in texts(filing, name))
    with closing(Copies(given)) as pairs:
        found = _grouped(pairs)
    return tuple(sorted(found, key=lambda item: (-len(item.bodies), item.bodies)))


def _grouped(pairs: Copies) -> list[Cluster]:
    """The groups in the order of their first paragraphs; only names and digests are held."""
    leader: dict[bytes, bytes] = {}

    def led(text: ComparedText) -> bytes:
        core = blake2b(text.core.encode("utf-8", "replace"), digest_size=16).digest()
        while leader.setdefault(core, core) != core:
            leader[core] = core = leader[leader[core]]
        return core

    for pair in pairs:
        leader[led(pair.text)] = led(pair.other)
    groups: dict[bytes, _Group] = {}
    for pair in pairs:
        group = groups.setdefault(led(pair.text), _Group(pair.text, pair.percent))
        group.names |= {pair.text.body: None, pair.other.body: None}
        group.percent = min(group.percent, pair.percent)
    return [
        Cluster(group.first.heading, tuple(group.names), group.first.filed, group.percent)
        for group in groups.values()
    ]


@dataclass
class _Group:
    """A cluster while it grows: its first paragraph, the lowest percentage, the bodies."""

    first: ComparedText
    percent: int
    names: dict[str, None] = field(default_factory=dict[str, None])
