"""Thousands of bodies: what is held of each does not grow with what it filed."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bodies import body as a_body
from filings import busy
from returns import SerialExecutor

from xltools.checks.alike import copies
from xltools.checks.alike.comparable import ComparedText
from xltools.checks.alike.copies import LikeTexts
from xltools.collection.district.from_ledger import year_of_ledger
from xltools.collection.drafting.material import offered
from xltools.collection.ledger.facts import Choice, Decision, Field
from xltools.collection.ledger.ledger import CHINA, Ledger
from xltools.collection.ledger.stored import stored_record
from xltools.collection.register.body import Body
from xltools.collection.register.levels import Scope
from xltools.collection.total.sum import district_sum
from xltools.collection.workers.executor import Later
from xltools.examination.record import Record
from xltools.filing.filing import Filing
from xltools.filing.findings import tally
from xltools.filing.light import figures_alone
from xltools.filing.states import FileState
from xltools.law.edition import Edition
from xltools.platform.on_disk import OnDisk

YEAR = 2024
FEW, MANY = 40, 160
A_BODY = 6_000
"""Bytes that a body may take while it is added up: half of what its return alone once took."""
A_PARAGRAPH = 100
"""Bytes that a paragraph may take at the peak of 雷同: it is some 400 long."""


def peak_of(work: Callable[[], object]) -> int:
    """The most that was held at once while that went on."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def collect(out: Path, filing: Filing, count: int) -> None:
    """A ledger of so many bodies, each with that return under its own name."""
    out.mkdir()
    bodies = [Body(f"第{number}局", kind="政府部门") for number in range(count)]
    with Ledger.open(out, create=True) as ledger, ledger.adding():
        number = ledger.begin(datetime(2025, 1, 15, tzinfo=CHINA), YEAR, "")
        ledger.register(number, bodies)
        for place, body in enumerate(bodies):
            filed = replace(filing, cover={**filing.cover, "name": body.name})
            record = Record("", FileState.PASSED, tally(()), body=body.name, year=YEAR)
            record = replace(record, edition=filed.edition.id, sha256=f"{place:064x}")
            ledger.sight(number, f"{place}.xlsx", record.sha256, date(2025, 1, 15))
            ledger.examined(number, stored_record(record, filed, "", ""))


def test_a_sum_holds_little_of_each_body(edition: Edition, tmp_path: Path) -> None:
    filing = replace(busy(edition), cover={**busy(edition).cover, "year": str(YEAR)})

    def added_up(count: int) -> None:
        given = year_of_ledger(tmp_path / str(count), YEAR)
        made = district_sum(given.entries, edition, YEAR, Scope.WHOLE)
        assert len(made.total.counted) == count
        said = given.words(made.choice.counted)
        assert all(dict(words.narratives) == dict(filing.narratives) for _, words in said)

    for count in (FEW, MANY):
        collect(tmp_path / str(count), filing, count)
    added_up(FEW)  # what is made once in a process
    few, many = (peak_of(lambda count=count: added_up(count)) for count in (FEW, MANY))
    assert (many - few) / (MANY - FEW) < A_BODY


def paragraphs(count: int) -> Iterator[ComparedText]:
    """A paragraph a body, one in ten taken over from the one before."""
    chance, text = random.Random(1), ""
    for place in range(count):
        if place % 10 != 1:
            text = "".join(map(chr, chance.choices(range(0x4E00, 0x5E00), k=100)))
        yield ComparedText(f"{place}局", "proactive", "主动公开", text, text, 1)


def test_what_resembles_another_text_is_found_without_holding_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copies, "_TOGETHER", 50)

    def found(count: int) -> None:
        with closing(LikeTexts(paragraphs(count))) as pairs:
            assert len(pairs) == count // 5
            assert all(pair.text.filed == pair.other.filed for pair in pairs)

    found(10)  # what is made once in a process
    few, many = (peak_of(lambda count=count: found(count)) for count in (300, 800))
    assert (many - few) / 500 < A_PARAGRAPH


