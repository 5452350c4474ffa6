"""The analysis of a sum as sheets of 汇总.xlsx: 比率, 同比, 与同类单位比较; 排名 if asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from xltools.collection.analysis.carried import Carried
from xltools.collection.analysis.copied import Cluster
from xltools.collection.analysis.figures import (
    ALIKE,
    FAR,
    SMALL,
    Analysis,
    Outlier,
    Share,
    YearOnYear,
)
from xltools.collection.situation.figures import Problem
from xltools.collection.tables.table import Item, Table, captioned_columns
from xltools.law.form import Cell, Form
from xltools.messages import say, some_of

_NAMED = 100
"""Bodies that are named in one cell."""

Rows = Mapping[Table, Iterator[Mapping[str, Item]]]

_NUMBERS = (
    *("part", "whole", "now", "then", "difference", "value", "typical", "alike", "score"),
    *("carried_now", "carried_then", "bodies", "lowest", "place"),
)
_columns = partial(captioned_columns, "analysis_column", numbers=_NUMBERS)

_RATE = {"share": 28, "part": 12, "whole": 12, "percent": 14}
SHARES = Table(
    say("analysis_sheet.shares"),
    _columns({**_RATE, "formula": 60}),
    preface=(say("analysis.shares_preface", small=SMALL),),
)
_CHANGES = _columns(
    {"table": 11, "item": 40, "unit": 6, "now": 14, "then": 14, "difference": 12, "growth": 14}
)


def growth_table(compared: int) -> Table:
    """同比, which says how many bodies it is of."""
    preface = say("analysis.changes_preface", count=compared, small=SMALL)
    return Table(say("analysis_sheet.changes"), _CHANGES, preface=(preface,))


_COMPARED = {"value": 12, "typical": 14, "alike": 12, "score": 12}
OUTLIERS = Table(
    say("analysis_sheet.outliers"),
    _columns({"body": 30, "kind": 16, "measure": 34, **_COMPARED, "cells": 60}),
    preface=(say("analysis.outliers_preface", alike=ALIKE, far=FAR, small=SMALL),),
)
CARRIED = Table(
    say("analysis_sheet.carried"),
    _columns({"body": 30, "item": 40, "carried_now": 14, "carried_then": 18, "difference": 12}),
    preface=(say("analysis.carried_preface"),),
)
CLUSTERS = Table(
    say("analysis_sheet.clusters"),
    _columns({"narrative": 24, "bodies": 12, "names": 60, "lowest": 14, "text": 80}),
    preface=(say("analysis.clusters_preface"),),
)
PROBLEMS = Table(
    say("analysis_sheet.problems"),
    _columns({"problem": 70, "bodies": 12, "often": 20, "rule": 24}),
    preface=(say("analysis.problems_preface"),),
)
RANKING = Table(
    say("analysis_sheet.ranking"),
    _columns({"place": 8, "body": 30, **_RATE}),
    preface=(say("analysis.ranking_preface", small=SMALL),),
)


def sheets_of_analysis(found: Analysis, form: Form) -> Rows:
    """The rows of each sheet; 同比 only where last year is known of somebody."""
    made: dict[Table, Iterator[Mapping[str, Item]]] = {SHARES: map(share_row, found.shares)}
    if found.compared:
        growth = growth_table(len(found.compared))
        made[growth] = (change_row(item, form) for item in found.changes)
        made[CARRIED] = (carried_row(item, form) for item in found.carried)
    made[OUTLIERS] = (outlier_row(item, form) for item in found.outliers)
    made[CLUSTERS] = map(cluster_row, found.clusters)
    if found.problems:
        made[PROBLEMS] = map(problem_row, found.problems)
    return made


def ranking_rows(ranked: tuple[tuple[str, Share], ...]) -> Iterator[Mapping[str, Item]]:
    """A row a body; equal shares share their place."""
    place, before = 0, None
    for number, (body, share) in enumerate(ranked, start=1):
        if share.percent != before:
            place, before = number, share.percent
        yield {"place": place, "body": body, **share_row(share)}


def _percent(value: Decimal | None) -> str:
    """12.5%, or words for what is too small to have a rate."""
    return say("analysis.too_small", small=SMALL) if value is None else f"{value}%"


def cell_items(cell: Cell, form: Form) -> dict[str, Item]:
    """What a row says of the cell that it is about."""
    table = form.tables[cell.table].name
    return {"table": table, "item": cell.label, "unit": cell.column.unit}


def share_row(share: Share) -> Mapping[str, Item]:
    """A share with both its sides."""
    return {
        "share": share.label,
        "part": share.part,
        "whole": share.whole,
        "percent": _percent(share.percent),
        "formula": share.formula,
    }


def change_row(change: YearOnYear, form: Form) -> Mapping[str, Item]:
    """A cell of the sum in both years."""
    return {
        **cell_items(form.cells[change.cell], form),
        "now": change.now,
        "then": change.then,
        "difference": change.now - change.then,
        "growth": _percent(change.percent),
    }


def carried_row(item: Carried, form: Form) -> Mapping[str, Item]:
    """A 上年结转 that is not what was carried over."""
    return {
        "body": item.body,
        "item": form.cells[item.cell].label,
        "carried_now": item.now,
        "carried_then": item.then,
        "difference": item.now - item.then,
    }


def cluster_row(item: Cluster) -> Mapping[str, Item]:
    """Bodies that share a paragraph."""
    return {
        "narrative": item.heading,
        "bodies": len(item.bodies),
        "names": some_of(item.bodies, _NAMED),
        "lowest": item.percent,
        "text": item.text,
    }


def problem_row(item: Problem) -> Mapping[str, Item]:
    """A rule that returns do not keep."""
    return {"problem": item.label, "bodies": item.bodies, "often": item.place, "rule": item.rule}


def outlier_row(item: Outlier, form: Form) -> Mapping[str, Item]:
    """A body unlike the others of its kind, by a count or by a share."""
    count = form.cells.get(item.measure)
    return {
        "body": item.body,
        "kind": item.kind,
        "measure": count.label if count else say(f"share.{item.measure}"),
        "value": item.value,
        "typical": item.typical,
        "alike": item.alike,
        "score": Decimal(str(item.score)),
        "cells": "、".join(form.cells[cell].label for cell in item.cells),
    }
