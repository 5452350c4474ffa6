"""The names of documents in OUT: they never overwrite one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from xltools.collection.shelf.rows import FileRow
from xltools.examination.record import Record
from xltools.examination.reports import report_stem
from xltools.messages import say
from xltools.platform.files import free_name
from xltools.platform.names import safe_name

_LONGEST_STEM = 230
"""Bytes: with an ending and a number, under the 255 that common systems allow."""


def stems(rows: Mapping[int, FileRow]) -> dict[int, str]:
    """Where in OUT each row's documents stand, without their endings, by its position in the run.

    A folder a body. All names differ, on a disk that ignores case too: bodies of one name are
    told apart by the file that each came in, and by a number where that is not enough.
    """
    records = {i: row.record for i, row in rows.items()}
    plain = {i: _stem(row) for i, row in rows.items()}
    return {
        i: f"{rows[i].folder}/{_body(rows[i])}/{stem}"
        for i, stem in distinct(plain, records).items()
    }


def _stem(row: FileRow) -> str:
    mark = say("collection.unpublished") if row.is_unpublished else ""
    return report_stem(row.record.report_name, row.record.year) + mark


def _body(row: FileRow) -> str:
    body = row.standing.body
    return safe_name(body.name if body else row.record.report_name)


def distinct(plain: Mapping[int, str], records: Mapping[int, Record]) -> dict[int, str]:
    """Those names made to differ, those that are alike by the file that each record came in."""
    often = Counter(stem.casefold() for stem in plain.values())
    taken: set[str] = set()
    given: dict[int, str] = {}
    for position, stem in plain.items():
        if often[stem.casefold()] > 1:
            stem = _from_file(stem, _source(records[position]))
        given[position] = free_name(stem, lambda tried: tried.casefold() in taken)
        taken.add(given[position].casefold())
    return given


def _from_file(stem: str, source: str) -> str:
    """The name with the end of its source's, as much as a file name has room for."""
    said = stem + say("collection.from_file", file=source)
    while source and len(said.encode()) > _LONGEST_STEM:
        source = source[1:]
        said = stem + say("collection.from_file", file=source)
    return said


def _source(record: Record) -> str:
    return safe_name("-".join(PurePosixPath(record.file).with_suffix("").parts))
