"""What a person wrote is what is judged, printed and compared: text in = text out.

W1 every text comes out of a report as it went into a cell       W2 labels of the form within one
W3 real texts, every sentence of them                            W4 what reading lost is missed
W5 a figure has one reading or none                              W6 nothing is cut or unescaped
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from books import Book, part_of, read_part, rezipped
from filings import busy
from hypothesis import given, settings
from hypothesis import strategies as st

from xltools import report
from xltools.filing.codec import loads
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.wording import lines_of
from xltools.law.edition import load
from xltools.law.grid import places_of
from xltools.layout.return_book import layout_of
from xltools.published.comparison.differences import differences_of
from xltools.published.documents.document import read_document
from xltools.published.ours import parity
from xltools.reader import read_return
from xltools.report.endings import FRAGMENT, PAGE, WORD
from xltools.template import NoRoom, pour

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
LABELS = sorted(
    {text.label for text in EDITION.form.narratives.values()}
    | {section.title for section in EDITION.form.sections}
    | {placed.text for table in EDITION.form.tables.values() for placed in places_of(table)} - {""}
)
SHEET = next(iter(LAYOUT.narratives.values())).first.sheet


@pytest.fixture(scope="module")
def frame() -> bytes:
    """A return without texts on the first sheet of texts, to write some into."""
    return pour(replace(busy(EDITION), narratives={}, notes={}))


@pytest.fixture(scope="module")
def light() -> bytes:
    """The same without style, which is written and read quicker."""
    return Book(EDITION, texts={item: ["甲", "乙", "丙"] for item in LAYOUT.narratives}).bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


def with_texts(frame: bytes, texts: Mapping[str, Sequence[str]]) -> bytes:
    """The workbook with these texts in the open rows, one a row, as another program writes them."""
    parts: dict[str, bytes | None] = {}
    for item, told in texts.items():
        for spot, text in zip(LAYOUT.narratives[item].spots(), told, strict=False):
            part = part_of(frame, spot.sheet)
            xml = (parts.get(part) or read_part(frame, part).encode()).decode()
            cell = f'<is><t xml:space="preserve">{escape(text)}</t></is></c>'
            made, count = re.subn(
                rf'<c r="{spot.address}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)',
                lambda found, cell=cell, at=spot.address: (
                    f'<c r="{at}"{found[1]} t="inlineStr">{cell}'
                ),
                xml,
                count=1,
            )
            assert count == 1
            parts[part] = made.encode()
    return rezipped(frame, parts)


def read(data: bytes, folder: Path) -> Filing:
    path = folder / "return.xlsx"
    path.write_bytes(data)
    filing = read_return(path).filing
    assert filing is not None
    return filing


def seen(documents: Mapping[str, bytes]) -> list[list[str]]:
    """The paragraphs of Word, page and fragment, as XML and markup have them."""
    with zipfile.ZipFile(io.BytesIO(documents[WORD])) as package:
        word = package.read("word/document.xml").decode()
    word = re.sub(r"<w:tab/>", "\t", re.sub(r"<w:tbl>.*?</w:tbl>", "", word, flags=re.S))
    told = [re.findall(r"<w:p>(.*?)</w:p>", word, flags=re.S)]
    for ending in (PAGE, FRAGMENT):
        page = documents[ending].decode("utf-8-sig")
        told.append(re.findall(r"<p[^>]*>(?:　　)?(.*?)</p>", page, flags=re.S))
    return [[unescape(re.sub(r"<[^>]*>", "", line)) for line in one] for one in told]


def printed(filing: Filing) -> list[list[str]]:
    return seen(report.render_package(filing))


# ------------------------------------------------------------------ W1

LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]),
    st.sampled_from("，。、；：“”（）《》 \t　0123456789一二三件年公开"),
)
UNTOUCHED = re.compile(
    "[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u2e80-\u2ef3\u2f00-\u2fd5\u2028\u2029]"
)
TEXTS = st.text(LETTERS, min_size=1, max_size=60).filter(lambda text: not UNTOUCHED.search(text))


THREE = st.lists(TEXTS, min_size=3, max_size=3)
"""One narrative's lines; each example has one such list for every narrative of the form."""


