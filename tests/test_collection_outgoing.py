"""What goes out to those who owe something: slips, the chase pack; and 雷同 between bodies.

O1 a failed return gets its slip; one that passes has none any more
O2 a slip that stands is not made again, and is never taken for a return
O3 the chase pack tells what is new since the last run that came to its end
O4 paragraphs that resemble another body's stand on their own sheet, and are doubted
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from doubted import COPIED, telling
from ledgers import rows, write_into
from openpyxl import Workbook, load_workbook
from returns import failing, passing, run_here, save, states

from xltools.collection.distribution.previous_book import write_previous_book
from xltools.collection.ledger.facts import Field
from xltools.collection.ledger.ledger import CHINA
from xltools.collection.ledger.names import BOOK, CHASE, CHASE_BOOK, RETIRED, SLIPS
from xltools.collection.ledger_book.book import bodies_table, files_table
from xltools.collection.outgoing import put as outgoing
from xltools.collection.register.body import Body
from xltools.collection.register.book import write_register
from xltools.filing.states import MAY_BE_RETURNED, NOT_READ, FileState, Turn
from xltools.law.edition import Edition
from xltools.layout.return_book import layout_of
from xltools.messages import say
from xltools.platform.files import FileInUse, write_whole

DAYS = [datetime(2025, 1, day, 9, tzinfo=CHINA) for day in (10, 12, 14)]
NAMES = ("甲局", "乙局", "丙局")
BODIES = tuple(Body(name, superior="某某区", deadline=DAYS[1].date()) for name in NAMES)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "收件"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "结果"


def slips(out: Path) -> set[str]:
    return {path.name for path in (out / SLIPS).iterdir()}


def test_o1_a_failed_return_gets_a_workbook_a_page_and_a_text(
    edition: Edition, inbox: Path, out: Path
) -> None:
    save(failing(edition, name="甲局"), inbox / "a.xlsx")
    (inbox / "b.xlsx").write_bytes(b"")
    run_here(inbox, out)
    title = say("slip.title")
    assert slips(out) == {
        *(f"甲局{title}{ending}" for ending in (".xlsx", ".docx", ".txt")),
        *(f"b{title}{ending}" for ending in (".docx", ".txt")),
    }
    again = run_here(out / SLIPS, out.with_name("再看"))
    assert "errors" in states(again).values()


def test_o1_the_year_that_is_wrong_can_be_corrected_in_the_slip(
    edition: Edition, inbox: Path, out: Path
) -> None:
    wanted = (passing(edition).year or 0) + 1
    filing = passing(edition, name="甲局", date=f"{wanted + 1}-01-20")  # its year alone is wrong
    save(filing, inbox / "a.xlsx")
    run_here(inbox, out, year=wanted, register=BODIES)
    (book,) = (out / SLIPS).glob("*.xlsx")
    cover = layout_of(edition).cover
    sheet = load_workbook(book)[cover["year"].sheet]
    assert not sheet[cover["year"].address].protection.locked
    assert sheet[cover["name"].address].protection.locked


def test_o1_what_is_no_return_and_nobodys_is_the_offices_to_settle(
    edition: Edition, inbox: Path, out: Path
) -> None:
    save(passing(edition, name="甲局"), inbox / "a.xlsx")
    (inbox / "说明.txt").write_text("随函附上填报表一份，请查收。", encoding="utf-8")
    result = run_here(inbox, out, year=2024, register=BODIES)
    assert not (out / SLIPS).exists()
    assert result.exit_code == 3
    (stray,) = [row for row in result.rows if row.record.file == "说明.txt"]
    assert stray.turn is Turn.OFFICE
    assert say("ledger.adopt") in stray.record.findings[0].finding.remedy
    write_into(out, files_table(), "file", "说明.txt", {Field.ADOPT: say("nil.no")})
    assert run_here(inbox, out).exit_code == 0
    write_into(out, files_table(), "file", "说明.txt", {Field.ADOPT: "", Field.BODY: "乙局"})
    assert run_here(inbox, out).exit_code == 3
    assert len(slips(out)) == 2, "it is 乙局's: that body has to send its workbook"


def test_o1_a_book_of_the_offices_own_is_nobodys_concern(
    edition: Edition, inbox: Path, out: Path
) -> None:
    save(passing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, out, year=2024, register=BODIES)
    for book in (BOOK, CHASE_BOOK):
        (inbox / book).write_bytes((out / book).read_bytes())
    (inbox / "花名册.xlsx").write_bytes(write_register(BODIES))
    (inbox / "上年.xlsx").write_bytes(write_previous_book(2023, BODIES))
    save_sheets(inbox / "自制表.xlsx", say("previous.sheet"), "本年数据")
    result = run_here(inbox, out)
    found = states(result)
    assert found.pop("a.xlsx") == "passed"
    assert found.pop("自制表.xlsx") == "not_ours", "a body's own table is sent back"
    assert set(found.values()) == {FileState.OFFICE_BOOK}
    assert {row.exit_code for row in result.rows if row.record.file in found} == {0}
    assert len(slips(out)) == 2


def save_sheets(path: Path, *names: str) -> None:
    book = Workbook()
    book.worksheets[0].title = names[0]
    for name in names[1:]:
        book.create_sheet(name)
    book.save(path)


def test_o1_a_return_that_passes_has_no_slip_any_more(
    edition: Edition, inbox: Path, out: Path
) -> None:
    save(failing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, out)
    save(passing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, out)
    assert slips(out) == set()
    assert len(list((out / RETIRED / SLIPS).iterdir())) == 3


def test_o1_the_slip_of_an_unread_file_goes_to_the_body_it_is_assigned_to_till_a_return_came(
    edition: Edition, inbox: Path, out: Path
) -> None:
    inbox.mkdir()
    (inbox / "甲局.xlsx").write_bytes(b"")

    def went() -> tuple[set[str], int]:
        result = run_here(inbox, out, year=2024, register=BODIES, now=DAYS[0])
        return slips(out), result.exit_code

    title = say("slip.title")
    assert went() == ({f"甲局{title}{ending}" for ending in (".docx", ".txt")}, NOT_READ)
    write_into(out, files_table(), "file", "甲局.xlsx", {"belongs": "乙局"})
    assert went() == ({f"乙局{title}{ending}" for ending in (".docx", ".txt")}, NOT_READ)
    told = (out / SLIPS / f"乙局{title}.txt").read_text(encoding="utf-8-sig")
    assert told.startswith(say("slip.addressee", body="乙局"))
    (row,) = [row for row in rows(out, bodies_table()) if row["body"] == "乙局"]
    assert row["received"] is None, "nothing that could stand has come"
    write_into(out, files_table(), "file", "甲局.xlsx", {"belongs": "甲局"})
    went()
    told = (out / SLIPS / f"甲局{title}.txt").read_text(encoding="utf-8-sig")
    assert told.startswith(say("slip.addressee", body="甲局"))
    save(passing(edition, name="甲局"), inbox / "重报.xlsx")
    assert went() == (set(), MAY_BE_RETURNED)


def test_o1_of_two_files_of_the_same_bytes_each_leads_to_its_own_slip(
    inbox: Path, out: Path
) -> None:
    inbox.mkdir()
    for name in NAMES[:2]:
        (inbox / f"{name}.xlsx").write_bytes(b"")
    run_here(inbox, out, year=2024, register=BODIES, now=DAYS[0])
    for table, key in ((files_table(), "matched"), (bodies_table(), "body")):
        found = {row[key]: row["slip"] for row in rows(out, table)}
        for name in NAMES[:2]:
            assert f"{SLIPS}/{name}{say('slip.title')}.docx" in found[name]


def test_o1_a_slip_whose_earlier_one_is_open_in_word_is_linked_where_it_went(
    edition: Edition, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"甲局{say('slip.title')}"

    def held(path: Path, data: bytes) -> None:
        if path.name == f"{name}.docx":
            raise FileInUse(13, "in use", str(path))
        write_whole(path, data)

    save(failing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, out)
    monkeypatch.setattr("xltools.collection.shelf.shelf.write_whole", held)
    failed = failing(edition, name="甲局")
    save(telling(failed, "另有说明。"), inbox / "a.xlsx")
    run_here(inbox, out)
    (link,) = (row["slip"] for row in rows(out, files_table()) if row["slip"])
    assert f"{SLIPS}/{name}（2）.docx" in link
    assert (out / SLIPS / f"{name}（2）.docx").is_file()


@pytest.mark.parametrize("held", [1, 2, 3])
def test_o1_a_slip_is_numbered_on_its_own_name_however_many_copies_are_open(
    edition: Edition, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    stem = f"甲局{say('slip.title')}"
    copies = [f"{stem}.docx", *(f"{stem}（{number}）.docx" for number in range(2, 6))]

    def write(path: Path, data: bytes) -> None:
        if path.name in copies[:held]:
            raise FileInUse(13, "in use", str(path))
        write_whole(path, data)

    monkeypatch.setattr("xltools.collection.shelf.shelf.write_whole", write)
    save(failing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, out)
    assert [path.name for path in (out / SLIPS).glob("*.docx")] == [copies[held]]


def test_o2_a_slip_that_stands_is_not_made_again(
    edition: Edition, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(failing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, out)
    before = slips(out)

    def never(failed: outgoing.Failed) -> dict[str, bytes]:
        raise AssertionError(failed.record.file)

    monkeypatch.setattr(outgoing, "make", never)
    result = run_here(inbox, out)
    assert slips(out) == before
    assert say("summary.slips", count=1, folder=SLIPS) in result.summary


def test_o2_a_slip_is_not_taken_for_a_return(edition: Edition, tmp_path: Path, inbox: Path) -> None:
    save(failing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, inbox / "结果")
    other = run_here(inbox, tmp_path / "另一处")
    assert set(states(other)) == {"a.xlsx"}


def listed(out: Path) -> dict[str, tuple[str, str]]:
    """Who is on the list: the word for it, and what changed."""
    rows = list(load_workbook(out / CHASE_BOOK).worksheets[0].values)
    at = next(i for i, row in enumerate(rows) if say("chase.name") in row)
    head = [str(text) for text in rows[at]]
    name, word, change = (head.index(say(f"chase.{code}")) for code in ("name", "word", "change"))
    return {
        str(row[name]): (str(row[word]), str(row[change] or ""))
        for row in rows[at + 1 :]
        if row[name]
    }


def test_o3_the_list_tells_what_changed_since_the_last_run(
    edition: Edition, inbox: Path, out: Path
) -> None:
    save(passing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, out, year=2024, register=BODIES, now=DAYS[0])
    first = listed(out)
    assert set(first) == {"乙局", "丙局"}
    assert {change for _, change in first.values()} == {""}
    assert not (out / CHASE).exists(), "their day is still to come"
    save(failing(edition, name="乙局"), inbox / "b.xlsx")
    run_here(inbox, out, year=2024, now=DAYS[2])
    second = listed(out)
    assert second["乙局"][1] == say("chase.changed", word=first["乙局"][0])
    assert set(second) == {"乙局", "丙局"}
    text = (out / CHASE / "某某区.txt").read_text(encoding="utf-8-sig")
    assert all(name in text for name in second)


def test_o3_a_run_that_was_stopped_makes_nothing_old(
    edition: Edition, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(passing(edition, name="甲局"), inbox / "a.xlsx")
    run_here(inbox, out, year=2024, register=BODIES, now=DAYS[0])
    save(failing(edition, name="乙局"), inbox / "b.xlsx")
    with monkeypatch.context() as patched:
        patched.setattr("xltools.collection.shelf.shelf.Shelf.retire", _stopped)
        with pytest.raises(KeyboardInterrupt):
            run_here(inbox, out, year=2024, now=DAYS[1])
    wanted = listed(out)
    run_here(inbox, out, year=2024, now=DAYS[1])
    assert listed(out) == wanted
    assert wanted["乙局"][1] != ""


def _stopped(_shelf: object) -> None:
    raise KeyboardInterrupt


def test_o4_a_copied_paragraph_stands_on_its_sheet_and_is_doubted(
    edition: Edition, inbox: Path, out: Path
) -> None:
    save(telling(passing(edition, name="甲局"), COPIED), inbox / "a.xlsx")
    save(telling(passing(edition, name="乙局"), COPIED), inbox / "b.xlsx")
    save(telling(passing(edition, name="丙局"), "本年公布水质公告十二期。"), inbox / "c.xlsx")
    result = run_here(inbox, out)
    book = load_workbook(result.ledger)
    pairs = [row for row in book["雷同"].values if COPIED in row]
    assert {(row[0], row[1]) for row in pairs} == {("甲局", "乙局"), ("乙局", "甲局")}
    doubts = [row for row in book["问题清单"].values if any("C-LIKE" in str(item) for item in row)]
    assert {name for row in doubts for name in ("甲局", "乙局", "丙局") if name in row} == {
        "甲局",
        "乙局",
    }
    assert say("summary.resembling", count=2, bodies=2) in result.summary
