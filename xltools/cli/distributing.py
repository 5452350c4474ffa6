"""`xltools distribute`: the register read, last year looked up, what was written said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from xltools.cli.codes import DONE, FOUND, MISUSED, NO_VERDICT, Refused
from xltools.cli.output import complain, complain_of_office
from xltools.collection.distribute import Distributed, distribute
from xltools.collection.executor import ProcessExecutor
from xltools.collection.previous import (
    Previous,
    PreviousError,
    previous_filings,
    without_previous,
)
from xltools.collection.register import Body
from xltools.collection.register_book import read_register
from xltools.collection.vault import VaultError
from xltools.law.edition import EDITIONS, UnknownEdition, in_force, load
from xltools.messages import say
from xltools.platform.processes import processors


def carried_out(
    file: Path,
    out: Path,
    year: int,
    source: Path | None,
    jobs: int | None,
    progress: Callable[[int, int], None] | None,
) -> int:
    """Write the workbooks of a register's bodies; the exit code. Raises Refused."""
    _require_format(year)
    register = read_register(file)
    complain_of_office(register.problems_for(year))
    if not register.read:
        return NO_VERDICT
    if not any(body.files_for(year) for body in register.bodies):
        complain(say("distribute.no_bodies", year=year))
        return FOUND
    previous = _previous(source, year, register.bodies)
    for note in previous.notes:
        complain(note)
    executor = ProcessExecutor(jobs or processors(), _ready)
    done = distribute(register.bodies, year, previous, out, executor, progress)
    _tell(done, year, out)
    if done.failed:
        return NO_VERDICT
    return DONE if register.usable else FOUND


def _require_format(year: int) -> None:
    try:
        in_force(year)
    except UnknownEdition as error:
        first = min(load(known).first_year for known in EDITIONS)
        raise Refused(MISUSED, "unknown_year", year=year, first=first) from error


def _previous(source: Path | None, year: int, bodies: tuple[Body, ...]) -> Previous:
    if source is None:
        return without_previous(year, bodies)
    try:
        return previous_filings(source, year, bodies)
    except (PreviousError, VaultError) as error:
        raise Refused(MISUSED, "said", sentence=error) from error


def _ready() -> None:
    """A process that writes workbooks needs nothing made ready."""


def _tell(done: Distributed, year: int, out: Path) -> None:
    typer.echo(
        say("distribute.done", count=done.written, year=year, known=done.with_last_year, out=out)
    )
    if done.failed:
        typer.echo(
            say("distribute.not_done", count=len(done.failed), listed="、".join(done.failed))
        )
    typer.echo(say("distribute.list", file=done.listed))
    if done.to_fill:
        typer.echo(say("distribute.to_fill", file=done.to_fill))
