"""Three real published reports, entered in the form of 2021: every figure and every known fault.

The reports lie in ../shared/cases and are skipped visibly where that folder is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias, cast

import pytest

from xltools.filing.codec import from_json
from xltools.filing.confront import confront
from xltools.filing.filing import BLANK, Filing
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import Edition
from xltools.law.expression import Equals, cells_of
from xltools.law.form import Table
from xltools.reader import ReadState, read_return
from xltools.template import pour

Case: TypeAlias = dict[str, Any]

SLUGS = ("hongze-2023", "shuyang-fgj-2023", "shanghai-kewei-2024")
IDENTITIES = {
    "表四/复议-总计": "T4-REVIEW",
    "表四/未经复议直接起诉-总计": "T4-DIRECT",
    "表四/复议后起诉-总计": "T4-AFTER",
}
"""Which of our rules a known error of kind `identity` breaks, by the case's own wording."""

SINGLE_ROW_OF_2019 = "三（六）其他处理"
"""洪泽 still prints the one row of the trial edition: its figures are 3.其他, the rest absent."""

ONE_FIGURE_ROWS = {
    "行政许可": "licensing.decisions",
    "行政处罚": "penalties.decisions",
    "行政强制": "coercive_measures.decisions",
    "行政事业性收费（万元）": "administrative_charges.charged",
}


@pytest.fixture(params=SLUGS)
def case(request: pytest.FixtureRequest, shared: Path) -> Case:
    text = (shared / "cases" / str(request.param) / "expected.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)


def printed(case: Case, edition: Edition) -> dict[str, Any]:
    """Every figure the report prints, by cell id; a blank is None."""
    tables = edition.form.tables
    figures = {
        **dict(_table_2(case["table2"], tables["disclosure"])),
        **dict(_table_3(case["table3"], tables["requests"])),
    }
    cells = (cell.id for cell in tables["cases"].cells)
    return {**figures, **dict(zip(cells, case["table4"], strict=True))}


def _table_2(rows: Case, table: Table) -> Iterator[tuple[str, Any]]:
    for label, value in rows.items():
        if isinstance(value, dict):
            named = {
                cell.column.label: cell for cell in table.cells if cell.row.label.endswith(label)
            }
            yield from ((named[column].id, figure) for column, figure in cast(Case, value).items())
        else:
            yield f"{table.id}.{ONE_FIGURE_ROWS[label]}", value


def _table_3(rows: dict[str, list[Any]], table: Table) -> Iterator[tuple[str, Any]]:
    (block,) = table.blocks
    labels = list(rows)
    at = 0
    for row in block.leaf_rows:
        label = labels[at]
        if label == SINGLE_ROW_OF_2019 and row.id != "other_outcome":
            continue
        assert label == SINGLE_ROW_OF_2019 or row.label.startswith(_without_number(label))
        for column, figure in zip(block.leaf_columns, rows[label], strict=True):
            yield f"{table.id}.{row.id}.{column.id}", figure
        at += 1
    assert at == len(labels)


def _without_number(label: str) -> str:
    """`三（三）1.属于国家秘密` without the parts of the form it stands in."""
    for start in ("三（三）", "三（四）", "三（五）", "三（六）"):
        if label.startswith(start) and label != start:
            return label.removeprefix(start)
    return label.removeprefix("三")


def filed(case: Case, edition: Edition) -> Filing:
    return from_json(
        {
            "edition": edition.id,
            "cover": {"name": case["unit"], "year": case["year"], "body_kind": "政府部门"},
            "figures": printed(case, edition),
            "narratives": {"opening": case["narrative"]["1"]},
        }
    )


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
    assert reading.state is ReadState.READ
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
        and any(filing.values[cell] is BLANK for cell in cells_of(instance.claim))
    }
    undecided = {f.id for f in arithmetic(filing) if f.verdict is Verdict.UNFILLED}
    assert undecided == lacking
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
    text = (shared / "cases/shuyang-fgj-2023/expected.json").read_text(encoding="utf-8")
    filing = filed(json.loads(text), edition)
    (valid,) = (f for f in confront(filing) if f.id == "T3-VALID")
    assert len(valid.cells) == 120
    assert len([c for c in printed(json.loads(text), edition) if filing.values[c] is BLANK]) == 125
