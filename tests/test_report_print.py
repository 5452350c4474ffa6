"""The report on paper, whatever fonts a computer has: no page is left nearly empty."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from conftest import Office

from xltools.demo.returned import Returned, content, office
from xltools.examination.examine import examine
from xltools.report import render_package

pytestmark = pytest.mark.office

FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC", "DejaVu Sans")
"""What may stand in for the fonts of a 公文, as wide as they are and wider."""
OURS = ("宋体", "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "Times New Roman")
_FOOT = 740
"""Points from the top of a page: below stands its number."""
_FILLED = 0.6
"""How far down the page its words reach at least."""


def replacing(font: str, folder: Path) -> Path:
    """Settings by which that font stands for each of ours."""
    matches = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test><edit '
        f'name="family" mode="assign" binding="strong"><string>{font}</string></edit></match>'
        for name in OURS
    )
    settings = folder / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<include>/etc/fonts/fonts.conf</include>{matches}</fontconfig>",
        encoding="utf-8",
    )
    return settings


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Reports of the demo, with longer and shorter texts."""
    folder = tmp_path_factory.mktemp("reports")
    filled = [one for one in office()["file"] if "keep" not in one and opens_whole(one)]
    for number, one in enumerate(filled[:4]):
        (book := folder / f"{number}.xlsx").write_bytes(content(one))
        filing = examine(book).reading.filing
        assert filing
        book.with_suffix(".docx").write_bytes(render_package(filing)[".docx"])
    return sorted(folder.glob("*.docx"))


def opens_whole(one: Returned) -> bool:
    return one["source"].endswith(".json")


def reaches(pdf: Path) -> list[float]:
    """How far down each page words stand, of its height."""
    shown = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True)
    pages = shown.stdout.decode("utf-8").split("<page ")[1:]
    words = ([float(end) for end in re.findall(r'yMax="([\d.]+)"', page)] for page in pages)
    return [max((end for end in ends if end < _FOOT), default=0) / _FOOT for ends in words]


@pytest.mark.parametrize("font", FONTS)
def test_no_page_is_nearly_empty(
    font: str,
    documents: list[Path],
    soffice: Office,
    pdftoppm: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert pdftoppm  # of the same package as pdftotext
    monkeypatch.setenv("FONTCONFIG_FILE", str(replacing(font, tmp_path)))
    for pdf in soffice.all(documents, "pdf", tmp_path / "pdf"):
        *but_last, _ = reaches(pdf)
        assert min(but_last) > _FILLED, f"{pdf.stem}: {but_last}"
