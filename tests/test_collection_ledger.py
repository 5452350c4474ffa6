"""The ledger of a folder that is worked on again and again.

L1 its file: made, refused, brought up to date      L5 the office's decisions, to and fro
L2 rows are only added                              L6 resubmissions and publication
L3 one run at a time                                L7 bodies that do not file here
L4 nothing is examined twice without need           L8 days
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ledgers import NOW, contents, outputs, rows, write_into
from returns import failing, passing, run_here, save

from xltools import cli
from xltools.collection.batch.run import BatchError, Result
from xltools.collection.ledger import judged_by as terms
from xltools.collection.ledger import schema, vault
from xltools.collection.ledger.facts import Decision, Field, Total
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import BOOK, CHASE_BEFORE, CORRECTIONS, HOLD, RETIRED, VAULT
from xltools.collection.ledger.stored import bodies_from, bodies_text
from xltools.collection.ledger.vault import VaultError
from xltools.collection.ledger_book.book import (
    bodies_table,
    changes_table,
    files_table,
    findings_table,
)
from xltools.collection.register.body import Body, Mode, OwnReturn
from xltools.collection.register.book import write_register
from xltools.collection.register.levels import Scope
from xltools.collection.standing.account import account_of, current, filing_texts
from xltools.collection.standing.standing import Standing
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.filing.states import BodyState
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.template import pour

YES, NO = say("nil.yes"), say("nil.no")
EAST, WEST = Body("东局", deadline=date(2025, 1, 31)), Body("西局", deadline=date(2025, 1, 31))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "收件").mkdir()
    return tmp_path / "收件"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "结果"


@pytest.fixture
def run(folder: Path, out: Path) -> Callable[..., Result]:
    """A run of the office with two bodies in its register."""

    def carried_out(**given: Any) -> Result:
        asked: dict[str, Any] = {"year": 2024, "register": (EAST, WEST), "now": NOW, **given}
        return run_here(folder, out, **asked)

    return carried_out


def standing(result: Result, name: str = EAST.name) -> Standing:
    (found,) = [item for item in result.account.standings if item.name == name]
    return found


def chosen_file(result: Result) -> str:
    chosen = standing(result).chosen
    assert chosen is not None
    return chosen.file


def dumped(out: Path) -> list[str]:
    with closing(sqlite3.connect(out / VAULT)) as database:
        return list(database.iterdump())


# ------------------------------------------------------------------ L1


def test_l1_the_file_is_of_this_version_and_has_a_rollback_journal(
    out: Path, run: Callable[..., Result]
) -> None:
    run()
    with closing(sqlite3.connect(out / VAULT)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(schema.STEPS),)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_l1_there_is_none_where_nothing_ran(tmp_path: Path) -> None:
    with pytest.raises(VaultError), Ledger.open(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_l1_an_older_one_is_raised_on_a_copy_and_kept(
    edition: Edition,
    folder: Path,
    out: Path,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    before = dumped(out)
    another = "CREATE TABLE remark (id INTEGER PRIMARY KEY, text TEXT) STRICT;"
    monkeypatch.setattr(vault, "STEPS", (*schema.STEPS, another))
    with Ledger.open(out) as ledger:
        assert account_of(ledger, 2024).standings[0].counts
    kept = out / RETIRED / f"台账（第{len(schema.STEPS)}版）.sqlite"
    with closing(sqlite3.connect(kept)) as database:
        assert list(database.iterdump()) == before
    assert set(dumped(out)) - set(before) == {another}
    assert not list(out.glob(".~*"))


def test_l1_a_total_noted_before_years_were_is_still_known(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / VAULT)) as database:
        database.executescript(
            f"{schema.STEPS[0]} PRAGMA application_id = {schema.APPLICATION};"
            "PRAGMA user_version = 1;"
            "INSERT INTO total (made, scope, counted) VALUES ('', 'whole', '{\"甲\": \"h1\"}');"
        )
    with Ledger.open(tmp_path) as ledger:
        assert ledger.facts(2024).totals == (Total(Scope.WHOLE, None, {"甲": "h1"}),)


@pytest.mark.parametrize("newer", [len(schema.STEPS) + 1, 99])
def test_l1_a_newer_one_is_refused_and_left_alone(
    out: Path, run: Callable[..., Result], newer: int
) -> None:
    run()
    with closing(sqlite3.connect(out / VAULT)) as database:
        database.execute(f"PRAGMA user_version = {newer}")
    before = contents(out)
    with pytest.raises(BatchError, match=f"第{newer}版"):
        run()
    assert contents(out) == before


def test_l1_another_programs_database_is_refused_and_left_alone(
    out: Path, run: Callable[..., Result]
) -> None:
    out.mkdir()
    with closing(sqlite3.connect(out / VAULT)) as database:
        database.execute("CREATE TABLE theirs (id)")
    before = contents(out)
    with pytest.raises(BatchError, match=VAULT):
        run()
    assert contents(out) == before


# ------------------------------------------------------------------ L2


def test_l2_no_row_is_ever_changed_or_removed(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    with closing(sqlite3.connect(out / VAULT)) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        filled = [
            table
            for table in tables
            if database.execute(f"SELECT count(*) FROM {table}").fetchone() != (0,)
        ]
        assert {"run", "finish", "register", "sighting", "examination", "output"} <= set(filled)
        for table in filled:
            column = database.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[
                0
            ]
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):
                with pytest.raises(sqlite3.IntegrityError, match="append only"):
                    database.execute(statement)


def test_l2_the_register_comes_back_as_it_was_given() -> None:
    bodies = (
        EAST,
        replace(WEST, mode=Mode.MERGED, merged_into=EAST.name, predecessors=("甲", "乙")),
        Body("南局", "南", "07", founded=date(2020, 1, 1), extension=date(2025, 2, 1)),
        Body("县政府", own_return=OwnReturn.WHOLE),
    )
    assert bodies_from(bodies_text(bodies)) == bodies


# ------------------------------------------------------------------ L3


def test_l3_a_second_run_is_told_who_holds_the_folder(
    out: Path, run: Callable[..., Result]
) -> None:
    out.mkdir()
    holding = (
        "import sys; from pathlib import Path; from xltools.platform.hold import held\n"
        "with held(Path(sys.argv[1]), '2025-01-20 09:00'):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holding, str(out / HOLD)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(BatchError) as told:
            run()
        assert str(other.pid) in str(told.value)
        assert "2025-01-20 09:00" in str(told.value)
        assert [path.name for path in out.iterdir()] == [HOLD]
        other.kill()
    run()  # the lock ended with the process
    assert not (out / HOLD).exists()


# ------------------------------------------------------------------ L4


class Counting:
    """Counts the files that are examined."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from xltools.collection.batch import worker

        self.files: list[str] = []
        examine = worker.examine

        def counted(path: Path, *given: Any, **named: Any) -> Any:
            self.files.append(path.name)
            return examine(path, *given, **named)

        monkeypatch.setattr(worker, "examine", counted)

    def taken(self) -> list[str]:
        """Those since the last time."""
        files, self.files = self.files, []
        return files


