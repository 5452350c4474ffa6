"""What arithmetic cannot say of a filing, one family a file."""

from __future__ import annotations

from xltools.checks import cover, drafted
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding

FAMILIES = (cover, drafted)


def check(filing: Filing) -> tuple[Finding, ...]:
    """What every family finds; a check that is content says nothing."""
    return tuple(finding for family in FAMILIES for finding in family.findings(filing))
