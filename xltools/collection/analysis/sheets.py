"""The analysis of a sum as sheets of 汇总.xlsx: 比率, 同比, 与同类单位比较; 排名 if asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from xltools.collection.analysis.carried import Carried
from xltools.collection.analysis.copied import Cluster
from xltools.collection.analysis.figures import ALIKE, FAR, SMALL, Analysis, Outlier, Share
from xltools.collection.situation.figures import Problem
from xltools.collection.tables.table import ColumnKind, Item, Table, captioned
from xltools.law.form import Form
from xltools.messages import say, some_of

_NAMED = 100
"""Bodies that are named in one cell."""

Rows = Mapping[Table, Iterator[Mapping[str, Item]]]


_column = partial(captioned, "analysis_column")

_RATE = (
    _column("share", 28),
    _column("part", 12, ColumnKind.NUMBER),
    _column("whole", 12, ColumnKind.NUMBER),
    _column("percent", 14),
    _column("formula", 60),
)
SHARES = Table(
    say("analysis_sheet.shares"), _RATE, preface=(say("analysis.shares_preface", small=SMALL),)
)


def growth_table(compared: int) -> Table:
    """同比, which says how many bodies it is of."""
    columns = (
        _column("table", 11),
        _column("item", 40),
        _column("unit", 6),
        _column("now", 14, ColumnKind.NUMBER),
        _column("then", 14, ColumnKind.NUMBER),
        _column("difference", 12, ColumnKind.NUMBER),
        _column("growth", 14),
    )
    preface = say("analysis.changes_preface", count=compared, small=SMALL)
    return Table(say("analysis_sheet.changes"), columns, preface=(preface,))


OUTLIERS = Table(
    say("analysis_sheet.outliers"),
    (
        _column("body", 30),
        _column("kind", 16),
        _column("measure", 34),
        _column("value", 12, ColumnKind.NUMBER),
        _column("typical", 14, ColumnKind.NUMBER),
        _column("alike", 12, ColumnKind.NUMBER),
        _column("score", 12, ColumnKind.NUMBER),
        _column("cells", 60),
    ),
    preface=(say("analysis.outliers_preface", alike=ALIKE, far=FAR, small=SMALL),),
)
CARRIED = Table(
    say("analysis_sheet.carried"),
    (
        _column("body", 30),
        _column("item", 40),
        _column("carried_now", 14, ColumnKind.NUMBER),
        _column("carried_then", 18, ColumnKind.NUMBER),
        _column("difference", 12, ColumnKind.NUMBER),
    ),
    preface=(say("analysis.carried_preface"),),
)
CLUSTERS = Table(
    say("analysis_sheet.clusters"),
    (
        _column("narrative", 24),
        _column("bodies", 12, ColumnKind.NUMBER),
        _column("names", 60),
        _column("lowest", 14, ColumnKind.NUMBER),
        _column("text", 80),
    ),
    preface=(say("analysis.clusters_preface"),),
)
PROBLEMS = Table(
    say("analysis_sheet.problems"),
    (
        _column("problem", 70),
        _column("bodies", 12, ColumnKind.NUMBER),
        _column("often", 20),
        _column("rule", 24),
    ),
    preface=(say("analysis.problems_preface"),),
)
RANKING = Table(
    say("analysis_sheet.ranking"),
    (_column("place", 8, ColumnKind.NUMBER), _column("body", 30), *_RATE[:4]),
    preface=(say("analysis.ranking_preface", small=SMALL),),
)


def sheets_of_analysis(found: Analysis, form: Form) -> Rows:
    """The rows of each sheet; 同比 only where last year is known of somebody."""
    made: dict[Table, Iterator[Mapping[str, Item]]] = {SHARES: map(_share, found.shares)}
    if found.compared:
        made[growth_table(len(found.compared))] = _changes(found, form)
        made[CARRIED] = (_carried(item, form) for item in found.carried)
    made[OUTLIERS] = (_outlier(item, form) for item in found.outliers)
    made[CLUSTERS] = map(_cluster, found.clusters)
    if found.problems:
        made[PROBLEMS] = map(_problem, found.problems)
    return made


def ranking_rows(ranked: tuple[tuple[str, Share], ...]) -> Iterator[Mapping[str, Item]]:
    """A row a body; equal shares share their place."""
    place, before = 0, None
    for number, (body, share) in enumerate(ranked, start=1):
        if share.percent != before:
            place, before = number, share.percent
        yield {"place": place, "body": body, **_share(share)}


def percent(value: Decimal | None) -> str:
    """12.5%, or words for what is too small to have a rate."""
    return say("analysis.too_small", small=SMALL) if value is None else f"{value}%"


def measure_label(measure: str, form: Form) -> str:
    """What people call a count or a share."""
    return form.cells[measure].label if measure in form.cells else say(f"share.{measure}")


def _share(share: Share) -> Mapping[str, Item]:
    return {
        "share": share.label,
        "part": share.part,
        "whole": share.whole,
        "percent": percent(share.percent),
        "formula": share.formula,
    }


def _changes(found: Analysis, form: Form) -> Iterator[Mapping[str, Item]]:
    for change in found.changes:
        cell = form.cells[change.cell]
        yield {
            "table": form.tables[cell.table].name,
            "item": cell.label,
            "unit": cell.column.unit,
            "now": change.now,
            "then": change.then,
            "difference": change.now - change.then,
            "growth": percent(change.percent),
        }


def _carried(item: Carried, form: Form) -> Mapping[str, Item]:
    return {
        "body": item.body,
        "item": form.cells[item.cell].label,
        "carried_now": item.now,
        "carried_then": item.then,
        "difference": item.now - item.then,
    }


def _cluster(item: Cluster) -> Mapping[str, Item]:
    return {
        "narrative": item.heading,
        "bodies": len(item.bodies),
        "names": some_of(item.bodies, _NAMED),
        "lowest": item.percent,
        "text": item.text,
    }


def _problem(item: Problem) -> Mapping[str, Item]:
    return {
        "problem": item.label,
        "bodies": item.bodies,
        "often": item.place,
        "rule": item.rule,
    }


def _outlier(item: Outlier, form: Form) -> Mapping[str, Item]:
    return {
        "body": item.body,
        "kind": item.kind,
        "measure": measure_label(item.measure, form),
        "value": item.value,
        "typical": item.typical,
        "alike": item.alike,
        "score": Decimal(str(item.score)),
        "cells": "、".join(form.cells[cell].label for cell in item.cells),
    }