@pytest.mark.parametrize("number", [0, 3, 7])
def test_figures_alone_count_as_the_whole_return_does(edition: Edition, number: int) -> None:
    for filing in (a_body(random.Random(number), number).filing, busy(edition)):
        light = figures_alone(filing)
        assert dict(light.values) == dict(filing.values)
        assert [light.number(cell) for cell in edition.form.cells] == [
            filing.number(cell) for cell in edition.form.cells
        ]
        assert len(light.values) == len(edition.form.cells)
        with pytest.raises(KeyError):
            light.values["nothing"]


def test_a_task_is_made_when_its_turn_has_come() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number * 10

    tasks = Later([1, 2, 3], make)
    assert (len(tasks), made) == (3, [])
    answers = SerialExecutor().map(str, tasks)
    assert (next(answers), made) == ("10", [1])
    assert ([*answers], made) == (["20", "30"], [1, 2, 3])
    assert (tasks[1:], made) == ([20, 30], [1, 2, 3, 2, 3])


def test_last_years_figures_are_held_packed_too(edition: Edition) -> None:
    known: dict[str, int | Decimal] = dict.fromkeys(edition.typed, 3)
    known["requests.new.total"] = Decimal("1.5")
    filing = replace(busy(edition), previous=known)
    assert dict(figures_alone(filing).previous) == known
    assert not figures_alone(busy(edition)).previous


@pytest.mark.parametrize("seed", range(3))
def test_what_lies_on_disk_is_as_a_mapping_in_memory(seed: int) -> None:
    chance = random.Random(seed)
    names = ["", "甲/乙.docx", "甲/乙", "甲", "\ud800", "a'b", "𠮷"]
    held, meant = OnDisk[object](), dict[str, object]()
    for number in range(60):
        name = chance.choice(names)
        if chance.random() < 0.3:
            assert held.pop(name, None) == meant.pop(name, None)
        else:
            held[name] = meant[name] = (number, name, {"x": Decimal("1.5")})
        assert list(held.items()) == list(meant.items())
        assert (len(held), "甲" in held) == (len(meant), "甲" in meant)
    below = {name: item for name, item in meant.items() if name.startswith("甲")}
    assert list(held.below("甲")) == sorted(below.items())
    with pytest.raises(KeyError):
        held["nothing"]


def test_what_the_office_decided_is_read_once_for_all_returns(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(tmp_path / "out", busy(edition), FEW)
    read: list[int] = []

    def counted(ledger: Ledger, *given: Any) -> Mapping[tuple[str, Field], Decision]:
        read.append(ledger.serial())
        return decisions(ledger, *given)

    decisions = Ledger.decisions
    with Ledger.open(tmp_path / "out") as ledger:
        contents = list(ledger.facts().judged)
        monkeypatch.setattr(Ledger, "decisions", counted)
        for subject in ("a", "b"):
            with ledger.adding():
                ledger.decide(Decision(1, subject, Field.RULING, Choice.ACCEPTED, contents[0]))
            assert all(ledger.findings(content) == () for content in contents)
    assert read == [1, 2]


def test_what_bodies_wrote_is_not_held_while_texts_are_drafted(
    edition: Edition, tmp_path: Path
) -> None:
    filing = replace(busy(edition), cover={**busy(edition).cover, "year": str(YEAR)})

    def drafted(count: int) -> None:
        given = year_of_ledger(tmp_path / str(count), YEAR)
        made = district_sum(given.entries, edition, YEAR, Scope.WHOLE)
        material = offered(replace(made, words=given.words), {})
        told = [piece for part in filing.narratives for piece in material.pieces(part)]
        assert sum(len(piece.bodies) for piece in told) == count * len(told)

    for count in (FEW, MANY):
        collect(tmp_path / str(count), filing, count)
    drafted(FEW)  # what is made once in a process
    few, many = (peak_of(lambda count=count: drafted(count)) for count in (FEW, MANY))
    assert (many - few) / (MANY - FEW) < A_BODY
