"""What goes out beside the reports: slips, notes of correction, the chase pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath

from xltools.collection.ledger.facts import Choice, Facts, Field
from xltools.collection.ledger.names import (
    CHASE,
    CHASE_BEFORE,
    CHASE_BOOK,
    CORRECTIONS,
    SITUATION_PAGE,
    SLIPS,
)
from xltools.collection.ledger.stored import filing_from
from xltools.collection.outgoing import slip
from xltools.collection.outgoing.chase import chase_book, chase_texts, owed, read_before
from xltools.collection.outgoing.doubts import any_goes_back, going_back, turned_down, wants_book
from xltools.collection.outgoing.paper import prefilled
from xltools.collection.register.body import Body
from xltools.collection.register.identity import given_to, locked_fields
from xltools.collection.register.settings import Settings
from xltools.collection.shelf.naming import distinct
from xltools.collection.shelf.rows import FileRow
from xltools.collection.shelf.shelf import Shelf
from xltools.collection.situation.figures import Situation
from xltools.collection.situation.page import situation_page
from xltools.collection.standing.standing import Account, Standing
from xltools.collection.workers.executor import Executor, Later, Lost
from xltools.examination.record import Record, log_lost
from xltools.examination.reports import report_stem
from xltools.filing.states import FileState
from xltools.messages import say
from xltools.platform.names import safe_name
from xltools.report.correction import changes, render_correction
from xltools.report.endings import PAGE, TEXT, WORD

# ------------------------------------------------------------------ slips


@dataclass(frozen=True, slots=True)
class Failed:
    """A return whose slip is to be made: its record, its filing as JSON ("" if unread).

    `deadline` is the day by which it is wanted back; `known`: its identity is the register's;
    `with_book`: a workbook goes along though it is only doubted; `by_office`: the office filled
    it in for its body, which has not seen it and gets it in any case; `foot` says which settings
    held. `last_year` the body's filing on the year before as JSON, "" where it is not known; `body`
    whose it is, where the return gives another name.
    """

    record: Record
    filing: str
    deadline: date | None
    known: bool
    with_book: bool = False
    by_office: bool = False
    foot: str = ""
    last_year: str = ""
    body: Body | None = None


def make(failed: Failed) -> dict[str, bytes]:
    """The slip's documents by ending."""
    filing = filing_from(failed.filing) if failed.filing else None
    filing = filing and given_to(failed.body, filing)
    wrong = {cell for located in failed.record.findings for cell in located.finding.cells}
    known = locked_fields(filing) if filing and failed.known else ()
    locked = [field for field in known if field not in wrong]  # what is to be corrected is open
    last_year = filing_from(failed.last_year) if failed.last_year else None
    return slip.slip(
        filing,
        failed.record,
        failed.deadline,
        locked,
        last_year,
        with_book=failed.with_book,
        by_office=failed.by_office,
        foot=failed.foot,
    )


@dataclass(frozen=True, slots=True)
class Slips:
    """How many slips there are, of failed returns, of doubted ones and of reports without a
    workbook, and how many could not be made; `kept` are contents whose doubts do not go back,
    `pages` the page of each slip that stands in OUT, by the file that it is of; `refused` says by
    content of how many doubts of one that may stand the office refused what was said to them.
    """

    failed: int
    doubted: int
    papers: int
    lost: int
    kept: Set[str]
    pages: Mapping[str, str]
    refused: Mapping[str, int]


def put_slips(
    shelf: Shelf,
    rows: Sequence[FileRow],
    executor: Executor,
    today: date,
    facts: Facts,
    previous: Mapping[str, str],
) -> Slips:
    """Put a slip for every return that goes back, and every report that came without one.

    One that was made of this very content, of what the office says to it and of last year's
    filing (`previous`, by body) stands already.
    """
    back = {i: _addressed(row) for i, row in enumerate(rows) if row.goes_back and _is_known(row)}
    kept, refused = _doubts(shelf, back)
    failed = {i: row for i, row in back.items() if i not in kept}
    records = {i: row.record for i, row in failed.items()}
    given = distinct({i: _stem(record) for i, record in records.items()}, records)

    def needed(row: FileRow) -> Failed:
        return _failed(shelf, row, today, facts, previous)

    coming: list[_Coming] = []
    for position, row in failed.items():
        item = needed(row)
        stem, source = f"{SLIPS}/{given[position]}", _source(row, item)
        asked = {"with_book": item.with_book, "by_office": item.by_office}
        endings = slip.endings(item.filing, item.record, **asked)
        if not shelf.keep([stem + ending for ending in endings], source):
            coming.append(_Coming(stem, source, row))
    lost, elsewhere = _put_made(shelf, coming, needed, executor)
    made = Counter(row.state for row in failed.values())
    made.subtract(lost)
    asked, papers = made.pop(FileState.DOUBTED, 0), made.pop(FileState.DOCUMENT, 0)
    hashes = {back[i].standing.seen.sha256 for i in kept}
    pages = {row.subject: f"{SLIPS}/{given[i]}{WORD}" for i, row in failed.items()}
    stand = {subject: elsewhere.get(page, page) for subject, page in pages.items()}
    told = {subject: page for subject, page in stand.items() if page in shelf.outputs}
    return Slips(made.total(), asked, papers, len(lost), hashes, told, refused)


