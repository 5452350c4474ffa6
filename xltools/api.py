"""What another program may use: each function is one call into one room.

`import xltools` offers the same names, and imports a room only when it is asked for. Paths are
str or Path; nothing that is given is changed; files are written whole or not at all. Whatever
cannot be done raises XltoolsError or OSError.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from xltools.collection.batch.given import read_given, run_given
from xltools.collection.batch.run import Orders, Result, workers
from xltools.collection.distribution.previous import previous_filings
from xltools.collection.district import run as district
from xltools.collection.district.from_ledger import note, year_of_ledger
from xltools.collection.district.run import Aggregated as Aggregated
from xltools.collection.register.body import OwnReturn
from xltools.collection.register.levels import Scope
from xltools.errors import XltoolsError
from xltools.examination.examine import examine
from xltools.examination.record import Record, record_of
from xltools.examination.reports import check_means, reports_of
from xltools.filing import codec
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding as Finding
from xltools.filing.findings import Verdict as Verdict
from xltools.law.rule import Severity as Severity
from xltools.platform.files import write_keeping, write_whole
from xltools.published.as_return.reading import read_report
from xltools.reader import Reading
from xltools.reader import read_return as _read_return
from xltools.template import pour

AnyPath = str | os.PathLike[str]


def read_return(book: AnyPath) -> Reading:
    """What stands in a returned workbook: its filing, or the one finding that says why not.

    Never raises for a bad file.
    """
    return _read_return(Path(book))


def validate(book: AnyPath, *, year: int | None = None) -> Record:
    """The verdict on one returned workbook: `state`, `findings` with their places, `exit_code`.

    With `year`, a return on any other year is wrong. Never raises for a bad file.
    """
    return record_of(str(book), examine(Path(book), year))


def fill(filing: Filing | Mapping[str, Any] | str, book: AnyPath) -> Path:
    """Write a workbook that holds a filing, given as such, as plain data, or as JSON text.

    Raises XltoolsError where the data is no filing; `xltools schema` prints what it may hold.
    """
    if isinstance(filing, str):
        filing = codec.loads(filing)
    elif not isinstance(filing, Filing):
        filing = codec.from_json(dict(filing))
    write_whole(Path(book), pour(filing))
    return Path(book)


def import_report(
    source: AnyPath,
    book: AnyPath | None = None,
    *,
    blank_is_zero: bool = False,
    against: Iterable[Filing] = (),
) -> Reading:
    """A published report (Word, page, PDF, text) as a reading: its filing, and each doubt.

    With `book`, a filled workbook is written as well, the doubts at its cells; what the report says
    otherwise than its own return among `against` is doubted too. Never raises for a bad file: its
    reading has no filing, and one finding that says why. A hostile file is bounded by what is
    read of it, not by a process of its own.
    """
    reading = read_report(Path(source), blank_is_zero=blank_is_zero, against=tuple(against))
    if book is not None and reading.filing is not None:
        write_whole(Path(book), pour(reading.filing, reading.findings))
    return reading


def make_report(
    book: AnyPath,
    folder: AnyPath,
    *,
    draft: bool = False,
    template: AnyPath | None = None,
    pdf: bool = False,
) -> tuple[Path, ...]:
    """Write the report of a returned workbook into a folder: Word, page, fragment, short text.

    Raises XltoolsError where the return has errors or blanks, unless as a marked `draft`.
    """
    house = Path(template) if template else None
    check_means(house, pdf=pdf)
    examined = examine(Path(book))
    record = record_of(str(book), examined)
    if examined.reading.filing is None:
        raise XltoolsError(record.findings[0].finding.sentence)
    made = reports_of(examined.reading.filing, record, draft=draft, template=house, pdf=pdf)
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        write_whole(out / name, data)
    return tuple(out / name for name in made)


def run_batch(
    folder: AnyPath,
    out: AnyPath,
    *,
    year: int | None = None,
    register: AnyPath | None = None,
    previous: AnyPath | Sequence[AnyPath] | None = None,
    published: AnyPath | Sequence[AnyPath] = (),
    publish_by: date | None = None,
    jobs: int | None = None,
) -> Result:
    """Work on every file below `folder`; documents, slips and the ledger go to `out`.

    A `register` (花名册.xlsx), a `year`, `previous` and `publish_by` (the office's own day for
    publication) once given hold for later runs over the same `out`. `previous` is where last year
    comes from: the result of last year's run, a folder of returns or of published reports,
    上年数据.xlsx; of several, the later ones fill gaps, an empty list ends it. `published` are
    lists and saved pages that say when and where reports were published.
    `jobs` processes are used, as many as the machine has where none is named: a script that
    calls this guards its own start by `if __name__ == "__main__":`.
    """
    orders = Orders(year, published=_listed(published) or (), publish_by=publish_by)
    given = read_given(Path(out), orders, Path(register) if register else None, _listed(previous))
    result = run_given(Path(folder), Path(out), given, workers(jobs))
    return replace(result, summary=(*given.told, *result.summary))


def aggregate(
    out: AnyPath,
    book: AnyPath,
    *,
    scope: Scope = Scope.WHOLE,
    own_return: OwnReturn | None = None,
    year: int | None = None,
    previous: AnyPath | Sequence[AnyPath] | None = None,
) -> Aggregated:
    """Add up what counts in the ledger of `out`; the sum goes to `book`, the district's return
    and the book in which its texts are drafted beside it; what stood there is kept under a number.
    What the year before was is known from where the runs had it, or from `previous`, as `run_batch`
    takes it.

    Raises XltoolsError where there is nothing to add up, or where a government that stands above
    others files a return itself and `own_return` does not say what that return holds.
    """
    given = year_of_ledger(Path(out), year)
    told = _listed(previous)
    sources = given.previous if told is None else told
    known = previous_filings(sources, given.year, [entry.body for entry in given.entries])
    made = district.run(given, scope, Path(book), own_return, previous=known.filings)
    for path, data in made.files.items():
        write_keeping(path, data)
    note(Path(out), given, made)
    return replace(made, lines=(*known.notes, *made.lines))


def _listed(previous: AnyPath | Sequence[AnyPath] | None) -> Sequence[Path] | None:
    """The sources given; None where the question is left as it was."""
    listed = [previous] if isinstance(previous, str | os.PathLike) else previous
    return None if listed is None else [Path(source) for source in listed]
