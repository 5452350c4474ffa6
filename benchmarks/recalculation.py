"""How long LibreOffice takes to work out two workbooks anew, in turn, in one run.

    git show COMMIT:workbook_template.xlsx >old.xlsx
    /usr/bin/python3 benchmarks/recalculation.py old.xlsx workbook_template.xlsx [RUNS]

Run by the python that has `uno`. Each run works out every formula of both workbooks ten times;
prints the medians and their ratio, in Markdown.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from uno_clerk import desktop_of, option, started

_TIMES = 10


def lasting(book):
    """Seconds for every formula, on average."""
    begun = time.perf_counter()
    for _ in range(_TIMES):
        book.calculateAll()
    return (time.perf_counter() - begun) / _TIMES


def measured(files, runs):
    """The median seconds of each workbook."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process, pipe = started("soffice", profile)
        try:
            desktop = desktop_of(pipe)
            hidden = (option("Hidden", True),)
            addresses = [Path(file).resolve().as_uri() for file in files]
            books = [desktop.loadComponentFromURL(a, "_blank", 0, hidden) for a in addresses]
            for book in books:
                lasting(book)  # what is slow the first time only
            taken = [[lasting(book) for book in books] for _ in range(runs)]
            desktop.terminate()
        finally:
            process.terminate()
            process.wait(30)
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def main():
    old, new, *runs = sys.argv[1:]
    first, second = measured([old, new], int(runs[0]) if runs else 9)
    print("| workbook | ms | ÷ the first |\n| --- | --: | --: |")
    for file, seconds in ((old, first), (new, second)):
        print(f"| {Path(file).name} | {1000 * seconds:.1f} | {seconds / first:.2f} |")


if __name__ == "__main__":
    main()