def _doubts(shelf: Shelf, back: Mapping[int, FileRow]) -> tuple[set[int], dict[str, int]]:
    """Which of them are only doubted and have nothing to ask; of the others only doubted, by
    content, of how many doubts the office refused what was said to them.
    """
    settings, kept, refused = shelf.ledger.settings(), set[int](), dict[str, int]()
    for position, row in back.items():
        if row.state is not FileState.DOUBTED:
            continue
        found = _whole(shelf, row).findings
        if not any_goes_back(found, settings):
            kept.add(position)
        elif count := turned_down(going_back(found, settings)):
            refused[row.standing.seen.sha256] = count
    return kept, refused


@dataclass(frozen=True, slots=True)
class _Coming:
    """A slip that is to be made: where it goes, what it is made of, of which file."""

    stem: str
    source: str
    row: FileRow


def _failed(
    shelf: Shelf, row: FileRow, today: date, facts: Facts, previous: Mapping[str, str]
) -> Failed:
    """All that the slip of a file is made of."""
    settings, standing = shelf.ledger.settings(), row.standing
    whole = _as_set(_whole(shelf, row), settings)
    by_office = facts.decided_of_file(standing.seen, Field.ORIGIN) == Choice.BY_THE_OFFICE
    return Failed(
        record=whole,
        filing=_to_give_back(shelf, row, facts.year),
        deadline=_deadline(row, today),
        known=standing.body is not None,
        with_book=by_office or wants_book(whole.findings, settings),
        by_office=by_office,
        foot=settings.told_if_changed,
        last_year=previous.get(row.record.body, ""),
        body=standing.assigned_to,
    )


def _source(row: FileRow, asked: Failed) -> str:
    """What the ledger notes of a slip: made of the same, it stands already."""
    judged = row.standing.judged
    said = f"{judged.terms} {asked.deadline} {row.record.body}{_ruled(asked.record)}{asked.foot}"
    if row.state is FileState.DOCUMENT:
        said += f" {_digest(asked.filing)}"
    said += f" {Choice.BY_THE_OFFICE}" if asked.by_office else ""
    said += _digest(asked.last_year) if asked.last_year else ""
    return f"{SLIPS} {judged.sha256} {said}"


def _is_known(row: FileRow) -> bool:
    """Whether anybody can be asked: of a paper that names nobody, only the office knows whose."""
    return bool(row.state is not FileState.DOCUMENT or row.standing.body or row.record.body)


def _to_give_back(shelf: Shelf, row: FileRow, year: int | None) -> str:
    """What the slip's workbook holds, as JSON, "" where there is none."""
    filing = shelf.ledger.filing_text(row.standing.seen.sha256)
    return prefilled(row.standing.body, year, filing) if row.state is FileState.DOCUMENT else filing


def _put_made(
    shelf: Shelf, coming: Sequence[_Coming], needed: Callable[[FileRow], Failed], executor: Executor
) -> tuple[list[FileState], Mapping[str, str]]:
    """Make and put slips; the words of those that could not be made, and where each file went.

    What one is made of is read when its turn has come.
    """
    lost: list[FileState] = []
    put: dict[str, str] = {}
    if not coming:
        return lost, put
    tasks = Later(coming, lambda item: needed(item.row))
    with closing(executor.map(make, tasks)) as answers:
        for item, answer in zip(coming, answers, strict=True):
            if isinstance(answer, Lost):
                log_lost(item.row.record.file, answer.details)
                lost.append(item.row.state)
            else:
                files = {item.stem + ending: data for ending, data in answer.items()}
                for name, path in shelf.put_together(files, item.source).items():
                    put[name] = path.relative_to(shelf.out).as_posix()
    return lost, put


def _addressed(row: FileRow) -> FileRow:
    """The row with the body that the office assigned, where the file itself names none."""
    body = row.standing.body
    if body is None or row.record.body:
        return row
    record = replace(row.record, body=body.name, report_name=body.report_name or body.name)
    return replace(row, record=record)


def _stem(record: Record) -> str:
    name = record.report_name or PurePosixPath(record.file).stem
    return safe_name(name) + say("slip.title")


