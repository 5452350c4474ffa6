"""What a run says at its end, on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from xltools.collection.batch.resemblance import Resemblances
from xltools.collection.ledger.facts import Choice, Facts, Field
from xltools.collection.ledger.names import PLACES, PUBLISHING, REMINDER, RETIRED, SITUATION_PAGE
from xltools.collection.shelf.rows import FileRow
from xltools.collection.situation.figures import Situation
from xltools.collection.standing.standing import FileStanding, Standing
from xltools.examination.record import Located, Record, years
from xltools.filing.states import BodyState, FileState, Turn
from xltools.filing.wording import shortened
from xltools.messages import say
from xltools.platform.names import is_lock_file
from xltools.report.endings import PAGE, PDF, TEXT, WORD

_FILES_SHOWN = 8
_NAMES_SHOWN = 5
_LONGEST = 60
_REPORTS = (WORD, PAGE, PDF, TEXT)


def of_rows(rows: Sequence[FileRow], year: int | None) -> Iterator[str]:
    """How many files there were, what became of them, and which ones to turn to first.

    `year` is the one that the run collects, where it collects one only.
    """
    yield from _counts(rows)
    doubted = sum(row.state is FileState.DOUBTED for row in rows)
    if doubted:
        yield say("summary.doubted", count=doubted)
    yield from _years([row.record for row in rows if row.matters], year)
    yield from _attention(rows)


def _counts(rows: Sequence[FileRow]) -> Iterator[str]:
    if not rows:
        yield say("summary.nothing")
        return
    turns = Counter(row.turn for row in rows)
    counts = [say(f"turn.{turn}", count=turns[turn]) for turn in Turn if turns[turn]]
    yield say("summary.done", files=len(rows), counts="、".join(counts))
    states = Counter(row.state.label for row in rows)
    for state, count in states.most_common():
        yield say("summary.states", state=state, count=count)


def _years(records: Sequence[Record], year: int | None) -> Iterator[str]:
    """The years reported on, and that they should be one where none is wanted."""
    found = years(records)
    if not found:
        return
    listed = "、".join(say("summary.year", year=year, count=count) for year, count in found)
    yield say("summary.years", years=listed)
    if len(found) > 1 and year is None:
        yield say("summary.mixture")
    later = {on: count for on, count in found if year is not None and on == year + 1}
    for on, count in later.items():
        yield say("summary.next_january", later=on, count=count, year=year)


def _attention(rows: Sequence[FileRow]) -> Iterator[str]:
    """The files that a person must turn to first, those of bodies first, each with one sentence."""
    order = [turn for turn in Turn if turn not in (Turn.PASSED, Turn.SETTLED)]
    wanting = sorted((row for row in rows if row.turn in order), key=lambda r: order.index(r.turn))
    if wanting:
        yield say("summary.first", count=len(wanting))
    for row in wanting[:_FILES_SHOWN]:
        findings = row.record.findings
        yield say(
            "summary.attention",
            file=row.record.file,
            state=row.state.label,
            sentence=shortened(findings[0].finding.sentence if findings else "", _LONGEST),
        )
    if len(wanting) > _FILES_SHOWN:
        yield say("summary.others", count=len(wanting) - _FILES_SHOWN)


def of_bodies(standings: Sequence[Standing]) -> Iterator[str]:
    """How many bodies of the register stand where, and what the office must do about which."""
    registered = [standing for standing in standings if standing.body]
    if registered:
        states = Counter(standing.state.label for standing in registered)
        listed = "、".join(
            say("summary.body_state", state=state, count=count)
            for state, count in states.most_common()
        )
        yield say("summary.bodies", count=len(registered), states=listed)
    duties = {
        "perhaps": [s.name for s in registered if s.state is BodyState.MISSING and s.perhaps],
        "undecided": [item.name for item in registered if item.cause is FileState.UNDECIDED],
        "published_early": [item.name for item in registered if item.published_early],
        "published_unsure": [item.name for item in registered if item.published_unsure],
        "reason_wanted": [item.name for item in registered if item.needs_reason],
        "unpublished_day": [item.name for item in registered if item.day_questioned],
        "total_again": [item.name for item in registered if item.needs_total],
    }
    for code, names in duties.items():
        yield from (say(f"summary.{code}", bodies=text) for text in _listed(names))


def twice(files: Iterable[FileStanding]) -> list[str]:
    """A line on bodies whose returns came in versions that no register tells apart."""
    contents: dict[tuple[str, int | None], set[str]] = {}
    for item in files:
        if item.judged.body and item.judged.content:
            key = item.judged.body, item.judged.year
            contents.setdefault(key, set()).add(item.judged.content)
    names = dict.fromkeys(name for (name, _), held in contents.items() if len(held) > 1)
    return [say("summary.twice", bodies=text) for text in _listed(names)]


def overridden(files: Iterable[FileStanding], facts: Facts) -> list[str]:
    """Files that the office adopted and that something newer has superseded since."""
    names = (
        item.file
        for item in files
        if item.state is FileState.SUPERSEDED
        and facts.decided_of_file(item.seen, Field.ADOPT) == Choice.YES
    )
    return [say("summary.overridden", files=text) for text in _listed(names)]


def departed(names: Iterable[str]) -> list[str]:
    """Whom the last total holds though the register has them no more."""
    return [say("summary.departed", bodies=text) for text in _listed(names)]


def not_obeyed(problems: Iterable[Located]) -> Iterator[str]:
    """What the office wrote into the ledger that could not be read or obeyed."""
    for located in problems:
        finding = located.finding
        yield say(
            "summary.not_obeyed",
            place=located.place,
            sentence=finding.sentence,
            remedy=finding.remedy,
        )


def resembling(found: Resemblances) -> list[str]:
    """How many paragraphs of how many bodies resemble another body's."""
    count = len(found.pairs)
    return [say("summary.resembling", count=count, bodies=found.bodies)] if count else []


