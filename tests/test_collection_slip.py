"""填报核实修改单: what goes back says all that is wrong, and comes back as a return like any other.

S1  the workbook holds what was filed, its wrong cells marked and noted
S2  the clerk corrects that very file, and it passes
S3  the page and the message say who, which file, what, where and by when
S4  a file that could not be read gets a page and a message
S5  no text of a return is alive in them
"""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import hostile
import openpyxl
import pytest
from conftest import Office
from filings import busy
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openxml_audit import OpenXmlValidator
from rule_cases import rule_cases

from xltools.collection.outgoing.slip import BOOK, CHAT, ENDINGS, WORD, endings, slip
from xltools.examination.examine import WANTED_YEAR, Examined, examine
from xltools.examination.record import Record, record_of
from xltools.examination.record import located as place_of
from xltools.filing.confront import confront
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.findings import Verdict, finding_of, tally
from xltools.filing.states import FileState
from xltools.law.edition import Edition, load
from xltools.law.rule import Severity
from xltools.layout.return_book import LAST_YEAR, STAMP, CheckRow, Spot, layout_of
from xltools.messages import say
from xltools.template import pour

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
DEADLINE = date(2026, 1, 20)
BALANCE, WORDS, TARIFF = "T3-BALANCE/business", "C-DOUBLED/proactive", "T6-TARIFF"


def faulty(edition: Edition) -> Filing:
    """A balance that fails, a text for a number, one cell open, a slip in a text, a doubt."""
    good = busy(edition)
    figures = {cell: value for cell, value in good.figures.items() if cell != "fees.items"}
    figures["requests.new.business"] = 99
    figures["requests.petitions.natural_person"] = Unreadable("12件")
    figures["fees.amount"] = 105
    texts = {**good.narratives, "proactive": ("主动公开信息，，涵盖各个领域。",)}
    return replace(good, figures=figures, narratives=texts)


def examined_at(path: Path, data: bytes) -> Examined:
    path.write_bytes(data)
    return examine(path)


def slip_of(filing: Filing, folder: Path) -> tuple[dict[str, bytes], Record]:
    examined = examined_at(folder / "发改局.xlsx", pour(filing))
    record = record_of("县直部门/发改局.xlsx", examined)
    return slip(examined.reading.filing, record, DEADLINE), record


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], Record]:
    return slip_of(faulty(EDITION), tmp_path_factory.mktemp("slip"))


@pytest.fixture(scope="module")
def book(made: tuple[dict[str, bytes], Record]) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made[0][BOOK]))


def held(book: Workbook, spot: Spot) -> object:
    return book[spot.sheet][spot.address].value


# ------------------------------------------------------------------ S1, S2


def test_s1_the_workbook_holds_what_was_filed_and_is_judged_alike(
    made: tuple[dict[str, bytes], Record], tmp_path: Path
) -> None:
    examined = examined_at(tmp_path / "a.xlsx", made[0][BOOK])
    assert examined.reading.filing == faulty(EDITION)
    before = [located.finding.id for located in made[1].findings]
    assert [finding.id for finding in examined.findings] == before
    assert {BALANCE, WORDS, TARIFF} <= set(before)


def test_s1_what_the_workbook_cannot_find_by_itself_stands_on_its_list(book: Workbook) -> None:
    rows = [CheckRow(LAYOUT.free.first.row + number) for number in range(LAYOUT.free.rows)]
    by_id = {held(book, row.spot("rule")): row for row in rows if held(book, row.spot("rule"))}
    assert WORDS in by_id
    assert not by_id.keys() & LAYOUT.checks.keys()
    row = by_id[WORDS]
    first = LAYOUT.narratives["proactive"].first
    assert held(book, row.spot("page")) == f"'{first.sheet}'!{first.address}"
    assert "，，" in str(held(book, row.spot("subject")))
    assert held(book, row.spot("remedy"))


def test_s1_the_cells_that_are_wrong_have_notes(book: Workbook) -> None:
    noted = {spot: cell.comment.text for spot, cell in cells(book).items() if cell.comment}
    wanted = (
        "requests.new.business",
        "requests.petitions.natural_person",
        "fees.items",
        "fees.amount",
        "proactive",
    )
    assert {LAYOUT.place(item) for item in wanted} <= noted.keys()
    assert "12件" in noted[LAYOUT.figures["requests.petitions.natural_person"]]
    assert LAYOUT.figures["requests.new.research"] not in noted


