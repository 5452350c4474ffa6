"""Measures a whole district on two cores: batch, second run and sum, and what memory they grow by.

    python benchmarks/scale.py [--sizes 1000 20000]

The bodies of a register file a return each: one in ten fails, one in ten took a paragraph over from
another. Prints a line in Markdown for each size, with the peak memory of the process that holds
the ledger, then what each step costs and takes a body more at the largest size than at the
smallest. Needs a POSIX system.
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

from xltools.collection.register.body import Body
from xltools.collection.register.book import write_register
from xltools.demo.returned import office

_STEPS = ("batch", "second run", "aggregate")
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


@dataclass(frozen=True)
class Taken:
    """What a step took: seconds on the clock, and the peak memory in MB of its own process."""

    seconds: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20000])
    sizes = sorted(parser.parse_args().sizes)
    print("| bodies |" + "".join(f" {step}, s | ms each | peak, MB |" for step in _STEPS))
    print("| --: |" + " --: | --: | --: |" * len(_STEPS))
    found: dict[int, tuple[Taken, ...]] = {}
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="xltools-benchmark-") as folder:
            found[count] = tuple(steps(Path(folder), count))
        told = (
            f" {t.seconds:.0f} | {1000 * t.seconds / count:.1f} | {t.memory:.0f} |"
            for t in found[count]
        )
        print(f"| {count} |" + "".join(told), flush=True)
    if len(sizes) > 1:
        growth(sizes, found)


def growth(sizes: Sequence[int], found: dict[int, tuple[Taken, ...]]) -> None:
    """Print what a body costs at the largest size, in times of the smallest, and kB it takes."""
    few, many = sizes[0], sizes[-1]
    print(f"\n| from {few} to {many} bodies | time each, times | kB a body |\n| --- | --: | --: |")
    for step, less, more in zip(_STEPS, found[few], found[many], strict=True):
        times = (more.seconds / many) / (less.seconds / few)
        grown = 1024 * (more.memory - less.memory) / (many - few)
        print(f"| {step} | {times:.2f} | {grown:.1f} |")


def steps(work: Path, count: int) -> Iterator[Taken]:
    """The three steps of an office on so many bodies, one after another."""
    returns, register, out = work / "returns", work / "花名册.xlsx", work / "out"
    register.write_bytes(write_register(tuple(generate(returns, count))))
    batch = ("batch", returns, "-o", out, "--jobs", 2)
    yield taken(*batch, "--register", register, "--year", office()["year"])
    yield taken(*batch)
    yield taken("aggregate", out, "-o", work / "汇总.xlsx", "--scope", "全区")


def taken(*command: object) -> Taken:
    """Run a command on two cores; exit code 1 says that returns fail, which they do."""
    measured = measure(sys.executable, "-c", _RUN, *command, cores=2, good=(0, 1))
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
