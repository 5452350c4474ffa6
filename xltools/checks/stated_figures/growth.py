"""Growth stated in the narratives (较上年增加5件，增长27.8%), worked out again.

The base is what the text itself says last year's number was; or, where the number is tied to
cells, what those held in last year's return.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.numbers import Number
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.phrases import patterns
from xltools.checks.text.prose import Prose
from xltools.checks.text.ties import Tie, total_of
from xltools.filing.confront import plain
from xltools.filing.figure import normal
from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.messages import say

WRONG = Check("C-GROWTH", Severity.WARNING, "check_growth")
CUT_OFF = Check("C-GROWTH-ROUNDING", Severity.INFO, "check_growth_rounding")

CHECKS = (WRONG, CUT_OFF)


@dataclass(frozen=True, slots=True)
class Growth:
    """A count, and what a text says of last year's: that number, the difference, the rate.

    `last` is false where the text names a year that is not the one before the report's.
    """

    now: Number
    base: Number | None
    by: Number | None
    rate: Number | None
    down: bool
    last: bool
    end: int

    def apart(self, base: Decimal) -> Decimal:
        """How far off the rate is, in units of its last digit; infinite where all is wrong."""
        grown = self.now.value - base
        sign = -1 if self.down else 1
        if self.base and self.base.value != base:
            return Decimal("Infinity")
        if self.by and sign * self.by.value != grown:
            return Decimal("Infinity")
        if self.rate is None or not base:
            return Decimal(0)
        return abs(sign * self.rate.value - 100 * grown / base) / self.rate.step


def findings_in(prose: Prose) -> Iterator[Finding]:
    """One finding for each growth that no base it may be of gives."""
    if not prose.has(data("vocabulary")["growth"]["has"]):
        return
    tied = {(id(passage.paragraph), passage.at): tie for tie, passage in prose.read}
    seen = Counter[str]()
    for paragraph in prose.paragraphs:
        for place, growth in growths_in(paragraph, prose.filing.year):
            tie = tied.get((id(paragraph), place))
            bases = list(_bases(prose, growth, tie))
            if bases and (check := _verdict(growth, bases)):
                seen[paragraph.narrative] += 1
                yield check.at(
                    prose.filing.edition,
                    paragraph,
                    (growth.now.begin, growth.end),
                    about=str(seen[paragraph.narrative]),
                    cells=tie.cells if tie else (),
                    right=_right(growth.now.value, bases[0], tie.scale if tie else 1),
                )


def growths_in(paragraph: Paragraph, year: int | None) -> Iterator[tuple[int, Growth]]:
    """Each growth that a paragraph states by a number, with the place of the count."""
    words = patterns("vocabulary", "growth")
    numbers = paragraph.coded.numbers
    for match in words["phrase"].finditer(paragraph.coded.text):
        base, by, rate = (
            numbers[match.start(part)] if match[part] else None for part in ("base", "by", "rate")
        )
        last_mark = max(match.start(part) for part in ("way", "by", "rate"))
        growth = Growth(
            now=numbers[match.start()],
            base=base,
            by=by,
            rate=rate,
            down=bool(words["down"].fullmatch(match["way"])),
            last=not match["year"] or int(match["year"]) + 1 == year,
            end=numbers[last_mark].end if last_mark in numbers else 0,
        )
        if _is_clear(growth):
            yield match.start(), growth


def _is_clear(growth: Growth) -> bool:
    """Whether it states a difference or a rate, exactly, and of the count itself."""
    if not growth.by and not growth.rate:
        return False
    others = [number for number in (growth.base, growth.by) if number]
    same = all(number.unit in (growth.now.unit, "") for number in others)
    return same and not any(number.vague for number in (growth.now, growth.rate, *others) if number)


def _bases(prose: Prose, growth: Growth, tie: Tie | None) -> Iterator[Decimal]:
    """What last year's number may be: by the tables, or else by the text."""
    if tie and prose.previous and growth.last:
        for terms in tie.sums:
            now, then = total_of(prose.filing, terms), total_of(prose.previous, terms)
            if now is not None and then is not None and now * tie.scale == growth.now.value:
                yield Decimal(then * tie.scale)
    elif growth.base:
        yield growth.base.value
    elif growth.by and growth.rate:
        yield growth.now.value + (growth.by.value if growth.down else -growth.by.value)


def _verdict(growth: Growth, bases: list[Decimal]) -> Check | None:
    apart = min(growth.apart(base) for base in bases)
    if apart <= Decimal("0.5"):
        return None
    return CUT_OFF if apart < 1 else WRONG


def _right(now: Decimal, base: Decimal, scale: int) -> str:
    """Both numbers, and how the one grew from the other, in words."""
    grown = now - base
    way = say("check_growth.less" if grown < 0 else "check_growth.more")
    rate = 100 * abs(grown) / base if base else Decimal(0)
    said = {"way": way, "by": plain(normal(abs(grown) / scale))}
    code = "check_growth.change" if base else "check_growth.change_from_nothing"
    change = say(code, rate=plain(rate.quantize(Decimal("0.01"))), **said)
    both = {"now": plain(normal(now / scale)), "base": plain(normal(base / scale))}
    return say("check_growth.right", change=change, **both)
