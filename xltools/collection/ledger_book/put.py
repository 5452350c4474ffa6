"""台账.xlsx put into OUT at the end of a run, when all that it leads to stands there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xltools.checks.alike.likeness import Likeness
from xltools.collection.ledger.facts import Facts
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import BOOK, RETIRED
from xltools.collection.ledger_book.attached import Attachments
from xltools.collection.ledger_book.book import LedgerBook, bodies_first, problems_first
from xltools.collection.ledger_book.changes import correction_of
from xltools.collection.ledger_book.decisions import may_hold_own, source_of
from xltools.collection.ledger_book.own import NOTHING, own_of
from xltools.collection.ledger_book.today import EndOfRun
from xltools.collection.outgoing.chase import owed
from xltools.collection.outgoing.put import Slips
from xltools.collection.shelf.rows import FileRow
from xltools.collection.shelf.shelf import Shelf
from xltools.collection.situation.figures import Situation
from xltools.collection.situation.unpublished import Unpublished
from xltools.collection.standing.standing import Account, Standing
from xltools.examination.record import Located
from xltools.filing.findings import Ruling
from xltools.filing.states import FileState
from xltools.messages import say
from xltools.platform.files import folders_to, unused, write_whole

_RULED = {FileState.DOUBTED: Ruling.REFUSED, FileState.EXPLAINED: Ruling.ACCEPTED}


@dataclass
class BookOfRun:
    """The book of a run.

    `lost` says what the office added and could not be carried over, `before` that the last run
    collected another year.
    """

    ledger: Ledger
    shelf: Shelf
    facts: Facts
    stand: Account
    attached: Attachments
    today: date
    lost: str = field(default="", init=False)
    before: str = field(default="", init=False)

    def put(
        self,
        rows: Sequence[FileRow],
        pairs: Iterable[Likeness],
        picture: Situation | None,
        slips: Slips,
        refused: Sequence[Located],
        unsaid: Sequence[str] = (),
    ) -> Path:
        """Write it and put it in its place.

        `pairs` resemble one another; `slips` are those that went out, `refused`
        decisions that could not be obeyed, `unsaid` lines on what was given of publication and
        could not be taken.
        """
        out = self.shelf.out
        own = own_of(out / BOOK) if may_hold_own(out, self.ledger) else NOTHING
        self.lost = own.lost
        self._keep_last_year()
        with closing(LedgerBook(self.facts, self._about(picture), slips.pages, own)) as book:
            for row in problems_first(rows):
                self._add(book, row)
            if self.facts.bodies is not None:
                outputs = {row.standing.seen.sha256: row.outputs for row in rows if row.outputs}
                for standing in bodies_first(self.stand.standings):
                    correction = correction_of(standing, self.ledger)
                    documents = outputs.get(standing.sha256, ())
                    book.add_body(standing, correction, documents, self._ruled(standing))
            if picture:
                book.add_situation(picture)
            book.add_resembling(pairs)
            overdue = picture.overdue if picture else ()
            book.add_today(self._end(rows, slips, refused, overdue, unsaid).duties())
            dated = say("collection.dated_book", date=self.today)
            source = source_of(self.ledger.serial(), with_own=bool(own))
            return self.shelf.put(BOOK, book.finish(), source, dated)

    def _keep_last_year(self) -> None:
        """Keep the book of another year, which this one takes the place of."""
        put, year = self.ledger.put_by(BOOK)
        path = self.shelf.out / BOOK
        if put and year and self.facts.year not in (None, year) and path.is_file():
            wanted = self.shelf.out / RETIRED / say("ledger.of_year", year=year)
            kept = unused(folders_to(wanted, self.shelf.out))
            write_whole(kept, path.read_bytes())
            told = {"before": year, "year": self.facts.year, "kept": f"{RETIRED}/{kept.name}"}
            self.before = say("summary.other_january", **told)

    def _ruled(self, standing: Standing) -> int:
        """Of how many doubts of what a body's word is of the office has spoken: of a doubted return
        how many explanations it refused, of an explained one how many doubts it accepted.
        """
        ruling = _RULED.get(standing.by.state) if standing.by else None
        if standing.by is None or ruling is None:
            return 0
        found = (item.finding for item in self.ledger.findings(standing.by.seen.sha256))
        ruled = (item for item in found if item.counted and item.ruling is ruling)
        return sum(bool(item.explanation) or item.explained for item in ruled)

    def _about(self, picture: Situation | None) -> Sequence[str]:
        """What is said of the whole, above what is to be done."""
        return (picture.sentence, self.ledger.settings().told) if picture else ()

    def _add(self, book: LedgerBook, row: FileRow) -> None:
        problems = row.record.findings[: row.problems]
        found = self.ledger.findings(row.standing.seen.sha256) if row.matters else ()
        beside = self.attached.findings(row)
        found = (*problems, *row.notice, *found, *row.told, *beside)
        book.add_file(self.attached.of(row), found)

    def _end(
        self,
        rows: Sequence[FileRow],
        slips: Slips,
        refused: Sequence[Located],
        overdue: Sequence[Unpublished],
        unsaid: Sequence[str],
    ) -> EndOfRun:
        facts, stand = self.facts, self.stand
        asked = facts.bodies is not None and facts.year is not None
        year, day = facts.year or 0, self.today
        listed = owed(stand.standings, year, day, slips.kept, slips.refused) if asked else ()
        differing = [row for row in rows if self.attached.findings(row)]
        since = self.ledger.first_run_on(day)
        told = listed, slips, refused, differing, overdue, unsaid
        return EndOfRun(facts, stand, rows, *told, since)
