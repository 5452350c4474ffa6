"""Last year's returns of the bodies of a register: from a folder of returns or of published
reports, a ledger, or 上年数据.xlsx.

A body is compared with what it filed itself and with what those filed that have become part of
it since: one filing where that was one, a sum where it was several. Where one of them is not
known, there is no last year: it is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from xltools.collection.distribution.previous_book import read_previous_book
from xltools.collection.ledger.folder import gather
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.stored import Kept, filing_from, filing_text
from xltools.collection.ledger.vault import vault_of
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.matching import Register
from xltools.collection.standing.account import account_of, as_accepted, current
from xltools.collection.workers.reports import read_reports
from xltools.errors import XltoolsError
from xltools.filing.filing import Filing, Value, sum_of
from xltools.filing.previous import previous_figures
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.platform.on_disk import OnDisk
from xltools.published.as_return.reading import is_report, one_of_each
from xltools.reader import Reading, read_return

_SQLITE = b"SQLite format 3\0"


class PreviousError(XltoolsError, ValueError):
    """There is nothing of last year to be had there; the message is the sentence for the user."""


class KeptFilings(Kept[Filing]):
    """Filings by the body's name, which lie as `texts` on disk until they are asked for."""

    def __init__(self) -> None:
        self.texts = OnDisk[str]()
        super().__init__(_read_back, self.texts)

    def keep(self, name: str, filing: Filing) -> None:
        """Keep a filing, of which what is known of its workbook is left out."""
        self.texts[name] = filing_text(filing)


def _read_back(text: str) -> Filing:
    filing = filing_from(text)
    assert filing is not None, "it was kept a moment ago"
    return filing


@dataclass(frozen=True, slots=True)
class Previous:
    """Last year by the body's full name; of the others that file, in one sentence why not.

    `parts` are the names whose filings were added up, where there were several; `wanting` those
    that filed and of whom nothing is known. `notes` are for the office: what in the source was
    not used.
    """

    filings: KeptFilings = field(default_factory=KeptFilings)
    lacking: Mapping[str, str] = field(default_factory=dict[str, str])
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    wanting: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def previous_filings(sources: Sequence[Path], year: int, bodies: Sequence[Body]) -> Previous:
    """Last year of every body that files for `year`: each source fills the gaps of those before.

    Raises PreviousError where the source is none, VaultError for a ledger that cannot be used.
    """
    notes: list[str] = []
    found = KeptFilings()
    why: dict[str, str] = {}
    awaited: set[str] = set()
    for place in sources:
        filings_there = _filings(place, year - 1, notes)
        known = _by_body(filings_there, Register(bodies), notes, why).texts
        expected, uncounted = _said_by_ledger(place, year - 1)
        if twice := found.keys() & known.keys():
            notes.append(say("previous.known", source=place, count=len(twice)))
        found.texts.update((name, known[name]) for name in known.keys() - twice)
        awaited |= expected
        why = uncounted | why
    awaited |= found.keys()
    filings = KeptFilings()
    lacking: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    wanting: dict[str, None] = {}
    by_name, joined = {body.name: body for body in bodies}, _joined(bodies)
    for body in bodies:
        if not body.files_for(year):
            continue
        within = joined.get(body.name, ())
        names = tuple(_formerly(body, within, by_name, year - 1, awaited))
        missing = [name for name in names if name not in found]
        if missing or not names:
            lacking[body.name] = _why_lacking(body, missing, why)
            wanting |= dict.fromkeys(missing)
            continue
        single, *others = names
        if others:
            filings.keep(body.name, _together(body, [found[name] for name in names]))
            parts[body.name] = names
        else:
            filings.texts[body.name] = found.texts[single]
    return Previous(filings, lacking, parts, tuple(wanting), tuple(notes))


def _why_lacking(body: Body, missing: Sequence[str], why: Mapping[str, str]) -> str:
    """Why a body has no last year: what is wrong with each of those that make it up."""
    if not missing:
        return say("previous.new")
    listed: list[str] = []
    for name in missing:
        whose = "own" if name == body.name else "others"
        reason = why.get(name) or say("previous.not_found")
        listed.append(say(f"previous.missing_{whose}", name=name, reason=reason))
    return say("previous.missing", listed="；".join(listed))


def without_previous(year: int, bodies: Sequence[Body]) -> Previous:
    """What is known where no source is given: nothing of anybody."""
    reason = say("previous.no_source")
    lacking = {body.name: reason for body in bodies if body.files_for(year)}
    return Previous(
        lacking=lacking,
        wanting=tuple(body.name for body in bodies if body.files_for(year - 1)),
    )


def _joined(bodies: Iterable[Body]) -> Mapping[str, Sequence[str]]:
    """Who reports within each body, in the order of the register."""
    joined: dict[str, list[str]] = {}
    for body in bodies:
        if body.mode is Mode.MERGED:
            joined.setdefault(body.merged_into, []).append(body.name)
    return joined


def _formerly(
    body: Body,
    joined: Iterable[str],
    known: Mapping[str, Body],
    last_year: int,
    awaited: Set[str],
) -> Iterator[str]:
    """Whose filings of last year make up this body's: its own, and those merged into it since.

    The register does not say since when a body reports within another (`joined`): one that was
    awaited last year, or came, reported for itself then.
    """
    if body.files_for(last_year):
        yield body.name
    for name in body.predecessors:
        if name not in known or known[name].files_for(last_year) or name in awaited:
            yield name
    for name in joined:
        if name in awaited and name not in body.predecessors:
            yield name