def _deadline(row: FileRow, today: date) -> date | None:
    """The register's, while it lies ahead."""
    due = row.standing.body.due if row.standing.body else None
    return due if due and due >= today else None


def _whole(shelf: Shelf, row: FileRow) -> Record:
    """The record with all its findings; of one only doubted without what the office is asked."""
    found = shelf.ledger.findings(row.standing.seen.sha256)
    if row.state is FileState.DOUBTED:
        return replace(row.record, state=row.state, findings=found)
    return row.record.with_findings((*row.notice, *found, *row.told))


def _as_set(record: Record, settings: Settings) -> Record:
    """The record without the doubts that the office set not to go back."""
    if not settings:
        return record
    asked = going_back(record.findings, settings)
    return record.with_findings(asked).counted(asked)


def _ruled(record: Record) -> str:
    """A digest of what the office says to the doubts, "" where it says nothing."""
    rulings = [
        f"{item.finding.id} {item.finding.ruling} {item.finding.office}"
        for item in record.findings
        if item.finding.ruling
    ]
    return " " + _digest("\n".join(rulings)) if rulings else ""


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


# ------------------------------------------------------------------ notes of correction


def put_corrections(shelf: Shelf, standings: Sequence[Standing]) -> None:
    """Put the note that corrects a published report, where the office gave the reason."""
    for standing in standings:
        if not (standing.published and standing.reason and standing.counts):
            continue
        old, new = (shelf.ledger.filing(key) for key in (standing.published, standing.sha256))
        if not (old and new and changes(old, new)):
            continue
        source = f"{CORRECTIONS} {standing.published} {standing.sha256} {standing.reason}"
        stem = f"{CORRECTIONS}/{report_stem(standing.name, new.year)}-{CORRECTIONS}"
        if not shelf.keep([stem + ending for ending in (WORD, PAGE, TEXT)], source):
            documents = render_correction(old, new, standing.reason)
            shelf.put_together({stem + end: data for end, data in documents.items()}, source)


# ------------------------------------------------------------------ the chase pack


def put_situation(shelf: Shelf, given: Situation) -> None:
    """Put the page that says how the collection stands."""
    shelf.put(SITUATION_PAGE, situation_page(given).encode(), SITUATION_PAGE)


def put_chase(shelf: Shelf, stand: Account, year: int, today: date, slips: Slips) -> int:
    """Put the list of those who owe a return, and a text for each superior; how many owe one.

    `slips` are those that went out.

    What is new is told against the list of the last run that came to its end, which is kept
    beside: a run that was killed is no reason to call nothing new.
    """
    listed = owed(stand.standings, year, today, slips.kept, slips.refused)
    source = f"{CHASE} {year}"
    before = _last_list(shelf, source)
    told = shelf.ledger.settings().told_if_changed
    shelf.put(CHASE_BOOK, chase_book(listed, before, year, told), source)
    for superior, text in chase_texts(listed, year, today, told).items():
        shelf.put(chase_text(superior), text.encode("utf-8-sig"), source)
    return sum(item.owes for item in listed)


def chase_text(superior: str) -> str:
    """Where the words to chase with stand that are for the bodies of that superior."""
    name = safe_name(superior) if superior else say("chase.everyone")
    return f"{CHASE}/{name}.txt"


def _last_list(shelf: Shelf, source: str) -> Mapping[str, str] | None:
    """Who was on the last finished run's list; that list moves to where it is kept.

    None where there is no list of that year.
    """
    book, lists = shelf.out / CHASE_BOOK, (CHASE_BOOK, CHASE_BEFORE)
    ours = {n for n in lists if (put := shelf.earlier.get(n)) and put.source == source}
    if CHASE_BOOK in ours and shelf.ledger.finished(CHASE_BOOK) and book.is_file():
        shelf.put(CHASE_BEFORE, book.read_bytes(), source)
    elif CHASE_BEFORE in ours:
        shelf.outputs[CHASE_BEFORE] = shelf.earlier[CHASE_BEFORE]
    else:
        return None
    return read_before(shelf.out / CHASE_BEFORE)


def lines_about(slips: Slips, owing: int) -> Iterator[str]:
    """What the summary says of all this."""
    if slips.failed:
        yield say("summary.slips", count=slips.failed, folder=SLIPS)
    if slips.papers:
        yield say("summary.slips_papers", count=slips.papers, folder=SLIPS)
    if slips.doubted:
        yield say("summary.slips_doubted", count=slips.doubted, folder=SLIPS)
    if slips.kept:
        yield say("summary.jumps_alone", count=len(slips.kept))
    if slips.lost:
        yield say("summary.slips_lost", count=slips.lost)
    if owing:
        yield say("summary.owing", count=owing, book=CHASE_BOOK)
