"""规则设置 as a sheet of 花名册.xlsx: every check that there is, to choose and to say why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from xltools.checks.catalogue import CatalogueLine, catalogue
from xltools.collection.register.settings import ALL, Back, Setting, Settings, Treatment
from xltools.collection.tables.reader import Row
from xltools.collection.tables.table import Column, Item, Table
from xltools.examination.record import Located
from xltools.law.edition import latest
from xltools.law.rule import Severity
from xltools.messages import say

_FIXED = {"rule": 20, "label": 58, "severity": 8}
_WIDTHS = {"treatment": 12, "back": 14, "reason": 44}
_TREATMENTS = {say(f"settings.{item}"): item for item in Treatment}
_BACKS = {say(f"settings.{item}"): item for item in Back}
"""What can be chosen, by what people call it."""


@cache
def settings_table() -> Table:
    """The table 规则设置."""
    chosen = {"treatment": tuple(_TREATMENTS), "back": tuple(_BACKS)}
    fixed = (Column(code, say(f"settings.{code}"), width) for code, width in _FIXED.items())
    opened = (
        Column(
            code,
            say(f"settings.{code}"),
            width,
            open=True,
            choices=chosen.get(code, ()),
            help=say(f"settings.{code}_help"),
        )
        for code, width in _WIDTHS.items()
    )
    lines = (say("settings.line"), say("settings.line_errors"))
    return Table(say("settings.sheet"), (*fixed, *opened), lines, frozen=1, optional=True)


@cache
def _known() -> dict[str, CatalogueLine]:
    """Every rule and check by its id."""
    return {entry.id: entry for entry in catalogue(latest())}


def settings_rows() -> list[dict[str, Item]]:
    """The sheet as an office gets it: all doubts together, then each check that may be changed."""
    listed = [entry for entry in _known().values() if entry.severity is not Severity.ERROR]
    return [{"rule": ALL, "label": say("settings.all_label")}, *map(_row, listed)]


def _row(entry: CatalogueLine) -> dict[str, Item]:
    severity = say(f"severity.{entry.severity.value}")
    return {"rule": entry.id, "label": entry.sentence, "severity": severity}


def settings_of(rows: Sequence[Row], problems: list[Located]) -> Settings:
    """What the office chose; what cannot be obeyed is said and left out."""
    return Settings(dict(_settings(rows, problems)))


def _settings(rows: Sequence[Row], problems: list[Located]) -> Iterator[tuple[str, Setting]]:
    for row in rows:
        treatment = _TREATMENTS.get(row.text("treatment"))
        back, reason = _BACKS.get(row.text("back")), row.text("reason")
        if treatment is None and back is None:
            continue
        rule = row.text("rule")
        if code := _refusal(rule, treatment, reason):
            column = "rule" if code == "settings.unknown" else "treatment" if treatment else "back"
            problems.append(row.problem(code, column, rule=rule))
        else:
            yield rule, Setting(treatment, back, reason)


def _refusal(rule: str, treatment: Treatment | None, reason: str) -> str:
    """The code of why a setting cannot be obeyed, "" where it can."""
    if rule == ALL:
        return "settings.for_all" if treatment else ""
    known = _known().get(rule)
    if known is None:
        return "settings.unknown"
    if known.severity is Severity.ERROR:
        return "settings.is_error"
    return "settings.no_reason" if treatment and not reason else ""
