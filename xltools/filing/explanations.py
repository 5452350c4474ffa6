"""情况说明: what a body says to a doubt, bound to the figures that it was said of.

A program that sees an explanation for the first time records beside it the fingerprint of
the finding's figures. Unbound, or rewritten since, an explanation counts for the figures
beside it; bound to others, it has lapsed: it is shown, and never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from xltools.filing.confront import plain
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.findings import Finding
from xltools.law.expression import previous_of
from xltools.law.rule import Severity


def with_explanations(findings: Iterable[Finding], filing: Filing) -> tuple[Finding, ...]:
    """The findings, each doubt with what the filing says to it."""
    return tuple(
        _explained(finding, filing)
        if finding.severity is Severity.WARNING and finding.id in filing.explanations
        else finding
        for finding in findings
    )


def _explained(finding: Finding, filing: Filing) -> Finding:
    bound = filing.bound.get(finding.id, "")
    lapsed = bool(bound) and bound != fingerprint(finding, filing)
    return replace(finding, explanation=filing.explanations[finding.id], lapsed=lapsed)


def fingerprint(finding: Finding, filing: Filing) -> str:
    """What the finding's cells hold, in their order, and last year's; of a text, a digest."""
    instance = filing.edition.by_id.get(finding.id)
    compared = previous_of(instance.claim) if instance else ()
    last_year = (plain(filing.previous[cell]) for cell in compared if cell in filing.previous)
    return "|".join((*(_held(item, filing) for item in finding.cells), *last_year))


def digest_of(explanation: str) -> str:
    """What tells one explanation from another: one that was rewritten is bound anew."""
    return sha256(explanation.strip().encode("utf-8", "replace")).hexdigest()[:8]


def _held(item: str, filing: Filing) -> str:
    if item not in filing.values:
        notes = (
            filing.notes.get(id_, "")
            for id_, t in filing.edition.form.tables.items()
            if t.note == item
        )
        text = filing.cover.get(item) or "\n".join((*filing.paragraphs(item), *notes))
        return sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    match filing.values[item]:
        case int() | Decimal() as number:
            return plain(number)
        case Unreadable(text):
            return text
        case _:
            return ""
