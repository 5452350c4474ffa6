"""A whole district, two years long, worked on as an office does, right to the body and the cell.

Register, last year's runs, 下发, filling in, two runs of this year, the sum: what must come out is
what the generator knows of the files that it sent.

W1 the register is read as it was written      W5 修改单, and 成果包 of those that passed
W2 下发 carries last year over                  W6 催报: who, why, how late, what is new
W3 台账: every file with its word               W7 雷同: who wrote what another body wrote
W4 台账: every body with its word and its day   W8 the sum, to the cell, and who is not in it

50 bodies, of which those whose last year is special get a workbook; with XLTOOLS_DISTRICT=150
that many, all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from district import (
    COPIED,
    FIRST,
    GOVERNMENT,
    RUNS,
    SECOND,
    Delivery,
    District,
    Stand,
    Truth,
    district,
)
from returns import SerialExecutor, run_here

from xltools.collection.distribution.distribute import distribute
from xltools.collection.distribution.previous import Previous, previous_filings
from xltools.collection.district import columns as tables
from xltools.collection.district.from_ledger import year_of_ledger
from xltools.collection.district.run import Aggregated
from xltools.collection.district.run import run as sum_up
from xltools.collection.ledger.ledger import CHINA
from xltools.collection.ledger.names import DIGESTS, INDEX_PAGE, PUBLISHING, UNPUBLISHED, WAITING
from xltools.collection.ledger_book.book import (
    bodies_table,
    files_table,
    findings_table,
    resembling_table,
)
from xltools.collection.outgoing.chase import Why, chase_table
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.book import read_register, write_register
from xltools.collection.register.levels import Scope
from xltools.collection.tables.reader import OfficeReading, Row, read_tables
from xltools.collection.tables.writer import Table
from xltools.collection.total.sum import OwnReturn
from xltools.filing.filing import Filing
from xltools.filing.previous import previous_cells
from xltools.filing.states import BodyState, FileState
from xltools.law.edition import Edition
from xltools.layout.return_book import layout_of
from xltools.messages import say
from xltools.platform.names import safe_name
from xltools.reader import read_return
from xltools.report.endings import PACKAGE, WORD

SIZE = int(os.environ.get("XLTOOLS_DISTRICT", "50"))
DAYS = {
    (FIRST, 1): date(2025, 1, 15),
    (FIRST, 2): date(2025, 2, 2),
    (SECOND, 1): date(2026, 1, 15),
    (SECOND, 2): date(2026, 2, 2),
}
DEADLINE = date(2026, 1, 20)


@dataclass(frozen=True)
class Office:
    """What lies on the office's disk when all is done; the books of this year's runs by run."""

    made: District
    place: Path
    register: Path
    previous: Previous
    handed: dict[str, Filing]
    """What stood in the workbooks that were handed out, by body."""
    books: dict[int, OfficeReading]
    chased: dict[int, OfficeReading]
    listed: dict[int, frozenset[str]]
    """Every file in OUT after a run."""

    @property
    def out(self) -> Path:
        return self.place / f"{SECOND}-结果"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made, place = district(SIZE, seed=7), tmp_path_factory.mktemp("澜川区")
    register = place / "花名册.xlsx"
    register.write_bytes(write_register(made.bodies))
    bodies = read_register(register).bodies
    for run in RUNS:
        work(made, made.deliveries, place, FIRST, run, bodies)
    previous = previous_filings([place / f"{FIRST}-结果"], SECOND, bodies)
    handed = dict(hand_out(made, previous, place / "下发"))
    filled = [fill(delivery, handed) for delivery in made.deliveries]
    books: dict[int, OfficeReading] = {}
    chased: dict[int, OfficeReading] = {}
    listed: dict[int, frozenset[str]] = {}
    for run in RUNS:
        out = work(made, filled, place, SECOND, run, bodies)
        tables = [files_table(), bodies_table(), resembling_table(), findings_table()]
        books[run] = read_tables(out / "台账.xlsx", tables)
        chased[run] = read_tables(out / "催报.xlsx", [chase_table()])
        found = (path for path in out.rglob("*") if path.is_file())
        listed[run] = frozenset(path.relative_to(out).as_posix() for path in found)
    return Office(made, place, register, previous, handed, books, chased, listed)


def work(
    made: District,
    deliveries: list[Delivery],
    place: Path,
    year: int,
    run: int,
    bodies: tuple[Body, ...],
) -> Path:
    """One day of the office: what came until then is worked on."""
    inbox, out = place / f"{year}-收件", place / f"{year}-结果"
    replace(made, deliveries=deliveries).deliver(inbox, year, run)
    now = datetime.combine(DAYS[year, run], datetime.min.time(), CHINA)
    run_here(inbox, out, year=year, register=bodies, now=now)
    return out


def hand_out(made: District, previous: Previous, folder: Path) -> Iterator[tuple[str, Filing]]:
    """下发, and what can be read in each workbook."""
    roles = {truth.role: name for name, truth in made.truths[FIRST, 2].items()}
    bodies = [
        body
        for body in made.bodies
        if SIZE >= 150 or body.predecessors or body.name in roles.values()
    ]
    distribute(bodies, SECOND, previous, folder, SerialExecutor())
    for path in folder.rglob("*填报表.xlsx"):
        filing = read_return(path).filing
        assert filing
        yield filing.name, filing


def fill(delivery: Delivery, handed: dict[str, Filing]) -> Delivery:
    """What the body sends is the workbook that it got, with its figures and texts."""
    blank = handed.get(delivery.body)
    if delivery.year != SECOND or blank is None:
        return delivery
    cover = {**delivery.filing.cover, **blank.cover}
    return replace(delivery, filing=replace(delivery.filing, cover=cover, previous=blank.previous))


def sent(office: Office, run: int) -> list[Delivery]:
    """What had come by the end of a run."""
    return [d for d in office.made.deliveries if d.year == SECOND and d.run <= run]


def truths(office: Office, run: int) -> dict[str, Truth]:
    return office.made.truths[SECOND, run]


def rows(reading: OfficeReading, table: Table, key: str) -> dict[str, Row]:
    """The rows of a book by one of their columns, in which nothing stands twice."""
    found = reading.of(table)
    by_key = {row.text(key): row for row in found}
    assert len(by_key) == len(found)
    return by_key


def asked_to_explain(office: Office, run: int) -> set[str]:
    """The bodies 待说明 in which more stands open than that this year is far from last year."""
    bodies = rows(office.books[run], bodies_table(), "body")
    return {
        row.text("body")
        for row in office.books[run].of(findings_table())
        if row.text("severity") == say("severity.warning")
        and row.text("verdict") == say("verdict.fail")
        and not row.text("rule").startswith(("C-JUMP", "C-UNIT-YEARS"))
        and row.text("body") in bodies
        and bodies[row.text("body")].text("state") == BodyState.DOUBTED.label
    }


# ------------------------------------------------------------------ W1, W2


def test_w1_the_register_is_read_as_it_was_written(office: Office) -> None:
    reading = read_register(office.register)
    assert (reading.bodies, reading.problems) == (office.made.bodies, ())


def test_w2_every_workbook_says_whose_it_is_and_what_it_carried_over(
    office: Office, edition: Edition
) -> None:
    bodies = {body.name: body for body in office.made.bodies}
    known = office.made.counted(FIRST)
    assert office.handed
    compared = 0
    for name, handed in office.handed.items():
        body = bodies[name]
        assert (handed.cover["code"], handed.year) == (body.code, SECOND)
        before = [known.get(former) for former in (*body.predecessors, name)]
        if body.predecessors:
            before.pop()  # it was founded since
        if None in before:
            assert handed.previous == {}
            assert name in office.previous.lacking
        else:
            compared += 1
            assert handed.previous == {
                cell: sum(filing.number(cell) or 0 for filing in before if filing)
                for cell in previous_cells(edition)
            }
    assert compared > 3
    assert len(office.handed) > compared, "of some bodies nothing is known"
    assert set(office.previous.parts) == {
        b.name for b in bodies.values() if len(b.predecessors) > 1
    }


# ------------------------------------------------------------------ W3, W4

DOCUMENTS = ("scan", "picture", "word")
NO_RETURN = {
    **dict.fromkeys(("html", "csv"), "not_workbook"),
    **dict.fromkeys(("zip bomb", "far cell", "thousand sheets"), "too_big"),
    **dict.fromkeys(("half", "xml bomb"), "unreadable"),
    **dict.fromkeys(("other edition", "own table", "old workbook"), "not_ours"),
    "nothing": "empty",
    "encrypted": "encrypted",
}
"""The word for what holds no return that can be read."""


def words(delivery: Delivery, role: str, run: int) -> tuple[str, ...]:
    """The words that a file may have: one, but what passed may be doubted for a figure."""
    good = ("passed", "doubted")
    match delivery.sort:
        case "scan" if role in SUPERSEDED and run == 2:
            return ("attached",)
        case "failing" | "changed" if role in SUPERSEDED and run == 2:
            return ("superseded",)
        case sort if sort in DOCUMENTS:
            return ("document",)
        case sort if sort in NO_RETURN:
            return (NO_RETURN[sort],)
        case "failing" | "altered":
            return ("errors",)
        case "unfilled":
            return ("unfilled",)
        case "last year":
            return ("wrong_year",)
        case "good" | "changed too" if role == "undecided":
            return ("undecided",)
        case "good" | "copy" if role == "duplicate":
            return (*good, "duplicate")
        case _:
            return good


SUPERSEDED = ("corrected", "resubmitted", "transcribed")


@pytest.mark.parametrize("run", RUNS)
def test_w3_every_file_has_its_row_and_its_word(office: Office, run: int) -> None:
    shown = rows(office.books[run], files_table(), "file")
    wrong: dict[str, str] = {}
    for delivery in sent(office, run):
        role = truths(office, run)[delivery.body].role
        known = {say(f"file_state.{word}") for word in words(delivery, role, run)}
        mine = [row for file, row in shown.items() if whole(file) == delivery.file]
        if not known & {row.text("state") for row in mine}:
            wrong[delivery.file] = str([row.text("state") for row in mine])
    assert wrong == {}
    assert {whole(file) for file in shown} == {delivery.file for delivery in sent(office, run)}


def whole(file: str) -> str:
    """The file that came: of a member of an archive, the archive."""
    return file[: file.index(".zip/") + 4] if ".zip/" in file else file


@pytest.mark.parametrize("run", RUNS)
def test_w3_of_a_return_and_its_copy_one_stands(office: Office, run: int) -> None:
    bodies, files = (
        rows(office.books[run], table, key)
        for table, key in ((bodies_table(), "body"), (files_table(), "file"))
    )
    copies = [d for d in sent(office, run) if d.sort == "copy"]
    assert copies
    for copy in copies:
        mine = [files[d.file] for d in sent(office, run) if d.body == copy.body]
        (duplicate,) = (row for row in mine if row.text("state") == say("file_state.duplicate"))
        (standing,) = (row for row in mine if row is not duplicate)
        assert bodies[copy.body].text("sha256") == standing.text("sha256")


def body_words(truth: Truth) -> tuple[BodyState, ...]:
    """The words that a body may have in the ledger, by what it sent."""
    match truth.stand:
        case Stand.PASSED:
            return (BodyState.PASSED, BodyState.DOUBTED)
        case Stand.TRANSCRIBE:
            return (BodyState.TO_DECIDE,)
        case Stand.UNREADABLE:
            return (BodyState.TO_CORRECT,)
        case Stand.MISSING:
            return (BodyState.MISSING,)
        case Stand.NOT_EXPECTED:
            return (BodyState.NOT_EXPECTED,)
        case stand:
            shown = FileState(stand.value).meaning.body
            assert shown
            return (shown,)


NONE_CAME = (Stand.MISSING, Stand.WRONG_YEAR, Stand.TRANSCRIBE, Stand.UNREADABLE)
"""Nothing came that could stand for the body; what was altered can still be read."""


def came_late(truth: Truth) -> bool:
    """Its first return came after the deadline, whatever else came before."""
    return truth.late or truth.role == "transcribed"


def days_late(truth: Truth, run: int) -> int:
    """After the deadline nothing had come of it that could stand for it."""
    late = came_late(truth) or (truth.stand in NONE_CAME and truth.role != "altered")
    return (DAYS[SECOND, 2] - DEADLINE).days if run == 2 and late else 0


@pytest.mark.parametrize("run", RUNS)
def test_w4_every_body_has_its_row_its_word_and_its_days(office: Office, run: int) -> None:
    shown = rows(office.books[run], bodies_table(), "body")
    assert set(shown) == {body.name for body in office.made.bodies}
    for name, truth in truths(office, run).items():
        row = shown[name]
        known = {word.label for word in body_words(truth)}
        assert row.text("state") in known, name
        assert int(row.text("days_late") or 0) == days_late(truth, run), name
        assert row.text("counts") == say(f"ledger.counts_{'yes' if truth.filing else 'no'}"), name


# ------------------------------------------------------------------ W5


def read_but_failing(delivery: Delivery) -> bool:
    return delivery.sort in ("failing", "altered", "unfilled", "last year")


@pytest.mark.parametrize("run", RUNS)
def test_w5_a_slip_for_each_return_that_goes_back_and_for_no_other(
    office: Office, run: int
) -> None:
    expected: set[str] = set()
    for delivery in sent(office, run):
        superseded = run == 2 and truths(office, run)[delivery.body].role in SUPERSEDED
        if (read_but_failing(delivery) or delivery.sort in DOCUMENTS) and not superseded:
            stem, endings = delivery.filing.report_name, (".xlsx", ".docx", ".txt")
        elif delivery.sort in NO_RETURN:
            stem, endings = delivery.filing.report_name, (".docx", ".txt")
        else:
            continue
        expected |= {f"修改单/{stem}{say('slip.title')}{ending}" for ending in endings}
    report_names = {d.body: d.filing.report_name for d in sent(office, run)}
    for body in asked_to_explain(office, run):
        stem = f"修改单/{report_names[body]}{say('slip.title')}"
        expected |= {stem + ending for ending in (".docx", ".txt")}
    assert {file for file in office.listed[run] if file.startswith("修改单/")} == expected


def test_w5_in_the_slip_the_wrong_cells_are_noted_and_the_figures_are_those_filed(
    office: Office, edition: Edition
) -> None:
    layout, wrong = layout_of(edition), "requests.new.business"
    looked_at = 0
    for delivery in sent(office, 2):
        if truths(office, 2)[delivery.body].role != "wrong":
            continue
        path = office.out / "修改单" / f"{delivery.filing.report_name}{say('slip.title')}.xlsx"
        poured = read_return(path).filing
        assert poured
        filed = delivery.filing
        assert poured.number(wrong) == int(filed.number(wrong) or 0) + 1
        for cell in set(edition.typed) - {wrong}:
            assert poured.number(cell) == filed.number(cell), cell
        book, column = openpyxl.load_workbook(path), wrong.rpartition(".")[2]
        noted = {
            cell
            for cell, spot in layout.figures.items()
            if book[spot.sheet][spot.address].comment is not None
        }
        assert wrong in noted
        in_table = {cell for cell in noted if cell.startswith("requests.")}
        assert {cell.rpartition(".")[2] for cell in in_table} <= {column, "total"}
        doubted = noted - in_table  # documents in force are no more than last year's by chance
        assert all(cell.startswith("disclosure.normative_documents.") for cell in doubted)
        looked_at += 1
    assert looked_at > 3


@pytest.mark.parametrize("run", RUNS)
def test_w5_a_package_for_each_that_passed_and_for_no_other(office: Office, run: int) -> None:
    title = say("collection.report_title", year=SECOND)
    shown = rows(office.books[run], bodies_table(), "body")
    bodies = {body.name: body for body in office.made.bodies}
    expected: set[str] = set()
    for name, filing in office.made.counted(SECOND, run).items():
        waits = shown[name].text("state") == BodyState.DOUBTED.label
        folder = WAITING if waits else PUBLISHING
        if bodies[name].mode is Mode.UNPUBLISHED:
            folder = UNPUBLISHED
        stem = f"{folder}/{safe_name(name)}/{filing.report_name}{title}"
        if folder == UNPUBLISHED:
            expected.add(f"{stem}{say('collection.unpublished')}{WORD}")
            continue
        expected |= {stem + ending for ending in PACKAGE}
    found = {file for file in office.listed[run] if file.startswith((PUBLISHING, WAITING))}
    found |= {file for file in office.listed[run] if file.startswith(UNPUBLISHED)}
    assert found == expected | {INDEX_PAGE, DIGESTS}
    books = {"台账.xlsx", "台账.sqlite", "催报.xlsx", "报送情况.html"}
    assert {file for file in office.listed[run] if "/" not in file} == books


# ------------------------------------------------------------------ W6, W7


@pytest.mark.parametrize("run", RUNS)
def test_w6_the_chase_list_is_who_owes_with_days_and_contact_and_what_is_new(
    office: Office, run: int
) -> None:
    shown = rows(office.chased[run], chase_table(), "name")
    bodies = {body.name: body for body in office.made.bodies}
    expected: dict[str, str] = {}
    for name, truth in truths(office, run).items():
        if body_words(truth) == (BodyState.MISSING,):
            due = bodies[name].due
            early = due is not None and DAYS[SECOND, run] < due
            expected[name] = say(f"chase.{Why.NOT_DUE if early else Why.MISSING}")
        elif name in asked_to_explain(office, run):
            expected[name] = say("chase.doubted")
        elif came_late(truth) and run == 2:
            expected[name] = say("chase.late")
        elif truth.stand is Stand.TRANSCRIBE:
            expected[name] = say("chase.paper")
        elif truth.stand is Stand.UNREADABLE and truth.role != "altered":
            expected[name] = say("chase.unread")
        elif truth.stand not in (Stand.PASSED, Stand.UNDECIDED, Stand.NOT_EXPECTED):
            expected[name] = say("chase.failing")
    assert {name: row.text("why") for name, row in shown.items()} == expected
    for name, row in shown.items():
        truth, body = truths(office, run)[name], bodies[name]
        told = [row.text(code) for code in ("superior", "contact", "phone")]
        assert told == [body.superior, body.contact, body.phone]
        assert row.date("due") == DEADLINE
        assert (row.number_of("days") or 0) == days_late(truth, run)
        before = body_words(truths(office, 1)[name])
        unchanged = run == 1 or before == body_words(truth)
        assert (row.text("change") == "") == unchanged, name


def test_w6_each_superior_is_told_of_its_own_bodies(office: Office) -> None:
    superiors = {body.name: body.superior for body in office.made.bodies}
    asked = {
        name: superiors[name]
        for name, row in rows(office.chased[2], chase_table(), "name").items()
        if row.text("why") != say("chase.late")
    }
    for superior in set(asked.values()):
        file = office.out / "催报" / f"{superior or say('chase.everyone')}.txt"
        text = file.read_text("utf-8-sig")
        told = {name for name in superiors if name != superior and f"{name}" in text}
        assert told == {name for name, above in asked.items() if above == superior}


@pytest.mark.parametrize("run", RUNS)
def test_w7_who_wrote_the_same_is_found_and_nobody_else(office: Office, run: int) -> None:
    copied = {d.body for d in sent(office, run) if (COPIED,) in d.filing.narratives.values()}
    shown = rows(office.books[run], resembling_table(), "body")
    assert set(shown) == copied
    assert len(copied) == 2
    for name, row in shown.items():
        assert {row.text("other")} == copied - {name}
        assert row.text("text") == row.text("other_text") == COPIED


# ------------------------------------------------------------------ W8


def added_up(office: Office, book: Path, own: OwnReturn) -> Aggregated:
    given = year_of_ledger(office.out, None)
    made = sum_up(given, Scope.WHOLE, book, own)
    for path, data in made.files.items():
        path.write_bytes(data)
    return made


def total_of(filings: list[Filing], cell: str) -> Decimal:
    return sum((Decimal(filing.number(cell) or 0) for filing in filings), Decimal())


def test_w8_the_sum_is_right_to_the_cell_and_says_who_is_not_in_it(
    office: Office, edition: Edition, tmp_path: Path
) -> None:
    book = tmp_path / "汇总.xlsx"
    made = added_up(office, book, OwnReturn.PART).sum
    counted = office.made.counted(SECOND)
    assert set(made.total.counted) == set(counted)
    for cell in edition.form.cells:
        assert made.total.filing.number(cell) == total_of(list(counted.values()), cell), cell
    left_out = {name for name in truths(office, 2) if name not in counted}
    assert {entry.body.name for entry in (*made.choice.missing, *made.choice.outside)} == left_out
    assert all(entry.reason for entry in (*made.choice.missing, *made.choice.outside))
    wide = openpyxl.load_workbook(book, data_only=True)[tables.wide([]).sheet]
    shown = {
        str(row[0]): row[-len(edition.form.cells) :] for row in wide.iter_rows(2, values_only=True)
    }
    assert {name: [float(str(value)) for value in figures] for name, figures in shown.items()} == {
        name: [float(filing.number(cell) or 0) for cell in edition.form.cells]
        for name, filing in counted.items()
    }


def test_w8_the_governments_own_return_is_held_against_what_stands_below_it(
    office: Office, edition: Edition, tmp_path: Path
) -> None:
    made = added_up(office, tmp_path / "汇总.xlsx", OwnReturn.WHOLE).sum
    counted = dict(office.made.counted(SECOND))
    own = counted.pop(GOVERNMENT)
    assert set(made.total.counted) == set(counted)
    below = list(counted.values())
    assert {item.cell: (item.filed, item.added) for item in made.differences} == {
        cell: (own.number(cell), total_of(below, cell))
        for cell in edition.form.cells
        if own.number(cell) != total_of(below, cell)
    }
    assert made.differences
