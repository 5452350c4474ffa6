"""What was given stays given: last year, like register and year, until `none` ends it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from returns import passing, save
from typer.testing import CliRunner

import xltools
from xltools.cli import app
from xltools.collection.analysis.sheets import growth_table
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.register.body import Body
from xltools.collection.register.book import write_register
from xltools.law.edition import load
from xltools.messages import say

EDITION = load("2021")
GONE, BORN = Body("测试县商务局", kind="政府部门"), Body("测试县科技商务局", kind="政府部门")


def batch(*given: object) -> str:
    result = CliRunner().invoke(app, ["batch", *map(str, given), "--jobs", "1"])
    assert result.exit_code in (0, 1, 3), result.output
    return result.output


@pytest.fixture
def place(tmp_path: Path) -> Path:
    save(passing(EDITION, year="2023", date="2024-01-20"), tmp_path / "去年" / "a.xlsx")
    save(passing(EDITION), tmp_path / "收件" / "a.xlsx")
    body = Body(passing(EDITION).name, kind="政府部门")
    (tmp_path / "花名册.xlsx").write_bytes(write_register([body]))
    return tmp_path


def given(place: Path, year: int = 2024) -> list[str]:
    with Ledger.open(place / "收件-结果") as ledger:
        return ledger.previous_given(year)


def test_it_holds_for_later_runs_until_none_ends_it(place: Path) -> None:
    inbox, last, register = place / "收件", place / "去年", place / "花名册.xlsx"
    first = batch(inbox, "--year", 2024, "--register", register, "--previous", last)
    line = say("summary.compared", year=2023, compared=1, count=1, sources=str(last))
    assert line in first
    assert given(place) == [str(last)]
    assert line in batch(inbox), "year and register hold too"
    none = say("summary.not_compared", year=2023)
    assert none in batch(inbox, "--previous", "none")
    assert none in batch(inbox), "it has ended"
    assert given(place) == []


def test_of_last_years_bodies_it_is_said_how_many_were_compared(place: Path) -> None:
    last = place / "去年"
    for number in range(3):
        filed = passing(EDITION, name=f"另一单位{number}", year="2023", date="2024-01-20")
        save(filed, last / f"{number}.xlsx")
    bodies = [Body(passing(EDITION).name), *(Body(f"另一单位{number}") for number in range(3))]
    (place / "花名册.xlsx").write_bytes(write_register(bodies))
    told = batch(
        place / "收件", "--year", 2024, "--register", place / "花名册.xlsx", "--previous", last
    )
    assert say("summary.compared", year=2023, compared=1, count=4, sources=str(last)) in told


def test_it_is_of_one_year_only(place: Path) -> None:
    inbox, last, register = place / "收件", place / "去年", place / "花名册.xlsx"
    batch(inbox, "--year", 2024, "--register", register, "--previous", last)
    assert say("summary.not_compared", year=2024) in batch(inbox, "--year", 2025)


def test_the_remembered_register_serves_predecessors(tmp_path: Path) -> None:
    old = passing(EDITION, name=GONE.name, year="2023", date="2024-01-20")
    save(old, tmp_path / "去年" / "a.xlsx")
    save(passing(EDITION, name=BORN.name), tmp_path / "收件" / "a.xlsx")
    gone = replace(GONE, dissolved=date(2024, 6, 30))
    born = replace(BORN, predecessors=(GONE.name,), founded=date(2024, 7, 1))
    (tmp_path / "花名册.xlsx").write_bytes(write_register([gone, born]))
    inbox = tmp_path / "收件"
    batch(inbox, "--year", 2024, "--register", tmp_path / "花名册.xlsx")
    told = batch(inbox, "--previous", tmp_path / "去年")
    assert (
        say("summary.compared", year=2023, compared=1, count=1, sources=str(tmp_path / "去年"))
        in told
    )


# ------------------------------------------------------------------ from another program

LINE = "summary.compared"


def told_by_api(place: Path, **asked: object) -> tuple[str, ...]:
    out = place / "收件-结果"
    return xltools.run_batch(place / "收件", out, jobs=1, **asked).summary  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("kind", ["returns", "published", "ledger"])
def test_a_program_gives_last_year_as_the_command_line_does(place: Path, kind: str) -> None:
    last = place / "去年"
    if kind == "published":
        xltools.make_report(last / "a.xlsx", place / "网站")
        last = place / "网站"
    elif kind == "ledger":
        xltools.run_batch(last, place / "去年结果", year=2023, jobs=1)
        last = place / "去年结果"
    line = say(LINE, year=2023, compared=1, count=1, sources=str(last))
    first = told_by_api(place, year=2024, register=place / "花名册.xlsx", previous=last)
    assert line in first
    assert line in told_by_api(place), "it holds"
    assert line in batch(place / "收件"), "for the command line too"
    assert say("summary.not_compared", year=2023) in told_by_api(place, previous=[])
    assert given(place) == []


def test_a_program_adds_up_with_the_last_year_that_the_runs_had(place: Path) -> None:
    told_by_api(place, year=2024, register=place / "花名册.xlsx", previous=place / "去年")
    out, book = place / "收件-结果", place / "汇总.xlsx"

    def compared(**asked: object) -> bool:
        xltools.aggregate(out, book, **asked)  # pyright: ignore[reportArgumentType]
        with closing(load_workbook(book, read_only=True)) as made:
            return growth_table(1).sheet in made.sheetnames

    assert compared(), "as `aggregate` of the command line does"
    assert not compared(previous=[])
    assert compared(previous=place / "去年")


def test_what_a_program_gives_and_is_none_is_said(place: Path) -> None:
    for asked in (
        {"year": 2024, "previous": place / "没有"},
        {"previous": place / "去年"},
        {"year": 2024, "register": place / "收件" / "a.xlsx"},
    ):
        with pytest.raises(xltools.XltoolsError, match=r"[\u4e00-\u9fff]"):
            told_by_api(place, **asked)
