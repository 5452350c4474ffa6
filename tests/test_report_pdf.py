"""Reports as PDF: with LibreOffice, and what is said without it."""

from __future__ import annotations

from pathlib import Path

import filings
import pytest
from conftest import Office
from rendered import render_word
from returns import passing, save

from xltools import cli
from xltools.law.edition import Edition
from xltools.report import pdf
from xltools.report.endings import PDF, WORD


@pytest.fixture
def returned(edition: Edition, tmp_path: Path) -> Path:
    place = tmp_path / "收到" / "a.xlsx"
    place.parent.mkdir()
    save(passing(edition, name="测试局"), place)
    return place


@pytest.mark.office
@pytest.mark.parametrize("command", ["report", "batch"])
def test_a_pdf_beside_each_word_report(
    command: str, returned: Path, tmp_path: Path, soffice: Office
) -> None:
    assert soffice.program
    source = returned if command == "report" else returned.parent
    out = tmp_path / "out"
    assert cli.run([command, str(source), "-o", str(out), "--pdf"]) == 0
    (made,) = out.rglob(f"*{PDF}")
    assert made.with_suffix(WORD).is_file()
    assert made.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("command", ["report", "batch"])
def test_without_libreoffice_it_is_said_before_anything_is_written(
    command: str,
    returned: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(pdf, "libreoffice", lambda: None)
    source = returned if command == "report" else returned.parent
    assert cli.run([command, str(source), "-o", str(tmp_path / "out"), "--pdf"]) == 2
    assert "LibreOffice" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_libreoffice_that_fails_is_said(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("", encoding="utf-8")
    monkeypatch.setattr(pdf, "libreoffice", lambda: broken)
    with pytest.raises(pdf.NoPdf):
        pdf.to_pdf([render_word(filings.busy(edition))])


def test_a_batch_keeps_its_reports_when_libreoffice_fails(
    returned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("", encoding="utf-8")
    monkeypatch.setattr(pdf, "libreoffice", lambda: broken)
    assert cli.run(["batch", str(returned.parent), "-o", str(tmp_path / "out"), "--pdf"]) == 0
    assert [file.suffix for file in (tmp_path / "out").rglob("测试局*.docx")] == [WORD]
