"""What a run is given by files: the register, and where last year comes from.

What was given once (register, year, last year, by when reports are to be published) holds for
later runs of the same OUT. The command line, the API and the ribbon run by this and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xltools.collection.batch.run import BatchError, Orders, Result, run
from xltools.collection.distribution.previous import previous_filings
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.vault import is_result
from xltools.collection.register.body import Body
from xltools.collection.register.book import RegisterReading, read_register
from xltools.collection.register.matching import plain_name
from xltools.collection.standing.account import filing_texts
from xltools.collection.standing.standing import Standing
from xltools.collection.workers.executor import Executor, Progress
from xltools.examination.record import Located
from xltools.messages import say
from xltools.platform.on_disk import OnDisk


class NoRegister(BatchError):
    """The file is no register; `problems` say what it is."""

    def __init__(self, file: Path, problems: Sequence[Located]) -> None:
        super().__init__(say("batch.no_register", file=file))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Given:
    """A run's orders, with all that files and earlier runs give to it.

    `sources` is where last year comes from; `problems` is what is wrong with the register,
    `notes` what is to be said of last year.
    """

    orders: Orders
    year: int | None
    sources: Sequence[Path]
    problems: Sequence[Located]
    notes: Sequence[str]

    @property
    def told(self) -> tuple[str, ...]:
        """Both as sentences, for whoever has no lines of an office's book to show."""
        return (*(located.finding.sentence for located in self.problems), *self.notes)


def read_given(
    out: Path, orders: Orders, register: Path | None, sources: Sequence[Path] | None
) -> Given:
    """The orders with register and last year read; no `sources` ends them, None leaves them.

    Raises BatchError, PreviousError or VaultError where something cannot be read.
    """
    held = _held(out, orders.year)
    year = orders.year or held.year
    reading, problems = _register(register, orders.year)
    bodies, settings = (reading.bodies, reading.settings) if reading else (None, None)
    sources = held.sources if sources is None else sources
    known, notes = _last_year(sources, year, held.bodies if bodies is None else bodies)
    _check_day(orders.publish_by, year)
    told = replace(
        orders,
        register=bodies,
        settings=settings,
        previous=known,
        publish_by=orders.publish_by or held.publish_by,
    )
    return Given(told, year, sources, problems, notes)


def run_given(
    folder: Path, out: Path, given: Given, executor: Executor, progress: Progress | None = None
) -> Result:
    """Work on the folder, and note where last year came from. Raises what `run` raises."""
    result = run(folder, out, given.orders, executor=executor, progress=progress)
    if given.year is not None:
        with Ledger.open(out) as ledger, ledger.adding():
            ledger.give_previous(given.year, [str(path.absolute()) for path in given.sources])
            if given.orders.publish_by:
                ledger.set_publish_by(given.year, given.orders.publish_by)
    told = _compared(given, result.account.standings)
    return replace(result, summary=(*result.summary, *told))


@dataclass(frozen=True, slots=True)
class _Held:
    """What earlier runs of an OUT were given and still holds."""

    year: int | None = None
    bodies: Sequence[Body] | None = None
    sources: Sequence[Path] = ()
    publish_by: date | None = None


def _held(out: Path, year: int | None) -> _Held:
    """What was given before for that year, or for the year of the last run."""
    if not is_result(out):
        return _Held()
    with Ledger.open(out) as ledger:
        wanted = year or ledger.year()
        sources = ledger.previous_given(wanted) if wanted else ()
        publish_by = ledger.publish_by(wanted) if wanted else None
        return _Held(ledger.year(), ledger.bodies(), tuple(map(Path, sources)), publish_by)


def _check_day(publish_by: date | None, year: int | None) -> None:
    if publish_by and year and publish_by.year <= year:
        raise BatchError(say("batch.publish_by_early", day=publish_by, year=year))


def _compared(given: Given, standings: Sequence[Standing]) -> Iterator[str]:
    """A line that says how many returns were compared, and with which data."""
    if given.year is None:
        return
    if not given.sources:
        yield say("summary.not_compared", year=given.year - 1)
    else:
        listed = "、".join(map(str, given.sources))
        known = set(map(plain_name, given.orders.previous))
        compared = sum(
            item.chosen is not None and plain_name(item.name) in known for item in standings
        )
        told = {"year": given.year - 1, "compared": compared, "count": len(known)}
        yield say("summary.compared", **told, sources=listed)


def _register(
    register: Path | None, year: int | None
) -> tuple[RegisterReading | None, Sequence[Located]]:
    """The register and what is wrong with it; None without one."""
    if register is None:
        return None, ()
    reading = read_register(register)
    problems = reading.problems_for(year)
    if not reading.read:
        raise NoRegister(register, problems)
    return reading, problems


def _last_year(
    sources: Sequence[Path], year: int | None, bodies: Sequence[Body] | None
) -> tuple[Mapping[str, str], Sequence[str]]:
    """The filings of the year before as JSON, by the body's name; none where no source is given.

    Without a register only a ledger tells which filing was whose.
    """
    if not sources:
        return {}, ()
    if year is None:
        raise BatchError(say("batch.previous_needs_year"))
    if bodies is None:
        known = OnDisk[str]()
        for source in sources:
            with Ledger.open(source) as ledger:
                texts = filing_texts(ledger, year - 1)
                known.update((name, texts[name]) for name in texts if name not in known)
        return known, ()
    previous = previous_filings(sources, year, bodies)
    return previous.filings.texts, previous.notes
