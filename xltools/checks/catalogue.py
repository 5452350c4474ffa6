"""The catalogue: every rule and every check of an edition, in words."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.checks import FAMILIES
from xltools.checks.data import data
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.law.words import catalogue_sentence


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One rule or check as the catalogue shows it."""

    id: str
    severity: Severity
    sentence: str
    law: str


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule or check takes for right, and what for wrong."""

    right: str
    wrong: str


def example_of(id_: str) -> Example | None:
    """The example of a rule or check by its id; None for what only a program can do wrong."""
    known = data("examples").get(id_)
    return Example(*(known[it].replace("\n", " ") for it in ("right", "wrong"))) if known else None


def catalogue(edition: Edition) -> tuple[CatalogueLine, ...]:
    """The rules in the order of the rulebook, then the checks."""
    rules = tuple(
        CatalogueLine(
            rule.id,
            rule.severity,
            catalogue_sentence(rule, rule.expand(edition.form)[0], edition.form),
            rule.law,
        )
        for rule in edition.rules
    )
    checks = tuple(
        CatalogueLine(check.id, check.severity, check.label, check.law(edition))
        for family in FAMILIES
        for check in family.CHECKS
    )
    return rules + checks
