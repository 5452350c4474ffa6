"""The reports of a run, put in their place under names that never overwrite one another.

Workers write each body's files to a staging folder beside the place; only when all names
are known do they move, each in one step. What no longer passes moves aside, never away; so
does a report that somebody changed after we wrote it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from xltools.collection.examine import Outcome
from xltools.collection.folder import RETIRED, write_manifest
from xltools.collection.record import Record, with_problem
from xltools.messages import say
from xltools.platform import FileInUse, move_over, safe_name, write_whole
from xltools.report.endings import PACKAGE, PDF, WORD
from xltools.report.pdf import TOGETHER, NoPdf, to_pdf

STAGING = ".~xltools"


def stage(out: Path) -> Path:
    """An empty staging folder inside `out`."""
    unstage(out)
    (out / STAGING).mkdir()
    return out / STAGING


def unstage(out: Path) -> None:
    """Remove the staging folder, if it is there."""
    if (out / STAGING).is_dir():
        shutil.rmtree(out / STAGING)


# ------------------------------------------------------------------ names


def report_stem(report_name: str, year: int | None) -> str:
    """The name of a body's report on a year, without ending."""
    return f"{safe_name(report_name)}{say('collection.report_title', year=year or '')}"


def stems(records: Sequence[Record]) -> dict[int, str]:
    """The name of each passing record's reports, by its position in the run.

    All differ, on a disk that ignores case too. Bodies of one name are told apart by the file
    that each came in, and by a number where that is not enough.
    """
    passing = {i: record for i, record in enumerate(records) if record.state is Outcome.PASSED}
    plain = {i: report_stem(record.report_name, record.year) for i, record in passing.items()}
    often = Counter(stem.casefold() for stem in plain.values())
    taken: set[str] = set()
    given: dict[int, str] = {}
    for position, stem in plain.items():
        if often[stem.casefold()] > 1:
            stem += say("collection.from_file", file=_source(passing[position]))
        given[position] = _untaken(stem, taken)
        taken.add(given[position].casefold())
    return given


def _untaken(stem: str, taken: set[str]) -> str:
    tried, number = stem, 1
    while tried.casefold() in taken:
        number += 1
        tried = stem + say("collection.numbered", number=number)
    return tried


def _source(record: Record) -> str:
    return safe_name("-".join(PurePosixPath(record.file).with_suffix("").parts))


# ------------------------------------------------------------------ moves


@dataclass(frozen=True, slots=True)
class Published:
    """A record, the names in OUT of its reports, and how many problems came up in putting them."""

    record: Record
    outputs: tuple[str, ...] = ()
    problems: int = 0


@dataclass
class Shelf:
    """The folder OUT during one run: what the last run left there, what this one puts there.

    `outputs` are names with the hash of what was written; `moved` and `held` are outputs of
    earlier runs that went to 旧, and those that another program held open.
    """

    out: Path
    earlier: Mapping[str, str]
    outputs: dict[str, str] = field(default_factory=dict[str, str])
    moved: list[str] = field(default_factory=list[str])
    held: list[str] = field(default_factory=list[str])

    def publish(self, records: Sequence[Record]) -> list[Published]:
        """Move the staged reports of every passing record to their names.

        A report held open elsewhere stays as it was, and its record says so. What is about to
        stand here is noted first, so that a run that is killed now leaves nothing unknown.
        """
        given = stems(records)
        coming = {
            stem + ending: records[position].written[ending]
            for position, stem in given.items()
            for ending in PACKAGE
        }
        write_manifest(self.out, {**self.earlier, **coming})
        return [
            self._publish_one(record, position, given[position])
            if position in given
            else Published(record)
            for position, record in enumerate(records)
        ]

    def _publish_one(self, record: Record, position: int, stem: str) -> Published:
        problems = 0
        for ending in PACKAGE:
            name = stem + ending
            try:
                self._save_changed(name)
                move_over(self.out / STAGING / f"{position}{ending}", self.out / name)
                self.outputs[name] = record.written[ending]
            except FileInUse:
                self.outputs[name] = self.earlier.get(name, "")
                record = with_problem(record, Outcome.NOT_WRITTEN, "report_in_use", file=name)
                problems += 1
        return Published(record, tuple(stem + ending for ending in PACKAGE), problems)

    def add_pdfs(self, rows: Sequence[Published]) -> str:
        """A PDF beside every Word report of these rows; "" or the sentence for what failed."""
        words = [name for row in rows for name in row.outputs if name.endswith(WORD)]
        for start in range(0, len(words), TOGETHER):
            names = words[start : start + TOGETHER]
            try:
                made = to_pdf([(self.out / name).read_bytes() for name in names])
            except NoPdf as error:
                return str(error)
            for name, data in zip(names, made, strict=True):
                self.put(name.removesuffix(WORD) + PDF, data)
        return ""

    def put(self, name: str, data: bytes) -> Path:
        """Write a file under that name, or a numbered one where that is held open elsewhere."""
        tried, number = name, 1
        while True:
            try:
                self._save_changed(tried)
                write_whole(self.out / tried, data)
                break
            except FileInUse:
                number += 1
                tried = _numbered(name, number)
        self.outputs[tried] = hashlib.sha256(data).hexdigest()
        return self.out / tried

    def _save_changed(self, name: str) -> None:
        """Move aside a file that is not as we left it: somebody's work. Raises FileInUse."""
        path = self.out / name
        if path.is_file() and _sha256_of(path) != self.earlier.get(name):
            self._move_aside(name)

    def retire(self) -> None:
        """Move to 旧 what the last run left and this one did not put there again."""
        for name in sorted(self.earlier.keys() - self.outputs.keys()):
            if (self.out / name).is_file():
                try:
                    self._move_aside(name)
                except FileInUse:
                    self.held.append(name)
                    self.outputs[name] = self.earlier[name]

    def _move_aside(self, name: str) -> None:
        (self.out / RETIRED).mkdir(exist_ok=True)
        aside = self.out / RETIRED / name
        number = 1
        while aside.exists():
            number += 1
            aside = aside.with_name(_numbered(name, number))
        move_over(self.out / name, aside)
        self.moved.append(name)


def _numbered(name: str, number: int) -> str:
    path = PurePosixPath(name)
    return f"{path.stem}{say('collection.numbered', number=number)}{path.suffix}"


def _sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
