"""A number that may be somebody's identity or bank card stands in the returned file only.

N1 which numbers are covered      N2 nothing that is written or said holds one that was typed
N3 what is said of it             N4 in a text, the words beside it tell what it is
"""

from __future__ import annotations

import contextlib
import io
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import Book
from filings import busy
from ledgers import NOW
from openpyxl.comments import Comment
from returns import book_of, passing, record_at, run_here, states

from xltools import cli
from xltools.checks import check
from xltools.collection.register.body import Body
from xltools.filing.codec import dumps, loads
from xltools.filing.confront import confront
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.findings import Verdict
from xltools.filing.wording import covered, may_be_personal
from xltools.law.edition import load
from xltools.law.rule import Severity
from xltools.layout.return_book import COVER, layout_of

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
CELL = "requests.new.natural_person"
TOTAL = "requests.new.total"

# ------------------------------------------------------------------ N1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("320830199001010017", "320*************17"),
        ("11010119900307123X", "110*************3X"),
        ("（6222021234567890128）", "（622**************28）"),
        ("６２２２０２１２３４５６７８９０", "６２２***********９０"),
        ("6222 0212 3456 7890 128", "622* **** **** **** *28"),
        ("320830-19900101-0017", "320***-********-**17"),
        ("320830900101001", "320**********01"),
        ("（１１０１０１６００２２９１２３）", "（１１０**********２３）"),
        ("650102 721231 004", "650*** ****** *04"),
    ],
)
def test_n1_covered(typed: str, told: str) -> None:
    assert covered(typed) == covered(told) == told
    assert may_be_personal(told)
    assert Unreadable(typed).text == told


@pytest.mark.parametrize(
    "typed",
    [
        "123456789012345",
        "320830901301001",
        "110101590229123",
        "990101900101001",
        "32083090010100",
        "320,830,901,301,001",
        "0.1234567890123456",
        "2025-01-01 2025-02-02 2025-03-03",
        "100 200 300 400 500 600",
        "（2025）苏0830行初12号",
        "3900⏎2745⏎27⏎1350",
    ],
)
def test_n1_not_covered(typed: str) -> None:
    assert covered(typed) == typed
    assert not may_be_personal(typed)


# ------------------------------------------------------------------ N2

_IDS = ("320830199001010017", "320830900101001", "6222021234567890128", "32083019900101001X")


def everywhere(number: str) -> Iterator[tuple[str, Book]]:
    """A return with the number in one of the places where a hasty hand puts it."""
    filed = passing(EDITION, name="东局")
    plain = book_of(filed)
    others = {
        TOTAL: number,
        "requests": number,
        "year": number,
        "date": number,
        "body_kind": number,
    }
    for item in (CELL, *others):
        yield item, replace(plain, values={**plain.values, item: number})
    if number.isdecimal():
        yield "number", replace(plain, values={**plain.values, CELL: int(number)})
    for name, value in {
        "result": f'="{number}"',
        "words": f"{number}张三",
        "blanks": f" {number[:6]} {number[6:14]} {number[14:]}",
        "two": f"12\n{number}",
    }.items():
        yield name, replace(plain, values={**plain.values, CELL: value})
    spot = LAYOUT.figures[CELL]

    def beside(workbook: Any) -> None:
        said = f"经办人联系方式和号码请见这里，共有一份，号码为{number}"
        workbook[spot.sheet].cell(spot.row, 60).value = said
        workbook[COVER].cell(60, 3).value = said
        workbook[spot.sheet].cell(spot.row, spot.column).comment = Comment(said, "甲")

    yield "beside", replace(plain, edits=(beside,))


def texts_in(path: Path) -> Iterator[str]:
    """All that a file holds, unpacked."""
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    elif path.suffix == ".sqlite":
        with contextlib.closing(sqlite3.connect(path)) as database:
            yield "\n".join(database.iterdump())
    else:
        yield data.decode("utf-8", "replace")


