"""单独编制不公开: a report in Word, marked, in a folder of its own; and what waits for the office.

U1 no page, no fragment, no public words, no PDF; the mark stands on the report's face
U2 a day of publication written of such a body is questioned until it is taken out
U3 a register that changes its mind: what was public goes to 旧, and back
W1 a body whose file waits under 单位待定 is told apart from one of which nothing came
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from ledgers import rows, write_into
from office import BODIES, NAMES, Office, of

from xltools.collection.ledger.names import BOOK, PUBLISHING, RETIRED, UNPUBLISHED
from xltools.collection.ledger_book.book import bodies_table
from xltools.collection.ledger_book.sheets import today_table
from xltools.collection.register.body import Mode
from xltools.collection.situation.sheet import SITUATION
from xltools.filing.states import BodyState
from xltools.messages import say

CLOSED = (replace(BODIES[0], mode=Mode.UNPUBLISHED), *BODIES[1:])
MARK = say("report.unpublished_notice")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, CLOSED)


def documents(office: Office, name: str) -> list[str]:
    """What stands in OUT of that body, outside 旧."""
    found = (path.relative_to(office.out) for path in office.out.rglob(f"{name}*.*"))
    return sorted(path.as_posix() for path in found if path.parts[0] != RETIRED)


def said_in(path: Path) -> str:
    document = docx.Document(str(path))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def ask(office: Office, name: str) -> str:
    return next(row["ask"] or "" for row in rows(office.out, bodies_table()) if row["body"] == name)


def asked_today(office: Office, name: str) -> list[str]:
    """What is to be decided about that body, as 今日要办 says it."""
    sheet = openpyxl.load_workbook(office.out / BOOK)[today_table().sheet]
    return [str(row[2]) for row in sheet.iter_rows(values_only=True) if row[1] == name]


def registered_days(office: Office) -> list[list[object]]:
    """Each number of the sheet 报送情况, with what it counts."""
    sheet = openpyxl.load_workbook(office.out / BOOK)[SITUATION.sheet]
    return [list(row[1:3]) for row in sheet.iter_rows(values_only=True)]


def test_u1_word_only_marked_and_apart(office: Office) -> None:
    office.came({"a.xlsx": of(NAMES[0]), "b.xlsx": of(NAMES[1])})
    office.run()
    (only,) = documents(office, NAMES[0])
    assert only.startswith(f"{UNPUBLISHED}/")
    assert only.endswith(say("collection.unpublished") + ".docx")
    assert MARK in said_in(office.out / only)
    public = documents(office, NAMES[1])
    assert len(public) == 4
    (report,) = (name for name in public if name.endswith(".docx"))
    assert MARK not in said_in(office.out / report)
    written = (office.out / only).read_bytes()
    result = office.run()
    assert documents(office, NAMES[0]) == [only]
    assert (office.out / only).read_bytes() == written
    assert not any(say("summary.moved", folder=RETIRED, count=n) in result.summary for n in (1, 2))


def test_u2_a_day_of_publication_is_questioned(office: Office) -> None:
    office.came({"a.xlsx": of(NAMES[0])})
    office.run()
    write_into(office.out, bodies_table(), "body", NAMES[0], {"published": date(2025, 1, 20)})
    for _ in range(2):
        result = office.run()
        assert say("to_do.unpublished", date="2025-01-20") in ask(office, NAMES[0])
        assert say("summary.unpublished_day", bodies=NAMES[0]) in result.summary
        assert say("to_do.unpublished", date="2025-01-20") in asked_today(office, NAMES[0])
        assert [say("situation.day_questioned"), 1] in registered_days(office)
    write_into(office.out, bodies_table(), "body", NAMES[0], {"published": None})
    office.run()
    assert "不公开" not in ask(office, NAMES[0])


@pytest.mark.parametrize("clean", [True, False])
def test_u2_a_day_of_a_report_that_has_not_passed_is_questioned(
    office: Office, *, clean: bool
) -> None:
    name, day = NAMES[1], date(2025, 1, 20)
    good = of(name)
    texts = {**good.narratives, "proactive": ("主动公开，，有序推进。",)}
    doubted = replace(good, narratives=texts)
    office.came({"a.xlsx": good if clean else doubted})
    office.run()
    write_into(office.out, bodies_table(), "body", name, {"published": day})
    result = office.run()
    word = BodyState.DOUBTED.label
    told = say("to_do.published_early", date=day.isoformat(), word=word)
    assert (told in ask(office, name)) is not clean
    assert (told in asked_today(office, name)) is not clean
    assert (say("summary.published_early", bodies=name) in result.summary) is not clean
    assert ([say("situation.published_early"), 1] in registered_days(office)) is not clean
    assert [say("situation.published"), int(clean)] in registered_days(office)


def test_u3_the_register_may_change_its_mind(office: Office) -> None:
    office.came({"a.xlsx": of(NAMES[0])})
    office.bodies = BODIES
    office.run()
    assert len(documents(office, NAMES[0])) == 4
    office.bodies = CLOSED
    office.run()
    assert [name.split("/")[0] for name in documents(office, NAMES[0])] == [UNPUBLISHED]
    office.bodies = BODIES
    office.run()
    assert {name.split("/")[0] for name in documents(office, NAMES[0])} == {PUBLISHING}
    assert len(documents(office, NAMES[0])) == 4


def test_w1_a_body_whose_file_may_wait_is_told_apart(office: Office) -> None:
    office.came({"a.xlsx": of("云溪县民正局", code="")})
    result = office.run()
    assert office.told()[NAMES[2]] == BodyState.MISSING.label
    assert "a.xlsx" in ask(office, NAMES[2])
    assert ask(office, NAMES[1]) == ""
    chased = office.chased()
    assert chased[NAMES[2]]["why"] == say("chase.perhaps_its")
    assert chased[NAMES[2]]["sentence"] is None
    assert chased[NAMES[1]]["why"] == say("chase.missing")
    assert say("summary.perhaps", bodies=NAMES[2]) in result.summary
