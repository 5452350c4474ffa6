"""What the checks cost a return, and 雷同 over thousands of bodies.

    python benchmarks/checks.py [--returns 500] [--bodies 5000]

Prints a table in Markdown; benchmarks/README.md holds one such run. Needs a POSIX system.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from bodies import bodies

from xltools.checks import check
from xltools.checks.alike.copies import alike
from xltools.checks.alike.likeness import ComparedText, texts
from xltools.filing.filing import Filing

_CLAUSES = 20
"""How many clauses a paragraph of the large batch has: about 200 characters."""

_COPYING = 0.1
"""The share of bodies that took a paragraph over from another."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=500)
    parser.add_argument("--bodies", type=int, default=5000)
    given = parser.parse_args()
    cost(given.returns)
    likeness(given.bodies)


def cost(count: int) -> None:
    """Print what all checks take a return, without and with last year's, in processor time."""
    filings = [body.filing for body in bodies(count)]
    previous = [_last_year(filing) for filing in filings]
    long = [_long(filing, filings, place) for place, filing in enumerate(filings)]
    print(
        "| all checks, a return | characters | ms, median | ms, 95 % |\n| --- | --: | --: | --: |"
    )
    rows: dict[str, tuple[list[Filing], Callable[[int], object]]] = {
        "this year's alone": (filings, lambda i: check(filings[i])),
        "with last year's": (filings, lambda i: check(filings[i], previous[i])),
        "four times the text": (long, lambda i: check(long[i])),
    }
    for name, (given, run) in rows.items():
        taken = sorted(_milliseconds(run, range(count)))
        length = statistics.median(map(_length, given))
        print(
            f"| {name} | {length:.0f} | {taken[count // 2]:.2f} | {taken[count * 95 // 100]:.2f} |"
        )


def _milliseconds(run: Callable[[int], object], places: Iterable[int]) -> Iterator[float]:
    """The best of five runs each: what else the machine does is no part of the cost."""
    for place in places:
        yield 1000 * min(_seconds(run, place) for _ in range(5))


def _seconds(run: Callable[[int], object], place: int) -> float:
    started = time.process_time()
    run(place)
    return time.process_time() - started


def _last_year(filing: Filing) -> Filing:
    return replace(filing, cover={**filing.cover, "year": str((filing.year or 0) - 1)})


def _long(filing: Filing, others: list[Filing], place: int) -> Filing:
    """The same figures with the texts of three more bodies behind its own."""
    narratives = {
        name: tuple(
            text
            for more in range(4)
            for text in others[(place + more) % len(others)].paragraphs(name)
        )
        for name in filing.narratives
    }
    return replace(filing, narratives=narratives)


def _length(filing: Filing) -> int:
    return sum(len(text) for texts in filing.narratives.values() for text in texts)


# ------------------------------------------------------------------ 雷同


def likeness(count: int) -> None:
    """Print how long `alike` takes over so many bodies, and how many planted copies it finds."""
    chance = random.Random(2025)
    given, copies = _batch(chance, count)
    before = _peak()
    started, used = time.perf_counter(), time.process_time()
    found = {(one.text.body, one.text.core): one.percent for one in alike(given)}
    seconds, used = time.perf_counter() - started, time.process_time() - used
    told = sum((copy.body, copy.core) in found for copy in copies)
    print(
        "\n| bodies | paragraphs | seconds | of processor | peak memory before / after, MB |",
        end="",
    )
    print(" copies planted | found |\n| --: | --: | --: | --: | --: | --: | --: |")
    memory = f"{before:.0f} / {_peak():.0f}"
    print(f"| {count} | {len(given)} | {seconds:.1f} | {used:.1f} | {memory} | ", end="")
    print(f"{len(copies)} | {told} |")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _batch(chance: random.Random, count: int) -> tuple[list[ComparedText], list[ComparedText]]:
    """The paragraphs of so many bodies, and those of them that are copies, edited here and there.

    A quarter of the clauses of a paragraph is from generated returns, the rest put together
    from their words, so that two bodies have a clause in common now and then, as in real reports
    (where 1 of 200 sequences of three characters agrees; here more do).
    """
    clauses = _clauses()
    words = [clause[at : at + 2] for clause in clauses for at in range(0, len(clause) - 1, 2)]
    template = next(bodies(1)).filing
    given: list[ComparedText] = []
    copies: list[ComparedText] = []
    for number in range(count):
        narratives = {name: (_paragraph(chance, clauses, words),) for name in template.narratives}
        cover = {**template.cover, "name": f"第{number}局"}
        own = texts(replace(template, cover=cover, narratives=narratives))
        if given and chance.random() < _COPYING:
            source = chance.choice(given)
            copy = replace(own[0], core=_edited(chance, source.core, clauses))
            copies.append(copy)
            own = (copy, *own[1:])
        given += own
    return given, copies


def _clauses() -> list[str]:
    texts = (text for b in bodies(400) for ts in b.filing.narratives.values() for text in ts)
    clauses = (clause for text in texts for clause in text.replace("。", "，").split("，"))
    return sorted({clause for clause in clauses if len(clause) > 5})


def _paragraph(chance: random.Random, clauses: list[str], words: list[str]) -> str:
    made = (
        chance.choice(clauses) if chance.random() < 0.25 else "".join(chance.choices(words, k=5))
        for _ in range(_CLAUSES)
    )
    return "，".join(made) + "。"


def _edited(chance: random.Random, core: str, clauses: list[str]) -> str:
    """The core with about a tenth of it in other words."""
    length = len(core) // 10
    at = chance.randrange(len(core) - length)
    return core[:at] + chance.choice(clauses)[:length] + core[at + length :]


if __name__ == "__main__":
    main()
