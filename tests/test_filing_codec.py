"""A filing as JSON and back: nothing lost, nothing guessed, and a sentence for what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from filings import busy, nothing_done
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import COUNTS, filings

from xltools.collection.ledger.stored import filing_text, words_from
from xltools.filing.codec import CodecError, dumps, from_json, loads, schema, to_json
from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition, load
from xltools.law.form import CellKind

EDITION = load("2021")
SCHEMA = schema(EDITION)
VALIDATOR = Draft202012Validator(SCHEMA)


@settings(deadline=None, max_examples=60)
@given(filings())
def test_there_and_back_is_the_same_filing(filing: Filing) -> None:
    assert loads(dumps(filing)) == filing


@settings(deadline=None, max_examples=30)
@given(filings())
def test_words_alone_are_those_of_the_filing_and_hold_no_figure(filing: Filing) -> None:
    words = words_from(filing_text(filing))
    assert words is not None
    assert (words.cover, words.narratives) == (filing.cover, filing.narratives)
    assert words.figures == words.previous == {}


def test_filings_share_the_names_of_their_cells() -> None:
    """Thousands of them are added up at once."""
    one, other = (loads(dumps(busy(EDITION))).figures for _ in range(2))
    assert all(name is its_name for name, its_name in zip(one, other, strict=True))


@settings(deadline=None, max_examples=30)
@given(filings())
def test_what_is_written_follows_the_schema(filing: Filing) -> None:
    VALIDATOR.validate(json.loads(dumps(filing)))


@settings(deadline=None, max_examples=30)
@given(filings(), st.sampled_from(list(EDITION.totals)), COUNTS)
def test_a_claimed_total_comes_back_unless_it_is_what_the_parts_give(
    filing: Filing, total: str, claimed: int
) -> None:
    given_back = loads(
        dumps(Filing(EDITION, nil=filing.nil, figures={**filing.figures, total: claimed}))
    )
    assert given_back.values[total] == claimed
    assert (total in given_back.figures) == (filing.values[total] != claimed)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_knows_every_cell_text_and_field(edition: Edition) -> None:
    parts = SCHEMA["properties"]
    assert list(parts["figures"]["properties"]) == list(edition.form.cells)
    assert list(parts["narratives"]["properties"]) == list(edition.form.narratives)
    assert list(parts["cover"]["properties"]) == list(edition.form.fields)
    assert list(parts["nil"]["properties"]) == list(edition.form.tables)


def test_the_schema_prefers_whole_counts_and_amounts_from_0(edition: Edition) -> None:
    for cell in edition.form.cells.values():
        wanted, _ = SCHEMA["properties"]["figures"]["properties"][cell.id]["anyOf"]
        kind = "integer" if cell.column.kind is CellKind.COUNT else "number"
        assert wanted == {"type": kind, "minimum": 0}


@pytest.mark.parametrize("make", [busy, nothing_done, Filing])
def test_whole_returns_come_back(edition: Edition, make: Any) -> None:
    filing = make(edition)
    data = to_json(filing)
    VALIDATOR.validate(data)
    assert from_json(data) == filing


def test_totals_are_written_and_the_right_ones_are_not_taken_for_claims(edition: Edition) -> None:
    data = to_json(busy(edition))
    assert set(data["figures"]) == set(edition.form.cells)
    assert not set(from_json(data).figures) & set(edition.totals)


def test_a_wrong_total_stays_a_claim_and_totals_that_rest_on_it_do_not(edition: Edition) -> None:
    data = to_json(busy(edition))
    data["figures"]["requests.closed.business"] += 1
    data["figures"]["requests.closed.total"] += 1
    assert set(from_json(data).figures) - set(edition.typed) == {"requests.closed.business"}


def test_figures_keep_their_digits() -> None:
    filing = loads('{"figures": {"fees.amount": 59237.2449, "fees.items": 110.0}}')
    assert filing.figures == {"fees.amount": Decimal("59237.2449"), "fees.items": 110}
    assert type(filing.figures["fees.items"]) is int
    assert to_json(filing)["figures"] == {"fees.amount": 59237.2449, "fees.items": 110}


@pytest.mark.parametrize("blank", ["null", '""'])
def test_null_and_empty_are_blanks(blank: str) -> None:
    assert loads(f'{{"figures": {{"fees.items": {blank}}}}}').figures == {}


def test_a_text_in_a_figures_place_is_kept_as_it_stands() -> None:
    assert loads('{"figures": {"fees.items": "12"}}').figures == {"fees.items": Unreadable("12")}


def test_a_text_may_be_given_whole_and_is_split_into_paragraphs() -> None:
    narratives = loads('{"narratives": {"opening": "第一段。\\n\\n第二段。"}}').narratives
    assert narratives == {"opening": ("第一段。", "第二段。")}


def test_the_year_may_be_a_number_or_text() -> None:
    assert loads('{"cover": {"year": 2024}}') == loads('{"cover": {"year": " 2024 "}}')


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", ""),
        ("[]", ""),
        ("null", ""),
        ("{", ""),
        ("[" * 100_000, ""),
        ('{"figures": {"fees.items": ' + "9" * 5000 + "}}", ""),
        ('{"edition": "1999"}', "1999"),
        ('{"edition": null}', ""),
        ('{"edition": ["2021"]}', "2021"),
        ('{"surprise": {}}', "surprise"),
        ('{"places": {}}', "places"),
        ('{"figures": []}', "figures"),
        ('{"figures": {"fees.item": 1}}', "figures.fees.item"),
        ('{"figures": {"fees.items": true}}', "figures.fees.items"),
        ('{"figures": {"fees.items": [1]}}', "figures.fees.items"),
        ('{"figures": {"fees.items": NaN}}', "figures.fees.items"),
        ('{"figures": {"fees.items": Infinity}}', "figures.fees.items"),
        ('{"figures": {"fees.items": -Infinity}}', "figures.fees.items"),
        ('{"figures": {"fees.items": 1e999999}}', "figures.fees.items"),
        ('{"figures": {"fees.items": 1000000000000000}}', "figures.fees.items"),
        ('{"figures": {"fees.items": "1\\u0000"}}', "figures.fees.items"),
        ('{"nil": {"fees": "是"}}', "nil.fees"),
        ('{"nil": {"fees": 1}}', "nil.fees"),
        ('{"cover": {"name": true}}', "cover.name"),
        ('{"cover": {"name": null}}', "cover.name"),
        ('{"cover": {"name": "局\\ud800"}}', "cover.name"),
        ('{"cover": {"who": "局"}}', "cover.who"),
        ('{"narratives": {"opening": 1}}', "narratives.opening"),
        ('{"narratives": {"opening": ["段", 1]}}', "narratives.opening"),
        ('{"notes": {"cases": 1}}', "notes.cases"),
        ('{"explanations": {"T3-BALANCE": 1}}', "explanations.T3-BALANCE"),
    ],
)
def test_what_is_no_filing_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(CodecError) as refusal:
        loads(text)
    assert named in str(refusal.value)
