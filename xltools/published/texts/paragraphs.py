"""What became of a report's paragraphs in a document: each is taken once, in its order.

A site's own lines stand around a report on its page, and between the title and the text; they
are no part of it. A paragraph broken over several lines, or several run together, is none other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from xltools.published.documents.contents import UNSEEN, DocumentKind
from xltools.published.tables.labels import align

_LIKE = 0.5
"""From this likeness on, 1 being equal, a line is a paragraph changed, not another one."""
_CLOSE = 0.8
"""The same below a report's last certain line on a site's page: there the site's lines are near."""
_CUT = 6
"""Letters that a text has at least to be taken for the beginning or the end of another."""
_STOP = "。"
"""What has a full stop is a sentence; names, links and captions of a site have none."""
_NO_TITLE = ":>" + _STOP
"""What a site's label, its path or a sentence has, and no title, in plain form."""
_JOINTS = "。.:;,、"
"""What people put between a heading and the paragraph that they join to it, in plain form."""


@dataclass
class Outcome:
    """What became of a report's paragraphs and a document's lines, both by number.

    `placed`, `moved` and `changed` say which line a paragraph is: unchanged and in its order,
    unchanged in another order, or another text. `added` are lines within the report that are
    none of its paragraphs.
    """

    placed: dict[int, int] = field(default_factory=dict[int, int])
    changed: dict[int, int] = field(default_factory=dict[int, int])
    moved: dict[int, int] = field(default_factory=dict[int, int])
    missing: list[int] = field(default_factory=list[int])
    added: list[int] = field(default_factory=list[int])


def plain_form(text: str) -> str:
    """A text without white space and what is not seen, letters and digits in their plain form."""
    return "".join(letter for letter, _ in letters_in(text))


def letters_in(text: str) -> list[tuple[str, int]]:
    """The letters of the plain text, each with its place in the text as it was typed."""
    return [
        (letter, place)
        for place, typed in enumerate(text)
        for letter in (typed if _is_plain(typed) else unicodedata.normalize("NFKC", typed))
        if not letter.isspace() and not UNSEEN.match(letter)
    ]


def _is_plain(letter: str) -> bool:
    """Whether a letter has no other form that reads the same: 10² is not 102."""
    return letter.isascii() or unicodedata.category(letter) == "No"


# ------------------------------------------------------------------ lines to paragraphs


def regrouped(paragraphs: Sequence[str], lines: Sequence[str]) -> list[str]:
    """The lines, those that are one paragraph together joined, and one that is several parted.

    The first paragraph is the title, which may stand broken below a whole one of the site's.
    Lines without a letter are left out.
    """
    found = [line for line in lines if plain_form(line)]
    keys = [plain_form(line) for line in found]
    wanted = [plain_form(text) for text in paragraphs]
    lost, own = {wanted[0], *set(wanted).difference(keys)}, set(wanted)
    given: list[str] = []
    at = 0
    while at < len(found):
        count = _broken_over(keys, at, lost)
        parts = () if keys[at] in own else _run_together(keys[at], wanted)
        if count > 1 or not parts:
            given.append("".join(found[at : at + count]))
        else:
            given += [paragraphs[i] for i in parts]
        at += count
    return given


def _broken_over(keys: Sequence[str], at: int, lost: Iterable[str]) -> int:
    """How many lines from this one on are one of the paragraphs that no line is; 1 if none."""
    longest = 1
    for text in lost:
        if len(text) > len(keys[at]) and text.startswith(keys[at]):
            for count, length in enumerate(accumulate(map(len, keys[at:])), 1):
                if length >= len(text):
                    if "".join(keys[at : at + count]) == text:
                        longest = max(longest, count)
                    break
    return longest


def _run_together(line: str, wanted: Sequence[str]) -> Sequence[int]:
    """The paragraphs that make up a line one after another, if there are at least two."""
    for first in range(len(wanted)):
        rest, after = line, first
        while rest and after < len(wanted) and rest.startswith(wanted[after]):
            rest, after = rest.removeprefix(wanted[after]).lstrip(_JOINTS), after + 1
        if not rest and after - first > 1:
            return range(first, after)
    return ()


# ------------------------------------------------------------------ one to another


def trace(paragraphs: Sequence[str], lines: Sequence[str], kind: DocumentKind) -> Outcome:
    """What became of each paragraph, the first being the title, and of each `regrouped` line."""
    wanted, found = (
        [plain_form(text) for text in paragraphs],
        [plain_form(line) for line in lines],
    )
    outcome = Outcome(placed=_placed(wanted, found))
    own_title = _title_edited(wanted, found, outcome.placed)
    if own_title is not None:
        outcome.changed[0] = own_title
        del outcome.placed[0]
    extent = _extent(wanted, found, outcome.placed)
    outcome.moved = _moved(wanted, found, outcome, extent)
    outcome.changed |= _changed(wanted, found, outcome, kind)
    outcome.changed |= _changed_elsewhere(wanted, found, outcome)
    certain = {i: j for i, j in outcome.changed.items() if not i or _STOP in wanted[i]}
    extent = _extent(wanted, found, outcome.placed | certain)
    left, free = _rest(wanted, found, outcome)
    outcome.missing = [i for i in left if i or kind is not DocumentKind.FRAGMENT]
    own = set(wanted)
    outcome.added = [j for j in free if extent.holds(j, found[j], own, kind)]
    return outcome


