"""A paragraph as it is compared with others: without what they may rightly have alike.

Taken out are 《titles》, statutory phrases, sentences that the program drafts, labels of the
form, figures, and the names of the body itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from xltools.checks.data import data
from xltools.checks.text.paragraph import Paragraph
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.messages import say

_ANYTHING = "\0"
"""What a drafted sentence is said with in place of a figure or a name."""

_NUMBERING = re.compile(r"^(?:\d+[.\uff0e]|[\uff08(][^\uff09)]{1,2}[\uff09)])")
_NOT_WORDS = re.compile(r"[\W\d_]+")
_LABEL = 4
"""Shorter labels of the form are everyday words."""


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A paragraph worth comparing: whose, which of its narrative, as filed, what is compared."""

    body: str
    narrative: str
    heading: str
    filed: str
    core: str
    number: int


def texts(filing: Filing, body: str = "") -> tuple[ComparedText, ...]:
    """The paragraphs of which enough is left; `body` is what the body is to be called."""
    return tuple(_texts(filing, body or filing.name))


def _texts(filing: Filing, body: str) -> Iterator[ComparedText]:
    formal, shortest = data("likeness")["formal"], int(data("likeness")["shortest"])
    own = _own(filing)
    for narrative in filing.edition.form.narratives.values():
        if narrative.id not in formal:
            for number, filed in enumerate(filing.paragraphs(narrative.id)):
                core = _core(Paragraph(narrative.id, filed), filing.edition, own)
                if len(core) >= shortest:
                    yield ComparedText(body, narrative.id, narrative.heading, filed, core, number)


def _core(paragraph: Paragraph, edition: Edition, own: tuple[str, ...]) -> str:
    text = paragraph.untitled
    if edition.form.narratives[paragraph.narrative].drafted:
        text = _drafted().sub("", text)
    for name in own + _labels(edition):
        text = text.replace(name, "")
    for has, phrase in _statutory():
        if has in text:
            text = phrase.sub("", text)
    return _NOT_WORDS.sub("", _self().sub("", text))


def shapes(filing: Filing) -> dict[tuple[str, str], str]:
    """By narrative and text, each paragraph without who wrote it, its figures as marks.

    Two that are alike in this differ in nothing else.
    """
    own = _own(filing, (*_NAMES, *_CONTACTS))
    return {
        (narrative, filed): _shape(Paragraph(narrative, filed), own)
        for narrative in filing.edition.form.narratives
        for filed in filing.paragraphs(narrative)
    }


def _shape(paragraph: Paragraph, own: tuple[str, ...]) -> str:
    text = paragraph.text
    for name in own:
        text = text.replace(name, "")
    return _self().sub("", Paragraph(paragraph.narrative, text).coded.text)


_NAMES = ("name", "report_name", "plaques", "self_reference")
_CONTACTS = ("site", "address", "phone")


def _own(filing: Filing, fields: Iterable[str] = _NAMES) -> tuple[str, ...]:
    """Every name of the body, or what else these fields hold, the longest first."""
    names = {"".join(filing.cover.get(field, "").split()) for field in fields}
    return tuple(sorted(names - {""}, key=len, reverse=True))


@cache
def _drafted() -> re.Pattern[str]:
    """Every sentence that the program drafts, whatever it has filled in."""
    filled = dict.fromkeys(data("likeness")["filled_in"], _ANYTHING)
    sentences = (say(f"report.{code}", **filled) for code in data("likeness")["drafted"])
    patterns = (re.escape(sentence).replace(_ANYTHING, "[^\u3002]*?") for sentence in sentences)
    return re.compile(rf"(?:^|(?<=\u3002))(?:{'|'.join(patterns)})")


@cache
def _labels(edition: Edition) -> tuple[str, ...]:
    """The labels of the form's rows, the longest first."""
    tables = edition.form.tables.values()
    labels = {_NUMBERING.sub("", cell.row.label) for table in tables for cell in table.cells}
    return tuple(sorted((label for label in labels if len(label) >= _LABEL), key=len)[::-1])


@cache
def _statutory() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Statutory phrases, each with what a text must hold for it to be looked for."""
    return tuple(
        (entry["has"], re.compile(entry["pattern"])) for entry in data("likeness")["statutory"]
    )


@cache
def _self() -> re.Pattern[str]:
    return re.compile(data("likeness")["self"])
