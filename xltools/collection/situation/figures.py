"""How a collection stands, in numbers: every chart, table and sentence of 报送情况 is made here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from xltools.checks.catalogue import catalogue
from xltools.collection.situation.unpublished import Unpublished, is_to_publish, unpublished
from xltools.collection.standing.standing import Standing
from xltools.examination.record import Located
from xltools.filing.findings import Finding, Ruling, Verdict
from xltools.filing.states import BodyState
from xltools.law.edition import latest
from xltools.law.rule import Severity
from xltools.messages import say

EXPECTED = tuple(state for state in BodyState if state is not BodyState.NOT_EXPECTED)
"""The words of bodies that are expected to file, in their order."""
MOST_PROBLEMS = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies that have something in common: how many are expected, and how many stand how."""

    name: str
    expected: int
    states: tuple[int, ...]
    """beside each of EXPECTED"""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many bodies had sent a return that can be read by the end of a day; `is_due` on the day
    of a deadline.
    """

    day: date
    received: int
    is_due: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule or check that returns do not keep: of how many bodies, and where most often."""

    rule: str
    label: str
    bodies: int
    place: str


@dataclass(frozen=True, slots=True)
class Late:
    """A body that is late, and by how many days, with how it stands."""

    body: str
    superior: str
    state: str
    days: int


@dataclass(frozen=True, slots=True)
class Situation:
    """One collection on one day.

    `doubts` are open, explained and refused ones of the returns that stand; `published` counts
    the bodies that passed and have a day of publication, `unpublished` those without,
    `published_early` those with a day that have not passed, `day_questioned` those with one that
    do not publish; `scraps` are those of which only what is no return of the year came; `waiting`
    those of which nothing came but a file, waiting for the office, that may be theirs; `settings`
    says what the office changed of the checks.
    """

    year: int | None
    today: date
    whole: Group
    superiors: tuple[Group, ...]
    kinds: tuple[Group, ...]
    days: tuple[DayCount, ...]
    problems: tuple[Problem, ...]
    late: tuple[Late, ...]
    doubts: tuple[int, int, int]
    published: int
    unpublished: int
    published_early: int = 0
    day_questioned: int = 0
    scraps: int = 0
    waiting: int = 0
    overdue: tuple[Unpublished, ...] = ()
    """those that should have been published by now"""
    settings: str = ""

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        told = dict(zip(EXPECTED, self.whole.states, strict=True))
        counted = "、".join(
            say("situation.counted", label=state.label, count=count)
            for state, count in told.items()
            if count
        )
        said = {"year": self.year or "", "expected": self.whole.expected, "counted": counted}
        sentence = say("situation.sentence", day=self.today.isoformat(), **said)
        return sentence + (say("situation.waiting", count=self.waiting) if self.waiting else "")


def situation(
    standings: Sequence[Standing],
    findings: Callable[[Standing], Iterable[Located]],
    year: int | None,
    today: date,
    settings: str = "",
    publish_by: date | None = None,
) -> Situation:
    """The figures of a register's bodies; `findings` gives those of the return of one of them.

    `publish_by` is the office's own day for publication.
    """
    expected = [s for s in standings if s.state is not BodyState.NOT_EXPECTED]
    found = DoubtsAndProblems()
    for standing in expected:
        found.add(findings(standing))
    passed = [standing for standing in expected if is_to_publish(standing)]
    return Situation(
        year=year,
        today=today,
        whole=_group(say("situation.whole"), expected),
        superiors=_groups(expected, _superior),
        kinds=_groups(expected, _kind),
        days=tuple(_days(expected, today)),
        problems=found.problems(),
        late=tuple(_late(expected)),
        doubts=found.doubts,
        published=sum(bool(standing.published_on) for standing in passed),
        unpublished=sum(not standing.published_on for standing in passed),
        published_early=sum(standing.published_early for standing in expected),
        day_questioned=sum(standing.day_questioned for standing in expected),
        scraps=sum(bool(standing.by) and not standing.received for standing in expected),
        waiting=sum(s.state is BodyState.MISSING and bool(s.perhaps) for s in expected),
        overdue=unpublished(passed, year, today, publish_by),
        settings=settings,
    )


