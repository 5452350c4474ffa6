"""A doubt that only many returns together give has an end, and what the office decided is not lost.

A1 text that is another body's goes back to both; 认可 with words settles one side
A5 what one of the two says to it settles its own side, by the slip's own number or in its book
A6 who writes anew is doubted no more, nor is the other
A2 认可 without words settles nothing, and is said; the ruling ends when a text changes
A3 last year's explanation of the same doubt is offered beside it, and settles nothing
A4 采用=是 that something newer has superseded is said
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from doubted import COPIED, SAID, WORDS, saved, telling, text_doubt, text_of
from ledgers import rows, write_into
from office import BODIES, NAMES, Office, of
from returns import run_here

from xltools.collection.distribution.previous import previous_filings
from xltools.collection.ledger.facts import Choice
from xltools.collection.ledger.names import SLIPS, VAULT
from xltools.collection.ledger.stored import filing_text
from xltools.collection.ledger_book.book import files_table, findings_table
from xltools.filing.filing import Filing
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
    """The bodies that are asked about words that are another's: in one word everywhere."""
    asked = {name for name, state in office.told().items() if state == BodyState.DOUBTED.label}
    title = say("slip.title")
    slips = office.out / SLIPS
    names = {path.stem.removesuffix(title) for path in slips.glob("*")}
    chased = office.chased().items()
    words = say("chase.doubted"), say("chase.refused")
    assert asked == names == {n for n, row in chased if row["why"] in words}
    return asked


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


def explained(office: Office, name: str, said: str) -> Filing:
    """The return with words beside the number that stands on the page of its slip."""
    page = (office.out / SLIPS / f"{name}{say('slip.title')}.docx").read_bytes()
    told = text_of(page)
    assert COPIED[:20] in told
    assert next(other for other in NAMES[:2] if other != name) in told
    rule = next(iter(re.findall(r"C-LIKE/\w+", told)))
    return replace(telling(of(name), COPIED), explanations={rule: said})


def test_a5_what_one_of_the_two_says_settles_its_own_side(office: Office) -> None:
    filing = explained(office, NAMES[0], "本单位原创，已请对方改写")
    saved(filing, office.inbox / f"{NAMES[0]}.xlsx")
    office.run()
    assert asked(office) == {NAMES[1]}
    (row,) = (
        r
        for r in rows(office.out, findings_table())
        if r["body"] == NAMES[0] and r["rule"].startswith("C-LIKE")
    )
    assert str(row["explanation"]).startswith("本单位原创")
    rule(office, NAMES[0], ruling=Choice.REFUSED.label, why_not="与上级范文一字不差")
    office.run()
    assert asked(office) == set(NAMES[:2])
    changed = telling(filing, COPIED + "另公布停车收费明细十二期。")
    saved(changed, office.inbox / f"{NAMES[0]}.xlsx")
    office.run()
    assert asked(office) == set(NAMES[:2]), "its own text has changed: said of other words"


def test_a5_nothing_is_written_again_where_nothing_changed(office: Office) -> None:
    known = office.out / VAULT
    with sqlite3.connect(known) as database:
        (before,) = database.execute("SELECT count(*) FROM examination").fetchone()
    office.run()
    with sqlite3.connect(known) as database:
        assert database.execute("SELECT count(*) FROM examination").fetchone() == (before,)


def test_a6_who_writes_anew_ends_it_for_both(office: Office) -> None:
    anew = "逐村走访，收集意见三十条，编成问答手册印发到户，年底回访，满意率达到九成以上。"
    office.came({f"{NAMES[1]}（再报）.xlsx": telling(of(NAMES[1]), anew)})
    office.run()
    assert asked(office) == set()
    assert set(office.told().values()) <= {BodyState.PASSED.label, BodyState.MISSING.label}
    assert not [r for r in rows(office.out, findings_table()) if "C-LIKE" in str(r["rule"])]


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


def test_a3_what_the_office_did_not_let_stand_is_not_offered(tmp_path: Path) -> None:
    said = {name: f"{SAID}（{number}）" for number, name in enumerate(NAMES[:3])}
    before = {n: replace(text_doubt(n, said[n]), cover=of(n, year="2023").cover) for n in said}
    before[NAMES[2]] = replace(before[NAMES[2]], explanations={WORDS: "属实。"})
    last = Office(tmp_path / "去年")
    for name, filing in before.items():
        saved(filing, last.inbox / f"{name}.xlsx")
    run_here(last.inbox, last.out, register=BODIES, year=2023)
    found = rows(last.out, findings_table())
    (key,) = (str(r["key"]) for r in found if r["body"] == NAMES[1] and r["rule"] == WORDS)
    refused = {"ruling": Choice.REFUSED.label, "why_not": "请附依据"}
    write_into(last.out, findings_table(), "key", key, refused)
    run_here(last.inbox, last.out, register=BODIES, year=2023)
    office = Office(tmp_path / "今年")
    office.came({f"{n}.xlsx": replace(text_doubt(n), cover=of(n).cover) for n in said})
    for source in (last.out, last.inbox):
        filings = previous_filings([source], 2024, BODIES).filings
        known = {name: filing_text(filing) for name, filing in filings.items()}
        run_here(office.inbox, office.out, register=BODIES, year=2024, previous=known)
        offered = {
            row["body"]: row["explanation"] or None
            for row in rows(office.out, findings_table())
            if row["rule"] == WORDS
        }
        let = say("answer.offered", said=said[NAMES[0]]) if source == last.out else None
        assert offered == {NAMES[0]: let, NAMES[1]: None, NAMES[2]: None}


def test_a4_an_adoption_that_does_not_hold_any_more_is_said(office: Office) -> None:
    file = f"{NAMES[2]}.xlsx"
    write_into(office.out, files_table(), "file", file, {"adopt": Choice.YES.label})
    quiet = office.run()
    told = say("summary.overridden", files=file)
    assert told not in quiet.summary
    office.came({f"{NAMES[2]}（再报）.xlsx": of(NAMES[2], phone="0000－7654321")})
    assert told in office.run().summary
