"""Claims in words against the tables: 未收到申请, 均已办结, 均获维持, 未收取信息处理费."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.passage import Passage, is_of_part_before, is_whole, sentences_with
from xltools.checks.text.phrases import compiled, optional
from xltools.checks.text.prose import Prose
from xltools.checks.text.scope import is_meant
from xltools.filing.confront import plain
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

CLAIM = Check("C-CLAIM", Severity.WARNING, "check_claim")

CHECKS = (CLAIM,)

_AT_HOME = "on_request"
"""The narrative on applications: what is said there needs no more words to be about them."""


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """Words that say that certain cells are 0; with `share`, where they state that percentage.

    `has` must stand somewhere for the pattern to be tried; `needs` in the paragraph up to
    the end of the claim; `unless` may not stand in its sentence; `home` are its narratives.
    """

    id: str
    has: tuple[str, ...]
    pattern: re.Pattern[str]
    zero: tuple[str, ...]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    home: tuple[str, ...]
    share: int | None
    part: bool
    subset: bool


@cache
def claims() -> tuple[ClaimWords, ...]:
    """Every claim of the vocabulary."""
    return tuple(_claim(entry) for entry in data("vocabulary")["claim"])


def _claim(entry: Mapping[str, Any]) -> ClaimWords:
    return ClaimWords(
        id=entry["id"],
        has=tuple(entry["has"]),
        pattern=compiled("|".join(entry["phrases"])),
        zero=tuple(entry["zero"]),
        needs=optional(entry, "needs"),
        unless=optional(entry, "unless"),
        home=tuple(entry.get("home", ())),
        share=entry.get("share"),
        part=entry.get("part", False),
        subset=entry.get("subset", False),
    )


def findings_in(prose: Prose) -> Iterator[Finding]:
    """At most one finding for each claim and narrative: the cells that are not 0."""
    seen: set[tuple[str, str]] = set()
    for claim, passage in made(prose):
        key = (claim.id, passage.paragraph.narrative)
        if key not in seen and (finding := _judge(prose.filing, claim, passage)):
            seen.add(key)
            yield finding


def made(prose: Prose) -> Iterator[tuple[ClaimWords, Passage]]:
    """Every claim that is made without doubt, with where it stands."""
    for claim in claims():
        if prose.has(claim.has):
            for paragraph in prose.paragraphs:
                if not claim.home or paragraph.narrative in claim.home:
                    yield from _in(paragraph, claim, prose.filing)


def _in(
    paragraph: Paragraph, claim: ClaimWords, filing: Filing
) -> Iterator[tuple[ClaimWords, Passage]]:
    for begin, end in sentences_with(paragraph, claim.has):
        for match in claim.pattern.finditer(paragraph.coded.text, begin, end):
            passage = Passage(paragraph, match.start(), match.end())
            if _is_certain(claim, passage, filing):
                yield claim, passage


def _is_certain(claim: ClaimWords, passage: Passage, filing: Filing) -> bool:
    numbers = passage.paragraph.coded.numbers
    if claim.share is not None and numbers[passage.end - 1].value != claim.share:
        return False
    at_home = passage.paragraph.narrative == _AT_HOME
    if claim.needs and not at_home and not claim.needs.search(passage.coded[: passage.end]):
        return False
    if claim.unless and claim.unless.search(passage.lead):
        return False
    if claim.part and not is_whole(passage):
        return False
    if claim.subset and not is_whole(
        Passage(passage.paragraph, passage.sentence_begin, passage.end)
    ):
        return False
    behind = Passage(passage.paragraph, passage.end, passage.end)
    if claim.zero[0].startswith("requests.") and is_of_part_before(behind):
        return False
    return is_meant(passage, filing)


def _judge(filing: Filing, claim: ClaimWords, passage: Passage) -> Finding | None:
    against = {cell: number for cell in claim.zero if (number := filing.number(cell))}
    if not against:
        return None
    cells = filing.edition.form.cells
    return CLAIM.at(
        filing.edition,
        passage.paragraph,
        passage.filed_span,
        about=claim.id,
        cells=tuple(against),
        listed="；".join(f"{cells[c].label}：{plain(number)}" for c, number in against.items()),
    )
