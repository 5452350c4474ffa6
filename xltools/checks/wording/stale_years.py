"""Years that are not the report's: sentences that last year's report may have left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xltools.checks.check import Check
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.phrases import patterns
from xltools.checks.text.prose import Prose
from xltools.filing.findings import Finding
from xltools.law.rule import Severity

STALE = Check("C-STALE-YEAR", Severity.WARNING, "check_stale_year")
PLANNED = Check("C-PLANNED-YEAR", Severity.INFO, "check_planned_year")

OLD_POINTS = Check("C-OLD-POINTS", Severity.WARNING, "check_old_points")

CHECKS = (STALE, PLANNED, OLD_POINTS)

_LEAD = "lead"


def _patterns() -> Mapping[str, re.Pattern[str]]:
    return patterns("vocabulary", "stale_years")


def findings_in(prose: Prose) -> Iterator[Finding]:
    """At most one finding of each sort in a narrative."""
    reported = prose.filing.year
    if reported is None:
        return
    seen: set[tuple[str, str]] = set()
    for paragraph in prose.paragraphs:
        for check, stated, match in _stale(prose, paragraph):
            if (check.id, paragraph.narrative) not in seen:
                seen.add((check.id, paragraph.narrative))
                yield check.at(
                    prose.filing.edition, paragraph, match.span(), year=reported, stated=stated
                )


def _stale(prose: Prose, paragraph: Paragraph) -> Iterator[tuple[Check, str, re.Match[str]]]:
    reported, known, text = prose.filing.year or 0, _patterns(), paragraph.untitled
    match = known["period"].search(text)
    if match and int(match["year"]) != reported:
        yield STALE, match["year"], match
    torn = known["torn"].search(text)
    if torn and (torn["own"] or paragraph.narrative == _LEAD):
        others = [year for year in (torn["year"], torn["from"]) if int(year) != reported]
        yield from ((STALE, year, torn) for year in others[:1])
    for match in (known["until"].search(text), known["opening"].match(text)):
        if match and int(match["year"]) < reported and str(reported) not in text:
            yield STALE, match["year"], match
    points = known["points"].search(paragraph.text)
    if points and int(points["year"]) < reported and _is_basis(paragraph, points):
        yield OLD_POINTS, points["year"], points
    if _is_on_improvement(prose, paragraph):
        for match in known["intention"].finditer(text):
            year = match["year"] or match["year2"]
            if int(year) <= reported:
                yield (PLANNED if int(year) == reported else STALE), year, match


def _is_basis(paragraph: Paragraph, points: re.Match[str]) -> bool:
    """Whether nothing says that an earlier year's work is looked back at."""
    sentence = paragraph.sentence_at(points.start())
    return not _patterns()["past"].search(paragraph.text, *sentence)


def _is_on_improvement(prose: Prose, paragraph: Paragraph) -> bool:
    form = prose.filing.edition.form
    return form.section_of(paragraph.narrative) == form.section_of("improvements")
