"""Reports and workbooks into fresh workbooks: `import`, and `repair`, its older name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltools.cli.codes import MISUSED, Refused
from xltools.cli.options import Log, ToBook
from xltools.cli.output import complain_of, logging_to, print_json, write
from xltools.messages import say
from xltools.platform.files import write_keeping

if TYPE_CHECKING:
    from xltools.examination.examine import Examined
    from xltools.examination.record import Record
    from xltools.reader import Reading

_BOOK, _DATA = ".xlsx", ".json"

Sources = Annotated[list[Path], typer.Argument(help=say("help.sources"), show_default=False)]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help=say("help.output_import"), show_default=False)
]
Blank = Annotated[bool, typer.Option("--blank-is-zero", help=say("help.blank_is_zero"))]


def import_(
    sources: Sources,
    output: Output = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.import_json"))] = False,
    blank_is_zero: Blank = False,
    log: Log = None,
) -> int:
    """Make a filled workbook, or a JSON filing, of each report or workbook."""
    from xltools.examination.record import log_record, worst
    from xltools.published.reading import sources_in

    files = [file for source in sources for file in sources_in(source)]
    if not files:
        raise Refused(MISUSED, "nothing_to_import")
    if output is None and not json:
        raise Refused(MISUSED, "where_to")
    ending = _DATA if json else _BOOK
    alone = len(files) == 1 and not sources[0].is_dir() and _is_file(output, ending)
    if output and not alone and output.suffix.lower() in (_BOOK, _DATA):
        raise Refused(MISUSED, "many_into_one" if len(files) > 1 else "not_xlsx", path=output)
    records: list[Record] = []
    with logging_to(log):
        for file, examined in zip(files, read_all(files, blank_is_zero=blank_is_zero), strict=True):
            place = output if alone or output is None else output / (file.stem + ending)
            records.append(_one(file, examined, place, json=json))
            log_record(records[-1])
    return worst(records)


def _is_file(output: Path | None, ending: str) -> bool:
    return output is not None and output.suffix.lower() == ending


def repair(book: Annotated[Path, typer.Argument(help=say("help.book"))], output: ToBook) -> int:
    """The older name of `import` for one workbook."""
    return import_([book], output)


def read_all(
    files: Sequence[Path], *, blank_is_zero: bool = False, as_published: bool = False
) -> Iterator[Examined]:
    """Each file examined; reports are read in processes of their own, that may die.

    `as_published`: what no report says, such as who prepared it, is not asked of one.
    """
    from xltools.examination.examine import examine_reading, published_only
    from xltools.published.reading import is_report
    from xltools.reader import read_return

    reports = [file for file in files if is_report(file)]
    told = iter(_in_workers(reports, blank_is_zero=blank_is_zero))
    chosen = set(reports)
    for file in files:
        if file not in chosen:
            yield examine_reading(read_return(file))
        else:
            examined = examine_reading(next(told))
            yield published_only(examined) if as_published else examined


def _in_workers(reports: Sequence[Path], *, blank_is_zero: bool) -> Iterator[Reading]:
    from xltools.collection.workers.executor import Lost, ProcessExecutor
    from xltools.published.reading import lost, read_report

    if not reports:
        return
    work: Callable[[Path], Reading] = partial(read_report, blank_is_zero=blank_is_zero)
    jobs = min(len(reports), 2)
    for path, answer in zip(reports, ProcessExecutor(jobs, _prepare).map(work, reports), strict=True):
        yield lost(path) if isinstance(answer, Lost) else answer


def _prepare() -> None:
    """Import what a worker needs before its first file."""
    import xltools.published.reading  # noqa: F401


def _one(file: Path, examined: Examined, place: Path | None, *, json: bool) -> Record:
    """Write what a file became, and say how it was read."""
    from xltools.examination import console as show
    from xltools.examination.record import located, record_of
    from xltools.filing.codec import dumps, to_json
    from xltools.published.reading import is_report
    from xltools.reader.dropped import dropped
    from xltools.template import pour

    record = record_of(str(file), examined)
    filing = examined.reading.filing
    if filing is None:
        complain_of(record)
        return record
    told = examined.reading.findings if is_report(file) else ()
    if json and place is None:
        print_json(to_json(filing))
        complain_of(record)
        return record
    assert place is not None
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = dumps(filing).encode("utf-8") if json else pour(filing, told)
    if not is_report(file) and not json:
        lost = [located(finding, filing.edition) for finding in dropped(file, fresh)]
        record = record.with_findings((*record.findings, *lost))
    write(place, fresh)
    show.print_tables([record], show.console())
    return record
