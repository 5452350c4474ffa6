"""What we print above a report of our own and is none of it: the front of a 送审稿, which is signed
and never published, and the notice that a draft is one.
"""

from __future__ import annotations

from dataclasses import replace

from xltools.law.edition import Edition
from xltools.messages import say
from xltools.published.documents.contents import Published
from xltools.report.proof import signatures

_FIRST = 3
"""Its title stands on one of the first lines: a PDF's running head may stand above."""
_SIGNED = 8
"""Lines that those which are signed take: who signs may begin another."""


def without_notice(document: Published) -> tuple[Published, str]:
    """The document without the line that says that it is a draft or not published; and that line.

    On a page, a site's own lines may stand above it.
    """
    notices = {_bare(say(f"report.{code}")) for code in _NOTICES}
    at = [n for n, line in enumerate(document.lines) if _bare(line.text) in notices]
    if not at or document.lines[at[0]].table is not None:
        return document, ""
    lines = [line for n, line in enumerate(document.lines) if n != at[0]]
    begun = {name: number - (number > at[0]) for name, number in document.begun.items()}
    return replace(document, lines=lines, begun=begun), document.lines[at[0]].text


_NOTICES = ("draft_notice", "unpublished_notice")


def _bare(text: str) -> str:
    return "".join(text.split())


def without_front(edition: Edition, document: Published) -> Published:
    """The document without what stands before the report in a 送审稿 of ours; any other as it is.

    The front is known by its title above, and ends with the lines that are signed.
    """
    lines = document.lines
    title = say("proof_word.title")
    if not any(_bare(line.text) == title for line in lines[:_FIRST]):
        return document
    heads = tuple(signatures(edition))
    signed = [n for n, line in enumerate(lines) if line.text.startswith(heads)]
    if not signed:
        return document
    end = max(n for n in signed if n <= signed[0] + _SIGNED) + 1
    fronts = {line.table for line in lines[:end]}
    grids = [{} if number in fronts else grid for number, grid in enumerate(document.grids)]
    origins = [{} if number in fronts else one for number, one in enumerate(document.origins)]
    begun = {name: number - end for name, number in document.begun.items() if number >= end}
    return replace(document, lines=lines[end:], grids=grids, origins=origins, begun=begun)
