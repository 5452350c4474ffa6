"""附件: what comes beside a workbook asks for nothing; what comes instead of one asks for it.

B1 Word, page, PDF and scan beside workbooks need no decision and are held against the returns
B2 whose a report is: by what it says, its file's name, a return beside it, its folder
B3 only a report: a workbook as slip, a line in 催报, 待认定; settled once the workbook comes
B4 what is no report, or nobody's that is known; without a register
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from conftest import Office as Convert
from ledgers import assert_counted, rows, write_into
from office import EDITION, NAMES, Office, of, other_figure, page
from openpyxl import load_workbook
from rendered import render_word
from returns import failing, save

from xltools.collection.ledger.facts import Choice
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import BOOK, SLIPS
from xltools.collection.ledger_book.book import files_table, hints_table
from xltools.collection.ledger_book.sheets import today_table
from xltools.collection.standing.account import account_of
from xltools.filing.filing import Filing
from xltools.filing.states import BodyState, FileState
from xltools.messages import say
from xltools.reader import read_return
from xltools.report import render_package
from xltools.report.endings import PAGE

SCAN = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 31>>stream\nq 595 0 0 842 0 0 cm /I Do Q  \nendstream endobj\n"
    b"5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
    b"/BitsPerComponent 8/Length 1>>stream\n\x80\nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def scan(mark: str) -> bytes:
    """A PDF of one picture, another for each mark."""
    return SCAN + b"%" + mark.encode() + b"\n"


def word(filing: Filing) -> bytes:
    return render_word(filing)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


ATTACHED = FileState.ATTACHED.label
SAME = say("attached.same")


def decided(office: Office) -> list[str]:
    """The files that somebody has to look into."""
    with Ledger.open(office.out) as ledger:
        account = account_of(ledger)
    return [
        item.file for item in account.files if not item.state.meaning.settled and not item.stands
    ]


# ------------------------------------------------------------------ B1


def test_b1_word_page_and_scan_beside_each_workbook_need_no_decision(office: Office) -> None:
    for name in NAMES:
        filing = of(name)
        office.came({f"{name}.xlsx": filing, f"{name}年报.docx": word(filing)})
        office.came({f"{name}年报.html": page(filing), f"{name}（盖章）.pdf": scan(name)})
    result = office.run()
    assert decided(office) == []
    assert set(office.told().values()) == {BodyState.PASSED.label}
    files = office.files()
    for name in NAMES:
        assert files[f"{name}年报.docx"] == files[f"{name}年报.html"] == (ATTACHED, SAME)
        assert files[f"{name}（盖章）.pdf"] == (ATTACHED, say("attached.scan"))
    assert not (office.out / SLIPS).exists()
    assert office.chased() == {}
    assert say("summary.attached", count=12, differing=0) in result.summary
    assert result.exit_code == 0


def test_b1_what_differs_is_told_with_its_place_and_changes_nothing(office: Office) -> None:
    filing = of(NAMES[0])
    texts = {**filing.narratives, "lead": ("另一段文字。",)}
    office.came(
        {
            "a.xlsx": filing,
            "一.docx": word(other_figure(filing)),
            "二.html": page(replace(filing, narratives=texts)),
            "三.docx": word(of(NAMES[0], year="2023")),
        }
    )
    office.run()
    files = office.files()
    assert [files[f][0] for f in ("一.docx", "二.html", "三.docx")] == [ATTACHED] * 3
    assert files["二.html"][1] == say("attached.differs", count=1)
    found = {
        r["file"]: r["sentence"] for r in rows(office.out, hints_table()) if r["file"] != "a.xlsx"
    }
    assert "主动公开" in found["一.docx"]
    assert "另一段文字" in found["二.html"]
    assert "2023年" in found["三.docx"]
    assert office.told()[NAMES[0]] == BodyState.PASSED.label
    assert decided(office) == []
    assert today_of_attachments(office) == [
        say("today.differing", count=3, files="一.docx、三.docx、二.html")
    ]
    for file in ("一.docx", "三.docx", "二.html"):
        write_into(office.out, files_table(), "file", file, {"adopt": Choice.NO.label})
    office.run()
    assert today_of_attachments(office) == [], "looked into, not used"


def today_of_attachments(office: Office) -> list[str]:
    """The lines of 今日要办 that speak of attachments."""
    sheet = load_workbook(office.out / BOOK)[today_table().sheet]
    said = [str(row[2]) for row in sheet.iter_rows(values_only=True)]
    return [line for line in said if "个附件" in line]


def test_b1_a_corrected_return_is_what_an_attachment_is_held_against(office: Office) -> None:
    filing = of(NAMES[0])
    office.came({"a.xlsx": filing, "a.docx": word(filing)})
    office.run()
    office.came({"a（更正）.xlsx": other_figure(filing)})
    office.run()
    assert office.files()["a.docx"][1] != SAME
    office.came({"a（更正）.docx": word(other_figure(filing))})
    office.run()
    assert office.files()["a（更正）.docx"] == (ATTACHED, SAME)


@pytest.mark.office
def test_b1_a_pdf_and_an_old_word_file_are_held_too(
    office: Office, soffice: Convert, tmp_path: Path
) -> None:
    pytest.importorskip("pdfplumber")
    filing = of(NAMES[0])
    (tmp_path / "a.docx").write_bytes(word(filing))
    (tmp_path / "b.docx").write_bytes(word(other_figure(filing)))
    office.came({"财政局.xlsx": filing})
    for stem, ending in (("a", "pdf"), ("b", "pdf"), ("a", "doc")):
        made = soffice(tmp_path / f"{stem}.docx", ending, tmp_path / "made")
        office.came({f"{stem}.{ending}": made.read_bytes()})
    office.run()
    files = office.files()
    assert files["a.doc"] == (ATTACHED, SAME)
    assert files["a.pdf"] == (ATTACHED, say("attached.same_printed"))
    assert files["b.pdf"] == (ATTACHED, say("attached.differs", count=1))


# ------------------------------------------------------------------ B2

PLACES = {
    "its file's name": ("a.xlsx", "云溪县财政局.pdf"),
    "its file's name without the district's": ("a.xlsx", "财政局2024年报.pdf"),
    "a name in its file's": ("a.xlsx", "关于报送云溪县财政局年报的扫描件.pdf"),
    "the return of that name": ("报表1.xlsx", "报表1.pdf"),
    "its folder": ("a.xlsx", "财政局/扫描001.pdf"),
    "a folder above": ("a.xlsx", "云溪县财政局/盖章/扫描001.pdf"),
    "the only return in the folder": ("收到/3号/报表.xlsx", "收到/3号/扫描001.pdf"),
}


@pytest.mark.parametrize("how", PLACES)
def test_b2_a_scan_belongs_to_whom_only_it_can(office: Office, how: str) -> None:
    book, scanned = PLACES[how]
    office.came({book: of(NAMES[0]), scanned: scan("x"), "教育局.xlsx": of(NAMES[1])})
    office.run()
    assert office.files()[scanned] == (ATTACHED, say("attached.scan"))
    assert decided(office) == []


def test_b2_what_a_report_says_goes_before_its_name_and_place(office: Office) -> None:
    office.came({"财政局.xlsx": of(NAMES[0]), "教育局.xlsx": of(NAMES[1])})
    office.came({"财政局.docx": word(of(NAMES[1]))})
    office.run()
    row = next(r for r in rows(office.out, files_table()) if r["file"] == "财政局.docx")
    assert (row["matched"], row["attached"]) == (NAMES[1], SAME)


def test_b2_in_an_archive(office: Office) -> None:
    held = io.BytesIO()
    place = office.inbox / "book.xlsx"
    save(of(NAMES[0]), place)
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("填报表.xlsx", place.read_bytes())
        archive.writestr("报告.docx", word(of(NAMES[0])))
        archive.writestr("扫描.pdf", scan("x"))
    place.unlink()
    office.came({"报送.zip": held.getvalue()})
    office.run()
    files = office.files()
    assert files["报送.zip/报告.docx"] == (ATTACHED, SAME)
    assert files["报送.zip/扫描.pdf"] == (ATTACHED, say("attached.scan"))


def test_b2_a_scan_that_may_be_two_bodies_waits_for_the_office(office: Office) -> None:
    office.came({"a.xlsx": of(NAMES[0]), "b.xlsx": of(NAMES[1]), "扫描.pdf": scan("x")})
    office.run()
    assert decided(office) == ["扫描.pdf"]
    write_into(office.out, files_table(), "file", "扫描.pdf", {"belongs": NAMES[1]})
    office.run()
    assert office.files()["扫描.pdf"][0] == ATTACHED


# ------------------------------------------------------------------ B3


def test_b3_only_a_report_gets_a_workbook_made_of_it_and_a_line(office: Office) -> None:
    office.came({"报告.docx": word(of(NAMES[0])), "教育局.pdf": scan("x")})
    result = office.run()
    told = office.told()
    assert told[NAMES[0]] == told[NAMES[1]] == BodyState.TO_DECIDE.label
    chased = office.chased()
    for name in NAMES[:2]:
        assert chased[name]["why"] == say("chase.paper")
    assert chased[NAMES[2]]["why"] == say("chase.missing")
    assert say("summary.slips_papers", count=2, folder=SLIPS) in result.summary
    read = read_return(office.out / SLIPS / f"{NAMES[0]}{say('slip.title')}.xlsx").filing
    empty = read_return(office.out / SLIPS / f"{NAMES[1]}{say('slip.title')}.xlsx").filing
    assert read
    assert empty
    wanted = {c: v for c, v in of(NAMES[0]).figures.items() if not c.startswith("fees")}
    assert {cell: read.values[cell] for cell in wanted} == wanted
    assert (read.cover["code"], read.cover["body_kind"]) == ("C0", "县级政府部门")
    assert (empty.name, empty.year, empty.figures) == (NAMES[1], 2024, {})


@pytest.mark.parametrize("ending", [".docx", ".html"])
def test_b3_what_is_doubted_of_a_report_is_counted_beside_it(office: Office, ending: str) -> None:
    filed = replace(of(NAMES[0]), notes={"disclosure": "另见附表。", "cases": "另见附表。"})
    data = render_package(filed)[ending]
    if ending == PAGE:
        data = data.replace("其他法律行政法规".encode(), "其他法律法规".encode())
    office.came({"报告" + ending: data, "b.xlsx": failing(EDITION, name=NAMES[1])})
    office.run()
    assert_counted(office.out)


def test_b3_once_the_workbook_comes_nothing_is_asked_any_more(office: Office) -> None:
    office.came({"报告.docx": word(of(NAMES[0]))})
    office.run()
    office.came({"补报.xlsx": of(NAMES[0])})
    office.run()
    assert office.files()["报告.docx"] == (ATTACHED, SAME)
    assert office.told()[NAMES[0]] == BodyState.PASSED.label
    assert NAMES[0] not in office.chased()
    assert not list((office.out / SLIPS).glob("*"))


def test_b3_of_several_reports_one_speaks_and_makes_one_slip(office: Office) -> None:
    office.came({"财政局.pdf": scan("x"), "报告.docx": word(of(NAMES[0])), "财政局.png": PNG})
    office.run()
    files = office.files()
    assert files["报告.docx"][0] == FileState.DOCUMENT.label
    assert files["财政局.pdf"][0] == files["财政局.png"][0] == ATTACHED
    assert len(list((office.out / SLIPS).glob("*.xlsx"))) == 1


def test_b3_a_workbook_that_could_not_be_read_is_what_is_asked_about(office: Office) -> None:
    office.came({"财政局/填报表.xlsx": b"PK\x03\x04broken", "财政局/报告.docx": word(of(NAMES[0]))})
    office.run()
    write_into(office.out, files_table(), "file", "财政局/填报表.xlsx", {"belongs": NAMES[0]})
    office.run()
    assert office.files()["财政局/报告.docx"] == (ATTACHED, say("attached.no_return"))
    assert office.told()[NAMES[0]] == BodyState.TO_CORRECT.label


def test_b3_a_report_on_last_year_alone_gives_no_figure(office: Office) -> None:
    office.came({"报告.docx": word(of(NAMES[0], year="2023"))})
    office.run()
    read = read_return(office.out / SLIPS / f"{NAMES[0]}{say('slip.title')}.xlsx").filing
    assert read
    assert (read.year, read.figures) == (2024, {})


# ------------------------------------------------------------------ B4

PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def a_letter() -> bytes:
    document = docx.Document()
    document.add_paragraph("现将年度报告报上，请审阅。")
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


def test_b4_what_is_no_report_beside_a_workbook_is_an_attachment_too(office: Office) -> None:
    office.came({"财政局/填报表.xlsx": of(NAMES[0]), "财政局/函.docx": a_letter()})
    office.came({"财政局/照片.png": PNG})
    office.run()
    files = office.files()
    assert files["财政局/函.docx"] == (ATTACHED, say("attached.no_report"))
    assert files["财政局/照片.png"] == (ATTACHED, say("attached.no_text"))


HOLDING = {
    "an archive": ("财政局.rar", b"Rar!\x1a\x07"),
    "a mail": ("财政局.eml", b"From: a@b.cn\nTo: c@d.cn\nSubject: x\n\nx"),
    "a note": ("财政局.txt", "请查收。".encode()),
}


@pytest.mark.parametrize("what", HOLDING)
def test_b4_what_may_hold_a_return_is_asked_about_as_before(office: Office, what: str) -> None:
    file, data = HOLDING[what]
    office.came({"a.xlsx": of(NAMES[0]), file: data})
    office.run()
    assert decided(office) == [file]


def test_b4_without_a_register(tmp_path: Path) -> None:
    office = Office(tmp_path, None)
    office.came({"a.xlsx": of(NAMES[0]), "b.xlsx": of(NAMES[1]), "报告.docx": word(of(NAMES[0]))})
    office.came({"b.pdf": scan("x"), "别的.docx": word(of("别的局"))})
    office.run()
    files = office.files()
    assert files["报告.docx"] == (ATTACHED, SAME)
    assert files["b.pdf"] == (ATTACHED, say("attached.scan"))
    assert files["别的.docx"][0] == FileState.DOCUMENT.label
    assert [p.name for p in (office.out / SLIPS).glob("*.xlsx")] == [
        f"别的局{say('slip.title')}.xlsx"
    ]
