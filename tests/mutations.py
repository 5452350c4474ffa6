"""One figure, or one number of a text, changed in a generated return: what a clerk's slip does."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bodies import Body, bodies

from xltools.checks import check
from xltools.filing.confront import confront
from xltools.filing.filing import Filing, Value
from xltools.filing.findings import Finding, Verdict
from xltools.law.rule import Severity

_NUMBER = re.compile(r"(?<![\d.])\d+(?![\d年.])")
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A return with one change of that kind, and the return before it."""

    kind: str
    before: Filing
    after: Filing

    @property
    def found(self) -> str:
        """The gravest severity of what is said of the change, "" where nothing is said."""
        known = {(f.id, f.left, f.right) for f in _failing(self.before)}
        new = [f.severity for f in _failing(self.after) if (f.id, f.left, f.right) not in known]
        return next((s.value for s in Severity if s in new), "")


def _failing(filing: Filing) -> Iterator[Finding]:
    findings = (*confront(filing), *check(filing))
    return (finding for finding in findings if finding.verdict is Verdict.FAIL)


def mutants(count: int, seed: int = 2025) -> Iterator[Mutant]:
    """Of each of so many bodies one mutant of every kind that it allows."""
    chance = random.Random(seed)
    for body in bodies(count, seed):
        for kind, change in _KINDS.items():
            if after := change(chance, body):
                yield Mutant(kind, body.filing, after)


def _other(chance: random.Random, number: int) -> int:
    """The number as a slip makes it: digits swapped, one too many or lost, or one or two off."""
    text = str(number)
    slips = [number + 1, number + 2, abs(number - 1), number * 10, int(text[::-1])]
    slips += [int(text[1:])] if len(text) > 1 else []
    return chance.choice([slip for slip in slips if slip != number])


# ------------------------------------------------------------------ figures


def _typed(prefix: str) -> Callable[[random.Random, Body], Filing | None]:
    """A change of one typed figure whose id begins like that, 0 or not."""

    def change(chance: random.Random, body: Body) -> Filing | None:
        edition = body.filing.edition
        cell = chance.choice([cell for cell in edition.typed if cell.startswith(prefix)])
        return _with_figure(chance, body.filing, cell)

    return change


def _with_figure(chance: random.Random, filing: Filing, cell: str) -> Filing:
    value = Decimal(filing.number(cell) or 0)
    changed = _other(chance, int(value)) + value % 1
    new: Value = int(changed) if changed == int(changed) else changed
    return replace(filing, figures={**filing.figures, cell: new})


def _total(chance: random.Random, body: Body) -> Filing:
    """A total written over with another figure."""
    return _with_figure(chance, body.filing, chance.choice(list(body.filing.edition.totals)))


def _unit(_chance: random.Random, body: Body) -> Filing | None:
    """The charges in 元 where 万元 belong."""
    cell = "disclosure.administrative_charges.charged"
    charged = body.filing.number(cell)
    if not charged:
        return None
    return replace(body.filing, figures={**body.filing.figures, cell: int(charged * 10_000)})


# ------------------------------------------------------------------ numbers in the text


def _written(*, share: bool) -> Callable[[random.Random, Body], Filing | None]:
    """A change of one number that the body wrote."""

    def change(chance: random.Random, body: Body) -> Filing | None:
        places = [stated for stated in body.stated if stated.share is share]
        if not places:
            return None
        place = chance.choice(places)
        span = place.begin, place.end
        return _with_number(chance, body.filing, place.narrative, place.paragraph, span)

    return change


def _drafted(chance: random.Random, body: Body) -> Filing | None:
    """A change of one number of a drafted sentence."""
    written = {stated.narrative for stated in body.stated}
    places = [
        (narrative, index, match.span())
        for narrative in ("on_request", "processing_fee")
        if narrative not in written
        for index, text in enumerate(body.filing.paragraphs(narrative))
        for match in _NUMBER.finditer(text)
    ]
    return _with_number(chance, body.filing, *chance.choice(places)) if places else None


def _with_number(
    chance: random.Random, filing: Filing, narrative: str, paragraph: int, span: tuple[int, int]
) -> Filing:
    texts = list(filing.paragraphs(narrative))
    text = texts[paragraph]
    texts[paragraph] = text[: span[0]] + _changed(chance, text[slice(*span)]) + text[span[1] :]
    narratives: Mapping[str, tuple[str, ...]] = {**filing.narratives, narrative: tuple(texts)}
    return replace(filing, narratives=narratives)


def _changed(chance: random.Random, written: str) -> str:
    if written in _NUMERALS:
        return chance.choice([numeral for numeral in _NUMERALS[1:] if numeral != written])
    whole, point, rest = written.partition(".")
    return f"{_other(chance, int(whole))}{point}{rest}"


_KINDS: dict[str, Callable[[random.Random, Body], Filing | None]] = {
    "figure of 表二": _typed("disclosure."),
    "figure of 表三": _typed("requests."),
    "figure of 表四": _typed("cases."),
    "figure of 信息处理费": _typed("fees."),
    "total written over": _total,
    "charges in 元 for 万元": _unit,
    "number written": _written(share=False),
    "percentage written": _written(share=True),
    "number drafted": _drafted,
}
