"""Percentages stated beside a number that is tied to a cell, worked out again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TypeAlias

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.stated_figures.sums import totals_with_parts
from xltools.checks.text.numbers import COUNT, Number
from xltools.checks.text.passage import Passage
from xltools.checks.text.phrases import patterns
from xltools.checks.text.prose import Prose
from xltools.checks.text.scope import is_meant
from xltools.checks.text.ties import SignedCells, signed_sums, total_of
from xltools.filing.confront import plain
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.messages import say

WRONG = Check("C-SHARE", Severity.WARNING, "check_share")
CUT_OFF = Check("C-SHARE-ROUNDING", Severity.INFO, "check_share_rounding")

CHECKS = (WRONG, CUT_OFF)


_InTables: TypeAlias = tuple[Decimal, tuple[SignedCells, ...]]


@dataclass(frozen=True, slots=True)
class _Base:
    """What a share may be of, where these words say so."""

    words: re.Pattern[str]
    sums: tuple[tuple[SignedCells, ...], ...]


@cache
def _bases(edition: Edition) -> tuple[_Base, ...]:
    return tuple(
        _Base(
            re.compile(entry["words"]),
            tuple(signed_sums(edition.form, names) for names in entry["cells"]),
        )
        for entry in data("vocabulary")["shares"]["bases"]
    )


def _names_no_total(words: str) -> bool:
    return bool(patterns("vocabulary", "shares")["all"].fullmatch(words))


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each share that no base it may be of gives."""
    if not prose.has(data("vocabulary")["shares"]["has"]):
        return
    known = {(id(passage.paragraph), passage.at): passage for _, passage in prose.read}
    seen = Counter[str]()
    phrase = patterns("vocabulary", "shares")["phrase"]
    for paragraph in prose.paragraphs:
        for match in phrase.finditer(paragraph.coded.text):
            share = paragraph.coded.numbers[match.end() - 1]
            passage = known.get((id(paragraph), match.start()))
            found = passage or Passage(paragraph, match.start(), match.end(), match.start())
            of_requests = passage or _is_of_requests(found, match["base"], prose.filing)
            bases = _in_tables(prose.filing, match["base"]) if of_requests else ()
            stated = list(_stated(found) if bases else _whole_of(found, match["base"]))
            if not share.vague and (finding := _judge(prose.filing, found, share, bases, stated)):
                seen[paragraph.narrative] += 1
                yield replace(finding, id=f"{finding.id}/{seen[paragraph.narrative]}")


def _is_of_requests(passage: Passage, words: str, filing: Filing) -> bool:
    """Whether it is a part of the applications, whatever it has in common: those by letter."""
    return (
        passage.paragraph.narrative in data("roles")["topics"]["home"]
        and not passage.number.vague
        and _names_no_total(words)
        and is_meant(passage, filing)
    )


def _in_tables(filing: Filing, words: str) -> tuple[_InTables, ...]:
    """What the tables hold that a share may be of."""
    known = next(known for known in _bases(filing.edition) if known.words.search(words))
    values = ((total_of(filing, terms), terms) for terms in known.sums)
    return tuple((Decimal(value), terms) for value, terms in values if value)


def _judge(
    filing: Filing,
    passage: Passage,
    share: Number,
    in_tables: tuple[_InTables, ...],
    stated: list[Decimal],
) -> Finding | None:
    count, bases = passage.number.value, [value for value, _ in in_tables] + stated
    apart = min((abs(share.value - 100 * count / base) for base in bases), default=Decimal(0))
    if apart <= share.step / 2:
        return None
    label, cells = _named(in_tables)
    return (CUT_OFF if apart < share.step else WRONG).at(
        filing.edition,
        passage.paragraph,
        (passage.number.begin, share.end),
        cells=cells,
        sides=(share.value, (100 * count / bases[0]).quantize(Decimal("0.01"))),
        stated=plain(share.value),
        count=plain(count),
        base=plain(bases[0]),
        label=label,
        right=plain((100 * count / bases[0]).quantize(share.step)),
    )


def _named(in_tables: tuple[_InTables, ...]) -> tuple[str, tuple[str, ...]]:
    """What the base is called, and its cells."""
    if not in_tables:
        return say("check_share.stated"), ()
    terms = in_tables[0][1]
    return terms[0][1], tuple(cell for _, _, cells in terms for cell in cells)


def _stated(passage: Passage) -> Iterator[Decimal]:
    """Counts stated before in the paragraph that the share may be of."""
    number = passage.number
    for place, base in passage.paragraph.coded.numbers.items():
        earlier = passage.at is not None and place < passage.at
        if earlier and base.mark == COUNT and base.value >= number.value and base.value:
            yield base.value


def _whole_of(passage: Passage, words: str) -> Iterator[Decimal]:
    """The total of whose parts it is one, where the words name no other."""
    number = passage.number
    if number.vague or not _names_no_total(words):
        return
    for total, parts in totals_with_parts(passage.paragraph):
        if any(part.number is number for part in parts) and not total.vague and total.value:
            yield total.value
