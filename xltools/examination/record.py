"""What is kept of a file: small enough to come back from a worker by the thousand."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from sys import intern

from xltools.examination.examine import Examined, examine
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Tally, finding_of, name_of, tally
from xltools.filing.states import MAY_BE_RETURNED, FileState
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.layout.return_book import layout_of
from xltools.platform.processes import fault_of, is_panic
from xltools.reader import Reading

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its place as people read it, and the addresses of its cells."""

    finding: Finding
    place: str = ""
    addresses: tuple[str, ...] = ()

    @property
    def sheet(self) -> str:
        """The sheet of its first cell, "" where it has none."""
        return self.addresses[0].partition("!")[0] if self.addresses else ""


@dataclass(frozen=True, slots=True)
class Record:
    """One content: who filed, the one word for it, and what is to be said of it.

    `file` is what it is called where it was seen, "" in the ledger, which keeps names apart.
    `sha256` is that of its bytes, or what stands for one; `written` are the hashes of its staged
    reports by ending; `details` are for the log and hold no text of the return. The ledger
    keeps as well `terms`, by which it was examined, `filing`, what was filed as JSON, `content`, a
    digest of that, and whether figures and texts were `withheld`.
    """

    file: str
    state: FileState
    tally: Tally
    body: str = ""
    code: str = ""
    report_name: str = ""
    year: int | None = None
    edition: str = ""
    sha256: str = ""
    findings: Sequence[Located] = ()
    written: Mapping[str, str] = field(default_factory=dict[str, str])
    details: str = ""
    terms: str = ""
    content: str = ""
    filing: str = ""
    withheld: bool = False

    @property
    def exit_code(self) -> int:
        """What a run over this file alone exits with."""
        return self.state.meaning.exit_code

    @property
    def bare(self) -> Record:
        """The record without texts and name: what decides where a return stands."""
        return replace(self, file="", findings=(), details="", filing="")

    def with_findings(self, findings: Sequence[Located]) -> Record:
        """The record with those findings."""
        return replace(self, findings=findings)

    def counted(self, findings: Iterable[Located]) -> Record:
        """The record with what those findings count up to."""
        return replace(self, tally=tally(located.finding for located in findings))

    def brief(self) -> Record:
        """The record with its gravest finding only: what is kept while a run goes on."""
        told = (located for located in self.findings if not located.finding.waits)
        return replace(self, findings=tuple(map(_plain, islice(told, 1))), details="")


def _plain(located: Located) -> Located:
    """The same without what its sentences were made of."""
    finding = located.finding
    said = {name: intern(str(getattr(finding, name))) for name in ("sentence", "remedy", "law")}
    return replace(located, finding=replace(finding, **said))


def record_of(file: str, examined: Examined) -> Record:
    """The record of an examined file, called `file` in everything that people see."""
    filing = examined.reading.filing
    edition = filing.edition if filing else None
    return Record(
        file=file,
        state=examined.state,
        tally=examined.tally,
        body=filing.name if filing else "",
        code=filing.cover.get("code", "") if filing else "",
        report_name=filing.report_name if filing else "",
        year=filing.year if filing else None,
        edition=edition.id if edition else "",
        sha256=examined.reading.sha256,
        findings=tuple(located(finding, edition, filing) for finding in examined.findings),
    )


def examined_at(path: Path) -> tuple[Record, Reading | None]:
    """The record of the file there, whatever reading it does, and the reading.

    What the program fails on is told, and there is then no reading.
    """
    try:
        examined = examine(path)
        return record_of(str(path), examined), examined.reading
    except MemoryError as error:
        return fault(str(path), "over_memory", fault_of(error)), None
    except BaseException as error:
        if not is_panic(error):
            raise
        return fault(str(path), "fault", fault_of(error)), None


def located(finding: Finding, edition: Edition | None, filing: Filing | None = None) -> Located:
    """A finding with the places of its cells in the workbook of that edition.

    `filing` knows in which row of a text a paragraph stands; without it, a row each.
    """
    if edition is None or not finding.cells:
        return Located(finding)
    layout, number = layout_of(edition), finding.paragraph
    row = filing.row(finding.cells, number) if filing else number
    spots = (layout.place(finding.cells[0], row), *map(layout.place, finding.cells[1:]))
    addresses = tuple(spot.reference for spot in spots)
    return Located(finding, layout.where(finding.cells, row), addresses)


def placed_in(filing: Filing, known: Located) -> Located:
    """The same; what is said of a text at the row that it has in a workbook made of the filing."""
    cells = known.finding.cells if known.addresses else ()
    in_text = cells and cells[0] in filing.edition.form.narratives
    return located(known.finding, filing.edition, filing) if in_text else known


def fault(file: str, code: str, details: str) -> Record:
    """The record of a file that the program failed on: no verdict, and said so."""
    return with_problem(Record(file, FileState.FAULT, tally(())), FileState.FAULT, code, details)


def record_of_refused(file: str, code: str) -> Record:
    """The record of a file that could not be taken out of the archive it came in."""
    return with_problem(Record(file, FileState.UNREADABLE, tally(())), FileState.UNREADABLE, code)


def with_problem(
    record: Record, state: FileState, code: str, details: str = "", **context: object
) -> Record:
    """The record in another state, led by a finding from outside the return."""
    return replace(
        record,
        state=state,
        findings=(outside(code, Severity.ERROR, **context), *record.findings),
        tally=replace(record.tally, errors=record.tally.errors + 1),
        details=details,
    )


def outside(code: str, severity: Severity, **context: object) -> Located:
    """A finding that does not speak of a return's content: `P-` and its code."""
    return Located(finding_of(name_of("P-", code), severity, f"collection.{code}", **context))


def worst(records: Iterable[Record]) -> int:
    """The exit code of a run over all of them; 0 for none."""
    return max((record.exit_code for record in records), default=MAY_BE_RETURNED)


def years(records: Iterable[Record]) -> list[tuple[int, int]]:
    """Each year reported on, with the number of returns that do."""
    return sorted(Counter(record.year for record in records if record.year).items())


def log_lost(file: str, details: str) -> None:
    """Log that something could not be made for a file, and what a fault needs."""
    log.error("%s\n%s", file, details)


def log_record(record: Record) -> None:
    """Log a file's state, the ids of its findings, and what a fault needs: no text of it."""
    rules = " ".join(located.finding.id for located in record.findings)
    log.info("%s | %s | %s | %s", record.file, record.state.value, record.sha256, rules)
    if record.details:
        log_lost(record.file, record.details)
