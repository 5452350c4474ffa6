"""Texts that follow one another under no headings, each for itself.

Problems and improvements, the fee and what else there is: a report prints them in one piece. Marks
of ours part them; without any, what they speak of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xltools.law.edition import Edition
from xltools.law.form import Section
from xltools.published.data import pattern
from xltools.published.texts.headings import FULL_STOP

Marked = Mapping[str, Sequence[tuple[str, Sequence[str]]]]
"""By section the texts that marks part, each with its lines; the last has what is left."""


@dataclass
class Cut:
    """What the lines are: paragraphs by narrative id, notes by table id, the rest by its kind.

    `headings` are those that are not worded as the form's; `strayed` are lines that stand under
    no heading of the form, by the narrative or note that they were put under; `behind` are lines
    that stood before the fee and are printed behind it; `undivided` says that problems and
    improvements stand in one piece; `site` is what the site wrote.
    """

    title: str = ""
    name: str = ""
    year: str = ""
    date: str = ""
    narratives: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    notes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    read: list[str] = field(default_factory=list[str])
    headings: dict[str, str] = field(default_factory=dict[str, str])
    strayed: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    behind: list[str] = field(default_factory=list[str])
    split: list[str] = field(default_factory=list[str])
    undivided: bool = False
    site: list[str] = field(default_factory=list[str])


def part(edition: Edition, found: Cut, marked: Marked) -> None:
    """Part what stands in one piece: by the marks, else by what it speaks of."""
    parted = {s.id for s in edition.form.sections if _by_marks(s, found, marked.get(s.id, ()))}
    for section in edition.form.sections:
        if section.id not in parted and section.unheaded:
            _PARTERS[section.unheaded[0]](found)
    texts = found.narratives
    found.undivided = bool(texts.get("shortcomings") and not texts.get("improvements"))


def _by_marks(section: Section, found: Cut, marked: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Part a section's texts as marks say; False where they do not fit what stands there."""
    texts = found.narratives
    kept = [line for id in section.unheaded for line in texts.get(id, [])]
    if not marked or not kept or marked[0][0] != section.unheaded[0]:
        return False
    parts: dict[str, list[str]] = {}
    rest = kept
    for id, lines in marked[:-1]:
        parts[id], rest = rest[: len(lines)], rest[len(lines) :]
        if parts[id] != list(lines):
            return False
    parts[marked[-1][0]] = rest
    for id in section.unheaded:
        texts[id] = parts.get(id, [])
    return True


def _part_problems(found: Cut) -> None:
    """Problems and improvements, where the text turns to what is next.

    A paragraph stays whole, but for the first below a heading: it has the problems.
    """
    texts = found.narratives
    if texts.get("improvements") or not texts.get("shortcomings"):
        return
    kept = texts["shortcomings"]
    first = next((n for n, text in enumerate(kept) if FULL_STOP in text), 0)
    for number, text in enumerate(kept):
        turn = _turning(text, first=number == 0)
        if turn is not None:
            at = 0 if number > first else turn
            tail = [text[at:], *kept[number + 1 :]]
            texts["shortcomings"] = [*kept[:number], *([text[:at]] if at else [])]
            texts["improvements"] = tail
            found.split.append("improvements")
            return


def _turning(text: str, *, first: bool) -> int | None:
    """Where a text turns from problems to improvements: at the start of a sentence."""
    for found in pattern("improving").finditer(text):
        at = found.start()
        if (at == 0 and not first) or (at and text[at - 1] in "。；"):
            return at
    return None


def _part_fees(found: Cut) -> None:
    """What speaks of the fee belongs to it, with what stands between; the rest is further."""
    texts = found.narratives
    if texts.get("processing_fee"):
        return
    kept = texts.get("further", [])
    fees = [n for n, text in enumerate(kept) if pattern("fee").search(text)]
    if not fees:
        return
    first, end = fees[0], fees[-1] + 1
    texts["processing_fee"], texts["further"] = kept[first:end], kept[:first] + kept[end:]
    found.behind += kept[:first]
    between = [text for n, text in enumerate(kept[:end]) if n > first and n not in fees]
    if between:
        found.strayed.setdefault("processing_fee", []).extend(between)


_PARTERS = {"shortcomings": _part_problems, "processing_fee": _part_fees}
"""By the first of the texts."""
