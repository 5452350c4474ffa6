"""Narratives left empty that the report drafts from the figures: a person must read them."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.checks.check import Check
from xltools.checks.text.prose import Prose
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

DRAFTED = Check("C-DRAFTED", Severity.INFO, "check_drafted")

CHECKS = (DRAFTED,)


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each narrative that will be drafted."""
    filing = prose.filing
    for narrative in filing.edition.form.narratives.values():
        if narrative.drafted and not filing.paragraphs(narrative.id):
            yield DRAFTED.found(filing.edition, narrative.id, heading=narrative.heading)
