"""Reports and workbooks into fresh workbooks: `import`, and `repair`, its older name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltools.cli.codes import MISUSED, NO_VERDICT, Refused
from xltools.cli.options import Log, ToBook
from xltools.cli.output import (
    complain,
    complain_of,
    logging_to,
    print_json,
    show_file,
    write_output,
)
from xltools.messages import say
from xltools.platform.files import unused

if TYPE_CHECKING:
    from xltools.examination.record import Record
    from xltools.filing.filing import Filing
    from xltools.reader import Reading

_BOOK, _DATA = ".xlsx", ".json"

Sources = Annotated[list[Path], typer.Argument(help=say("help.sources"), show_default=False)]
OutputPath = Annotated[
    Path | None, typer.Option("-o", "--output", help=say("help.output_import"), show_default=False)
]
Against = Annotated[list[Path] | None, typer.Option("--against", help=say("help.against"))]
BlankIsZero = Annotated[bool, typer.Option("--blank-is-zero", help=say("help.blank_is_zero"))]


def import_(
    sources: Sources,
    output: OutputPath = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.import_json"))] = False,
    blank_is_zero: BlankIsZero = False,
    against: Against = None,
    open_result: Annotated[bool, typer.Option("--open", help=say("help.open_imported"))] = False,
    log: Log = None,
) -> int:
    """Make a filled workbook, or a JSON filing, of each report or workbook."""
    from xltools.examination.record import log_record
    from xltools.published.as_return.reading import sources_in

    files = [file for source in sources for file in sources_in(source)]
    tell_not_taken(sources, files)
    if not files:
        raise Refused(MISUSED, "nothing_to_import")
    ending = _DATA if json else _BOOK
    one = len(files) == 1 and not sources[0].is_dir()
    if output is None and open_result:
        output = _beside(sources[0], ending if one else "")
    if output is None and not json:
        raise Refused(MISUSED, "where_to")
    alone = one and output is not None and output.suffix.lower() == ending
    if output and not alone and output.suffix.lower() in (_BOOK, _DATA):
        raise Refused(MISUSED, "many_into_one" if len(files) > 1 else "not_xlsx", path=output)
    places = [output if alone or not output else output / (f.stem + ending) for f in files]
    filings = _returned(against or (), places)
    codes: list[int] = []
    with logging_to(log):
        told = read_all(files, blank_is_zero=blank_is_zero, against=filings)
        for file, place, read in zip(files, places, told, strict=True):
            codes.append(_one(file, *read, place, json=json))
            log_record(read[0])
    if open_result and output and output.exists():
        show_file(output)
    return max(codes)


def tell_not_taken(places: Sequence[Path], taken: Sequence[Path]) -> None:
    """Say what lies in the folders and is not read, each kind in one line."""
    from xltools.collection.batch.summary import left_alone, not_taken
    from xltools.collection.ledger.folder import gather, shown_path
    from xltools.collection.ledger.names import STAGING

    for place in filter(Path.is_dir, places):
        found = gather(place, place / STAGING)
        names = [
            [shown_path(path, place) for path in paths]
            for paths in (set(found.files).difference(taken), found.aside, found.closed)
        ]
        others, aside, closed = map(sorted, names)
        complain(*not_taken(others), *left_alone(aside, closed))


def _beside(source: Path, ending: str) -> Path:
    """Where the result of what was dropped goes: beside it and over nothing; "" for a folder."""
    if ending:
        return unused(source.with_suffix(ending))
    return unused(source.with_name(say("cli.import_folder", name=source.stem)))


def _returned(given: Sequence[Path], places: Sequence[Path | None]) -> list[Filing]:
    """What the workbooks filed that reports are held against: none may be written over."""
    from xltools.published.as_return.reading import sources_in
    from xltools.reader import read_return

    books = {book.resolve(): book for place in given for book in sources_in(place)}
    over = next((place for place in places if place and place.resolve() in books), None)
    if over:
        raise Refused(MISUSED, "over_the_return", path=over)
    readings = (read_return(book).filing for book in books.values())
    filings = [filing for filing in readings if filing]
    if given and not filings:
        raise Refused(MISUSED, "no_return_there", path=given[0])
    return filings


def repair(book: Annotated[Path, typer.Argument(help=say("help.book"))], output: ToBook) -> int:
    """The older name of `import` for one workbook."""
    return import_([book], output)


def read_all(
    files: Sequence[Path],
    *,
    blank_is_zero: bool = False,
    as_published: bool = False,
    against: Sequence[Filing] = (),
) -> Iterator[tuple[Record, Reading | None]]:
    """The record and the reading of each file; reports are read in processes that may die.

    `as_published`: what no report says, such as who prepared it, is not asked of one. What a
    report says otherwise than its own return `against` which it is held is told.
    """
    from xltools.collection.workers.reports import read_reports
    from xltools.examination.examine import examine_reading, published_only
    from xltools.examination.record import examined_at, record_of
    from xltools.published.as_return.reading import is_report

    reports = [file for file in files if is_report(file)]
    told = read_reports(reports, blank_is_zero=blank_is_zero, against=against)
    chosen = set(reports)
    for file in files:
        if file not in chosen:
            yield examined_at(file)
        else:
            examined = examine_reading(next(told))
            examined = published_only(examined) if as_published else examined
            yield record_of(str(file), examined), examined.reading


def _one(
    file: Path, record: Record, reading: Reading | None, place: Path | None, *, json: bool
) -> int:
    """Write what a file became, and say how it was read; the exit code for it alone."""
    from xltools.examination import console as show
    from xltools.filing.codec import dumps, to_json
    from xltools.template import NoRoom

    if reading is None or reading.filing is None:
        complain_of(record)
    elif place is None:
        print_json(to_json(reading.filing))
        complain_of(record)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        if json:
            write_output(place, dumps(reading.filing).encode("utf-8"))
        else:
            try:
                record = _into_book(file, record, reading, reading.filing, place)
            except NoRoom as error:
                complain(say("cli.for_file", file=file, sentence=error))
                return NO_VERDICT
        show.print_tables([record], show.console())
    return record.exit_code


def _into_book(file: Path, record: Record, reading: Reading, filing: Filing, place: Path) -> Record:
    """A fresh workbook: of a report with its doubts, of a workbook told what it lacks of it."""
    from xltools.examination.record import located, placed_in
    from xltools.filing.doubts import is_transcribed
    from xltools.filing.explanations import bindings_of
    from xltools.published.as_return.reading import is_report
    from xltools.reader.returned.dropped import lost_texts
    from xltools.template import as_poured, pour

    book = as_poured(filing)
    record = record.with_findings([placed_in(book, known) for known in record.findings])
    if is_report(file):
        write_output(place, pour(filing, reading.findings))
        return record
    found = [located.finding for located in record.findings]
    doubts = filter(is_transcribed, reading.findings)
    fresh = pour(replace(filing, bound=bindings_of(filing, found)), doubts)
    lost = [located(finding, filing.edition) for finding in lost_texts(file, fresh)]
    write_output(place, fresh)
    return record.with_findings((*record.findings, *lost))
