"""The demo: a realistic folder of returns, and what the batch makes of it.

D1 the set: who filed what        D3 what somebody worked on is kept
D2 the run over it                D4 the same bytes each time
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ledgers import assert_counted
from openxml_audit import OpenXmlValidator
from returns import SerialExecutor, record_at

from xltools import demo
from xltools.collection.batch import run as batch
from xltools.collection.ledger.names import BOOK
from xltools.demo import returned
from xltools.examination.console import as_json
from xltools.examination.page import findings_page
from xltools.filing.codec import loads
from xltools.filing.filing import Filing
from xltools.filing.states import FileState
from xltools.report.endings import PACKAGE

STATES = {
    "云澄县人民政府2025年度.xlsx": "passed",
    "县直部门/司法局.xlsx": "passed",
    "县直部门/教育局（终稿）.xlsx": "passed",
    "县直部门/市场监管局.xlsx": "passed",
    "乡镇街道/柳湾镇.xlsx": "passed",
    "乡镇街道/城关街道.xlsx": "passed",
    "经开区管委会.xlsx": "passed",
    "县直部门/民政局.xlsx": "doubted",
    "县直部门/水利局.xlsx": "doubted",
    "县直部门/自然资源局.xlsx": "errors",
    "县直部门/住建局.xlsx": "errors",
    "县直部门/卫健局.xlsx": "errors",
    "乡镇街道/东溪镇.xlsx": "unfilled",
    "县直部门/交通局.xlsx": "unfilled",
    "县直部门/统计局.xlsx": "wrong_year",
    "乡镇街道/望河街道.xlsx": "errors",
    "县直部门/审计局.xlsx": "unreadable",
    "县直部门/文旅局统计表.xlsx": "not_ours",
    "县直部门/公安局.xlsx": "encrypted",
    "县直部门/气象局.xlsx": "not_workbook",
    "县直部门/林业局.xlsx": "empty",
}
GRAVEST = {
    "县直部门/自然资源局.xlsx": "T3-BALANCE/business",
    "县直部门/住建局.xlsx": "T3-ROW/closed",
    "县直部门/卫健局.xlsx": "T3-VALID",
    "乡镇街道/东溪镇.xlsx": "T3-VALID",
    "县直部门/交通局.xlsx": "F-REQUIRED/platforms",
    "县直部门/民政局.xlsx": "T2-REGULATIONS",
    "乡镇街道/望河街道.xlsx": "I-UNPLACED/requests",
    "县直部门/水利局.xlsx": "T6-TARIFF",
}
"""The finding that a faulty return is in the set for."""


def filings() -> Iterator[tuple[str, Filing]]:
    for file in sorted((Path(returned.__file__).parent / "returns").iterdir()):
        yield file.stem, loads(file.read_text(encoding="utf-8"))


def test_d1_the_nil_return_has_no_figure_and_answers_yes_everywhere() -> None:
    nil = dict(filings())["justice"]
    assert dict(nil.nil) == dict.fromkeys(nil.edition.form.tables, True)
    assert {nil.number(cell) for cell in nil.edition.form.cells} == {0}


def test_d1_the_busy_return_has_large_figures_disputes_and_requests_carried_over() -> None:
    busy = dict(filings())["county"]
    new, carried_in, carried_out, disputes = (
        int(busy.number(cell) or 0)
        for cell in (
            "requests.new.total",
            "requests.carried_in.total",
            "requests.carried_out.total",
            "cases.review_total",
        )
    )
    assert new >= 1000
    assert min(carried_in, carried_out, disputes) > 0


def test_d1_no_address_in_the_demo_can_be_real() -> None:
    for name, filing in filings():
        assert ".example" in filing.cover["site"], name
        assert filing.cover["phone"].startswith("0000"), name


def test_d1_every_filing_is_in_the_set() -> None:
    sources = {Path(file["source"]).stem for file in returned.office()["file"]}
    assert {name for name, _ in filings()} <= sources


# ------------------------------------------------------------------ D2


@dataclass(frozen=True)
class Ran:
    """A demo that ran: its folder, what it said, and what the batch gave it."""

    folder: Path
    said: tuple[str, ...]
    result: batch.Result


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The demo run once, in this process."""
    folder = tmp_path_factory.mktemp("demo")
    results: list[batch.Result] = []
    original = batch.run

    def noting(*args: Path, **given: object) -> batch.Result:
        results.append(original(*args, **given))  # pyright: ignore[reportArgumentType]
        return results[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "run", noting)
        said = tuple(demo.run(folder, executor=SerialExecutor()))
    return Ran(folder, said, results[0])