def _together(body: Body, filings: Sequence[Filing]) -> Filing:
    """One filing of several: figures added up where each has one, no texts."""
    edition = filings[0].edition
    figures: dict[str, Value] = {}
    for cell in edition.typed:
        added = sum_of(filing.number(cell) for filing in filings)
        if added is not None:
            figures[cell] = added
    cover = {"name": body.name, "code": body.code, "year": str(filings[0].year or "")}
    return Filing(
        edition, cover={key: text for key, text in cover.items() if text}, figures=figures
    )


# ------------------------------------------------------------------ where they come from


def _filings(source: Path, year: int, notes: list[str]) -> Iterable[tuple[str, Filing]]:
    """Every filing on that year, with what it is called for people: a file, a row, a body."""
    if _is_ledger(source):
        return _from_ledger(source, year, notes)
    if source.is_dir():
        return _from_folder(source, year, notes)
    if source.is_file() and is_report(source):
        return _from_reports([source], year, notes)
    if not source.is_file():
        raise PreviousError(say("previous.nothing", source=source))
    reading = read_previous_book(source, year)
    if not reading.read:
        finding = reading.problems[0].finding
        raise PreviousError(
            say("previous.unusable", sentence=finding.sentence, remedy=finding.remedy)
        )
    notes += [
        say("previous.noted", place=located.place, sentence=located.finding.sentence)
        for located in reading.problems
    ]
    return [(source.name, filing) for filing in reading.filings]


def _said_by_ledger(source: Path, year: int) -> tuple[Set[str], dict[str, str]]:
    """Who was to file on that year, and why a body's return did not count, where the source knows:
    a ledger with its register.
    """
    if not _is_ledger(source):
        return frozenset(), {}
    why: dict[str, str] = {}
    with Ledger.open(source) as ledger:
        for standing in account_of(ledger, year).standings:
            if standing.body and not standing.counts:
                code = "not_counted" if standing.files else "not_filed"
                why[standing.name] = say(f"previous.{code}", state=standing.cause_label)
        return {body.name for body in ledger.bodies() or () if body.files_for(year)}, why


def _is_ledger(source: Path) -> bool:
    """Whether it is the ledger's file, or a folder that holds one."""
    file = vault_of(source)
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(_SQLITE)) == _SQLITE


def _from_ledger(source: Path, year: int, notes: list[str]) -> Iterator[tuple[str, Filing]]:
    with Ledger.open(source) as ledger:
        for standing, filing in current(ledger, year):
            if filing:
                yield standing.name, as_accepted(ledger, standing.sha256, filing)
        if ledger.damaged:
            notes.append(say("previous.damaged", count=len(ledger.damaged)))


def _from_folder(folder: Path, year: int, notes: list[str]) -> Iterator[tuple[str, Filing]]:
    """The returns on that year that can be read; the others are counted."""
    files = gather(folder, folder / ".none").files
    reports = [path for path in files if is_report(path)]
    books = (read_return(path) for path in files if path not in set(reports))
    yield from _on_year(books, year, notes)
    yield from _from_reports(one_of_each(reports), year, notes)


def _from_reports(
    reports: Sequence[Path], year: int, notes: list[str]
) -> Iterator[tuple[str, Filing]]:
    """What published reports on that year state; how many of them were doubtful is said."""
    doubtful: set[str] = set()

    def told() -> Iterator[Reading]:
        for reading in read_reports(reports):
            if any(finding.severity is Severity.WARNING for finding in reading.findings):
                doubtful.add(reading.path.name)
            yield reading

    found: list[str] = []
    for name, filing in _on_year(told(), year, notes):
        found.append(name)
        yield name, filing
    if found:
        count = len(doubtful.intersection(found))
        notes.append(say("previous.transcribed", count=len(found), doubtful=count))


def _on_year(
    readings: Iterable[Reading], year: int, notes: list[str]
) -> Iterator[tuple[str, Filing]]:
    """The filings on that year; what is on another, or could not be read, is counted.

    What they say to doubts is left out: no office is known to have let it stand.
    """
    others = unread = 0
    for reading in readings:
        filing = reading.filing
        if filing is None:
            unread += 1
        elif filing.year != year:
            others += 1
        else:
            yield reading.path.name, replace(filing, explanations={}, bound={})
    if others:
        notes.append(say("previous.other_year", count=others, year=year))
    if unread:
        notes.append(say("previous.unread", count=unread))


def _by_body(
    filings: Iterable[tuple[str, Filing]],
    register: Register,
    notes: list[str],
    why: dict[str, str],
) -> KeptFilings:
    """Each body's filing; where two of them differ in their figures, neither counts."""
    held, first = KeptFilings(), dict[str, str]()
    disputed: set[str] = set()
    for called, filing in filings:
        match = register.match(filing.cover.get("code", ""), filing.name, filing.report_name)
        if not match.sure or match.body is None:
            notes.append(say("previous.unmatched", file=called, name=filing.name))
            continue
        name = match.body.name
        other = first.setdefault(name, called)
        if name not in held:
            held.keep(name, filing)
        elif not _agree(held[name], filing):
            disputed.add(name)
            why[name] = say("previous.disputed")
            notes.append(say("previous.twice", name=name, file=called, other=other))
    for name in disputed:
        del held.texts[name]
    return held


def _agree(one: Filing, other: Filing) -> bool:
    return previous_figures(one, one.edition) == previous_figures(other, one.edition)
