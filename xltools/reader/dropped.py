"""What somebody wrote into a workbook and the fresh one poured from it does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.layout.return_book import CHECK, SHOWN_ALONE, STAMP, Spot
from xltools.reader.grid import sheet_names
from xltools.reader.moved import pages_of
from xltools.reader.package import Package
from xltools.reader.page import bare
from xltools.reader.reading import bytes_of, workbook_of
from xltools.reader.refusal import remark
from xltools.reader.remarks import enumerated, quoted

_OURS = (CHECK, STAMP, *SHOWN_ALONE)
"""Sheets on which the program itself writes; what is explained on 校验 is part of the filing."""


def dropped(path: Path, fresh: bytes) -> tuple[Finding, ...]:
    """That texts of a workbook which could be read stand nowhere in the fresh one, if any do.

    Figures are not looked for: what became of them is told by the reading itself.
    """
    source, _ = workbook_of(bytes_of(path)[0], path.name)
    kept = "\n".join(bare(text) for _, text in _texts(fresh))
    lost = [
        quoted(spot, text)
        for spot, text in _texts(source)
        if any(bare(line) not in kept for line in text.splitlines())
    ]
    if not lost:
        return ()
    return (remark("dropped", Severity.INFO, count=len(lost), listed=enumerated(lost)),)


def _texts(data: bytes) -> Iterator[tuple[Spot, str]]:
    """Every text that stands on a sheet of the form or on one added to it, formulas left out."""
    package = Package(data)
    names = [name for name in sheet_names(package) if name not in _OURS]
    for page in pages_of(package, tuple(names)).values():
        for spot in sorted(page.texts):
            yield spot, str(page.entries[spot].value)
