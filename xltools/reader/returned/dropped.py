"""What somebody wrote into a workbook and the fresh one poured from it does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.layout.return_book import CHECK, SHOWN_ALONE, STAMP, Spot
from xltools.messages import some_of
from xltools.reader.cells.grid import Entry, sheet_names
from xltools.reader.cells.words import shown
from xltools.reader.changed_form.moved import pages_of
from xltools.reader.changed_form.page import bare
from xltools.reader.opening.package import Package
from xltools.reader.returned.reading import bytes_of, workbook_of
from xltools.reader.telling.refusal import remark
from xltools.reader.telling.remarks import quoted

_OURS = (CHECK, STAMP, *SHOWN_ALONE)
"""Sheets on which the program itself writes; what is explained on 校验 is part of the filing."""


def lost_texts(path: Path, fresh: bytes) -> tuple[Finding, ...]:
    """That texts of a workbook which could be read stand nowhere in the fresh one, if any do.

    Figures are not looked for: what became of them is told by the reading itself.
    """
    source, _ = workbook_of(bytes_of(path)[0], path.name)
    kept = "\n".join(bare(shown(entry.value)) for _, entry in _cells(fresh))
    lost = [
        quoted(spot, text)
        for spot, entry in _cells(source)
        if isinstance(text := entry.value, str) and entry.formula is None
        if any(bare(line) not in kept for line in text.splitlines())
    ]
    if not lost:
        return ()
    return (remark("dropped", Severity.INFO, count=len(lost), listed=some_of(lost)),)


def _cells(data: bytes) -> Iterator[tuple[Spot, Entry]]:
    """Every cell with contents on a sheet of the form or on one added to it."""
    package = Package(data)
    names = [name for name in sheet_names(package) if name not in _OURS]
    for page in pages_of(package, tuple(names)).values():
        yield from sorted(page.entries.items())
