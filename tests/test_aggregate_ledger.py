"""From the inbox of a simulated district to its sum: right to the body and to the cell.

E1 the batch's ledger gives what counts       E3 the command: 口径 asked for, refusals, files
E2 a second run changes the sum as it should
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from district import GOVERNMENT, SECOND, District, district
from returns import passing, run_here, save

from xltools.cli import run as command
from xltools.collection.district.from_ledger import note, year_of_ledger
from xltools.collection.district.run import Aggregated, run
from xltools.collection.ledger.facts import Total
from xltools.collection.ledger.ledger import CHINA, Ledger
from xltools.collection.register.levels import Scope
from xltools.collection.standing.account import account_of
from xltools.collection.total.sum import OwnReturn
from xltools.law.edition import Edition
from xltools.messages import say

SIZE = 70
DAYS = {1: datetime(2026, 1, 15, tzinfo=CHINA), 2: datetime(2026, 2, 2, tzinfo=CHINA)}


@dataclass(frozen=True)
class Collection:
    """A district's inbox and OUT after two runs, and the sum after each."""

    made: District
    place: Path
    sums: Mapping[int, Aggregated]

    @property
    def out(self) -> Path:
        return self.place / "结果"

    def copied(self, to: Path) -> Collection:
        """One of its own for a test that changes it."""
        shutil.copytree(self.place, to, dirs_exist_ok=True)
        return replace(self, place=to)

    def run(self, now: datetime) -> None:
        run_here(self.place / "收件", self.out, year=SECOND, register=self.made.bodies, now=now)

    def asked(self) -> list[str]:
        """Whose row asks for a new sum."""
        with Ledger.open(self.out) as ledger:
            return [item.name for item in account_of(ledger).standings if item.needs_total]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """Two runs; after each the sum is made and noted."""
    sums: dict[int, Aggregated] = {}
    collection = Collection(district(SIZE, seed=7), tmp_path_factory.mktemp("区"), sums)
    for number, day in DAYS.items():
        collection.made.deliver(collection.place / "收件", SECOND, number)
        collection.run(day)
        given = year_of_ledger(collection.out, None)
        assert given.year == SECOND
        book = collection.place / f"汇总{number}.xlsx"
        sums[number] = run(given, Scope.WHOLE, book, OwnReturn.PART)
        note(collection.out, given, sums[number])
    return collection


@pytest.mark.parametrize("number", DAYS)
def test_e1_e2_the_sum_is_right_to_the_body_and_to_the_cell(whole: Collection, number: int) -> None:
    added, made = whole.sums[number], whole.made
    truths, counted = made.truths[SECOND, number], made.counted(SECOND, number)
    assert set(added.sum.total.counted) == set(counted)
    for cell in added.sum.edition.form.cells:
        parts = sum(Decimal(filing.number(cell) or 0) for filing in counted.values())
        assert added.sum.total.filing.number(cell) == parts, cell
    missing = {entry.body.name: entry.reason for entry in added.sum.choice.missing}
    assert set(missing) == {
        name for name, truth in truths.items() if not truth.filing and truth.stand != "not_expected"
    }
    assert all(missing.values())


def test_e2_a_new_return_after_the_sum_is_noticed(
    whole: Collection, edition: Edition, tmp_path: Path
) -> None:
    later = whole.copied(tmp_path)
    assert later.asked() == []
    (body,) = (body for body in later.made.bodies if body.name == GOVERNMENT)
    newer = passing(edition, name=body.name, body_kind=body.kind, year=str(SECOND))
    save(newer, later.place / "收件" / "政府重报.xlsx")
    later.run(DAYS[2].replace(day=3))
    assert later.asked() == [GOVERNMENT]


def test_e2_a_body_that_left_the_register_is_told_while_the_sum_holds_it(
    whole: Collection, tmp_path: Path
) -> None:
    later = whole.copied(tmp_path)
    gone = sorted(whole.sums[2].sum.total.counted)[0]
    bodies = [body for body in later.made.bodies if body.name != gone]
    inbox = later.place / "收件"
    result = run_here(inbox, later.out, year=SECOND, register=bodies, now=DAYS[2].replace(day=3))
    assert result.account.departed == (gone,)
    assert [line for line in result.summary if gone in line]