def test_d2_every_file_comes_to_the_state_that_it_is_there_for(ran: Ran) -> None:
    assert {row.record.file: row.record.state.value for row in ran.result.rows} == STATES


def test_d2_every_count_is_that_of_what_is_listed(ran: Ran) -> None:
    assert_counted(ran.result.ledger.parent)
    folder = next(path for path in ran.folder.iterdir() if (path / next(iter(STATES))).exists())
    for row in ran.result.rows:
        record = record_at(folder / row.record.file)
        if record.edition:
            counts, told = row.record.tally, as_json(record)
            shown = findings_page([record])
            numbers = [told[code] for code in ("errors", "unfilled", "warnings", "explained")]
            whole = [counts.errors, counts.unfilled, counts.warnings, counts.explained]
            assert numbers == whole or row.record.state is FileState.WRONG_YEAR
            assert record.tally.told in shown or not record.tally.told


def test_d2_each_faulty_return_is_found_out_by_its_fault(ran: Ran) -> None:
    gravest = {row.record.file: row.record.findings[0].finding.id for row in ran.result.rows}
    assert {file: gravest[file] for file in GRAVEST} == GRAVEST


def test_d2_every_body_that_passed_has_both_reports(ran: Ran) -> None:
    passed = [row for row in ran.result.rows if row.record.exit_code == 0]
    assert len(passed) == 9
    out = ran.result.ledger.parent
    assert all((out / name).stat().st_size for row in passed for name in row.outputs)
    assert all(len(row.outputs) == len(PACKAGE) for row in passed)


def test_d2_every_word_report_passes_an_audit(ran: Ran) -> None:
    words = [ran.result.ledger.parent / row.outputs[0] for row in ran.result.rows if row.outputs]
    assert len(words) > 5
    for word in words:
        errors = OpenXmlValidator().validate(str(word)).errors
        assert (word.name, [str(error) for error in errors]) == (word.name, [])


def test_d2_what_it_says_to_open_is_there(ran: Ran) -> None:
    text = "\n".join(ran.said)
    (faulty,) = (file for file in STATES if str(ran.folder) in text and f"/{file}" in ran.said[-1])
    assert STATES[faulty] == "errors"
    assert ran.result.ledger.name == BOOK
    assert str(ran.result.ledger) in ran.said[-2 - len(PACKAGE)]


def test_d2_the_owner_file_has_no_row_but_is_named(ran: Ran) -> None:
    (owner,) = (file["name"] for file in returned.office()["file"] if "~$" in file["name"])
    assert (ran.folder / ran.said[0].rpartition("：")[2] / owner).is_file()
    assert any(owner in line for line in ran.said)


# ------------------------------------------------------------------ D3, D4


def test_d3_a_file_that_is_there_already_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def new(_: returned.Returned) -> bytes:
        return b"new"

    monkeypatch.setattr(returned, "content", new)
    first, *others = (tmp_path / file["name"] for file in returned.office()["file"])
    first.write_bytes(b"worked on")
    assert demo.write_returns(tmp_path) == others
    assert first.read_bytes() == b"worked on"
    assert {path.read_bytes() for path in others} == {b"new"}


def test_d4_the_same_bytes_each_time(ran: Ran) -> None:
    folder = next(path for path in ran.folder.iterdir() if (path / next(iter(STATES))).exists())
    again = ("乡镇街道/望河街道.xlsx", "县直部门/审计局.xlsx", "县直部门/司法局.xlsx")
    for file in returned.office()["file"]:
        if file["name"] in again:
            assert (folder / file["name"]).read_bytes() == returned.content(file)
