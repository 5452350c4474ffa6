"""The workbooks that the invented county received: the same bytes each time.

What they hold and how they are spoilt is data: `office.toml`, `returns/`, `files/`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NotRequired, TypedDict
from xml.sax.saxutils import escape

from xltools.filing.codec import loads
from xltools.filing.filing import Filing
from xltools.layout.return_book import Spot, layout_of
from xltools.platform.files import own_text, write_whole
from xltools.platform.zips import packed, parts_of
from xltools.template import pour


class Relabel(TypedDict):
    """Another text in place of the label of a figure's row."""

    cell: str
    text: str


class Returned(TypedDict):
    """One received file; `office.toml` says what the keys mean."""

    name: str
    source: str
    relabel: NotRequired[Relabel]
    keep: NotRequired[int]


class DemoOffice(TypedDict):
    """What was received, for which year."""

    year: int
    file: list[Returned]


@cache
def office() -> DemoOffice:
    """The received files as declared."""
    given = tomllib.loads(own_text("demo/office.toml"))
    return DemoOffice(year=given["year"], file=given["file"])


def write_returns(folder: Path) -> list[Path]:
    """Write the received files below `folder`; returns those written.

    A file of that name that is there already stays as it is: somebody may have worked on it.
    """
    written: list[Path] = []
    for returned in office()["file"]:
        path = folder / returned["name"]
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content(returned))
            written.append(path)
    return written


def content(returned: Returned) -> bytes:
    """The bytes of a received file."""
    if not returned["source"].endswith(".json"):
        return (resources.files("xltools") / "demo" / returned["source"]).read_bytes()
    filing = filing_of(returned)
    book = pour(filing)
    if "relabel" in returned:
        book = _relabelled(book, filing, returned["relabel"])
    return book[: returned.get("keep")]


def filing_of(returned: Returned) -> Filing:
    """The filing that a received file was poured from."""
    return loads(own_text(f"demo/{returned['source']}"))


def _relabelled(book: bytes, filing: Filing, relabel: Relabel) -> bytes:
    """The workbook with one label written over, all else as it was."""
    label = filing.edition.form.cells[relabel["cell"]].row.label
    labels = layout_of(filing.edition).labels
    spot = next(spot for spot, text in labels.items() if text == label)
    parts = parts_of(book)
    changed = _part_of(parts["xl/workbook.xml"], spot)
    parts[changed] = _with_text(parts[changed], spot, relabel["text"])
    return packed(parts)


def _part_of(workbook: bytes, spot: Spot) -> str:
    """The part of the spot's sheet: the template numbers the parts in the order of the sheets."""
    names = re.findall(r'<sheet [^>]*name="([^"]*)"', workbook.decode())
    return f"xl/worksheets/sheet{names.index(spot.sheet) + 1}.xml"


def _with_text(sheet: bytes, spot: Spot, text: str) -> bytes:
    """The sheet's XML with a text cell changed. ValueError if there is none at that spot."""
    cell = rf'(<c r="{spot.address}"[^>]*><is><t>)[^<]*'
    made, count = re.subn(cell, lambda match: match[1] + escape(text), sheet.decode())
    if count != 1:
        raise ValueError(spot.reference)
    return made.encode()