@settings(deadline=None, max_examples=2000 // len(LAYOUT.narratives) + 1)
@given(st.fixed_dictionaries(dict.fromkeys(LAYOUT.narratives, THREE)))
def test_w1_any_text_comes_out_as_it_went_in(
    light: bytes, folder: Path, texts: dict[str, list[str]]
) -> None:
    """Lines that the next one goes on are joined; nothing is lost, added or replaced."""
    filing = read(with_texts(light, texts), folder)
    documents = ["".join(told) for told in printed(filing)]
    for item, typed in texts.items():
        wanted = "".join(line for text in typed for line in lines_of(text))
        assert "".join(filing.paragraphs(item)) == wanted
        assert all(wanted in told for told in documents)


# ------------------------------------------------------------------ W2, W3


@pytest.mark.parametrize(
    "around",
    [
        ("没有", "。"),
        ("", "政府信息120条。"),
        ("清单已在委网站", "。发布关于解读的通知3篇。"),
        ("", " 100条。"),
        ("一是", "有序。"),
        ("本年度", ""),
        ("", "：全年3条。"),
        ("（一）", "工作有序推进。"),
    ],
)
def test_w2_a_label_of_the_form_at_each_place_of_a_sentence(
    around: tuple[str, str], frame: bytes, tmp_path: Path
) -> None:
    """Each label of the form, in every text of the report."""
    before, after = around
    sentences = [f"{before}{label.replace(chr(10), '')}{after}" for label in LABELS]
    rows = min(area.rows for area in LAYOUT.narratives.values())
    for start in range(0, len(sentences), rows):
        told = tuple(sentences[start : start + rows])
        filing = read(with_texts(frame, dict.fromkeys(LAYOUT.narratives, told)), tmp_path)
        assert filing.narratives == dict.fromkeys(LAYOUT.narratives, told)
        assert all(set(told) <= set(lines) for lines in printed(filing))


def test_w3_every_sentence_of_real_reports(shared: Path, tmp_path: Path) -> None:
    """Filled, read, printed, compared."""
    files = sorted((shared / "cases" / "openings").glob("*.json"))
    assert files
    for file in files:
        poured = loads(json.dumps(json.loads(file.read_text(encoding="utf-8"))["filing"]))
        comes_out(poured, read(pour(poured), tmp_path))


def comes_out(poured: Filing, filing: Filing) -> None:
    documents = report.render_package(filing)
    pages = ["".join(one) for one in seen(documents)]
    for item, told in poured.narratives.items():
        wanted, found = (
            "".join(line for text in texts for line in lines_of(text))
            for texts in (told, filing.paragraphs(item))
        )
        label = re.escape(EDITION.form.narratives[item].label)
        assert re.fullmatch(rf"(（.）{label}[。：])?", wanted.removesuffix(found)), item
        assert all(found in page for page in pages)
    assert parity.differences(filing, documents) == []
    assert differences_of(filing, read_document(documents[WORD])) == []


# ------------------------------------------------------------------ W4


@pytest.mark.parametrize("lost", ["第二句有10件。", "主动公开", "没有其他需要报告的事项。"])
def test_w4_words_that_reading_lost_are_missed(lost: str, frame: bytes, tmp_path: Path) -> None:
    """Parity and compare hold documents against the cells, not against what was read."""
    text = f"第一句。{lost}第三句。"
    filing = read(with_texts(frame, {"opening": [text]}), tmp_path)
    bad = replace(filing, narratives={**filing.narratives, "opening": (text.replace(lost, ""),)})
    documents = report.render_package(bad)
    assert parity.differences(bad, documents) == ["opening"]
    for ending in (WORD, PAGE):
        assert [one.id for one in differences_of(bad, read_document(documents[ending]))] == [
            "opening"
        ]


# ------------------------------------------------------------------ W5


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3900\n27", Unreadable("3900\n27")),
        ("39\t27", Unreadable("39\t27")),
        ("1\r\n2", Unreadable("1\r\n2")),
        ("39 27", Unreadable("39 27")),
        ("1 2345", Unreadable("1 2345")),
        ("1  234", Unreadable("1  234")),
        ("12 345,678", Unreadable("12 345,678")),
        ("- 5", Unreadable("- 5")),
        ("1 234", 1234),
        ("1　234\xa0567", 1234567),
        (" 411\n", 411),
        ("\u202d411\u202c", 411),
        ("\u202d41件\u202c", Unreadable("\u202d41件\u202c")),
        ("１，２３４", 1234),
    ],
)
def test_w5_a_figure_has_one_reading_or_none(typed: str, value: object, tmp_path: Path) -> None:
    cell = "requests.new.natural_person"
    filing = read(Book(EDITION, {cell: typed}).bytes(), tmp_path)
    assert filing.figures[cell] == value


# ------------------------------------------------------------------ W6


@pytest.mark.parametrize(
    "text",
    ["见附件A_x0041_B号。", "_x000D_", "_x0041_x0042_", "_x005F_x0041_", "甲_xD83D_乙_x4e00_"],
)
def test_w6_what_looks_like_an_escape_stays(text: str, tmp_path: Path) -> None:
    """In every place that the program writes: texts, names, notes, what a formula shows."""
    filing = replace(
        busy(EDITION),
        cover={**busy(EDITION).cover, "name": text},
        narratives={"improvements": (text,)},
        notes={"cases": text},
        explanations={"T6-TARIFF": text},
    )
    assert read(pour(filing), tmp_path) == filing


@pytest.mark.parametrize("narrative", ["opening", "improvements", "further"])
def test_w6_a_text_too_long_for_a_cell_is_refused_with_its_place(narrative: str) -> None:
    place = LAYOUT.place(narrative).reference
    for text in ("长" * 32768, "😀" * 16384):
        with pytest.raises(NoRoom, match=re.escape(place)):
            pour(Filing(EDITION, narratives={narrative: (text,)}))
    pour(Filing(EDITION, narratives={narrative: ("长" * 32767,)}))


def test_w6_explanations_over_their_room_are_refused() -> None:
    room = LAYOUT.free.rows
    said = {f"C-{number}": "已核对" for number in range(room)}
    pour(Filing(EDITION, explanations=said))
    with pytest.raises(NoRoom, match=LAYOUT.free.first.reference):
        pour(Filing(EDITION, explanations={**said, "C-MORE": "已核对"}))
