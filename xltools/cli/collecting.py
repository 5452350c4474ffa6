"""`xltools batch`: register and last year read, the folder worked on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from xltools.cli.codes import NO_VERDICT, Refused
from xltools.cli.output import complain, complain_of_office
from xltools.collection.batch.given import NoRegister, read_given, run_given
from xltools.collection.batch.run import Orders, Result, workers
from xltools.collection.ledger.folder import beside
from xltools.collection.workers.cluster import ClusterExecutor

_ENDED = "none"


def collect(
    folder: Path,
    out: Path | None,
    orders: Orders,
    register: Path | None,
    previous: Sequence[Path],
    jobs: int | None,
    cluster: str,
    progress: Callable[[int, int], None] | None,
) -> Result:
    """Work on the folder; what came of it. Raises Refused where it cannot begin.

    `register` is the file of the register, `previous` where last year comes from; the machines of a
    `cluster` see the folders.
    """
    out = out or beside(folder)
    if cluster:  # other machines do not stand in this folder
        folder, out = folder.absolute(), out.absolute()
    try:
        told = read_given(out, orders, register, sources_of(previous))
        complain_of_office(told.problems)
        complain(*told.notes)
        executor = ClusterExecutor(cluster, (folder, out)) if cluster else workers(jobs)
        return run_given(folder, out, told, executor, progress)
    except NoRegister as error:
        complain_of_office(error.problems)
        raise Refused(NO_VERDICT, "said", sentence=error) from error


def sources_of(told: Sequence[Path]) -> Sequence[Path] | None:
    """Where last year comes from: what is told now, nowhere where it is ended; None: as before."""
    return () if [str(source) for source in told] == [_ENDED] else told or None
