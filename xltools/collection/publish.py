"""The documents of a run, put in their place under names that never overwrite one another.

Workers leave each content's documents in a staging folder beside the place; only when all
names are known do they move, each in one step. What is about to stand in OUT is noted in the
ledger first, so that after a killed run nothing there is unknown. What no longer counts moves
aside, never away; so does a document that somebody changed after we wrote it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from xltools.collection.examine import Outcome
from xltools.collection.ledger import Ledger, Output
from xltools.collection.names import RETIRED, STAGING
from xltools.collection.naming import stems
from xltools.collection.record import (
    MAY_BE_RETURNED,
    MUST_BE_CORRECTED,
    NOT_READ,
    Located,
    Record,
    outside,
    with_problem,
)
from xltools.collection.standing import SETTLED, TO_DECIDE, FileStanding, State
from xltools.collection.worker import staged
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.platform.files import FileInUse, move_over, numbered, unused, write_whole
from xltools.reader import ReadState
from xltools.report.endings import PACKAGE, PDF, WORD
from xltools.report.pdf import TOGETHER, NoPdf, to_pdf


@contextmanager
def staging_in(out: Path) -> Generator[Path, None, None]:
    """An empty folder inside `out` of this run alone; those that killed runs left are removed.

    Each run has its own, because the workers of a killed one may still be writing.
    """
    _unstage(out)
    try:
        yield Path(tempfile.mkdtemp(prefix=f"{STAGING}-", dir=out)).absolute()
    finally:
        _unstage(out)


def _unstage(out: Path) -> None:
    for left in out.glob(f"{STAGING}-*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


# ------------------------------------------------------------------ rows


class Turn(StrEnum):
    """Whose turn it is with a file, in the order in which a summary counts them."""

    PASSED = "passed"
    RETURNED = "returned"
    """its body has to correct it"""
    OFFICE = "office"
    """the office has to decide, or to close a file of ours"""
    UNREAD = "unread"
    SETTLED = "settled"
    """another one counts, or none of its kind does"""


@dataclass(frozen=True, slots=True)
class Published:
    """A file with its record, the names of its documents, and the problems in putting them."""

    standing: FileStanding
    record: Record
    outputs: tuple[str, ...] = ()
    problems: int = 0

    @property
    def label(self) -> str:
        """The one word for it: where it stands, or that its documents could not be put."""
        return (
            self.record.state_label if self.problems else say(f"file_state.{self.standing.state}")
        )

    @property
    def notice(self) -> tuple[Located, ...]:
        """What the office is asked about the file, if anything."""
        match, state = self.standing.match, self.standing.state
        if match.unknown and self.matters:
            return (outside("unknown_name", Severity.WARNING, body=match.unknown),)
        if self._is_stray:
            return (outside("stray", Severity.WARNING),)
        if state == State.UNDECIDED:
            return (outside("undecided", Severity.WARNING),)
        if state == State.WRONG_EDITION:
            return (outside("wrong_edition", Severity.ERROR, year=self.record.year),)
        if state != State.UNMATCHED:
            return ()
        if match.body is None:
            return (outside("unmatched", Severity.WARNING),)
        name, score = match.body.name, match.score
        if self.standing.by_file_name:
            return (outside("perhaps_by_file", Severity.WARNING, body=name),)
        return (outside("perhaps", Severity.WARNING, body=name, score=score),)

    @property
    def matters(self) -> bool:
        """Whether anybody need look at what is found in it."""
        return self.standing.state not in SETTLED

    @property
    def _is_stray(self) -> bool:
        """Whether it cannot be a return and is nobody's: a covering note, a list."""
        return self.standing.state == ReadState.NOT_WORKBOOK and self.standing.body is None

    @property
    def goes_back(self) -> bool:
        """Whether its body has to do something about it: neither the office nor we ourselves."""
        ours = (Outcome.PASSED, Outcome.FAULT, Outcome.NOT_WRITTEN, ReadState.DOCUMENT)
        waits = self.standing.state in TO_DECIDE or self._is_stray
        return self.matters and not waits and self.record.state not in ours

    @property
    def turn(self) -> Turn:
        """Whose turn it is now: where a summary counts it."""
        if not self.matters:
            return Turn.SETTLED
        if self.exit_code == MAY_BE_RETURNED:
            return Turn.PASSED
        if self.standing.state in TO_DECIDE or self._is_stray or self.problems:
            return Turn.OFFICE
        return Turn.UNREAD if self.record.exit_code == NOT_READ else Turn.RETURNED

    @property
    def exit_code(self) -> int:
        """What a run over this file alone exits with."""
        if not self.matters:
            return MAY_BE_RETURNED
        waits = self.standing.state in TO_DECIDE or self.standing.state == State.WRONG_EDITION
        return max(self.record.exit_code, MUST_BE_CORRECTED if waits else MAY_BE_RETURNED)


