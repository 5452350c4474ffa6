"""Percentages stated beside a number that is tied to a cell, worked out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.numbers import COUNT, Number
from xltools.checks.passage import Passage
from xltools.checks.prose import Prose
from xltools.checks.ties import Term, compiled, terms_of, value_of
from xltools.filing.confront import plain
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.rule import Severity

WRONG = Check("C-SHARE", Severity.WARNING, "check_share")
CUT_OFF = Check("C-SHARE-ROUNDING", Severity.INFO, "check_share_rounding")

CHECKS = (WRONG, CUT_OFF)


@dataclass(frozen=True, slots=True)
class _Base:
    """What a share may be of, where these words say so."""

    words: re.Pattern[str]
    sums: tuple[tuple[Term, ...], ...]


@cache
def _bases(edition: Edition) -> tuple[_Base, ...]:
    return tuple(
        _Base(
            re.compile(entry["words"]),
            tuple(terms_of(edition.form, names) for names in entry["cells"]),
        )
        for entry in data("vocabulary")["shares"]["bases"]
    )


@cache
def _phrase() -> re.Pattern[str]:
    return compiled(data("vocabulary")["shares"]["phrase"])


@cache
def _words() -> tuple[str, ...]:
    return tuple(data("vocabulary")["shares"]["has"])


def findings(prose: Prose) -> Iterator[Finding]:
    """One finding for each share that no base it may be of gives."""
    if not prose.has(_words()):
        return
    seen: dict[str, int] = {}
    for _, passage in prose.tied:
        at = passage.at
        match = _phrase().match(passage.coded, at) if at is not None else None
        if match and not (share := passage.paragraph.coded.numbers[match.end() - 1]).vague:
            finding = _judge(prose.filing, passage, share, match["base"], seen)
            if finding:
                yield finding


def _judge(
    filing: Filing, passage: Passage, share: Number, base: str, seen: dict[str, int]
) -> Finding | None:
    count = passage.number.value
    known = next(known for known in _bases(filing.edition) if known.words.search(base))
    in_tables = [value_of(filing, terms) for terms in known.sums]
    if None in in_tables or not in_tables[0]:
        return None
    bases = [Decimal(number) for number in (*in_tables, *_stated(passage, count)) if number]
    apart = min(abs(share.value - 100 * count / base) for base in bases)
    if apart <= share.step / 2:
        return None
    narrative = passage.paragraph.narrative
    seen[narrative] = seen.get(narrative, 0) + 1
    return (CUT_OFF if apart < share.step else WRONG).found(
        filing.edition,
        narrative,
        about=str(seen[narrative]),
        cells=tuple(cell for _, _, cells in known.sums[0] for cell in cells),
        sides=(share.value, (100 * count / bases[0]).quantize(Decimal("0.01"))),
        quote=passage.paragraph.quote(passage.number.begin, share.end),
        stated=plain(share.value),
        count=plain(count),
        base=plain(bases[0]),
        label=known.sums[0][0][1],
        right=plain((100 * count / bases[0]).quantize(share.step)),
    )


def _stated(passage: Passage, count: Decimal) -> Iterator[Decimal]:
    """Counts stated before in the paragraph that the share may be of."""
    for place, number in passage.paragraph.coded.numbers.items():
        earlier = passage.at is not None and place < passage.at
        if earlier and number.mark == COUNT and number.value >= count:
            yield number.value
