"""The front of our own 送审稿, which is signed and never published: set apart from the report."""

from __future__ import annotations

from dataclasses import replace

from xltools.law.edition import Edition
from xltools.messages import say
from xltools.published.contents import Published
from xltools.report.proof import signatures

_FIRST = 3
"""Its title stands on one of the first lines: a PDF's running head may stand above."""
_SIGNED = 8
"""Lines that those which are signed take: who signs may begin another."""


def without_front(edition: Edition, document: Published) -> Published:
    """The document without what stands before the report in a 送审稿 of ours; any other as it is.

    The front is known by its title above, and ends with the lines that are signed.
    """
    lines = document.lines
    title = say("proof_word.title")
    if not any("".join(line.text.split()) == title for line in lines[:_FIRST]):
        return document
    heads = tuple(signatures(edition))
    signed = [n for n, line in enumerate(lines) if line.text.startswith(heads)]
    if not signed:
        return document
    end = max(n for n in signed if n <= signed[0] + _SIGNED) + 1
    fronts = {line.table for line in lines[:end]}
    grids = [{} if number in fronts else grid for number, grid in enumerate(document.grids)]
    origins = [{} if number in fronts else one for number, one in enumerate(document.origins)]
    return replace(document, lines=lines[end:], grids=grids, origins=origins)
