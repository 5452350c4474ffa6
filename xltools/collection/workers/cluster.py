"""The batch on many machines: the executor's promise, kept by dask.distributed.

The machines see the returns and OUT under the same paths (a shared folder), and have this
version of xltools. A worker that dies costs nothing but time; a file that kills one worker
after another, or takes too long on one, is `Lost` like anywhere else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar, cast

from xltools.collection.workers.executor import TIME_LIMIT, Fate, Lost, attempt
from xltools.errors import XltoolsError
from xltools.messages import say
from xltools.version import __version__

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

_CONNECT = 30
"""Seconds to find the scheduler, and a first worker."""

_ATTEMPTS = 2
"""How often a file may take down as many workers as the scheduler allows."""

_LOOK = 30
"""Seconds after which to look whether there are workers left."""

_AHEAD = 4
"""Files given out per thread of the cluster before results are taken in."""


class ClusterError(XltoolsError, ValueError):
    """The cluster cannot be used; the message is the sentence for the user."""


@dataclass(frozen=True)
class ClusterExecutor:
    """Works on the cluster whose scheduler stands at `address`, e.g. `tcp://10.0.0.5:8786`.

    `folders` are those that every worker must be able to see.
    """

    address: str
    folders: Sequence[Path] = ()
    time_limit: float = TIME_LIMIT

    def map(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[R | Lost, None, None]:
        """One answer a task, in the order of the tasks. Raises ClusterError."""
        if not tasks:
            return
        client = self._connected()
        given: deque[tuple[T, Future[tuple[str, R | Lost]]]] = deque()
        try:
            threads = cast(dict[str, int], client.nthreads())
            ahead = _AHEAD * max(1, sum(threads.values()))
            for task in tasks:
                given.append((task, self._give(client, work, task)))
                if len(given) >= ahead:
                    yield self._answer(client, work, *given.popleft())
            while given:
                yield self._answer(client, work, *given.popleft())
        finally:
            client.close()  # which cancels what nobody waits for any more

    def _connected(self) -> Client:
        try:
            from distributed import Client
        except ImportError as error:
            raise ClusterError(say("cluster.not_installed")) from error
        try:
            client = Client(self.address, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:  # ValueError: not an address
            raise ClusterError(say("cluster.not_found", address=self.address)) from error
        try:
            self._check_workers(client)
        except BaseException:
            client.close()
            raise
        return client

    def _check_workers(self, client: Client) -> None:
        try:
            client.wait_for_workers(1, timeout=_CONNECT)
        except TimeoutError as error:
            raise ClusterError(say("cluster.no_workers", address=self.address)) from error
        told = cast(dict[str, Any], client.run(_ready, self.folders, on_error="return"))
        for worker, answer in told.items():
            if isinstance(answer, Exception) or answer[0] != __version__:
                raise ClusterError(say("cluster.version", worker=worker, version=__version__))
            if answer[1]:
                raise ClusterError(say("cluster.unseen", worker=worker, folder=answer[1]))

    def _give(
        self, client: Client, work: Callable[[T], R], task: T
    ) -> Future[tuple[str, R | Lost]]:
        return client.submit(_timed, work, task, self.time_limit, pure=False)

    def _answer(
        self,
        client: Client,
        work: Callable[[T], R],
        task: T,
        future: Future[tuple[str, R | Lost]],
    ) -> R | Lost:
        from distributed import KilledWorker

        for _ in range(_ATTEMPTS):
            try:
                worker, answer = self._await(client, future)
            except KilledWorker:  # of this file, or of another one that lay beside it
                future = self._give(client, work, task)
                continue
            if isinstance(answer, Lost) and answer.why is Fate.TIMED_OUT:  # still at it there
                client.restart_workers([worker], timeout=_CONNECT, raise_for_error=False)
            return answer
        return Lost(Fate.DIED, "one worker after another died of it")

    def _await(self, client: Client, future: Future[T]) -> T:
        """What comes of it, however long it has to queue. Raises ClusterError if nobody is left."""
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError as error:
                if not client.nthreads():
                    raise ClusterError(say("cluster.all_gone", address=self.address)) from error
            except (CancelledError, OSError) as error:  # the scheduler is gone
                raise ClusterError(say("cluster.all_gone", address=self.address)) from error


def _timed(work: Callable[[T], R], task: T, seconds: float) -> tuple[str, R | Lost]:
    """On a worker: its address, and the answer or that it took too long."""
    from distributed import get_worker

    answers: list[R | Lost] = [Lost(Fate.TIMED_OUT, f"over {seconds:g} s")]
    thread = Thread(target=lambda: answers.append(attempt(work, task)), daemon=True)
    thread.start()
    thread.join(seconds)
    return get_worker().address, answers[-1]


def _ready(folders: Sequence[Path]) -> tuple[str, str]:
    """On a worker: its version of xltools, and the first folder that it cannot see."""
    return __version__, next((str(folder) for folder in folders if not folder.is_dir()), "")
