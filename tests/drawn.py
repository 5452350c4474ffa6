"""Every sheet as it is seen: on a screen of 1366×768 and on A4; the pictures of the docs.

`python tests/drawn.py` draws all sheets of five workbooks (blank, sent out, filled, with errors,
sent back) and their pages into build/drawn, and renews docs/images from them. Needs LibreOffice
with its uno module, Xvfb, ImageMagick and pdftoppm.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from filings import busy
from rendered import render_html, render_word

from xltools.checks import check
from xltools.filing.confront import confront
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.findings import Verdict
from xltools.filing.previous import with_previous
from xltools.law.edition import load
from xltools.layout.places import letters
from xltools.layout.return_book import CHECK, COVER, GUIDE, LAST_YEAR, PROOF, layout_of
from xltools.published.as_return.importing import import_document
from xltools.published.documents.document import read_any
from xltools.template import build_blank, pour

ROOT = Path(__file__).resolve().parents[1]
EDITION = load("2021")
LAYOUT = layout_of(EDITION)
SHEETS = (COVER, *LAYOUT.sheets, CHECK, PROOF, LAST_YEAR, GUIDE)
SCREEN = "1366x768x24"
_SHEET_ON_SCREEN = "1304x602+0+107"
"""Where the sheet itself is on the screen, below LibreOffice's own bars."""
_LONG = "全年主动公开政府信息，及时发布政策文件和解读，" * 12 + "群众反映良好。"

Picture = tuple[str, str, str]
"""A sheet, the cell to select or nothing, and the file."""


def books() -> dict[str, bytes]:
    """The six workbooks, by what they are called."""
    this = busy(EDITION)
    last = replace(this, cover={**this.cover, "year": "2023"})
    texts = {**this.narratives, "proactive": (_LONG, "全年收到政府信息公开申请99件。")}
    sent = with_previous(Filing(EDITION, cover={"name": this.name, "year": "2024"}), last)
    wrong = {"requests.new.business": 99, "fees.items": Unreadable("3件")}
    faulty = replace(sent, cover=this.cover, figures={**this.figures, **wrong}, narratives=texts)
    made = import_document(read_any(_published(this), ".html"))
    findings = [f for f in (*confront(faulty), *check(faulty)) if f.verdict is Verdict.FAIL]
    return {
        "blank": build_blank(EDITION),
        "sent": pour(sent, locked=("name", "year"), last_year=last),
        "filled": pour(with_previous(replace(this, narratives=texts), last), last_year=last),
        "faulty": pour(faulty, last_year=last),
        "imported": pour(made.filing, made.findings),
        "back": pour(faulty, findings),
    }


def _published(filing: Filing) -> bytes:
    """Its page as a site may have it: a label of other words, a note beside a figure, a mark."""
    page = render_html(filing).replace("2.其他法律行政法规禁止公开", "2.其他法律法规禁止公开")
    tables = page.split("<table")
    for number, old, new in ((1, ">4<", ">4（其中修订1件）<"), (-1, ">3<", ">/<")):
        tables[number] = tables[number].replace(old, new, 1)
    return "<table".join(tables).encode()


def screens(soffice: str, asked: Mapping[Path, Sequence[Picture]]) -> None:
    """Take the pictures; each book is opened once."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.json"
        told = [[str(book), list(pictures)] for book, pictures in asked.items()]
        script.write_text(json.dumps(told), "utf-8")
        clerk = Path(__file__).with_name("uno_screens.py")
        command = ["xvfb-run", "-a", "-s", f"-screen 0 {SCREEN}", "/usr/bin/python3", str(clerk)]
        command += [soffice, str(Path(folder) / "profile"), str(script)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)


def pages(soffice: str, document: Path, out: Path) -> list[Path]:
    """A document's pages on A4, as pictures."""
    with tempfile.TemporaryDirectory() as profile:
        command = [soffice, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(out), str(document)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    stem = out / document.stem
    subprocess.run(["pdftoppm", "-r", "70", "-png", f"{stem}.pdf", str(stem)], check=True)
    return sorted(out.glob(f"{document.stem}-*.png"))


def _of_every_sheet(book: Path, out: Path) -> Iterator[Picture]:
    for sheet in SHEETS:
        yield sheet, "", str(out / f"{book.stem}-{sheet}.png")


def main(soffice: str = "soffice") -> None:
    """Draw everything, and renew the pictures of the docs."""
    out = ROOT / "build" / "drawn"
    out.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for name, data in books().items():
        paths.append(out / f"{name}.xlsx")
        paths[-1].write_bytes(data)
    asked = {book: list(_of_every_sheet(book, out)) for book in paths}
    free = LAYOUT.free.first
    asked[paths[-1]].append((CHECK, f"{letters(1)}{free.row - 1}", str(out / "back-free.png")))
    screens(soffice, asked)
    report = out / "report.docx"
    report.write_bytes(render_word(busy(EDITION)))
    printed = {path.stem: pages(soffice, path, out) for path in (*paths, report)}
    _renew(out, printed)


def _renew(out: Path, printed: Mapping[str, list[Path]]) -> None:
    images = ROOT / "docs" / "images"
    screens_of = {
        "workbook": "faulty-三依申请",
        "check": "faulty-校验",
        "manual-cover": "sent-封面",
        "manual-table": "faulty-三依申请",
        "manual-check": "faulty-校验",
        "manual-free": "back-free",
        "manual-proof": "filled-送审稿",
        "manual-import": "imported-校验",
    }
    for image, screen in screens_of.items():
        command = ["convert", str(out / f"{screen}.png"), "-crop", _SHEET_ON_SCREEN, "+repage"]
        subprocess.run([*command, "-colors", "64", str(images / f"{image}.png")], check=True)
    first, table = printed["report"][0], printed["report"][2]
    command = ["convert", str(first), str(table), "+append", "-colors", "32"]
    subprocess.run([*command, str(images / "report.png")], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
