"""A claim in words, in the form's own labels: for the catalogue and for findings.

A sentence about a failing instance is a list of literal texts and figures. The workbook
joins them with `&` over its cells, Python over the filing's values; the words are the same.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from xltools.law.expression import (
    Claim,
    Constant,
    Equals,
    Filled,
    Plus,
    PreviousRef,
    Ref,
    Remainder,
    Sum,
    Term,
    Valid,
    cells_of,
    terms_of,
)
from xltools.law.form import Cell, Form
from xltools.law.rule import ForEach, Instance, Rule


class Distance:
    """The distance between the two sides of an instance, in a phrase."""

    def __init__(self, claim: Equals) -> None:
        self.left, self.right = claim.left, claim.right


Phrase: TypeAlias = tuple[str | Term | Distance, ...]
"""Literal texts, and figures to be put in as numbers."""


def phrase(instance: Instance, form: Form) -> Phrase:
    """What a failing `Equals` instance says, with both sides written out."""
    claim = instance.claim
    match claim:
        case Equals(Remainder(ref, divisor), _):
            unit = form.cells[ref.cell].column.unit
            return (_name(instance, ref.cell, form), ref, f"{unit}，不是{divisor}的整数倍")
        case Equals(Plus(terms), Constant(0)):
            figures = _figures(instance, terms, "、", form)
            return (*figures, "，均", *_side(instance, claim.right, form))
        case Equals(left, right):
            return (
                *_side(instance, left, form),
                "；",
                *_side(instance, right, form),
                "，相差",
                Distance(claim),
                _unit(claim, form),
            )
        case Valid() | Filled():
            return (instance.rule.label,)
        case _:
            assert_never(claim)


def catalogue_sentence(rule: Rule, instance: Instance, form: Form) -> str:
    """The rule in words, without figures, as it stands in the catalogue."""
    match instance.claim:
        case Equals(Remainder(), _) | Equals(_, Constant()) | Valid() | Filled():
            return rule.label
        case Equals(left, right):
            return f"{_terms(instance, left, form)}＝{_terms(instance, right, form)}"


def _side(instance: Instance, term: Term, form: Form) -> Phrase:
    parts = tuple(terms_of(term))
    said = _figures(instance, parts, "＋", form)
    if len(parts) > 1:
        said += ("＝", Plus(parts), _unit(instance.claim, form))
    return said


def _figures(instance: Instance, parts: tuple[Term, ...], between: str, form: Form) -> Phrase:
    said: list[str | Term | Distance] = []
    for index, part in enumerate(parts):
        if index:
            said.append(between)
        said += [_called(instance, part, form), part, _unit(instance.claim, form)]
    return tuple(said)


def _terms(instance: Instance, term: Term, form: Form) -> str:
    return "＋".join(_called(instance, part, form) for part in terms_of(term))


def _called(instance: Instance, term: Term, form: Form) -> str:
    match term:
        case Ref(cell):
            return _name(instance, cell, form)
        case PreviousRef(cell):
            return last_year(_name(instance, cell, form))
        case Sum():
            return instance.rule.parts
        case Constant():
            return "应为"
        case Remainder(ref):
            return _name(instance, ref.cell, form)
        case Plus():
            return _terms(instance, term, form)
        case _:
            assert_never(term)


def _name(instance: Instance, cell_id: str, form: Form) -> str:
    """A cell as its instance calls it: within a column by its row, within a row by its column."""
    cell: Cell = form.cells[cell_id]
    match instance.rule.for_each:
        case ForEach.COLUMN:
            return cell.row.brief or cell.row.label
        case ForEach.ROW:
            return cell.column.brief or cell.column.label
        case _:
            return cell.label


def last_year(name: str) -> str:
    """What a figure of last year's report is called, by the name of its cell."""
    return f"上年度{name}"


def previous_name(instance: Instance, cell_id: str, form: Form) -> str:
    """Last year's figure where it stands beside this year's: under its column, or by itself."""
    cell = form.cells[cell_id]
    within_columns = instance.rule.for_each is ForEach.COLUMN
    return last_year((cell.row.brief or cell.row.label) if within_columns else cell.label)


def _unit(claim: Claim, form: Form) -> str:
    return form.cells[cells_of(claim)[0]].column.unit
