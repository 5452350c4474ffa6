"""`xltools batch`: the register read, last year looked up, the folder worked on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.cli.codes import MISUSED, NO_VERDICT, Refused
from xltools.cli.output import complain, complain_of_office
from xltools.collection.batch.run import BatchError, Orders, Result, run, workers
from xltools.collection.distribution.previous import PreviousError, previous_filings
from xltools.collection.ledger.folder import beside
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.stored import filing_text
from xltools.collection.ledger.vault import VaultError
from xltools.collection.register.body import Body
from xltools.collection.register.book import read_register
from xltools.collection.standing.account import filing_texts
from xltools.collection.workers.cluster import ClusterError, ClusterExecutor
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
    year = asked.orders.year
    bodies = _bodies(asked.register, year)
    folder, out = asked.folder, asked.out or beside(asked.folder)
    if asked.cluster:  # other machines do not stand in this folder
        folder, out = folder.absolute(), out.absolute()
    try:
        previous = _last_year(asked.sources, year, bodies)
        orders = replace(asked.orders, register=bodies, previous=previous)
        return run(folder, out, orders, executor=_executor(asked, (folder, out)), progress=progress)
    except (BatchError, ClusterError, PreviousError, VaultError) as error:
        raise Refused(MISUSED, "said", sentence=error) from error


def _executor(asked: Collecting, folders: Sequence[Path]) -> Executor:
    """Where files are worked on: on that cluster, whose machines see the folders, or here."""
    if asked.cluster:
        return ClusterExecutor(asked.cluster, folders)
    return workers(asked.jobs)


def _bodies(register: Path | None, year: int | None) -> Sequence[Body] | None:
    """The bodies of a register that are certain, what is wrong with it said; None without one."""
    if register is None:
        return None
    reading = read_register(register)
    complain_of_office(reading.problems if year is None else reading.problems_for(year))
    if not reading.read:
        raise Refused(NO_VERDICT, "no_register", file=register)
    return reading.bodies


def _last_year(
    sources: Sequence[Path], year: int | None, bodies: Sequence[Body] | None
) -> Mapping[str, str]:
    """The filings of the year before as JSON, by the body's name; none where no source is given.

    Without a register only a ledger tells which filing was whose.
    """
    if not sources:
        return {}
    if year is None:
        raise Refused(MISUSED, "previous_needs_year")
    if bodies is None:
        known: dict[str, str] = {}
        for source in sources:
            with Ledger.open(source) as ledger:
                known = dict(filing_texts(ledger, year - 1)) | known
        return known
    previous = previous_filings(sources[0], year, bodies, *sources[1:])
    for note in previous.notes:
        complain(note)
    return {name: filing_text(filing) for name, filing in previous.filings.items()}
