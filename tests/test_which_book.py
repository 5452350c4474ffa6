"""One of the office's workbooks given in place of another: told apart, and nothing read of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from xltools.collection.distribution.previous import PreviousError, previous_filings
from xltools.collection.distribution.previous_book import read_previous_book, write_previous_book
from xltools.collection.district.columns import ABOUT, ADJUSTMENTS
from xltools.collection.drafting.columns import FINAL, NUMBERS
from xltools.collection.ledger_book.book import files_table, findings_table
from xltools.collection.outgoing.chase import chase_book
from xltools.collection.register.body import Body
from xltools.collection.register.book import read_register, write_register
from xltools.collection.tables.writer import write_book
from xltools.law.edition import latest
from xltools.messages import say
from xltools.template import build_blank

BODY = Body("云溪县教育局")
OTHERS = ["return", "ledger", "chase", "sum", "drafts"]


@cache
def books() -> Mapping[str, bytes]:
    return {
        "return": build_blank(latest(), {"name": BODY.name}),
        "register": write_register((BODY,)),
        "previous": write_previous_book(2024, (BODY,)),
        "ledger": write_book({files_table(): [], findings_table(): []}),
        "chase": chase_book((), None, 2025),
        "sum": write_book({ABOUT: [], ADJUSTMENTS: []}),
        "drafts": write_book({FINAL: [], NUMBERS: []}),
    }


def given(name: str, folder: Path) -> Path:
    path = folder / "花名册.xlsx"
    path.write_bytes(books()[name])
    return path


@pytest.mark.parametrize("name", ["previous", *OTHERS])
def test_another_book_is_no_register(name: str, tmp_path: Path) -> None:
    reading = read_register(given(name, tmp_path))
    assert (reading.read, reading.bodies) == (False, ())
    (problem,) = reading.problems
    assert problem.finding.id == "O-OTHER-BOOK"
    assert say(f"office.book_{name}") in problem.finding.sentence
    assert "register" in problem.finding.remedy


@pytest.mark.parametrize("name", ["register", *OTHERS])
def test_another_book_holds_no_figures_of_last_year(name: str, tmp_path: Path) -> None:
    path = given(name, tmp_path)
    book = read_previous_book(path, 2024)
    assert (book.read, book.filings) == (False, ())
    assert [located.finding.id for located in book.problems] == ["O-OTHER-BOOK"]
    with pytest.raises(PreviousError, match=say(f"office.book_{name}")):
        previous_filings([path], 2025, (BODY,))


def test_each_is_read_in_its_own_place_whatever_the_file_is_called(tmp_path: Path) -> None:
    assert read_register(given("register", tmp_path)).bodies[0].name == BODY.name
    assert read_previous_book(given("previous", tmp_path), 2024).read
