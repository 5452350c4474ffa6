"""Every file gets one reading with one finding that says what to do, whatever it is."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from books import Book, read_part, rezipped, with_part
from openpyxl import Workbook
from other_files import FILES, OLE2, zipped

from xltools.filing.findings import Finding, Verdict
from xltools.filing.states import FileState
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.layout.return_book import CHECK, COVER, STAMP, Spot
from xltools.messages import say
from xltools.reader import Reading, read_return
from xltools.reader.opening.triage import CONVERTIBLE, MAX_FILE, FileKind


def reading_of(data: bytes, folder: Path, name: str = "某某县司法局.xlsx") -> Reading:
    path = folder / name
    path.write_bytes(data)
    reading = read_return(path)
    assert path.read_bytes() == data
    assert reading.sha256 == hashlib.sha256(data).hexdigest()
    return reading


def refused(reading: Reading) -> Finding:
    assert reading.filing is None
    (finding,) = reading.findings
    assert (finding.severity, finding.verdict) == (Severity.ERROR, Verdict.FAIL)
    assert finding.remedy
    return finding


@pytest.fixture(scope="module")
def book(edition: Edition) -> bytes:
    return Book(edition).bytes()


@pytest.mark.parametrize("case", FILES)
def test_what_is_no_workbook_is_named(case: str, tmp_path: Path) -> None:
    data, state, word = FILES[case]
    reading = reading_of(data, tmp_path)
    finding = refused(reading)
    assert reading.unread is state
    assert word in finding.sentence or word == finding.id


@pytest.mark.parametrize("mimetype", ["spreadsheet", "text"])
def test_odf_is_told_apart(mimetype: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    data = zipped(mimetype=f"application/vnd.oasis.opendocument.{mimetype}".encode())
    reading = reading_of(data, tmp_path)
    refused(reading)
    wanted = {"spreadsheet": FileState.OTHER_FORMAT, "text": FileState.DOCUMENT}
    assert reading.unread is wanted[mimetype]


def test_an_old_workbook_without_libreoffice_is_to_be_saved_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    reading = reading_of(OLE2 + "Workbook\0".encode("utf-16-le"), tmp_path, "某某局.xls")
    assert reading.unread is FileState.OTHER_FORMAT
    assert ".xlsx" in refused(reading).remedy


def test_the_extension_does_not_matter(book: bytes, tmp_path: Path) -> None:
    for name in ("某某局.xls", "某某局.et", "某某局", "某某局.XLSM"):
        assert reading_of(book, tmp_path, name).unread is None


def test_a_cut_workbook_is_unreadable(book: bytes, tmp_path: Path) -> None:
    for keep in (len(book) // 2, len(book) - 10, 4, 30):
        reading = reading_of(book[:keep], tmp_path)
        assert reading.unread is FileState.UNREADABLE
        refused(reading)


def test_a_damaged_part_is_unreadable(book: bytes, tmp_path: Path) -> None:
    at = book.index(b"xl/worksheets/sheet3.xml") + 60
    reading = reading_of(book[:at] + b"\0\xff\0\xff" + book[at + 4 :], tmp_path)
    assert reading.unread is FileState.UNREADABLE


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    for path, state in (
        (tmp_path / "没有.xlsx", FileState.NOT_OPENED),
        (tmp_path, FileState.NOT_A_FILE),
        (Path("坏\0名.xlsx"), FileState.NOT_OPENED),
    ):
        reading = read_return(path)
        assert (reading.unread, reading.sha256) == (state, "")
        refused(reading)


def test_a_locked_file_is_to_be_closed(
    book: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book)

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    reading = read_return(path)
    assert reading.unread is FileState.NOT_OPENED
    assert refused(reading).id == "I-NOT-ALLOWED"


def test_the_lock_file_of_excel_is_told(tmp_path: Path) -> None:
    reading = reading_of(b"\x04user" + b" " * 100 + bytes(60), tmp_path, "~$某某局.xlsx")
    assert refused(reading).id == "I-LOCK-FILE"


def test_an_encrypted_workbook_is_told(book: bytes, tmp_path: Path) -> None:
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml")
    made = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(book)).encrypt("secret", made)
    assert reading_of(made.getvalue(), tmp_path).unread is FileState.ENCRYPTED


# ------------------------------------------------------------------ guards


def test_a_far_off_cell_does_not_reach_the_engine(edition: Edition, tmp_path: Path) -> None:
    for address in ("XFD1048576", "K1048576", "IV8"):
        far = f'<row r="9999"><c r="{address}"><v>1</v></c></row></sheetData>'
        data = with_part(
            Book(edition).bytes(), COVER, lambda xml, far=far: xml.replace("</sheetData>", far)
        )
        assert reading_of(data, tmp_path).unread is FileState.TOO_BIG


@pytest.mark.parametrize(
    "cell",
    [
        '<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1048576">'
        "<x:v xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>1</x:v></x:c>",
        "<c\n r='XFD1048576'><v>1</v></c>",
        '<c s="0" r="&#88;FD1048576"><v>1</v></c>',
        '<!-- --><c t="n" r="XFD1"><v>1</v></c>',
    ],
)
def test_a_far_off_cell_in_disguise_does_not_either(cell: str, book: bytes, tmp_path: Path) -> None:
    row = f'<row r="9999">{cell}</row></sheetData>'
    data = with_part(book, COVER, lambda xml: xml.replace("</sheetData>", row))
    assert reading_of(data, tmp_path).unread is FileState.TOO_BIG


@pytest.mark.parametrize("cell", ["<c r='XFD9999'/>", '<c r="XFD9999" s="1"><v></v></c>'])
def test_a_far_off_cell_that_is_empty_is_no_matter(cell: str, book: bytes, tmp_path: Path) -> None:
    row = f'<row r="9999">{cell}</row></sheetData>'
    data = with_part(book, COVER, lambda xml: xml.replace("</sheetData>", row))
    assert reading_of(data, tmp_path).unread is None


def test_a_cell_with_an_address_of_no_cell_is_refused(book: bytes, tmp_path: Path) -> None:
    row = '<row><c r="5A"><v>1</v></c></row></sheetData>'
    data = with_part(book, COVER, lambda xml: xml.replace("</sheetData>", row))
    assert refused(reading_of(data, tmp_path)).id == "I-UNUSUAL"


def test_a_lying_dimension_is_no_matter(book: bytes, tmp_path: Path) -> None:
    lie = '<dimension ref="A1:XFD1048576"/><sheetViews>'
    data = with_part(book, COVER, lambda xml: xml.replace("<sheetViews>", lie))
    assert reading_of(data, tmp_path).unread is None


def test_a_bomb_is_too_big(book: bytes, tmp_path: Path) -> None:
    bomb = rezipped(book, {"xl/media/a.xml": bytes(65 << 20)})
    assert reading_of(bomb, tmp_path).unread is FileState.TOO_BIG
    part = rezipped(book, {"xl/styles.xml": bytes(9 << 20)})
    assert reading_of(part, tmp_path).unread is FileState.TOO_BIG
    many = rezipped(book, {f"xl/media/{number}": b"" for number in range(301)})
    assert reading_of(many, tmp_path).unread is FileState.TOO_BIG


def test_a_part_larger_than_it_says_is_unreadable(book: bytes, tmp_path: Path) -> None:
    """The sizes in the directory are set to 10 bytes; only so many are ever unpacked."""
    bomb = rezipped(book, {"xl/styles.xml": b" " * (6 << 20)})
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        start = archive.start_dir
    at = bomb.index(b"xl/styles.xml", start) - 46
    lying = bomb[: at + 24] + struct.pack("<I", 10) + bomb[at + 28 :]
    assert reading_of(lying, tmp_path).unread is FileState.UNREADABLE


def test_a_large_file_is_too_big_and_its_digest_whole(book: bytes, tmp_path: Path) -> None:
    reading = reading_of(book + bytes(MAX_FILE), tmp_path)
    assert reading.unread is FileState.TOO_BIG


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "sheet"])
def test_a_document_type_is_refused(part: str, book: bytes, tmp_path: Path) -> None:
    part = "xl/worksheets/sheet1.xml" if part == "sheet" else part
    text = read_part(book, part).removeprefix("<?xml version='1.0' encoding='UTF-8'?>")
    dtd = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    reading = reading_of(rezipped(book, {part: (dtd + text).encode()}), tmp_path)
    assert refused(reading).id == "I-UNUSUAL"


def test_an_entity_in_shared_strings_stays_unresolved(book: bytes, tmp_path: Path) -> None:
    strings = '<!DOCTYPE a [<!ENTITY b "c">]><sst><si><t>&b;</t></si></sst>'
    reading = reading_of(rezipped(book, {"xl/sharedStrings.xml": strings.encode()}), tmp_path)
    assert reading.unread in (FileState.UNREADABLE, FileState.ALTERED)


def test_sheets_written_otherwise_are_read_the_same(edition: Edition, tmp_path: Path) -> None:
    """Prefixes, attribute order, comments, another encoding: as other programs may write."""
    typed = dict.fromkeys(edition.typed, 3)
    book = Book(edition, {**typed, "year": 2025}).bytes()
    plain = reading_of(book, tmp_path).filing
    sheet = edition.form.sections[2].short

    def reordered(xml: str) -> str:
        assert "<c r=" in xml
        return xml.replace("<c r=", "<!-- x --><c\n s='0' r=").replace(" s='0' r", " r", 1)

    def utf16(xml: str) -> str:
        return xml.replace("<c r=", "<c  r=")

    for change in (reordered, utf16):
        assert reading_of(with_part(book, sheet, change), tmp_path).filing == plain


def test_a_thousand_sheets_are_too_many(book: bytes, tmp_path: Path) -> None:
    sheets = {f"xl/worksheets/sheet{number}.xml": b"<worksheet/>" for number in range(20, 1020)}
    assert reading_of(rezipped(book, sheets), tmp_path).unread is FileState.TOO_BIG


def test_entities_within_entities_are_never_unfolded(book: bytes, tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE a [<!ENTITY e0 "ha">{levels}]><worksheet>&e11;</worksheet>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        reading = reading_of(rezipped(book, {part: bomb.encode()}), tmp_path)
        assert reading.unread is FileState.UNREADABLE


def test_programs_and_links_in_a_workbook_are_said_and_left_alone(
    book: bytes, tmp_path: Path
) -> None:
    parts = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"not even XML"}
    reading = reading_of(rezipped(book, parts), tmp_path, "某某局.xlsm")
    assert reading.unread is None
    assert {"I-MACROS", "I-LINKS"} <= {finding.id for finding in reading.findings}


# ------------------------------------------------------------------ the stamp


def test_a_foreign_workbook_is_not_ours(edition: Edition, tmp_path: Path) -> None:
    """Without the stamp and without our labels; the stamp alone does not make it ours either."""
    labels = dict.fromkeys(Book(edition).layout.labels, "别的表")
    program = Book(edition).layout.stamp["program"]
    for spots in (labels, {**labels, program: "other"}):
        foreign = Book(edition, spots=spots, edits=(_without_stamp,)).bytes()
        assert reading_of(foreign, tmp_path).unread is FileState.NOT_OURS
    assert reading_of(Book(edition, spots=labels).bytes(), tmp_path).unread is FileState.ALTERED


def _without_stamp(workbook: Workbook) -> None:
    workbook.remove(workbook[STAMP])


@pytest.mark.parametrize("program", [None, "other"])
def test_a_workbook_with_our_labels_and_no_stamp_is_read_and_says_so(
    program: str | None, edition: Edition, tmp_path: Path
) -> None:
    spot = Book(edition).layout.stamp["program"]
    reading = reading_of(Book(edition, spots={spot: program}).bytes(), tmp_path)
    assert reading.unread is None
    assert "I-RELOCATED" in [finding.id for finding in reading.findings]


@pytest.mark.parametrize(
    ("key", "value", "state", "finding"),
    [
        ("edition", "2099", FileState.NOT_OURS, "I-UNKNOWN-EDITION"),
        ("template_version", "999", FileState.NOT_OURS, "I-NEWER"),
    ],
)
def test_a_strange_stamp_is_refused(
    key: str, value: object, state: FileState, finding: str, edition: Edition, tmp_path: Path
) -> None:
    spot = Book(edition).layout.stamp[key]
    reading = reading_of(Book(edition, spots={spot: value}).bytes(), tmp_path)
    assert (reading.unread, refused(reading).id) == (state, finding)


@pytest.mark.parametrize("value", ["新版", None])
def test_a_damaged_version_is_said(value: object, edition: Edition, tmp_path: Path) -> None:
    spot = Book(edition).layout.stamp["template_version"]
    reading = reading_of(Book(edition, spots={spot: value}).bytes(), tmp_path)
    assert reading.unread is None
    assert "I-RELOCATED" in [finding.id for finding in reading.findings]


def test_where_most_labels_are_altered_the_first_are_named(
    edition: Edition, tmp_path: Path
) -> None:
    spots = [spot for spot in Book(edition).layout.labels if spot.sheet == "三依申请"]
    reading = reading_of(Book(edition, spots=dict.fromkeys(spots, "我改的")).bytes(), tmp_path)
    assert reading.unread is FileState.ALTERED
    sentence = refused(reading).sentence
    assert all(spot.reference in sentence for spot in spots[:3])
    assert spots[3].reference not in sentence
    assert "我改的" in sentence


def test_white_space_in_labels_is_no_alteration(edition: Edition, tmp_path: Path) -> None:
    labels = Book(edition).layout.labels
    spaced = {spot: f" {text[:1]}\n{text[1:]}　" for spot, text in labels.items()}
    assert reading_of(Book(edition, spots=spaced).bytes(), tmp_path).unread is None


def test_a_removed_sheet_is_an_error_unless_it_holds_nothing_filed(
    edition: Edition, tmp_path: Path
) -> None:
    for sheet, errors in ((CHECK, 0), ("五问题改进", 2)):
        lacking = Book(edition, edits=(lambda workbook, s=sheet: workbook.remove(workbook[s]),))
        reading = reading_of(lacking.bytes(), tmp_path)
        unplaced = [f for f in reading.findings if f.rule == "I-UNPLACED"]
        assert (reading.unread, len(unplaced)) == (None, errors)
        assert all(f.severity is Severity.ERROR for f in unplaced)


def test_two_sheets_of_one_name_are_refused(book: bytes, tmp_path: Path) -> None:
    xml = read_part(book, "xl/workbook.xml").replace(f'name="{CHECK}"', f'name="{COVER}"')
    reading = reading_of(rezipped(book, {"xl/workbook.xml": xml.encode()}), tmp_path)
    assert refused(reading).id == "I-UNUSUAL"


def test_sheets_of_the_clerks_own_are_reported(edition: Edition, tmp_path: Path) -> None:
    book = Book(edition, edits=(lambda workbook: workbook.create_sheet("底稿"),))
    reading = reading_of(book.bytes(), tmp_path)
    (finding,) = (finding for finding in reading.findings if finding.id == "I-EXTRA")
    assert reading.unread is None
    assert "底稿" in finding.sentence


def test_cells_that_the_engine_drops_are_blank(book: bytes, tmp_path: Path) -> None:
    spot = Spot(STAMP, 4, 2)
    data = with_part(book, STAMP, lambda xml: xml.replace("</sheetData>", _row(spot)))
    assert reading_of(data, tmp_path).unread is None


def _row(spot: Spot) -> str:
    return f'<row r="4"><c r="{spot.address}"><f>1/0</f></c></row></sheetData>'


@pytest.mark.parametrize("kind", CONVERTIBLE)
def test_each_kind_that_is_converted_has_a_name_that_people_know(kind: FileKind) -> None:
    assert say(f"reader.what_{kind}")
