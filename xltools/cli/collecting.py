"""`xltools batch`: the register read, last year looked up, the folder worked on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.cli.codes import MISUSED, NO_VERDICT, Refused
from xltools.cli.output import complain, complain_of_office
from xltools.collection.batch.run import BatchError, Orders, Result, run, workers
from xltools.collection.distribution.previous import PreviousError, previous_filings
from xltools.collection.ledger.folder import beside
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import VAULT
from xltools.collection.ledger.stored import filing_text
from xltools.collection.ledger.vault import VaultError
from xltools.collection.register.body import Body
from xltools.collection.register.book import RegisterReading, read_register
from xltools.collection.standing.account import filing_texts
from xltools.collection.workers.cluster import ClusterError, ClusterExecutor
from xltools.collection.workers.executor import Executor
from xltools.messages import say


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
    """Work on the folder; what came of it. Raises Refused where it cannot begin.

    What was given once (register, year, last year) holds for later runs of the same OUT.
    """
    folder, out = asked.folder, asked.out or beside(asked.folder)
    if asked.cluster:  # other machines do not stand in this folder
        folder, out = folder.absolute(), out.absolute()
    try:
        reading = _reading(asked.register, asked.orders.year)
        given = reading.bodies if reading else None
        held = _held(out, asked.orders.year)
        year = asked.orders.year or held.year
        sources = sources_of(asked.sources, held.sources)
        known = _last_year(sources, year, held.bodies if given is None else given)
        settings = reading.settings if reading else None
        orders = replace(asked.orders, register=given, settings=settings, previous=known)
        executor = _executor(asked, (folder, out))
        result = run(folder, out, orders, executor=executor, progress=progress)
        if year is not None:
            with Ledger.open(out) as ledger, ledger.adding():
                ledger.give_previous(year, [str(source.absolute()) for source in sources])
    except (BatchError, ClusterError, PreviousError, VaultError) as error:
        raise Refused(MISUSED, "said", sentence=error) from error
    return replace(result, summary=(*result.summary, *_compared(year, sources, known)))


@dataclass(frozen=True, slots=True)
class _Held:
    """What earlier runs of an OUT were given and still holds."""

    year: int | None = None
    bodies: Sequence[Body] | None = None
    sources: Sequence[Path] = ()


def _held(out: Path, year: int | None) -> _Held:
    """What was given before for that year, or for the year of the last run."""
    if not (out / VAULT).is_file():
        return _Held()
    with Ledger.open(out) as ledger:
        wanted = year or ledger.year()
        sources = ledger.previous_given(wanted) if wanted else ()
        return _Held(ledger.year(), ledger.bodies(), tuple(map(Path, sources)))


def sources_of(given: Sequence[Path], held: Sequence[Path]) -> Sequence[Path]:
    """Where last year comes from: what is given now, none where that is ended, else as before."""
    ended = [str(source) for source in given] == [_ENDED]
    return () if ended else given or held


_ENDED = "none"


def _compared(year: int | None, sources: Sequence[Path], known: Mapping[str, str]) -> Iterator[str]:
    """With which data the returns were compared."""
    if year is None:
        return
    if not sources:
        yield say("summary.not_compared", year=year - 1)
    else:
        listed = "、".join(str(source) for source in sources)
        yield say("summary.compared", year=year - 1, count=len(known), sources=listed)


def _executor(asked: Collecting, folders: Sequence[Path]) -> Executor:
    """Where files are worked on: on that cluster, whose machines see the folders, or here."""
    if asked.cluster:
        return ClusterExecutor(asked.cluster, folders)
    return workers(asked.jobs)


def _reading(register: Path | None, year: int | None) -> RegisterReading | None:
    """The register, what is wrong with it said; None without one."""
    if register is None:
        return None
    reading = read_register(register)
    complain_of_office(reading.problems if year is None else reading.problems_for(year))
    if not reading.read:
        raise Refused(NO_VERDICT, "no_register", file=register)
    return reading


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