def test_s1_a_figure_that_a_check_doubts_is_marked_with_what_it_holds(tmp_path: Path) -> None:
    good = busy(EDITION)
    texts = {**good.narratives, "proactive": ("全年作出行政许可决定88888件。",)}
    open_cell = {cell: value for cell, value in good.figures.items() if cell != "fees.items"}
    documents, record = slip_of(replace(good, figures=open_cell, narratives=texts), tmp_path)
    doubted = {
        item
        for located in record.findings
        if located.finding.id not in LAYOUT.checks and located.finding.severity.value == "warning"
        for item in (located.finding.marks or located.finding.cells)
        if item in LAYOUT.figures
    }
    book = openpyxl.load_workbook(io.BytesIO(documents[BOOK]))
    marked = {item for item, spot in LAYOUT.marks.items() if held(book, spot)}
    assert marked == doubted
    assert marked
    for item in marked:
        assert held(book, LAYOUT.marks[item].moved(columns=1)) == good.figures[item]


def test_s1_explanations_that_were_given_stay(tmp_path: Path) -> None:
    said = {TARIFF: "按省级标准收取。", WORDS: "引用原文。"}
    documents, _ = slip_of(replace(faulty(EDITION), explanations=said), tmp_path)
    assert examined_at(tmp_path / "b.xlsx", documents[BOOK]).reading.filing == replace(
        faulty(EDITION), explanations=said
    )


def test_s2_corrected_in_that_very_file_it_passes(book: Workbook, tmp_path: Path) -> None:
    good = busy(EDITION)
    for item in ("requests.new.business", "requests.petitions.natural_person", "fees.items"):
        spot = LAYOUT.figures[item]
        value = good.figures[item]
        assert isinstance(value, int)
        book[spot.sheet][spot.address] = value
    text = LAYOUT.narratives["proactive"].first
    book[text.sheet][text.address] = "主动公开信息，涵盖各个领域。"
    said = LAYOUT.checks[TARIFF].spot("explanation")
    book[said.sheet][said.address] = "跨年度补收，按省级标准计算。"
    book.save(tmp_path / "再报.xlsx")
    examined = examine(tmp_path / "再报.xlsx")
    assert examined.state is FileState.EXPLAINED
    assert examined.tally.warnings == 0


def test_s2_a_total_that_was_written_over_comes_back_as_its_formula(tmp_path: Path) -> None:
    total = next(iter(EDITION.totals))
    good = busy(EDITION)
    wrong = replace(good, figures={**good.figures, total: 9999})
    documents, record = slip_of(wrong, tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(documents[BOOK]))
    cell = book[LAYOUT.figures[total].sheet][LAYOUT.figures[total].address]
    assert cell.data_type == "f"
    assert cell.comment
    assert say("slip.restored", figure="9999") in cell.comment.text
    assert "9999" in text_of(documents[WORD])
    assert any("9999" in located.finding.sentence for located in record.findings)
    assert examined_at(tmp_path / "b.xlsx", documents[BOOK]).reading.filing == good


@pytest.mark.parametrize("item", ["requests.new.business", "fees.items", "proactive"])
def test_s2_it_opens_on_its_first_marked_cell(item: str, tmp_path: Path) -> None:
    good = busy(EDITION)
    if item == "proactive":
        bad = replace(good, narratives={**good.narratives, item: ("　",)})
    else:
        bad = replace(good, figures={**good.figures, item: Unreadable("12件")})
    spot = LAYOUT.place(item)
    documents, _ = slip_of(bad, tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(documents[BOOK]))
    assert book.active is not None
    assert book.active.title == spot.sheet
    assert book[spot.sheet].sheet_view.selection[-1].activeCell == spot.address
    selected = [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected]
    assert selected == [spot.sheet]


# ------------------------------------------------------------------ S3


def text_of(document: bytes) -> str:
    opened = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def test_s3_page_and_message_say_who_what_and_by_when(
    made: tuple[dict[str, bytes], Record],
) -> None:
    documents, record = made
    assert documents.keys() == set(ENDINGS)
    page, message = text_of(documents[WORD]), documents[CHAT].decode("utf-8-sig")
    for text in (page, message):
        assert text.count("测试县发展和改革局：") == 1
        assert "发改局.xlsx" in text
        assert "县直部门" not in text
        assert "2026年1月20日" in text
    told = [located for located in record.findings if not located.finding.under]
    for located in told:
        if located.finding.severity.value != "info":
            assert located.finding.sentence in page
            assert located.place in page
    assert message.count("\n") < 10


