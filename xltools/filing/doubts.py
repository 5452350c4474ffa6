"""What an import doubts of its reading, kept in the workbook that it makes.

A doubt is told of a cell until somebody has changed the cell, or explained the doubt: so the
workbook carries each with what its cells held, and whoever reads the workbook tells it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from xltools.filing.confront import plain
from xltools.filing.explanations import digest_of
from xltools.filing.filing import Blank, Filing, Unreadable
from xltools.filing.findings import Finding, Verdict
from xltools.law.rule import Severity
from xltools.messages import say

TRANSCRIBED = "T-"
"""How the ids of what an import has to say begin."""
TOTALS, UNDIVIDED = TRANSCRIBED + "TOTALS", TRANSCRIBED + "UNDIVIDED"
"""Totals that are not what their parts give; problems and improvements in one piece."""
MORE = TRANSCRIBED + "MORE"
"""Those that there is no room for, each by itself."""
_NO_CONFIRMING = (UNDIVIDED, TRANSCRIBED + "DIFFERS")
"""Doubts that are right as they were read: what settles them is said with each."""
_LONGEST = 1000
"""Letters of a sentence; what a workbook says beyond is none of ours."""


def is_transcribed(finding: Finding) -> bool:
    """Whether it is a doubt about how a report was read into a workbook."""
    return finding.id.startswith(TRANSCRIBED) and finding.is_doubt


def confirmable(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, each of an import's doubts saying how a right cell is confirmed."""
    how = say("transcribed.confirm")
    for finding in findings:
        may = is_transcribed(finding) and finding.rule not in _NO_CONFIRMING
        if may and not finding.remedy.endswith(how):
            yield replace(finding, remedy=finding.remedy + how)
        else:
            yield finding


def doubts_as_texts(findings: Iterable[Finding], filing: Filing, room: int) -> Iterator[str]:
    """A text for each doubt of an import, with what its cells hold; no more than there is room
    for: the last one then stands for those that are left.
    """
    doubts = list(filter(is_transcribed, findings))
    if len(doubts) > room:
        doubts[room - 1 :] = [_together(doubts[room - 1 :])]
    for finding in doubts:
        held = {item: _held(item, filing) for item in finding.cells}
        told = {"id": finding.id, "sentence": finding.sentence, "remedy": finding.remedy}
        yield json.dumps({**told, "cells": held}, ensure_ascii=False)


def _together(doubts: Sequence[Finding]) -> Finding:
    """One doubt of the cells of several."""
    cells = tuple(dict.fromkeys(cell for finding in doubts for cell in finding.cells))
    said = {"sentence": say("transcribed.more", count=len(doubts))}
    remedy = say("transcribed.more_remedy") + say("transcribed.confirm")
    return replace(doubts[0], id=MORE, **said, remedy=remedy, cells=cells)


def restored(texts: Iterable[str], filing: Filing) -> Iterator[Finding]:
    """The doubts that stand still; what is none of ours is passed over."""
    known: set[str] = set()
    for told in filter(None, map(_told, texts)):
        cells = cast(Mapping[str, str], told["cells"])
        left = tuple(c for c in cells if _is_known(c, filing) and _held(c, filing) == cells[c])
        if told["id"] not in known and (left or not cells):
            known.add(told["id"])
            yield _finding(told, left, len(cells))


def _told(text: str) -> Mapping[str, Any] | None:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    parts = cast(dict[str, Any], told)
    texts = (parts.get(name) for name in ("id", "sentence", "remedy"))
    cells = parts.get("cells")
    if not all(isinstance(part, str) for part in texts) or not isinstance(cells, dict):
        return None
    return parts if str(parts["id"]).startswith(TRANSCRIBED) else None


def _finding(told: Mapping[str, Any], left: tuple[str, ...], count: int) -> Finding:
    sentence = str(told["sentence"])[:_LONGEST]
    if len(left) < count:
        sentence = say("transcribed.left", sentence=sentence, left=len(left))
    return Finding(
        id=str(told["id"])[:_LONGEST],
        severity=Severity.WARNING,
        verdict=Verdict.FAIL,
        sentence=sentence,
        remedy=str(told["remedy"])[:_LONGEST],
        law="",
        cells=left,
    )


def _is_known(item: str, filing: Filing) -> bool:
    form = filing.edition.form
    known = (form.cells, form.fields, form.narratives, form.tables, form.noted)
    return any(item in names for names in known)


def _held(item: str, filing: Filing) -> str:
    """What a place holds, told from every other content of it."""
    if item in filing.edition.form.tables:
        return str(filing.nil.get(item, ""))
    match filing.values.get(item):
        case None:
            return digest_of("".join(filing.text(item).split()))
        case Unreadable(text):
            return digest_of(text)
        case Blank():
            return "nil" if filing.counts_as_zero(item) else ""
        case number:
            return plain(number)
