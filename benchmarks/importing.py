"""Measures reading published reports: a page, a Word file, a PDF of ten pages.

    python benchmarks/importing.py [--rounds 20]

Prints a table in Markdown: milliseconds a report, the median of the rounds. The PDF needs
LibreOffice to be made and pdfplumber to be read, and is left out without them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import replace

from returns import Model

from xltools.platform.libreoffice import libreoffice
from xltools.published.as_return.importing import import_document
from xltools.published.documents.document import read_any
from xltools.report import render_package
from xltools.report.endings import PAGE, WORD
from xltools.report.pdf import to_pdf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds: int = parser.parse_args().rounds
    filing = Model("county").filing
    ours = render_package(filing)
    documents = {"web page": (ours[PAGE], ".html"), "Word": (ours[WORD], ".docx")}
    if libreoffice():
        long = {id: texts * 12 for id, texts in filing.narratives.items()}
        (made,) = to_pdf([render_package(replace(filing, narratives=long))[WORD]])
        documents["PDF"] = (made, ".pdf")
    print("| report | ms |\n| --- | --: |")
    for name, (data, ending) in documents.items():
        print(f"| {name} | {measured(data, ending, 3 if ending == '.pdf' else rounds):.1f} |")


def measured(data: bytes, ending: str, rounds: int) -> float:
    """Milliseconds of this process's own time from bytes to filing."""
    took: list[float] = []
    for _ in range(rounds + 1):
        began = time.process_time()
        import_document(read_any(data, ending))
        took.append(time.process_time() - began)
    return statistics.median(took[1:]) * 1000


if __name__ == "__main__":
    main()