def test_s3_the_message_says_each_sum_to_its_end() -> None:
    failing = [case.filing for case in rule_cases(EDITION) if case.verdict is Verdict.FAIL]
    great = [_enlarged(filing) for filing in failing]
    findings = [f for filing in (*failing, *great) for f in confront(filing)]
    sums = [
        f for f in findings if f.verdict is Verdict.FAIL and f.right is not None and not f.under
    ]
    longest = sorted(sums, key=lambda finding: len(finding.sentence))[-5:]
    assert len(longest[0].sentence) > 80
    record = Record("a.xlsx", FileState.ERRORS, tally(longest), body="甲局")
    record = record.with_findings(tuple(place_of(finding, EDITION) for finding in longest))
    message = slip(failing[0], record)[CHAT].decode("utf-8-sig")
    for finding in longest:
        assert finding.sentence in message


def _enlarged(filing: Filing) -> Filing:
    """The filing with every figure seven digits long."""
    return replace(filing, figures=dict.fromkeys(filing.figures, 9876543))


def test_s3_the_message_shortens_what_was_written_and_nothing_else(tmp_path: Path) -> None:
    figures = {"requests.new.business": Unreadable("共收到申请" * 20)}
    filing = replace(busy(EDITION), figures={**busy(EDITION).figures, **figures})
    message = slip_of(filing, tmp_path)[0][CHAT].decode("utf-8-sig")
    assert "共收到申请" * 20 not in message
    assert "共收到申请" in message


def test_s3_the_same_return_gives_the_same_bytes(
    made: tuple[dict[str, bytes], Record], tmp_path: Path
) -> None:
    assert slip_of(faulty(EDITION), tmp_path)[0] == made[0]


def test_s3_last_year_is_shown_in_the_workbook_where_it_is_known(tmp_path: Path) -> None:
    examined = examined_at(tmp_path / "a.xlsx", pour(faulty(EDITION)))
    record, filed = record_of("a.xlsx", examined), examined.reading.filing
    last = replace(busy(EDITION), cover={**busy(EDITION).cover, "year": "2023"})
    for known, said in ((last, say("last_year.known", year=2023)), (None, say("last_year.none"))):
        book = openpyxl.load_workbook(io.BytesIO(slip(filed, record, None, (), known)[BOOK]))
        assert book[LAST_YEAR].cell(2, 1).value == said


def test_s3_without_a_deadline_no_day_is_said(tmp_path: Path) -> None:
    examined = examined_at(tmp_path / "a.xlsx", pour(faulty(EDITION)))
    documents = slip(examined.reading.filing, record_of("a.xlsx", examined))
    assert not re.search(r"\d月\d+日", text_of(documents[WORD]))


@pytest.mark.office
def test_s3_it_is_one_page_however_much_is_wrong(soffice: Office, tmp_path: Path) -> None:
    good, text = busy(EDITION), "我单位2023年公开3条，，电话13800138000。"
    worst = replace(
        good,
        cover={"name": good.cover["name"] * 4, "year": "2024"},
        figures={cell: Unreadable("若干") for cell in EDITION.typed[::7]},
        narratives=dict.fromkeys(EDITION.form.narratives, (text,)),
    )
    (tmp_path / "a.docx").write_bytes(slip_of(worst, tmp_path)[0][WORD])
    pdf = soffice(tmp_path / "a.docx", "pdf", tmp_path)
    shown = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True, text=True)
    assert re.search(r"Pages:\s+1\n", shown.stdout)


def of_year(filing: Filing, year: str, date: str, path: Path) -> tuple[Filing, Record]:
    """A return on that year, as a run on 2024 reads it."""
    cover = {**filing.cover, "name": "甲局", "year": year, "date": date}
    path.write_bytes(pour(replace(filing, cover=cover)))
    examined = examine(path, 2024)
    assert examined.state is FileState.WRONG_YEAR
    assert examined.reading.filing
    return examined.reading.filing, record_of(path.name, examined)


@pytest.mark.parametrize("filing", [busy(EDITION), faulty(EDITION), Filing(EDITION)])
def test_s3_of_a_return_of_another_year_words_ask_for_the_right_one(
    filing: Filing, tmp_path: Path
) -> None:
    held, record = of_year(filing, "2023", "2024-01-20", tmp_path / "a.xlsx")
    documents = slip(held, record)
    assert tuple(documents) == (WORD, CHAT) == endings("{}", record)
    remedy = say("collection.wrong_year_remedy")
    page = text_of(documents[WORD])
    assert page.count(remedy) == 1
    assert remedy in documents[CHAT].decode("utf-8-sig")
    assert say("slip.errors", count=1) in page
    others = [f.finding.sentence for f in record.findings if f.finding.rule != WANTED_YEAR]
    assert not [said for said in others if said in page], "nothing else is asked of it"


