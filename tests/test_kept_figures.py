"""What the reader files the codec takes back, and what was once stored ends no run.

K1 a number that no cell keeps is an error on its cell    K2 whatever is filed comes back
K3 what earlier versions stored is read                   K4 what cannot be read is told
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import Book, with_cell
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import NOW
from returns import failing, passing, run_here, save, states

from xltools.collection.batch.run import Result
from xltools.collection.district.from_ledger import year_of_ledger
from xltools.collection.ledger.names import VAULT
from xltools.collection.register.body import Body
from xltools.filing.codec import dumps, loads, to_json
from xltools.filing.confront import confront
from xltools.filing.figure import figure_of
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.wording import covered
from xltools.law.edition import Edition, load
from xltools.law.rule import Severity
from xltools.layout.return_book import layout_of
from xltools.messages import say
from xltools.reader import read_return
from xltools.reader.cells.grid import Entry
from xltools.reader.form.figures import value_of

EDITION = load("2021")
CELL = "requests.new.natural_person"
ID_NUMBER = "320830199001010017"


def read(data: bytes, folder: Path) -> Filing:
    path = folder / "return.xlsx"
    path.write_bytes(data)
    filing = read_return(path).filing
    assert filing is not None
    return filing


# ------------------------------------------------------------------ K1


@pytest.mark.parametrize(
    "number",
    [ID_NUMBER, "1000000000000000", "-1000000000000000", "1e300", "1e400", "-1E+16", "1e-200"],
)
@pytest.mark.parametrize("typed", ["n", "str", "inlineStr"])
def test_k1_a_number_that_no_cell_keeps_is_an_error(
    number: str, typed: str, tmp_path: Path
) -> None:
    spot = layout_of(EDITION).figures[CELL]
    inner = f"<is><t>{number}</t></is>" if typed == "inlineStr" else f"<v>{number}</v>"
    xml = f'<c r="{spot.address}" t="{typed}">{inner}</c>'
    filing = read(with_cell(Book(EDITION, {CELL: 1}).bytes(), spot, xml), tmp_path)
    assert isinstance(filing.figures[CELL], Unreadable)
    assert [f.severity for f in confront(filing) if CELL in f.marks] == [Severity.ERROR]
    assert loads(dumps(filing)) == filing


def test_k1_the_sentence_says_why() -> None:
    label = EDITION.form.cells[CELL].label
    for code, number in (("personal", ID_NUMBER), ("digits", "9" * 20), ("digits", "1e300")):
        filing = Filing(EDITION, figures={CELL: Unreadable(number)})
        wanted = say(f"confront.invalid_{code}", label=label, text=covered(number))
        assert len([f for f in confront(filing) if CELL in f.marks and wanted in f.sentence]) == 1


@pytest.mark.parametrize(
    ("number", "figure"),
    [
        (0.30000000000000004, Decimal("0.3")),
        (999_999_999_999_999.0, 999_999_999_999_999),
        (59237.2449, Decimal("59237.2449")),
        (1e15, None),
        (float("nan"), None),
        (float("-inf"), None),
        (Decimal("1e999999"), None),
        (Decimal("0.1234567890123456"), None),
    ],
)
def test_k1_a_figure_has_the_digits_that_a_spreadsheet_shows(
    number: Any, figure: int | Decimal | None
) -> None:
    assert figure_of(number) == figure


# ------------------------------------------------------------------ K2


@settings(deadline=None, max_examples=2000)
@given(st.one_of(st.floats(), st.integers(), st.text(max_size=30), st.booleans()))
def test_k2_what_the_reader_files_the_codec_takes_back(value: Any) -> None:
    """Surrogates cannot stand in a workbook's XML; everything else may."""
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode()
    figures = {CELL: value_of(Entry(value)), "requests.new.business": 999_999_999_999_999}
    filing = Filing(EDITION, figures={cell: v for cell, v in figures.items() if v})
    assert loads(dumps(filing)).values == filing.values


# ------------------------------------------------------------------ K3, K4


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    (tmp_path / "收件").mkdir()

    def carried_out(**given: Any) -> Result:
        bodies = (Body("东局", deadline=date(2025, 1, 31)), Body("西局"))
        asked: dict[str, Any] = {"year": 2024, "register": bodies, "now": NOW, **given}
        return run_here(tmp_path / "收件", tmp_path / "结果", **asked)

    return carried_out


def keep(out: Path, text: str) -> None:
    """Have the ledger hold that text as everything that was filed."""
    query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
    with closing(sqlite3.connect(out / VAULT)) as database, database:
        guards = dict(database.execute(query).fetchall())
        for name in guards:
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE examination SET filing = ?", (text,))
        for guard in guards.values():
            database.execute(guard)


@pytest.mark.parametrize("number", [int(ID_NUMBER), ID_NUMBER, 1e300])
def test_k3_an_identity_number_in_a_figures_place_stops_no_collection(
    number: Any, edition: Edition, run: Callable[..., Result], tmp_path: Path
) -> None:
    book = Book(edition, {**passing(edition, name="东局").cover, CELL: number})
    book.save(tmp_path / "收件" / "a.xlsx")
    save(passing(edition, name="西局"), tmp_path / "收件" / "b.xlsx")
    assert states(run()) == states(run()) == {"a.xlsx": "errors", "b.xlsx": "passed"}
    assert year_of_ledger(tmp_path / "结果", 2024).hashes.keys() == {"西局"}


@pytest.mark.parametrize("number", [int(ID_NUMBER), 10**300, 1.5e300])
def test_k3_what_an_earlier_version_stored_is_read(
    number: Any, edition: Edition, run: Callable[..., Result], tmp_path: Path
) -> None:
    save(failing(edition, name="东局"), tmp_path / "收件" / "a.xlsx")
    run()
    data = to_json(failing(edition, name="东局"))
    data["figures"][CELL] = number
    keep(tmp_path / "结果", json.dumps(data))
    save(passing(edition, name="东局"), tmp_path / "收件" / "b.xlsx")
    changes = [row.standing.state for row in run().rows]
    assert "superseded" in changes
    assert not any("读不出来" in line for line in run().summary)


@pytest.mark.parametrize("text", ["{", '{"edition": "1999"}', "[1]", '{"cover": {"name": 5.5}}'])
def test_k4_one_that_cannot_be_read_ends_no_run(
    text: str, edition: Edition, run: Callable[..., Result], tmp_path: Path
) -> None:
    save(passing(edition, name="东局"), tmp_path / "收件" / "a.xlsx")
    out = tmp_path / "结果"
    run()
    keep(out, text)
    again = run()
    assert any(line == say("summary.damaged", files="a.xlsx") for line in again.summary)
    (entry,) = [entry for entry in year_of_ledger(out, 2024).entries if entry.body.name == "东局"]
    assert (entry.filing, entry.reason) == (None, say("aggregate.damaged"))
    for report in out.glob("*/*/*.docx"):
        report.unlink()
    (row,) = run().rows
    assert row.record.findings[0].finding.id == "P-DAMAGED"
