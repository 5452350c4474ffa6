"""What the cover says of the report as a whole: its date, and the year its format is for."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.checks.check import Check
from xltools.checks.text.prose import Prose
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import UnknownEdition, in_force
from xltools.law.rule import Severity

DATE = Check("C-DATE", Severity.INFO, "check_date")
OTHER_DATE = Check("C-OTHER-DATE", Severity.WARNING, "check_other_date")
YEAR = Check("C-YEAR", Severity.ERROR, "check_year")

CHECKS = (YEAR, DATE, OTHER_DATE)


def findings_in(prose: Prose) -> Iterator[Finding]:
    """That the year is not one of this edition's; that the date is missing or of another year.

    A report is made in the year after its own, by 31 January or March: 条例第四十九条.
    """
    filing = prose.filing
    edition, year = filing.edition, filing.year
    label, day = edition.form.fields["date"].label, filing.cover.get("date", "")
    if not day:
        yield DATE.found(edition, "date", label=label)
    if year is not None and not _applies(filing, year):
        yield YEAR.found(edition, "year", year=year, first=edition.first_year)
    elif year is not None and day and not day.startswith(f"{year + 1}-"):
        yield OTHER_DATE.found(edition, "date", label=label, day=day, year=year)


def _applies(filing: Filing, year: int) -> bool:
    try:
        return in_force(year) is filing.edition
    except UnknownEdition:
        return False
