"""What goes in and out around a command: files, JSON, complaints, progress, the log."""

from __future__ import annotations

import json as jsonlib
import logging
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from xltools.cli.codes import NO_VERDICT, PROGRAM, Refused
from xltools.messages import say
from xltools.platform.desktop import open_with_its_program
from xltools.platform.files import write_keeping, write_whole
from xltools.platform.processes import fault_of

if TYPE_CHECKING:
    from xltools.examination.record import Located, Record


def read_bytes(file: Path) -> bytes:
    """What a file holds. Raises Refused."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(NO_VERDICT, "cannot_open", file=file) from error


def read_utf8(file: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises Refused."""
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(NO_VERDICT, "not_utf8", file=file) from error


def write_output(path: Path, data: bytes) -> None:
    """Write an output; another file of that name is kept under a number. Says both."""
    if kept := write_keeping(path, data):
        typer.echo(say("cli.kept", file=kept), err=True)
    typer.echo(say("cli.written", file=path), err=True)


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write outputs by their paths in a folder, which is made."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write_output(folder / path, data)


def write_new_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of ours that is not there yet, or empty; shell scripts can be run."""
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, data)
        if file.suffix == ".sh":
            file.chmod(0o755)
    typer.echo(say("cli.written", file=folder), err=True)


def show_file(path: Path) -> None:
    """Open a result as a double click would; say where it is if nothing can."""
    if not open_with_its_program(path):
        complain(say("cli.cannot_show", file=path))


def print_json(data: object) -> None:
    """Print JSON that loses nothing where the output is not UTF-8."""
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    typer.echo(jsonlib.dumps(data, ensure_ascii=ascii_only, indent=1))


def complain(*sentences: str) -> None:
    """Print sentences where they do not mix with results, each on a line."""
    for sentence in sentences:
        typer.echo(sentence, err=True)


def complain_of(record: Record) -> None:
    """Print what is wrong with a file where it does not mix with results."""
    from xltools.examination import console as show

    show.print_tables([record], show.console(stderr=True))


def complain_of_office(problems: Iterable[Located]) -> None:
    """Print what is wrong with a table of the office's own, one problem a line."""
    for located in problems:
        finding = located.finding
        severity = say(f"severity.{finding.severity.value}")
        told = {"severity": severity, "sentence": finding.sentence, "remedy": finding.remedy}
        code = "cli.office_cell" if located.place else "cli.office_book"
        complain(say(code, place=located.place, **told))


@contextmanager
def progress() -> Generator[Callable[[int, int], None] | None, None, None]:
    """A progress bar to tell of files done, or None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress as rich

    from xltools.examination import console as show

    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), rich.MofNCompleteColumn())
    with rich.Progress(*columns, console=show.console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("cli.progress"), total=None)
        yield lambda done, files: bar.update(task, completed=done, total=files)


@contextmanager
def logging_to(file: Path | None) -> Generator[None, None, None]:
    """The program's log in that file: ids, states and faults, no text of a return."""
    logger = logging.getLogger(PROGRAM)
    logger.propagate = False
    handler: logging.Handler = logging.NullHandler()
    if file is not None:
        handler = logging.FileHandler(file, encoding="utf-8", errors="replace")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    except Exception as error:
        logger.error("%s", fault_of(error))
        raise
    finally:
        logger.removeHandler(handler)
        handler.close()
