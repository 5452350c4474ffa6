"""The documents of a run, put in their place under names that never overwrite one another.

Workers leave each content's documents in a staging folder beside the place; only when all
names are known do they move, each in one step. What is about to stand in OUT is noted in the
ledger first, so that after a killed run nothing there is unknown. What no longer counts moves
aside, never away; so does a document that somebody changed after we wrote it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from xltools.collection.ledger.judged_by import printer
from xltools.collection.ledger.ledger import Ledger, Output
from xltools.collection.ledger.names import PLACES, RETIRED, UNPUBLISHED
from xltools.collection.shelf.naming import stems
from xltools.collection.shelf.rows import FileRow
from xltools.collection.shelf.staging import staged
from xltools.examination.record import with_problem
from xltools.filing.states import FileState
from xltools.platform.files import (
    FileInUse,
    folders_to,
    move_over,
    plain_file,
    remove_emptied,
    unused,
    with_number,
    write_whole,
)
from xltools.platform.on_disk import OnDisk
from xltools.report.endings import PACKAGE, PDF, WORD
from xltools.report.pdf import TOGETHER, NoPdf, to_pdf

# ------------------------------------------------------------------ rows


@dataclass(frozen=True, slots=True)
class DocumentSet:
    """The documents of one content: whose they are, where they belong, their hashes by ending.

    `stem` is their place in OUT without the ending. `whose` is the body's name where the return
    gives another one; `marked`: it is not for publication, and says so.
    """

    position: int
    sha256: str
    source: str
    stem: str
    hashes: Mapping[str, str]
    whose: str = ""
    marked: bool = False

    @property
    def is_own(self) -> bool:
        """Whether its documents are those that were made of the content when it was examined."""
        return not (self.whose or self.marked)

    @property
    def key(self) -> str:
        """What its documents wait under."""
        if self.is_own:
            return self.sha256
        made = hashlib.sha256(f"{self.whose}{self.marked}".encode("utf-8", "replace")).hexdigest()
        return f"{self.sha256}-{made[:8]}"

    @property
    def named(self) -> dict[str, str]:
        """The hash of each document by its name."""
        return {self.stem + ending: sha256 for ending, sha256 in self.hashes.items()}

    def is_staged(self, staging: Path) -> bool:
        """Whether all its documents wait in the staging folder."""
        return all(staged(staging, self.key, ending).is_file() for ending in self.hashes)


def document_sets(rows: Sequence[FileRow]) -> list[DocumentSet]:
    """What is to stand in OUT: the documents of every content that stands for its body."""
    due = {i: row for i, row in enumerate(rows) if row.standing.stands and row.record.written}
    given = stems(due)
    return [
        DocumentSet(
            position=i,
            sha256=row.standing.judged.sha256,
            source=" ".join(_made_of(row)),
            stem=given[i],
            whose=row.standing.assigned_to.name if row.standing.assigned_to else "",
            marked=row.is_unpublished,
            hashes={
                end: row.record.written[end] for end in row.endings if end in row.record.written
            },
        )
        for i, row in due.items()
    ]


def _made_of(row: FileRow) -> Iterator[str]:
    yield from (row.standing.judged.sha256, row.standing.judged.terms, printer())
    if row.standing.assigned_to:
        yield row.standing.assigned_to.name
    if row.is_unpublished:
        yield UNPUBLISHED


# ------------------------------------------------------------------ moves


@dataclass
class Shelf:
    """The folder OUT during one run: what earlier runs left there, what this one puts there.

    `moved` and `held` are outputs of earlier runs that went to 旧, and those that another
    program held open; `settled` those that moved to where they belong now.
    """

    out: Path
    staging: Path
    ledger: Ledger
    run: int
    outputs: OnDisk[Output] = field(default_factory=OnDisk[Output])
    moved: list[str] = field(default_factory=list[str])
    held: list[str] = field(default_factory=list[str])
    settled: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.earlier = self.ledger.outputs()

    def parted(self, due: Sequence[DocumentSet]) -> tuple[list[DocumentSet], list[DocumentSet]]:
        """Those of which all documents stand in their place, as we left them, and the others.

        What stands elsewhere in OUT moves to where it belongs now, and stands.
        """
        wanted = {documents.stem: documents.hashes for documents in due}
        lying = OnDisk(
            (output.sha256, name)
            for name, output in self.earlier.items()
            if not _is_among(wanted, name)
        )
        standing: list[DocumentSet] = []
        coming: list[DocumentSet] = []
        for documents in due:
            stands = self._stands_whole(documents) or self._settles(documents, lying)
            (standing if stands else coming).append(documents)
        return standing, coming

    def _settles(self, documents: DocumentSet, lying: Mapping[str, str]) -> bool:
        """Whether all documents of a set stand in their place once they were moved there."""
        if not documents.is_own:  # its hashes are not known yet
            return False
        for name, sha256 in documents.named.items():
            if sha256 in lying and not (self.out / name).exists():
                self._settle(lying[sha256], name, Output(sha256, documents.source))
        return self._stands_whole(documents)

    def _settle(self, before: str, name: str, output: Output) -> None:
        if _sha256_of(self.out / before) != output.sha256:
            return
        self._note([(name, output)])
        with suppress(FileInUse):
            move_over(self.out / before, folders_to(self.out / name, self.out))
            self.earlier[name] = output
            self.settled.append(before)
            self._tidy(before)

    def _stands_whole(self, documents: DocumentSet) -> bool:
        return all(self._stands(name, documents.source) for name in documents.named)

    def _stands(self, name: str, source: str) -> bool:
        known = self.earlier.get(name)
        if known is None or known.source != source:
            return False
        return _sha256_of(self.out / name) == known.sha256

    def publish(
        self,
        rows: Sequence[FileRow],
        standing: Sequence[DocumentSet],
        coming: Sequence[DocumentSet],
    ) -> list[FileRow]:
        """Put the coming documents beside those that stand; the rows with their outputs.

        A document held open elsewhere stays as it was, and its row says so.
        """
        for documents in standing:
            self.outputs.update((name, self.earlier[name]) for name in documents.named)
        self._note(
            (name, Output(sha256, documents.source))
            for documents in coming
            for name, sha256 in documents.named.items()
        )
        waiting = Counter(documents.key for documents in coming)
        made = list(rows)
        for documents in (*standing, *coming):
            row = made[documents.position]
            made[documents.position] = replace(
                row, stem=documents.stem, ends=tuple(documents.hashes)
            )
        for documents in coming:
            waiting[documents.key] -= 1
            row = made[documents.position]
            made[documents.position] = self._put_documents(
                row, documents, last=not waiting[documents.key]
            )
        return made

    def _put_documents(self, row: FileRow, documents: DocumentSet, *, last: bool) -> FileRow:
        record, problems = row.record, 0
        for ending, sha256 in documents.hashes.items():
            name = documents.stem + ending
            waits = staged(self.staging, documents.key, ending)
            try:
                self._save_changed(name)
                place = folders_to(self.out / name, self.out)
                if last:
                    move_over(waits, place)
                else:
                    write_whole(place, waits.read_bytes())
                self.outputs[name] = Output(sha256, documents.source)
            except FileInUse:
                self._keep_held(name)
                record = with_problem(record, FileState.NOT_WRITTEN, "report_in_use", file=name)
                problems += 1
        return replace(row, record=record, problems=problems)

    def add_pdfs(self, rows: Sequence[FileRow]) -> str:
        """A PDF beside every Word report of these rows; "" or the sentence for what failed.

        One that was made of this very report stands already.
        """
        public = (row for row in rows if not row.is_unpublished)
        words = [name for row in public for name in row.outputs if name.endswith(WORD)]
        self._settle_pdfs(words)
        coming = [name for name in words if not self.keep([_pdf(name)], self._pdf_source(name))]
        for start in range(0, len(coming), TOGETHER):
            names = coming[start : start + TOGETHER]
            try:
                made = to_pdf([(self.out / name).read_bytes() for name in names])
            except NoPdf as error:
                return str(error)
            for name, data in zip(names, made, strict=True):
                self.put(_pdf(name), data, self._pdf_source(name))
        return ""

    def _settle_pdfs(self, words: Sequence[str]) -> None:
        """Move the PDFs of reports that moved."""
        lying = OnDisk((output.source, name) for name, output in self.earlier.items())
        for word in words:
            before = lying.get(self._pdf_source(word))
            if before and before != _pdf(word) and not (self.out / _pdf(word)).exists():
                self._settle(before, _pdf(word), self.earlier[before])

    def _pdf_source(self, word: str) -> str:
        return f"{PDF} {self.outputs[word].sha256 if word in self.outputs else ''}"

    def put(self, name: str, data: bytes, source: str, instead: str = "") -> Path:
        """Write a file; where it stands: where another program holds that name open, under
        `instead`, or under the name with a number.
        """
        return self.put_together({name: data}, source, instead)[name]

    def put_together(
        self, files: Mapping[str, bytes], source: str, instead: str = ""
    ) -> dict[str, Path]:
        """Write files that are made of the same, in the same way; where each stands."""
        outputs = {n: Output(hashlib.sha256(data).hexdigest(), source) for n, data in files.items()}
        self._note(list(outputs.items()))
        return {name: self._put(name, files[name], outputs[name], instead) for name in files}

    def _put(self, name: str, data: bytes, output: Output, instead: str) -> Path:
        """Write a file that is noted; every other name is noted before it is tried."""
        other, number = Path(instead or name), 0 if instead else 1
        tried = name
        while True:
            try:
                self._save_changed(tried)
                write_whole(folders_to(self.out / tried, self.out), data)
                break
            except FileInUse:
                self._keep_held(tried)
                number += 1
                tried = (other if number == 1 else with_number(other, number)).as_posix()
                self._note([(tried, output)])
        self.outputs[tried] = output
        return self.out / tried

    def keep(self, names: Sequence[str], source: str) -> bool:
        """Leave what stands there already, made of that very source; whether all of it does."""
        if not all(self._stands(name, source) for name in names):
            return False
        self.outputs.update((name, self.earlier[name]) for name in names)
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
        aside = folders_to(self.out / RETIRED / name, self.out)
        move_over(self.out / name, unused(aside))
        self.moved.append(name)
        self._tidy(name)

    def _tidy(self, name: str) -> None:
        """Leave no empty folder behind of a body that has no documents there any more."""
        if name.startswith(tuple(f"{place}/" for place in PLACES)):
            remove_emptied((self.out / name).parent, self.out)

    def _note(self, outputs: Sequence[tuple[str, Output]] | Iterator[tuple[str, Output]]) -> None:
        with self.ledger.adding():
            for name, output in outputs:
                self.ledger.put(self.run, name, output)


def _is_among(wanted: Mapping[str, Collection[str]], name: str) -> bool:
    """Whether it is a document of one of those stems, and ends as one of its endings."""
    ends = (end for end in PACKAGE if name.endswith(end))
    return any(end in wanted.get(name.removesuffix(end), ()) for end in ends)


def _pdf(word: str) -> str:
    """The name of the PDF beside a Word report."""
    return word.removesuffix(WORD) + PDF


def _sha256_of(path: Path) -> str:
    """The hash of a file of ours, "" where it is not there."""
    try:
        with plain_file(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
