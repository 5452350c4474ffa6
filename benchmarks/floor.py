"""The bare cost of the files: unzip each return, zip and write each report, and nothing else.

    python benchmarks/floor.py FOLDER REPORTS OUT

REPORTS are the outputs of a run of xltools over FOLDER: what is zipped here is what they hold.
"""

from __future__ import annotations

import sys
import time
import zipfile
from pathlib import Path

from xltools.report.endings import PACKAGE

LEVEL = 6
"""The compression level of xltools' own reports."""


def main(folder: Path, reports: Path, out: Path) -> None:
    """Prints the seconds that it took, without the time to load the reports."""
    out.mkdir(parents=True, exist_ok=True)
    took = 0.0
    words = sorted(reports.glob("*.docx"))
    for file, word in zip(sorted(folder.glob("*.xlsx")), words, strict=True):
        others = [word.with_name(word.stem + ending).read_bytes() for ending in PACKAGE[1:]]
        with zipfile.ZipFile(word) as archive:
            parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
        started = time.perf_counter()
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                archive.read(info)
        target = out / word.name
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            for name, data in parts:
                archive.writestr(name, data)
        for ending, data in zip(PACKAGE[1:], others, strict=True):
            target.with_name(word.stem + ending).write_bytes(data)
        took += time.perf_counter() - started
    print(took)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