@pytest.mark.parametrize(
    ("scope", "own_return"),
    [(Scope.OWN_LEVEL, OwnReturn.PART), (Scope.WHOLE, OwnReturn.WHOLE)],
)
def test_e2_what_a_sum_left_out_has_not_changed_since_it(
    whole: Collection, scope: Scope, own_return: OwnReturn, tmp_path: Path
) -> None:
    later = whole.copied(tmp_path)
    given = year_of_ledger(later.out, None)
    added = run(given, scope, tmp_path / "再汇总.xlsx", own_return)
    assert added.sum.choice.outside or added.sum.choice.wholes
    assert note(later.out, given, added)
    assert later.asked() == []


def test_e2_the_sums_of_each_scope_and_year_are_remembered_each(
    whole: Collection, tmp_path: Path
) -> None:
    later = whole.copied(tmp_path)
    given = year_of_ledger(later.out, None)
    own_level = run(given, Scope.OWN_LEVEL, tmp_path / "本级.xlsx", OwnReturn.PART)
    note(later.out, given, own_level)
    kept = {(total.scope, total.year) for total in totals(later.out)}
    assert kept == {(scope, SECOND) for scope in Scope}
    with Ledger.open(later.out) as ledger, ledger.adding():
        ledger.total(DAYS[1], Total(Scope.WHOLE, SECOND - 1, {"别的单位": "h"}))
    assert {(total.scope, total.year) for total in totals(later.out)} == kept


def totals(out: Path) -> tuple[Total, ...]:
    with Ledger.open(out) as ledger:
        return ledger.facts().totals


# ------------------------------------------------------------------ E3


@pytest.fixture
def out(edition: Edition, tmp_path: Path) -> Path:
    """A collection of two bodies without a register."""
    for number in range(2):
        name = f"测试局{number}"
        save(passing(edition, name=name), tmp_path / "收件" / f"{number}.xlsx")
    run_here(tmp_path / "收件", tmp_path / "结果")
    return tmp_path / "结果"


def test_e3_the_command_writes_the_sum_and_the_return_and_says_its_scope(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "汇总.xlsx"
    assert command(["aggregate", str(out), "-o", str(book), "--scope", "全区"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("口径：全区")
    names = {path.name for path in tmp_path.glob("汇总*")}
    codes = ("analysis.analysis", "analysis.notice", "export.wide", "export.dictionary")
    beside = {"汇总" + say(f"{code}_file") for code in codes}
    assert names == {"汇总.xlsx", "汇总-填报表.xlsx", "汇总-文字起草.xlsx"} | beside
    assert openpyxl.load_workbook(book).sheetnames[0] == "汇总说明"
    assert command(["aggregate", str(out), "-o", str(book), "--scope", "全区"]) == 1
    assert {path.name for path in tmp_path.glob("汇总*")} == names, "nothing is kept aside"


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ([], "scope"),
        (["--scope", "全省"], "全省"),
        (["--scope", "全区", "--own-return", "不知道"], "不知道"),
        (["--scope", "全区", "--year", "1999"], "1999"),
        (["--scope", "全区", "--year", "2030"], "2030"),
    ],
)
def test_e3_what_is_not_clear_is_asked_and_nothing_written(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], word: str
) -> None:
    assert command(["aggregate", str(out), "-o", str(tmp_path / "汇总.xlsx"), *more]) == 2
    assert word in capsys.readouterr().err
    assert not list(tmp_path.glob("汇总*"))


def test_e3_a_folder_without_a_ledger_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "汇总.xlsx"
    assert command(["aggregate", str(tmp_path), "-o", str(book), "--scope", "全区"]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_e3_adjustments_that_cannot_be_understood_are_named_with_their_place(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "汇总.xlsx"
    book.write_bytes(b"PK\x03\x04broken")
    assert command(["aggregate", str(out), "-o", str(book), "--scope", "全区"]) == 3
    told = capsys.readouterr().err.splitlines()
    assert book.name in told[0]
    assert told[-1] == say("cli.sum_not_updated", file=book)
    assert book.read_bytes() == b"PK\x03\x04broken"
