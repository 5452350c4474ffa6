"""Where every file and every body stands, worked out from the facts and from nothing else.

With a register, files stand together by body. Without one, a file stands for itself, and only
as long as it lies in the folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from xltools.collection.ledger.facts import OF_FILES, Choice, Facts, Field, Seen
from xltools.collection.ledger.ledger import CHINA, Ledger
from xltools.collection.ledger.stored import Kept, filing_text
from xltools.collection.register.body import Body
from xltools.collection.register.matching import Match
from xltools.collection.standing.since_published import with_publication
from xltools.collection.standing.stale_totals import departed_bodies, with_stale_totals
from xltools.collection.standing.standing import (
    Account,
    FileStanding,
    Standing,
    not_expected,
)
from xltools.collection.standing.versions import Contents
from xltools.collection.standing.whose import Beside, Matches
from xltools.examination.examine import passed
from xltools.examination.record import Record
from xltools.filing.filing import Filing
from xltools.filing.states import BodyState, FileState
from xltools.law.edition import UnknownEdition, in_force


def account_of(ledger: Ledger, year: int | None = None, today: date | None = None) -> Account:
    """Where everything in that ledger stands today, on the last run's year if none is given."""
    return account(ledger.facts(year), today or datetime.now(CHINA).date())


def current(ledger: Ledger, year: int | None = None) -> Iterator[tuple[Standing, Filing | None]]:
    """Every body (without a register: every file) with what counts of it, one at a time.

    The filing is None where nothing counts: `Standing.state` says why.
    """
    for standing in account_of(ledger, year).standings:
        yield standing, ledger.filing(standing.sha256) if standing.counts else None


def as_accepted(ledger: Ledger, sha256: str, filing: Filing) -> Filing:
    """What was filed with that content, of its explanations those alone that the office let
    stand.
    """
    if not filing.explanations:
        return filing
    found = (located.finding for located in ledger.findings(sha256))
    accepted = {f.id: f.explanation for f in found if f.explained and f.explanation}
    return replace(filing, explanations=accepted, bound={})


def filing_texts(ledger: Ledger, year: int) -> Mapping[str, str]:
    """What counts of each body's filings on that year, as JSON, by the body's name.

    Of what was said to doubts only what the office let stand.
    """
    standings = account_of(ledger, year).standings
    counted = {item.name: item.sha256 for item in standings if item.counts and item.name}

    def text_of(sha256: str) -> str:
        filing = ledger.filing(sha256)
        return filing_text(as_accepted(ledger, sha256, filing)) if filing else ""

    return Kept(text_of, counted)


def account(facts: Facts, today: date) -> Account:
    """Where everything stands on that day."""
    files = list(_files(facts))
    groups: dict[str, list[FileStanding]] = defaultdict(list)
    for item in files:
        owner = item.match.beside or item.file
        if facts.bodies is not None:
            owner = item.body.name if item.body else ""
        groups[owner].append(item)
    loose = groups.pop("", [])
    if facts.bodies is None:
        standings = [_settled(None, group, facts, today) for group in groups.values()]
    else:
        standings = [_settled(b, groups.get(b.name, ()), facts, today) for b in facts.bodies]
    settled = [item for standing in standings for item in standing.files]
    shown = _shown(_made_up([*settled, *loose], standings), facts)
    ordered = tuple(sorted(shown, key=lambda item: (item.file, item.seen.run)))
    known = _with_what_waits(standings, ordered)
    return Account(ordered, tuple(with_stale_totals(known, facts)), departed_bodies(facts))


def _made_up(files: Iterable[FileStanding], standings: Iterable[Standing]) -> list[FileStanding]:
    """The files, of what could not be used the one for which its body has made up marked.

    Last year's return is of no use to a body whose return counts; what could not be read of none
    that counts since, though only its name may say whose it is.
    """
    counts = {item.name: item.by.seen.run for item in standings if item.counts and item.by}

    def is_made_up_for(item: FileStanding) -> bool:
        body = item.match.body
        if item.stands or body is None or body.name not in counts:
            return False
        if item.state is FileState.WRONG_YEAR:
            return item.match.sure
        again = item.state.meaning.unread and item.state.meaning.goes_back
        return again and item.seen.run <= counts[body.name]

    return [replace(item, made_up=True) if is_made_up_for(item) else item for item in files]


