"""What reading a report has to say, as findings: the id from the sentence's code."""

from __future__ import annotations

from collections.abc import Iterable

from xltools.filing.doubts import TRANSCRIBED
from xltools.filing.findings import Finding, finding_of, name_of
from xltools.law.rule import Severity


def id_of(code: str) -> str:
    """The id of what a code says: a sentence of `published`, or why a document was refused."""
    return name_of(TRANSCRIBED, code)


def finding(
    code: str, severity: Severity, subject: str, cells: tuple[str, ...], **context: object
) -> Finding:
    """The finding that a code of `published` says, on a table, a text or the whole."""
    name = name_of(TRANSCRIBED, code, subject)
    return finding_of(name, severity, f"published.{code}", cells, **context)


BEHIND = id_of("behind")
"""That what stood before what a report says of the fee is read as standing behind it."""


def behind_in(findings: Iterable[Finding]) -> int:
    """How many paragraphs that is, by what was found in reading the report."""
    return next((one.paragraph + 1 for one in findings if one.rule == BEHIND), 0)
