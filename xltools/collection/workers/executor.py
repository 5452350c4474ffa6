"""Where many files are worked on: here, or in processes that may die without harm.

Every task gives exactly one answer, in the order of the tasks: what the work returned, or
`Lost` with the reason. A place for many machines need only keep this promise.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import active_children, get_context
from typing import Any, Protocol, TypeAlias, TypeVar

from pebble import ProcessExpired, ProcessPool

from xltools.platform.processes import (
    fault_of,
    ignore_interrupts,
    interrupts_held_back,
    is_panic,
    limit_memory,
    memory_of,
)

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")

Progress: TypeAlias = Callable[[int, int], None]
"""Told after each task how many are done, of how many."""

TIME_LIMIT = 60.0
"""Seconds for a chunk of files, and for each file alone if its chunk took longer."""

MEMORY_LIMIT = 1 << 30
"""Bytes that a process may use. A return takes about 100 MB, LibreOffice some 300."""

_LARGEST_CHUNK = 8
"""Enough to make a process's overhead small, few enough to try again when one file kills it."""

_CHUNKS_AHEAD = 4
"""Chunks given out per process before results are taken in: what keeps memory flat."""

_LOOK_EVERY = 0.2
"""Seconds between two looks at the memory of the processes."""

_ATTEMPTS = 3
"""How often a chunk is given to a fresh pool before its files count as lost."""


class Fate(StrEnum):
    """Why a task gave no result."""

    DIED = "died"
    TIMED_OUT = "timed_out"
    OVER_MEMORY = "over_memory"
    FAULT = "fault"
    DAMAGED = "damaged"
    """What it was to be made of could not be read back from the ledger"""
    DIFFERS = "reports_differ"
    """A document that was made does not hold the figures"""


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without a result; `details` are for the log and hold no text of the input."""

    why: Fate
    details: str = ""


class Executor(Protocol):
    """Does the same work on each of many tasks."""

    def map(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[R | Lost, None, None]:
        """One answer a task, in the order of the tasks. Closing the iterator stops the work."""
        ...


class Later(Sequence[T]):
    """Tasks that are made when their turn has come: a slice of them is a list that is made."""

    def __init__(self, given: Sequence[S], make: Callable[[S], T]) -> None:
        self._given: Sequence[Any] = given
        self._made: Callable[[Any], T] = make

    def __len__(self) -> int:
        return len(self._given)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self._made(item) for item in self._given[place]]
        return self._made(self._given[place])


def ready() -> None:
    """A process that needs nothing made ready."""


@dataclass
class ProcessExecutor:
    """Works in `jobs` spawned processes, each made ready by `prepare`."""

    jobs: int
    prepare: Callable[[], None] = ready
    time_limit: float = TIME_LIMIT
    memory_limit: int = MEMORY_LIMIT

    def map(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[R | Lost, None, None]:
        """One answer a task, in the order of the tasks."""
        jobs = max(1, min(self.jobs, len(tasks)))
        crew = _Crew(self, jobs)
        size = max(1, min(_LARGEST_CHUNK, len(tasks) // (jobs * _CHUNKS_AHEAD)))
        given: deque[tuple[Sequence[T], Future[list[R | Lost]]]] = deque()
        try:
            for start in range(0, len(tasks), size):
                chunk = tasks[start : start + size]
                given.append((chunk, crew.give(work, chunk)))
                if len(given) >= jobs * _CHUNKS_AHEAD:
                    yield from crew.take(work, *given.popleft())
            while given:
                yield from crew.take(work, *given.popleft())
        finally:
            crew.dismiss()


class _Crew:
    """A pool of processes that is replaced when it breaks down."""

    def __init__(self, of: ProcessExecutor, jobs: int) -> None:
        self.of = of
        self.jobs = jobs
        self.watch = _Watch(of.memory_limit)
        self.pool = self._hire()
        self.watch.start()

    def _hire(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self.jobs,
            context=get_context("spawn"),
            initializer=_make_ready,
            initargs=(self.of.prepare, self.of.memory_limit),
        )
        with interrupts_held_back():
            _ = pool.active  # asking starts the processes
        return pool

    def give(self, work: Callable[[T], R], chunk: Sequence[T]) -> Future[list[R | Lost]]:
        """Have a chunk worked on."""
        given, limit = (work, chunk), self.of.time_limit
        try:
            return self.pool.schedule(_attempt_all, args=given, timeout=limit)
        except RuntimeError:  # the pool has broken down since
            self._stop()
            self.pool = self._hire()
            return self.pool.schedule(_attempt_all, args=given, timeout=limit)

    def take(
        self, work: Callable[[T], R], chunk: Sequence[T], future: Future[list[R | Lost]]
    ) -> Iterator[R | Lost]:
        """The answers for a chunk. Where it was lost, each of its tasks is tried alone."""
        answers = self._await(work, chunk, future)
        if not isinstance(answers, Lost):
            yield from answers
        elif len(chunk) == 1:
            yield answers
        else:
            for task in chunk:
                yield from self.take(work, (task,), self.give(work, (task,)))

    def _await(
        self, work: Callable[[T], R], chunk: Sequence[T], future: Future[list[R | Lost]]
    ) -> list[R | Lost] | Lost:
        for _ in range(_ATTEMPTS):
            try:
                return future.result()
            except ProcessExpired as error:
                if error.pid in self.watch.ended:
                    return Lost(Fate.OVER_MEMORY, f"over {self.of.memory_limit >> 20} MiB")
                return Lost(Fate.DIED, f"exit code {error.exitcode}")
            except TimeoutError:
                return Lost(Fate.TIMED_OUT, f"over {self.of.time_limit:g} s")
            except BrokenProcessPool:
                future = self.give(work, chunk)
        return Lost(Fate.DIED, "the processes could not be started")

    def _stop(self) -> None:
        self.pool.stop()
        self.pool.join()

    def dismiss(self) -> None:
        """Stop every process, whatever it is doing."""
        self.watch.over.set()
        self._stop()


class _Watch(threading.Thread):
    """Ends a process of ours that uses too much memory."""

    def __init__(self, limit: int) -> None:
        super().__init__(name="memory watch", daemon=True)
        self.limit = limit
        self.over = threading.Event()
        self.ended: set[int] = set()

    def run(self) -> None:
        """Look again and again, until the work is over."""
        while not self.over.wait(_LOOK_EVERY):
            for process in active_children():
                if process.pid and memory_of(process.pid) > self.limit:
                    self.ended.add(process.pid)
                    process.kill()


def _make_ready(prepare: Callable[[], None], memory_limit: int) -> None:
    limit_memory(memory_limit)
    ignore_interrupts()
    with suppress(Exception):  # the work meets the same fault, and reports it file by file
        prepare()


def _attempt_all(work: Callable[[T], R], tasks: Sequence[T]) -> list[R | Lost]:
    return [attempt(work, task) for task in tasks]


def attempt(work: Callable[[T], R], task: T) -> R | Lost:
    """The work done on one task, or Lost where it raised something."""
    try:
        return work(task)
    except MemoryError as error:
        return Lost(Fate.OVER_MEMORY, fault_of(error))
    except BaseException as error:  # a fault costs this task, and is said so
        if not is_panic(error):
            raise
        return Lost(Fate.FAULT, fault_of(error))