def left_alone(aside: Sequence[str], closed: Iterable[str]) -> list[str]:
    """What programs made by themselves, and folders that were not entered."""
    locks = [name for name in aside if is_lock_file(Path(name))]
    others = [name for name in aside if not is_lock_file(Path(name))]
    return [
        *(say("summary.locks", files=names) for names in _listed(locks)),
        *(say("summary.system", count=len(others), files=names) for names in _listed(others)),
        *(say("summary.closed", folders=names) for names in _listed(closed)),
    ]


def not_taken(names: Iterable[str]) -> list[str]:
    """What lies in a folder and is neither a report nor a workbook, or no plain file."""
    known = list(names)
    return [say("summary.not_taken", count=len(known), files=told) for told in _listed(known)]


def tidied(moved: Sequence[str], held: Sequence[str], settled: Sequence[str]) -> list[str]:
    """What became of reports that no longer count, and of those that lay beside the ledger."""
    once = sum(name.endswith(_REPORTS) and _is_beside(name) for name in (*moved, *settled))
    lines = [say("summary.moved", folder=RETIRED, count=len(moved))] if moved else []
    if once:
        lines.append(say("summary.tidied_once", count=once, old=RETIRED, folder=PUBLISHING))
    return lines + [say("summary.held", files=names) for names in _listed(held)]


def _is_beside(name: str) -> bool:
    """Whether it lay where version 0.1.0 put reports."""
    return "/" not in name and name != SITUATION_PAGE


def damaged(files: Iterable[str]) -> list[str]:
    """A line on the bodies whose filings, kept in the ledger, could not be read back."""
    return [say("summary.damaged", files=names) for names in _listed(files)]


def overdue(given: Situation) -> Iterator[str]:
    """How many should have published by now."""
    if given.overdue:
        yield say("summary.overdue", count=len(given.overdue), file=REMINDER)


def documents_by_folder(rows: Iterable[FileRow]) -> Iterator[str]:
    """How many bodies' documents stand in which folder."""
    often = Counter(row.folder for row in rows if row.outputs)
    for code, folder in zip(("publishing", "waiting", "unpublished"), PLACES, strict=True):
        if often[folder]:
            yield say(f"summary.{code}", count=often[folder], folder=folder)


def places(ledger: Path, *, copied: bool) -> list[str]:
    """Where to look."""
    code = "summary.ledger_copy" if copied else "summary.ledger"
    return [say(code, path=ledger)]


def _listed(names: Iterable[str]) -> list[str]:
    """The names in one text, or nothing where there are none."""
    known = list(names)
    if not known:
        return []
    more = [say("summary.more", count=len(known))] if len(known) > _NAMES_SHOWN else []
    return ["、".join(known[:_NAMES_SHOWN] + more)]
