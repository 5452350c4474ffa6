"""Returns to measure on: the demo's filings that pass, with figures varied by a seed.

Pouring each one would take longer than everything that is measured. So each filing is poured
once, and a varied return gets its own name and figures in the poured workbook's XML, totals
included; the verdicts on 校验 keep the values of the poured one, which no reader looks at.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

from xltools.demo.returned import content, filing_of, office
from xltools.filing.checkcode import check_code
from xltools.filing.filing import Filing, Value
from xltools.layout.return_book import Spot, layout_of

BUSY = ("county", "education", "market", "liuwan", "chengguan", "zone")
"""The filings that pass and have figures of their own."""

_BALANCED = "requests.new.business"
_CELL = re.compile(
    r'<c r="(?P<address>[A-Z]+\d+)"[^>]*>(?:<f>[^<]*</f>)?(?:<v>|<is><t>)'
    r"(?P<said>[^<]*)(?=</v>|</t>)"
)
_QUICKLY = 1


def generate(folder: Path, count: int, seed: int = 2025) -> None:
    """Write so many returns; the same ones for the same seed."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    models = [Model(name) for name in BUSY]
    for number in range(count):
        model = models[number % len(models)]
        (folder / f"{number:05}.xlsx").write_bytes(model.varied(chance, number))


class Model:
    """A poured workbook that is varied."""

    def __init__(self, name: str) -> None:
        declared = next(f for f in office()["file"] if f["source"] == f"returns/{name}.json")
        self.book = content(declared)
        self.filing = filing_of(declared)
        self.layout = layout_of(self.filing.edition)
        self._sheets, self._rest = _parted(self.book)

    def varied(
        self,
        chance: random.Random,
        number: int,
        texts: Mapping[str, str] | None = None,
        *,
        failing: bool = False,
    ) -> bytes:
        """The workbook of another body with other figures; every rule still passes.

        `texts` stand in place of first paragraphs; where it is `failing`, a balance is broken.
        """
        filing = replace(
            self.filing,
            cover={**self.filing.cover, "name": f"{self.filing.name}{number:05}"},
            figures=_varied(self.filing, chance),
        )
        said = {self.layout.cover["name"]: filing.name}
        said |= {self.layout.figures[cell]: str(value) for cell, value in filing.values.items()}
        said |= {self.layout.narratives[name].first: text for name, text in (texts or {}).items()}
        said[self.layout.code] = check_code(filing)
        if failing:
            said[self.layout.figures[_BALANCED]] = "9999"
        return self._with_cells(said)

    def _with_cells(self, said: Mapping[Spot, str]) -> bytes:
        """The workbook with other texts in those cells: what stays the same is packed already."""
        made = io.BytesIO(self._rest)
        made.seek(0, io.SEEK_END)
        by_sheet: dict[str, dict[str, str]] = {name: {} for name in self._sheets}
        for spot, text in said.items():
            by_sheet[spot.sheet][spot.address] = text
        with zipfile.ZipFile(made, "a") as package:
            for name, texts in by_sheet.items():
                part, pieces, places = self._sheets[name]
                xml = _changed(pieces, places, texts)
                package.writestr(zipfile.ZipInfo(part), xml, zipfile.ZIP_DEFLATED, _QUICKLY)
        return made.getvalue()


def _varied(filing: Filing, chance: random.Random) -> Mapping[str, Value]:
    """Other outcomes of as many requests, so that the texts stay true; other decisions."""
    figures = dict(filing.figures)
    for cell in filing.edition.typed:
        row, _, column = cell.rpartition(".")
        if row == "requests.granted":
            fewer = chance.randrange(1 + _whole(figures[cell]))
            figures[cell] = _whole(figures[cell]) - fewer
            figures[f"requests.not_held.{column}"] = (
                _whole(figures[f"requests.not_held.{column}"]) + fewer
            )
        elif row == "disclosure.licensing":
            figures[cell] = _whole(figures[cell]) + chance.randrange(500)
    return figures


def _whole(value: Value) -> int:
    assert isinstance(value, int)
    return value


_Sheet: TypeAlias = tuple[str, list[str], Mapping[str, int]]
"""A sheet's part of the package, its XML in pieces, and which of them a cell's text is."""


def _parted(book: bytes) -> tuple[dict[str, _Sheet], bytes]:
    """The sheets by name, and the package without them."""
    sheets: dict[str, _Sheet] = {}
    rest = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(rest, "w") as target:
        named = dict(zip(_parts(source), _names(source), strict=False))
        for info in source.infolist():
            data = source.read(info)
            if info.filename in named:
                pieces, places = _pieces(data.decode())
                sheets[named[info.filename]] = info.filename, pieces, places
            else:
                target.writestr(info, data)
    return sheets, rest.getvalue()


def _pieces(xml: str) -> tuple[list[str], dict[str, int]]:
    """The XML cut before and after the text of each cell, and where each of these stands."""
    pieces: list[str] = []
    places: dict[str, int] = {}
    done = 0
    for match in _CELL.finditer(xml):
        places[match["address"]] = len(pieces) + 1
        pieces += xml[done : match.start("said")], match["said"]
        done = match.end("said")
    return [*pieces, xml[done:]], places


def _changed(pieces: list[str], places: Mapping[str, int], texts: Mapping[str, str]) -> str:
    changed = pieces.copy()
    for address, text in texts.items():
        if address in places:
            changed[places[address]] = escape(text)
    return "".join(changed)


def _names(book: zipfile.ZipFile) -> list[str]:
    return re.findall(r'<sheet [^>]*name="([^"]*)"', book.read("xl/workbook.xml").decode())


def _parts(book: zipfile.ZipFile) -> Iterator[str]:
    for number in range(len(_names(book))):
        yield f"xl/worksheets/sheet{number + 1}.xml"
