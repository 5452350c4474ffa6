"""One returned workbook examined: read, confronted with its rules, checked.

`validate`, `report`, `batch` and the ribbon all judge a return by this and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.checks import check
from xltools.checks.whole_return.cover import YEAR
from xltools.checks.whole_return.nearest import with_repairs
from xltools.filing.confront import confront, plain, same
from xltools.filing.doubts import TOTALS, UNDIVIDED
from xltools.filing.explanations import with_explanations
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Tally, Verdict, finding_of, raised, tally
from xltools.filing.previous import with_previous
from xltools.filing.states import FileState
from xltools.law.rule import Severity
from xltools.law.words import last_year
from xltools.messages import say
from xltools.reader import Reading, read_return

WANTED_YEAR = "B-YEAR"
OTHER_LAST_YEAR = "B-LAST-YEAR"


@dataclass(frozen=True, slots=True)
class Examined:
    """A file's reading, what a person must see of it (gravest first), and how much that is."""

    reading: Reading
    findings: tuple[Finding, ...]
    tally: Tally

    @property
    def state(self) -> FileState:
        """The one word for the file."""
        if self.reading.unread:
            return self.reading.unread
        if any(finding.rule in (WANTED_YEAR, YEAR.id) for finding in self.findings):
            return FileState.WRONG_YEAR
        if self.tally.errors:
            return FileState.ERRORS
        return FileState.UNFILLED if self.tally.unfilled else passed(self.tally)


def passed(counts: Tally) -> FileState:
    """The word for a return in which nothing is wrong or missing, by its doubts."""
    if counts.warnings:
        return FileState.DOUBTED
    return FileState.EXPLAINED if counts.explained else FileState.PASSED


def examine(
    path: Path,
    year: int | None = None,
    previous: Mapping[str, Filing] | None = None,
    *,
    whose: str = "",
) -> Examined:
    """Examine one file; with `year`, a return on any other year has an error.

    `previous` holds the returns of the year before by the body's name, which is `whose` where
    the return itself says another.
    """
    return examine_reading(read_return(path), year, previous, whose=whose)


def examine_reading(
    reading: Reading,
    year: int | None = None,
    previous: Mapping[str, Filing] | None = None,
    *,
    whose: str = "",
) -> Examined:
    """Examine what was read, from a file or from a workbook that is open in Excel."""
    if reading.filing is None:
        findings = reading.findings
    else:
        known = _last_year(reading.filing, year, previous or {}, whose)
        filing = with_previous(reading.filing, known)
        found = (
            *_wrong_year(filing, year),
            *_told_otherwise(reading.filing, filing),
            *with_repairs(confront(filing), filing),
            *check(filing, known),
        )
        found = (*reading.findings, *_not_said_twice(found, reading.findings))
        reading = replace(reading, filing=filing)
        findings = raised(with_explanations(found, filing))
    return Examined(reading, findings, tally(findings))


def _last_year(
    filing: Filing, year: int | None, previous: Mapping[str, Filing], whose: str
) -> Filing | None:
    """What its body filed on the year before the wanted one, if that is what this return is on."""
    on_wanted_year = year is None or filing.year in (None, year)
    return previous.get(whose or filing.name) if on_wanted_year else None


def _not_said_twice(findings: Iterable[Finding], reading: Iterable[Finding]) -> Iterator[Finding]:
    """What the rules and checks find, under what reading the same cells has found already.

    A cell that could not be read seems blank afterwards, or of no use: a hint on it is left out.
    """
    told = {
        item: remark.id
        for remark in reading
        if remark.severity is Severity.ERROR
        for item in remark.cells
    }
    for finding in findings:
        if not finding.cells or not all(item in told for item in finding.cells):
            yield finding
        elif finding.severity is not Severity.INFO:
            yield replace(finding, under=finding.under or told[finding.cells[0]])


def _wrong_year(filing: Filing, year: int | None) -> tuple[Finding, ...]:
    if year is None or filing.year is None or filing.year == year:
        return ()
    name, context = f"{WANTED_YEAR}/year", {"year": filing.year, "wanted": year}
    return (finding_of(name, Severity.ERROR, "collection.wrong_year", ("year",), **context),)


def _told_otherwise(shown: Filing, filing: Filing) -> tuple[Finding, ...]:
    """The workbook shows other figures of last year than the office has, by which it is judged."""
    differing = [
        cell
        for cell, number in shown.previous.items()
        if not same(number, filing.previous.get(cell, number))
    ]
    if not differing:
        return ()
    label = filing.edition.form.cells[differing[0]].label
    context = {
        "count": len(differing),
        "label": last_year(label),
        "told": plain(shown.previous[differing[0]]),
        "known": plain(filing.previous[differing[0]]),
    }
    return (finding_of(OTHER_LAST_YEAR, Severity.INFO, "collection.last_year", **context),)


def published_only(examined: Examined) -> Examined:
    """What was found in a report as it was published: what only a return says is not missed.

    Nor is what the report has in another place, and no sentence speaks of a workbook.
    """
    filing = examined.reading.filing
    if filing is None:
        return examined
    findings = tuple(_as_of_report(filing, examined.findings))
    return Examined(examined.reading, findings, tally(findings))


def _unsaid(filing: Filing, findings: Iterable[Finding]) -> set[str]:
    """What a report does not say, or not in a place of its own."""
    form = filing.edition.form
    hidden = (cell.id for t in form.tables.values() if not t.printed for cell in t.cells)
    undivided = (item for f in findings if f.rule == UNDIVIDED for item in f.cells)
    return {*form.fields, *hidden, *undivided}


def _as_of_report(filing: Filing, findings: Sequence[Finding]) -> Iterator[Finding]:
    unsaid = _unsaid(filing, findings)
    totals = {one.id for one in filing.edition.instances if one.rule.computes}
    for finding in findings:
        unfilled = finding.verdict is Verdict.UNFILLED and finding.cells
        if finding.rule == TOTALS or (unfilled and unsaid.issuperset(finding.cells)):
            continue
        wrong = finding.id in totals and finding.verdict is Verdict.FAIL
        yield replace(finding, remedy=say("published.total_remedy")) if wrong else finding
