"""Every edition serves from form to published page, and a new one is a folder.

1. Each real edition, and one made up with deeper stubs and other kinds of cells, is poured, read
   back, confronted, stored as JSON and reported on without a word of code about it.
2. A report on a year is held to the format in force then; older formats are never given out.
3. What two formats both ask for can be compared across the years; what only one asks for never.
4. A form that was moved is read as that of its own edition.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from altered import Alteration, Altered
from books import Book
from edition_whole import full, walk

from xltools import cli
from xltools.checks import check
from xltools.examination.examine import examine
from xltools.filing.aggregate import aggregate
from xltools.filing.codec import loads, schema
from xltools.filing.confront import allowed, confront
from xltools.filing.filing import BLANK, Filing, Unreadable
from xltools.filing.findings import Verdict
from xltools.filing.previous import with_previous
from xltools.law.edition import EDITIONS, in_force, latest, load
from xltools.law.form import CellKind
from xltools.reader import read_return
from xltools.template import pour

MADE_UP = Path(__file__).parent / "data" / "editions"

TRIAL = load("2019")
KINDS = {cell.column.kind: item for item, cell in TRIAL.form.cells.items()}
"""A cell of each kind that the trial format has."""


@pytest.mark.parametrize("edition", EDITIONS)
def test_1_each_edition_goes_from_form_to_page(edition: str, tmp_path: Path) -> None:
    assert len(walk(load(edition), tmp_path)) > 8


@pytest.mark.parametrize("edition", [folder.name for folder in sorted(MADE_UP.iterdir())])
def test_1_an_edition_made_up_is_a_folder(edition: str, tmp_path: Path) -> None:
    """In a process of its own: there it is the only edition."""
    script = Path(__file__).with_name("edition_whole.py")
    command = [sys.executable, str(script), str(MADE_UP), edition, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.iterdir())) > 3


@pytest.mark.parametrize(("year", "edition"), [(2019, "2019"), (2020, "2019"), (2021, "2021")])
def test_2_a_report_is_held_to_the_format_of_its_year(
    year: int, edition: str, tmp_path: Path
) -> None:
    book = tmp_path / "填报表.xlsx"
    assert cli.run(["template", "-o", str(book), "--year", str(year)]) == 0
    reading = read_return(book)
    assert reading.filing
    assert reading.filing.edition.id == in_force(year).id == edition
    assert loads(json.dumps({"cover": {"year": year}})).edition.id == edition


def test_2_a_return_in_the_form_of_another_year_is_told(tmp_path: Path) -> None:
    for edition, year in ((TRIAL, "2021"), (latest(), "2020")):
        filing = full(edition)
        book = tmp_path / f"{year}.xlsx"
        book.write_bytes(pour(replace(filing, cover={**filing.cover, "year": year})))
        found = [f.id for f in examine(book).findings if f.verdict is Verdict.FAIL]
        assert "I-EDITION-YEAR" in found


def test_2_a_past_format_is_not_given_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "花名册.xlsx"
    assert cli.run(["register", "-o", str(register)]) == 0
    out = tmp_path / "下发"
    assert cli.run(["distribute", str(register), "--year", "2020", "-o", str(out)]) == 2
    assert "2020" in capsys.readouterr().err
    assert not out.exists()


def test_3_a_report_of_2021_is_compared_with_that_of_2020_where_both_ask_the_same() -> None:
    last_year = with_previous(Filing(latest()), full(TRIAL)).previous
    both = set(TRIAL.form.cells) & set(latest().form.cells)
    assert last_year
    assert set(last_year) <= both
    assert {item.split(".")[0] for item in both} == {"requests", "cases"}
    assert not any(item.startswith("requests.otherwise") for item in latest().form.cells)


@pytest.mark.parametrize("edition", EDITIONS)
def test_4_a_moved_form_is_read_as_that_of_its_edition(edition: str, tmp_path: Path) -> None:
    known = load(edition)
    values = {item: number for number, item in enumerate(known.typed, start=1)}
    values = {
        k: v for k, v in values.items() if known.form.cells[k].column.kind is not CellKind.CHANGE
    }
    changes = {
        section.short: Alteration(section.short, rows=(4, 9)) for section in known.form.sections
    }
    for stamped in (True, False):
        altered = Altered(Book(known, values=values), changes, stamped=stamped, named=False)
        file = tmp_path / f"{stamped}.xlsx"
        file.write_bytes(altered.bytes())
        reading = read_return(file)
        assert reading.unread is None
        assert reading.filing
        assert reading.filing.edition is known
        found = {item: reading.filing.values[item] for item in values}
        assert found == values


# ------------------------------------------------------------------ kinds of cells


def test_a_change_may_be_below_zero_and_has_no_fraction() -> None:
    cell = TRIAL.form.cells[KINDS[CellKind.CHANGE]]
    assert [allowed(cell, value) for value in (-3, 0, 3, BLANK)] == [True] * 4
    assert not any(allowed(cell, value) for value in (Decimal("1.5"), Unreadable("增2项")))
    known = schema(TRIAL)["properties"]["figures"]["properties"][cell.id]["anyOf"][0]
    assert known == {"type": "integer"}


def test_what_is_written_is_kept_and_printed_as_it_stands_and_never_added_up(
    tmp_path: Path,
) -> None:
    item = KINDS[CellKind.WRITTEN]
    book = tmp_path / "a.xlsx"
    for text in ("251000元", "477.35万元", "约25万元"):
        book.write_bytes(pour(Filing(TRIAL, figures={item: Unreadable(text)})))
        read = read_return(book).filing
        assert read
        assert read.values[item] == Unreadable(text)
        failed = {f.id for f in confront(read) if f.verdict is Verdict.FAIL}
        assert "T2-VALID" not in failed
    both = [("甲", full(TRIAL)), ("乙", full(TRIAL))]
    added = aggregate(TRIAL, both)
    assert added.counted == ("甲", "乙")
    assert added.filing.values[item] is BLANK
    assert added.filing.values[KINDS[CellKind.CHANGE]] == 2 * int(
        str(both[0][1].figures[KINDS[CellKind.CHANGE]])
    )


def test_texts_about_what_only_another_format_asks_for_are_read_in_peace() -> None:
    said = (
        "2020年，制定规章2件，废止1件，现行有效行政规范性文件5件，作出行政许可决定30件，"
        "行政处罚决定12件，收取行政事业性收费3.5万元。",
        "收取信息处理费的申请2件，共收取信息处理费200元。",
        "全年收到申请9件，其中因逾期不补正不再处理1件，逾期未缴费不再处理1件。",
    )
    texts = dict.fromkeys(TRIAL.form.narratives, said)
    this_year = replace(full(TRIAL), narratives=texts, cover={**full(TRIAL).cover, "year": "2020"})
    for previous in (None, full(TRIAL)):
        assert check(this_year, previous)
    assert check(full(latest()), this_year)
