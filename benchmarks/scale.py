"""Measures a whole district on two cores: batch, second run, sum, 报送情况, and their memory.

    python benchmarks/scale.py [--sizes 1000 20000] [--work FOLDER] [--cluster ADDRESS]

The bodies of a register file a return each: one in ten fails, one in ten took a paragraph over from
another. Each step is a process of its own; prints a line in Markdown for each step and size when it
is done, with the peak memory of the process that holds the ledger, then what each step costs and
takes a body more at the largest size than at the smallest. `--work` is where the returns are made,
`--cluster` whose workers examine them. Needs a POSIX system.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from returns import BUSY, Model
from run import measure

from xltools.collection.ledger.names import BOOK
from xltools.collection.register.body import Body
from xltools.collection.register.book import write_register
from xltools.demo.returned import office

_STEPS = ("batch", "second run", "aggregate", "报送情况")
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_NUMERALS = frozenset("一二三四五六七八九十零两百千万亿")
_EVERY = 10
"""Of so many bodies one fails, and another one copies."""

_RUN = """
import runpy, sys
try:
    runpy.run_module("xltools", run_name="__main__", alter_sys=True)
finally:
    with open("/proc/self/status") as status:
        print("\\npeak", next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""
"""The command line, which says at its end how much memory it took itself, without its workers."""

_SITUATION = """
import sys
from datetime import date
from pathlib import Path
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger_book.sheets import TABLES
from xltools.collection.situation.figures import situation
from xltools.collection.situation.page import situation_page
from xltools.collection.standing.account import account_of
from xltools.collection.tables.reader import read_tables
with Ledger.open(Path(sys.argv[1])) as ledger:
    standings = account_of(ledger).standings
    found = lambda standing: ledger.findings(standing.by.seen.sha256) if standing.by else ()
    page = situation_page(situation(standings, found, ledger.year(), date.today()))
with open("/proc/self/status") as status:
    print("\\npeak", next(line.split()[1] for line in status if line.startswith("VmHWM")))
reading = read_tables(Path(sys.argv[2]), [table() for table in TABLES])
assert reading.read and sum(map(len, reading.rows.values())) > len(standings)
"""
"""报送情况 from what the ledger holds, then 台账.xlsx read back, which other processes do."""


@dataclass(frozen=True)
class Taken:
    """What a step took: seconds on the clock, and the peak memory in MB of its own process."""

    seconds: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20000])
    parser.add_argument("--work", type=Path, help="a folder for returns and results")
    parser.add_argument("--cluster", help="the address of a dask scheduler")
    given = parser.parse_args()
    sizes = sorted(given.sizes)
    print("| bodies | step | seconds | ms each | peak, MB |\n| --: | --- | --: | --: | --: |")
    found: dict[int, tuple[Taken, ...]] = {}
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="xltools-benchmark-", dir=given.work) as folder:
            found[count] = tuple(told(count, steps(Path(folder), count, given.cluster)))
    if len(sizes) > 1:
        growth(sizes, found)


def told(count: int, taken: Iterator[Taken]) -> Iterator[Taken]:
    """The steps, each printed when it is done."""
    for step, item in zip(_STEPS, taken, strict=True):
        each = 1000 * item.seconds / count
        print(f"| {count} | {step} | {item.seconds:.0f} | {each:.1f} | {item.memory:.0f} |")
        sys.stdout.flush()
        yield item


def growth(sizes: Sequence[int], found: dict[int, tuple[Taken, ...]]) -> None:
    """Print what a body costs at the largest size, in times of the smallest, and kB it takes."""
    few, many = sizes[0], sizes[-1]
    print(f"\n| from {few} to {many} bodies | time each, times | kB a body |\n| --- | --: | --: |")
    for step, less, more in zip(_STEPS, found[few], found[many], strict=True):
        times = (more.seconds / many) / (less.seconds / few)
        grown = 1024 * (more.memory - less.memory) / (many - few)
        print(f"| {step} | {times:.2f} | {grown:.1f} |")


def steps(work: Path, count: int, cluster: str | None) -> Iterator[Taken]:
    """The steps of an office on so many bodies, one after another."""
    returns, register, out = work / "returns", work / "花名册.xlsx", work / "out"
    register.write_bytes(write_register(tuple(generate(returns, count))))
    where = ("--cluster", cluster) if cluster else ("--jobs", 2)
    batch = (_RUN, "batch", returns, "-o", out, *where)
    yield taken(*batch, "--register", register, "--year", office()["year"])
    yield taken(*batch)
    yield taken(_RUN, "aggregate", out, "-o", work / "汇总.xlsx", "--scope", "全区")
    yield taken(_SITUATION, out, out / BOOK)


def taken(program: str, *given: object) -> Taken:
    """Run a program on two cores; exit code 1 says that returns fail, which they do."""
    measured = measure(sys.executable, "-c", program, *given, cores=2, good=(0, 1))
    (peak,) = re.findall(r"^peak (\d+)$", measured.printed, re.MULTILINE)
    return Taken(measured.seconds, int(peak) / 1024)


# ------------------------------------------------------------------ the bodies and their returns


def generate(folder: Path, count: int, seed: int = 2025) -> Iterator[Body]:
    """Write so many returns; whose they are."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    models = [Model(name) for name in BUSY]
    words = _words(models)
    copied: list[str] = []
    for number in range(count):
        model = models[number % len(models)]
        texts = {name: _paragraph(chance, words) for name in model.filing.narratives}
        if number % _EVERY == 1:
            texts["improvements"] = copied[-1]
        elif number % _EVERY == 0:
            copied.append(texts["improvements"])
        book = model.varied(chance, number, texts, failing=number % _EVERY == 2)
        (folder / f"{number:05}.xlsx").write_bytes(book)
        filing = model.filing
        yield Body(
            name=f"{filing.name}{number:05}",
            code=f"B{number:05}",
            kind=filing.cover.get("body_kind", ""),
            superior=f"第{number // 500}片区",
        )


def _words(models: Sequence[Model]) -> list[str]:
    """Words of two letters out of the demo's texts, none of them a number."""
    texts = (t for model in models for ts in model.filing.narratives.values() for t in ts)
    found = {word for text in texts for word in _WORDS.findall(text)}
    used: set[str] = set()
    return [word for word in sorted(found) if _is_new(word, used)]


def _is_new(word: str, used: set[str]) -> bool:
    """Whether none of its letters is a numeral, or in a word before it: then nothing is doubled."""
    new = len(set(word)) == 2 and not set(word) & (used | _NUMERALS)
    used |= set(word) if new else set()
    return new


def _paragraph(chance: random.Random, words: Sequence[str]) -> str:
    """Clauses of words put together as they come: about as long as a real paragraph."""
    return "，".join("".join(chance.sample(words, k=5)) for _ in range(12)) + "。"


if __name__ == "__main__":
    main()