@pytest.mark.parametrize("number", _IDS)
def test_n2_nothing_that_is_written_holds_it(number: str, tmp_path: Path) -> None:
    place, out = tmp_path / "收件", tmp_path / "结果"
    place.mkdir()
    for name, book in everywhere(number):
        book.save(place / f"{name}.xlsx")
    bodies = (Body("东局", deadline=date(2025, 1, 31)), Body("西局"))
    result = run_here(place, out, year=2024, register=bodies, now=NOW)
    assert states(result)[f"{CELL}.xlsx"] == "errors"
    files = [path for path in out.rglob("*") if path.is_file()]
    written = [(path, text) for path in files for text in texts_in(path)]
    assert len(written) > 4
    digits = number[3:-2]
    assert [str(path) for path, text in written if digits in text] == []
    assert not [line for line in result.summary if digits in line]
    files = sorted(place.iterdir())
    for form in ("json", "table"):
        told = io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            cli.run(["validate", "--format", form, *map(str, files)])
        assert digits not in told.getvalue()
    fresh = tmp_path / "修复.xlsx"
    assert cli.run(["repair", str(place / f"{CELL}.xlsx"), "-o", str(fresh)]) in (0, 1)
    assert [text for text in texts_in(fresh) if digits in text] == []


# ------------------------------------------------------------------ N3


@pytest.mark.parametrize("number", _IDS)
def test_n3_the_sentence_says_what_it_looks_like(number: str, tmp_path: Path) -> None:
    filed = passing(EDITION)
    book = book_of(filed)
    path = replace(book, values={**book.values, CELL: number}).save(tmp_path / "a.xlsx")
    (said,) = [
        located.finding.sentence
        for located in record_at(path).findings
        if located.finding.id == "T3-VALID"
    ]
    assert covered(number) in said
    assert "身份证号" in said
    assert "银行卡号" in said


def test_n3_a_stored_one_is_said_the_same() -> None:
    filing = Filing(EDITION, figures={CELL: Unreadable(_IDS[0])})
    again = loads(dumps(filing))
    assert again == filing
    assert [f.sentence for f in confront(again)] == [f.sentence for f in confront(filing)]


def test_n3_nor_where_a_text_may_stand_for_a_figure() -> None:
    older = load("2019")
    cell = next(id for id, cell in older.form.cells.items() if cell.column.kind.value == "written")
    for text, verdict in (("约3万元", 0), (_IDS[0], 1)):
        filing = replace(busy(older), figures={**busy(older).figures, cell: Unreadable(text)})
        failed = [f for f in confront(filing) if cell in f.marks and f.verdict is Verdict.FAIL]
        assert len(failed) == verdict


# ------------------------------------------------------------------ N4


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("申请人身份证号320830199001010018，已答复。", "C-IDENTITY-CARD-MAYBE"),
        ("申请人（320830199001010018，居民身份证）已答复。", "C-IDENTITY-CARD-MAYBE"),
        ("公民身份号码：３２０８３０19900101001x。", "C-IDENTITY-CARD-MAYBE"),
        ("身份证件号码320830-19900101-0018。", "C-IDENTITY-CARD-MAYBE"),
        ("申请人身份证320830900101001，已答复。", "C-IDENTITY-CARD-MAYBE"),
        ("退款至银行卡6222021234567890127。", "C-BANK-CARD"),
        ("卡号为622202123456789012，请查收。", "C-BANK-CARD"),
        ("证件号码320830199001010018，已答复。", ""),
        ("受理编号为320830199001010018，已答复。", ""),
        ("申请人（320830-900101-001）已答复。", "C-IDENTITY-CARD-MAYBE"),
        ("申请人为６５０１０２７２１２３１００４，已答复。", "C-IDENTITY-CARD-MAYBE"),
        ("受理编号110101600229123，已办结。", "C-IDENTITY-CARD-MAYBE"),
        ("退款至银行卡320830900101001。", "C-BANK-CARD"),
        ("受理编号110101590229123，已办结。", ""),
        ("合同编号320830901301001，已公开。", ""),
        ("项目代码2020-320830-48-01-123456，已公开。", ""),
        ("全年办理身份证业务12345678件。", ""),
    ],
)
def test_n4_the_words_beside_it_tell_what_it_is(text: str, found: str) -> None:
    filing = replace(busy(EDITION), narratives={"proactive": (text,)})
    met = [f for f in check(filing) if f.rule.startswith(("C-IDENTITY-CARD", "C-BANK-CARD"))]
    assert [f.rule for f in met] == ([found] if found else [])
    assert all(f.severity is Severity.WARNING for f in met)
    assert not any("相符" in f.sentence for f in met)
    assert not any("19900101" in f.sentence or "34567890" in f.sentence for f in met)
