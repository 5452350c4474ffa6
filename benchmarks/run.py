"""Measures xltools beside the plain script and the floor, in one run on one machine.

    python benchmarks/run.py [--sizes 100 1000 5000] [--plain 100]

Prints a table in Markdown; benchmarks/README.md holds one such run. Needs a POSIX system.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from plain_script import write_template
from returns import generate

HERE = Path(__file__).resolve().parent
XLTOOLS = (sys.executable, "-m", "xltools")


@dataclass(frozen=True)
class Measured:
    """Seconds on the clock; the largest process' peak memory in MB; what it printed."""

    seconds: float
    memory: float
    printed: str


def measure(*command: object, cores: int, good: Collection[int] = (0,)) -> Measured:
    """Run a command on so many cores. CalledProcessError where its exit code is none of `good`."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed),
    )
    assert process.stdout
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        raise subprocess.CalledProcessError(process.returncode, process.args, printed)
    return Measured(seconds, usage.ru_maxrss / 1024, printed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 5000])
    parser.add_argument("--plain", type=int, default=100, help="returns given to the plain script")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xltools-benchmark-") as folder:
        start_up(Path(folder))
        sizes(Path(folder), given.sizes, given.plain)


def start_up(work: Path) -> None:
    """Print how long it takes to start, and to validate one return: the median of seven."""
    generate(work / "one", 1)
    (book,) = (work / "one").iterdir()
    commands = {
        "`xltools --help`": (*XLTOOLS, "--help"),
        "`xltools validate`, one return": (*XLTOOLS, "validate", book),
    }
    print("| start-up | seconds |\n| --- | --- |")
    for name, command in commands.items():
        taken = [measure(*command, cores=1).seconds for _ in range(7)]
        print(f"| {name} | {statistics.median(taken):.2f} |", flush=True)


def sizes(work: Path, counts: Sequence[int], plain: int) -> None:
    """Print a line for each number of returns."""
    write_template(work / "template.docx")
    print(
        "\n| returns | one process, ms each | two, ms each | floor, ms each | plain, ms each |",
        end="",
    )
    print(" plain ÷ ours | ours ÷ floor | one ÷ two | peak memory one / two / plain, MB |")
    print("| --: | --: | --: | --: | --: | --: | --: | --: | --: |")
    for count in counts:
        print(line(work / str(count), count, min(count, plain), work / "template.docx"), flush=True)
        shutil.rmtree(work / str(count))


def line(work: Path, count: int, plain: int, template: Path) -> str:
    """Measure everything on the same returns, the plain script on the first `plain` of them."""
    returns, few = work / "returns", work / "few"
    generate(returns, count)
    few.mkdir()
    for file in sorted(returns.iterdir())[:plain]:
        shutil.copy(file, few)
    one = batch(returns, work / "one", processes=1)
    two = batch(returns, work / "two", processes=2)
    bare = measure(sys.executable, HERE / "floor.py", returns, work / "one", work / "bare", cores=1)
    script = HERE / "plain_script.py"
    user = measure(sys.executable, script, few, work / "plain", template, cores=1)
    ours, both = one.seconds / count, two.seconds / count
    floor, theirs = float(bare.printed) / count, user.seconds / plain
    figures = [f"{1000 * seconds:.1f}" for seconds in (ours, both, floor, theirs)]
    ratios = [f"{ratio:.1f}" for ratio in (theirs / ours, ours / floor, ours / both)]
    memory = " / ".join(f"{run.memory:.0f}" for run in (one, two, user))
    return f"| {count} | {' | '.join(figures)} | {' | '.join(ratios)} | {memory} |"


def batch(returns: Path, out: Path, *, processes: int) -> Measured:
    """The batch, on as many cores as processes; every return must have come through."""
    command = (*XLTOOLS, "batch", returns, "-o", out, "--jobs", processes)
    measured = measure(*command, cores=processes)
    assert len(list(out.glob("*/*/*.docx"))) == len(list(returns.iterdir()))
    return measured


if __name__ == "__main__":
    main()
