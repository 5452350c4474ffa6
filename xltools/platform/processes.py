"""This process and its workers: the console, interrupts, memory, and where a fault came from; and
what another program complained of.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import traceback
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

_SPACE_PER_BYTE = 4
"""Address space for each byte of memory: one library alone reserves a gigabyte."""


def prepare_console() -> None:
    """Make the standard streams safe to write to.

    A GBK console shows `?` for what it lacks; under pythonw, where there are none, and where
    nobody reads on, what is written goes nowhere.
    """
    sys.stdout = _writable(sys.stdout)
    sys.stderr = _writable(sys.stderr)


def _writable(stream: TextIO | None) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return stream
    reconfigure(errors="replace")
    return stream if stream.isatty() else _unheeded(stream)


class _Pipe(io.FileIO):
    """A pipe whose reader may leave, as `head` does: the work goes on."""

    def write(self, data: Any, /) -> int:
        """Write, or drop what nobody reads."""
        try:
            return super().write(data)
        except OSError as error:
            if error.errno not in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL
                raise
            return len(memoryview(data))


def _unheeded(stream: TextIO) -> TextIO:
    try:
        pipe = io.BufferedWriter(_Pipe(stream.fileno(), "w", closefd=False))
    except (OSError, ValueError):  # what stands for a stream in a notebook has none below it
        return stream
    stream.flush()
    return io.TextIOWrapper(
        pipe, stream.encoding, "replace", line_buffering=bool(stream.line_buffering)
    )


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent process, which stops its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def interrupts_held_back() -> Generator[None, None, None]:
    """Start processes in here: they are then deaf to Ctrl-C from their first moment on.

    One that comes meanwhile reaches this process afterwards. Windows has no such thing.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker  # here: the start of the program need not wait

    resource_tracker.ensure_running()  # when it starts later, it lets interrupts through again
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier)


def limit_memory(limit: int) -> None:
    """Refuse this process and its children far more memory at once than so many bytes.

    The limit is on address space, of which libraries reserve much more than they use, and
    Windows has none: so somebody must watch `memory_of` as well. What asks for more gets a
    MemoryError.
    """
    if sys.platform.startswith("linux"):
        import resource  # not there on Windows

        _, hardest = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _SPACE_PER_BYTE * limit
        softest = wanted if hardest == resource.RLIM_INFINITY else min(wanted, hardest)
        resource.setrlimit(resource.RLIMIT_AS, (softest, hardest))


def memory_of(pid: int) -> int:
    """How many bytes of memory a process uses; 0 once it has ended."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def fault_of(error: BaseException) -> str:
    """Where an unexpected exception came from. Its message is left out: it may quote a return."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join((type(error).__name__, *lines))


def is_panic(error: BaseException) -> bool:
    """Whether a library broke down, or the program: not that somebody ends it."""
    return not isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit)


def complaint_of(command: Sequence[str], seconds: float) -> str | None:
    """The end of what a program complained of that failed or took longer; None for a good end."""
    import subprocess  # here: the start of the program need not wait

    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        return str(error)
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return "\n".join(said[-5:]) if done.returncode else None


def processors() -> int:
    """How many processes may run at once, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
