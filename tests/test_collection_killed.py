"""`kill -9` at any moment, then the same run again: it ends where it would have ended.

K1 at twelve moments of a run in one process      K2 at any time of a run with workers
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from ledgers import NOW, contents, outputs, rows, write_into
from returns import failing, passing, run_here, save

import xltools
from xltools.collection.ledger.facts import Facts
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import STAGING
from xltools.collection.ledger.stored import bodies_text
from xltools.collection.ledger_book.book import bodies_table, files_table
from xltools.collection.register.body import Body
from xltools.collection.standing.account import account
from xltools.law.edition import Edition, load
from xltools.messages import say

NAMES = ("甲局", "乙局", "丙局", "丁局", "戊局", "己局")
BODIES = tuple(Body(name) for name in NAMES)
HERE = Path(__file__).resolve().parent
MOMENTS = 9
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(xltools.__file__).parents[1])}
"""The killed run is of the program tested here, not of another one that is installed."""


@dataclass(frozen=True)
class Office:
    """A folder and an OUT as they were before the run that is killed, and what it must lead to."""

    folder: Path
    before: Path
    register: Path
    inputs: dict[str, bytes]
    outputs: dict[str, bytes]
    facts: Facts
    steps: int


def known(out: Path) -> Facts:
    """All facts of the ledger; how often a run was begun is none that matters."""
    with Ledger.open(out) as ledger:
        return replace(ledger.facts(), run=0)


def command(office: Office, out: Path, step: int, counted: Path, *jobs: int) -> list[str]:
    """A run in another process, killed before that step."""
    given = (HERE / "killed.py", office.folder, out, office.register, step, counted, *jobs)
    return [sys.executable, *map(str, given)]


def killed(office: Office, out: Path, step: int, counted: Path) -> int:
    """Such a run's exit code."""
    given = command(office, out, step, counted)
    return subprocess.run(given, timeout=120, check=False, env=ENVIRONMENT).returncode


def run_again(office: Office, out: Path) -> None:
    run_here(office.folder, out, year=2024, register=BODIES, now=NOW)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A run lies behind; since then returns came, changed and went, and the office decided."""
    edition = load("2021")
    place = tmp_path_factory.mktemp("office")
    folder, before = place / "收件", place / "结果"
    first_run(edition, folder, before)
    later_events(edition, folder, before)
    register = place / "花名册.json"
    register.write_text(bodies_text(BODIES), encoding="utf-8")
    office = Office(folder, before, register, contents(folder), {}, known(before), 0)
    undisturbed = place / "未中断"
    shutil.copytree(before, undisturbed)
    assert killed(office, undisturbed, 0, place / "步数") == 0
    steps = int((place / "步数").read_text())
    return replace(office, outputs=outputs(undisturbed), facts=known(undisturbed), steps=steps)


def first_run(edition: Edition, folder: Path, out: Path) -> None:
    for name in NAMES[:4]:
        save(passing(edition, name=name), folder / f"{name}.xlsx")
    save(passing(edition, name="丁局", phone="2"), folder / "丁局二.xlsx")
    (folder / "扫描件.pdf").write_bytes(b"%PDF-1.7\n")
    yesterday = NOW - timedelta(days=1)
    run_here(folder, out, year=2024, register=BODIES, now=yesterday)


def later_events(edition: Edition, folder: Path, out: Path) -> None:
    save(passing(edition, name="甲局", phone="1"), folder / "甲局.xlsx")  # another content
    save(failing(edition, name="乙局"), folder / "乙局.xlsx")  # no longer passes
    (folder / "丙局.xlsx").unlink()
    save(passing(edition, name="戊局"), folder / "戊局.xlsx")  # new
    fourth = next(row for row in rows(out, files_table()) if row["file"] == "丁局.xlsx")
    (scan,) = [row for row in rows(out, files_table()) if row["file"] == "扫描件.pdf"]
    write_into(out, files_table(), "sha256", fourth["sha256"], {"adopt": say("nil.yes")})
    write_into(out, files_table(), "sha256", scan["sha256"], {"belongs": "己局"})
    write_into(out, bodies_table(), "body", "丙局", {"contact_log": "已电话联系"})
    (report,) = out.glob("*/*/丙局*.docx")
    report.write_bytes(b"edited by the office")


def test_the_undisturbed_run_does_all_that_the_killed_ones_are_held_to(office: Office) -> None:
    standings = account(office.facts, NOW.date()).standings
    states = {standing.name: standing.cause for standing in standings}
    assert states == {
        "甲局": "passed",
        "乙局": "errors",
        "丙局": "passed",
        "丁局": "passed",
        "戊局": "passed",
        "己局": "document",
    }
    aside = {name for name in office.outputs if name.startswith("旧/")}
    assert {name.rpartition("/")[2][:2] for name in aside} == {"台账", "乙局", "丙局"}
    assert office.steps > 5 * MOMENTS


def assert_ended_alike(office: Office, out: Path) -> None:
    assert outputs(out) == office.outputs
    assert known(out) == office.facts
    assert contents(office.folder) == office.inputs


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_k1_killed_before_a_step_and_run_again(office: Office, tmp_path: Path, moment: int) -> None:
    chance = random.Random(f"moment {moment}")
    reach = office.steps // MOMENTS
    step = 1 + moment * reach + chance.randrange(reach)
    out = tmp_path / "结果"
    shutil.copytree(office.before, out)
    assert killed(office, out, step, tmp_path / "步数") < 0
    run_again(office, out)
    assert_ended_alike(office, out)


@pytest.mark.parametrize("seconds", [0.0, 0.4, 0.8])
def test_k2_killed_with_its_workers_at_work(office: Office, tmp_path: Path, seconds: float) -> None:
    out = tmp_path / "结果"
    shutil.copytree(office.before, out)
    process = subprocess.Popen(command(office, out, 0, tmp_path / "步数", 2), env=ENVIRONMENT)
    while process.poll() is None and not list(out.glob(f"{STAGING}-*")):
        time.sleep(0.01)
    time.sleep(seconds)
    process.kill()
    process.wait()
    run_again(office, out)
    assert_ended_alike(office, out)
