"""What the report says of itself: whose it is, of which year, and in how many parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.numbers import number_written
from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.phrases import patterns
from xltools.checks.text.prose import Prose
from xltools.checks.text.scope import is_short_for
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.filing.wording import covered
from xltools.law.rule import Severity

OTHER_BODY = Check("C-OTHER-BODY", Severity.WARNING, "check_other_body")
OTHER_YEAR = Check("C-OTHER-YEAR", Severity.WARNING, "check_other_year")
PARTS = Check("C-PARTS-NAMED", Severity.WARNING, "check_parts_named")
LEFT_OUT = Check("C-PART-LEFT-OUT", Severity.INFO, "check_part_left_out")

CHECKS = (OTHER_BODY, OTHER_YEAR, PARTS, LEFT_OUT)

_ON_REQUESTS = ("on_request",)
_READ = ("lead", "opening")
"""Narratives in which a report speaks of itself."""


def _words() -> Mapping[str, re.Pattern[str]]:
    return patterns("lead", "words")


def findings_in(prose: Prose) -> Iterator[Finding]:
    """At most one finding of each sort in a paragraph."""
    for paragraph in prose.paragraphs:
        if paragraph.narrative in _ON_REQUESTS:
            yield from _of_government(prose.filing, paragraph)
        if paragraph.narrative in _READ and _words()["speaks"].search(paragraph.text):
            yield from _other_body(prose.filing, paragraph)
            yield from _other_year(prose.filing, paragraph)
            yield from _parts(prose.filing, paragraph)


# ------------------------------------------------ whose


def _other_body(filing: Filing, paragraph: Paragraph) -> Iterator[Finding]:
    """The first body that the report is said to be of, or to be asked about, and is not."""
    for match in _words()["body"].finditer(paragraph.untitled):
        who = match["who"] or match["asked"]
        if filing.name and not _is_own_name(who, filing):
            yield OTHER_BODY.at(filing.edition, paragraph, match.span(), who=who, name=filing.name)
            return


def _is_own_name(who: str, filing: Filing) -> bool:
    names = [filing.cover.get(field, "") for field in ("name", "report_name", "plaques")]
    names.append(filing.cover.get("self_reference", ""))
    return any(name and _is_same(who, name) for name in names)


@lru_cache(maxsize=256)
def _is_same(who: str, name: str) -> bool:
    """Whether one is a short form of the other, or they have a word of their own in common."""
    if is_short_for(who, name) or is_short_for(name, who):
        return True
    places = (_place(who), _place(name))
    if all(places) and not set(places[0][:-1]) & set(places[1][:-1]):
        return False
    common = set(who[len(places[0]) :]) & set(name[len(places[1]) :])
    return bool(common - set(data("lead")["of_any"]))


def _place(name: str) -> str:
    """The place that a name begins with, or nothing."""
    match = _words()["place"].match(name)
    return match.group() if match else ""


def _of_government(filing: Filing, paragraph: Paragraph) -> Iterator[Finding]:
    """Applications to the government in the report of a body that is none, nor its office."""
    kind, match = filing.body_kind, _words()["asked"].search(paragraph.untitled)
    if match and kind and not kind.government and not _words()["office"].search(filing.name):
        yield OTHER_BODY.at(
            filing.edition, paragraph, match.span(), who=match["asked"], name=filing.name
        )


# ------------------------------------------------ of which year


def _other_year(filing: Filing, paragraph: Paragraph) -> Iterator[Finding]:
    for match in _words()["report_year"].finditer(paragraph.untitled):
        if filing.year is not None and int(match["year"]) != filing.year:
            yield OTHER_YEAR.at(
                filing.edition, paragraph, match.span(), stated=match["year"], year=filing.year
            )
            return


# ------------------------------------------------ in how many parts


def _parts(filing: Filing, paragraph: Paragraph) -> Iterator[Finding]:
    match = _words()["consists"].search(paragraph.untitled)
    if match is None:
        return
    listed, count = match["list"], number_written(match["count"]) if match["count"] else None
    fewest, most = _counted(listed)
    parts = patterns("lead", "parts")
    missing = [name for name, words in parts.items() if not words.search(listed)]
    quote = (
        paragraph.quote(match.start("count"), match.end())
        if match["count"]
        else covered(listed)[-30:]
    )
    if count and most > 1 and not fewest <= int(count[0]) <= most:
        yield PARTS.found(
            filing.edition,
            paragraph,
            quote=quote,
            stated=int(count[0]),
            named=fewest if fewest == most else f"{fewest}-{most}",
        )
    elif 0 < len(missing) <= len(parts) // 3:
        yield LEFT_OUT.found(filing.edition, paragraph, quote=quote, missing="\u3001".join(missing))


def _counted(listed: str) -> tuple[int, int]:
    """How many parts are named, at least and at most: 问题、改进 may be one or two."""
    joined = _words()["joined"].sub("", listed)
    fewest, most = (
        sum(1 for part in _words()["between"].split(text) if part)
        for text in (_words()["maybe"].sub("", joined), joined)
    )
    return fewest, most
