"""A scripted clerk fills the blank workbook, as a program and inside LibreOffice.

The same filing and the same findings come back either way; locked cells take nothing.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from conftest import Office

from xltools.filing.confront import confront
from xltools.filing.filing import Filing
from xltools.filing.findings import Verdict
from xltools.law.edition import Edition
from xltools.layout.return_book import CHECK, COVER, Spot, layout_of
from xltools.messages import say
from xltools.reader import read_return
from xltools.template import build_blank

CLERK = Path(__file__).with_name("uno_clerk.py")


def what_she_files(edition: Edition) -> Filing:
    """An ordinary return with one balance wrong and one table nil."""
    figures = {cell: 0 for cell in edition.typed if not cell.startswith("cases.")}
    figures |= {
        "requests.new.natural_person": 12,
        "requests.granted.natural_person": 9,
        "requests.not_held.natural_person": 2,
        "requests.carried_out.natural_person": 1,
        "requests.new.business": 3,
        "requests.granted.business": 2,
        "disclosure.licensing.decisions": 1204,
    }
    return Filing(
        edition,
        cover={
            "name": "云溪县自然资源局",
            "body_kind": "政府部门",
            "year": "2025",
            "site": "云溪县人民政府网站（www.example.gov.cn）",
            "address": "云溪县城关镇解放路8号",
            "phone": "0123-4567890",
        },
        nil={"cases": True},
        figures=figures,
        narratives={
            "opening": ("2025年，我局落实条例要求。", "全年工作平稳。"),
            "proactive": ("主动公开政府信息120条。",),
            "management": ("健全审查制度。",),
            "platforms": ("维护网站专栏。",),
            "supervision": ("全年培训2次。",),
            "shortcomings": ("公开及时性有待提高。",),
            "improvements": ("加强督促检查。",),
        },
        notes={"requests": "含电子邮件申请。"},
    )


def keystrokes(filing: Filing) -> Iterator[tuple[Spot, str | int]]:
    """What she types, and where."""
    layout = layout_of(filing.edition)
    for field, text in filing.cover.items():
        yield layout.cover[field], int(text) if field == "year" else text
    for table, nil in filing.nil.items():
        yield layout.nil[table], say("nil.yes" if nil else "nil.no")
    for cell, value in filing.figures.items():
        assert isinstance(value, int)
        yield layout.figures[cell], value
    for narrative, texts in filing.narratives.items():
        yield from zip(layout.narratives[narrative].spots(), texts, strict=False)
    for table, text in filing.notes.items():
        yield layout.tables[table].note.first, text


def read_back(book: Path, filed: Filing) -> None:
    reading = read_return(book)
    assert reading.unread is None, reading.findings
    assert reading.filing == filed
    assert reading.findings == ()
    failed = [f.id for f in confront(filed) if f.verdict is Verdict.FAIL and not f.under]
    assert failed == ["T3-BALANCE/business"]


def test_filled_by_a_program(edition: Edition, tmp_path: Path) -> None:
    filed = what_she_files(edition)
    workbook = openpyxl.load_workbook(io.BytesIO(build_blank(edition)))
    for spot, value in keystrokes(filed):
        workbook[spot.sheet][spot.address] = value
    book = tmp_path / "云溪县自然资源局.xlsx"
    workbook.save(book)
    read_back(book, filed)


@pytest.mark.office
def test_filled_inside_libreoffice_where_locked_cells_take_nothing(
    edition: Edition, soffice: Office, tmp_path: Path
) -> None:
    python = _python_with_uno()
    filed = what_she_files(edition)
    layout = layout_of(edition)
    locked = [
        layout.figures["requests.closed.business"],
        layout.heading("opening"),
        Spot(COVER, 1, 1),
        layout.checks["T3-BALANCE/business"].spot("verdict"),
        layout.free.first.moved(columns=3),
    ]
    typed = [*keystrokes(filed), *((spot, "改写") for spot in locked)]
    typed.append((layout.checks["T6-TARIFF"].spot("explanation"), "说明"))
    blank, filled = tmp_path / "空白.xlsx", tmp_path / "填好.xlsx"
    blank.write_bytes(build_blank(edition))
    script = tmp_path / "script.json"
    cells = [[spot.sheet, spot.address, value] for spot, value in typed]
    script.write_text(
        json.dumps({"open": str(blank), "save": str(filled), "cells": cells}), "utf-8"
    )
    command = [python, str(CLERK), soffice.program, str(soffice.profile), str(script)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=180)
    refused = {tuple(place) for place in json.loads(done.stdout)}
    assert refused == {(spot.sheet, spot.address) for spot in locked}
    with_note = replace(filed, explanations={"T6-TARIFF": "说明"})
    read_back(filled, with_note)
    shown = openpyxl.load_workbook(filled, data_only=True)[CHECK]
    verdict = layout.checks["T3-BALANCE/business"].spot("verdict")
    assert shown[verdict.address].value == say("verdict.fail")


def _python_with_uno() -> str:
    """The python that LibreOffice speaks to; Debian's own has the module."""
    for name in ("/usr/bin/python3", shutil.which("python3") or ""):
        if name and subprocess.run([name, "-c", "import uno"], capture_output=True).returncode == 0:
            return name
    if os.environ.get("XLTOOLS_OFFICE_REQUIRED"):
        pytest.fail("a python with LibreOffice's uno module is required here and missing")
    pytest.skip("no python with LibreOffice's uno module")
