"""A folder of returned workbooks, all at once: documents, ledger, summary.

Nothing in the folder is changed. What came is noted first, what each content gives as soon as
it is known, and documents move to their places last; so a run that is killed at any moment
and started again ends where it would have ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from xltools import report
from xltools.checks.alike.likeness import THRESHOLD
from xltools.collection.batch import summary
from xltools.collection.batch.arrivals import Arrivals, Asked, note_arrivals
from xltools.collection.batch.examine_new import examine_new
from xltools.collection.batch.last_year import hand_over
from xltools.collection.batch.resemblance import Resemblances, note_resemblances
from xltools.collection.batch.spelling import hand_over_names
from xltools.collection.batch.worker import Redo, redo
from xltools.collection.ledger.facts import Facts
from xltools.collection.ledger.folder import shown_path
from xltools.collection.ledger.judged_by import examined_by
from xltools.collection.ledger.ledger import CHINA, Ledger
from xltools.collection.ledger.names import BOOK, HOLD
from xltools.collection.ledger.stored import called
from xltools.collection.ledger.vault import VaultError
from xltools.collection.ledger_book.attached import Attachments
from xltools.collection.ledger_book.put import BookOfRun
from xltools.collection.outgoing import put as outgoing
from xltools.collection.publication.index import put_index
from xltools.collection.publication.reminder import put_reminder
from xltools.collection.publication.taken import take_said
from xltools.collection.register.body import Body
from xltools.collection.register.matching import plain_name
from xltools.collection.register.settings import Settings
from xltools.collection.shelf.rows import FileRow
from xltools.collection.shelf.shelf import DocumentSet, Shelf, document_sets
from xltools.collection.shelf.staging import staging_in
from xltools.collection.situation.figures import Situation, situation
from xltools.collection.standing.account import account
from xltools.collection.standing.standing import Account, FileStanding, Standing
from xltools.collection.workers.executor import Executor, Later, Lost, ProcessExecutor, Progress
from xltools.errors import XltoolsError
from xltools.examination.record import Located, Record, fault, log_record
from xltools.examination.reports import BadMeans, check_means
from xltools.filing.states import MAY_BE_RETURNED
from xltools.messages import say
from xltools.platform.files import remove_leftovers
from xltools.platform.hold import HeldElsewhere, Holder, held
from xltools.platform.processes import processors


class BatchError(XltoolsError, ValueError):
    """The run cannot begin; the message is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What the office wants of a run; left out, a run judges and reports whatever it finds.

    A `register` once given stays in force, and with it the `year` and what it changes of the checks
    (`settings`). What is new counts as received on the day `received`, or else on the day of the
    run. `previous` holds the filings of the year before, as JSON, by the body's name; `template`
    are a house's own templates; with `pdf` each Word report is made a PDF too. Paragraphs that
    resemble another body's by `likeness` percent at least, the usual THRESHOLD where none is set,
    are doubted. `published` are tables and saved pages that say when and where reports were
    published, `publish_by` is the office's own day for that.
    """

    year: int | None = None
    register: Sequence[Body] | None = None
    settings: Settings | None = None
    previous: Mapping[str, str] = field(default_factory=dict[str, str])
    received: date | None = None
    template: Path | None = None
    pdf: bool = False
    likeness: int | None = None
    published: Sequence[Path] = ()
    publish_by: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves: a row a file, where everything stands, the summary, the exit code."""

    rows: tuple[FileRow, ...]
    account: Account
    summary: tuple[str, ...]
    ledger: Path
    exit_code: int


