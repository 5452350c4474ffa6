"""A doubt that only the office can settle is settled by it, and what it decided is not lost.

A1 text that is another body's: both bodies are named to the office, 认可 with words settles it
A2 认可 without words settles nothing, and is said; the ruling ends when a text changes
A3 last year's explanation of the same doubt is offered beside it, and settles nothing
A4 采用=是 that something newer has superseded is said
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ledgers import rows, write_into
from returns import run_here
from test_attachments import BODIES, NAMES, Office, of
from test_collection_outgoing import COPIED, telling
from test_doubts_go_back import WORDS, text_doubt
from test_explanations_end import SAID

from xltools.collection.ledger.facts import Choice
from xltools.collection.ledger.stored import filing_text
from xltools.collection.ledger_book.book import bodies_table, files_table, findings_table
from xltools.filing.states import BodyState
from xltools.messages import say


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.came({f"{name}.xlsx": telling(of(name), COPIED) for name in NAMES[:2]})
    made.came({f"{NAMES[2]}.xlsx": of(NAMES[2])})
    made.run()
    return made


def asked(office: Office) -> set[str]:
    """The bodies of which the office is told that their words are another's."""
    told = {row["body"]: row["ask"] or "" for row in rows(office.out, bodies_table())}
    return {name for name, ask in told.items() if say("to_do.alike", count=1) in ask}


def open_doubts(office: Office, name: str) -> int:
    return next(r["warnings"] for r in rows(office.out, files_table()) if r["body"] == name)


def rule(office: Office, name: str, **values: str) -> None:
    found = rows(office.out, findings_table())
    alike = (r for r in found if r["body"] == name and r["rule"].startswith("C-LIKE"))
    write_into(office.out, findings_table(), "key", str(next(alike)["key"]), values)


def test_a1_both_bodies_are_named_and_what_the_office_accepts_is_settled(office: Office) -> None:
    assert asked(office) == set(NAMES[:2])
    assert (open_doubts(office, NAMES[0]), open_doubts(office, NAMES[1])) == (1, 1)
    rule(office, NAMES[0], ruling=Choice.ACCEPTED.label, why_not="电话核实，本单位原创")
    result = office.run()
    assert not any("没有照办" in line or "不能办结" in line for line in result.summary)
    assert asked(office) == {NAMES[1]}
    assert (open_doubts(office, NAMES[0]), open_doubts(office, NAMES[1])) == (0, 1)
    office.run()
    assert asked(office) == {NAMES[1]}


def test_a2_without_words_it_is_not_settled_and_that_is_said(office: Office) -> None:
    rule(office, NAMES[0], ruling=Choice.ACCEPTED.label)
    result = office.run()
    assert any(say("ledger.words_wanted") in line for line in result.summary)
    assert asked(office) == set(NAMES[:2])


def test_a2_a_ruling_ends_when_a_text_changes(office: Office) -> None:
    rule(office, NAMES[0], ruling=Choice.ACCEPTED.label, why_not="电话核实，本单位原创")
    office.run()
    changed = telling(of(NAMES[0]), COPIED.replace("逐条公布", "逐项公布"))
    office.came({f"{NAMES[0]}（再报）.xlsx": changed})
    office.run()
    assert asked(office) == set(NAMES[:2])


def test_a3_last_years_explanation_is_offered_and_settles_nothing(tmp_path: Path) -> None:
    name = NAMES[0]
    doubted = replace(text_doubt(name), cover=of(name).cover)
    before = replace(doubted, cover={**doubted.cover, "year": "2023"}, explanations={WORDS: SAID})
    office = Office(tmp_path)
    office.came({"a.xlsx": doubted})
    known = {name: filing_text(before)}
    run_here(office.inbox, office.out, register=BODIES, year=2024, previous=known)
    (row,) = (r for r in rows(office.out, findings_table()) if r["rule"] == WORDS)
    assert row["explanation"] == say("answer.offered", said=SAID)
    assert office.told()[name] == BodyState.DOUBTED.label


def test_a4_an_adoption_that_does_not_hold_any_more_is_said(office: Office) -> None:
    file = f"{NAMES[2]}.xlsx"
    write_into(office.out, files_table(), "file", file, {"adopt": Choice.YES.label})
    quiet = office.run()
    told = say("summary.overridden", files=file)
    assert told not in quiet.summary
    office.came({f"{NAMES[2]}（再报）.xlsx": of(NAMES[2], phone="0000－7654321")})
    assert told in office.run().summary
