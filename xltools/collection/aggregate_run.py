"""The ledger of a collection to the district's sum: 汇总.xlsx and the district's own return.

Nothing is written here: the files come back as bytes, with what is to be said of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.collection import aggregate_tables as tables
from xltools.collection.adjustments import OtherSum, read_adjustments
from xltools.collection.aggregate import (
    DistrictSum,
    Entry,
    OwnReturn,
    OwnReturnUnknown,
    Scope,
    district_sum,
)
from xltools.collection.aggregate_book import write_aggregate
from xltools.collection.record import MAY_BE_RETURNED, MUST_BE_CORRECTED
from xltools.filing.confront import confront
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import UnknownEdition, in_force
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.reader import read_return
from xltools.template import pour

_NAMES_SHOWN = 8


class AggregateError(ValueError):
    """There can be no sum; the message is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Aggregated:
    """The files by path, what to say, the exit code, and the sum itself."""

    files: Mapping[Path, bytes]
    lines: tuple[str, ...]
    exit_code: int
    sum: DistrictSum


def run(
    entries: Sequence[Entry],
    year: int,
    scope: Scope,
    book: Path,
    own_return: OwnReturn | None = None,
    *,
    registered: bool = True,
) -> Aggregated:
    """Sum up a register's bodies, with the adjustments that stand in an earlier `book`.

    `registered` is false where no register was given, so that nobody knows who is missing.
    Raises AggregateError; AdjustmentsError where the earlier book's cannot be understood.
    """
    try:
        edition = in_force(year)
        adjustments = read_adjustments(book, edition, year, _name(scope))
        made = district_sum(entries, edition, year, scope, own_return, adjustments)
    except UnknownEdition as error:
        raise AggregateError(say("aggregate.unknown_year", year=year)) from error
    except OtherSum as error:
        raise AggregateError(say("aggregate.other_sum", file=book.name)) from error
    except OwnReturnUnknown as error:
        raise AggregateError(say("aggregate.own_return_unknown", names=str(error))) from error
    if not made.choice.counted:
        raise AggregateError(say("aggregate.nobody", year=year))
    if len(made.choice.counted) > tables.MOST_BODIES:
        raise AggregateError(say("aggregate.too_many", most=tables.MOST_BODIES))
    failing = _failing(made.total.filing)
    lines = tuple(_lines(made, failing, registered=registered))
    files = {book: write_aggregate(made, _about(made, failing, registered=registered))}
    if own := _own_return(made.total.filing, return_path(book)):
        files[return_path(book)] = own
    good = made.complete and registered and not failing and not made.differences
    return Aggregated(files, lines, MAY_BE_RETURNED if good else MUST_BE_CORRECTED, made)


def return_path(book: Path) -> Path:
    """Where the district's own return goes: beside the book of its sum."""
    return book.with_name(book.stem + say("aggregate.return_name"))


def _name(scope: Scope) -> str:
    return say(f"aggregate_scope.{scope.value}")


def _failing(filing: Filing) -> list[Finding]:
    """Rules that the sum breaks: as every part keeps them, it can only be by an adjustment."""
    failed = (finding for finding in confront(filing) if finding.verdict is Verdict.FAIL)
    return [finding for finding in failed if finding.severity is Severity.ERROR]


# ------------------------------------------------------------------ the district's return


def _own_return(filing: Filing, path: Path) -> bytes | None:
    """The district's return with the texts that somebody wrote into it since.

    None where the one that stands there holds these figures already: it stays as it is.
    """
    kept = read_return(path).filing if path.exists() else None
    if kept is None or kept.edition is not filing.edition:
        return pour(filing)
    if (kept.year, kept.values) == (filing.year, filing.values):
        return None
    return pour(
        replace(
            kept, cover={**kept.cover, "year": str(filing.year)}, nil={}, figures=filing.figures
        )
    )


# ------------------------------------------------------------------ what is said


def _about(made: DistrictSum, failing: Sequence[Finding], *, registered: bool) -> dict[str, str]:
    choice = made.choice
    return {
        tables.SCOPE: _name(made.scope),
        "meaning": say(f"aggregate_scope.{made.scope.value}_meaning"),
        tables.YEAR: str(made.year),
        "notice": made.edition.notice,
        "counted": say("aggregate.bodies", count=len(choice.counted)),
        "missing": say("aggregate.bodies", count=len(choice.missing)),
        "outside": say("aggregate.bodies", count=len(choice.outside)),
        "adjustments": say("aggregate.items", count=len(made.adjustments)),
        "state": "\n".join(_state(made, failing, registered=registered)),
    }


def _state(made: DistrictSum, failing: Sequence[Finding], *, registered: bool) -> Iterator[str]:
    if not registered:
        yield say("aggregate.unregistered")
    missing = len(made.choice.missing)
    yield say("aggregate.incomplete", count=missing) if missing else say("aggregate.complete")
    yield from _reconciliation(made)
    if failing:
        yield say("aggregate.failing", count=len(failing), sentence=failing[0].sentence)


def _reconciliation(made: DistrictSum) -> Iterator[str]:
    for entry in made.choice.wholes:
        name = entry.body.name
        if entry.filing is None:
            yield say("aggregate.whole_missing", body=name)
        elif cells := sum(item.body == name for item in made.differences):
            yield say("aggregate.differs", body=name, cells=cells)
        else:
            yield say("aggregate.agrees", body=name)


def _lines(made: DistrictSum, failing: Sequence[Finding], *, registered: bool) -> Iterator[str]:
    choice = made.choice
    meaning = say(f"aggregate_scope.{made.scope.value}_meaning")
    yield say("aggregate.scope", scope=_name(made.scope), meaning=meaning)
    yield say(
        "aggregate.counts",
        year=made.year,
        expected=len(choice.counted) + len(choice.missing),
        counted=len(choice.counted),
        missing=len(choice.missing),
        outside=len(choice.outside),
    )
    for entry in choice.missing[:_NAMES_SHOWN]:
        yield say("aggregate.one_missing", body=entry.body.name, reason=entry.reason)
    if made.adjustments:
        yield say("aggregate.adjusted", count=len(made.adjustments))
    yield from _state(made, failing, registered=registered)
