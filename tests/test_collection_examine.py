"""One return examined: one cause is told once, whoever finds it.

X1 what reading has said of a cell is not said again as blank or unknown
X2 what was read all the same is judged by itself
X3 a return on another year is not compared with last year's, which it may be itself
"""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from books import with_cell
from returns import book_of, passing
from rich.console import Console

from xltools.checks.whole_return.drafted import DRAFTED
from xltools.examination.console import print_tables
from xltools.examination.examine import Examined, examine
from xltools.examination.record import record_of
from xltools.filing.findings import Verdict
from xltools.filing.states import FileState
from xltools.law.edition import Edition
from xltools.layout.return_book import layout_of
from xltools.messages import say

CELL = "requests.new.business"


def examined(edition: Edition, folder: Path, **cover: Any) -> Examined:
    filed = book_of(passing(edition))
    book = replace(filed, values={**filed.values, **cover})
    return examine(book.save(folder / "a.xlsx"))


def with_formula(edition: Edition, folder: Path) -> Examined:
    """A figure that is a formula without a result."""
    spot = layout_of(edition).figures[CELL]
    data = book_of(passing(edition)).bytes()
    path = folder / "a.xlsx"
    path.write_bytes(with_cell(data, spot, f'<c r="{spot.address}"><f>1+2</f></c>'))
    return examine(path)


def told(result: Examined) -> dict[str, str]:
    """What a person reads, with what each follows from; hints on drafted texts left aside."""
    findings = (found for found in result.findings if found.rule != DRAFTED.id)
    return {found.id: found.under for found in findings if not found.waits}


@pytest.mark.parametrize(
    ("item", "filled", "cause"),
    [
        ("date", "2026年1月", "I-DATE"),
        ("body_kind", "司法局", "I-KIND"),
        ("year", "二〇二五", "I-YEAR"),
        ("name", "#N/A", "I-UNREADABLE-TEXT/name"),
    ],
)
def test_x1_a_field_that_cannot_be_read_is_told_once(
    item: str, filled: str, cause: str, edition: Edition, tmp_path: Path
) -> None:
    result = examined(edition, tmp_path, **{item: filled})
    assert told(result) == {cause: ""}
    assert (result.tally.errors, result.tally.unfilled, result.state) == (1, 0, FileState.ERRORS)


def test_x1_a_year_of_another_format_is_one_error_and_still_the_wrong_year(
    edition: Edition, tmp_path: Path
) -> None:
    result = examined(edition, tmp_path, year=2019)
    assert told(result)["C-YEAR/year"] == "I-EDITION-YEAR"
    assert (result.tally.errors, result.state) == (1, FileState.WRONG_YEAR)


def test_x1_a_formula_without_result_says_what_to_do_and_counts_once(
    edition: Edition, tmp_path: Path
) -> None:
    result = with_formula(edition, tmp_path)
    assert told(result)["T3-VALID"] == "I-UNCALCULATED/requests"
    assert (result.tally.errors, result.tally.unfilled) == (1, 0)


def test_x2_a_blank_field_is_unfilled_and_a_missing_date_a_hint(
    edition: Edition, tmp_path: Path
) -> None:
    result = examined(edition, tmp_path, date=None, body_kind=None)
    assert "C-DATE/date" in told(result)
    assert result.tally.unfilled == 1


def shown(result: Examined) -> str:
    out = StringIO()
    print_tables([record_of("a.xlsx", result)], Console(file=out, width=120))
    return out.getvalue()


def test_x2_a_hint_neither_passes_nor_fails(edition: Edition, tmp_path: Path) -> None:
    result = examined(edition, tmp_path, date=None)
    assert {(found.verdict, found.word) for found in result.findings} == {(Verdict.FAIL, "")}
    assert say("severity.info") in shown(result)
    assert say("verdict.fail") not in shown(result)


def test_x3_last_years_return_sent_again_is_not_compared_with_itself(
    edition: Edition, tmp_path: Path
) -> None:
    filing = passing(edition)
    year = filing.year
    assert year is not None
    path = book_of(filing).save(tmp_path / "a.xlsx")
    known = {filing.name: filing}
    again = examine(path, year + 1, known)
    assert again.state is FileState.WRONG_YEAR
    assert again.reading.filing is not None
    assert again.reading.filing.previous == {}
    assert "T3-CARRIED" not in {
        found.rule for found in again.findings if found.verdict is Verdict.FAIL
    }
    wanted = examine(path, year, known).reading.filing
    assert wanted is not None
    assert wanted.previous
