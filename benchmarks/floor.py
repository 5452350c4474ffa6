"""The bare cost of the files: unzip each return, zip and write each report, and nothing else.

    python benchmarks/floor.py FOLDER REPORTS OUT

REPORTS are the outputs of a run of xltools over FOLDER: what is zipped here is what they hold.
"""

from __future__ import annotations

import sys
import time
import zipfile
from pathlib import Path

LEVEL = 6
"""The compression level of xltools' own reports."""


def main(folder: Path, reports: Path, out: Path) -> None:
    """Prints the seconds that it took, without the time to load the reports."""
    out.mkdir(parents=True, exist_ok=True)
    took = 0.0
    words = sorted(reports.glob("*.docx"))
    for file, word in zip(sorted(folder.glob("*.xlsx")), words, strict=True):
        page = word.with_suffix(".html").read_bytes()
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
        target.with_suffix(".html").write_bytes(page)
        took += time.perf_counter() - started
    print(took)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
