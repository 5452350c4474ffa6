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
from xml.sax.saxutils import escape

from xltools.demo.returned import content, filing_of, office
from xltools.filing.checkcode import check_code
from xltools.filing.filing import Filing, Value
from xltools.layout.return_book import layout_of

BUSY = ("county", "education", "market", "liuwan", "chengguan", "zone")
"""The filings that pass and have figures of their own."""

_BALANCED = "requests.new.business"
_CELL = re.compile(
    r'(?P<head><c r="(?P<address>[A-Z]+\d+)"[^>]*>(?:<f>[^<]*</f>)?(?:<v>|<is><t>))'
    r"[^<]*(?P<tail></v>|</t>)"
)


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
        by_sheet: dict[str, dict[str, str]] = {}
        for spot, text in said.items():
            by_sheet.setdefault(spot.sheet, {})[spot.address] = text
        return _with_cells(self.book, by_sheet)


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


def _with_cells(book: bytes, by_sheet: Mapping[str, Mapping[str, str]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(made, "w") as target:
        sheets = dict(zip(_parts(source), _names(source), strict=False))
        for info in source.infolist():
            data = source.read(info)
            if texts := by_sheet.get(sheets.get(info.filename, ""), {}):
                data = _changed(data.decode(), texts).encode()
            target.writestr(info, data)
    return made.getvalue()


def _changed(xml: str, texts: Mapping[str, str]) -> str:
    def change(match: re.Match[str]) -> str:
        text = texts.get(match["address"])
        return match[0] if text is None else match["head"] + escape(text) + match["tail"]

    return _CELL.sub(change, xml)


def _names(book: zipfile.ZipFile) -> list[str]:
    return re.findall(r'<sheet [^>]*name="([^"]*)"', book.read("xl/workbook.xml").decode())


def _parts(book: zipfile.ZipFile) -> Iterator[str]:
    for number in range(len(_names(book))):
        yield f"xl/worksheets/sheet{number + 1}.xml"
