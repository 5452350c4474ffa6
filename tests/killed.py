"""A run in a process of its own that kills itself, as `kill -9` does, before its nth step.

    python tests/killed.py FOLDER OUT REGISTER.json STEP COUNTED [JOBS]

A step is whatever changes a disk: a file opened, moved or removed, a statement of the ledger.
STEP 0 kills nothing; how many steps there were is written to COUNTED. With JOBS, so many
worker processes do the work.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from returns import SerialExecutor

from xltools.collection.batch import run as batch
from xltools.collection.ledger import vault
from xltools.collection.ledger.stored import bodies_from

_EVENTS = frozenset(("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"))


class Steps:
    """Counts the steps, and kills the process before a certain one."""

    def __init__(self, out: Path, last: int) -> None:
        self._out = str(out)
        self._last = last
        self.taken = 0

    def take(self, _: object = None) -> None:
        """One step."""
        self.taken += 1
        if self.taken == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(self, event: str, given: tuple[Any, ...]) -> None:
        """A step, if the event is about OUT."""
        if event in _EVENTS and str(given[0]).startswith(self._out):
            self.take()


def main(folder: Path, out: Path, register: Path, last: int, counted: Path, jobs: int = 0) -> None:
    from ledgers import NOW  # tests/ is where this file lies

    bodies = bodies_from(register.read_text(encoding="utf-8"))
    steps = Steps(out, last)
    connected = vault.connected

    def listened(file: Path) -> Any:
        connection = connected(file)
        connection.set_trace_callback(steps.take)
        return connection

    vault.connected = listened
    sys.addaudithook(steps.heard)
    executor = batch.workers(jobs) if jobs else SerialExecutor()
    batch.run(folder, out, batch.Orders(2024, bodies), executor=executor, now=NOW)
    counted.write_text(str(steps.taken))


if __name__ == "__main__":
    folder, out, register, last, counted, *jobs = sys.argv[1:]
    main(Path(folder), Path(out), Path(register), int(last), Path(counted), *map(int, jobs))
