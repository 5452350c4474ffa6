"""`xltools distribute`: the register read, last year looked up, what was written said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import typer

from xltools.cli.codes import DONE, FOUND, MISUSED, NO_VERDICT, Refused
from xltools.cli.options import edition_on
from xltools.cli.output import complain, complain_of_office
from xltools.collection.distribution.distribute import Distributed, distribute
from xltools.collection.distribution.previous import previous_filings, without_previous
from xltools.collection.register.book import read_register
from xltools.collection.workers.executor import ProcessExecutor
from xltools.law.edition import latest
from xltools.messages import say
from xltools.platform.processes import processors

_NAMES_SHOWN = 8


def write_workbooks(
    file: Path,
    out: Path,
    year: int,
    sources: Sequence[Path],
    jobs: int | None,
    progress: Callable[[int, int], None] | None,
) -> int:
    """Write the workbooks of a register's bodies; the exit code. Raises Refused."""
    if edition_on(year) is not latest():
        raise Refused(MISUSED, "past_format", year=year, first=latest().first_year)
    register = read_register(file)
    complain_of_office(register.problems_for(year))
    if not register.read:
        return NO_VERDICT
    bodies = register.bodies
    if not any(body.files_for(year) for body in bodies):
        complain(say("distribute.no_bodies", year=year))
        return FOUND
    known = previous_filings(sources, year, bodies) if sources else without_previous(year, bodies)
    complain(*known.notes)
    executor = ProcessExecutor(jobs or processors())
    done = distribute(bodies, year, known, out, executor, progress)
    _tell(done, year, out, len(known.wanting) if known.filings else 0)
    if done.failed:
        return NO_VERDICT
    return DONE if register.usable else FOUND


def _tell(done: Distributed, year: int, out: Path, wanting: int) -> None:
    """Say what was written; `wanting` are bodies without a last year, where others have one."""
    typer.echo(
        say("distribute.done", count=done.written, year=year, known=done.with_last_year, out=out)
    )
    if done.failed:
        typer.echo(
            say("distribute.not_done", count=len(done.failed), listed="、".join(done.failed))
        )
    if done.left_out:
        typer.echo(
            say("distribute.left_out", count=len(done.left_out), listed=_some(done.left_out))
        )
    typer.echo(say("distribute.list", file=done.listed))
    if done.to_fill:
        code = "to_fill_some" if wanting else "to_fill"
        typer.echo(say(f"distribute.{code}", count=wanting, file=done.to_fill))


def _some(left_out: Mapping[str, str]) -> str:
    """The first of them, each with its reason."""
    items = [
        say("distribute.left_out_item", name=name, reason=reason)
        for name, reason in islice(left_out.items(), _NAMES_SHOWN)
    ]
    listed = "、".join(items)
    if len(left_out) > len(items):
        return say("distribute.and_others", listed=listed)
    return listed
