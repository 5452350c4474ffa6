"""情况说明: what a body says to a doubt, bound to the figures that it was said of.

A program that sees an explanation for the first time records the fingerprint of the finding's
figures: the ribbon and what we pour beside it in the workbook, `batch` in the ledger. Unbound,
or rewritten since, an explanation counts for the figures beside it; bound to others, it has
lapsed: it is shown, and never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

from xltools.filing.confront import plain, value_text
from xltools.filing.filing import Filing
from xltools.filing.findings import SENT_BACK, Finding, Ruling, says_something
from xltools.law.expression import previous_of


def with_explanations(findings: Iterable[Finding], filing: Filing) -> tuple[Finding, ...]:
    """The findings, each doubt with its figures and with what the filing says to it."""
    return tuple(
        _explained(finding, filing) if finding.is_doubt else finding for finding in findings
    )


def _explained(finding: Finding, filing: Filing) -> Finding:
    known = replace(
        finding,
        figures=fingerprint(finding, filing),
        explanation=filing.explanations.get(finding.id, ""),
    )
    return bound_to(known, filing.bound.get(finding.id, "")) if known.explanation else known


def bound_to(finding: Finding, first: str) -> Finding:
    """The finding with the fingerprint that its explanation was first seen with, "" for none."""
    return replace(finding, bound=first, lapsed=bool(first) and first != finding.figures)


def with_last_years(finding: Finding, earlier: Mapping[str, str]) -> Finding:
    """The finding, of a doubt that is not explained with what was said to it last year."""
    said = earlier.get(finding.id, "")
    if not finding.is_doubt or finding.explanation or not says_something(said):
        return finding
    return replace(finding, offered=said)


def bindings_of(filing: Filing, findings: Iterable[Finding]) -> Mapping[str, str]:
    """What a workbook is to record: the known bindings, and explanations now seen first."""
    said = [f for f in findings if f.is_doubt and filing.explanations.get(f.id)]
    now = {finding.id: fingerprint(finding, filing) for finding in said}
    refused = {finding.id: SENT_BACK for finding in said if finding.ruling is Ruling.REFUSED}
    return {**now, **filing.bound, **refused}


def fingerprint(finding: Finding, filing: Filing) -> str:
    """What the finding's cells hold, in their order, and last year's; of a text, a digest.

    What a check finds where nothing of the form stands is known by what it says.
    """
    instance = filing.edition.by_id.get(finding.id)
    compared = previous_of(instance.claim) if instance else ()
    last_year = (plain(filing.previous[cell]) for cell in compared if cell in filing.previous)
    held = "|".join((*(_held(item, filing) for item in finding.cells), *last_year))
    return held if instance or held.strip("|") else digest_of(finding.sentence)


def digest_of(explanation: str) -> str:
    """What tells one explanation from another: version 0.1.0 recorded it beside a binding."""
    return _digest(explanation.strip())


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _held(item: str, filing: Filing) -> str:
    if item not in filing.values:
        return _digest(filing.text(item))
    return value_text(filing.values[item])
