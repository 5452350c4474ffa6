"""报送情况.html: one self-contained page for whoever asks how the collection stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltools.collection.situation.figures import EXPECTED, Group, Situation
from xltools.messages import say
from xltools.report.charts import Chart, bars, line_chart
from xltools.report.html import page_template


@dataclass(frozen=True, slots=True)
class PageSection:
    """A part of the page: its heading, a chart if there is one, the same as a table, and a note."""

    heading: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: Chart | None = None
    note: str = ""


def situation_page(given: Situation) -> str:
    """The page; the same text for the same figures."""
    return page_template("situation.html.j2", "xltools.collection.situation").render(
        title=say("situation.title", year=given.year or ""),
        sentence=given.sentence,
        settings=given.settings,
        sections=tuple(sections(given)),
    )


def sections(given: Situation) -> Iterator[PageSection]:
    """Every part that has anything to say."""
    yield _by_state(given)
    if len(given.superiors) > 1:
        yield _groups("superiors", given.superiors)
    if len(given.kinds) > 1:
        yield _groups("kinds", given.kinds)
    if given.days:
        yield _by_day(given)
    if given.problems:
        yield _problems(given)
    yield _doubts(given)
    yield _publication(given)
    if given.overdue:
        yield _overdue(given)
    if given.late:
        rows = tuple((late.body, late.superior, late.state, str(late.days)) for late in given.late)
        yield PageSection(*_headed("late", "body", "superior", "state", "days"), rows)


def _headed(part: str, *columns: str) -> tuple[str, tuple[str, ...]]:
    heads = tuple(say(f"situation_column.{column}") for column in columns)
    return say(f"situation_part.{part}"), heads


def _by_state(given: Situation) -> PageSection:
    counted = [
        (state.label, count) for state, count in zip(EXPECTED, given.whole.states, strict=True)
    ]
    heading, heads = _headed("states", "state", "count")
    rows = tuple((label, str(count)) for label, count in counted)
    return PageSection(heading, heads, rows, bars(heading, counted))


def _groups(part: str, groups: tuple[Group, ...]) -> PageSection:
    heading, (name, expected) = _headed(part, "name", "expected")
    heads = (name, expected, *(state.label for state in EXPECTED))
    rows = tuple((group.name, str(group.expected), *map(str, group.states)) for group in groups)
    return PageSection(heading, heads, rows)


def _by_day(given: Situation) -> PageSection:
    heading, heads = _headed("days", "day", "received", "due")
    rows = tuple(
        (day.day.isoformat(), str(day.received), say("situation.due") if day.is_due else "")
        for day in given.days
    )
    days = [(day.day.isoformat(), day.received, day.is_due) for day in given.days]
    note = say("situation.scraps", count=given.scraps) if given.scraps else ""
    chart = line_chart(heading, days, given.whole.expected)
    return PageSection(heading, heads, rows, chart, note)


def _problems(given: Situation) -> PageSection:
    heading, heads = _headed("problems", "label", "bodies", "place", "rule")
    rows = tuple((p.label, str(p.bodies), p.place, p.rule) for p in given.problems)
    chart = bars(heading, [(problem.label, problem.bodies) for problem in given.problems])
    return PageSection(heading, heads, rows, chart)


def _doubts(given: Situation) -> PageSection:
    heading, heads = _headed("doubts", "doubt", "number")
    names = [say(f"situation.doubt_{name}") for name in ("open", "explained", "refused")]
    rows = tuple(zip(names, map(str, given.doubts), strict=True))
    return PageSection(heading, heads, rows)


def _publication(given: Situation) -> PageSection:
    heading, heads = _headed("publication", "publication", "count")
    counts = {"published": given.published, "unpublished": given.unpublished}
    asked = {"published_early": given.published_early, "day_questioned": given.day_questioned}
    counts |= {code: count for code, count in asked.items() if count}
    rows = tuple((say(f"situation.{code}"), str(count)) for code, count in counts.items())
    return PageSection(heading, heads, rows)


def _overdue(given: Situation) -> PageSection:
    rows = tuple(
        (item.body.name, item.body.superior, item.due.isoformat(), str(item.days))
        for item in given.overdue
    )
    return PageSection(*_headed("overdue", "body", "superior", "publish_by", "days_past"), rows)
