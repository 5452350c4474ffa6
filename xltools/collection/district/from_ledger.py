"""The ledger of OUT as the input of a district's sum, and the sum noted there.

What was added up is noted with the hash of each content, so that the ledger can say when a
total has to be made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from xltools.collection.district.run import Aggregated, YearOfLedger
from xltools.collection.ledger.facts import Total
from xltools.collection.ledger.ledger import CHINA, Ledger
from xltools.collection.ledger.vault import VaultError
from xltools.collection.register.body import Body
from xltools.collection.situation.figures import DoubtsAndProblems
from xltools.collection.standing.account import account_of
from xltools.collection.standing.standing import Account, Standing
from xltools.collection.total.sum import AggregateError, EntryWords, Stray, SumEntry
from xltools.filing.filing import Filing
from xltools.filing.light import figures_alone
from xltools.filing.states import BodyState
from xltools.messages import say


def year_of_ledger(out: Path, year: int | None) -> YearOfLedger:
    """What the ledger of OUT holds. Raises VaultError, AggregateError without a year."""
    with Ledger.open(out) as ledger:
        year = year or _year(ledger, out)
        account = account_of(ledger, year)
        registered = ledger.bodies() is not None
        entries: list[SumEntry] = []
        hashes: dict[str, str] = {}
        found = DoubtsAndProblems()
        for standing in account.standings:
            if standing.chosen and standing.state is not BodyState.NOT_EXPECTED:
                found.add(ledger.findings(standing.sha256))
            if standing.body is None and not standing.by:
                continue
            filing = ledger.filing(standing.sha256) if standing.counts else None
            entry = _entry(standing, filing)
            entries.append(entry)
            if filing and entry.body.name in hashes:
                raise AggregateError(say("aggregate.twice", body=entry.body.name))
            if filing:
                hashes[entry.body.name] = standing.sha256
        strays = tuple(_strays(account)) if registered else ()
        previous = tuple(map(Path, ledger.previous_given(year)))
        settings = ledger.settings().told if registered else ""
    told = found.problems(), previous, settings, _words_in(out, hashes)
    return YearOfLedger(year, tuple(entries), strays, hashes, registered, *told)


def note(out: Path, given: YearOfLedger, made: Aggregated) -> bool:
    """Note in the ledger what the sum was made of and what not; whether that could be done.

    It cannot while a run is adding rows, or where OUT may only be read.
    """
    choice = made.sum.choice
    total = Total(
        scope=made.sum.scope,
        year=made.sum.year,
        counted=_contents(choice.counted, given),
        beside=_contents((*choice.missing, *choice.wholes), given),
        outside=frozenset(entry.body.name for entry in choice.outside),
    )
    try:
        with Ledger.open(out) as ledger, ledger.adding():
            ledger.total(datetime.now(CHINA), total)
    except (OSError, sqlite3.OperationalError, VaultError):
        return False
    return True


def _contents(entries: Iterable[SumEntry], given: YearOfLedger) -> dict[str, str]:
    """The content that stood for each of them, "" where none did."""
    return {entry.body.name: given.hashes.get(entry.body.name, "") for entry in entries}


def _year(ledger: Ledger, out: Path) -> int:
    """The year of the last run, or the only one that returns were filed for."""
    facts = ledger.facts()
    if facts.year:
        return facts.year
    years = sorted({judged.year for judged in facts.judged.values() if judged.year})
    if not years:
        raise AggregateError(say("aggregate.no_year", folder=out))
    if len(years) > 1:
        listed = "、".join(map(str, years))
        raise AggregateError(say("aggregate.which_year", folder=out, years=listed))
    return years[0]


def _entry(standing: Standing, filing: Filing | None) -> SumEntry:
    """A body of the register; without one, a body made of its return, or of its file's name."""
    body = standing.body
    if body is None:
        name = standing.name or next((item.file for item in standing.files), "")
        body = Body(name, kind=filing.cover.get("body_kind", "") if filing else "")
    why = say("aggregate.damaged") if standing.counts else standing.cause_label
    doubted = filing is not None and standing.state is BodyState.DOUBTED
    return SumEntry(body, figures_alone(filing) if filing else None, "" if filing else why, doubted)


def _words_in(out: Path, hashes: Mapping[str, str]) -> EntryWords:
    """The filings of bodies that count with their texts, which are read each time anew."""

    def words(entries: Iterable[SumEntry]) -> Iterator[tuple[str, Filing]]:
        with Ledger.open(out) as ledger:
            for entry in entries:
                sha256 = hashes.get(entry.body.name, "")
                said = ledger.words(sha256) if sha256 else None
                if said and (known := entry.filing):
                    figures = known.figures
                    yield entry.body.name, replace(said, nil=known.nil, figures=figures)

    return words


def _strays(account: Account) -> Iterator[Stray]:
    for item in account.files:
        if item.body is None and not item.state.meaning.settled:
            yield Stray(item.file, item.state.label)
