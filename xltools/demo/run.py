"""The demo: the county's returns written, the batch run on them, and what to open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltools.collection.batch import run as batch
from xltools.collection.workers.executor import Executor
from xltools.demo.returned import office, write_returns
from xltools.filing.states import FileState
from xltools.messages import say


def run(directory: Path, executor: Executor | None = None) -> Iterator[str]:
    """Fill the directory; what is to be said comes line by line while the work goes on.

    Raises what the batch raises: BatchError where it cannot begin, OSError where nothing can
    be written.
    """
    returns, out = directory / say("demo.returns"), directory / say("demo.output")
    year, files = office()["year"], len(office()["file"])
    yield say("demo.begin", year=year, files=files, folder=returns)
    written = write_returns(returns)
    if len(written) < files:
        yield say("demo.kept", files=files - len(written))
    result = batch.run(returns, out, batch.Orders(year), executor=executor)
    yield from result.summary
    yield from _to_open(returns, out, result)


def _to_open(returns: Path, out: Path, result: batch.Result) -> Iterator[str]:
    """The ledger, one body's reports, and a workbook that has to go back."""
    yield say("demo.open")
    yield say("demo.open_ledger", file=result.ledger)
    reports = next((row.outputs for row in result.rows if row.outputs), ())
    for name in reports:
        yield say("demo.open_report", file=out / name)
    wrong = [row.record.file for row in result.rows if row.record.state is FileState.ERRORS]
    for file in wrong[:1]:
        yield say("demo.open_return", file=returns / file)
