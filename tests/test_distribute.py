"""下发: the right workbook for each body, last year in it exactly, and the way round again.

Distribute, fill, run the batch, distribute the next year: what a body carried out is what the
workbook of the next year says, cell by cell.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from filings import busy
from openpyxl import load_workbook
from returns import SerialExecutor, failing, run_here, save, unfilled

from xltools import report
from xltools.cli import run
from xltools.collection.distribution.distribute import Distributed, distribute
from xltools.collection.distribution.previous import (
    Previous,
    PreviousError,
    previous_filings,
    without_previous,
)
from xltools.collection.distribution.previous_book import (
    previous_table,
    read_previous_book,
    write_previous_book,
)
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.book import write_register
from xltools.collection.register.identity import locked_fields
from xltools.filing.filing import Filing, Value
from xltools.filing.previous import previous_cells, previous_figures
from xltools.filing.states import BodyState
from xltools.law.edition import Edition, latest
from xltools.layout.return_book import COVER, layout_of, letters
from xltools.messages import say
from xltools.reader import read_return
from xltools.template import pour

COUNTY = Body("云溪县人民政府", kind="县级政府本级", code="YX001")
BUREAU = Body("云溪县教育局", "县教育局", "YX002", kind="政府部门", superior=COUNTY.name)
NEW = Body("云溪县数据局", kind="政府部门", code="YX003", founded=date(2025, 5, 1))
MERGED = Body(
    "云溪县文旅局",
    kind="政府部门",
    code="YX004",
    predecessors=("云溪县文化局", "云溪县旅游局"),
    founded=date(2025, 3, 1),
)
CULTURE = Body("云溪县文化局", code="YX005", dissolved=date(2025, 2, 28))
TOURISM = Body("云溪县旅游局", code="YX006", dissolved=date(2025, 2, 28))
ELSEWHERE = Body("云溪县税务局", mode=Mode.ELSEWHERE)
BODIES = (COUNTY, BUREAU, NEW, MERGED, CULTURE, TOURISM, ELSEWHERE)


def _filing(edition: Edition, body: Body, year: int, seed: int = 0) -> Filing:
    """A passing return with figures of its own."""
    filing = busy(edition)
    dice = random.Random(f"{body.name}{year}{seed}")
    figures: dict[str, Value] = dict(filing.figures)
    for column in ("natural_person", "business", "research"):
        more = dice.randrange(5)
        for row in ("new", "carried_out"):
            figures[f"requests.{row}.{column}"] = more + _count(figures, row, column)
    cover = {**filing.cover, "name": body.name, "code": body.code, "year": str(year)}
    return replace(filing, figures=figures, cover=cover)


def _count(figures: Mapping[str, Value], row: str, column: str) -> int:
    value = figures[f"requests.{row}.{column}"]
    assert isinstance(value, int)
    return value


def _distributed(out: Path, year: int, previous: Previous) -> Distributed:
    return distribute(BODIES, year, previous, out, SerialExecutor())


def _read(path: Path) -> Filing:
    filing = read_return(path).filing
    assert filing is not None
    return filing


def test_each_body_that_files_gets_its_workbook_and_nobody_else(tmp_path: Path) -> None:
    done = _distributed(tmp_path, 2025, without_previous(2025, BODIES))
    assert (done.written, done.with_last_year, done.failed) == (4, 0, ())
    assert set(done.left_out) == {CULTURE.name, TOURISM.name, ELSEWHERE.name}
    listed = list(load_workbook(done.listed).worksheets[0].values)
    assert {str(row[0]) for row in listed[1:]} == {body.name for body in BODIES}
    reasons = {str(row[0]): str(row[5]) for row in listed if row[0] in done.left_out}
    assert all(done.left_out[name] in reason for name, reason in reasons.items())
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*填报表.xlsx")}
    assert made == {
        "云溪县人民政府2025年度填报表.xlsx",
        "云溪县人民政府/云溪县教育局2025年度填报表.xlsx",
        "云溪县数据局2025年度填报表.xlsx",
        "云溪县文旅局2025年度填报表.xlsx",
    }


def test_the_identity_is_filled_and_locked(tmp_path: Path) -> None:
    _distributed(tmp_path, 2025, without_previous(2025, BODIES))
    path = tmp_path / COUNTY.name / "云溪县教育局2025年度填报表.xlsx"
    filing = _read(path)
    assert filing.cover == {
        "name": BUREAU.name,
        "report_name": "县教育局",
        "code": "YX002",
        "body_kind": "政府部门",
        "year": "2025",
    }
    assert filing.previous == {}
    sheet = load_workbook(path)[COVER]
    cover = layout_of(latest()).cover
    locked = {item for item, spot in cover.items() if sheet[spot.address].protection.locked}
    assert locked == {"name", "report_name", "code", "body_kind", "year"}


def test_what_the_register_does_not_say_stays_open_but_the_code() -> None:
    filing = Filing(latest(), cover={"name": "甲局", "year": "2025"})
    assert set(locked_fields(filing)) == {"name", "year", "code"}


def test_without_a_last_year_a_table_for_it_is_written_once(tmp_path: Path) -> None:
    done = _distributed(tmp_path, 2025, without_previous(2025, BODIES))
    assert done.to_fill
    done.to_fill.write_bytes(b"filled by the office")
    again = _distributed(tmp_path, 2025, without_previous(2025, BODIES))
    assert again.to_fill == done.to_fill
    assert done.to_fill.read_bytes() == b"filled by the office"


def test_what_stood_there_moves_aside(tmp_path: Path) -> None:
    path = tmp_path / "云溪县人民政府2025年度填报表.xlsx"
    path.write_bytes(b"somebody's work")
    _distributed(tmp_path, 2025, without_previous(2025, BODIES))
    assert (tmp_path / "旧" / path.name).read_bytes() == b"somebody's work"
    assert _read(path).name == COUNTY.name


# ------------------------------------------------------------------ where last year comes from


@pytest.fixture
def last_years(tmp_path: Path, edition: Edition) -> Path:
    folder = tmp_path / "上年"
    for body in (COUNTY, BUREAU, CULTURE, TOURISM):
        save(_filing(edition, body, 2024), folder / f"{body.code}.xlsx")
    return folder


def test_last_year_from_a_folder_of_returns(last_years: Path, edition: Edition) -> None:
    previous = previous_filings([last_years], 2025, BODIES)
    assert previous.notes == ()
    assert set(previous.filings) == {COUNTY.name, BUREAU.name, MERGED.name}
    assert set(previous.lacking) == {NEW.name}
    assert previous.filings[BUREAU.name].figures == _filing(edition, BUREAU, 2024).figures


def test_a_merged_body_is_compared_with_the_sum_of_its_predecessors(
    last_years: Path, edition: Edition
) -> None:
    previous = previous_filings([last_years], 2025, BODIES)
    summed = previous_figures(previous.filings[MERGED.name], edition)
    one, two = (
        previous_figures(_filing(edition, body, 2024), edition) for body in (CULTURE, TOURISM)
    )
    assert summed == {cell: one[cell] + two[cell] for cell in previous_cells(edition)}
    assert previous.parts == {MERGED.name: (CULTURE.name, TOURISM.name)}


def test_without_one_of_its_predecessors_there_is_no_last_year(last_years: Path) -> None:
    (last_years / "YX006.xlsx").unlink()
    previous = previous_filings([last_years], 2025, BODIES)
    assert MERGED.name not in previous.filings
    assert TOURISM.name in previous.lacking[MERGED.name]


def test_a_body_that_now_reports_within_another_counts_there(
    last_years: Path, edition: Edition
) -> None:
    inside = replace(BUREAU, mode=Mode.MERGED, merged_into=COUNTY.name)
    previous = previous_filings([last_years], 2025, (COUNTY, inside))
    assert previous.parts == {COUNTY.name: (COUNTY.name, BUREAU.name)}
    cell = "requests.carried_out.business"
    own, other = (_filing(edition, body, 2024).figures[cell] for body in (COUNTY, BUREAU))
    assert isinstance(own, int)
    assert isinstance(other, int)
    assert previous.filings[COUNTY.name].figures[cell] == own + other


def test_one_that_reported_for_itself_last_year_and_failed_leaves_no_last_year(
    tmp_path: Path, edition: Edition
) -> None:
    wrong = failing(edition, name=BUREAU.name, code=BUREAU.code, year="2024")
    save(wrong, tmp_path / "收件" / "教育局.xlsx")
    save(_filing(edition, COUNTY, 2024), tmp_path / "收件" / "政府.xlsx")
    run_here(tmp_path / "收件", tmp_path / "结果", year=2024, register=(COUNTY, BUREAU))
    inside = replace(BUREAU, mode=Mode.MERGED, merged_into=COUNTY.name)
    previous = previous_filings([tmp_path / "结果"], 2025, (COUNTY, inside))
    assert previous.filings == {}
    assert BUREAU.name in previous.lacking[COUNTY.name]


def test_two_returns_that_differ_do_not_count_and_alike_ones_do(
    last_years: Path, edition: Edition
) -> None:
    save(_filing(edition, BUREAU, 2024, seed=1), last_years / "again.xlsx")
    save(_filing(edition, COUNTY, 2024), last_years / "copy.xlsx")
    previous = previous_filings([last_years], 2025, BODIES)
    assert BUREAU.name in previous.lacking
    assert COUNTY.name in previous.filings
    assert len(previous.notes) == 1


def test_a_return_that_came_and_did_not_count_is_the_reason_and_a_table_fills_the_gap(
    tmp_path: Path, edition: Edition
) -> None:
    filed = tmp_path / "收件"
    save(_filing(edition, COUNTY, 2024), filed / "政府.xlsx")
    save(_filing(edition, BUREAU, 2024), filed / "教育局.xlsx")
    late = Body("云溪县水利局")
    bodies = (COUNTY, BUREAU, late)
    run_here(filed, tmp_path / "结果", year=2024, register=bodies)
    save(unfilled(edition, name=BUREAU.name, code=BUREAU.code), filed / "教育局.xlsx")
    run_here(filed, tmp_path / "结果")
    previous = previous_filings([tmp_path / "结果"], 2025, bodies)
    assert set(previous.filings) == {COUNTY.name}
    assert say("file_state.unfilled") in previous.lacking[BUREAU.name]
    assert BUREAU.name not in previous.lacking[BUREAU.name]
    assert say("file_state.unfilled") not in previous.lacking[late.name]
    done = distribute(bodies, 2025, previous, tmp_path / "下发", SerialExecutor())
    assert done.to_fill
    book = load_workbook(done.to_fill)
    sheet = book[previous_table().sheet]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [BUREAU.name, late.name, None]
    for row in (2, 3):
        for column in range(4, sheet.max_column + 1):
            sheet[f"{letters(column)}{row}"] = row
    book.save(done.to_fill)
    both = previous_filings([tmp_path / "结果", done.to_fill], 2025, bodies)
    assert set(both.filings) == {COUNTY.name, BUREAU.name, late.name}
    assert (both.wanting, both.notes) == ((), ())
    turned = previous_filings([done.to_fill, tmp_path / "结果"], 2025, bodies)
    assert turned.filings.keys() == both.filings.keys()
    book[previous_table().sheet]["A2"] = COUNTY.name
    book[previous_table().sheet]["B2"] = COUNTY.code
    book.save(done.to_fill)
    again = previous_filings([tmp_path / "结果", done.to_fill], 2025, bodies)
    assert again.filings[COUNTY.name] == previous.filings[COUNTY.name], "the first source counts"
    assert len(again.notes) == 1


def test_returns_of_other_years_and_other_bodies_and_other_files_are_noted(
    last_years: Path, edition: Edition
) -> None:
    save(_filing(edition, BUREAU, 2023), last_years / "old.xlsx")
    save(_filing(edition, Body("外县水利局"), 2024), last_years / "foreign.xlsx")
    (last_years / "scan.pdf").write_bytes(b"%PDF-1.7")
    previous = previous_filings([last_years], 2025, BODIES)
    assert len(previous.notes) == 3
    assert set(previous.filings) == {COUNTY.name, BUREAU.name, MERGED.name}


def test_last_year_from_its_table(tmp_path: Path, edition: Edition) -> None:
    path = tmp_path / "上年数据.xlsx"
    path.write_bytes(write_previous_book(2024, BODIES))
    book = load_workbook(path)
    sheet = book[previous_table().sheet]
    names = [sheet.cell(row, 1).value for row in range(2, 6)]
    assert names == [COUNTY.name, BUREAU.name, CULTURE.name, TOURISM.name]
    for row in (2, 3):
        for column in range(4, sheet.max_column + 1):
            sheet[f"{letters(column)}{row}"] = row + column
    sheet["D4"] = 1.5
    book.save(path)
    previous = previous_filings([path], 2025, BODIES)
    assert set(previous.filings) == {COUNTY.name, BUREAU.name}
    figures = previous_figures(previous.filings[BUREAU.name], edition)
    assert set(figures) == set(previous_cells(edition))
    assert figures[previous_table().columns[3].code] == 7
    assert [p.finding.id for p in read_previous_book(path, 2024).problems] == [
        "O-NOT-COUNT",
        "O-EMPTY",
        "O-EMPTY",
    ]


def test_a_table_of_another_year_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "上年数据.xlsx"
    path.write_bytes(write_previous_book(2023, BODIES))
    previous = previous_filings([path], 2025, BODIES)
    assert previous.filings == {}
    assert len(previous.notes) == 4


def test_a_source_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(PreviousError):
        previous_filings([tmp_path / "nowhere"], 2025, BODIES)
    (tmp_path / "a.xlsx").write_bytes(b"\x00\x01\x02")
    with pytest.raises(PreviousError):
        previous_filings([tmp_path / "a.xlsx"], 2025, BODIES)


# ------------------------------------------------------------------ all the way round


def test_distribute_fill_batch_and_distribute_again_carries_over_exactly(
    tmp_path: Path, edition: Edition, last_years: Path
) -> None:
    handed_out, returned, out = (tmp_path / name for name in ("下发", "收件", "结果"))
    _distributed(handed_out, 2025, previous_filings([last_years], 2025, BODIES))
    returned.mkdir()
    for path in handed_out.rglob("*填报表.xlsx"):
        (returned / path.name).write_bytes(pour(_filled(edition, _read(path))))
    result = run_here(returned, out, year=2025, register=BODIES)
    states = {item.name: item.state for item in result.account.standings}
    assert {states[body.name] for body in (COUNTY, BUREAU, NEW, MERGED)} <= {
        BodyState.PASSED,
        BodyState.DOUBTED,
    }
    previous = previous_filings([out], 2026, BODIES)
    _distributed(tmp_path / "再下发", 2026, previous)
    for body in (COUNTY, BUREAU, NEW, MERGED):
        folder = tmp_path / "再下发" / body.superior
        handed = _read(folder / f"{body.name}2026年度填报表.xlsx")
        filed = _read(returned / f"{body.name}2025年度填报表.xlsx")
        assert handed.previous == {cell: filed.values[cell] for cell in previous_cells(edition)}


def _filled(edition: Edition, handed: Filing) -> Filing:
    """What a clerk fills into a workbook that was handed out: passing, carried over."""
    filing = busy(edition)
    figures: dict[str, Value] = dict(filing.figures)
    for column in ("natural_person", "business", "research", "public_interest", "legal_service"):
        _carry(figures, handed, column)
    _carry(figures, handed, "other_organisation")
    return replace(
        handed,
        figures=figures,
        narratives=filing.narratives,
        cover={**filing.cover, **handed.cover},
    )


def _carry(figures: dict[str, Value], handed: Filing, column: str) -> None:
    """Carried in is last year's carried out; what is more stays open at the end of the year."""
    known = handed.previous.get(f"requests.carried_out.{column}")
    if known is not None:
        more = int(known) - _count(figures, "carried_in", column)
        figures[f"requests.carried_in.{column}"] = int(known)
        for row in ("carried_out",) if more >= 0 else ("new",):
            figures[f"requests.{row}.{column}"] = abs(more) + _count(figures, row, column)


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = tmp_path / "花名册.xlsx"
    assert run(["register", "-o", str(register)]) == 0
    assert run(["register", str(register)]) == 0
    assert run(["register"]) == 2
    due = replace(COUNTY, deadline=date(2026, 3, 1))
    register.write_bytes(write_register([due, ELSEWHERE]))
    out = tmp_path / "下发"
    given = ["distribute", str(register), "--year", "2025", "-o", str(out), "--jobs", "1"]
    assert run(given) == 0
    assert (out / "云溪县人民政府2025年度填报表.xlsx").is_file()
    assert ELSEWHERE.name in capsys.readouterr().out
    book = out / "上年数据.xlsx"
    assert run([*given, "--previous", str(book), "--previous", str(book)]) == 0
    assert run([*given[:3], "2010", *given[4:]]) == 2
    assert run([*given, "--previous", str(tmp_path / "none")]) == 2
    page = tmp_path / "填报检查.html"
    assert run([*given, "--with-page", str(page)]) == 3
    page.write_bytes(b"<!doctype html>")
    assert run([*given, "--with-page", str(page)]) == 0
    assert (out / page.name).read_bytes() == page.read_bytes()
    assert "none" in capsys.readouterr().err


def test_last_year_from_published_reports(tmp_path: Path, edition: Edition) -> None:
    """A folder of pages, Word files and texts: the first January has last year's figures."""
    folder = tmp_path / "已公开"
    folder.mkdir()
    for body, ending in (
        (COUNTY, ".docx"),
        (BUREAU, ".html"),
        (CULTURE, ".html"),
        (TOURISM, ".docx"),
    ):
        made = report.render_package(_filing(edition, body, 2024))
        (folder / f"{body.code}{ending}").write_bytes(made[ending])
    (folder / f"{BUREAU.code}.txt").write_text("另存", encoding="utf-8")
    previous = previous_filings([folder], 2025, BODIES)
    assert set(previous.filings) == {COUNTY.name, BUREAU.name, MERGED.name}
    wanted = previous_figures(_filing(edition, BUREAU, 2024), edition)
    assert previous_figures(previous.filings[BUREAU.name], edition) == wanted
    (note,) = previous.notes
    assert "4" in note
    (alone,) = previous_filings([folder / f"{BUREAU.code}.html"], 2025, BODIES).filings
    assert alone == BUREAU.name
