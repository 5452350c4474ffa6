"""What a finding quotes is cut between numbers, never within one; how it names cells."""

from __future__ import annotations

import pytest

from xltools.checks.text.paragraph import Paragraph
from xltools.checks.text.ties import signed_sums, sum_in_words
from xltools.law.edition import load


@pytest.mark.parametrize("number", ["2022年", "1,234件", "20518.35元", "３１０起"])
@pytest.mark.parametrize("shift", range(8))
def test_a_quotation_never_halves_a_number(number: str, shift: int) -> None:
    filler = "甲" * (14 + shift)
    text = Paragraph("opening", f"{'乙' * 9}{number}{filler}要点{filler}{number}{'丙' * 9}。")
    begin = text.text.index("要点")
    quoted, whole = text.quote(begin, begin + 2), Paragraph("opening", number).text
    assert "要点" in quoted
    rest = quoted.replace(whole, "").replace(whole.rstrip("年件元起"), "")
    assert not any(map(str.isdigit, rest))


def test_a_comma_within_a_number_ends_no_clause() -> None:
    text = Paragraph("opening", "作出许可决定20,518件和处罚决定3件。")
    begin = text.text.index("处罚")
    assert "20,518件和处罚决定3件" in text.quote(begin, begin + 2)


@pytest.mark.parametrize("length", range(60, 80))
def test_long_words_are_cut_before_a_number(length: int) -> None:
    text = Paragraph("opening", "甲" * length + "123456" + "乙" * 40)
    quoted = text.quote(0, len(text.text))
    assert quoted in ("甲" * length, "甲" * 72, "甲" * length + "123456" + "乙" * (66 - length))


def test_a_sum_is_told_with_its_signs() -> None:
    form = load("2021").form
    new, natural = "requests.new.total", "requests.new.natural_person"
    label = form.cells[natural].label
    assert (
        sum_in_words(signed_sums(form, (new, f"-{natural}"))) == f"{form.cells[new].label}－{label}"
    )
    assert sum_in_words(signed_sums(form, (natural, natural))) == f"{label}＋{label}"
