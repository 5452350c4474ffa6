"""The office reads an explanation: 认可 or 不认可, until the figures change.

R1 问题清单 shows what the body said to each doubt, since when, and whether that counts
R2 empty is accepted; 不认可 takes it back with its reason; both stand until the figures change
R3 认可 with words of the office settles what the body did not explain; alone it does not
R4 what cannot be obeyed is told
R5 validate shows it too, as table, JSON and page
R6 the slip says why, and by its own formulas waits for other words
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from doubted import PLACE, SAID, TARIFF, charging, saved, tariff, typed
from ledgers import rows, write_into
from office import Inbox
from typer.testing import CliRunner

from xltools.cli import app
from xltools.collection.ledger.facts import Choice
from xltools.collection.ledger_book.book import bodies_table, findings_table
from xltools.collection.register.body import Body
from xltools.examination.examine import examine
from xltools.examination.page import findings_page
from xltools.examination.record import record_of
from xltools.filing.findings import Ruling
from xltools.messages import say
from xltools.template import pour

DOUBTED, EXPLAINED = say("file_state.doubted"), say("file_state.explained")
YES, NO = Choice.ACCEPTED.label, Choice.REFUSED.label


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def doubt(inbox: Inbox) -> dict[str, object]:
    found = [row for row in rows(inbox.out, findings_table()) if row["rule"] == TARIFF]
    return found[-1]


def rule(inbox: Inbox, ruling: str, words: str = "") -> None:
    key = str(doubt(inbox)["key"])
    values = {"ruling": ruling or None, "why_not": words or None}
    write_into(inbox.out, findings_table(), "key", key, values)


def test_r1_what_was_said_stands_beside_the_doubt(inbox: Inbox) -> None:
    saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    row = doubt(inbox)
    assert str(row["explanation"]).startswith(SAID)
    assert say("answer.unregistered") in str(row["explanation"])
    first = row["since_said"]
    assert getattr(first, "date", lambda: first)() == date(2025, 1, 21)


def test_r1_the_day_on_which_it_first_came_stays(inbox: Inbox) -> None:
    path = saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    before = doubt(inbox)["since_said"]
    typed(path, amount=115)
    inbox.run()
    assert doubt(inbox)["since_said"] == before
    assert say("answer.lapsed") in str(doubt(inbox)["explanation"])


def test_r2_a_refusal_stands_until_the_figures_change(inbox: Inbox) -> None:
    path = saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    assert inbox.run() == {"a.xlsx": EXPLAINED}
    rule(inbox, NO, "与收费许可不符")
    assert inbox.run() == {"a.xlsx": DOUBTED}
    assert "与收费许可不符" in str(doubt(inbox)["explanation"])
    assert (doubt(inbox)["ruling"], doubt(inbox)["why_not"]) == (NO, "与收费许可不符")
    assert inbox.run() == {"a.xlsx": DOUBTED}, "in a second run too"
    typed(path, explanation="含上年补缴5元，见票据")
    assert inbox.run() == {"a.xlsx": DOUBTED}, "rewritten, of the same figures"
    typed(path, amount=115, explanation="含补缴15元")
    assert inbox.run() == {"a.xlsx": EXPLAINED}
    assert doubt(inbox)["ruling"] is None


def asked_of(inbox: Inbox) -> str:
    """What 各单位 says is to be done about the one body."""
    inbox.run(register=(Body(str(doubt(inbox)["body"])),), year=2024)
    (body,) = rows(inbox.out, bodies_table())
    return str(body["ask"])


def test_r2_an_explanation_that_was_refused_is_not_called_missing(inbox: Inbox) -> None:
    saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    assert asked_of(inbox) == say("to_do.explained", explained=1)
    rule(inbox, NO, "与收费许可不符")
    assert asked_of(inbox) == say("to_do.doubted", doubts=say("to_do.refused", count=1))


def test_r2_what_nobody_explained_stays_unsaid_when_it_is_refused(inbox: Inbox) -> None:
    saved(charging(105, ""), inbox.folder / "a.xlsx")
    inbox.run()
    rule(inbox, NO, "请说明")
    assert asked_of(inbox) == say("to_do.doubted", doubts=say("to_do.unsaid", count=1))


def test_r2_a_refusal_is_taken_back(inbox: Inbox) -> None:
    saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    rule(inbox, NO, "理由")
    inbox.run()
    rule(inbox, "")
    assert inbox.run() == {"a.xlsx": EXPLAINED}


def test_r3_the_office_s_own_words_settle_a_doubt(inbox: Inbox) -> None:
    path = saved(charging(105, ""), inbox.folder / "a.xlsx")
    assert inbox.run() == {"a.xlsx": DOUBTED}
    rule(inbox, YES, "电话核实，含上年补缴5元")
    assert inbox.run() == {"a.xlsx": EXPLAINED}
    assert doubt(inbox)["explanation"] == say("answer.office", said="电话核实，含上年补缴5元")
    typed(path, amount=115)
    assert inbox.run() == {"a.xlsx": DOUBTED}


def test_r3_a_lapsed_explanation_is_accepted_by_name(inbox: Inbox) -> None:
    path = saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    typed(path, amount=115)
    inbox.run()
    rule(inbox, YES)
    assert inbox.run() == {"a.xlsx": EXPLAINED}


def test_r4_what_cannot_be_obeyed_is_told(inbox: Inbox) -> None:
    saved(charging(105, ""), inbox.folder / "a.xlsx")
    inbox.run()
    rule(inbox, YES)
    assert inbox.run() == {"a.xlsx": DOUBTED}
    assert any(say("ledger.words_wanted") in line for line in inbox.summary)
    rule(inbox, "", "理由")
    inbox.run()
    assert any(say("ledger.alone") in line for line in inbox.summary)


def test_r5_validate_shows_what_was_said(tmp_path: Path) -> None:
    path = saved(charging(105), tmp_path / "a.xlsx", by_hand=True)
    result = CliRunner().invoke(app, ["validate", str(path), "--format", "json"])
    (found,) = [f for f in json.loads(result.stdout)[0]["findings"] if f["id"] == TARIFF]
    told = [found[key] for key in ("explanation", "explained", "lapsed", "unregistered")]
    assert told == [SAID, True, False, True]
    table = CliRunner().invoke(app, ["validate", str(path)]).stdout
    assert SAID in table
    assert SAID in findings_page([record_of("a.xlsx", examine(path))])


def test_r5_what_explains_nothing_is_told(tmp_path: Path) -> None:
    path = saved(charging(105, "属实。"), tmp_path / "a.xlsx", by_hand=True)
    assert say("answer.says_nothing") in findings_page([record_of("a.xlsx", examine(path))])


def test_r6_a_refused_explanation_counts_in_the_slip_only_when_rewritten(tmp_path: Path) -> None:
    filing = charging(105)
    found = tariff(examine(saved(filing, tmp_path / "a.xlsx", by_hand=True)))
    refused = replace(found, ruling=Ruling.REFUSED, office="与收费许可不符")
    path = tmp_path / "slip.xlsx"
    path.write_bytes(pour(filing, [refused]))
    again = tariff(examine(path))
    assert (again.explained, again.lapsed) == (False, True)
    assert say("answer.sent_back") in again.answer
    note = openpyxl.load_workbook(path)[PLACE.sheet][PLACE.address].comment
    assert note
    assert "与收费许可不符" in note.text
    assert tariff(examine(typed(path, explanation="含上年补缴5元，见票据"))).explained
