"""情况说明: counts for the figures it was said of, and says something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xltools.filing.confront import confront
from xltools.filing.explanations import fingerprint, with_explanations
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, not_explanations, tally
from xltools.law.edition import Edition

TARIFF = "T6-TARIFF"


def filing(edition: Edition, amount: int, said: str = "", bound: str = "") -> Filing:
    return Filing(
        edition,
        figures={"fees.items": 1, "fees.amount": amount},
        explanations={TARIFF: said} if said else {},
        bound={TARIFF: bound} if bound else {},
    )


def tariff(filed: Filing) -> Finding:
    found = with_explanations(confront(filed), filed)
    return next(finding for finding in found if finding.id == TARIFF)


def test_a_doubt_without_an_explanation_stays_a_doubt(edition: Edition) -> None:
    finding = tariff(filing(edition, 105))
    assert (finding.state, finding.explained) == ("fail", False)
    assert tally([finding]).warnings == 1


def test_an_explained_doubt_is_counted_apart(edition: Edition) -> None:
    finding = tariff(filing(edition, 105, "含上年补缴5元"))
    assert finding.state == "explained"
    assert (tally([finding]).warnings, tally([finding]).explained) == (0, 1)


@pytest.mark.parametrize("said", [*not_explanations(), "  "])
def test_words_that_say_nothing_explain_nothing(edition: Edition, said: str) -> None:
    assert tariff(filing(edition, 105, said)).state == "fail"


def test_an_explanation_lapses_when_its_figures_change(edition: Edition) -> None:
    first = filing(edition, 105, "含上年补缴5元")
    bound = fingerprint(tariff(first), first)
    assert tariff(filing(edition, 105, "含上年补缴5元", bound)).explained
    later = tariff(filing(edition, 115, "含上年补缴5元", bound))
    assert (later.lapsed, later.state, later.explanation) == (True, "fail", "含上年补缴5元")


def test_an_error_cannot_be_explained_away(edition: Edition) -> None:
    wrong = Filing(
        edition,
        figures={"cases.review_total": 3, "cases.review_upheld": 1},
        nil={"cases": True},
        explanations={"T4-REVIEW": "系统如此"},
    )
    found = with_explanations(confront(wrong), wrong)
    review = next(finding for finding in found if finding.id == "T4-REVIEW")
    assert review.state == "fail"
    assert replace(review, explanation="系统如此").explained is False
