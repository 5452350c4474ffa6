"""The rulebook of 2021: RULES §4-5 as rules, each with its law and its three cases."""

from __future__ import annotations

import pickle

import pytest
from rule_cases import RuleCase, rule_cases

from xltools.filing.confront import confront
from xltools.filing.findings import Verdict
from xltools.law.edition import (
    EDITIONS,
    Edition,
    UnknownEdition,
    in_force,
    latest,
    load,
    total_and_parts,
)
from xltools.law.expression import ClaimError, Equals, Filled, cells_of, previous_of
from xltools.law.form import BodyKind
from xltools.law.rule import ForEach, Rule, Severity
from xltools.law.words import catalogue_sentence, phrase

CASES = [case for edition in EDITIONS for case in rule_cases(load(edition))]


def rule(edition: Edition, rule_id: str) -> Rule:
    return next(rule for rule in edition.rules if rule.id == rule_id)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_rule_says_of_its_cases_what_they_claim(case: RuleCase) -> None:
    (found,) = (f for f in confront(case.filing) if f.id == case.instance.id)
    assert found.verdict is case.verdict


def test_every_arithmetic_rule_has_its_three_cases(edition: Edition) -> None:
    for known in edition.rules:
        if known.for_each is not ForEach.FIELD:
            assert known.cases is not None, known.id
            across_years = previous_of(known.expand(edition.form)[0].claim)
            expected = ["pass", "fail", "unfilled", *["uncompared"] * bool(across_years)]
            assert list(known.cases) == expected, known.id


def test_a_case_changes_the_verdict_of_its_own_instance(edition: Edition) -> None:
    """No case leans on a fault elsewhere: what passes passes with every rule on figures."""
    for case in rule_cases(edition):
        if case.verdict is Verdict.PASS and case.instance.rule.for_each is not ForEach.COLUMN:
            found = confront(case.filing)
            others = {f.id for f in found if f.verdict is Verdict.FAIL and f.left is None}
            assert not others, case.id


def test_instances_are_one_a_row_a_column_a_table_a_required_field(edition: Edition) -> None:
    def count(rule_id: str) -> int:
        return sum(instance.rule.id == rule_id for instance in edition.instances)

    assert count("T3-ROW") == 25
    assert count("T3-CLOSED") == count("T3-BALANCE") == 7
    assert count("T4-REVIEW") == count("T4-DIRECT") == count("T4-AFTER") == 1
    assert count("F-REQUIRED") == 12
    assert len({instance.id for instance in edition.instances}) == len(edition.instances)


def test_the_total_of_results_is_the_sum_of_the_21_result_rows(edition: Edition) -> None:
    _, parts = total_and_parts(edition.by_id["T3-CLOSED/business"])
    rows = [
        cell.row.id
        for cell in edition.form.tables["requests"].cells
        if cell.column.id == "business"
    ]
    assert list(parts) == [f"requests.{row}.business" for row in rows[2:23]]


def test_a_balance_speaks_of_four_rows_of_one_column(edition: Edition) -> None:
    assert cells_of(edition.by_id["T3-BALANCE/total"].claim) == (
        "requests.new.total",
        "requests.carried_in.total",
        "requests.closed.total",
        "requests.carried_out.total",
    )


def test_table_three_has_144_typed_cells_and_31_totals(edition: Edition) -> None:
    typed = [cell for cell in edition.typed if cell.startswith("requests.")]
    totals = [cell for cell in edition.totals if cell.startswith("requests.")]
    assert (len(typed), len(totals)) == (24 * 6, 25 + 6)
    assert len([cell for cell in edition.totals if cell.startswith("cases.")]) == 3


def test_totals_are_summed_after_the_totals_they_are_sums_of(edition: Edition) -> None:
    order = edition.summing_order
    assert sorted(order) == sorted(edition.totals)
    for total in order:
        for part in total_and_parts(edition.totals[total])[1]:
            assert part not in edition.totals or order.index(part) < order.index(total)


def test_every_cell_is_under_a_rule_on_what_it_may_hold(edition: Edition) -> None:
    spoken = {
        cell
        for instance in edition.instances
        if not isinstance(instance.claim, Equals)
        for cell in cells_of(instance.claim)
    }
    assert spoken == set(edition.form.cells)


def test_every_rule_has_law_label_and_remedy(edition: Edition) -> None:
    for known in edition.rules:
        assert known.law, known.id
        assert known.label, known.id
        assert known.remedy.endswith("。"), known.id


def test_exceptions_name_something_a_kind_of_body_is_known_by(edition: Edition) -> None:
    for known in edition.rules:
        assert not known.unless or known.unless in BodyKind.__dataclass_fields__
    assert set(edition.form.offices) <= {known.unless for known in edition.rules}


def test_regulations_and_fee_tariff_are_warnings_and_identities_errors(edition: Edition) -> None:
    warnings = {known.id for known in edition.rules if known.severity is Severity.WARNING}
    assert warnings == {"T2-REGULATIONS", "T6-TARIFF", "T2-IN-FORCE"}


def test_catalogue_says_each_identity_in_the_words_of_the_form(edition: Edition) -> None:
    def sentence(rule_id: str) -> str:
        known = rule(edition, rule_id)
        return catalogue_sentence(known, known.expand(edition.form)[0], edition.form)

    assert sentence("T3-BALANCE") == (
        "第一项“本年新收”＋第二项“上年结转”＝第三项（七）“总计”＋第四项“结转下年度继续办理”"
    )
    assert sentence("T3-ROW") == "总计＝六类申请人合计"
    assert all(sentence(known.id) for known in edition.rules)


def test_every_failing_instance_can_be_put_into_words(edition: Edition) -> None:
    for instance in edition.instances:
        assert phrase(instance, edition.form)


def test_required_are_the_cover_fields_and_texts_without_which_no_report_is_whole(
    edition: Edition,
) -> None:
    fields = [i.claim.field for i in edition.instances if isinstance(i.claim, Filled)]
    assert fields == [
        "name",
        "body_kind",
        "year",
        "site",
        "address",
        "phone",
        "proactive",
        "management",
        "platforms",
        "supervision",
        "shortcomings",
        "improvements",
    ]


def test_an_unknown_name_in_a_claim_raises(edition: Edition) -> None:
    for known, name, scope in [
        (rule(edition, "T3-ROW"), "nobody", "new"),
        (rule(edition, "T3-ROW"), "business", "nowhere"),
        (rule(edition, "T3-BALANCE"), "nothing", "business"),
        (rule(edition, "T3-BALANCE"), "new", "nobody"),
        (rule(edition, "T3-VALID"), "new.nobody", ""),
    ]:
        with pytest.raises(ClaimError):
            known.resolve(name, edition.form, scope)


@pytest.mark.parametrize("year", [2021, 2022, 2026, 2099])
def test_reports_from_2021_on_are_under_the_edition_of_2021(year: int) -> None:
    assert in_force(year).id == "2021"


@pytest.mark.parametrize("year", [0, 2008, 2018])
def test_no_edition_is_known_for_earlier_years(year: int) -> None:
    with pytest.raises(UnknownEdition):
        in_force(year)


def test_an_unknown_edition_raises() -> None:
    with pytest.raises(UnknownEdition):
        load("1999")
    with pytest.raises(UnknownEdition):
        load("../2021")


def test_an_edition_is_loaded_once_and_travels_by_its_name() -> None:
    assert load("2021") is load("2021") is latest()
    assert pickle.loads(pickle.dumps(load("2021"))) is load("2021")
