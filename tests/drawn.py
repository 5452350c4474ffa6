"""Every sheet as it is seen: on a screen of 1366×768 and on A4; the pictures of the docs.

`python tests/drawn.py` draws all sheets of six workbooks (blank, sent out, filled, with errors,
imported, sent back), their pages, what a wrong entry is answered, and the documents (on a
telephone too) into build/drawn, and renews docs/images from them. Needs LibreOffice with its uno
module, Xvfb, xdotool, ImageMagick, pdftoppm and Chromium.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from chrome import browser
from filings import busy
from rendered import render_html, render_word

from xltools.collection.distribution.distribute import distribute
from xltools.collection.distribution.previous import KeptFilings, Previous
from xltools.collection.outgoing.slip import slip
from xltools.collection.register.body import Body
from xltools.collection.workers.executor import ProcessExecutor
from xltools.examination.examine import examine
from xltools.examination.record import record_of
from xltools.filing.filing import Filing, Unreadable
from xltools.filing.previous import with_previous
from xltools.law.edition import load
from xltools.layout.return_book import CHECK, COVER, GUIDE, LAST_YEAR, PROOF, layout_of
from xltools.published.as_return.importing import import_document
from xltools.published.documents.document import read_any
from xltools.report.proof import render_proof
from xltools.template import build_blank, pour

ROOT = Path(__file__).resolve().parents[1]
EDITION = load("2021")
LAYOUT = layout_of(EDITION)
SHEETS = (COVER, *LAYOUT.sheets, CHECK, PROOF, LAST_YEAR, GUIDE)
BOOKS = ("sent", "filled", "faulty", "imported", "back", "blank")
SCREEN = "1366x768x24"
_SHEET_ON_SCREEN = "1304x602+0+107"
"""Where the sheet itself is on the screen, below LibreOffice's own bars."""
_LONG = "全年主动公开政府信息，及时发布政策文件和解读，" * 12 + "群众反映良好。"

Picture = tuple[str, ...]
"""A sheet, the cell to select or nothing, the file, and the keys to press before."""


def books(work: Path) -> dict[str, bytes]:
    """The six workbooks, by what they are called, and what goes back beside them."""
    this = busy(EDITION)
    contact = {"site": "测试县人民政府网站（www.example.gov.cn）", "self_reference": "我局"}
    last = replace(this, cover={**this.cover, **contact, "year": "2023"})
    texts = {**this.narratives, "proactive": (_LONG, "全年收到政府信息公开申请99件。")}
    wrong = {"requests.new.business": 99, "fees.items": Unreadable("3件")}
    known = with_previous(replace(this, narratives=texts), last)
    faulty = replace(known, figures={**this.figures, **wrong})
    made = import_document(read_any(_published(this), ".html"))
    (work / "a.xlsx").write_bytes(pour(faulty))
    examined = examine(work / "a.xlsx", 2024, {last.name: last})
    record = record_of("县直部门/a.xlsx", examined)
    back = slip(examined.reading.filing, record, date(2025, 1, 25), ("name", "year"), last)
    return {
        "blank.xlsx": build_blank(EDITION),
        "sent.xlsx": _sent(last, work),
        "filled.xlsx": pour(known, last_year=last),
        "faulty.xlsx": pour(faulty, last_year=last),
        "imported.xlsx": pour(made.filing, made.findings),
        **{f"back{ending}": document for ending, document in back.items()},
    }


def _sent(last: Filing, work: Path) -> bytes:
    """The workbook that an office sends out to the body of that filing."""
    body = Body(last.name, kind=last.cover["body_kind"], deadline=date(2025, 1, 15))
    known = KeptFilings()
    known.keep(last.name, last)
    distribute((body,), 2024, Previous(known), work / "sent", ProcessExecutor(1))
    return next((work / "sent").rglob(f"{last.name}*.xlsx")).read_bytes()


def _published(filing: Filing) -> bytes:
    """Its page as a site may have it: a label of other words, a note beside a figure, a mark."""
    page = render_html(filing).replace("2.其他法律行政法规禁止公开", "2.其他法律法规禁止公开")
    tables = page.split("<table")
    for number, old, new in ((1, ">4<", ">4（其中修订1件）<"), (-1, ">3<", ">/<")):
        tables[number] = tables[number].replace(old, new, 1)
    return "<table".join(tables).encode()


def screens(soffice: str, asked: Mapping[Path, Sequence[Picture]]) -> None:
    """Take the pictures; each book is opened once."""
    for book in asked:  # of a run that ended in an open question
        book.with_name(f".~lock.{book.name}#").unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.json"
        told = [[str(book), list(pictures)] for book, pictures in asked.items()]
        script.write_text(json.dumps(told), "utf-8")
        clerk = Path(__file__).with_name("uno_screens.py")
        command = ["xvfb-run", "-a", "-s", f"-screen 0 {SCREEN}", "/usr/bin/python3", str(clerk)]
        command += [soffice, str(Path(folder) / "profile"), str(script)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)


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


def _further_down(out: Path) -> dict[str, list[Picture]]:
    """What stands further down a sheet, and what a clerk is answered, by the book."""
    opening, free = LAYOUT.heading("opening"), LAYOUT.free.first
    office, note = LAYOUT.cover["prepared_by"], LAYOUT.tables["requests"].note.first
    lower = LAYOUT.figures["requests.repeated.natural_person"]
    typed = {
        "note": (note,),
        "refused": (LAYOUT.figures["requests.new.research"], "=three", "Return"),
    }
    blank = [
        (at.sheet, at.address, str(out / f"blank-{name}.png"), *keys)
        for name, (at, *keys) in typed.items()
    ]
    shown = {
        "blank": {"cover": office, "text": opening.moved(rows=-1)},
        "sent": {"cover": office, "requests": lower},
        "faulty": {"cover": office, "requests": lower},
        "back": {"free": free.moved(rows=-1)},
    }
    further = {
        book: [
            (at.sheet, at.address, str(out / f"{book}-{name}.png")) for name, at in spots.items()
        ]
        for book, spots in shown.items()
    }
    return {**further, "blank": [*further["blank"], *blank]}


def _documents(out: Path) -> Iterator[Path]:
    """The report, what is signed, and the slip."""
    filing = busy(EDITION)
    known = with_previous(filing, replace(filing, cover={**filing.cover, "year": "2023"}))
    made = {"report": render_word(filing), "proof": render_proof(known)}
    for name, data in made.items():
        (out / f"{name}.docx").write_bytes(data)
        yield out / f"{name}.docx"
    yield out / "back.docx"


def _pages_of_report(out: Path) -> None:
    """The report's page at the width of a desk and of a telephone."""
    page = out / "report.html"
    page.write_text(render_html(busy(EDITION)), "utf-8")
    with tempfile.TemporaryDirectory() as folder, browser("chromium", Path(folder)) as tab:
        for name, width in (("desk", 1366), ("telephone", 390)):
            tab.size(width, 844)
            tab.go(page.as_uri())
            (out / f"report-{name}.png").write_bytes(tab.picture(captureBeyondViewport=True))


def main(soffice: str = "soffice") -> None:
    """Draw everything, and renew the pictures of the docs."""
    out = ROOT / "build" / "drawn"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name, data in books(Path(work)).items():
            (out / name).write_bytes(data)
    paths = [out / f"{name}.xlsx" for name in BOOKS]
    further = _further_down(out)
    screens(soffice, {b: [*_of_every_sheet(b, out), *further.get(b.stem, ())] for b in paths})
    _pages_of_report(out)
    printed = {path.stem: pages(soffice, path, out) for path in (*paths, *_documents(out))}
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
