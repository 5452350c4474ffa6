"""What a district's sum says beyond its totals: year on year, shares, bodies unlike the others.

Every figure comes from cells, and a reader can work each out again: a share names both sides, an
outlier its value, the median of its kind and how many bodies that is of. Nothing is said of small
numbers: no rate under SMALL, no outlier among fewer than ALIKE bodies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from statistics import fmean, median

from xltools.collection.analysis.carried import Carried, wrongly_carried
from xltools.collection.analysis.copied import Cluster, Copies, copies
from xltools.collection.situation.figures import Problem
from xltools.collection.total.sum import DistrictSum, SumEntry
from xltools.filing.filing import Filing, sum_of
from xltools.law.form import Form
from xltools.messages import say

SMALL = 30
"""The smallest whole that gets a rate, and the smallest figure that is called unusual."""
ALIKE = 8
"""So many bodies of one kind there must be for one of them to be unlike the others."""
FAR = 3.5
"""From this modified z-score on (by median and MAD, Iglewicz and Hoaglin) a value is unusual."""

Amount = int | Decimal
_CLOSED = ("requests.closed.total",)
_REVIEWS = ("cases.review_upheld", "cases.review_corrected", "cases.review_other")
_SUITS = tuple(
    f"cases.{stage}_{result}"
    for stage in ("direct", "after_review")
    for result in ("upheld", "corrected", "other")
)
SHARES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "granted": (("requests.granted.total", "requests.granted_in_part.total"), _CLOSED),
    "withheld": (("requests.withheld.total",), _CLOSED),
    "unavailable": (("requests.unavailable.total",), _CLOSED),
    "carried_out": (
        ("requests.carried_out.total",),
        ("requests.new.total", "requests.carried_in.total"),
    ),
    "review_corrected": (("cases.review_corrected",), _REVIEWS),
    "suit_corrected": (
        ("cases.direct_corrected", "cases.after_review_corrected"),
        _SUITS,
    ),
}
"""Each share with the cells, or groups of rows, of its part and of its whole."""

COUNTS = (
    "requests.new.total",
    "cases.review_total",
    "cases.direct_total",
    "cases.after_review_total",
)
"""Counts that are compared between bodies of one kind."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both as the cells give them."""

    id: str
    part: Amount
    whole: Amount

    @property
    def label(self) -> str:
        """What people call it: 予以公开率."""
        return say(f"share.{self.id}")

    @property
    def formula(self) -> str:
        """How it is worked out, in words."""
        return say(f"share_of.{self.id}")

    @property
    def percent(self) -> Decimal | None:
        """In percent, to one decimal; None of a whole under SMALL."""
        return None if self.whole < SMALL else _percent(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """A cell of the sum in both years, over the bodies that both are known of."""

    cell: str
    now: Amount
    then: Amount

    @property
    def percent(self) -> Decimal | None:
        """By how much it grew, in percent; None from a figure under SMALL."""
        return None if self.then < SMALL else _percent(self.now - self.then, self.then)


@dataclass(frozen=True, slots=True)
class Outlier:
    """A body whose count or share is far from that of others of its kind.

    `typical` is the median of the `alike` bodies, of which it is one; `score` how far, FAR or more.
    """

    body: str
    kind: str
    measure: str
    value: Amount
    typical: Decimal
    alike: int
    score: float
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """`kinds` are those with ALIKE bodies or more; `compared` names the bodies that the figures of
    `changes` are of: both years are known.
    """

    shares: tuple[Share, ...]
    kinds: tuple[str, ...]
    compared: tuple[str, ...]
    changes: tuple[YearOnYear, ...]
    outliers: tuple[Outlier, ...]
    carried: tuple[Carried, ...] = ()
    copies: Copies = field(default_factory=Copies)
    problems: tuple[Problem, ...] = ()

    @property
    def clusters(self) -> tuple[Cluster, ...]:
        """The groups of bodies that share a paragraph."""
        return self.copies.clusters


def analysis(
    made: DistrictSum, previous: Mapping[str, Filing], problems: Sequence[Problem] = ()
) -> Analysis:
    """The analysis of a sum; `previous` is last year by the body's name, as far as it is known.

    `problems` are the rules that most returns do not keep, as the ledger has them.
    """
    counted = made.choice.counted
    compared = tuple(e for e in counted if e.filing and e.body.name in previous)
    return Analysis(
        shares=tuple(_shares(made.total.filing)),
        kinds=tuple(kind for kind, entries in _by_kind(counted).items() if len(entries) >= ALIKE),
        compared=tuple(entry.body.name for entry in compared),
        changes=tuple(_changes(made, compared, previous)),
        outliers=tuple(_outliers(counted, made.edition.form)),
        carried=tuple(wrongly_carried(compared, previous)),
        copies=copies(made.words(counted)),
        problems=tuple(problems),
    )


def ranking(made: DistrictSum, share: str) -> tuple[tuple[str, Share], ...]:
    """The bodies by that share, the highest first, equal ones by name; none under SMALL."""
    found = [
        (entry.body.name, known)
        for entry in made.choice.counted
        if entry.filing and (known := _share(entry.filing, share)) and known.percent is not None
    ]
    return tuple(sorted(found, key=lambda pair: (-(pair[1].percent or 0), pair[0])))


def _percent(part: Amount, whole: Amount) -> Decimal:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


# ------------------------------------------------------------------ shares


def _shares(filing: Filing) -> Iterator[Share]:
    for share in SHARES:
        known = _share(filing, share)
        if known is not None:
            yield known


def _share(filing: Filing, share: str) -> Share | None:
    part, whole = (_sum(filing, cells) for cells in SHARES[share])
    return None if part is None or whole is None else Share(share, part, whole)


def _sum(filing: Filing, names: Sequence[str]) -> Amount | None:
    """The cells added up, a group of rows by all of its rows; None where one has no number."""
    cells = (cell for name in names for cell in filing.edition.form.cells_under(name))
    return sum_of(map(filing.number, cells))


# ------------------------------------------------------------------ year on year


def _changes(
    made: DistrictSum, compared: Sequence[SumEntry], previous: Mapping[str, Filing]
) -> Iterator[YearOnYear]:
    """Each cell that both forms have, where every compared body has a number in both years."""
    sums: dict[str, tuple[Amount, Amount]] = {}
    if compared:
        sums = dict.fromkeys(made.edition.form.cells, (0, 0))
    for entry in compared:
        before = previous[entry.body.name]
        for cell, (now, then) in list(sums.items()):
            number = entry.filing.number(cell) if entry.filing else None
            added, earlier = sum_of((now, number)), sum_of((then, before.number(cell)))
            if added is None or earlier is None:
                del sums[cell]
            else:
                sums[cell] = added, earlier
    return (YearOnYear(cell, now, then) for cell, (now, then) in sums.items())


# ------------------------------------------------------------------ bodies unlike the others


def _outliers(counted: Sequence[SumEntry], form: Form) -> Iterator[Outlier]:
    for kind, entries in _by_kind(counted).items():
        yield from _unlike(kind, entries, form)


def _by_kind(counted: Sequence[SumEntry]) -> dict[str, list[SumEntry]]:
    """The bodies by their kind, without those of none."""
    by_kind: dict[str, list[SumEntry]] = defaultdict(list)
    for entry in counted:
        if entry.body.kind:
            by_kind[entry.body.kind].append(entry)
    return by_kind


def _unlike(kind: str, entries: Sequence[SumEntry], form: Form) -> Iterator[Outlier]:
    filings = [(entry.body.name, entry.filing) for entry in entries if entry.filing]
    for cell in COUNTS:
        values = [(name, number) for name, f in filings if (number := f.number(cell)) is not None]
        for name, value, typical, score in _far([(n, v, sqrt(max(v, 0))) for n, v in values]):
            if max(value, typical) >= SMALL:
                yield Outlier(name, kind, cell, value, typical, len(values), score, (cell,))
    for share, (part, _) in SHARES.items():
        shares = [
            (name, known.percent)
            for name, filing in filings
            if (known := _share(filing, share)) and known.percent is not None
        ]
        cells = tuple(cell for name in part for cell in form.cells_under(name))
        for name, value, typical, score in _far([(n, v, float(v)) for n, v in shares]):
            yield Outlier(name, kind, share, value, typical, len(shares), score, cells)


def _far(
    values: Sequence[tuple[str, Amount, float]],
) -> Iterator[tuple[str, Amount, Decimal, float]]:
    """Those FAR from the median: name, value, the median of the values, the score.

    Scores are of what stands third in each: counts by their roots, so that large ones may differ
    by more. Where half of them are equal, the mean distance takes the place of the median one.
    """
    if len(values) < ALIKE:
        return
    middle = median(scale for _, _, scale in values)
    distances = [abs(scale - middle) for _, _, scale in values]
    spread = median(distances) / 0.6745 or fmean(distances) * 1.2533
    typical = median(Decimal(value) for _, value, _ in values)
    for (name, value, _), distance in zip(values, distances, strict=True):
        if spread and distance / spread >= FAR:
            yield name, value, typical, round(distance / spread, 1)
