"""Years side by side: each figure is that of its own year; who is counted in one only is named.

Y1 a column a year, whatever their formats    Y2 mergers, new bodies and missing ones are breaks
Y3 a year that is there twice is refused; one year alone has no such sheets
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from ledgers import NOW
from python_calamine import CalamineWorkbook
from returns import passing, run_here, save

from xltools import cli
from xltools.collection.analysis.years import breaks, sheets_of_years
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.levels import Scope
from xltools.collection.total.sum import DistrictSum, OwnReturn, SumEntry, district_sum
from xltools.filing.filing import Filing, Value
from xltools.law.edition import Edition, load
from xltools.law.form import CellKind
from xltools.messages import say


def a_return(edition: Edition, new: int) -> Filing:
    figures: dict[str, Value] = dict.fromkeys(edition.typed, 0)
    return Filing(edition, figures=figures | {"requests.new.natural_person": new})


def summed(edition: Edition, year: int, *entries: SumEntry) -> DistrictSum:
    return district_sum(entries, edition, year, Scope.WHOLE, OwnReturn.PART)


def test_y1_each_year_has_its_own_figures_and_what_its_form_lacks_is_blank(
    edition: Edition,
) -> None:
    trial = load("2019")
    then = summed(trial, 2020, SumEntry(Body("甲"), a_return(trial, 5)))
    now = summed(edition, 2022, SumEntry(Body("甲"), a_return(edition, 8)))
    between = summed(edition, 2021, SumEntry(Body("甲"), a_return(edition, 6)))
    (table, rows), (_, broken) = sheets_of_years((now, then, between)).items()
    assert [column.code for column in table.columns[3:]] == ["2020", "2021", "2022"]
    by_label = list(rows)
    assert {"2020": 5, "2021": 6, "2022": 8}.items() <= next(
        row for row in by_label if row["2022"] == 8
    ).items()
    cells = {*edition.form.cells, *trial.form.cells}
    assert len(by_label) == len(cells)
    for year, form in (("2020", trial.form), ("2022", edition.form)):
        written = {
            name for name, cell in form.cells.items() if cell.column.kind is CellKind.WRITTEN
        }
        blank = sum(row[year] is None for row in by_label)
        assert blank == len(cells - {*form.cells} | written)
    assert list(broken) == []


def test_y2_who_is_counted_in_one_year_only_is_named_with_the_reason(edition: Edition) -> None:
    filed = a_return(edition, 1)
    before = summed(
        edition,
        2024,
        *(SumEntry(Body(name), filed) for name in ("甲", "并局", "旧一", "旧二", "撤局", "缺局")),
        SumEntry(Body("迟局"), None, "未报"),
    )
    after = summed(
        edition,
        2025,
        *(SumEntry(Body(name), filed) for name in ("甲", "迟局", "生局")),
        SumEntry(Body("并局", mode=Mode.MERGED, merged_into="甲"), None),
        SumEntry(Body("新局", predecessors=("旧一", "旧二"), founded=date(2025, 7, 1)), filed),
        SumEntry(Body("缺局"), None, "有错误"),
    )
    found = {item.body: (item.joined, item.reason) for item in breaks((before, after))}
    assert found == {
        "并局": (False, say("years.merged", body="甲")),
        "旧一": (False, say("years.became", bodies="新局")),
        "旧二": (False, say("years.became", bodies="新局")),
        "撤局": (False, say("years.unlisted", year=2025)),
        "缺局": (False, "有错误"),
        "新局": (True, say("years.made_of", bodies="旧一、旧二")),
        "生局": (True, say("years.unlisted", year=2024)),
        "迟局": (True, "未报"),
    }
    table = next(iter(sheets_of_years((before, after))))
    assert [column.caption for column in table.columns[3:]] == [
        say("years.year", year=2024),
        say("years.broken", year=2025),
    ]


def test_y3_from_the_command_line(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = {year: tmp_path / f"OUT{year}" for year in (2023, 2024)}
    for year, out in outs.items():
        save(passing(edition, name="甲局", year=str(year)), tmp_path / str(year) / "a.xlsx")
        run_here(tmp_path / str(year), out, year=year, register=(Body("甲局"),), now=NOW)
    book = tmp_path / "汇总.xlsx"
    command = ["aggregate", str(outs[2024]), "-o", str(book), "--scope", "全区"]
    assert cli.run(command) == 0
    names = {say("years_sheet.years"), say("years_sheet.breaks")}
    opened = CalamineWorkbook.from_filelike(BytesIO(book.read_bytes()))
    assert not names & set(opened.sheet_names)
    assert cli.run([*command, "--with", str(outs[2023])]) == 0
    opened = CalamineWorkbook.from_filelike(BytesIO(book.read_bytes()))
    assert names <= set(opened.sheet_names)
    rows = opened.get_sheet_by_name(say("years_sheet.years")).to_python()
    assert len(rows) == 2 + len(edition.form.cells)
    assert all(row[3] == row[4] != "" for row in rows[2:])
    capsys.readouterr()
    assert cli.run([*command, "--with", str(outs[2024])]) == 2
    told = capsys.readouterr().err
    assert say("years.same_year", out=outs[2024], year=2024) in "".join(told.splitlines())
