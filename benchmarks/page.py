"""How soon the page in the browser is ready, and what a return takes there, beside a plain loop.

    python benchmarks/page.py 填报检查.html [--runs 3]

The loop is counted in this Python, in the same run: the figures are ratios to it, so that those of
two machines can be compared. Needs Chromium; prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from chrome import Tab, browser

from xltools.demo.returned import write_returns

_CHECK = "document.querySelectorAll('details').length"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    page: Path = given.page
    taken = [measured(page.resolve()) for _ in range(given.runs)]
    loop, ready, each = (statistics.median(column) for column in zip(*taken, strict=True))
    print("| | seconds | ÷ loop |\n| --- | --: | --: |")
    print(f"| a loop of ten million | {loop:.2f} | 1.0 |")
    print(f"| the page ready | {ready:.2f} | {ready / loop:.1f} |")
    print(f"| one return of the demo | {each:.3f} | {each / loop:.2f} |")


def measured(page: Path) -> tuple[float, float, float]:
    """Seconds for the loop, until the page is ready, and for a return."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with browser("chromium", folder) as tab:
            loop = lasting(count)
            ready = lasting(lambda: open_page(tab, page))
            files = write_returns(folder / "returns")
            tab.run("engine.ask('prepare')")
            all_of_them = lasting(lambda: check(tab, files))
    return loop, ready, all_of_them / len(files)


def lasting(act: Callable[[], None]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def count() -> None:
    for _ in range(10_000_000):
        pass


def open_page(tab: Tab, page: Path) -> None:
    tab.go(page.as_uri())
    tab.until("document.documentElement.dataset.ready")


def check(tab: Tab, files: list[Path]) -> None:
    tab.choose("#files", files)
    tab.until(f"{_CHECK} == {len(files)}")


if __name__ == "__main__":
    main()
