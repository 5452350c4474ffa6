"""What the page in the browser stands on.

E1 a return is examined and reported with nothing that a browser lacks
"""

from __future__ import annotations

import subprocess
import sys

_MISSING = (
    *("lxml", "formualizer", "rapidfuzz", "rensa", "docxtpl", "docx"),
    *("pebble", "psutil", "typer", "xlwings", "distributed", "markdown_it"),
)
"""Libraries that are compiled for no browser, or have no use in one."""

_JUDGE = """
import sys
sys.modules |= dict.fromkeys(sys.argv[1:])
from pathlib import Path
from tempfile import TemporaryDirectory
from xltools.examination.examine import examine
from xltools.examination.page import findings_page
from xltools.examination.record import record_of
from xltools.examination.reports import reports_of
from xltools.law.edition import latest
from xltools.template import build_blank, pour
with TemporaryDirectory() as folder:
    book = Path(folder) / "book.xlsx"
    book.write_bytes(build_blank(latest()))
    examined = examine(book)
    record = record_of(book.name, examined)
    assert "<table>" in findings_page([record])
    assert len(reports_of(examined.reading.filing, record, draft=True)) == 4
    assert pour(examined.reading.filing, examined.findings).startswith(b"PK")
"""


def test_e1_a_return_is_judged_with_nothing_that_a_browser_lacks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _JUDGE, *_MISSING], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
