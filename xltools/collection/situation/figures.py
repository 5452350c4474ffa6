"""How a collection stands, in numbers: every chart, table and sentence of 报送情况 is made here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from xltools.checks.catalogue import catalogue
from xltools.collection.register.body import Mode
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
class Day:
    """How many bodies had sent something by the end of a day; `is_due` on the day of a deadline."""

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
    the bodies that passed and have a day of publication, `unpublished` those without; `waiting`
    those of which nothing came but a file, waiting for the office, that may be theirs.
    """

    year: int | None
    today: date
    whole: Group
    superiors: tuple[Group, ...]
    kinds: tuple[Group, ...]
    days: tuple[Day, ...]
    problems: tuple[Problem, ...]
    late: tuple[Late, ...]
    doubts: tuple[int, int, int]
    published: int
    unpublished: int
    waiting: int = 0

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
) -> Situation:
    """The figures of a register's bodies; `findings` gives those of the return of one of them."""
    expected = [s for s in standings if s.state is not BodyState.NOT_EXPECTED]
    found = [(standing, tuple(findings(standing))) for standing in expected]
    passed = [s for s in expected if s.state is BodyState.PASSED and not _is_unpublished(s)]
    return Situation(
        year=year,
        today=today,
        whole=_group(say("situation.whole"), expected),
        superiors=_groups(expected, _superior),
        kinds=_groups(expected, _kind),
        days=tuple(_days(expected, today)),
        problems=_problems(found),
        late=tuple(_late(expected)),
        doubts=_doubts(found),
        published=sum(bool(standing.published_on) for standing in passed),
        unpublished=sum(not standing.published_on for standing in passed),
        waiting=sum(s.state is BodyState.MISSING and bool(s.perhaps) for s in expected),
    )


# ------------------------------------------------------------------ bodies


def _superior(standing: Standing) -> str:
    return (standing.body.superior if standing.body else "") or say("situation.no_superior")


def _kind(standing: Standing) -> str:
    return (standing.body.kind if standing.body else "") or say("situation.no_kind")


def _is_unpublished(standing: Standing) -> bool:
    """Whether its report is written and not published: 单独编制不公开."""
    return standing.body is not None and standing.body.mode is Mode.UNPUBLISHED


def _group(name: str, standings: Sequence[Standing]) -> Group:
    often = Counter(standing.state for standing in standings)
    return Group(name, len(standings), tuple(often[state] for state in EXPECTED))


def _groups(standings: Sequence[Standing], of: Callable[[Standing], str]) -> tuple[Group, ...]:
    """The bodies by what `of` says of them, in the order in which it first says so."""
    parted: dict[str, list[Standing]] = {}
    for standing in standings:
        parted.setdefault(of(standing), []).append(standing)
    return tuple(_group(name, together) for name, together in parted.items())


def _days(standings: Sequence[Standing], today: date) -> Iterator[Day]:
    """Each day on which something first came, and each deadline, with how many had come by then."""
    came = Counter(standing.received for standing in standings if standing.received)
    due = {standing.body.due for standing in standings if standing.body and standing.body.due}
    received = 0
    for day in sorted(came.keys() | {day for day in due if day <= today}):
        received += came[day]
        yield Day(day, received, day in due)


def _late(standings: Iterable[Standing]) -> Iterator[Late]:
    """The late ones, the latest first."""
    late = [standing for standing in standings if standing.days_late > 0]
    for item in sorted(late, key=lambda standing: (-standing.days_late, standing.name)):
        yield Late(item.name, _superior(item), item.state.label, item.days_late)


# ------------------------------------------------------------------ findings


_Found = Sequence[tuple[Standing, tuple[Located, ...]]]


def _problems(found: _Found) -> tuple[Problem, ...]:
    """What most bodies' returns do not keep, errors and doubts that are not settled."""
    bodies: dict[str, set[str]] = {}
    places: dict[str, Counter[str]] = {}
    labels: dict[str, str] = {}
    known = {entry.id: entry.sentence for entry in catalogue(latest())}
    for standing, findings in found:
        for located in findings:
            finding = located.finding
            if _is_problem(finding):
                bodies.setdefault(finding.rule, set()).add(standing.name)
                places.setdefault(finding.rule, Counter())[located.sheet] += 1
                labels.setdefault(finding.rule, known.get(finding.rule, finding.sentence))
    ranked = sorted(bodies, key=lambda rule: (-len(bodies[rule]), rule))[:MOST_PROBLEMS]
    return tuple(
        Problem(rule, _placed(labels[rule], places[rule]), len(bodies[rule]), _often(places[rule]))
        for rule in ranked
    )


def _often(places: Counter[str]) -> str:
    """The sheet where it is found most often."""
    return places.most_common(1)[0][0]


def _placed(label: str, places: Counter[str]) -> str:
    """The label with the sheet before it: rules of several tables are called alike."""
    sheet = _often(places)
    return say("situation.placed", sheet=sheet, label=label) if sheet else label


def _is_problem(finding: Finding) -> bool:
    if finding.under or finding.verdict not in (Verdict.FAIL, Verdict.UNFILLED):
        return False
    return finding.severity is Severity.ERROR or (finding.is_doubt and not finding.explained)


def _doubts(found: _Found) -> tuple[int, int, int]:
    """How many doubts are open, explained, refused."""
    doubts = [each.finding for _, items in found for each in items if each.finding.is_doubt]
    refused = sum(doubt.ruling is Ruling.REFUSED for doubt in doubts)
    explained = sum(doubt.explained for doubt in doubts)
    return len(doubts) - refused - explained, explained, refused
