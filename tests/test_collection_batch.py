"""A folder of returns at once: every file one row, nothing lost, nothing overwritten.

B1 one row a file, whatever it is        B5 a second run gives the same
B2 reports for what passed, and no other B6 OUT shows the last run, nothing is deleted
B3 two bodies of one name                B7 files open elsewhere cost nothing but themselves
B4 years                                 B8 faults and interruptions
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest
from ledgers import contents, outputs, rows
from returns import SerialExecutor, failing, passing, run_here, save, states, unfilled

from xltools.collection.batch import run as batch
from xltools.collection.batch.run import BatchError
from xltools.collection.ledger.ledger import CHINA
from xltools.collection.ledger.names import BOOK, PUBLISHING, RETIRED, SLIPS, VAULT, WAITING
from xltools.collection.ledger_book.book import files_table, findings_table
from xltools.collection.register.body import Body, Mode
from xltools.collection.workers.executor import Fate, Lost, ProcessExecutor
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.platform import files
from xltools.report.endings import PACKAGE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "收件").mkdir()
    return tmp_path / "收件"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "结果"


def reports(out: Path) -> list[str]:
    folders = (PUBLISHING, WAITING)
    found = (path for folder in folders for path in (out / folder).glob("*/*"))
    return sorted(path.name for path in found if path.name.endswith(PACKAGE))


# ------------------------------------------------------------------ B1, B2


def test_b1_every_file_has_one_row_and_a_state(edition: Edition, folder: Path, out: Path) -> None:
    save(passing(edition), folder / "好.xlsx")
    save(failing(edition, name="甲"), folder / "街道" / "错.xlsx")
    save(unfilled(edition, name="乙"), folder / "街道" / "未填完.xlsx")
    (folder / "空.xlsx").touch()
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    (folder / "说明.txt").write_text("不是表格", encoding="utf-8")
    (folder / "~$好.xlsx").write_bytes(b"owner")
    before = contents(folder)
    result = run_here(folder, out)
    assert states(result) == {
        "好.xlsx": "passed",
        "街道/错.xlsx": "errors",
        "街道/未填完.xlsx": "unfilled",
        "空.xlsx": "empty",
        "坏.xlsx": "unreadable",
        "说明.txt": "not_workbook",
    }
    assert contents(folder) == before
    assert result.exit_code == 3
    assert {row["file"] for row in rows(out, files_table())} == set(states(result))
    assert any("~$好.xlsx" in line for line in result.summary)
    assert all("~$好.xlsx" not in str(row) for row in rows(out, files_table()))


def test_b2_a_package_for_each_that_passed(edition: Edition, folder: Path, out: Path) -> None:
    save(passing(edition, name="测试县民政局"), folder / "a.xlsx")
    save(failing(edition, name="测试县财政局"), folder / "b.xlsx")
    result = run_here(folder, out)
    stem = "测试县民政局2024年政府信息公开工作年度报告"
    assert list(result.rows[0].outputs) == [
        f"{PUBLISHING}/测试县民政局/{stem}{ending}"
        for ending in (".docx", ".html", "-网页正文.html", "-公布说明.txt")
    ]
    assert sorted(Path(name).name for name in result.rows[0].outputs) == reports(out)
    assert result.rows[1].outputs == ()
    assert result.exit_code == 1
    assert not [path.name for path in out.iterdir() if path.name.startswith(".~")]


def test_b1_an_empty_folder_is_said(folder: Path, out: Path) -> None:
    result = run_here(folder, out)
    assert (result.rows, result.exit_code) == ((), 0)
    assert rows(out, files_table()) == []


def test_b1_every_finding_stands_in_the_ledger_with_links_both_ways(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(passing(edition), folder / "1.xlsx")
    save(failing(edition), folder / "=HYPERLINK(1).xlsx")
    run_here(folder, out)
    files, findings = rows(out, files_table()), rows(out, findings_table())
    assert "T3-BALANCE/business" in [row["rule"] for row in findings]
    first = [row["file"] for row in findings].index("=HYPERLINK(1).xlsx")
    row = findings_table().header_row + 1 + first
    assert [item["file"] for item in files] == ["=HYPERLINK(1).xlsx", "1.xlsx"]
    link = f'=HYPERLINK("#{findings_table().sheet}!A{row}","查看问题")'
    assert files[0]["findings"] == link
    row = files_table().header_row + 1
    assert findings[first]["back"] == f'=HYPERLINK("#{files_table().sheet}!A{row}","转到文件")'
    sheet = openpyxl.load_workbook(out / BOOK)[files_table().sheet]
    assert sheet.cell(row, 1).data_type == "s"


# ------------------------------------------------------------------ B3, B4


def test_b3_two_bodies_of_one_name_keep_their_reports(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(passing(edition, name="城关镇", phone="1"), folder / "甲县" / "表.xlsx")
    save(passing(edition, name="城关镇", phone="2"), folder / "乙县" / "表.xlsx")
    save(passing(edition, name="城关镇", phone="3"), folder / "乙县" / "表.xlsm")
    result = run_here(folder, out)
    assert {name for name in reports(out) if name.endswith(".docx")} == {
        "城关镇2024年政府信息公开工作年度报告（乙县-表）.docx",
        "城关镇2024年政府信息公开工作年度报告（乙县-表）（2）.docx",
        "城关镇2024年政府信息公开工作年度报告（甲县-表）.docx",
    }
    assert all((out / name).is_file() for row in result.rows for name in row.outputs)


def test_b3_names_that_differ_in_case_only_do_not_meet(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(passing(edition, name="ABC局"), folder / "1.xlsx")
    save(passing(edition, name="abc局"), folder / "2.xlsx")
    run_here(folder, out)
    assert len({name.casefold() for name in reports(out)}) == 2 * len(PACKAGE)


def test_b4_another_year_than_the_wanted_one_gets_no_report(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(passing(edition, name="甲"), folder / "a.xlsx")
    save(passing(edition, name="乙", year="2023"), folder / "b.xlsx")
    assert states(run_here(folder, out, year=2024)) == {"a.xlsx": "passed", "b.xlsx": "wrong_year"}
    assert len(reports(out)) == len(PACKAGE)


def test_b4_a_mixture_of_years_is_said(edition: Edition, folder: Path, out: Path) -> None:
    save(passing(edition, name="甲"), folder / "a.xlsx")
    save(passing(edition, name="乙", year="2023"), folder / "b.xlsx")
    result = run_here(folder, out)
    assert states(result) == {"a.xlsx": "passed", "b.xlsx": "doubted"}
    (line,) = [line for line in result.summary if "2023年1个" in line]
    assert "2024年1个" in line
    assert result.summary[result.summary.index(line) + 1].count("--year") == 1


def test_b4_where_one_year_is_collected_nobody_is_told_to_choose_one(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(passing(edition, name="甲"), folder / "a.xlsx")
    save(passing(edition, name="乙", year="2023"), folder / "b.xlsx")
    result = run_here(folder, out, year=2024)
    assert say("summary.mixture") not in result.summary
    assert any("2023年1个" in line for line in result.summary)


def test_b4_a_summary_counts_each_file_once_and_by_what_becomes_of_it(
    edition: Edition, folder: Path, out: Path
) -> None:
    bodies = (Body("甲局"), Body("乙局"), Body("丙局", mode=Mode.MERGED, merged_into="甲局"))
    save(passing(edition, name="甲局"), folder / "a.xlsx")
    shutil.copy(folder / "a.xlsx", folder / "a2.xlsx")
    save(passing(edition, name="丙局"), folder / "c.xlsx")
    save(failing(edition, name="乙局"), folder / "z.xlsx")
    for number in range(8):
        save(passing(edition, name=f"外{number}县水利局"), folder / f"b{number}.xlsx")
    (folder / "空.xlsx").write_bytes(b"")
    result = run_here(folder, out, year=2024, register=bodies)
    counted = {"passed": 1, "returned": 1, "office": 8, "unread": 1, "settled": 2}
    counts = "、".join(say(f"turn.{turn}", count=count) for turn, count in counted.items())
    assert result.summary[0] == say("summary.done", files=13, counts=counts)
    first = result.summary.index(say("summary.first", count=10))
    assert "z.xlsx" in result.summary[first + 1], "what a body has to do comes first"
    assert result.summary[first + 9] == say("summary.others", count=2)


# ------------------------------------------------------------------ B5, B6


def test_b5_a_second_run_gives_the_same_bytes(edition: Edition, folder: Path, out: Path) -> None:
    save(passing(edition), folder / "a.xlsx")
    save(failing(edition), folder / "b.xlsx")
    run_here(folder, out)
    first = outputs(out)
    assert run_here(folder, out).exit_code == 1
    assert outputs(out) == first


def test_b5_out_inside_the_folder_is_never_an_input(edition: Edition, folder: Path) -> None:
    save(passing(edition), folder / "a.xlsx")
    for _ in range(2):
        assert list(states(run_here(folder, folder / "结果"))) == ["a.xlsx"]
    assert list(states(run_here(folder, folder / "另一次"))) == ["a.xlsx"]


def test_b5_a_return_put_into_an_earlier_out_is_still_found(edition: Edition, folder: Path) -> None:
    save(passing(edition), folder / "a.xlsx")
    run_here(folder, folder / "上次")
    save(passing(edition, name="乙"), folder / "上次" / "b.xlsx")
    assert list(states(run_here(folder, folder / "这次"))) == ["a.xlsx", "上次/b.xlsx"]


def test_b6_a_report_whose_return_no_longer_passes_moves_aside(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(passing(edition, name="甲"), folder / "a.xlsx")
    save(passing(edition, name="乙"), folder / "b.xlsx")
    run_here(folder, out)
    earlier = contents(out)
    for _ in range(2):
        save(failing(edition, name="甲"), folder / "a.xlsx")
        run_here(folder, out)
        save(passing(edition, name="甲"), folder / "a.xlsx")
        run_here(folder, out)
    (folder / "a.xlsx").unlink()
    run_here(folder, out)
    assert all(name.startswith("乙") for name in reports(out))
    aside = {
        name: data for name, data in contents(out / RETIRED).items() if not name.startswith(SLIPS)
    }
    title = f"{PUBLISHING}/甲/甲2024年政府信息公开工作年度报告"
    names = [Path(title + ending) for ending in PACKAGE]
    assert sorted(aside) == sorted(
        name.with_stem(name.stem + number).as_posix()
        for number in ("", "（2）", "（3）")
        for name in names
    )
    assert set(aside.values()) == {earlier[title + ending] for ending in PACKAGE}


def test_b6_a_report_changed_by_hand_is_kept(edition: Edition, folder: Path, out: Path) -> None:
    save(passing(edition, name="甲"), folder / "a.xlsx")
    run_here(folder, out)
    written = contents(out)
    name = f"{PUBLISHING}/甲/{reports(out)[0]}"
    (out / name).write_bytes(b"edited by the office")
    (out / BOOK).write_bytes(b"with remarks of the office")
    run_here(folder, out)
    assert contents(out / RETIRED) == {
        name: b"edited by the office",
        BOOK: b"with remarks of the office",
    }
    assert (out / name).read_bytes() == written[name]


def test_b6_a_damaged_ledger_stops_the_run_and_loses_nothing(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(passing(edition), folder / "a.xlsx")
    run_here(folder, out)
    (out / VAULT).write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    before = contents(out)
    with pytest.raises(BatchError, match=VAULT) as told:
        run_here(folder, out)
    held = [file.path for file in psutil.Process().open_files() if file.path.endswith(VAULT)]
    assert (held, told.type) == ([], BatchError)
    assert contents(out) == before
    (out / VAULT).unlink()
    (out / BOOK).write_bytes(b"with remarks of the office")
    run_here(folder, out)
    assert contents(out / RETIRED) == {BOOK: b"with remarks of the office"}


# ------------------------------------------------------------------ B7


def hold(monkeypatch: pytest.MonkeyPatch, *held: str) -> None:
    """Let the system refuse to replace or move files of those names."""
    replace = files.os.replace

    def refusing(source: str, target: str) -> None:
        if Path(target).name in held or Path(source).name in held:
            raise PermissionError(13, "used by another process")
        replace(source, target)

    monkeypatch.setattr(files.os, "replace", refusing)
    monkeypatch.setattr(files, "_REPLACE_PAUSE", 0)


def test_b7_the_ledger_open_elsewhere_gets_a_dated_copy(
    edition: Edition, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(passing(edition), folder / "a.xlsx")
    run_here(folder, out)
    before = (out / BOOK).read_bytes()
    save(failing(edition), folder / "a.xlsx")
    with monkeypatch.context() as held:
        hold(held, BOOK)
        result = run_here(folder, out, now=datetime(2026, 1, 20, 9, tzinfo=CHINA))
    copy = "台账（2026-01-20）.xlsx"
    assert result.ledger.name == copy
    assert any(str(result.ledger) in line for line in result.summary)
    assert (out / BOOK).read_bytes() == before
    assert rows(out, files_table(), result.ledger.name)[0]["state"] == "有错误"
    run_here(folder, out)
    assert (out / RETIRED / copy).is_file()
    assert rows(out, files_table())[0]["state"] == "有错误"


def test_b7_a_report_open_elsewhere_is_a_finding_and_the_rest_goes_on(
    edition: Edition, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(passing(edition, name="甲"), folder / "a.xlsx")
    save(passing(edition, name="乙"), folder / "b.xlsx")
    run_here(folder, out)
    with monkeypatch.context() as held:
        hold(held, "甲2024年政府信息公开工作年度报告.docx")
        assert run_here(folder, out).exit_code == 0  # nothing to write
        save(passing(edition, name="甲", phone="1"), folder / "a.xlsx")
        result = run_here(folder, out)
    assert states(result) == {"a.xlsx": "not_written", "b.xlsx": "passed"}
    assert rows(out, files_table())[0]["state"] == "报告未写出"
    assert result.exit_code == 1
    assert "P-REPORT-IN-USE" in [row["rule"] for row in rows(out, findings_table())]
    assert run_here(folder, out).exit_code == 0
    assert not (out / RETIRED).exists()


# ------------------------------------------------------------------ B8


class Losing(SerialExecutor):
    """Loses the first task in a given way."""

    def __init__(self, why: Fate) -> None:
        self.why = why

    def map(self, work: Callable[[Any], Any], tasks: Sequence[Any]) -> Generator[Any, None, None]:
        yield Lost(self.why, "ValueError\n  somewhere")
        yield from super().map(work, tasks[1:])


@pytest.mark.parametrize("why", list(Fate))
def test_b8_a_lost_file_is_its_own_row_and_no_verdict(
    edition: Edition, folder: Path, out: Path, why: Fate
) -> None:
    save(passing(edition, name="甲"), folder / "a.xlsx")
    save(passing(edition, name="乙"), folder / "b.xlsx")
    result = run_here(folder, out, executor=Losing(why))
    assert states(result) == {"a.xlsx": "fault", "b.xlsx": "passed"}
    assert result.exit_code == 3
    assert len(reports(out)) == len(PACKAGE)


def test_b8_reports_that_differ_from_the_figures_are_not_written(
    edition: Edition, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differ(*_: object) -> list[str]:
        return ["requests.new.business"]

    monkeypatch.setattr("xltools.published.ours.parity.differences", differ)
    save(passing(edition), folder / "a.xlsx")
    result = run_here(folder, out)
    assert states(result) == {"a.xlsx": "fault"}
    assert reports(out) == []
    assert result.exit_code == 3


def test_b8_an_interrupted_run_leaves_out_as_it_was(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(passing(edition, name="甲"), folder / "a.xlsx")
    save(passing(edition, name="乙"), folder / "b.xlsx")
    run_here(folder, out)
    before = outputs(out)

    def interrupt(done: int, files: int) -> None:
        if done == files:
            raise KeyboardInterrupt

    save(passing(edition, name="丙"), folder / "b.xlsx")
    with pytest.raises(KeyboardInterrupt):
        run_here(folder, out, progress=interrupt)
    assert outputs(out) == before


@pytest.mark.parametrize("place", ["missing", "same", "file"])
def test_b8_a_run_that_cannot_begin_says_so(folder: Path, out: Path, place: str) -> None:
    (folder / "a.txt").touch()
    given = {"missing": (out, out), "same": (folder, folder), "file": (folder, folder / "a.txt")}
    with pytest.raises(BatchError):
        run_here(*given[place])
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_processes_give_what_one_process_gives(edition: Edition, folder: Path, out: Path) -> None:
    for number in range(5):
        save(passing(edition, name=f"第{number}局"), folder / f"{number}.xlsx")
    save(failing(edition), folder / "错.xlsx")
    (folder / "空.xlsx").touch()
    executor = batch.workers(2)
    assert isinstance(executor, ProcessExecutor)
    told: list[tuple[int, int]] = []

    def tell(done: int, files: int) -> None:
        told.append((done, files))

    run_here(folder, out, executor=executor, progress=tell)
    together = outputs(out)
    assert told == [(done, 7) for done in range(1, 8)]
    assert run_here(folder, out.with_name("单独")).exit_code == 3
    assert outputs(out.with_name("单独")) == together
