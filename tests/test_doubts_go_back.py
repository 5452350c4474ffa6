"""A return that may stand and is doubted goes back in words: what is doubted, what settles it.

G1 each open doubt with its place and what would settle it; what is explained is left out
G2 a refused explanation goes back with the office's reason, and again with another reason
G3 jumps against last year alone do not go back, are one line beside others; the summary counts
G4 once explained the slip goes to 旧
G5 the body is on the chase list, asked to explain, and owes no return
G6 a sum says how many of its bodies are doubted
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Office
from doubted import (
    BODIES,
    LICENSED,
    SAID,
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
from filings import busy
from ledgers import NOW, rows, write_into
from openpyxl import load_workbook
from returns import run_here
from typer.testing import CliRunner

from xltools.cli import app
from xltools.collection.batch.run import Result
from xltools.collection.ledger.facts import Choice, Field
from xltools.collection.ledger.names import BOOK, CHASE, CHASE_BOOK, RETIRED, SLIPS
from xltools.collection.ledger_book.book import files_table, findings_table
from xltools.collection.ledger_book.sheets import today_table
from xltools.collection.outgoing.chase import chase_table
from xltools.collection.outgoing.slip import BOOK as BOOK_ENDING
from xltools.collection.outgoing.slip import CHAT, ENDINGS, WORD, slip
from xltools.collection.tables.reader import read_tables
from xltools.examination.record import Located, Record
from xltools.filing.codec import dumps
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Ruling, Verdict, tally
from xltools.filing.states import FileState
from xltools.law.edition import load
from xltools.law.rule import Severity
from xltools.messages import say

EDITION = load("2021")


class County:
    """An office with a register of four bodies, and a run a day."""

    def __init__(self, place: Path) -> None:
        self.folder, self.out, self.days = place / "in", place / "out", 0
        self.folder.mkdir()

    def file(self, name: str, filing: Filing) -> None:
        saved(of(name, filing), self.folder / f"{name}.xlsx")

    def run(self, **ordered: Any) -> Result:
        self.days += 1
        now = NOW + timedelta(days=self.days)
        return run_here(self.folder, self.out, now=now, year=2024, register=BODIES, **ordered)

    def slips(self) -> set[str]:
        folder = self.out / SLIPS
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def message(self, name: str) -> str:
        return (self.out / SLIPS / f"{name}{TITLE}.txt").read_text("utf-8-sig")

    def page(self, name: str) -> str:
        return text_of((self.out / SLIPS / f"{name}{TITLE}.docx").read_bytes())

    def refuse(self, name: str, rule: str, reason: str) -> None:
        found = [r for r in rows(self.out, findings_table()) if r["rule"] == rule]
        (key,) = {str(row["key"]) for row in found if row["body"] == name}
        values = {"ruling": Choice.REFUSED.label, "why_not": reason}
        write_into(self.out, findings_table(), "key", key, values)

    def chased(self) -> dict[str, str]:
        listed = read_tables(self.out / CHASE_BOOK, [chase_table()]).of(chase_table())
        return {row.text("name"): row.text("why") for row in listed}


def documents(*names: str) -> set[str]:
    return {f"{name}{TITLE}{ending}" for name in names for ending in (WORD, CHAT)}


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


# ------------------------------------------------------------------ G1, G4, G5, G6


def test_g1_a_doubt_goes_back_with_its_place_and_what_settles_it(county: County) -> None:
    county.file("甲局", text_doubt("甲局"))
    county.file("乙局", charging(105, ""))
    county.file("丙局", charging(105))
    county.file("丁局", busy(EDITION))
    result = county.run()
    assert county.slips() == documents("甲局", "乙局")
    found = {(row["body"], row["rule"]): row for row in rows(county.out, findings_table())}
    for name, rule in (("甲局", WORDS), ("乙局", TARIFF)):
        doubt = found[name, rule]
        for told in (county.page(name), county.message(name)):
            assert "可以采用" in told
            assert f"{name}.xlsx" in told
            assert "所附工作簿" not in told
            assert str(doubt["remedy"]) in told
        assert str(doubt["place"]) in county.page(name)
    assert say("summary.slips_doubted", count=2, folder=SLIPS) in result.summary
    assert say("summary.doubted", count=2) in result.summary


def test_g1_what_is_explained_is_left_out(county: County) -> None:
    both = replace(
        text_doubt("甲局"),
        figures=charging(105).figures,
        explanations={TARIFF: SAID},
    )
    county.file("甲局", both)
    county.run()
    assert "，，" in county.page("甲局")
    assert SAID not in county.page("甲局")
    assert SAID not in county.message("甲局")


def test_g4_once_explained_the_slip_goes_aside(county: County) -> None:
    county.file("甲局", charging(105, ""))
    county.run()
    assert county.slips() == documents("甲局")
    county.file("甲局", charging(105))
    county.run()
    assert county.slips() == set()
    assert {path.name for path in (county.out / RETIRED / SLIPS).iterdir()} == documents("甲局")


def test_g5_it_is_asked_to_explain_and_owes_no_return(county: County) -> None:
    county.file("甲局", text_doubt("甲局"))
    county.file("乙局", charging(105))
    result = county.run()
    missing, doubted = say("chase.missing"), say("chase.doubted")
    assert county.chased() == {"甲局": doubted, "丙局": missing, "丁局": missing}
    told = (county.out / CHASE / "某某区.txt").read_text("utf-8-sig")
    assert say("chase.text_doubted", count=1) in told
    assert say("summary.owing", count=2, book=CHASE_BOOK) in result.summary


def test_g6_a_sum_says_how_many_are_doubted(county: County, tmp_path: Path) -> None:
    county.file("甲局", text_doubt("甲局"))
    county.file("乙局", charging(105, ""))
    county.file("丙局", charging(105))
    county.run()
    book = tmp_path / "汇总.xlsx"
    asked = ["aggregate", str(county.out), "-o", str(book), "--scope", "全区"]
    told = CliRunner().invoke(app, asked).stdout
    line = say("aggregate.doubted", count=2)
    assert line in "".join(told.split("\n"))
    assert line in [cell for row in load_workbook(book).worksheets[0].values for cell in row]


# ------------------------------------------------------------------ G2


def test_g2_a_refused_explanation_goes_back_with_its_reason(county: County) -> None:
    county.file("甲局", charging(105))
    county.run()
    assert county.slips() == set()
    for reason in ("与收费许可不符", "请附缴款凭证。"):
        county.refuse("甲局", TARIFF, reason)
        county.run()
        assert county.slips() == documents("甲局")
        for told in (county.page("甲局"), county.message("甲局")):
            assert reason.rstrip("。") in told
            assert SAID in told
            assert say("slip.how_refused") in told
            assert say("slip.rest") not in told
            assert say("slip.how_doubted") not in told
        assert county.chased()["甲局"] == say("chase.refused")
        asked = (county.out / CHASE / "某某区.txt").read_text("utf-8-sig")
        assert say("chase.text_refused", count=1) in asked
        today = list(load_workbook(county.out / BOOK)[today_table().sheet].values)
        assert any("1项的情况说明没有被认可" in str(cell) for line in today for cell in line)


def test_g2_refused_and_open_doubts_are_told_apart() -> None:
    made = letter_of(jump("C1", Ruling.REFUSED), jump("C2"))
    for told in (text_of(made[WORD]), made[CHAT].decode("utf-8-sig")):
        assert "有2项请核实并说明，其中1项的情况说明收表单位没有认可" in told
        assert say("slip.how_refused") + say("slip.rest") + say("slip.how_doubted") in told


def test_g2_an_office_s_words_refuse_nothing_that_nobody_said() -> None:
    found = jump("C1", Ruling.REFUSED)
    unsaid = replace(found, finding=replace(found.finding, explanation=""))
    page = text_of(letter_of(unsaid)[WORD])
    assert say("slip.office_says", reason="请写明业务") in page
    assert "认可" not in page


def test_g2_a_slip_does_not_speak_of_what_no_program_recorded() -> None:
    page = text_of(letter_of(jump("C1", Ruling.REFUSED))[WORD])
    assert "业务增长" in page
    assert say("answer.unregistered") not in page


# ------------------------------------------------------------------ filled in by the office


@pytest.mark.parametrize("wrong", [False, True])
def test_what_the_office_filled_in_is_said_to_be_and_goes_along(
    county: County, *, wrong: bool
) -> None:
    figures = {"requests.new.business": 9999} if wrong else {}
    doubted = charging(105, "")
    county.file("甲局", replace(doubted, figures={**doubted.figures, **figures}))
    county.run()
    assert (f"甲局{TITLE}{BOOK_ENDING}" in county.slips()) is wrong
    assert "贵单位报送的" in county.page("甲局")
    origin = {Field.ORIGIN.value: Choice.BY_THE_OFFICE.label}
    write_into(county.out, files_table(), "file", "甲局.xlsx", origin)
    county.run()
    assert county.slips() == {f"甲局{TITLE}{ending}" for ending in ENDINGS}
    for told in (county.page("甲局"), county.message("甲局")):
        assert "根据贵单位报送的材料代填，现随本单附上" in told
        assert "甲局.xlsx" not in told


# ------------------------------------------------------------------ G3


def test_g3_jumps_alone_do_not_go_back(county: County) -> None:
    last = {name: dumps(last_year(name)) for name in ("甲局", "乙局")}
    county.file("甲局", charging(100, ""))
    county.file("乙局", text_doubt("乙局"))
    result = county.run(previous=last)
    states = {row.record.file: row.state for row in result.rows}
    assert set(states.values()) == {FileState.DOUBTED}
    found = [row for row in rows(county.out, findings_table()) if row["body"] == "甲局"]
    doubts = {row["rule"] for row in found if row["severity"] == say("severity.warning")}
    assert doubts == {f"C-JUMP/{LICENSED}"}
    assert county.slips() == documents("乙局")
    assert "甲局" not in county.chased()
    assert say("summary.jumps_alone", count=1) in result.summary


def jump(cell: str, ruling: Ruling = Ruling.NONE) -> Located:
    finding = Finding(
        f"C-JUMP/{cell}",
        Severity.WARNING,
        Verdict.FAIL,
        f"“{cell}”本年为9000件，上年度为1件，变化很大",
        "请核对数字。",
        "",
        (cell,),
        explanation="业务增长" if ruling else "",
        ruling=ruling,
        office="请写明业务" if ruling else "",
    )
    return Located(finding, f"表一 {cell}", (f"表一!{cell}",))


def letter_of(*found: Located) -> dict[str, bytes]:
    counts = tally(item.finding for item in found)
    record = Record("甲局.xlsx", FileState.DOUBTED, counts, body="甲局", year=2024, findings=found)
    return slip(busy(EDITION), record)


def test_g3_all_jumps_of_one_return_are_one_line() -> None:
    page = text_of(letter_of(*(jump(f"C{n}") for n in range(1, 9)))[WORD])
    assert say("slip.jumps", count=8) in page
    assert "9000" not in page


def test_g3_a_jump_whose_explanation_was_refused_is_a_line_of_its_own() -> None:
    made = letter_of(jump("C1"), jump("C2"), jump("C3", Ruling.REFUSED))
    for told in (text_of(made[WORD]), made[CHAT].decode("utf-8-sig")):
        assert say("slip.jumps", count=2) in told
        assert "请写明业务" in told


@pytest.mark.parametrize("reason", ["与收费许可不符", "请附缴款凭证" * 6, "请逐笔写明" * 40])
@pytest.mark.parametrize("remedy", ["请核对。", "请改正“" + "公开" * 80 + "”。"])
def test_g2_what_is_long_never_hides_the_reason_nor_the_number(reason: str, remedy: str) -> None:
    known = jump("C1", Ruling.REFUSED)
    finding = replace(known.finding, office=reason, remedy=remedy, figures="9000")
    page = text_of(letter_of(replace(known, finding=finding), jump("C2"))[WORD])
    assert say("slip.refused", reason=reason) in page
    assert say("slip.numbered", rule="C-JUMP/C1") in page
    assert len(remedy) < 60 or remedy not in page


@pytest.mark.office
def test_g1_it_is_one_page_however_much_is_doubted(soffice: Office, tmp_path: Path) -> None:
    found = [jump(f"C{n}", Ruling.REFUSED) for n in range(60)]
    (tmp_path / "a.docx").write_bytes(letter_of(*found)[WORD])
    pdf = soffice(tmp_path / "a.docx", "pdf", tmp_path)
    shown = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True, text=True)
    assert re.search(r"Pages:\s+1\n", shown.stdout)
