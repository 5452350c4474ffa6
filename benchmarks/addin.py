"""What a click on the ribbon costs before it does anything: the start of Python and its imports.

RunPython starts an interpreter a click, with -B. The macros' own imports are set beside those of
xlwings alone, measured in turn on one machine; pywin32, which Windows adds to both, is not here.

    python benchmarks/addin.py
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

STARTS = {
    "python alone": "pass",
    "xlwings": "import xlwings",
    "xlwings and the macros": "import xlwings; from xltools.addin import macros",
    "all that Validate imports": (
        "import xlwings; from xltools.addin import checking, live_book, macros, telling"
    ),
}


def seconds(statement: str) -> float:
    """How long Python takes to start, run that and end. CalledProcessError where it fails."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-B", "-c", statement], check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15)
    times = parser.parse_args().times
    taken: dict[str, list[float]] = {name: [] for name in STARTS}
    for _ in range(times):
        for name, statement in STARTS.items():
            taken[name].append(seconds(statement))
    medians = {name: statistics.median(runs) for name, runs in taken.items()}
    bare, xlwings = medians["python alone"], medians["xlwings"]
    print("| start of | seconds | beyond xlwings ÷ xlwings' own |\n| --- | --: | --: |")
    for name, median in medians.items():
        ratio = f"{(median - xlwings) / (xlwings - bare):.2f}" if median > xlwings else ""
        print(f"| {name} | {median:.3f} | {ratio} |")


if __name__ == "__main__":
    main()
