"""One answer a task, in order, whatever becomes of the process that works on it."""

from __future__ import annotations

import os
import signal
import time

import pytest
from returns import SerialExecutor

from xltools.collection.workers.executor import (
    Executor,
    Fate,
    Lost,
    ProcessExecutor,
)
from xltools.platform.processes import fault_of

DIES, HANGS, FAILS = 3, 7, 11


def work(number: int) -> int:
    if number == DIES:
        os.abort()
    if number == HANGS:
        time.sleep(60)
    if number == FAILS:
        raise ValueError("text of a return")
    return number * 2


def eat(number: int) -> int:
    """One task that wants 8 GB at once."""
    return len(bytearray(8 << 30)) if number == DIES else number * 2


def eat_slowly(number: int) -> int:
    """One task that takes more and more, and touches it."""
    eaten: list[bytes] = []
    while number == DIES and len(eaten) < 60:
        eaten.append(bytes([7]) * (10 << 20))
        time.sleep(0.05)
    return number * 2


def double_or_fail(number: int) -> int:
    if number == FAILS:
        raise ValueError("text of a return")
    return number * 2


def handler_of_interrupts(_: int) -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def nothing() -> None:
    pass


def unready() -> None:
    raise RuntimeError("no templates")


@pytest.fixture(scope="module")
def answers() -> list[int | Lost]:
    return list(ProcessExecutor(2, nothing, time_limit=2).map(work, range(20)))


def test_every_task_gets_one_answer_in_order(answers: list[int | Lost]) -> None:
    kept = {number: answer for number, answer in enumerate(answers) if not isinstance(answer, Lost)}
    assert kept == {n: n * 2 for n in range(20) if n not in (DIES, HANGS, FAILS)}
    assert len(answers) == 20


@pytest.mark.parametrize(
    ("number", "why"), [(DIES, Fate.DIED), (HANGS, Fate.TIMED_OUT), (FAILS, Fate.FAULT)]
)
def test_a_lost_task_says_why(answers: list[int | Lost], number: int, why: Fate) -> None:
    answer = answers[number]
    assert isinstance(answer, Lost)
    assert answer.why is why


@pytest.mark.parametrize("executor", [SerialExecutor(), ProcessExecutor(1, nothing)])
def test_both_places_answer_alike(executor: Executor) -> None:
    answers = list(executor.map(double_or_fail, range(FAILS + 2)))
    assert answers[:FAILS] == [n * 2 for n in range(FAILS)]
    assert isinstance(answers[FAILS], Lost)
    assert answers[FAILS + 1] == 2 * (FAILS + 1)


def test_workers_leave_interrupts_to_the_parent_and_work_though_unready() -> None:
    assert list(ProcessExecutor(1, unready).map(handler_of_interrupts, [0])) == [True]


def test_nothing_to_do_is_no_work() -> None:
    assert list(ProcessExecutor(2, nothing).map(work, [])) == []


def test_what_needs_too_much_memory_is_lost_alone() -> None:
    answers = list(ProcessExecutor(1, nothing).map(eat, range(6)))
    assert [n for n, answer in enumerate(answers) if isinstance(answer, Lost)] == [DIES]
    assert getattr(answers[DIES], "why", None) is Fate.OVER_MEMORY


def test_what_takes_more_and_more_is_ended_from_outside() -> None:
    executor = ProcessExecutor(2, nothing, memory_limit=200 << 20)
    answers = list(executor.map(eat_slowly, range(6)))
    assert [n for n, answer in enumerate(answers) if isinstance(answer, Lost)] == [DIES]
    assert getattr(answers[DIES], "why", None) is Fate.OVER_MEMORY


def test_a_fault_is_told_without_the_text_it_met() -> None:
    with pytest.raises(ValueError, match="text of a return") as raised:
        work(FAILS)
    told = fault_of(raised.value)
    assert "ValueError" in told
    assert "test_collection_executor.py" in told
    assert "text of a return" not in told
