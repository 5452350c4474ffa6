"""Checks on the cover and on drafted texts: C-DATE, C-OTHER-DATE, C-YEAR, C-DRAFTED."""

from __future__ import annotations

import pytest

from xltools.checks import check
from xltools.checks.catalogue import catalogue
from xltools.filing.filing import Filing
from xltools.filing.findings import tally
from xltools.law.edition import Edition
from xltools.law.rule import Severity

COMPLETE = {"year": "2025", "date": "2026-01-20"}


def drafted_texts(edition: Edition) -> dict[str, tuple[str, ...]]:
    return {key: ("已写。",) for key, item in edition.form.narratives.items() if item.drafted}


def found(filing: Filing) -> list[str]:
    return [finding.id for finding in check(filing)]


def test_a_filing_with_date_and_texts_gives_nothing(edition: Edition) -> None:
    assert found(Filing(edition, cover=COMPLETE, narratives=drafted_texts(edition))) == []


def test_a_missing_date_is_for_a_person_to_see(edition: Edition) -> None:
    filing = Filing(edition, cover={"year": "2025"}, narratives=drafted_texts(edition))
    (finding,) = check(filing)
    assert finding.id == "C-DATE/date"
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize("day", ["2025-01-20", "2025-12-31", "2027-01-20"])
def test_a_date_outside_the_next_year_is_doubted(edition: Edition, day: str) -> None:
    cover = {**COMPLETE, "date": day}
    (finding,) = check(Filing(edition, cover=cover, narratives=drafted_texts(edition)))
    assert finding.id == "C-OTHER-DATE/date"
    assert finding.severity is Severity.WARNING
    assert day in finding.sentence


def test_each_narrative_that_will_be_drafted_is_named(edition: Edition) -> None:
    drafted = [f"C-DRAFTED/{key}" for key in drafted_texts(edition)]
    assert len(drafted) == 3
    assert found(Filing(edition, cover=COMPLETE)) == drafted


def test_infos_do_not_stop_a_return(edition: Edition) -> None:
    counts = tally(check(Filing(edition, cover={"year": "2025"})))
    assert counts.may_be_returned
    assert counts.infos == 4


def test_a_year_before_the_edition_is_an_error(edition: Edition) -> None:
    filing = Filing(edition, cover={**COMPLETE, "year": "2019"}, narratives=drafted_texts(edition))
    assert found(filing) == ["C-YEAR/year"]
    assert tally(check(filing)).errors == 1


def test_a_year_not_filled_is_left_to_the_rule(edition: Edition) -> None:
    filing = Filing(edition, cover={"date": "2026-01-20"}, narratives=drafted_texts(edition))
    assert found(filing) == []


def test_the_catalogue_holds_every_rule_and_check_once(edition: Edition) -> None:
    entries = catalogue(edition)
    ids = [entry.id for entry in entries]
    assert len(set(ids)) == len(ids)
    assert {rule.id for rule in edition.rules} < set(ids)
    assert {"C-DATE", "C-YEAR", "C-DRAFTED"} < set(ids)
    assert all(entry.sentence and entry.law for entry in entries)


IDENTITY, BANK = "110101199003071233", "6222021234567890128"


@pytest.mark.parametrize(
    ("field", "text", "rule"),
    [
        ("phone", "0310-1234567，13812345678", "C-COVER-MOBILE"),
        ("phone", "138-1234-5678", "C-COVER-MOBILE"),
        ("address", f"人民路1号（{IDENTITY}）", "C-COVER-IDENTITY-CARD"),
        ("report_name", f"测试局{IDENTITY}", "C-COVER-IDENTITY-CARD"),
        ("site", f"www.test.gov.cn（{BANK}）", "C-COVER-BANK-CARD"),
    ],
)
def test_personal_numbers_on_the_cover_are_told_and_covered(
    edition: Edition, field: str, text: str, rule: str
) -> None:
    cover = {**COMPLETE, field: text}
    (finding,) = check(Filing(edition, cover=cover, narratives=drafted_texts(edition)))
    assert (finding.rule, finding.cells) == (rule, (field,))
    assert "*" in finding.sentence
    assert text not in finding.sentence


@pytest.mark.parametrize(
    ("field", "text"),
    [("phone", "0310-12345678"), ("prepared_by", "13812345678"), ("address", "人民路13812号")],
)
def test_what_is_no_personal_number_or_not_published_is_not_told(
    edition: Edition, field: str, text: str
) -> None:
    cover = {**COMPLETE, field: text}
    assert found(Filing(edition, cover=cover, narratives=drafted_texts(edition))) == []


def test_an_identity_number_on_the_cover_stops_a_return(edition: Edition) -> None:
    cover = {**COMPLETE, "phone": IDENTITY}
    assert tally(check(Filing(edition, cover=cover, narratives=drafted_texts(edition)))).errors == 1


@pytest.mark.parametrize(
    ("number", "errors"),
    [
        (IDENTITY, 1),
        ("11010519491231002X", 1),
        ("1101 0519 4912 3100 2x", 1),
        (f"{IDENTITY[:-1]}4", 0),
    ],
)
def test_an_identity_number_in_a_text_stops_a_return(
    edition: Edition, number: str, errors: int
) -> None:
    texts = {**drafted_texts(edition), "on_request": (f"申请人身份证号{number}，已答复。",)}
    counted = tally(check(Filing(edition, cover=COMPLETE, narratives=texts)))
    assert (counted.errors, counted.warnings) == (errors, 1 - errors)


@pytest.mark.parametrize("number", ["13991234567", BANK])
def test_other_numbers_in_a_text_stay_doubts(edition: Edition, number: str) -> None:
    texts = {**drafted_texts(edition), "on_request": (f"申请人留下{number}，已答复。",)}
    counted = tally(check(Filing(edition, cover=COMPLETE, narratives=texts)))
    assert (counted.errors, counted.warnings) == (0, 1)