def _with_what_waits(
    standings: Iterable[Standing], files: Iterable[FileStanding]
) -> Iterator[Standing]:
    """The standings, each with the files that may be its own and that nobody has said are."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for item in files:
        for body in item.perhaps_of:
            waiting[body.name].append(item.file)
    for standing in standings:
        found = waiting.get(standing.name) if standing.body else None
        yield replace(standing, perhaps=tuple(found)) if found else standing


def _files(facts: Facts) -> Iterator[FileStanding]:
    """Every content under every name, as it stands by itself; one not examined yet is left out.

    Of what is no longer there, returns and scans stay known, where there is a register.
    """
    matches = Matches(facts)
    papers: list[tuple[Seen, Record]] = []
    workbooks: list[FileStanding] = []
    for seen in facts.seen:
        judged = facts.judged.get(seen.sha256)
        if not judged or not (seen.present or (facts.bodies is not None and _is_report(judged))):
            continue
        if judged.state is FileState.DOCUMENT:
            papers.append((seen, judged))
        else:
            match = matches.of(judged, seen)
            workbooks.append(FileStanding(seen, judged, match, _word(seen, judged, match, facts)))
    yield from workbooks
    beside = Beside(workbooks, matches)
    for seen, judged in papers:
        match = beside.of(judged, seen)
        yield FileStanding(seen, judged, match, _word(seen, judged, match, facts))


def _shown(files: Sequence[FileStanding], facts: Facts) -> Iterator[FileStanding]:
    """All but the earlier names of a content that now lies in the folder under another one, and
    what a file held before it was saved over: unless it counts, or the office wrote beside it.
    """
    present = {item.seen.sha256 for item in files if item.seen.present}
    there = {item.file: item.body for item in files if item.seen.present}

    def is_past(item: FileStanding) -> bool:
        over = item.settled and item.file in there and there[item.file] == item.body
        return over and not any(facts.decided_of_file(item.seen, field) for field in OF_FILES)

    gone = (item for item in files if not item.seen.present)
    past = {item.seen for item in gone if item.seen.sha256 in present or is_past(item)}
    return (item for item in files if item.seen not in past)


# ------------------------------------------------------------------ one file


def _word(seen: Seen, judged: Record, match: Match, facts: Facts) -> FileState:
    """What a file is by itself, before the others of its body are looked at."""
    if facts.decided_of_file(seen, Field.ADOPT) == Choice.NO:
        return FileState.REJECTED
    if seen.collected and facts.decided_of_file(seen, Field.ADOPT) != Choice.YES:
        return FileState.OTHER_YEAR
    own = own_word(judged, facts.year)
    if own in (FileState.WRONG_YEAR, FileState.WRONG_EDITION):
        return own
    body = match.body if match.sure else None
    if facts.bodies is not None and _is_report(judged) and body is None:
        return FileState.UNMATCHED
    asked = _is_report(judged) or own.meaning.goes_back
    if body and asked and not _expected(body, facts.year):
        return not_expected(body)
    if own is FileState.NOT_WORKBOOK and body is None:
        return FileState.STRAY
    return own


def _is_report(judged: Record) -> bool:
    """Whether somebody reported with it: a return that was read, or a scan."""
    return bool(judged.edition) or judged.state is FileState.DOCUMENT


def own_word(judged: Record, year: int | None) -> FileState:
    """What the examination says of a content."""
    if judged.edition and year is not None and judged.year not in (None, year):
        return FileState.WRONG_YEAR
    if _of_wrong_edition(judged):
        return FileState.WRONG_EDITION
    return passed(judged.tally) if judged.state.meaning.counts else judged.state


def _of_wrong_edition(judged: Record) -> bool:
    """Whether another form was in force for its year."""
    if not judged.edition or judged.year is None:
        return False
    try:
        return in_force(judged.year).id != judged.edition
    except UnknownEdition:
        return True


# ------------------------------------------------------------------ one body


def _settled(
    body: Body | None, files: Sequence[FileStanding], facts: Facts, today: date
) -> Standing:
    """A body's standing, and its files each with its place among the others."""
    contents = Contents(files, facts)
    placed = contents.placed()
    by = next((item for item in placed if item.stands), None) or _speaking(placed)
    origin = facts.decided_of_file(by.seen, Field.ORIGIN) if by and by.stands else ""
    received = _received(files, by_the_office=origin == Choice.BY_THE_OFFICE)
    days_late = _days_late(body, received or today, facts.year)
    standing = Standing(
        body=body,
        state=_body_word(body, by, facts.year),
        by=by,
        earlier=contents.superseded(placed),
        files=placed,
        received=received,
        days_late=days_late,
        in_time=_in_time(body, files) if days_late else None,
        origin=origin,
    )
    return with_publication(standing, facts)


def _received(files: Iterable[FileStanding], *, by_the_office: bool) -> date | None:
    """The day on which a return first came that could stand; what the office filled in for a body
    is its report of the day on which that came.
    """
    came = (
        item.seen.received
        for item in files
        if item.state.meaning.stands or (by_the_office and item.state is FileState.DOCUMENT)
    )
    return min(came, default=None)


def _days_late(body: Body | None, day: date, year: int | None) -> int:
    """Days from the deadline, which ends with its day, to `day`; 0 where none is expected."""
    if body is None or body.due is None or not _expected(body, year):
        return 0
    return max(0, (day - body.due).days)


def _in_time(body: Body | None, files: Iterable[FileStanding]) -> FileStanding | None:
    """What came by the deadline and was no return that could stand: the first of it."""
    due = body.due if body else None
    came = [item for item in files if due and item.seen.received <= due and _is_scrap(item.state)]
    return min(came, key=lambda item: (item.seen.received, item.file), default=None)


def _is_scrap(word: FileState) -> bool:
    """Whether a body sent something with which it has not reported yet."""
    return word.meaning.body is not None and word.meaning.goes_back and not word.meaning.stands


def _expected(body: Body, year: int | None) -> bool:
    return year is None or body.files_for(year)


def _speaking(files: Sequence[FileStanding]) -> FileStanding | None:
    """The file that says most of a body of which no content stands; else the last one."""
    said = [item for item in files if item.state.meaning.body]
    undecided = (item for item in said if item.state is FileState.UNDECIDED)
    return next(undecided, said[-1] if said else None)


def _body_word(body: Body | None, by: FileStanding | None, year: int | None) -> BodyState:
    word = by.state.meaning.body if by else None
    if body and not _expected(body, year):
        return BodyState.NOT_EXPECTED
    return word or BodyState.MISSING
