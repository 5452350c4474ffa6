"""Measures the making of one report, templates compiled once, beside docxtpl as it comes.

    python benchmarks/reports.py [--reports 200]

Prints a table in Markdown: milliseconds a report, the median of five rounds.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable

from docxtpl import DocxTemplate
from returns import Model

from xltools import report
from xltools.filing.filing import Filing
from xltools.law.edition import latest
from xltools.published.ours import parity
from xltools.report import html, word
from xltools.report.context import context_of
from xltools.report.word_template import word_template

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    count: int = parser.parse_args().reports
    filing = Model("county").filing
    started = time.perf_counter()
    report.prepare()
    first = time.perf_counter() - started
    package = report.render_package(filing)
    rows: dict[str, Callable[[], object]] = {
        "Word": lambda: word.own_template(filing.edition).render(vars(context_of(filing))),
        "web page": lambda: html.page_template(html.PAGE).render(vars(context_of(filing))),
        "fragment": lambda: html.page_template(html.FRAGMENT).render(vars(context_of(filing))),
        "all four documents": lambda: report.render_package(filing),
        "figures read back from them": lambda: parity.differences(filing, package),
    }
    print("| one report | ms |\n| --- | --: |")
    for name, make in rows.items():
        print(f"| {name} | {milliseconds(make, count):.1f} |", flush=True)
    plain = milliseconds(lambda: by_docxtpl(filing), max(1, count // 20))
    print(f"| Word by docxtpl, the same template, opened each time | {plain:.1f} |")
    print(f"\nAll templates are compiled once a process, in {first * 1000:.0f} ms.")


def milliseconds(make: Callable[[], object], count: int) -> float:
    """How long one takes: the median of the rounds."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(count):
            make()
        taken.append((time.perf_counter() - started) / count)
    return statistics.median(taken) * 1000


def by_docxtpl(filing: Filing) -> bytes:
    """The Word report made as docxtpl's users make one."""
    document = DocxTemplate(io.BytesIO(word_template(latest())))
    document.render(dict(vars(context_of(filing))), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


if __name__ == "__main__":
    main()
