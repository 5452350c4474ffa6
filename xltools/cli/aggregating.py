"""`xltools aggregate`: words for scope and own return understood, what was added up written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import typer

from xltools.cli.codes import MISUSED, NO_VERDICT, Refused
from xltools.cli.collecting import sources_of
from xltools.cli.output import complain, complain_of_office, write_output
from xltools.collection.analysis.figures import SHARES
from xltools.collection.distribution.previous import previous_filings
from xltools.collection.district.from_ledger import note, year_of_ledger
from xltools.collection.district.run import (
    Aggregated,
    YearOfLedger,
    picture_of,
    run,
    sum_of_year,
)
from xltools.collection.register.body import OwnReturn
from xltools.collection.register.book import OWN_RETURNS
from xltools.collection.register.levels import Scope
from xltools.collection.tables.reader import OfficeBookError
from xltools.collection.total.sum import AggregateError, DistrictSum
from xltools.filing.filing import Filing
from xltools.messages import say

Chosen = TypeVar("Chosen")


def add_up(
    out: Path,
    output: Path,
    scope: str,
    own_return: str,
    year: int | None,
    previous: Sequence[Path],
    ranking: str,
    other_years: Sequence[Path],
    *,
    picture: bool = False,
) -> int:
    """Add up what stands in the ledger, other years beside it; the exit code. Raises Refused."""
    scopes = {say(f"aggregate_scope.{known.value}"): known for known in Scope}
    shares = {say(f"share.{known}"): known for known in SHARES}
    ranked = _chosen(ranking, shares, "unknown_share") if ranking else ""
    try:
        given = year_of_ledger(out, year)
        whole = _chosen(scope, scopes, "unknown_scope")
        own = _chosen(own_return, OWN_RETURNS, "unknown_own_return") if own_return else None
        made = run(
            given,
            whole,
            output,
            own,
            previous=_last_year(previous, given),
            ranked=ranked,
            others=tuple(_others(other_years, given.year, whole, own)),
        )
    except OfficeBookError as error:
        complain_of_office(error.problems)
        complain(say("cli.sum_not_updated", file=output))
        return NO_VERDICT
    _put(made, picture_of(made, output) if picture else {})
    if not note(out, given, made):
        complain(say("cli.not_noted", folder=out))
    return made.exit_code


def _put(made: Aggregated, drawn: Mapping[Path, bytes]) -> None:
    """Say what was added up, and write it."""
    for line in made.lines:
        typer.echo(line)
    for path, data in {**made.files, **drawn}.items():
        write_output(path, data)


def _others(
    places: Sequence[Path], year: int, scope: Scope, own: OwnReturn | None
) -> Iterator[DistrictSum]:
    """The sums of other years. Raises AggregateError for a year that there is already."""
    known = {year}
    for place in places:
        given = year_of_ledger(place, None)
        if given.year in known:
            raise AggregateError(say("years.same_year", out=place, year=given.year))
        known.add(given.year)
        yield sum_of_year(given, scope, own)


def _last_year(told: Sequence[Path], given: YearOfLedger) -> Mapping[str, Filing]:
    """Last year's filings by the body's name; none where no source is given."""
    sources = sources_of(told)
    sources = given.previous if sources is None else sources
    previous = previous_filings(sources, given.year, [entry.body for entry in given.entries])
    complain(*previous.notes)
    return previous.filings


def _chosen(given: str, known: Mapping[str, Chosen], code: str) -> Chosen:
    """What the word given stands for. Raises Refused for any other word."""
    if given not in known:
        raise Refused(MISUSED, code, given=given, known="、".join(known))
    return known[given]
