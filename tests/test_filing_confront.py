"""confront: three answers, no total of blanks, every slip found once and in the right place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from filings import COVER, busy, confronted, nothing_done, with_figures
from hypothesis import given, settings
from rule_cases import zeros
from strategies import claiming

from xltools.filing.checkcode import check_code
from xltools.filing.confront import confront, plain, same
from xltools.filing.filing import BLANK, Filing, Unreadable, Value
from xltools.filing.findings import Finding, Verdict, raised, tally
from xltools.law.edition import EDITIONS, Edition, load, total_and_parts
from xltools.law.rule import Severity

EDITION = load("2021")
TYPED_OF_TABLE_3 = [cell for cell in EDITION.typed if cell.startswith("requests.")]


def top_errors(filing: Filing) -> list[Finding]:
    return [f for f in raised(confront(filing)) if f.verdict is Verdict.FAIL and not f.under]


def columns_of(cells: tuple[str, ...]) -> set[str]:
    return {cell.rpartition(".")[2] for cell in cells}


# ------------------------------------------------------------------ three answers


def test_a_busy_return_passes_every_rule(edition: Edition) -> None:
    assert raised(confront(busy(edition))) == ()
    assert tally(confront(busy(edition))).may_be_returned


def test_a_nil_return_passes_every_rule_and_every_total_is_0(edition: Edition) -> None:
    filing = nothing_done(edition)
    assert raised(confront(filing)) == ()
    assert {filing.values[total] for total in edition.totals} == {0}


def test_an_empty_return_fails_nothing_and_passes_nothing(edition: Edition) -> None:
    judged = [
        finding
        for finding in confront(Filing(edition))
        if finding.verdict is not Verdict.UNCOMPARED
    ]
    assert {finding.verdict for finding in judged} == {Verdict.UNFILLED}


def test_blanks_of_a_table_are_one_finding_and_what_waits_for_them_stands_under_it(
    edition: Edition,
) -> None:
    seen = [finding for finding in raised(confront(Filing(edition))) if not finding.under]
    tables = [finding.id for finding in seen if not finding.id.startswith("F-REQUIRED/")]
    assert tables == ["T2-VALID", "T3-VALID", "T4-VALID", "T6-VALID"]
    required = sum(instance.rule.id == "F-REQUIRED" for instance in edition.instances)
    assert tally(confront(Filing(edition))).unfilled == required + 4


def test_a_blank_leaves_only_its_own_row_and_column_undecided(edition: Edition) -> None:
    filing = with_figures(busy(edition), {"requests.granted.business": BLANK})
    undecided = {f.id for f in confront(filing) if f.verdict is Verdict.UNFILLED}
    assert undecided == {
        "T3-VALID",
        "T3-ROW/granted",
        "T3-ROW/closed",
        "T3-CLOSED/business",
        "T3-CLOSED/total",
        "T3-BALANCE/business",
        "T3-BALANCE/total",
    }
    (top,) = (f for f in raised(confront(filing)) if not f.under)
    assert (top.id, top.cells) == ("T3-VALID", ("requests.granted.business",))


def test_a_table_answered_no_is_unfilled_where_it_is_blank(edition: Edition) -> None:
    filing = Filing(edition, nil={"cases": False}, figures={})
    assert confronted(filing)["T4-VALID"].verdict is Verdict.UNFILLED


def test_a_blank_counts_as_0_only_in_the_table_so_answered(edition: Edition) -> None:
    filing = Filing(edition, nil={"cases": True}, figures={"cases.review_upheld": 2})
    assert filing.values["cases.review_total"] == 2
    assert filing.number("cases.review_other") == 0
    assert filing.number("fees.items") is None
    assert confronted(filing)["T4-VALID"].verdict is Verdict.PASS


@pytest.mark.parametrize("value", [-1, Decimal("1.5"), Unreadable("12件"), Unreadable(" ")])
def test_what_is_no_count_fails_and_is_pointed_at(edition: Edition, value: Value) -> None:
    filing = with_figures(busy(edition), {"cases.review_other": value})
    finding = confronted(filing)["T4-VALID"]
    assert finding.verdict is Verdict.FAIL
    assert finding.severity is Severity.ERROR
    assert finding.cells == finding.marks == ("cases.review_other",)


def test_an_amount_may_have_decimals_but_not_be_negative(edition: Edition) -> None:
    cell = "disclosure.administrative_charges.charged"
    good = with_figures(busy(edition), {cell: Decimal("0.01")})
    bad = with_figures(busy(edition), {cell: Decimal("-0.01")})
    assert confronted(good)["T2-VALID"].verdict is Verdict.PASS
    assert confronted(bad)["T2-VALID"].verdict is Verdict.FAIL


def test_text_is_never_a_number_nor_a_blank(edition: Edition) -> None:
    """Under a nil answer too: a total of text is no 0, and no balance is judged on it."""
    filing = Filing(
        edition,
        nil=dict.fromkeys(edition.form.tables, True),
        figures={"requests.granted.business": Unreadable("3件"), "requests.new.business": 3},
    )
    for total in ("granted.total", "closed.business", "closed.total"):
        assert filing.values[f"requests.{total}"] is BLANK
        assert filing.number(f"requests.{total}") is None
    for waiting in ("T3-CLOSED/business", "T3-BALANCE/business", "T3-BALANCE/total"):
        assert confronted(filing)[waiting].verdict is Verdict.UNFILLED
        assert confronted(filing)[waiting].under == "T3-VALID"
    assert [finding.id for finding in top_errors(filing)] == ["T3-VALID"]


def test_a_total_of_blanks_is_blank_and_never_a_number(edition: Edition) -> None:
    for total in edition.totals:
        filing = Filing(edition, figures=zeros(edition))
        assert filing.values[total] == 0
        for part in total_and_parts(edition.totals[total])[1]:
            lacking = with_figures(filing, {part: BLANK})
            assert (lacking.values[total] is BLANK) == (part in edition.typed)


def test_a_filed_total_is_kept_as_it_is_even_where_its_parts_are_blank(edition: Edition) -> None:
    filing = Filing(edition, figures={"requests.new.total": 26})
    assert filing.values["requests.new.total"] == 26
    assert confronted(filing)["T3-ROW/new"].verdict is Verdict.UNFILLED


@pytest.mark.parametrize("size", [10**15, 10**30, 10**400])
def test_figures_of_any_size_are_judged(edition: Edition, size: int) -> None:
    filing = with_figures(busy(edition), {"requests.new.business": size, "fees.amount": size + 1})
    assert confronted(filing)["T3-BALANCE/business"].verdict is Verdict.FAIL
    assert confronted(filing)["T6-TARIFF"].verdict is Verdict.FAIL
    assert check_code(filing)


def test_sides_are_compared_to_six_decimals() -> None:
    assert same(Decimal("0.1") + Decimal("0.2"), Decimal("0.3"))
    assert same(Decimal("1.0000001"), 1)
    assert not same(Decimal("1.000001"), 1)
    assert not same(10**40 + 1, 10**40)


def test_numbers_are_written_as_people_write_them() -> None:
    assert [plain(n) for n in (0, 10, Decimal("59237.2449"), Decimal("1E+2"), Decimal("2.50"))] == [
        "0",
        "10",
        "59237.2449",
        "100",
        "2.5",
    ]


# ------------------------------------------------------------------ warnings and the cover


@pytest.mark.parametrize("kind", [kind.label for kind in EDITION.form.body_kinds])
def test_regulations_are_doubted_where_the_body_cannot_make_them(kind: str) -> None:
    filing = with_figures(busy(EDITION), {"disclosure.regulations.made": 1})
    finding = confronted(replace(filing, cover={**COVER, "body_kind": kind}))["T2-REGULATIONS"]
    body = EDITION.form.body_kind(kind)
    assert body
    assert finding.verdict is (Verdict.PASS if body.makes_regulations else Verdict.FAIL)
    assert finding.severity is Severity.WARNING


REGULATIONS = "disclosure.regulations"


@pytest.mark.parametrize(
    ("name", "kind", "verdict"),
    [
        ("北江省人民政府办公厅", "政府部门", Verdict.PASS),
        ("北江自治区人民政府办公厅（室）", "其他", Verdict.PASS),
        ("云溪市人民政府办公室", "政府部门", Verdict.PASS),
        ("南岭自治州人民政府办公室", "授权组织", Verdict.PASS),
        ("云溪市政府办公室", "政府部门", Verdict.PASS),
        ("云溪市人民政府办公室", "县级政府本级", Verdict.FAIL),
        ("云溪市东河区人民政府办公室", "政府部门", Verdict.FAIL),
        ("石门县人民政府办公室", "政府部门", Verdict.FAIL),
        ("石门镇人民政府办公室", "乡镇政府", Verdict.FAIL),
        ("云溪市人民政府信访办公室", "政府部门", Verdict.FAIL),
        ("云溪市财政局办公室", "政府部门", Verdict.FAIL),
        ("", "政府部门", Verdict.FAIL),
    ],
)
@pytest.mark.parametrize("known", EDITIONS)
def test_the_office_of_a_government_that_makes_regulations_files_them_undoubted(
    name: str, kind: str, verdict: Verdict, known: str
) -> None:
    edition = load(known)
    rule = edition.by_id["T2-REGULATIONS"]
    figures = {**zeros(edition), rule.cells[0]: 4}
    filing = Filing(edition, cover={**COVER, "name": name, "body_kind": kind}, figures=figures)
    assert confronted(filing)["T2-REGULATIONS"].verdict is verdict


@pytest.mark.parametrize("figures", [(2, 0, 0), (0, 1, 0), (3, 1, 25)])
def test_a_doubt_on_regulations_says_each_figure_and_adds_none_up(
    figures: tuple[int, int, int],
) -> None:
    columns = ("made", "repealed", "in_force")
    held = {f"{REGULATIONS}.{c}": n for c, n in zip(columns, figures, strict=True)}
    sentence = confronted(with_figures(busy(EDITION), held))["T2-REGULATIONS"].sentence
    made, repealed, in_force = figures
    assert sentence == (
        f"规章·本年制发件数{made}件、规章·本年废止件数{repealed}件、"
        f"规章·现行有效件数{in_force}件，均应为0件"
    )


def test_a_warning_does_not_keep_a_return_back(edition: Edition) -> None:
    filing = with_figures(busy(edition), {"fees.amount": 105, "disclosure.regulations.made": 1})
    counted = tally(confront(filing))
    assert (counted.errors, counted.unfilled, counted.warnings) == (0, 0, 2)
    assert counted.may_be_returned


def test_without_the_kind_of_body_the_rule_on_regulations_waits_for_it(edition: Edition) -> None:
    filing = replace(busy(edition), cover={**COVER, "body_kind": ""})
    assert confronted(filing)["T2-REGULATIONS"].under == "F-REQUIRED/body_kind"
    assert tally(confront(filing)).unfilled == 1


def test_a_kind_of_body_that_is_not_in_the_list_is_said_once_and_named(edition: Edition) -> None:
    filing = replace(busy(edition), cover={**COVER, "body_kind": "县局"})
    (finding,) = raised(confront(filing))
    assert (finding.id, finding.verdict) == ("T2-REGULATIONS", Verdict.UNFILLED)
    assert "县局" in finding.sentence
    assert finding.cells == ("body_kind",)


@pytest.mark.parametrize("item", ["name", "year", "site", "proactive", "improvements"])
def test_a_required_field_or_text_left_blank_is_unfilled(edition: Edition, item: str) -> None:
    whole = busy(edition)
    cover = {key: text for key, text in whole.cover.items() if key != item}
    texts = {key: text for key, text in whole.narratives.items() if key != item}
    (finding,) = raised(confront(replace(whole, cover=cover, narratives=texts)))
    assert (finding.id, finding.verdict) == (f"F-REQUIRED/{item}", Verdict.UNFILLED)
    assert finding.cells == (item,)


# ------------------------------------------------------------------ every slip, in its place


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("cell", TYPED_OF_TABLE_3)
def test_one_figure_of_table_3_changed_is_an_error_in_its_column(cell: str, step: int) -> None:
    filing = busy(EDITION)
    value = filing.figures[cell]
    assert isinstance(value, int)
    assert value >= 1
    (error,) = top_errors(with_figures(filing, {cell: value + step}))
    column = cell.rpartition(".")[2]
    assert error.severity is Severity.ERROR
    assert error.id == f"T3-BALANCE/{column}"
    assert columns_of(error.cells) == columns_of(error.marks) == {column}
    assert error.left is not None
    assert error.right is not None
    assert abs(error.left - error.right) == 1


def test_there_are_144_such_figures() -> None:
    assert len(TYPED_OF_TABLE_3) == 24 * 6


@pytest.mark.parametrize("total", list(EDITION.totals))
@pytest.mark.parametrize("wrong", [0, 1])
def test_one_total_overwritten_is_one_error_that_marks_it(total: str, wrong: int) -> None:
    filing = busy(EDITION)
    right = filing.values[total]
    assert isinstance(right, int)
    value = 0 if wrong == 0 else right + 1
    (error,) = top_errors(with_figures(filing, {total: value}))
    assert error.marks == (total,)


@pytest.mark.parametrize("total", list(EDITION.totals))
def test_one_wrong_total_among_totals_all_typed_is_one_error(total: str) -> None:
    """As in an imported report, where every total is what somebody printed."""
    filing = busy(EDITION)
    printed = {cell: filing.values[cell] for cell in EDITION.totals}
    right = printed[total]
    assert isinstance(right, int)
    (error,) = top_errors(with_figures(filing, {**printed, total: right + 1}))
    assert total in error.marks


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *((text, "科学计数法") for text in ("1.2e1", "1E5", "+3.e2", "-1e3", "9.99e-3", "0E0")),
        *((text, "超过15位") for text in ("1.2E+15", "1e999", "1e-30", "12e99999")),
        *(
            (text, "超过15位")
            for text in ("123456789012345.67", "0.1234567890123456", "1.2345678901234567")
        ),
        *((text, "不是数字") for text in ("1e", "e5", "1.2e1件", "1,2e1", "12件", "1.2.3e1")),
    ],
)
def test_why_a_text_is_no_figure(text: str, why: str, edition: Edition) -> None:
    judged = confronted(with_figures(busy(edition), {"requests.new.business": Unreadable(text)}))
    (said,) = {f.sentence for f in judged.values() if text in f.sentence}
    assert why in said


def test_right_totals_that_were_typed_are_no_fault(edition: Edition) -> None:
    filing = busy(edition)
    printed = {cell: filing.values[cell] for cell in edition.totals}
    assert raised(confront(with_figures(filing, printed))) == ()


def test_an_overwritten_total_with_blank_parts_is_still_one_error(edition: Edition) -> None:
    """As 洪泽 2023 would be: totals printed, two rows absent."""
    filing = busy(edition)
    printed = {cell: filing.values[cell] for cell in edition.totals}
    absent = {cell: BLANK for cell in edition.typed if cell.startswith("requests.fee_unpaid.")}
    wrong = with_figures(filing, {**printed, **absent, "requests.closed.total": 1})
    assert [error.id for error in top_errors(wrong)] == ["T3-ROW/closed"]


def test_two_columns_out_of_balance_are_two_errors(edition: Edition) -> None:
    filing = busy(edition)
    slips = {
        cell: _more(filing, cell) for cell in ("requests.new.business", "requests.new.research")
    }
    errors = top_errors(with_figures(filing, slips))
    assert [error.id for error in errors] == ["T3-BALANCE/business", "T3-BALANCE/research"]


def test_slips_that_cancel_out_in_the_total_are_still_both_found(edition: Edition) -> None:
    filing = busy(edition)
    slips: dict[str, Value] = {
        "requests.new.business": _more(filing, "requests.new.business"),
        "requests.carried_out.research": _more(filing, "requests.carried_out.research"),
    }
    assert {error.id for error in top_errors(with_figures(filing, slips))} == {
        "T3-BALANCE/business",
        "T3-BALANCE/research",
    }


def test_what_follows_from_a_wrong_total_stands_under_that_total(edition: Edition) -> None:
    filing = busy(edition)
    wrong: dict[str, Value] = {"requests.closed.business": 1, "requests.closed.research": 1}
    judged = confronted(with_figures(filing, wrong))
    assert judged["T3-BALANCE/business"].under == "T3-CLOSED/business"
    assert judged["T3-BALANCE/research"].under == "T3-CLOSED/research"


def test_a_slip_beside_an_overwritten_total_is_not_hidden_by_it(edition: Edition) -> None:
    filing = busy(edition)
    changed: dict[str, Value] = {
        "requests.closed.research": 1,
        "requests.new.business": _more(filing, "requests.new.business"),
    }
    errors = {error.id for error in top_errors(with_figures(filing, changed))}
    assert errors == {"T3-CLOSED/research", "T3-BALANCE/business"}


def test_nothing_stands_under_what_stands_under_something_or_passes(edition: Edition) -> None:
    filing = busy(edition)
    slips: dict[str, Value] = dict.fromkeys(list(edition.totals)[::3], 9)
    slips |= {"requests.new.business": BLANK, "cases.review_other": Unreadable("无")}
    judged = confronted(with_figures(filing, slips))
    for finding in judged.values():
        if finding.under:
            assert judged[finding.under].verdict is not Verdict.PASS
            assert not judged[finding.under].under


def test_findings_carry_law_remedy_and_a_sentence(edition: Edition) -> None:
    for finding in raised(confront(Filing(edition))):
        assert finding.law
        assert finding.remedy
        assert finding.sentence


def test_errors_are_said_before_what_is_unfilled_and_warnings_last(edition: Edition) -> None:
    filing = with_figures(
        busy(edition),
        {"fees.amount": 5, "cases.review_other": BLANK, "requests.new.business": 1},
    )
    order = [finding.id for finding in raised(confront(filing)) if not finding.under]
    assert order == ["T3-BALANCE/business", "T4-VALID", "T6-TARIFF"]


# ------------------------------------------------------------------ any filing at all


@settings(deadline=None, max_examples=60)
@given(claiming())
def test_any_filing_is_judged_by_every_rule_and_told_apart(filing: Filing) -> None:
    findings = confront(filing)
    judged = {finding.id: finding for finding in findings}
    assert list(judged) == [instance.id for instance in filing.edition.instances]
    for finding in findings:
        assert (finding.verdict is Verdict.PASS) <= (not finding.under and not finding.marks)
        assert finding.sentence
        if finding.under:
            assert judged[finding.under].verdict is not Verdict.PASS
            assert not judged[finding.under].under


@settings(deadline=None, max_examples=60)
@given(claiming())
def test_no_total_is_made_of_blanks_or_text(filing: Filing) -> None:
    for total, instance in filing.edition.totals.items():
        parts = [filing.number(part) for part in total_and_parts(instance)[1]]
        if total not in filing.figures:
            whole = None not in parts
            assert filing.values[total] == (sum(p or 0 for p in parts) if whole else BLANK)


# ------------------------------------------------------------------ 校验码


@pytest.mark.parametrize("cell", list(EDITION.form.cells))
def test_the_check_code_changes_with_any_one_figure(cell: str) -> None:
    filing = Filing(EDITION, figures={**zeros(EDITION), **dict.fromkeys(EDITION.totals, 0)})
    assert check_code(with_figures(filing, {cell: 1})) != check_code(filing)


def _more(filing: Filing, cell: str) -> int:
    value = filing.values[cell]
    assert isinstance(value, int)
    return value + 1
