"""Published reports read in processes of their own: a hostile file costs itself, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from xltools.collection.workers.executor import Lost, ProcessExecutor
from xltools.filing.filing import Filing
from xltools.published.as_return.reading import lost_reading, read_report
from xltools.reader import Reading

_JOBS = 2


def read_reports(
    reports: Sequence[Path], *, blank_is_zero: bool = False, against: Sequence[Filing] = ()
) -> Iterator[Reading]:
    """The reading of each report, in their order; that of one which its process died of says so."""
    if not reports:
        return
    work: Callable[[Path], Reading] = partial(
        read_report, blank_is_zero=blank_is_zero, against=against
    )
    answers = ProcessExecutor(min(len(reports), _JOBS), _prepare).map(work, reports)
    for path, answer in zip(reports, answers, strict=True):
        yield lost_reading(path) if isinstance(answer, Lost) else answer


def _prepare() -> None:
    """Nothing: that a worker can be given its work has imported what it needs."""
