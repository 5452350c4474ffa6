"""Numbers that are judged because others beside them agree with the tables.

A sentence of which two numbers are those of cells is about the table: then one that differs is
the strongest evidence there is, however it is put.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.passage import Passage, is_of_part_before, is_of_the_year
from xltools.checks.text.roles import Stated, roles_in
from xltools.checks.text.scope import FigureScope, scope_of
from xltools.checks.text.ties import Tie, agrees, may_be_part
from xltools.filing.filing import Filing

_ENOUGH = 2
"""So many others that agree, and the sentence or the paragraph is about the table."""


def anchored_in(
    paragraph: Paragraph, filing: Filing, tied: Iterable[tuple[Tie, Passage]]
) -> Iterator[tuple[Tie, Passage]]:
    """Each further number that others bear out, beside those that are `tied` without doubt."""
    known = {passage.at: (tie, passage) for tie, passage in tied}
    further = list(roles_in(paragraph, filing.edition, known))
    if not further:
        return
    agreeing = [
        (tie, passage)
        for tie, passage in (*known.values(), *((one.tie, one.passage) for one in further))
        if passage.number.value and agrees(filing, tie, passage.number)
    ]
    beside = Counter(passage.sentence_begin for _, passage in agreeing)
    met = {tie.id for tie, _ in agreeing}
    for one in further:
        count = beside[one.passage.sentence_begin]
        if _is_borne_out(one, filing, count, len(agreeing), one.tie.id in met):
            yield one.tie, one.passage


def _is_borne_out(one: Stated, filing: Filing, beside: int, near: int, met: bool) -> bool:
    """Whether its meaning is sure, with so many that agree in its sentence, in its paragraph.

    `met` where another number of the same meaning agrees: this may be a part of that.
    """
    passage = one.passage
    if passage.is_joined or not is_of_the_year(passage, filing):
        return False
    if may_be_part(filing, one.tie, passage.number) and is_of_part_before(passage):
        return False
    match scope_of(passage, filing):
        case FigureScope.FOREIGN:
            return False
        case FigureScope.DOUBTFUL:
            return beside >= _ENOUGH and not met and not one.part
        case FigureScope.OWN if one.part:
            return beside >= _ENOUGH and not met
        case FigureScope.OWN:
            return one.plain or bool(beside) or near >= _ENOUGH
