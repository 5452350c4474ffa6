"""What the cover says of the report as a whole: its date, and the year its format is for."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.checks.check import Check
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import UnknownEdition, in_force
from xltools.law.rule import Severity

DATE = Check("C-DATE", Severity.INFO, "check_date")
YEAR = Check("C-YEAR", Severity.ERROR, "check_year")

CHECKS = (YEAR, DATE)


def findings(filing: Filing) -> Iterator[Finding]:
    """That the year is not one of this edition's; that the report will carry no date."""
    edition = filing.edition
    if filing.year is not None and not _applies(filing, filing.year):
        yield YEAR.found(edition, "year", year=filing.year, first=edition.first_year)
    if not filing.cover.get("date"):
        yield DATE.found(edition, "date", label=edition.form.fields["date"].label)


def _applies(filing: Filing, year: int) -> bool:
    try:
        return in_force(year) is filing.edition
    except UnknownEdition:
        return False
