"""Returned workbooks of all sorts, written quickly, and runs over folders of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from books import Book
from filings import busy

from xltools.collection.batch.examine_new import Progress
from xltools.collection.batch.run import Orders, Result, run
from xltools.collection.workers.executor import Executor, Lost, attempt
from xltools.examination.record import Record, examined_at
from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition
from xltools.layout.return_book import layout_of
from xltools.messages import say

T = TypeVar("T")
R = TypeVar("R")


class SerialExecutor:
    """Works in this process, one task after another: simple, without protection."""

    def map(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[R | Lost, None, None]:
        """One answer a task, in the order of the tasks."""
        for task in tasks:
            yield attempt(work, task)


def record_at(path: Path) -> Record:
    """The record of the file there, whatever reading it does."""
    return examined_at(path)[0]


def book_of(filing: Filing) -> Book:
    """The filing as a plain book."""
    values: dict[str, Any] = {
        item: value.text if isinstance(value, Unreadable) else value
        for item, value in filing.figures.items()
    }
    values |= filing.cover
    values |= {
        table: say("nil.yes" if answer else "nil.no") for table, answer in filing.nil.items()
    }
    spots = {layout_of(filing.edition).previous[cell]: n for cell, n in filing.previous.items()}
    texts = {item: list(lines) for item, lines in filing.narratives.items()}
    return Book(filing.edition, values, texts, spots)


def save(filing: Filing, path: Path) -> Path:
    """The filing as a returned workbook, on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return book_of(filing).save(path)


def passing(edition: Edition, **cover: str) -> Filing:
    """A return without fault, with some of its cover changed."""
    filing = busy(edition)
    return replace(filing, cover={**filing.cover, **cover})


def failing(edition: Edition, **cover: str) -> Filing:
    """A return with one error: a balance of table 3 that does not hold."""
    filing = passing(edition, **cover)
    cell = "requests.new.business"
    wrong = 1 + int(str(filing.figures[cell]))
    return replace(filing, figures={**filing.figures, cell: wrong})


def unfilled(edition: Edition, **cover: str) -> Filing:
    """A return with one cell left open."""
    filing = passing(edition, **cover)
    figures = {item: value for item, value in filing.figures.items() if item != "fees.items"}
    return replace(filing, figures=figures)


def run_here(
    folder: Path,
    out: Path,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
    **ordered: Any,
) -> Result:
    """A run in this process, with these orders."""
    here = executor or SerialExecutor()
    return run(folder, out, Orders(**ordered), executor=here, progress=progress, now=now)


def states(result: Result) -> dict[str, str]:
    """The state of each file of a run."""
    return {row.record.file: row.record.state.value for row in result.rows}