@dataclass(frozen=True, slots=True)
class Package:
    """The documents of one content: where they belong to, their names and hashes by ending."""

    position: int
    sha256: str
    source: str
    stem: str
    hashes: Mapping[str, str]

    @property
    def named(self) -> dict[str, str]:
        """The hash of each document by its name."""
        return {self.stem + ending: sha256 for ending, sha256 in self.hashes.items()}

    def is_staged(self, staging: Path) -> bool:
        """Whether all its documents wait in the staging folder."""
        return all(staged(staging, self.sha256, ending).is_file() for ending in self.hashes)


def packages(rows: Sequence[Published]) -> list[Package]:
    """What is to stand in OUT: the documents of every content that stands for its body."""
    due = {i: row for i, row in enumerate(rows) if row.standing.stands and row.record.written}
    given = stems({i: row.record for i, row in due.items()})
    return [
        Package(
            position=i,
            sha256=row.standing.judged.sha256,
            source=f"{row.standing.judged.sha256} {row.standing.judged.terms}",
            stem=given[i],
            hashes={end: row.record.written[end] for end in PACKAGE if end in row.record.written},
        )
        for i, row in due.items()
    ]


# ------------------------------------------------------------------ moves


@dataclass
class Shelf:
    """The folder OUT during one run: what earlier runs left there, what this one puts there.

    `moved` and `held` are outputs of earlier runs that went to 旧, and those that another
    program held open.
    """

    out: Path
    staging: Path
    ledger: Ledger
    run: int
    outputs: dict[str, Output] = field(default_factory=dict[str, Output])
    moved: list[str] = field(default_factory=list[str])
    held: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.earlier = self.ledger.outputs()

    def stands(self, package: Package) -> bool:
        """Whether these documents stand in OUT already, as we left them."""
        return all(self._stands(name, package.source) for name in package.named)

    def _stands(self, name: str, source: str) -> bool:
        known = self.earlier.get(name)
        if known is None or known.source != source:
            return False
        return _sha256_of(self.out / name) == known.sha256

    def publish(
        self, rows: Sequence[Published], standing: Sequence[Package], coming: Sequence[Package]
    ) -> list[Published]:
        """Put the coming packages beside those that stand; the rows with their outputs.

        A document held open elsewhere stays as it was, and its row says so.
        """
        for package in standing:
            self.outputs |= {name: self.earlier[name] for name in package.named}
        self._note(
            (name, Output(sha256, package.source))
            for package in coming
            for name, sha256 in package.named.items()
        )
        waiting = Counter(package.sha256 for package in coming)
        made = list(rows)
        for package in (*standing, *coming):
            names = tuple(package.named)
            made[package.position] = replace(made[package.position], outputs=names)
        for package in coming:
            waiting[package.sha256] -= 1
            row = made[package.position]
            made[package.position] = self._put_package(
                row, package, last=not waiting[package.sha256]
            )
        return made

    def _put_package(self, row: Published, package: Package, *, last: bool) -> Published:
        record, problems = row.record, 0
        for ending, sha256 in package.hashes.items():
            name = package.stem + ending
            waits = staged(self.staging, package.sha256, ending)
            try:
                self._save_changed(name)
                if last:
                    move_over(waits, self.out / name)
                else:
                    write_whole(self.out / name, waits.read_bytes())
                self.outputs[name] = Output(sha256, package.source)
            except FileInUse:
                self._keep_held(name)
                record = with_problem(record, Outcome.NOT_WRITTEN, "report_in_use", file=name)
                problems += 1
        return replace(row, record=record, problems=problems)

    def add_pdfs(self, rows: Sequence[Published]) -> str:
        """A PDF beside every Word report of these rows; "" or the sentence for what failed.

        One that was made of this very report stands already.
        """
        words = [name for row in rows for name in row.outputs if name.endswith(WORD)]
        coming = [name for name in words if not self._stands(_pdf(name), self._pdf_source(name))]
        for name in set(words) - set(coming):
            self.outputs[_pdf(name)] = self.earlier[_pdf(name)]
        for start in range(0, len(coming), TOGETHER):
            names = coming[start : start + TOGETHER]
            try:
                made = to_pdf([(self.out / name).read_bytes() for name in names])
            except NoPdf as error:
                return str(error)
            for name, data in zip(names, made, strict=True):
                instead = numbered(Path(_pdf(name)), 2).as_posix()
                self.put(_pdf(name), data, instead, self._pdf_source(name))
        return ""

    def _pdf_source(self, word: str) -> str:
        return f"{PDF} {self.outputs[word].sha256 if word in self.outputs else ''}"

    def put(self, name: str, data: bytes, instead: str, source: str) -> Path:
        """Write a file under that name, or under `instead` where that is held open elsewhere."""
        output = Output(hashlib.sha256(data).hexdigest(), source)
        tried, number = name, 0
        while True:
            self._note([(tried, output)])
            try:
                self._save_changed(tried)
                (self.out / tried).parent.mkdir(exist_ok=True)
                write_whole(self.out / tried, data)
                break
            except FileInUse:
                self._keep_held(tried)
                number += 1
                tried = instead if number == 1 else numbered(Path(instead), number).as_posix()
        self.outputs[tried] = output
        return self.out / tried

    def keep(self, names: Sequence[str], source: str) -> bool:
        """Leave what stands there already, made of that very source; whether all of it does."""
        if not all(self._stands(name, source) for name in names):
            return False
        self.outputs |= {name: self.earlier[name] for name in names}
        return True

    def _keep_held(self, name: str) -> None:
        """Another program holds it: what stands there is what stood there before."""
        if name in self.earlier:
            self.outputs[name] = self.earlier[name]

    def _save_changed(self, name: str) -> None:
        """Move aside a file that is not as we left it: somebody's work. Raises FileInUse."""
        path = self.out / name
        if path.is_file() and _sha256_of(path) not in self.ledger.written(name):
            self._move_aside(name)

    def retire(self) -> None:
        """Move to 旧 what earlier runs left and this one did not put there again; note the rest."""
        for name in sorted(self.earlier.keys() - self.outputs.keys()):
            if (self.out / name).is_file():
                try:
                    self._move_aside(name)
                except FileInUse:
                    self.held.append(name)
                    self.outputs[name] = self.earlier[name]
        noted = self.ledger.outputs()
        gone = {name: Output("", "") for name in noted.keys() - self.outputs.keys()}
        changed = {n: output for n, output in self.outputs.items() if noted.get(n) != output}
        self._note(sorted((gone | changed).items()))

    def _move_aside(self, name: str) -> None:
        aside = self.out / RETIRED / name
        aside.parent.mkdir(parents=True, exist_ok=True)
        move_over(self.out / name, unused(aside))
        self.moved.append(name)

    def _note(self, outputs: Sequence[tuple[str, Output]] | Iterator[tuple[str, Output]]) -> None:
        with self.ledger.adding():
            for name, output in outputs:
                self.ledger.put(self.run, name, output)


def _pdf(word: str) -> str:
    """The name of the PDF beside a Word report."""
    return word.removesuffix(WORD) + PDF


def _sha256_of(path: Path) -> str:
    """The hash of a file of ours, "" where it is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
