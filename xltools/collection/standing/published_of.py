"""For `compare`: the returns that stand by a ledger, and what in its folder is no report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from xltools.collection.ledger.folder import hash_of
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import RETIRED
from xltools.collection.register.identity import given_to
from xltools.collection.standing.account import current
from xltools.collection.standing.standing import Standing
from xltools.filing.filing import Filing
from xltools.messages import say
from xltools.published.comparison.answers import StandingReturns

_OF_A_RETURN = re.compile(r"[0-9a-f]{64} ")
"""How the source of a report begins: with the content that it was made of."""


def standing_returns(out: Path) -> StandingReturns:
    """The returns that stand in that folder. Raises VaultError for a ledger that is damaged."""
    with Ledger.open(out) as ledger:
        standings = list(_counted(ledger))
        outputs, seen = ledger.outputs(), frozenset(ledger.facts().judged)
    others = {name for name, put in outputs.items() if not _OF_A_RETURN.match(put.source)}

    def is_no_report(path: Path) -> bool:
        """Whether it is a file of ours that is no report of what stands, or was put aside."""
        if not path.resolve().is_relative_to(out.resolve()):
            return False
        name = path.resolve().relative_to(out.resolve())
        return name.parts[0] == RETIRED or name.as_posix() in others

    return StandingReturns(
        filings={_called(standing): filing for standing, filing in standings},
        unpublished={_called(s) for s, _ in standings if s.body and s.body.publishes_not},
        knows=lambda path: hash_of(path, path.name) in seen,
        is_no_report=is_no_report,
    )


def _counted(ledger: Ledger) -> Iterator[tuple[Standing, Filing]]:
    """What counts, each return under the name of the body that it was assigned to."""
    for standing, filing in current(ledger):
        if filing:
            yield standing, given_to(standing.by.assigned_to if standing.by else None, filing)


def _called(standing: Standing) -> str:
    return say("compare.standing", body=standing.name, file=standing.file)
