"""The batch on many machines: the executor's promise, kept by dask.distributed.

The machines see the returns and OUT under the same paths (a shared folder), and have this
version of xltools. A worker that dies costs nothing but time; a file that kills one worker
after another, or takes too long on one, is `Lost` like anywhere else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from xltools import __version__
from xltools.collection.executor import TIME_LIMIT, Fate, Lost, attempt
from xltools.messages import say

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

_CONNECT = 20
"""Seconds to find the scheduler, and a first worker."""

_AHEAD = 4
"""Files given out per thread of the cluster before results are taken in."""


class ClusterError(ValueError):
    """The cluster cannot be used; the message is the sentence for the user."""


class ClusterExecutor:
    """Works on the cluster whose scheduler stands at `address`, e.g. `tcp://10.0.0.5:8786`.

    `folders` are those that every worker must be able to see.
    """

    def __init__(
        self, address: str, folders: Sequence[Path] = (), time_limit: float = TIME_LIMIT
    ) -> None:
        self.address = address
        self.folders = tuple(folders)
        self.time_limit = time_limit

    def map(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[R | Lost, None, None]:
        """One answer a task, in the order of the tasks. Raises ClusterError."""
        client = self._connected()
        given: deque[Future[R | Lost]] = deque()
        try:
            threads = cast(dict[str, int], client.nthreads())
            ahead = _AHEAD * max(1, sum(threads.values()))
            for task in tasks:
                given.append(client.submit(attempt, work, task, pure=False))
                if len(given) >= ahead:
                    yield self._answer(client, given.popleft())
            while given:
                yield self._answer(client, given.popleft())
        finally:
            client.cancel(list(given), force=True)
            client.close()

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

    def _answer(self, client: Client, future: Future[R | Lost]) -> R | Lost:
        from distributed import KilledWorker

        try:
            return future.result(timeout=self.time_limit)
        except KilledWorker:
            return Lost(Fate.DIED, "more than one worker died of it")
        except TimeoutError as error:
            self._end_work_on(client, future, error)
            return Lost(Fate.TIMED_OUT, f"over {self.time_limit:g} s")

    def _end_work_on(self, client: Client, future: Future[Any], error: TimeoutError) -> None:
        """Have the worker that hangs on it started anew. Raises ClusterError if none is left."""
        working = cast(dict[str, list[str]], client.processing())
        if not working:
            raise ClusterError(say("cluster.all_gone", address=self.address)) from error
        hanging = [worker for worker, keys in working.items() if future.key in keys]
        future.cancel(force=True)
        client.restart_workers(hanging, timeout=_CONNECT, raise_for_error=False)


def _ready(folders: Sequence[Path]) -> tuple[str, str]:
    """On a worker: its version of xltools, and the first folder that it cannot see."""
    return __version__, next((str(folder) for folder in folders if not folder.is_dir()), "")
