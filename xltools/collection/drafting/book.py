"""文字起草.xlsx written: the district's texts, what bodies wrote for each, the numbers in that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from xltools.checks.stated_figures import claims, figures
from xltools.checks.text.prose import Prose
from xltools.checks.text.ties import total_of
from xltools.collection.drafting.columns import FINAL, NUMBERS, YES, material_table
from xltools.collection.drafting.kept import DraftLine, KeptDrafts
from xltools.collection.drafting.material import AddedUp, Material, Piece, key_of
from xltools.collection.tables.table import Item
from xltools.collection.tables.writer import OfficeBook
from xltools.collection.total.sum import DistrictSum
from xltools.filing.confront import plain
from xltools.filing.figure import normal
from xltools.filing.filing import Filing
from xltools.law.form import Narrative
from xltools.messages import say, some_of
from xltools.report.draft import drafted

_NAMED = 20
_BLANK, _FEWEST = 2, 6
"""Blank rows left below each part of 定稿, and rows that it has at least."""
_BY_FIGURES = "figures"
"""Ends the key of the sentences that figures prove: they stay the same piece when these change."""

_Row = Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class DraftBook:
    """What the book is made of: the sum, what bodies wrote, the parts by what they are called
    there, what the earlier book held, the district's return as it stood, and the keys of what
    bodies wrote that publish nothing.
    """

    made: DistrictSum
    material: Material
    subjects: Mapping[str, str]
    kept: KeptDrafts
    there: Filing | None
    kept_back: frozenset[str] = frozenset()

    @property
    def filing(self) -> Filing:
        """The district's figures under the cover that its return has."""
        total = self.made.total.filing
        cover = {**self.there.cover, "year": str(self.made.year)} if self.there else total.cover
        return replace(total, cover=cover)

    def proven(self, part: str) -> str:
        """What figures prove, "" where they prove nothing of that part."""
        return "\n".join(drafted(self.filing, part))

    def text_of(self, part: str, key: str) -> str | None:
        """What can be picked for a part by that key, None where there is nothing."""
        if key == key_of(part, _BY_FIGURES):
            return self.proven(part)
        return self.material.text_of(part, key)

    def is_kept_back(self, part: str, key: str) -> bool:
        """Whether only bodies wrote it that publish nothing."""
        return key in self.kept_back and self.text_of(part, key) is None


def write_drafts(
    given: DraftBook, lines: Mapping[str, Sequence[DraftLine]], put: Mapping[str, str]
) -> bytes:
    """The bytes of the book, with these lines for each part and the marks of what they say."""
    edition = given.made.edition
    note = given.made.choice.of_texts
    final = FINAL.noted(note)
    sheets = {
        n.id: material_table(edition, n).noted(note) for n in edition.form.narratives.values()
    }
    with closing(OfficeBook((final, *sheets.values(), NUMBERS))) as book:
        for subject, part in given.subjects.items():
            known: dict[str, Item] = {"subject": subject, "put": put.get(part)}
            for row in _final(given, part, lines[part]):
                book.add(final, known | row)
            for row in _material(given, part):
                book.add(sheets[part], row)
            for item in given.material.sums(part):
                book.add(NUMBERS, _number(given.filing, edition.form.narratives[part], item))
        return book.finish()


# ------------------------------------------------------------------ what bodies wrote


def _material(given: DraftBook, part: str) -> Iterator[_Row]:
    """First what figures prove, then what bodies wrote."""
    if proven := given.proven(part):
        yield _picked(given, part, key_of(part, _BY_FIGURES)) | {
            "bodies": say("drafting.by_figures"),
            "paragraph": proven,
        }
    for piece in given.material.pieces(part):
        yield _picked(given, part, piece.key) | {
            "count": len(piece.bodies),
            "bodies": some_of(piece.bodies, _NAMED),
            "paragraph": piece.text,
            "numbers": _numbers(piece),
        }


def _picked(given: DraftBook, part: str, key: str) -> dict[str, Item]:
    return {"adopted": YES if (part, key) in given.kept.picked else None, "key": key}


def _numbers(piece: Piece) -> str | None:
    """What the paragraphs say of cells, added up."""
    told = (
        say("drafting.number", label=item.label, count=item.bodies, sum=plain(normal(item.stated)))
        for item in piece.numbers.values()
        if item.bodies
    )
    return "\n".join(told) or None


def _number(filing: Filing, narrative: Narrative, item: AddedUp) -> _Row:
    return {
        "part": narrative.heading,
        "item": item.label,
        "count": item.bodies,
        "stated": normal(item.stated),
        "filed": item.filed,
        "whole": total_of(filing, item.terms),
        "differing": item.differing or None,
    }


# ------------------------------------------------------------------ the district's texts


def _final(given: DraftBook, part: str, lines: Sequence[DraftLine]) -> Iterator[dict[str, Item]]:
    """The lines of a part, then blank rows."""
    heading = given.made.edition.form.narratives[part].heading
    for line in lines:
        told = list(_faults(given.filing, part, line.text))
        if line.origin and given.text_of(part, line.origin) is None:
            closed = line.origin in given.kept_back
            told.append(say("drafting.not_public" if closed else "drafting.gone"))
        yield {
            "part": heading,
            "text": line.text,
            "source": line.source or None,
            "origin": line.origin or None,
            "told": "\n".join(told) or None,
        }
    for _ in range(max(_FEWEST - len(lines), _BLANK)):
        yield {"part": heading}


def _faults(filing: Filing, part: str, text: str) -> Iterator[str]:
    """What in a paragraph is not what the district's figures say."""
    prose = Prose(replace(filing, narratives={part: (text,)}))
    for family in (figures, claims):
        yield from (finding.sentence for finding in family.findings_in(prose))
