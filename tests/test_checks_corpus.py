"""The corpus of true and false sentences: what must be found is found, what must not is not."""

from __future__ import annotations

import pytest
from corpora import FAMILIES, expand, found, sentences

from xltools.law.rule import Severity


def test_alternatives_are_combined() -> None:
    assert list(expand("甲{乙|丙}丁{戊|己}")) == ["甲乙丁戊", "甲乙丁己", "甲丙丁戊", "甲丙丁己"]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_true_sentence_is_found(family: str) -> None:
    missed = [
        f"{sentence.expected}: {sentence.text}"
        for sentence in sentences(family)
        if sentence.expected
        and sentence.expected not in [finding.rule for finding in found(sentence)]
    ]
    assert missed == []


@pytest.mark.parametrize("family", FAMILIES)
def test_no_sentence_gives_another_doubt_than_its_own(family: str) -> None:
    raised = [
        f"{finding.id}: {sentence.text}"
        for sentence in sentences(family)
        for finding in found(sentence)
        if finding.rule not in (sentence.expected, *sentence.also)
        and (finding.severity is not Severity.INFO or not sentence.expected)
    ]
    assert raised == []
