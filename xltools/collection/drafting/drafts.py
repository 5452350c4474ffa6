"""The district's texts as they stand now: what was picked and written, and what goes where.

They stand in two places that people write into, 文字起草.xlsx and the district's return. Where one
of them was changed since the last run, that holds; where both were, the first, and it is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.collection.drafting.book import DraftBook, write_drafts
from xltools.collection.drafting.kept import DraftLine, KeptDrafts, read_drafts
from xltools.collection.drafting.material import kept_back, offered
from xltools.collection.tables.reader import OfficeBookError, problem
from xltools.collection.tables.writer import LONGEST_TEXT
from xltools.collection.total.sum import DistrictSum
from xltools.filing.filing import Filing
from xltools.messages import say

_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Drafts:
    """The book's bytes, the texts of the district's return, and what is to be said."""

    book: bytes
    texts: Mapping[str, tuple[str, ...]]
    lines: tuple[str, ...]


def drafts(
    made: DistrictSum, leaders: Mapping[str, str], path: Path, there: Filing | None
) -> Drafts:
    """The drafting of a sum, with what stands in the book at `path` and in the return `there`.

    `leaders` say which paragraphs resemble each other. Raises OfficeBookError.
    """
    subjects = {f"{made.year}-{made.scope.value}-{n}": n for n in made.edition.form.narratives}
    kept = read_drafts(path, made.edition, subjects)
    merged, clashes = _merged(kept, there, made)
    kept = _without_what_went(kept, merged)
    given = DraftBook(made, offered(made, leaders), subjects, kept, there, kept_back(made))
    lines = {part: (*merged[part], *_pulled(given, part, merged[part])) for part in merged}
    texts = {part: tuple(line.text for line in lines[part]) for part in lines if lines[part]}
    _check_length(made, texts)
    put = {part: mark_of(paragraphs) for part, paragraphs in texts.items()}
    book = write_drafts(given, lines, put)
    told = (*_told(texts, lines, clashes), *_kept_back(given, lines))
    return Drafts(book, texts, told)


def _check_length(made: DistrictSum, texts: Mapping[str, Sequence[str]]) -> None:
    """Raises OfficeBookError for a part that its rows in the return might not hold."""
    long = [part for part, lines in texts.items() if sum(map(len, lines)) > LONGEST_TEXT]
    if long:
        heading = made.edition.form.narratives[long[0]].heading
        said = {"heading": heading, "most": LONGEST_TEXT}
        raise OfficeBookError([problem("drafting.too_much", **said)])


def mark_of(paragraphs: Sequence[str]) -> str:
    """By what a text is known again, whatever white space is between its signs; "" for none."""
    signs = "".join("".join(paragraphs).split())
    if not signs:
        return ""
    return hashlib.sha256(signs.encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def _merged(
    kept: KeptDrafts, there: Filing | None, made: DistrictSum
) -> tuple[dict[str, tuple[DraftLine, ...]], list[str]]:
    """The lines of each part with what was changed in the return; the parts changed in both."""
    merged: dict[str, tuple[DraftLine, ...]] = {}
    clashes: list[str] = []
    for part, narrative in made.edition.form.narratives.items():
        lines = kept.lines.get(part, ())
        written = there.paragraphs(part) if there else ()
        put, drafted, found = kept.put.get(part, ""), _mark(lines), mark_of(written)
        if there and found not in (put, drafted):
            if drafted in ("", put):
                lines = tuple(_from_return(written, lines))
            else:
                clashes.append(narrative.heading)
        merged[part] = lines
    return merged, clashes


def _without_what_went(kept: KeptDrafts, merged: Mapping[str, Sequence[DraftLine]]) -> KeptDrafts:
    """Without the picks that somebody took out of the return again: they are not put in anew."""
    went = {
        (part, line.origin)
        for part, lines in merged.items()
        for line in kept.lines.get(part, ())
        if line.origin not in {left.origin for left in lines}
    }
    return replace(kept, picks=tuple(p for p in kept.picks if (p.narrative, p.key) not in went))


def _mark(lines: Sequence[DraftLine]) -> str:
    return mark_of([line.text for line in lines])


def _from_return(written: Sequence[str], lines: Sequence[DraftLine]) -> Iterator[DraftLine]:
    """What stands in the return; a paragraph that was taken from somebody still is.

    One that was only reworded there is known by its place.
    """
    known = {line.text: line for line in lines}
    stood = lines if len(lines) == len(written) else ()
    for number, text in enumerate(written):
        reworded = number < len(stood) and stood[number].text not in written
        if text in known:
            yield known[text]
        elif reworded:
            yield replace(stood[number], text=text)
        else:
            yield DraftLine(text, say("drafting.from_return"))


def _pulled(given: DraftBook, part: str, lines: Sequence[DraftLine]) -> Iterator[DraftLine]:
    """What was picked and does not stand there yet, in any wording; in today's words, if any."""
    there = {line.origin for line in lines}
    new = [p for p in given.kept.picks if p.narrative == part and p.key not in there]
    for pick in new:
        if given.is_kept_back(part, pick.key):
            continue
        today = given.text_of(part, pick.key)
        text = (pick.text if today is None else today)[:LONGEST_TEXT]
        yield from (DraftLine(line, pick.source, pick.key) for line in text.splitlines())


def _told(
    texts: Mapping[str, Sequence[str]],
    lines: Mapping[str, Sequence[DraftLine]],
    clashes: Sequence[str],
) -> Iterator[str]:
    if texts:
        taken = sum(bool(line.origin) for part in lines.values() for line in part)
        paragraphs = sum(map(len, texts.values()))
        yield say("drafting.put", parts=len(texts), paragraphs=paragraphs, taken=taken)
    if clashes:
        yield say("drafting.clash", parts="、".join(clashes))


def _kept_back(given: DraftBook, lines: Mapping[str, Sequence[DraftLine]]) -> Iterator[str]:
    """How many paragraphs were picked that only bodies wrote which publish nothing."""
    taken = {(part, line.origin) for part in lines for line in lines[part]} | given.kept.picked
    if count := sum(given.is_kept_back(part, key) for part, key in taken):
        yield say("drafting.kept_back", count=count)
