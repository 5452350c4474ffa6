"""A 台账.sqlite that version 0.1.0 wrote (data/ledger-0.1.0.sqlite) is read and carried on.

It holds two runs on 2024 over five bodies: 东局 passed and marked as published; 西局 with an error,
rejected; 南镇 with a doubt; a file of another name, given to 北局; nothing of 中心.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from ledgers import NOW, rows
from returns import passing, run_here, save

from xltools.collection.ledger.facts import Choice, Field
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import RETIRED, VAULT
from xltools.collection.ledger.schema import STEPS
from xltools.collection.ledger_book.book import bodies_table, findings_table
from xltools.collection.standing.account import account_of
from xltools.filing.states import BodyState
from xltools.law.edition import Edition

FIRST = Path(__file__).parent / "data" / "ledger-0.1.0.sqlite"
STOOD = {
    "东局": BodyState.PASSED,
    "西局": BodyState.MISSING,
    "南镇": BodyState.DOUBTED,
    "北局": BodyState.PASSED,
    "中心": BodyState.MISSING,
}
DOUBT = "文中“本机关共收到政府信息公开申请987件”写的是987，表内“第一项‘本年新收’·总计”为317"
"""What 0.1.0 said, word for word."""
LATER = NOW + timedelta(days=2)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "结果").mkdir()
    shutil.copyfile(FIRST, tmp_path / "结果" / VAULT)
    return tmp_path / "结果"


def version_of(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("PRAGMA user_version").fetchone()[0]


def test_it_is_raised_on_a_copy_and_the_old_file_stays(out: Path) -> None:
    with Ledger.open(out):
        pass
    (kept,) = (out / RETIRED).iterdir()
    assert (version_of(kept), version_of(out / VAULT)) == (2, len(STEPS))
    dumps: list[set[str]] = []
    for file in (FIRST, kept):
        with closing(sqlite3.connect(file)) as database:
            dumps.append(set(database.iterdump()))
    assert dumps[0] == dumps[1]


def test_what_stood_stands_and_what_was_decided_holds(out: Path) -> None:
    with Ledger.open(out) as ledger:
        account = account_of(ledger, today=NOW.date())
        assert {s.name: s.state for s in account.standings} == STOOD
        east, west, town, north, _ = account.standings
        assert (east.published_on, east.published) == ("2025-01-20", east.sha256)
        assert north.origin == Choice.BY_THE_OFFICE
        assert north.chosen
        assert north.chosen.match.assigned
        (rejected,) = west.files
        assert ledger.facts().decided_of_file(rejected.seen, Field.ADOPT) == Choice.NO
        assert ledger.facts().decided_of_file(rejected.seen, Field.OPINION) == "数字不平"
        filing = ledger.filing(town.sha256)
        assert filing
        assert filing.number("requests.new.total") == 317


def test_a_finding_without_code_keeps_its_words(out: Path) -> None:
    with Ledger.open(out) as ledger:
        account = account_of(ledger)
        town = next(s for s in account.standings if s.name == "南镇")
        doubt = next(f for f in ledger.findings(town.sha256) if f.finding.is_doubt)
    assert doubt.finding.sentence == DOUBT
    assert doubt.finding.id == "C-FIGURE/on_request/received"
    assert (doubt.finding.left, doubt.finding.right) == (987, 317)
    assert doubt.addresses == ("一总体情况!B66", "三依申请!J8")


def test_the_next_run_goes_on_from_it(edition: Edition, out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    save(passing(edition, name="西局", report_name="西局"), folder / "西局（改）.xlsx")
    result = run_here(folder, out, now=LATER)
    now = {s.name: s.state for s in result.account.standings}
    assert now == {**STOOD, "西局": BodyState.PASSED}
    reported = {row.record.file for row in result.rows if row.outputs}
    assert reported == {"东局.xlsx", "南镇.xlsx", "不知谁.xlsx", "西局（改）.xlsx"}, "made anew"
    told = {row["body"]: row for row in rows(out, bodies_table())}
    assert told["东局"]["contact_log"] == "已电话告知"
    assert told["东局"]["published"].date() == NOW.date()
    assert DOUBT in {row["sentence"] for row in rows(out, findings_table())}