def test_l4_only_what_is_new_or_changed_is_examined(
    edition: Edition,
    folder: Path,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    examined = Counting(monkeypatch)
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    save(failing(edition, name=WEST.name), folder / "b.xlsx")
    run()
    assert examined.taken() == ["a.xlsx", "b.xlsx"]
    (folder / "a.xlsx").rename(folder / "renamed.xlsx")
    os.utime(folder / "b.xlsx", (0, 0))
    assert run().exit_code == 1
    assert examined.taken() == []
    times = (folder / "b.xlsx").stat()
    save(passing(edition, name=WEST.name), folder / "b.xlsx")
    os.utime(folder / "b.xlsx", (times.st_atime, times.st_mtime))
    assert run().exit_code == 0
    assert examined.taken() == ["b.xlsx"]


@pytest.mark.parametrize(
    ("file", "anew"),
    [
        ("published/as_return/importing.py", True),
        ("published/data/wild.toml", True),
        ("reader/cells/seen.py", True),
        ("report/word.py", False),
        ("messages/zh_CN/published.toml", False),
    ],
)
def test_l4_what_reads_examines_anew_and_what_prints_does_not(
    file: str, anew: bool, tmp_path: Path
) -> None:
    place = tmp_path / "xltools" / file
    place.parent.mkdir(parents=True)
    found: list[str] = []
    for text in ("before", "after"):
        place.write_text(text, encoding="utf-8")
        terms.program.cache_clear()
        found.append(terms.program(tmp_path / "xltools"))
    terms.program.cache_clear()
    assert (found[0] != found[1]) == anew


def test_l4_another_program_or_year_examines_anew(
    edition: Edition,
    folder: Path,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    examined = Counting(monkeypatch)
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    monkeypatch.setattr(terms, "program", lambda: "another")
    run()
    assert examined.taken() == ["a.xlsx", "a.xlsx"]
    assert run(year=2025).exit_code == 1
    assert examined.taken() == ["a.xlsx"]
    assert run(year=2024).exit_code == 0
    assert examined.taken() == []


def test_l4_last_years_figures_examine_anew(
    edition: Edition,
    folder: Path,
    out: Path,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save(passing(edition, name=EAST.name, year="2023"), folder / "a.xlsx")
    run(year=2023)
    with Ledger.open(out) as ledger:
        last_year = dict(filing_texts(ledger, 2023))
    assert list(last_year) == [EAST.name]
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    seen: list[Filing | None] = []

    def watched(_: Filing, previous: Filing | None) -> tuple[Finding, ...]:
        seen.append(previous)
        return ()

    monkeypatch.setattr("xltools.examination.examine.check", watched)
    run()
    run(previous=last_year)
    run(previous=last_year)
    assert [filing.year if filing else None for filing in seen] == [None, 2023]


def test_l4_a_report_that_was_removed_is_made_again_without_the_return(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    before = outputs(out)
    (report,) = out.glob("*/*/*.docx")
    report.unlink()
    (folder / "a.xlsx").unlink()
    run()
    after = outputs(out)
    for name in (BOOK, CHASE_BEFORE):  # they tell what has changed since the run before
        assert after.pop(name)
        before.pop(name, None)
    assert after == before


def test_l4_a_file_that_could_not_be_opened_is_tried_again(
    edition: Edition, folder: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    with monkeypatch.context() as patch:
        open_: Callable[..., Any] = Path.open

        def refused(path: Path, *given: Any, **named: Any) -> Any:
            if path.name == "a.xlsx":
                raise PermissionError(13, "in use")
            return open_(path, *given, **named)

        patch.setattr(Path, "open", refused)
        assert run().exit_code == 3
        assert run().exit_code == 3
    assert run().exit_code == 0


# ------------------------------------------------------------------ L5


def two_at_once(edition: Edition, folder: Path) -> None:
    save(passing(edition, name=EAST.name, phone="1"), folder / "a.xlsx")
    save(passing(edition, name=EAST.name, phone="2"), folder / "b.xlsx")


def test_l5_the_office_chooses_and_the_next_run_obeys_and_writes_it_back(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    two_at_once(edition, folder)
    first = run()
    assert (standing(first).state, first.exit_code) == (BodyState.TO_DECIDE, 1)
    assert not list(out.glob("*/*/*.docx"))
    write_into(out, files_table(), "file", "b.xlsx", {"adopt": YES, "opinion": "=以后一份为准"})
    assert chosen_file(run()) == "b.xlsx"
    assert len(list(out.glob("*/*/*.docx"))) == 1
    for _ in range(2):
        row = next(row for row in rows(out, files_table()) if row["file"] == "b.xlsx")
        assert (row["adopt"], row["opinion"]) == (YES, "=以后一份为准")
        sheet = openpyxl.load_workbook(out / BOOK)[files_table().sheet]
        assert all(cell.data_type != "f" for cell in sheet["J"])
        run()


def test_l5_a_decision_can_be_taken_back(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    write_into(out, files_table(), "file", "a.xlsx", {"adopt": NO})
    assert standing(run()).state == BodyState.MISSING
    write_into(out, files_table(), "file", "a.xlsx", {"adopt": None})
    assert standing(run()).counts
    with Ledger.open(out) as ledger:
        assert ledger.serial() == 2


def test_l5_columns_that_moved_and_rows_that_were_sorted_are_read_all_the_same(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    two_at_once(edition, folder)
    run()
    workbook = openpyxl.load_workbook(out / BOOK)
    sheet = workbook[files_table().sheet]
    header, *data = list(sheet.iter_rows(min_row=files_table().header_row, values_only=True))
    adopt = header.index(say("ledger.adopt"))
    moved = [[row[adopt], *row[:adopt], *row[adopt + 1 :]] for row in (header, *reversed(data))]
    moved[1][0] = YES
    for number, row in enumerate(moved, start=files_table().header_row):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    workbook.save(out / BOOK)
    assert chosen_file(run()) == "b.xlsx"


@pytest.mark.parametrize(
    ("table", "key", "values"),
    [
        (files_table(), "a.xlsx", {"adopt": "也许"}),
        (files_table(), "a.xlsx", {"belongs": "没有这个局"}),
        (bodies_table(), EAST.name, {"published": "正月十五"}),
    ],
)
def test_l5_what_cannot_be_obeyed_is_said_with_its_cell(
    edition: Edition,
    folder: Path,
    out: Path,
    run: Callable[..., Result],
    table: Any,
    key: str,
    values: dict[str, str],
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    write_into(out, table, table.columns[0].code, key, values)
    said = [line for line in run().summary if f"{table.sheet}!" in line]
    assert len(said) == 1
    assert say(f"ledger.{next(iter(values))}") in said[0]


def test_l5_a_body_that_the_register_has_not_is_told_until_it_is_put_right(
    edition: Edition, folder: Path, run: Callable[..., Result], out: Path
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    (folder / "b.xlsx").write_bytes(b"")
    run()
    for file in ("a.xlsx", "b.xlsx"):
        write_into(out, files_table(), "file", file, {"belongs": "没有这个局"})
        run()
    told = [row.notice for row in run().rows]
    assert [[located.finding.rule for located in notice] for notice in told] == [
        ["P-UNKNOWN-NAME"],
        ["P-UNKNOWN-NAME"],
    ]


def test_l5_what_is_no_date_leaves_the_earlier_one_in_force_and_is_kept_aside(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    def written(day: object) -> str:
        write_into(out, bodies_table(), "body", EAST.name, {"published": day})
        return "".join(line for line in run().summary if f"{bodies_table().sheet}!" in line)

    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    aside = say("ledger.kept_aside", folder=RETIRED)
    holds = say("ledger.still_holds", value="2025-01-20")
    first = written("一月底")
    assert aside in first
    assert say("ledger.still_holds", value="") not in first
    assert written(date(2025, 1, 20)) == ""
    second = written("二月初")
    assert (holds in second, aside in second) == (True, True)
    assert standing(run()).published_on == "2025-01-20"
    kept = [row["published"] for path in (out / RETIRED).glob("台账*.xlsx")
            for row in rows(path.parent, bodies_table(), path.name)]  # fmt: skip
    assert {"一月底", "二月初"} <= set(kept)


def test_l5_a_book_that_cannot_be_read_costs_no_decision(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    two_at_once(edition, folder)
    run()
    write_into(out, files_table(), "file", "b.xlsx", {"adopt": YES})
    run()
    (out / BOOK).write_bytes(b"broken")
    result = run()
    assert standing(result).counts
    assert any(BOOK in line for line in result.summary)
    assert (out / RETIRED / "台账（2）.xlsx").read_bytes() == b"broken"


def test_l5_decisions_are_read_from_the_held_book_and_from_its_dated_copy(
    edition: Edition,
    folder: Path,
    out: Path,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from xltools.platform import files

    two_at_once(edition, folder)
    run()
    replace_ = files.os.replace

    def refusing(source: str, target: str) -> None:
        if BOOK in (Path(source).name, Path(target).name):
            raise PermissionError(13, "used by another process")
        replace_(source, target)

    save(passing(edition, name=WEST.name), folder / "c.xlsx")
    with monkeypatch.context() as held:
        held.setattr(files.os, "replace", refusing)
        held.setattr(files, "_REPLACE_PAUSE", 0)
        copy = run().ledger.name
    assert copy == "台账（2025-01-20）.xlsx"
    write_into(out, files_table(), "file", "b.xlsx", {"adopt": YES})
    write_into(out, bodies_table(), "body", WEST.name, {"contact_log": "已联系"}, copy)
    result = run()
    assert standing(result).counts
    (row,) = [row for row in rows(out, bodies_table()) if row["body"] == WEST.name]
    assert row["contact_log"] == "已联系"
    assert (out / RETIRED / copy).is_file()


def test_l5_what_waits_for_the_office_is_asked_in_a_finding_of_its_own(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    two_at_once(edition, folder)
    save(passing(edition, name="西区局"), folder / "c.xlsx")
    (folder / "扫描件.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "东局（盖章版）.pdf").write_bytes(b"%PDF-1.7 1\n")
    result = run()
    asked = {
        row.record.file: row.record.findings[0].finding.id
        for row in result.rows
        if row.record.findings
    }
    assert asked == {
        "a.xlsx": "P-UNDECIDED",
        "b.xlsx": "P-UNDECIDED",
        "c.xlsx": "P-PERHAPS",
        "扫描件.pdf": "P-UNMATCHED",
    }
    listed = [row["rule"] for row in rows(out, findings_table())]
    assert all(finding in listed for finding in asked.values())


# ------------------------------------------------------------------ L6


def test_l6_a_resubmission_keeps_the_earlier_version_and_names_the_cells(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    earlier = passing(edition, name=EAST.name)
    save(earlier, folder / "a.xlsx")
    run()
    cell = next(cell for cell in earlier.figures if cell.startswith("disclosure.licensing"))
    was = earlier.figures[cell]
    save(replace(earlier, figures={**earlier.figures, cell: 4321}), folder / "重报.xlsx")
    result = run()
    assert [row["state"] for row in rows(out, files_table())] == ["通过", "已被替代"]
    (change,) = rows(out, changes_table())
    assert (change["before"], change["after"]) == (str(was), "4321")
    assert (change["old_file"], change["new_file"]) == ("a.xlsx", "重报.xlsx")
    assert change["since"] == say("ledger.since_earlier")
    with Ledger.open(out) as ledger:
        assert ledger.filing(standing(result).earlier[0].seen.sha256) == earlier
        ((_, counted),) = [pair for pair in current(ledger, 2024) if pair[0].name == EAST.name]
        assert counted is not None
        assert counted.figures[cell] == 4321


def test_l6_a_change_after_publication_asks_for_a_reason_until_it_is_given(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    earlier = passing(edition, name=EAST.name)
    save(earlier, folder / "a.xlsx")
    run()
    values = {"published": date(2025, 1, 25), "url": "http://example.invalid/1"}
    write_into(out, bodies_table(), "body", EAST.name, values)
    assert not standing(run()).needs_reason
    cell = next(cell for cell in earlier.figures if cell.startswith("disclosure.licensing"))
    save(replace(earlier, figures={**earlier.figures, cell: 4321}), folder / "a.xlsx")
    asking = run()
    assert standing(asking).needs_reason
    assert any(EAST.name in line and say("ledger.reason") in line for line in asking.summary)
    (change,) = rows(out, changes_table())
    assert change["since"] == say("ledger.since_published")
    (row,) = [row for row in rows(out, bodies_table()) if row["body"] == EAST.name]
    assert "2025-01-25" in row["ask"]
    assert (row["published"].date(), row["url"]) == (date(2025, 1, 25), values["url"])
    write_into(out, bodies_table(), "body", EAST.name, {"reason": "统计口径有误"})
    assert not (out / CORRECTIONS).exists()
    answered = run()
    assert not standing(answered).needs_reason
    (text,) = (out / CORRECTIONS).glob("*.txt")
    assert {path.suffix for path in (out / CORRECTIONS).iterdir()} == {".txt", ".docx", ".html"}
    assert {"4321", "统计口径有误"} <= set(re.findall("4321|统计口径有误", text.read_text("utf-8")))
    (change,) = rows(out, changes_table())  # still listed: the published one is to be corrected


def test_l6_a_corrected_day_does_not_take_the_duty_to_correct_away(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run(received=date(2025, 1, 19))
    write_into(out, bodies_table(), "body", EAST.name, {"published": date(2025, 1, 25)})
    later = NOW + timedelta(days=21)
    run(now=later)
    save(passing(edition, name=EAST.name, phone="9"), folder / "a.xlsx")
    assert standing(run(now=later)).needs_reason
    write_into(out, bodies_table(), "body", EAST.name, {"published": date(2025, 1, 24)})
    result = run(now=later)
    found = standing(result)
    assert (found.published_on, found.needs_reason) == ("2025-01-24", True)
    assert found.published == found.earlier[0].seen.sha256
    (change,) = rows(out, changes_table())
    assert change["since"] == say("ledger.since_published")
    write_into(out, bodies_table(), "body", EAST.name, {"published": date(2024, 1, 24)})
    result = run(now=later)
    assert standing(result).needs_reason
    told = say("ledger.published_early", date="2024-01-24", received="2025-01-19")
    assert [told in line for line in result.summary].count(True) == 1


@pytest.mark.parametrize(
    ("amount", "cover", "asked"),
    [
        pytest.param(105, {}, False, id="only explained"),
        pytest.param(115, {}, True, id="explained, a figure changed"),
        pytest.param(105, {"phone": "9"}, True, id="explained, the cover changed"),
    ],
)
def test_l6_an_explanation_that_comes_after_publication_is_no_change(
    edition: Edition,
    folder: Path,
    out: Path,
    run: Callable[..., Result],
    amount: int,
    cover: dict[str, str],
    *,
    asked: bool,
) -> None:
    def sent(amount: int, said: dict[str, str], **cover: str) -> Result:
        filing = passing(edition, name=EAST.name, **cover)
        charged = replace(filing, figures={**filing.figures, "fees.amount": amount})
        (folder / "a.xlsx").write_bytes(pour(replace(charged, explanations=said)))
        return run()

    sent(105, {})
    write_into(out, bodies_table(), "body", EAST.name, {"published": NOW.date()})
    first = standing(run())
    result = sent(amount, {"T6-TARIFF": "含上年补缴"}, **cover)
    found = standing(result)
    assert found.published == first.sha256 != found.sha256
    assert found.needs_reason is asked
    assert any(say("ledger.reason") in line for line in result.summary) is asked
    with Ledger.open(out) as ledger:
        filings = [ledger.filing(key) for key in (first.sha256, found.sha256)]
        (again,) = [s for s in account_of(ledger).standings if s.name == EAST.name]
    assert [dict(f.explanations) for f in filings if f] == [{}, {"T6-TARIFF": "含上年补缴"}]
    assert again.needs_reason is asked


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (NOW.date() - timedelta(days=1), False),
        (NOW.date(), False),
        (NOW.date() + timedelta(days=1), True),
        (NOW.date() + timedelta(days=365), True),
    ],
)
def test_l6_a_day_of_publication_that_is_still_to_come_is_questioned(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result], day: date, *, asked: bool
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run(received=date(2025, 1, 10))
    write_into(out, bodies_table(), "body", EAST.name, {"published": day})
    result = run()
    told = say("ledger.published_late", date=day.isoformat(), today=NOW.date().isoformat())
    assert standing(result).published_on == day.isoformat()
    assert any(told in line for line in result.summary) is asked


def test_l6_a_second_correction_may_have_the_same_reason(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    def filed(phone: str) -> Result:
        save(passing(edition, name=EAST.name, phone=phone), folder / "a.xlsx")
        return run()

    def written(values: dict[str, Any]) -> Result:
        write_into(out, bodies_table(), "body", EAST.name, values)
        return run()

    def shown() -> str | None:
        (row,) = [row for row in rows(out, bodies_table()) if row["body"] == EAST.name]
        return row["reason"]

    filed("1")
    written({"published": date(2025, 1, 25)})
    filed("2")
    first = written({"reason": "录入错误"})
    assert (standing(first).needs_reason, shown()) == (False, "录入错误")
    assert standing(filed("3")).needs_reason
    assert shown() is None
    assert standing(written({"contact_log": "已电话询问"})).needs_reason
    second = written({"reason": "录入错误"})
    assert (standing(second).reason, shown()) == ("录入错误", "录入错误")
    assert not standing(run()).needs_reason


def test_l6_a_total_is_to_be_made_again_after_a_change(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    with Ledger.open(out) as ledger, ledger.adding():
        counted = {item.name: item.sha256 for item, _ in current(ledger, 2024) if item.counts}
        ledger.total(NOW, Total(Scope.WHOLE, 2024, counted))
    assert not standing(run()).needs_total
    save(passing(edition, name=EAST.name, phone="9"), folder / "a.xlsx")
    result = run()
    assert standing(result).needs_total
    (row,) = [row for row in rows(out, bodies_table()) if row["body"] == EAST.name]
    assert row["counts"] == say("ledger.counts_again")
    assert any(EAST.name in line for line in result.summary)


# ------------------------------------------------------------------ L7


def test_l7_no_figure_of_a_body_that_does_not_file_here_is_kept(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    elsewhere = replace(EAST, mode=Mode.ELSEWHERE)
    filing = failing(edition, name=EAST.name)
    save(filing, folder / "a.xlsx")
    for _ in range(2):
        result = run(register=(elsewhere, WEST))
        assert (standing(result).state, result.exit_code) == (BodyState.NOT_EXPECTED, 0)
    with closing(sqlite3.connect(out / VAULT)) as database:
        kept = database.execute("SELECT findings, filing, content FROM examination").fetchall()
    assert kept == [("[]", "", "")]
    assert standing(run()).state == BodyState.TO_CORRECT  # it files here after all


# ------------------------------------------------------------------ L8


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (datetime(2025, 1, 31, 15, 59, 59, tzinfo=UTC), 0),  # 23:59:59 at +08:00
        (datetime(2025, 1, 31, 16, 0, 0, tzinfo=UTC), 1),
    ],
)
def test_l8_a_deadline_ends_at_midnight_of_beijing(
    edition: Edition, folder: Path, run: Callable[..., Result], moment: datetime, late: int
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    os.utime(folder / "a.xlsx", (0, 0))
    assert standing(run(now=moment)).days_late == late
    assert standing(run(now=moment + timedelta(days=30))).days_late == late


def test_l8_what_the_office_took_in_on_an_earlier_day_counts_from_that_day(
    edition: Edition, folder: Path, run: Callable[..., Result]
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    later = datetime(2025, 2, 3, 9, tzinfo=UTC)
    result = run(now=later, received=date(2025, 1, 30))
    assert (standing(result).received, standing(result).days_late) == (date(2025, 1, 30), 0)
    assert standing(result, WEST.name).days_late == 3
    with pytest.raises(BatchError):
        run(now=later, received=date(2025, 2, 4))


def test_l8_the_year_and_the_register_stay_in_force(
    edition: Edition, folder: Path, run: Callable[..., Result]
) -> None:
    with pytest.raises(BatchError):
        run(year=None)
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    run()
    again = run(year=None, register=None)
    assert [item.name for item in again.account.standings] == [EAST.name, WEST.name]
    assert standing(again).counts


def test_decisions_know_the_content_that_stood_in_the_bodys_row(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    content = standing(run()).sha256
    write_into(out, bodies_table(), "body", EAST.name, {"published": "2025年1月25日"})
    save(passing(edition, name=EAST.name, phone="9"), folder / "a.xlsx")
    run()
    with Ledger.open(out) as ledger:
        decision = ledger.decisions()[EAST.name, Field.PUBLISHED]
    assert decision == Decision(2, EAST.name, Field.PUBLISHED, "2025-01-25", content)


# ------------------------------------------------------------------ the command line


def test_the_command_line_takes_register_last_year_and_the_day_of_receipt(
    edition: Edition, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = out.with_name("花名册.xlsx")
    register.write_bytes(write_register((EAST, WEST)))
    save(passing(edition, name=EAST.name), folder / "a.xlsx")
    command = ["batch", str(folder), "-o", str(out), "--jobs", "1"]
    given = ["--register", str(register), "--received", "2025-01-30"]
    assert cli.run([*command, *given]) == 2  # which year?
    assert cli.run([*command, *given, "--year", "2024"]) == 0
    with Ledger.open(out) as ledger:
        (east, west) = account_of(ledger).standings
    assert (east.received, east.days_late, west.state) == (date(2025, 1, 30), 0, BodyState.MISSING)
    assert cli.run([*command, "--previous", str(folder / "没有")]) == 2
    assert cli.run([*command, "--register", str(folder)]) == 3
    assert cli.run([*command, "--received", "昨天"]) == 2
    capsys.readouterr()
    assert cli.run([*command]) == 0
    assert "花名册共2个单位" in capsys.readouterr().out
