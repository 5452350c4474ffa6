"""规则设置: what an office changes of the checks for its collection, and that every output says so.

R1 the empty register lists every check that may be changed; what is set is read back
R2 errors, blanks, unknown rules and settings without a reason are refused and told
R3 muted finds nothing, softened is a hint; both hold until another register comes
R4 whether doubts go back, jumps too, and with a marked workbook
R5 ledger, 报送情况, slip and sum say which settings were in force
R6 an older register without the sheet, or with the sheet renamed, is read as before
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from doubted import (
    BODIES,
    LICENSED,
    TARIFF,
    TITLE,
    WORDS,
    charging,
    last_year,
    of,
    saved,
    text_doubt,
    text_of,
)
from ledgers import NOW, rows
from returns import run_here
from typer.testing import CliRunner

from xltools.checks.catalogue import catalogue
from xltools.cli import app
from xltools.cli.codes import Refused
from xltools.collection.batch.run import Result
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import BOOK, CHASE_BOOK, SITUATION_PAGE, SLIPS
from xltools.collection.ledger_book.sheets import NAMES, bodies_table, findings_table, hints_table
from xltools.collection.outgoing.chase import read_before
from xltools.collection.register.book import RegisterReading, read_register, write_register
from xltools.collection.register.settings import ALL, UNCHANGED, Back, Setting, Settings, Treatment
from xltools.collection.register.settings_sheet import settings_rows, settings_table
from xltools.filing.codec import dumps
from xltools.filing.filing import Filing
from xltools.law.edition import latest
from xltools.law.rule import Severity
from xltools.messages import say

DOUBLED = WORDS.partition("/")[0]
WHY = "本县今年不查"


def register(place: Path, chosen: dict[str, dict[str, str]]) -> Path:
    """花名册.xlsx as an office fills it: of each rule the columns by their codes."""
    path = place / "花名册.xlsx"
    path.write_bytes(write_register(BODIES))
    book = openpyxl.load_workbook(path)
    sheet, table = book[settings_table().sheet], settings_table()
    for rule, columns in chosen.items():
        found = [
            row
            for row in range(table.header_row + 1, sheet.max_row + 1)
            if sheet[f"{table.letter('rule')}{row}"].value == rule
        ]
        row = found[0] if found else sheet.max_row + 1
        sheet[f"{table.letter('rule')}{row}"] = rule
        for code, text in columns.items():
            sheet[f"{table.letter(code)}{row}"] = text
    book.save(path)
    return path


def read(place: Path, chosen: dict[str, dict[str, str]]) -> RegisterReading:
    return read_register(register(place, chosen))


MUTED, SOFTENED = (say(f"settings.{item}") for item in Treatment)
GOES, WITH_BOOK, STAYS = (say(f"settings.{item}") for item in Back)


# ------------------------------------------------------------------ R1, R2, R6


def test_r1_every_check_that_may_be_changed_is_listed(tmp_path: Path) -> None:
    listed = {row["rule"] for row in settings_rows()}
    free = {e.id for e in catalogue(latest()) if e.severity is not Severity.ERROR}
    assert listed == {ALL, *free}
    reading = read(tmp_path, {})
    assert reading.settings == UNCHANGED
    assert not reading.settings


def test_r1_what_is_set_is_read_back(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            DOUBLED: {"treatment": MUTED, "reason": WHY},
            "C-JUMP": {"back": GOES},
            "C-WORD": {"treatment": SOFTENED, "back": STAYS, "reason": WHY},
            ALL: {"back": WITH_BOOK},
        },
    )
    assert reading.settings == Settings(
        {
            DOUBLED: Setting(Treatment.MUTED, None, WHY),
            "C-JUMP": Setting(None, Back.GOES),
            "C-WORD": Setting(Treatment.SOFTENED, Back.STAYS, WHY),
            ALL: Setting(None, Back.WITH_BOOK),
        }
    )


@pytest.mark.parametrize(
    ("rule", "columns", "problem"),
    [
        ("T3-BALANCE", {"treatment": MUTED, "reason": WHY}, "O-IS-ERROR"),
        ("F-REQUIRED", {"treatment": SOFTENED, "reason": WHY}, "O-IS-ERROR"),
        ("T2-VALID", {"back": STAYS}, "O-IS-ERROR"),
        ("C-WORD", {"treatment": MUTED}, "O-NO-REASON"),
        ("C-NO-SUCH", {"treatment": MUTED, "reason": WHY}, "O-UNKNOWN"),
        (ALL, {"treatment": MUTED, "reason": WHY}, "O-FOR-ALL"),
        ("C-WORD", {"treatment": "也许", "reason": WHY}, "O-NOT-CHOICE"),
    ],
)
def test_r2_what_cannot_be_obeyed_is_told_and_left_out(
    tmp_path: Path, rule: str, columns: dict[str, str], problem: str
) -> None:
    reading = read(tmp_path, {rule: columns, "C-JUMP": {"back": GOES}})
    assert problem in [located.finding.id for located in reading.problems]
    assert set(reading.settings.rules) == {"C-JUMP"}
    assert len(reading.bodies) == len(BODIES)


@pytest.mark.parametrize("renamed", ["", "单位"])
def test_r6_an_older_register_is_read_as_before(tmp_path: Path, renamed: str) -> None:
    path = register(tmp_path, {})
    book = openpyxl.load_workbook(path)
    del book[settings_table().sheet]
    if renamed:
        book.worksheets[0].title = renamed
    book.save(path)
    reading = read_register(path)
    assert (len(reading.bodies), reading.settings) == (len(BODIES), UNCHANGED)
    assert not [p for p in reading.problems if p.finding.severity is Severity.ERROR]


# ------------------------------------------------------------------ R3, R4, R5


class County:
    """An office with a register of four bodies, and a run a day."""

    def __init__(self, place: Path) -> None:
        self.place, self.inbox, self.out, self.days = place, place / "in", place / "out", 0
        self.inbox.mkdir()

    def file(self, name: str, filing: Filing) -> None:
        saved(of(name, filing), self.inbox / f"{name}.xlsx")

    def run(self, settings: Settings | None = None, **asked: Any) -> Result:
        self.days += 1
        now = NOW + timedelta(days=self.days)
        given: dict[str, Any] = {"year": 2024, "register": BODIES, "settings": settings, **asked}
        return run_here(self.inbox, self.out, now=now, **given)

    def states(self) -> dict[str, str]:
        return {row["body"]: row["state"] for row in rows(self.out, bodies_table())}

    def slips(self) -> set[str]:
        folder = self.out / SLIPS
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.fixture
def county(tmp_path: Path) -> County:
    made = County(tmp_path)
    made.file("甲局", text_doubt("甲局"))
    made.file("乙局", charging(105, ""))
    return made


PASSED, DOUBTED = say("body_state.passed"), say("body_state.doubted")


@pytest.mark.parametrize("treatment", list(Treatment))
def test_r3_a_doubt_is_no_more_than_the_office_wants_it_to_be(
    county: County, treatment: Treatment
) -> None:
    county.run()
    assert county.states()["甲局"] == DOUBTED
    county.run(Settings({DOUBLED: Setting(treatment, None, WHY)}))
    assert (county.states()["甲局"], county.states()["乙局"]) == (PASSED, DOUBTED)
    assert county.slips() == {f"乙局{TITLE}.docx", f"乙局{TITLE}.txt"}
    hints = [row for row in rows(county.out, hints_table()) if row["rule"] == WORDS]
    assert len(hints) == (treatment is Treatment.SOFTENED)
    assert WORDS not in [row["rule"] for row in rows(county.out, findings_table())]
    county.run()
    assert county.states()["甲局"] == PASSED, "it holds until another register comes"
    county.run(UNCHANGED)
    assert county.states()["甲局"] == DOUBTED


def test_r3_an_error_is_never_less(county: County) -> None:
    broken = charging(100, "")
    figures = {**broken.figures, "requests.new.business": 77}
    county.file("丙局", replace(broken, figures=figures))
    everything = {e.id: Setting(Treatment.MUTED, None, WHY) for e in catalogue(latest())}
    county.run(Settings(everything))
    assert county.states()["丙局"] == say("body_state.to_correct")


@pytest.mark.parametrize(
    ("settings", "slips"),
    [
        ({}, {"甲局.docx", "甲局.txt", "乙局.docx", "乙局.txt"}),
        ({DOUBLED: Back.STAYS}, {"乙局.docx", "乙局.txt"}),
        ({ALL: Back.STAYS}, set[str]()),
        ({ALL: Back.STAYS, DOUBLED: Back.GOES}, {"甲局.docx", "甲局.txt"}),
        (
            {DOUBLED: Back.WITH_BOOK},
            {"甲局.docx", "甲局.txt", "甲局.xlsx", "乙局.docx", "乙局.txt"},
        ),
    ],
)
def test_r4_whether_a_doubt_goes_back_and_with_what(
    county: County, settings: dict[str, Back], slips: set[str]
) -> None:
    county.run(Settings({rule: Setting(None, back) for rule, back in settings.items()}))
    assert county.slips() == {name.replace(".", f"{TITLE}.") for name in slips}
    assert county.states()["甲局"] == DOUBTED


def test_r4_jumps_go_back_only_where_the_office_says_so(county: County) -> None:
    county.file("丙局", charging(100, ""))
    last = {"丙局": dumps(last_year("丙局"))}
    county.run(previous=last)
    assert not any(name.startswith("丙局") for name in county.slips())
    county.run(Settings({ALL: Setting(None, Back.GOES)}), previous=last)
    assert not any(name.startswith("丙局") for name in county.slips())
    county.run(Settings({"C-JUMP": Setting(None, Back.GOES)}), previous=last)
    assert f"丙局{TITLE}.docx" in county.slips()
    found = [row["rule"] for row in rows(county.out, findings_table()) if row["body"] == "丙局"]
    assert found == [f"C-JUMP/{LICENSED}"]


def test_r5_every_output_says_what_was_set(county: County, tmp_path: Path) -> None:
    path = register(tmp_path, {"C-WORD": {"treatment": MUTED, "reason": WHY}})
    reading = read_register(path)
    result = county.run(reading.settings)
    told = reading.settings.told
    assert told in result.summary
    assert WHY in told
    book = openpyxl.load_workbook(county.out / BOOK)
    assert told in [row[0].value for row in book[NAMES[0]].iter_rows(max_row=4)]
    chased = openpyxl.load_workbook(county.out / CHASE_BOOK).worksheets[0]
    assert (chased["A1"].value, chased["A2"].value) == (told, say("chase.superior"))
    county.run()
    assert read_before(county.out / CHASE_BOOK), "read by the next run as before"
    assert told in (county.out / SITUATION_PAGE).read_text("utf-8")
    assert told in text_of((county.out / SLIPS / f"乙局{TITLE}.docx").read_bytes())
    total = tmp_path / "汇总.xlsx"
    asked = ["aggregate", str(county.out), "-o", str(total), "--scope", "全区"]
    assert WHY in CliRunner().invoke(app, asked).stdout
    assert told in [c for row in openpyxl.load_workbook(total).worksheets[0].values for c in row]


def test_r5_validate_judges_by_them_and_says_so(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[Path] = []
    monkeypatch.setattr("xltools.cli.returns.own_folder", lambda: tmp_path)
    monkeypatch.setattr("xltools.cli.returns.show_file", pages.append)
    path = register(tmp_path, {DOUBLED: {"treatment": MUTED, "reason": WHY}})
    told = read_register(path).settings.told
    asked = ["validate", str(county.inbox / "甲局.xlsx")]
    (plain,) = json.loads(CliRunner().invoke(app, [*asked, "--format", "json"]).stdout)
    assert (plain["state"], plain["warnings"], "settings" in plain) == ("doubted", 1, False)
    asked += ["--register", str(path)]
    (judged,) = json.loads(CliRunner().invoke(app, [*asked, "--format", "json"]).stdout)
    assert (judged["state"], judged["warnings"], judged["settings"]) == ("passed", 0, told)
    assert WORDS not in [found["id"] for found in judged["findings"]]
    shown = CliRunner().invoke(app, [*asked, "--open"]).stdout
    assert told in "".join(shown.split("\n"))
    assert told in pages[0].read_text("utf-8")
    none = CliRunner().invoke(app, [*asked[:2], "--register", str(county.inbox / "甲局.xlsx")])
    assert isinstance(none.exception, Refused)


def test_r5_the_command_takes_them_from_the_register(county: County, tmp_path: Path) -> None:
    path = register(tmp_path, {DOUBLED: {"treatment": MUTED, "reason": WHY}})
    asked = ["batch", str(county.inbox), "-o", str(county.out), "--year", "2024"]
    CliRunner().invoke(app, [*asked, "--register", str(path), "--jobs", "1"])
    with Ledger.open(county.out) as ledger:
        assert set(ledger.settings().rules) == {DOUBLED}
    assert TARIFF in [row["rule"] for row in rows(county.out, findings_table())]
    assert county.states()["甲局"] == PASSED
