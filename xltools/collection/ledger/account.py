"""Where every file and every body stands, worked out from the facts and from nothing else.

With a register, files stand together by body. Without one, a file stands for itself, and only
as long as it lies in the folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from xltools.collection.ledger.facts import Facts, Field
from xltools.collection.ledger.since_published import with_publication
from xltools.collection.ledger.stale_totals import departed, with_totals
from xltools.collection.ledger.standing import REPORTED, Account, FileStanding, Standing, State
from xltools.collection.ledger.stored import Judged
from xltools.collection.ledger.versions import Contents
from xltools.collection.ledger.whose import Matches
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.matching import Match
from xltools.examination.examine import Outcome
from xltools.law.edition import UnknownEdition, in_force
from xltools.messages import say
from xltools.reader import ReadState


def account(facts: Facts, today: date) -> Account:
    """Where everything stands on that day."""
    files = list(_files(facts))
    groups: dict[str, list[FileStanding]] = defaultdict(list)
    for item in files:
        groups[item.file if facts.bodies is None else _name(item.body)].append(item)
    loose = [] if facts.bodies is None else groups.pop(_NOBODY, [])
    if facts.bodies is None:
        standings = [_settled(None, group, facts, today) for group in groups.values()]
    else:
        standings = [_settled(b, groups.get(b.name, ()), facts, today) for b in facts.bodies]
    settled = [item for standing in standings for item in standing.files]
    shown = _shown([*settled, *loose])
    ordered = tuple(sorted(shown, key=_by_file))
    return Account(ordered, tuple(with_totals(standings, facts)), departed(facts))


def _files(facts: Facts) -> Iterator[FileStanding]:
    """Every content under every name, as it stands by itself; one not examined yet is left out.

    Of what is no longer there, returns and scans stay known, where there is a register.
    """
    matches = Matches(facts)
    for seen in facts.seen:
        judged = facts.judged.get(seen.sha256)
        if judged and (seen.present or (facts.bodies is not None and _is_report(judged))):
            match = matches.of(judged, seen.file)
            yield FileStanding(seen, judged, match, _word(judged, match, facts))


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


def _word(judged: Judged, match: Match, facts: Facts) -> str:
    """What a file is by itself, before the others of its body are looked at."""
    if facts.decided(judged.sha256, Field.ADOPT) == say("nil.no"):
        return State.REJECTED
    own = own_word(judged, facts.year)
    if own in (State.WRONG_YEAR, State.WRONG_EDITION):
        return own
    if facts.bodies is not None and _is_report(judged):
        if not (match.sure and match.body):
            return State.UNMATCHED
        if not _expected(match.body, facts.year):
            return _UNEXPECTED.get(match.body.mode, State.NOT_EXPECTED)
    return own


def _is_report(judged: Judged) -> bool:
    """Whether somebody reported with it: a return that was read, or a scan."""
    return bool(judged.edition) or judged.state is ReadState.DOCUMENT


def own_word(judged: Judged, year: int | None) -> str:
    """What the examination says of a content."""
    if judged.edition and year is not None and judged.year not in (None, year):
        return State.WRONG_YEAR
    if _of_wrong_edition(judged):
        return State.WRONG_EDITION
    if judged.state is not Outcome.PASSED:
        return judged.state.value
    if judged.tally.warnings:
        return State.DOUBTED
    return State.EXPLAINED if judged.tally.explained else State.PASSED


def _of_wrong_edition(judged: Judged) -> bool:
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
    chosen = next((item for item in placed if item.stands), None)
    came = (item.seen.received for item in placed if item.state in REPORTED)
    received = min(came, default=None)
    days_late = _days_late(body, received or today, facts.year)
    standing = Standing(
        body=body,
        state=chosen.state if chosen else _without_return(body, placed, facts.year, days_late),
        chosen=chosen,
        earlier=contents.superseded(placed),
        files=placed,
        received=received,
        days_late=days_late,
        origin=facts.decided(chosen.seen.sha256, Field.ORIGIN) if chosen else "",
    )
    return with_publication(standing, facts)


def _days_late(body: Body | None, day: date, year: int | None) -> int:
    """Days from the deadline, which ends with its day, to `day`; 0 where none is expected."""
    if body is None or body.due is None or not _expected(body, year):
        return 0
    return max(0, (day - body.due).days)


def _expected(body: Body, year: int | None) -> bool:
    return year is None or body.files_for(year)


def _without_return(
    body: Body | None, files: Sequence[FileStanding], year: int | None, days_late: int
) -> str:
    """The word for a body of which no content stands: what else came of it, or nothing."""
    words = [item.state for item in files if item.state != State.REJECTED]
    if State.UNDECIDED in words:
        return State.UNDECIDED
    if body and not _expected(body, year):
        return _UNEXPECTED.get(body.mode, State.NOT_EXPECTED)
    if State.DOCUMENT in words:
        return State.DOCUMENT
    return words[-1] if words else State.OVERDUE if days_late else State.MISSING


_UNEXPECTED: Mapping[Mode, State] = {Mode.ELSEWHERE: State.ELSEWHERE, Mode.MERGED: State.MERGED}
