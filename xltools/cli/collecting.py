"""`xltools batch`: register and last year read, the folder worked on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools.cli.codes import NO_VERDICT, Refused
from xltools.cli.output import complain, complain_of_office
from xltools.collection.batch.given import NoRegister, read_given, run_given
from xltools.collection.batch.run import Orders, Result, workers
from xltools.collection.ledger.folder import beside
from xltools.collection.workers.cluster import ClusterExecutor
from xltools.collection.workers.executor import Executor


@dataclass(frozen=True, slots=True)
class Collecting:
    """What was asked for on the command line: the orders, and what they are still to be given.

    `register` is the file of the register, `sources` where last year comes from.
    """

    folder: Path
    out: Path | None
    orders: Orders
    register: Path | None
    sources: Sequence[Path]
    jobs: int | None
    cluster: str


def carried_out(asked: Collecting, progress: Callable[[int, int], None] | None) -> Result:
    """Work on the folder; what came of it. Raises Refused where it cannot begin."""
    folder, out = asked.folder, asked.out or beside(asked.folder)
    if asked.cluster:  # other machines do not stand in this folder
        folder, out = folder.absolute(), out.absolute()
    try:
        told = read_given(out, asked.orders, asked.register, _sources(asked.sources))
        complain_of_office(told.problems)
        for note in told.notes:
            complain(note)
        return run_given(folder, out, told, _executor(asked, (folder, out)), progress)
    except NoRegister as error:
        complain_of_office(error.problems)
        raise Refused(NO_VERDICT, "said", sentence=error) from error


def sources_of(told: Sequence[Path], held: Sequence[Path]) -> Sequence[Path]:
    """Where last year comes from: what is told now, none where that is ended, else as before."""
    sources = _sources(told)
    return held if sources is None else sources


_ENDED = "none"


def _sources(told: Sequence[Path]) -> Sequence[Path] | None:
    """Where last year comes from: what is told now, none where that is ended, else as before."""
    return () if [str(source) for source in told] == [_ENDED] else told or None


def _executor(asked: Collecting, folders: Sequence[Path]) -> Executor:
    """Where files are worked on: on that cluster, whose machines see the folders, or here."""
    if asked.cluster:
        return ClusterExecutor(asked.cluster, folders)
    return workers(asked.jobs)
