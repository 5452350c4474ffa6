"""Whole returns to test with: a busy one that passes every rule, and one with nothing done."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.filing.confront import confront
from xltools.filing.filing import BLANK, Filing, Value
from xltools.filing.findings import Finding
from xltools.law.edition import Edition, total_and_parts
from xltools.law.expression import Equals, cells_of
from xltools.template import pour

COVER = {
    "name": "测试县发展和改革局",
    "body_kind": "政府部门",
    "year": "2024",
    "site": "测试县人民政府网站",
    "address": "测试县测试路1号",
    "phone": "0000－1234567",
    "date": "2025-01-20",
}


def busy(edition: Edition) -> Filing:
    """Every figure at least 1 (规章 apart), all rules passing, no total filed."""
    figures: dict[str, Value] = {
        cell: 1 + index % 4
        for index, cell in enumerate(edition.typed)
        if not cell.startswith("disclosure.regulations")
    }
    figures |= {f"disclosure.regulations.{name}": 0 for name in ("made", "repealed", "in_force")}
    figures |= {"disclosure.administrative_charges.charged": Decimal("59237.2449")}
    figures |= {"fees.amount": 110}
    for instance in edition.instances:
        if instance.rule.id == "T3-BALANCE" and not instance.id.endswith("/total"):
            new, carried_in, closed, carried_out = cells_of(instance.claim)
            assert isinstance(instance.claim, Equals)
            _, results = total_and_parts(edition.totals[closed])
            done = sum(_count(figures[cell]) for cell in (*results, carried_out))
            figures[new] = done - _count(figures[carried_in])
    return Filing(edition, cover=COVER, figures=figures, narratives=_texts(edition))


def nothing_done(edition: Edition) -> Filing:
    """No figure at all, and every table answered 是."""
    nil = dict.fromkeys(edition.form.tables, True)
    return Filing(edition, cover=COVER, nil=nil, narratives=_texts(edition))


def _count(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _texts(edition: Edition) -> dict[str, tuple[str, ...]]:
    return {
        text.id: (f"{text.label}第一段。", f"{text.label}第二段。")
        for text in edition.form.narratives.values()
        if text.required
    }


_BOOKS: dict[bytes, bytes] = {}


def poured(filing: Filing) -> bytes:
    """Its workbook, made once however many tests open it."""
    key = pickle.dumps(filing)
    if key not in _BOOKS:
        _BOOKS[key] = pour(filing)
    return _BOOKS[key]


def with_figures(filing: Filing, changed: Mapping[str, Value]) -> Filing:
    figures = {**filing.figures, **changed}
    kept = {cell: value for cell, value in figures.items() if value is not BLANK}
    return replace(filing, figures=kept)


def confronted(filing: Filing) -> dict[str, Finding]:
    return {finding.id: finding for finding in confront(filing)}