def _placed(wanted: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    """The paragraphs that stand unchanged in their order.

    A site writes the title in many places: it is the last one before the text that counts.
    """
    matcher = SequenceMatcher(None, wanted[1:], found, autojunk=False)
    placed = {
        1 + block.a + n: block.b + n
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    }
    text = min(placed.values(), default=len(found))
    titles = [j for j in range(text) if found[j] == wanted[0]]
    return {0: titles[-1], **placed} if titles else placed


def _title_edited(
    wanted: Sequence[str], found: Sequence[str], placed: Mapping[int, int]
) -> int | None:
    """The report's own title, edited, below the right one that its site wrote; None if none.

    It stands on one line or on two. A line that holds the whole title, or puts a label or a path
    before it, is the site's own.
    """
    title, text = placed.get(0), min((j for i, j in placed.items() if i), default=0)
    if title is None:
        return None
    below = ("", *found[title + 1 : text])
    edited = (
        title + n
        for n, (before, line) in enumerate(pairwise(below), 1)
        if _is_edited(wanted[0], line) or _is_edited(wanted[0], before + line)
    )
    return max(edited, default=None)


def _is_edited(title: str, line: str) -> bool:
    """Whether a line is a title with something else in it, all in plain form."""
    others = title in line or any(mark in line for mark in _NO_TITLE)
    return not others and _likeness(title, line) >= _CLOSE


def _rest(
    wanted: Sequence[str], found: Sequence[str], outcome: Outcome
) -> tuple[list[int], list[int]]:
    """The paragraphs and the lines of which nothing is known yet."""
    known = outcome.placed | outcome.moved | outcome.changed
    taken = set(known.values())
    return (
        [i for i in range(len(wanted)) if i not in known],
        [j for j in range(len(found)) if j not in taken],
    )


def _moved(
    wanted: Sequence[str], found: Sequence[str], outcome: Outcome, extent: _Extent
) -> dict[int, int]:
    """The paragraphs that stand unchanged in another order.

    A heading or a name that a site writes around the report is not the report's.
    """
    left, free = _rest(wanted, found, outcome)
    moved: dict[int, int] = {}
    for i in left:
        for j in free:
            if found[j] == wanted[i] and (_STOP in wanted[i] or extent.around(j)):
                moved[i] = j
                free.remove(j)
                break
    return moved


def _changed(
    wanted: Sequence[str], found: Sequence[str], outcome: Outcome, kind: DocumentKind
) -> dict[int, int]:
    """The paragraphs that are like a line between the same two neighbours."""
    left, free = _rest(wanted, found, outcome)
    ends = [(-1, -1), *sorted(outcome.placed.items()), (len(wanted), len(found))]
    changed: dict[int, int] = {}
    for (i, j), (next_i, next_j) in pairwise(ends):
        texts = [n for n in left if i < n < next_i]
        lines = [n for n in free if j < n < next_j]
        least = _CLOSE if kind is DocumentKind.PAGE and next_i == len(wanted) else _LIKE
        pairs = align([wanted[n] for n in texts], [found[n] for n in lines], _likeness, least=least)
        changed |= {texts[a]: lines[b] for a, b in pairs.items()}
    return changed


def _changed_elsewhere(
    wanted: Sequence[str], found: Sequence[str], outcome: Outcome
) -> dict[int, int]:
    """The sentences that are like a line that stands anywhere else."""
    left, free = _rest(wanted, found, outcome)
    changed: dict[int, int] = {}
    for i in left:
        like = {j: _likeness(wanted[i], found[j]) for j in free if _STOP in found[j]}
        nearest = max(like, key=lambda j: like[j], default=-1)
        if _STOP in wanted[i] and like.get(nearest, 0) >= _LIKE:
            changed[i] = nearest
            free.remove(nearest)
    return changed


def _likeness(one: str, other: str) -> float:
    """How like two texts are; what one was cut from, or was added to, is always like it."""
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(one, other, score_cutoff=100 * _LIKE) / 100
    short, long = sorted((one, other), key=len)
    cut = len(short) >= _CUT and (long.startswith(short) or long.endswith(short))
    return max(ratio, _LIKE) if cut else ratio


# ------------------------------------------------------------------ where the report stands


@dataclass(frozen=True, slots=True)
class _Extent:
    """The lines of the title, and of the first and the last paragraph below it."""

    title: int
    first: int
    last: int

    def around(self, line: int) -> bool:
        """Whether a line stands between the title and the last paragraph."""
        return min(self.title, self.first) <= line <= self.last

    def holds(self, line: int, text: str, own: set[str], kind: DocumentKind) -> bool:
        """Whether a line that is no paragraph of the report's own belongs to it nevertheless.

        Outside the text a site has its own lines, the title again among them: there it is what
        repeats a paragraph, or is a sentence where a site has none. Elsewhere nobody but the
        author has put a line before the title or after the date.
        """
        if kind is not DocumentKind.PAGE or self.first <= line <= self.last:
            return True
        return _STOP in text and (text in own or self.title < line < self.first)


def _extent(wanted: Sequence[str], found: Sequence[str], known: Mapping[int, int]) -> _Extent:
    """Where the report stands, by the paragraphs that are known and those right beside them."""
    lines = [j for i, j in known.items() if i]
    if not lines:
        return _Extent(len(found), len(found), -1)
    own = set(wanted[1:])
    first, last = min(lines), max(lines)
    while first and found[first - 1] in own:
        first -= 1
    while last + 1 < len(found) and found[last + 1] in own:
        last += 1
    return _Extent(known.get(0, first), first, last)