@pytest.mark.parametrize(
    ("year", "date"),
    [("2023", "2025-01-20"), ("2022", "2025-02-11"), ("2034", "2025-01-03"), ("2023", "")],
)
def test_s3_where_the_year_alone_may_be_wrong_the_workbook_goes_back(
    year: str, date: str, tmp_path: Path
) -> None:
    held, record = of_year(faulty(EDITION), year, date, tmp_path / "a.xlsx")
    documents = slip(held, record)
    assert tuple(documents) == (WORD, CHAT, BOOK)
    assert set(endings("{}", record)) == set(documents)
    sheet = openpyxl.load_workbook(io.BytesIO(documents[BOOK]))[LAYOUT.cover["year"].sheet]
    assert sheet[LAYOUT.cover["year"].address].comment
    assert len(record.findings) > 2


def test_s3_what_the_office_filled_in_goes_along_in_any_case(tmp_path: Path) -> None:
    held, record = of_year(busy(EDITION), "2023", "2024-01-20", tmp_path / "a.xlsx")
    assert BOOK in slip(held, record, by_office=True)
    assert BOOK in endings("{}", record, by_office=True)


# ------------------------------------------------------------------ S4, S5


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (busy(EDITION), "check"),
        (replace(busy(EDITION), figures={}), "texts"),
        (Filing(EDITION, {"name": "甲局", "year": "2024"}), "fill_in"),
    ],
)
def test_s4_what_was_read_of_a_report_is_said_truly(held: Filing, code: str) -> None:
    record = Record("报告.docx", FileState.DOCUMENT, tally(()), body="甲局", year=2024)
    documents = slip(held, record)
    said = {name: say(f"paper.{name}") for name in ("check", "texts", "fill_in")}
    for text in (text_of(documents[WORD]), documents[CHAT].decode("utf-8-sig")):
        assert [name for name, sentence in said.items() if sentence in text] == [code]


@pytest.mark.parametrize("code", ["published.undivided", "published.label", "published.strange"])
def test_s4_the_body_is_spoken_to_and_not_of(code: str) -> None:
    remedy = say(f"{code}_remedy")
    finding = replace(finding_of("T-DIFFERS", Severity.WARNING, "paper.check"), remedy=remedy)
    record = Record("a.docx", FileState.DOCUMENT, tally(()), body="甲局", year=2024)
    page = text_of(slip(busy(EDITION), record.with_findings((place_of(finding, EDITION),)))[WORD])
    assert remedy in page
    assert not re.search("请(填报)?单位", remedy)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"Rar!\x1a\x07\x01\x00"])
def test_s4_a_file_that_was_not_read_gets_a_page_and_a_message(data: bytes, tmp_path: Path) -> None:
    record = record_of("收件/扫描件.pdf", examined_at(tmp_path / "扫描件.pdf", data))
    documents = slip(None, record, DEADLINE)
    assert documents.keys() == {WORD, CHAT}
    finding = record.findings[0].finding
    remedy = finding.remedy
    page = text_of(documents[WORD])
    assert "扫描件.pdf" in page
    assert finding.sentence in page
    assert remedy in page
    assert remedy in documents[CHAT].decode("utf-8-sig")


def test_s5_no_text_of_a_return_is_alive(tmp_path: Path) -> None:
    filing = replace(
        hostile.filed(EDITION),
        figures={"requests.new.business": Unreadable('=HYPERLINK("http://x","1")')},
    )
    documents, _ = slip_of(filing, tmp_path)
    page = text_of(documents[WORD])
    assert '<测试> & {{ title }} "局"' in page
    (tmp_path / "a.docx").write_bytes(documents[WORD])
    assert OpenXmlValidator().validate(tmp_path / "a.docx").is_valid
    ours = formulas(pour(Filing(EDITION)))
    mine = formulas(documents[BOOK])
    assert mine.keys() == ours.keys() - {LAYOUT.figures[c] for c in filing.figures}
    assert all(mine[spot] == ours[spot] for spot in mine if spot.sheet != STAMP)


def formulas(book: bytes) -> dict[Spot, object]:
    found = cells(openpyxl.load_workbook(io.BytesIO(book)))
    return {spot: cell.value for spot, cell in found.items() if cell.data_type == "f"}


def cells(book: Workbook) -> dict[Spot, Cell]:
    return {
        Spot(sheet.title, cell.row, cell.column): cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell)
    }