# ------------------------------------------------------------------ bodies


def _superior(standing: Standing) -> str:
    return (standing.body.superior if standing.body else "") or say("situation.no_superior")


def _kind(standing: Standing) -> str:
    return (standing.body.kind if standing.body else "") or say("situation.no_kind")


def _group(name: str, standings: Sequence[Standing]) -> Group:
    often = Counter(standing.state for standing in standings)
    return Group(name, len(standings), tuple(often[state] for state in EXPECTED))


def _groups(standings: Sequence[Standing], of: Callable[[Standing], str]) -> tuple[Group, ...]:
    """The bodies by what `of` says of them, in the order in which it first says so."""
    parted: dict[str, list[Standing]] = {}
    for standing in standings:
        parted.setdefault(of(standing), []).append(standing)
    return tuple(_group(name, together) for name, together in parted.items())


def _days(standings: Sequence[Standing], today: date) -> Iterator[DayCount]:
    """Each day on which a return first came, and each deadline, with how many had come by then."""
    came = Counter(standing.received for standing in standings if standing.received)
    due = {standing.body.due for standing in standings if standing.body and standing.body.due}
    received = 0
    for day in sorted(came.keys() | {day for day in due if day <= today}):
        received += came[day]
        yield DayCount(day, received, day in due)


def _late(standings: Iterable[Standing]) -> Iterator[Late]:
    """The late ones, the latest first."""
    late = [standing for standing in standings if standing.days_late > 0]
    for item in sorted(late, key=lambda standing: (-standing.days_late, standing.name)):
        yield Late(item.name, _superior(item), item.state.label, item.days_late)


# ------------------------------------------------------------------ findings


@dataclass
class DoubtsAndProblems:
    """What is found in returns, taken in one after another: their doubts, and which rules and
    checks most bodies do not keep.
    """

    doubts: tuple[int, int, int] = (0, 0, 0)
    """open, explained, refused"""
    _bodies: Counter[str] = field(default_factory=Counter[str])
    _places: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    _labels: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, findings: Iterable[Located]) -> None:
        """Take in what is found in the return of another body."""
        rules: set[str] = set()
        opened, explained, refused = self.doubts
        for located in findings:
            finding = located.finding
            if finding.is_doubt and finding.counted:
                explained += finding.explained
                refused += finding.ruling is Ruling.REFUSED
                opened += not finding.explained and finding.ruling is not Ruling.REFUSED
            if _is_problem(finding):
                rules.add(finding.rule)
                self._places.setdefault(finding.rule, Counter())[located.sheet] += 1
                self._labels.setdefault(finding.rule, finding.sentence)
        self._bodies.update(rules)
        self.doubts = opened, explained, refused

    def problems(self) -> tuple[Problem, ...]:
        """What most bodies' returns do not keep: errors, and doubts that are not settled."""
        known = {entry.id: entry.sentence for entry in catalogue(latest())}
        ranked = sorted(self._bodies, key=lambda rule: (-self._bodies[rule], rule))
        return tuple(
            Problem(
                rule,
                _placed(known.get(rule, self._labels[rule]), self._places[rule]),
                self._bodies[rule],
                _often(self._places[rule]),
            )
            for rule in ranked[:MOST_PROBLEMS]
        )


def _often(places: Counter[str]) -> str:
    """The sheet where it is found most often."""
    return places.most_common(1)[0][0]


def _placed(label: str, places: Counter[str]) -> str:
    """The label with the sheet before it: rules of several tables are called alike."""
    sheet = _often(places)
    return say("situation.placed", sheet=sheet, label=label) if sheet else label


def _is_problem(finding: Finding) -> bool:
    if not finding.counted or finding.verdict not in (Verdict.FAIL, Verdict.UNFILLED):
        return False
    return finding.severity is Severity.ERROR or (finding.is_doubt and not finding.explained)
