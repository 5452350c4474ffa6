"""What reading a report has to say, as findings: the id from the sentence's code."""

from __future__ import annotations

from xltools.filing.doubts import TRANSCRIBED
from xltools.filing.findings import Finding, Verdict
from xltools.law.rule import Severity
from xltools.messages import say


def id_of(code: str) -> str:
    """The id of what a code says: a sentence of `published`, or why a document was refused."""
    return TRANSCRIBED + code.upper().replace("_", "-")


def finding(
    code: str, severity: Severity, subject: str, cells: tuple[str, ...], **context: object
) -> Finding:
    """The finding that a code of `published` says, on a table, a text or the whole."""
    name = id_of(code)
    return Finding(
        id=f"{name}/{subject}" if subject else name,
        severity=severity,
        verdict=Verdict.FAIL,
        sentence=say(f"published.{code}", **context),
        remedy=say(f"published.{code}_remedy"),
        law="",
        cells=cells,
    )
