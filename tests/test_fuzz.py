"""Damaged inputs by the thousand: none is a fault of the program, none takes its limits."""

from __future__ import annotations

from fuzz import KINDS, tasks, tried

from xltools.collection.workers.executor import Lost, ProcessExecutor

SECONDS = 20.0
MEMORY = 1 << 30


def nothing() -> None:
    pass


def test_no_damaged_input_is_a_fault() -> None:
    todo = tasks()
    assert len(todo) >= 1000
    executor = ProcessExecutor(1, nothing, time_limit=SECONDS, memory_limit=MEMORY)
    kinds = [kind.__name__ for kind in KINDS]
    lost = {
        (kinds[task[0]], task[1]): answer.details
        for task, answer in zip(todo, executor.map(tried, todo), strict=True)
        if isinstance(answer, Lost)
    }
    assert lost == {}
