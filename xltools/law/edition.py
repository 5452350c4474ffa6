"""Editions of the legal format: loaded from data, cross-checked, found by year."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from importlib import resources
from typing import Any, TypeAlias

from xltools.errors import XltoolsError
from xltools.law.expression import Equals, Ref, Sum, cells_of
from xltools.law.form import (
    Block,
    BodyKind,
    CellKind,
    CoverField,
    FieldKind,
    Form,
    FormChart,
    FormColumn,
    FormRow,
    FormTable,
    Lead,
    Narrative,
    Section,
)
from xltools.law.rule import ForEach, Instance, Rule, Severity

_FOLDERS = resources.files("xltools.law") / "editions"
EDITIONS = tuple(sorted(folder.name for folder in _FOLDERS.iterdir() if folder.is_dir()))
"""The ids of all editions, the oldest first: each is a folder."""

_Data: TypeAlias = Mapping[str, Any]


class UnknownEdition(XltoolsError, LookupError):
    """No edition of that name, or none in force in that year."""


@dataclass(frozen=True, eq=False)
class Edition:
    """A legal format in force from `first_year`, with its form and rulebook.

    `load` makes each edition once a process, so editions compare by identity.
    """

    id: str
    first_year: int
    notice: str
    source: str
    form: Form
    rules: tuple[Rule, ...]

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """An edition travels to a worker as its name: it is the same data there."""
        return load, (self.id,)

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """Every instance of every rule, in the order of the rulebook."""
        return tuple(instance for rule in self.rules for instance in rule.expand(self.form))

    @cached_property
    def by_id(self) -> dict[str, Instance]:
        """Every rule instance by its id."""
        return {instance.id: instance for instance in self.instances}

    @cached_property
    def totals(self) -> dict[str, Instance]:
        """Cells that the workbook computes, each with the instance whose right side it is."""
        totals: dict[str, Instance] = {}
        for instance in self.instances:
            if instance.rule.computes:
                total, _ = total_and_parts(instance)
                totals.setdefault(total, instance)
        return totals

    def follows(self, instance: Instance) -> bool:
        """Whether a balance only repeats those of its parts: it speaks of totals alone.

        Not so the one by which a total is worked out: it fails where that was written over.
        """
        claim = instance.claim
        if not isinstance(claim, Equals) or instance in self.totals.values():
            return False
        return all(cell in self.totals for cell in cells_of(claim))

    @cached_property
    def typed(self) -> tuple[str, ...]:
        """Cells that a person fills, in the order of the form."""
        return tuple(cell for cell in self.form.cells if cell not in self.totals)

    @cached_property
    def summing_order(self) -> tuple[str, ...]:
        """The totals, each after every total that it is a sum of."""
        parts = {total: total_and_parts(rule)[1] for total, rule in self.totals.items()}
        before = {total: [c for c in summed if c in parts] for total, summed in parts.items()}
        return tuple(TopologicalSorter(before).static_order())


def total_and_parts(instance: Instance) -> tuple[str, tuple[str, ...]]:
    """The cell that a computing rule defines, and the cells it is the sum of."""
    match instance.claim:
        case Equals(Ref(total), Sum(parts)):
            return total, parts
        case _:
            raise ValueError(f"{instance.id} computes, but is not `total == sum(…)`")


def in_force(year: int) -> Edition:
    """The edition whose format applies to the report on `year`. Raises UnknownEdition."""
    for edition in sorted(map(load, EDITIONS), key=lambda known: -known.first_year):
        if year >= edition.first_year:
            return edition
    raise UnknownEdition(f"no edition for the report on {year}")


def latest() -> Edition:
    """The newest edition: the form that a blank workbook is made from."""
    return max(map(load, EDITIONS), key=lambda edition: edition.first_year)


@cache
def load(edition_id: str) -> Edition:
    """The edition of that id, read from its folder. Raises UnknownEdition, ClaimError."""
    if edition_id not in EDITIONS:
        raise UnknownEdition(f"no edition {edition_id}; known: {', '.join(EDITIONS)}")
    folder = _FOLDERS / edition_id
    form = tomllib.loads((folder / "form.toml").read_text(encoding="utf-8"))
    rules = tomllib.loads((folder / "rules.toml").read_text(encoding="utf-8"))
    return Edition(
        id=form["id"],
        first_year=form["first_year"],
        notice=form["notice"],
        source=form["source"],
        form=_form(form),
        rules=tuple(_rule(rule) for rule in rules["rule"]),
    )


def _form(data: _Data) -> Form:
    return Form(
        title=data["title"],
        lead=Lead(**data["lead"]),
        cover=tuple(_field(field) for field in data["cover"]),
        body_kinds=tuple(BodyKind(**kind) for kind in data["body_kind"]),
        sections=tuple(_section(section) for section in data["section"]),
        main=tuple(data["main"]),
        charts=tuple(_chart(chart) for chart in data.get("chart", ())),
        offices={trait: tuple(words) for trait, words in data.get("offices", {}).items()},
    )


def _chart(data: _Data) -> FormChart:
    changed = {"bars": tuple(data["bars"]), "labels": tuple(data.get("labels", ()))}
    return FormChart(**_with(data, changed))


def _field(data: _Data) -> CoverField:
    changed = {
        "kind": FieldKind(data.get("kind", "text")),
        "choices": tuple(data.get("choices", ())),
    }
    return CoverField(**_with(data, changed))


def _section(data: _Data) -> Section:
    return Section(
        id=data["id"],
        number=data["number"],
        title=data["title"],
        short=data["short"],
        clause=data["clause"],
        tables=tuple(_table(table) for table in data.get("table", ())),
        narratives=tuple(
            Narrative(section=data["id"], **narrative) for narrative in data.get("narrative", ())
        ),
    )


def _table(data: _Data) -> FormTable:
    blocks = tuple(
        Block(
            table=data["id"],
            heading=block.get("heading", ""),
            columns=tuple(_column(column) for column in block["columns"]),
            rows=tuple(_row(row) for row in block.get("rows", ())),
        )
        for block in data["block"]
    )
    changed = {"blocks": blocks, "stub_widths": tuple(data.get("stub_widths", ()))}
    return FormTable(**_with({key: data[key] for key in data if key != "block"}, changed))


def _with(data: _Data, changed: _Data) -> dict[str, Any]:
    return {**data, **changed}


def _column(data: _Data) -> FormColumn:
    columns = tuple(_column(column) for column in data.get("columns", ()))
    changed = {"kind": CellKind(data.get("kind", "count")), "columns": columns}
    return FormColumn(**_with(data, changed))


def _row(data: _Data) -> FormRow:
    return FormRow(**_with(data, {"rows": tuple(_row(row) for row in data.get("rows", ()))}))


def _rule(data: _Data) -> Rule:
    plain = {key: data[key] for key in data if key not in ("case", "for_each", "severity")}
    return Rule(
        **plain,
        for_each=ForEach(data["for_each"]),
        severity=Severity(data["severity"]),
        cases=data.get("case"),
    )
