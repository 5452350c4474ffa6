"""Where every file and every body stands, worked out from the facts and from nothing else.

With a register, files stand together by body. Without one, a file stands for itself, and only
as long as it lies in the folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from xltools.collection.ledger.facts import Choice, Facts, Field, Seen
from xltools.collection.ledger.known import Texts
from xltools.collection.ledger.ledger import CHINA, Ledger
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


def filing_texts(ledger: Ledger, year: int) -> Mapping[str, str]:
    """What counts of each body's filings on that year, as JSON, by the body's name."""
    standings = account_of(ledger, year).standings
    counted = {item.name: item.sha256 for item in standings if item.counts and item.name}
    return Texts(ledger.filing_text, counted)


def account(facts: Facts, today: date) -> Account:
    """Where everything stands on that day."""
    files = list(_files(facts))
    groups: dict[str, list[FileStanding]] = defaultdict(list)
    for item in files:
        owner = item.match.beside or item.file
        groups[owner if facts.bodies is None else _name(item.body)].append(item)
    loose = [] if facts.bodies is None else groups.pop(_NOBODY, [])
    if facts.bodies is None:
        standings = [_settled(None, group, facts, today) for group in groups.values()]
    else:
        standings = [_settled(b, groups.get(b.name, ()), facts, today) for b in facts.bodies]
    settled = [item for standing in standings for item in standing.files]
    shown = _shown([*settled, *loose])
    ordered = tuple(sorted(shown, key=_by_file))
    known = _with_what_waits(standings, ordered)
    return Account(ordered, tuple(with_stale_totals(known, facts)), departed_bodies(facts))


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
            workbooks.append(_by_itself(seen, judged, matches.of(judged, seen), facts))
    yield from workbooks
    beside = Beside(workbooks, matches)
    for seen, judged in papers:
        yield _by_itself(seen, judged, beside.of(judged, seen), facts)


def _by_itself(seen: Seen, judged: Record, match: Match, facts: Facts) -> FileStanding:
    return FileStanding(seen, judged, match, _word(seen, judged, match, facts))


_NOBODY = ""


def _name(body: Body | None) -> str:
    return body.name if body else _NOBODY


def _by_file(item: FileStanding) -> tuple[str, int]:
    return item.file, item.seen.run


def _shown(files: Sequence[FileStanding]) -> Iterator[FileStanding]:
    """All but the earlier names of a content that now lies in the folder under another one."""
    present = {item.seen.sha256 for item in files if item.seen.present}
    return (item for item in files if item.seen.present or item.seen.sha256 not in present)


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
    if facts.bodies is not None and _is_report(judged):
        if not (match.sure and match.body):
            return FileState.UNMATCHED
        if not _expected(match.body, facts.year):
            return not_expected(match.body)
    if own is FileState.NOT_WORKBOOK and not (match.sure and match.body):
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
    came = (item.seen.received for item in placed if item.state.meaning.reports)
    received = min(came, default=None)
    days_late = _days_late(body, received or today, facts.year)
    standing = Standing(
        body=body,
        state=_body_word(body, by, facts.year),
        by=by,
        earlier=contents.superseded(placed),
        files=placed,
        received=received,
        days_late=days_late,
        origin=facts.decided_of_file(by.seen, Field.ORIGIN) if by and by.stands else "",
    )
    return with_publication(standing, facts)


def _days_late(body: Body | None, day: date, year: int | None) -> int:
    """Days from the deadline, which ends with its day, to `day`; 0 where none is expected."""
    if body is None or body.due is None or not _expected(body, year):
        return 0
    return max(0, (day - body.due).days)


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
