"""What a click on 校验 costs: the start of Python, its imports, and the way to the first finding.

RunPython starts an interpreter a click, with -B. Each line is a process of its own from its start
to its end, all measured in turn on one machine beside xlwings alone. The last line is Validate's
own examination of a returned workbook with an error, up to the sentence that the person is shown
first; its cells come from the file, where Excel would hand them over sheet by sheet, and nothing is
written back. pywin32, which Windows adds to all but the first line, is not here.

    python benchmarks/addin.py
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIND = f"""\
import sys
sys.path.insert(0, {str(HERE)!r})
import xlwings
from xltools.addin import macros
from addin import first_finding
print(first_finding(sys.argv[1]))
"""
STARTS = {
    "python alone": "pass",
    "xlwings": "import xlwings",
    "xlwings and the macros": "import xlwings; from xltools.addin import macros",
    "all that Validate imports": (
        "import xlwings; from xltools.addin import live_book, macros; "
        "from xltools.ribbon import pressed"
    ),
    "Validate to its first finding": FIND,
}


def first_finding(file: str) -> str:
    """What Validate shows first of the workbook in that file."""
    from xltools.reader.cells.grid import read_grid
    from xltools.reader.form.stamp import cells_to_read
    from xltools.reader.opening.package import Package
    from xltools.ribbon.checking import checked
    from xltools.ribbon.telling import stops_of

    path = Path(file)
    grid = read_grid(Package(path.read_bytes()), cells_to_read())
    return stops_of(checked(grid, path.name, pasted=0))[0].said


def write_wrong(file: Path) -> None:
    """A return in which one balance of table 3 does not hold."""
    from dataclasses import replace

    from returns import Model

    from xltools.template import pour

    filing = Model("county").filing
    figures = {**filing.figures, "requests.new.business": 99_999}
    file.write_bytes(pour(replace(filing, figures=figures)))


def seconds(statement: str, file: Path) -> float:
    """How long Python takes to start, run that and end. CalledProcessError where it fails."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-B", "-c", statement, str(file)], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15)
    times = parser.parse_args().times
    taken: dict[str, list[float]] = {name: [] for name in STARTS}
    with tempfile.TemporaryDirectory(prefix="xltools-benchmark-") as folder:
        file = Path(folder) / "return.xlsx"
        write_wrong(file)
        for _ in range(times):
            for name, statement in STARTS.items():
                taken[name].append(seconds(statement, file))
    medians = {name: statistics.median(runs) for name, runs in taken.items()}
    bare, xlwings = medians["python alone"], medians["xlwings"]
    print("| from the start of the process | seconds | beyond xlwings ÷ xlwings' own |")
    print("| --- | --: | --: |")
    for name, median in medians.items():
        ratio = f"{(median - xlwings) / (xlwings - bare):.2f}" if median > xlwings else ""
        print(f"| {name} | {median:.3f} | {ratio} |")


if __name__ == "__main__":
    main()
