"""附件: what came beside a workbook, held against the return that stands for its body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from xltools.collection.ledger.facts import Seen
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.shelf.rows import FileRow
from xltools.collection.standing.standing import FileStanding, Standing
from xltools.examination.record import Located, outside
from xltools.filing.filing import Filing
from xltools.filing.findings import Tally
from xltools.filing.states import FileState
from xltools.law.rule import Severity
from xltools.messages import say, some_of
from xltools.published.as_return.reading import ONLY_PICTURES
from xltools.published.as_return.telling import behind_in
from xltools.published.comparison.differences import Held, held_against
from xltools.published.comparison.words import lines_on
from xltools.report.endings import PDF


@dataclass(frozen=True, slots=True)
class Attachment:
    """What holding it against the return gave, in a word, and the differences."""

    told: str
    findings: tuple[Located, ...] = ()


class Attachments:
    """The files of a run that came beside a workbook, with what became of each."""

    def __init__(self, ledger: Ledger, standings: Iterable[Standing]) -> None:
        self._ledger = ledger
        self._known = dict(self._held(standings))

    def of(self, row: FileRow) -> FileRow:
        """The row with what is told of it as an attachment, if it is one."""
        known = self._known.get(row.standing.seen)
        if known is None:
            return row
        counts = Tally(0, 0, 0, len(known.findings))
        return replace(row, attached=known.told, record=replace(row.record, tally=counts))

    def findings(self, row: FileRow) -> tuple[Located, ...]:
        """The differences of a file from the return, none of what is no attachment."""
        known = self._known.get(row.standing.seen)
        return known.findings if known else ()

    def lines(self) -> Iterator[str]:
        """What the summary says of them."""
        differing = sum(bool(item.findings) for item in self._known.values())
        if self._known:
            yield say("summary.attached", count=len(self._known), differing=differing)

    def _held(self, standings: Iterable[Standing]) -> Iterator[tuple[Seen, Attachment]]:
        for standing in standings:
            came = [item for item in standing.files if item.state is FileState.ATTACHED]
            filing = self._ledger.filing(standing.sha256) if came and standing.chosen else None
            for item in came:
                yield item.seen, self._against(filing, item)

    def _against(self, filing: Filing | None, item: FileStanding) -> Attachment:
        said = self._ledger.filing(item.judged.sha256)
        if said is None:
            return Attachment(say(f"attached.{self._why_not(item)}"))
        if filing is None:
            return Attachment(say("attached.no_return"))
        printed = PurePath(item.file).suffix.lower() == PDF
        found = (located.finding for located in self._ledger.findings(item.judged.sha256))
        held = held_against(filing, said, behind_in(found), printed=printed)
        return _told(filing, held, printed=printed)

    def _why_not(self, item: FileStanding) -> str:
        """Why nothing was read of it, as the code of the words for that."""
        found = {located.finding.id for located in self._ledger.findings(item.judged.sha256)}
        if ONLY_PICTURES in found:
            return "scan"
        return (
            "no_text"
            if item.judged.state is FileState.DOCUMENT and len(found) == 1
            else "no_report"
        )


def _told(filing: Filing, held: Held, *, printed: bool) -> Attachment:
    unread = say("attached.unread", tables="、".join(held.unread)) if held.unread else ""
    if not held.found:
        return Attachment(say("attached.same_printed" if printed else "attached.same") + unread)
    count = len(held.found)
    listed = some_of([line.strip() for line in lines_on(filing, held.found)], sign="；")
    told = outside("attached_differs", Severity.INFO, count=count, listed=listed)
    return Attachment(say("attached.differs", count=count) + unread, (told,))
