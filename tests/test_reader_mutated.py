"""Damaged workbooks by the hundred: none harms the run, none passes with another figure.

Bytes flipped, the end cut off, parts of the package taken away, XML edited at random, figures
written over by a program that works nothing out anew. Seeded: the same damage each time.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from damage import DAMAGE
from filings import busy

from xltools.collection.workers.executor import Lost, ProcessExecutor
from xltools.examination.examine import examine
from xltools.filing.states import FileState
from xltools.law.edition import load
from xltools.template import pour

EDITION = load("2021")
MEMORY = 400 << 20
"""What a worker may use: some four times what an ordinary return takes."""


@dataclass(frozen=True)
class Seen:
    """What became of one damaged workbook."""

    state: str
    findings: tuple[str, ...]
    same_figures: bool | None


def nothing() -> None:
    pass


def look(path: Path) -> Seen:
    """As a worker of the batch does."""
    examined = examine(path)
    filing = examined.reading.filing
    same = None if filing is None else dict(filing.values) == dict(busy(EDITION).values)
    return Seen(examined.state.value, tuple(f.id for f in examined.findings), same)


# ------------------------------------------------------------------ the damage


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen | Lost]:
    folder = tmp_path_factory.mktemp("mutated")
    book, chance = pour(busy(EDITION)), random.Random(7)
    paths = [folder / "whole"]
    paths[0].write_bytes(book)
    for damage, times in DAMAGE.items():
        for number in range(times):
            paths.append(folder / f"{damage.__name__}-{number}")
            paths[-1].write_bytes(damage(book, chance))
    executor = ProcessExecutor(2, nothing, time_limit=20, memory_limit=MEMORY)
    answers = list(executor.map(look, paths))
    return {path.name: answer for path, answer in zip(paths, answers, strict=True)}


def test_none_of_them_harms_the_run(seen: dict[str, Seen | Lost]) -> None:
    assert len(seen) > 200
    assert {name: answer for name, answer in seen.items() if isinstance(answer, Lost)} == {}


def test_none_passes_as_clean_with_another_figure(seen: dict[str, Seen | Lost]) -> None:
    whole = seen["whole"]
    assert isinstance(whole, Seen)
    assert (whole.state, whole.same_figures) == (FileState.PASSED, True)
    wrong = [
        name
        for name, answer in seen.items()
        if isinstance(answer, Seen)
        and answer.same_figures is False
        and answer.state == FileState.PASSED
        and answer.findings == whole.findings
    ]
    assert wrong == []


def test_what_is_not_read_has_one_finding(seen: dict[str, Seen | Lost]) -> None:
    unread = [a for a in seen.values() if isinstance(a, Seen) and a.same_figures is None]
    assert {len(answer.findings) for answer in unread} == {1}


def test_the_damage_is_of_every_sort(seen: dict[str, Seen | Lost]) -> None:
    """Some still read, some not; some with another figure, and those are found out."""
    states = Counter(answer.state for answer in seen.values() if isinstance(answer, Seen))
    assert states.keys() >= {"passed", "errors", "unreadable"}
    changed = [
        answer
        for name, answer in seen.items()
        if name.startswith("overwritten") and isinstance(answer, Seen)
    ]
    assert sum(answer.same_figures is False for answer in changed) >= 20
