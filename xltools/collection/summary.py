"""What a run says at its end, on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from xltools.collection.folder import RETIRED
from xltools.collection.record import MAY_BE_RETURNED, NOT_READ, Record, years
from xltools.messages import say

_FILES_SHOWN = 8
_NAMES_SHOWN = 5
_LONGEST = 60


def counts(records: Sequence[Record]) -> list[str]:
    """How many files there were, and what became of them."""
    if not records:
        return [say("summary.nothing")]
    codes = Counter(record.exit_code for record in records)
    done = say(
        "summary.done",
        files=len(records),
        passed=codes[MAY_BE_RETURNED],
        returned=len(records) - codes[MAY_BE_RETURNED] - codes[NOT_READ],
        unread=codes[NOT_READ],
    )
    states = Counter(record.state_label for record in records)
    return [
        done,
        *(say("summary.states", state=state, count=n) for state, n in states.most_common()),
    ]


def years_line(records: Sequence[Record]) -> list[str]:
    """The years reported on, and that they should be one."""
    found = years(records)
    if not found:
        return []
    listed = "、".join(say("summary.year", year=year, count=count) for year, count in found)
    return [say("summary.years", years=listed)] + [say("summary.mixture")] * (len(found) > 1)


def attention(records: Sequence[Record]) -> list[str]:
    """The files that a person must turn to first, gravest first, each with one sentence."""
    wanting = [record for record in records if record.exit_code != MAY_BE_RETURNED]
    if not wanting:
        return []
    gravest = sorted(wanting, key=lambda record: -record.exit_code)[:_FILES_SHOWN]
    return [
        say("summary.first", count=len(wanting)),
        *(
            say(
                "summary.attention",
                file=record.file,
                state=record.state_label,
                sentence=_short(record.findings[0].finding.sentence),
            )
            for record in gravest
        ),
    ]


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1] + "…"


def left_alone(locks: Iterable[str], closed: Iterable[str]) -> list[str]:
    """Owner files and folders that were not entered."""
    return [
        *(say("summary.locks", files=names) for names in _listed(locks)),
        *(say("summary.closed", folders=names) for names in _listed(closed)),
    ]


def tidied(moved: Sequence[str], held: Sequence[str]) -> list[str]:
    """What became of reports that no longer count."""
    lines = [say("summary.moved", folder=RETIRED, count=len(moved))] if moved else []
    return lines + [say("summary.held", files=names) for names in _listed(held)]


def places(out: Path, ledger: Path, *, copied: bool) -> list[str]:
    """Where to look."""
    code = "summary.ledger_copy" if copied else "summary.ledger"
    return [say(code, path=ledger), say("summary.reports", path=out)]


def _listed(names: Iterable[str]) -> list[str]:
    """The names in one text, or nothing where there are none."""
    known = list(names)
    if not known:
        return []
    more = [say("summary.more", count=len(known))] if len(known) > _NAMES_SHOWN else []
    return ["、".join(known[:_NAMES_SHOWN] + more)]
