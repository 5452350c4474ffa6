"""Returns that may stand and are doubted, and what is written to their doubts."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
from filings import busy
from openpyxl import load_workbook

from xltools.collection.register.body import Body
from xltools.examination.examine import Examined
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import load
from xltools.layout.return_book import CheckRow, layout_of
from xltools.messages import say
from xltools.template import pour

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
TARIFF, SAID = "T6-TARIFF", "含上年补缴5元"
PLACE = LAYOUT.figures["fees.amount"]
AT = LAYOUT.checks[TARIFF].spot("explanation")


def charging(amount: int, said: str = SAID, year: str = "2024") -> Filing:
    good = busy(EDITION)
    return replace(
        good,
        cover={**good.cover, "year": year, "date": f"{int(year) + 1}-01-20"},
        figures={**good.figures, "fees.amount": amount},
        explanations={TARIFF: said} if said else {},
    )


def saved(filing: Filing, path: Path, *, by_hand: bool = False) -> Path:
    """The return as a workbook; typed by hand it records no binding."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pour(replace(filing, explanations={}) if by_hand else filing))
    if by_hand and (said := filing.explanations.get(TARIFF)):
        typed(path, explanation=said)
    return path


def typed(path: Path, amount: int | None = None, explanation: str | None = None) -> Path:
    book = openpyxl.load_workbook(path)
    if amount is not None:
        book[PLACE.sheet][PLACE.address] = amount
    if explanation is not None:
        book[AT.sheet][AT.address] = explanation
    book.save(path)
    return path


def tariff(examined: Examined) -> Finding:
    return next(finding for finding in examined.findings if finding.id == TARIFF)


TITLE = say("slip.title")
WORDS = "C-DOUBLED/proactive"
NAMES = ("甲局", "乙局", "丙局", "丁局")
BODIES = tuple(Body(name, superior="某某区") for name in NAMES)


def of(name: str, filing: Filing) -> Filing:
    return replace(filing, cover={**filing.cover, "name": name})


def text_doubt(name: str, said: str = "") -> Filing:
    good = of(name, charging(100, ""))
    texts = {**good.narratives, "proactive": ("主动公开信息，，涵盖各个领域。",)}
    return replace(good, narratives=texts, explanations={WORDS: said} if said else {})


def text_of(document: bytes) -> str:
    opened = docx.Document(io.BytesIO(document))
    held = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *held])


LICENSED = "disclosure.licensing.decisions"


def last_year(name: str) -> Filing:
    """A year with many more licences, in which nothing was carried over."""
    filing = of(name, charging(100, "", "2023"))
    carried = {
        f"requests.carried_out.{rest}": value
        for cell, value in filing.figures.items()
        if (rest := cell.removeprefix("requests.carried_in.")) != cell
    }
    in_force = "disclosure.normative_documents.in_force"
    made, repealed, now = (
        int(filing.number(f"disclosure.normative_documents.{name}") or 0)
        for name in ("made", "repealed", "in_force")
    )
    figures = {**carried, LICENSED: 9000, in_force: now - made + repealed}
    return replace(filing, figures={**filing.figures, **figures})


def explained_in(book: Path, rules: Iterable[str], said: str = SAID) -> Path:
    """The clerk writes 情况说明 beside each doubt in the marked workbook that came back."""
    opened = load_workbook(book)
    for rule in rules:
        if rule in LAYOUT.checks:
            spot = LAYOUT.checks[rule].spot("explanation")
        else:
            first = CheckRow(LAYOUT.free.first.row)
            told = (CheckRow(first.row + number) for number in range(LAYOUT.free.rows))
            sheet = opened[first.spot("rule").sheet]
            spot = next(r for r in told if sheet[r.spot("rule").address].value == rule)
            spot = spot.spot("explanation")
        opened[spot.sheet][spot.address] = said
    opened.save(book)
    return book


COPIED = (
    "围绕群众关心的道路养护、停车收费和公交线路调整，逐条公布办理过程和结果，"
    "并请沿线居民代表到场核对，把核对意见附在公告之后一并公开。"
)


def telling(filing: Filing, text: str) -> Filing:
    return replace(filing, narratives={**filing.narratives, "proactive": (text,)})
