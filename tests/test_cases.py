"""Three real published reports, entered in the form of 2021: every figure and every known fault.

The reports lie in ../shared/cases and are skipped visibly where that folder is not.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import SINGLE_ROW_OF_2019, SLUGS, Case, case_of, filed, printed

from xltools.filing.confront import confront
from xltools.filing.filing import BLANK, Filing
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import Edition
from xltools.law.expression import Equals, cells_of, previous_of
from xltools.reader import read_return
from xltools.template import pour

IDENTITIES = {
    "表四/复议-总计": "T4-REVIEW",
    "表四/未经复议直接起诉-总计": "T4-DIRECT",
    "表四/复议后起诉-总计": "T4-AFTER",
}
"""Which of our rules a known error of kind `identity` breaks, by the case's own wording."""


@pytest.fixture(params=SLUGS)
def case(request: pytest.FixtureRequest, shared: Path) -> Case:
    return case_of(shared, str(request.param))


def arithmetic(filing: Filing) -> list[Finding]:
    by_id = filing.edition.by_id
    return [f for f in confront(filing) if isinstance(by_id[f.id].claim, Equals)]


def test_every_figure_is_kept_and_blanks_stay_blanks(case: Case, edition: Edition) -> None:
    values = filed(case, edition).values
    for cell, figure in printed(case, edition).items():
        if figure is not None:
            assert values[cell] == figure, cell
        elif cell in edition.typed:
            assert values[cell] is BLANK, cell


def test_rows_that_the_report_lacks_are_blank(case: Case, edition: Edition) -> None:
    values = filed(case, edition).values
    absent = set(edition.form.cells) - set(printed(case, edition))
    assert all(values[cell] is BLANK for cell in absent)
    rows = {cell.rpartition(".")[0] for cell in absent} - {"fees"}
    short = SINGLE_ROW_OF_2019 in case["table3"]
    assert rows == ({"requests.not_corrected", "requests.fee_unpaid"} if short else set[str]())


def test_the_known_identities_fail_and_no_other_arithmetic_does(
    case: Case, edition: Edition
) -> None:
    known = {IDENTITIES[e["where"]] for e in case["known_errors"] if e["kind"] == "identity"}
    failed = {f.id for f in arithmetic(filed(case, edition)) if f.verdict is Verdict.FAIL}
    assert failed == known


def test_both_sides_of_a_failing_identity_are_those_published(case: Case, edition: Edition) -> None:
    judged = {finding.id: finding for finding in confront(filed(case, edition))}
    for error in case["known_errors"]:
        if error["kind"] == "identity":
            finding = judged[IDENTITIES[error["where"]]]
            assert {finding.left, finding.right} == {error["left"], error["right"]}


def test_a_workbook_filled_with_it_gives_every_figure_back(
    case: Case, edition: Edition, tmp_path: Path
) -> None:
    filing = filed(case, edition)
    book = tmp_path / "填报.xlsx"
    book.write_bytes(pour(filing))
    reading = read_return(book)
    assert reading.unread is None
    assert reading.filing is not None
    assert dict(reading.filing.values) == dict(filing.values)
    assert reading.filing.figures == filing.figures
    assert reading.filing.narratives == filing.narratives
    assert reading.filing.cover == filing.cover


def test_what_rests_on_blanks_is_unfilled(case: Case, edition: Edition) -> None:
    filing = filed(case, edition)
    lacking = {
        instance.id
        for instance in edition.instances
        if isinstance(instance.claim, Equals)
        and not previous_of(instance.claim)  # without last year they are not compared at all
        and any(filing.values[cell] is BLANK for cell in cells_of(instance.claim))
    }
    undecided = {f.id for f in arithmetic(filing) if f.verdict is Verdict.UNFILLED}
    uncompared = {f.id for f in arithmetic(filing) if f.verdict is Verdict.UNCOMPARED}
    assert undecided == lacking - uncompared
    assert "T6-TARIFF" in undecided


def test_the_blank_cells_of_table_3_are_all_pointed_at(case: Case, edition: Edition) -> None:
    filing = filed(case, edition)
    (valid,) = (f for f in confront(filing) if f.id == "T3-VALID")
    blank = {
        cell
        for cell in edition.typed
        if cell.startswith("requests.") and filing.values[cell] is BLANK
    }
    if blank:
        assert valid.verdict is Verdict.UNFILLED
        assert set(valid.cells) == blank
    else:
        assert valid.verdict is Verdict.PASS


def test_shuyang_leaves_120_typed_cells_of_table_3_blank(shared: Path, edition: Edition) -> None:
    """125 blanks are published; the five in the row （七）总计 are totals, not typed."""
    case = case_of(shared, "shuyang-fgj-2023")
    filing = filed(case, edition)
    (valid,) = (f for f in confront(filing) if f.id == "T3-VALID")
    assert len(valid.cells) == 120
    assert len([c for c in printed(case, edition) if filing.values[c] is BLANK]) == 125