def run(
    folder: Path,
    out: Path,
    orders: Orders = Orders(),
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Result:
    """Work on every file below `folder` and put documents and ledger into `out`.

    Raises BatchError where it cannot begin, OSError where `out` cannot be written.
    """
    began = now or datetime.now(CHINA)
    _check_folders(folder, out)
    _check_orders(orders, began)
    out.mkdir(parents=True, exist_ok=True)
    try:
        with (
            held(out / HOLD, began.strftime("%Y-%m-%d %H:%M")),
            Ledger.open(out, create=True) as ledger,
            staging_in(out) as staging,
        ):
            asked = _asked(folder, out, staging, orders, ledger, began)
            return _Run(asked, orders, ledger, executor or workers()).result(progress)
    except HeldElsewhere as error:
        raise BatchError(_held_by(error.holder, out)) from error
    except VaultError as error:
        raise BatchError(str(error)) from error


def workers(jobs: int | None = None) -> ProcessExecutor:
    """Processes ready to render reports, as many as the machine has processors or as asked."""
    return ProcessExecutor(jobs or processors(), report.prepare)


def _check_folders(folder: Path, out: Path) -> None:
    if not folder.is_dir():
        raise BatchError(say("batch.no_folder", folder=folder))
    if out.exists() and not out.is_dir():
        raise BatchError(say("batch.out_is_file", out=out))
    if folder.resolve() == out.resolve():
        raise BatchError(say("batch.same_folder", folder=folder))


def _check_orders(orders: Orders, began: datetime) -> None:
    try:
        check_means(orders.template, pdf=orders.pdf)
    except BadMeans as error:
        raise BatchError(str(error)) from error
    if orders.received and orders.received > began.date():
        raise BatchError(say("batch.future", date=orders.received))


def _asked(
    folder: Path, out: Path, staging: Path, orders: Orders, ledger: Ledger, began: datetime
) -> Asked:
    """The orders with what earlier runs left in force."""
    bodies = tuple(orders.register) if orders.register is not None else ledger.bodies()
    year = _year(orders.year, bodies, ledger)
    hand_over_names(bodies, staging)
    terms = examined_by(year, hand_over(orders.previous, staging), orders.template)
    compared = frozenset(map(plain_name, orders.previous))
    rest = (orders.received, orders.template, orders.settings, compared)
    return Asked(folder, out, staging, bodies, year, terms, began, *rest)


def _year(year: int | None, bodies: Sequence[Body] | None, ledger: Ledger) -> int | None:
    """The year wanted: with a register, that of the last run where none is given."""
    if year is None and bodies is not None:
        year = ledger.year()
        if year is None:
            raise BatchError(say("batch.year_wanted"))
    return year


def _held_by(holder: Holder | None, out: Path) -> str:
    if holder is None:
        return say("batch.held", out=out)
    return say("batch.held_by", out=out, **asdict(holder))


@dataclass(frozen=True, slots=True)
class _Run:
    """A run while it holds OUT."""

    asked: Asked
    orders: Orders
    ledger: Ledger
    executor: Executor

    def result(self, progress: Progress | None) -> Result:
        """All of it, from looking at the folder to the summary."""
        remove_leftovers(self.asked.out)
        arrivals = note_arrivals(self.asked, self.ledger)
        examine_new(self.asked, arrivals, self.ledger, self.executor, progress)
        arrivals = self._with_published(arrivals.examined)
        with ExitStack() as opened:
            return self._put_out(arrivals, opened)

    def _with_published(self, arrivals: Arrivals) -> Arrivals:
        """Note what is said of publication; what is to be told of it comes along."""
        if not self.orders.published:
            return arrivals
        asked = arrivals.run, self.asked.year, self.asked.today
        return replace(arrivals, taken=take_said(self.orders.published, self.ledger, *asked))

    def _put_out(self, arrivals: Arrivals, opened: ExitStack) -> Result:
        """Documents to their names, the rest aside, the ledger's book last."""
        found, facts, stand = self._stand(arrivals.run)
        shelf = Shelf(self.asked.out, self.asked.staging, self.ledger, arrivals.run)
        rows = self._published(shelf, [self._row(item) for item in stand.files])
        failure = shelf.add_pdfs(rows) if self.orders.pdf else ""
        opened.callback(found.pairs.close)
        picture = self._situation(facts, stand)
        attached = Attachments(self.ledger, stand.standings)
        put_index(shelf, rows, facts)
        _put_picture(shelf, picture)
        asked = self.asked.today, facts, self.orders.previous
        slips = outgoing.put_slips(shelf, rows, self.executor, *asked)
        outgoing.put_corrections(shelf, stand.standings)
        owing = self._put_chase(shelf, facts, stand, slips)
        book = BookOfRun(self.ledger, shelf, facts, stand, attached, self.asked.today)
        taken = arrivals.taken
        told = slips, arrivals.problems, taken.unsaid
        written = book.put(rows, found.pairs, picture, *told)
        shelf.retire()
        with self.ledger.adding():
            self.ledger.finish(arrivals.run, datetime.now(CHINA))
        lines = (
            *summary.of_rows(rows, self.asked.year),
            *summary.of_bodies(stand.standings),
            *(summary.twice(stand.files) if facts.bodies is None else ()),
            *(*summary.overridden(stand.files, facts), *summary.departed(stand.departed)),
            *summary.left_alone(
                arrivals.aside,
                (shown_path(path, self.asked.folder) for path in arrivals.gathered.closed),
            ),
            *(*taken.noted, *taken.unsaid, *summary.not_obeyed(arrivals.problems)),
            *summary.tidied(shelf.moved, shelf.held, shelf.settled),
            *summary.resembling(found),
            *(line for line in (failure, book.lost, book.before) if line),
            *summary.damaged(item.file for item in stand.files if self._is_damaged(item)),
            *attached.lines(),
            *(line for line in (self.ledger.settings().told_if_changed,) if line),
            *outgoing.lines_about(slips, owing),
            *(summary.overdue(picture) if picture else ()),
            *summary.documents_by_folder(rows),
            *summary.places(written, copied=written.name != BOOK),
        )
        worst = max((row.exit_code for row in rows), default=MAY_BE_RETURNED)
        return Result(tuple(rows), stand, lines, written, worst)

    def _stand(self, run: int) -> tuple[Resemblances, Facts, Account]:
        """Where everything stands, with the doubts that only many returns together give."""
        asked, likeness = self.asked, self.orders.likeness or THRESHOLD
        facts = self.ledger.facts(asked.year)
        stand = account(facts, asked.today)
        day = asked.received or asked.today
        found = note_resemblances(self.ledger, stand.standings, likeness, run, day)
        if found.news:
            facts = self.ledger.facts(asked.year)
            stand = account(facts, asked.today)
        return found, facts, stand

    def _situation(self, facts: Facts, stand: Account) -> Situation | None:
        """How the collection stands, where a register says of whom."""
        if facts.bodies is None:
            return None
        told = self.ledger.settings().told
        day, by = self.asked.today, self.orders.publish_by
        return situation(stand.standings, self._findings, self.asked.year, day, told, by)

    def _findings(self, standing: Standing) -> Sequence[Located]:
        """What is found in the return that stands for a body."""
        return self.ledger.findings(standing.sha256) if standing.chosen else ()

    def _is_damaged(self, item: FileStanding) -> bool:
        """Whether what was filed with it was wanted in this run and could not be read back."""
        return item.seen.present and item.seen.sha256 in self.ledger.damaged

    def _row(self, item: FileStanding) -> FileRow:
        """A file with its gravest finding, if it is one that matters."""
        row = FileRow(item, _record(item))
        if not row.matters:
            return row
        findings = (*row.notice, *self.ledger.findings(item.seen.sha256), *row.told)
        return FileRow(item, replace(row.record, findings=findings).brief())

    def _published(self, shelf: Shelf, rows: Sequence[FileRow]) -> list[FileRow]:
        """Put what does not stand in OUT yet; what was not made in this run is made again."""
        standing, others = shelf.parted(document_sets(rows))
        coming = {documents.position: documents for documents in others}
        missing = [
            documents for documents in coming.values() if not documents.is_staged(shelf.staging)
        ]
        given = list(rows)
        for documents, answer in zip(missing, self._made_again(shelf, rows, missing), strict=True):
            position = documents.position
            if isinstance(answer, Lost):
                given[position] = _without_documents(given[position], answer)
                del coming[position]
            else:
                coming[position] = replace(documents, hashes=answer)
        return shelf.publish(given, standing, list(coming.values()))

    def _made_again(
        self, shelf: Shelf, rows: Sequence[FileRow], missing: Sequence[DocumentSet]
    ) -> Iterator[dict[str, str] | Lost]:
        def again(documents: DocumentSet) -> Redo:
            return Redo(
                documents.key,
                self.ledger.filing_text(documents.sha256),
                shelf.staging,
                self.asked.template,
                rows[documents.position].standing.assigned_to,
                documents.marked,
            )

        if missing:
            with closing(self.executor.map(redo, Later(missing, again))) as answers:
                yield from answers

    def _put_chase(self, shelf: Shelf, facts: Facts, stand: Account, slips: outgoing.Slips) -> int:
        """The chase pack, where there is a register; how many bodies owe something."""
        if facts.bodies is None or facts.year is None:
            return 0
        return outgoing.put_chase(shelf, stand, facts.year, self.asked.today, slips)


def _put_picture(shelf: Shelf, picture: Situation | None) -> None:
    """The page that shows how it stands, and words for those who are to publish."""
    if picture:
        outgoing.put_situation(shelf, picture)
        put_reminder(shelf, picture)


def _record(item: FileStanding) -> Record:
    """The record of a file, under the name that the register has for its body."""
    record, body = called(item.judged, item.file), item.assigned_to
    if body is None:
        return record
    if item.misnamed:
        record = replace(record, tally=replace(record.tally, infos=record.tally.infos + 1))
    return replace(record, body=body.name, report_name=body.report_name or body.name)


def _without_documents(row: FileRow, lost: Lost) -> FileRow:
    record = fault(row.record.file, lost.why.value, lost.details)
    log_record(record)
    return replace(row, record=record, problems=1)
