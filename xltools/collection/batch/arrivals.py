"""What a run begins with: what lies in the folder, what the office decided, noted in one step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from xltools.collection.batch.archives import Archives
from xltools.collection.ledger.facts import content_of, file_of, subject_of
from xltools.collection.ledger.folder import Gathered, gather, hash_of, shown_path
from xltools.collection.ledger.ledger import CHINA, Ledger
from xltools.collection.ledger.stored import stand_in
from xltools.collection.ledger_book.decisions import read_decisions
from xltools.collection.publication.taken import NOTHING_TAKEN, TakenSaid
from xltools.collection.register.body import Body
from xltools.collection.register.settings import Settings
from xltools.examination.record import Located
from xltools.platform.files import free_name


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for.

    `terms` are what its files are examined by, `received` the day that new files came, if not
    the run's own; `staging` is a folder of the run alone, `compared` are the names, as they are
    compared, of the bodies whose last year lies there.
    """

    folder: Path
    out: Path
    staging: Path
    bodies: tuple[Body, ...] | None
    year: int | None
    terms: str
    began: datetime
    received: date | None
    template: Path | None = None
    settings: Settings | None = None
    compared: Set[str] = frozenset()

    @property
    def today(self) -> date:
        """The day of the run at +08:00."""
        return self.began.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file in the folder or in an archive there: where it can be read, and its content's hash.

    `refused` is the code of why it could not be taken out of its archive; then, as for a file
    that cannot be opened, `key` only stands for a hash.
    """

    path: Path
    key: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The number of the run, what lies in the folder by name, and what could not be obeyed.

    `aside` are the names of what systems and programs made by themselves, in archives too; `taken`
    is what is to be said of what was given of publication.
    """

    run: int
    files: Mapping[str, Arrival]
    gathered: Gathered
    aside: tuple[str, ...]
    problems: tuple[Located, ...]
    taken: TakenSaid = NOTHING_TAKEN

    @property
    def examined(self) -> Arrivals:
        """The same when each file has been looked at, and need be known no more."""
        return replace(self, files={}, gathered=replace(self.gathered, files=()))


def note_arrivals(asked: Asked, ledger: Ledger) -> Arrivals:
    """Look at the folder and at 台账.xlsx, and note in the ledger what is new: all or nothing."""
    gathered = gather(asked.folder, asked.out)
    archives = Archives(asked.staging)
    files = dict(_named(gathered.files, asked, archives))
    aside = (*(shown_path(path, asked.folder) for path in gathered.aside), *archives.aside)
    with ledger.adding():
        run = ledger.begin(asked.began, asked.year, asked.terms)
        if asked.bodies is not None:
            ledger.register(run, asked.bodies)
        if asked.settings is not None:
            ledger.set_rules(run, asked.settings)
        decided = read_decisions(asked.out, ledger, run, asked.bodies, asked.today)
        for decision in decided.decisions:
            ledger.decide(decision)
        _note_moves(run, ledger, files)
        _note_changes(run, asked, ledger, files, gathered)
    return Arrivals(run, files, gathered, aside, decided.problems)


def _named(
    paths: tuple[Path, ...], asked: Asked, archives: Archives
) -> Iterator[tuple[str, Arrival]]:
    """Each file, also of a .zip, by what it is called; odd bytes could make two alike."""
    taken: set[str] = set()
    for path in paths:
        for source in archives.opened(path, shown_path(path, asked.folder)):
            name = free_name(source.file, taken.__contains__)
            taken.add(name)
            key = stand_in(name) if source.refused else hash_of(source.path, name)
            yield name, Arrival(source.path, key, source.refused)


def _note_moves(run: int, ledger: Ledger, files: Mapping[str, Arrival]) -> None:
    """Let a file that now lies there under another name take along what was decided of it."""
    present, decided = ledger.present(), ledger.decisions(year=ledger.year())
    lying: dict[str, list[str]] = defaultdict(list)
    for file, arrival in files.items():
        lying[arrival.key].append(file)
    for (subject, field), decision in decided.items():
        sha256, before = content_of(subject), file_of(subject)
        if not before or (before in files and files[before].key == sha256):
            continue
        for file in lying.get(sha256, ()):
            to = subject_of(sha256, file)
            if present.get(file) != sha256 and (to, field) not in decided:
                ledger.decide(replace(decision, run=run, subject=to))


def _note_changes(
    run: int, asked: Asked, ledger: Ledger, files: Mapping[str, Arrival], gathered: Gathered
) -> None:
    present = ledger.present()
    for file, arrival in files.items():
        if present.get(file) != arrival.key:
            ledger.sight(run, file, arrival.key, asked.received or asked.today)
    if asked.folder in gathered.closed:  # nothing is known of what lies there
        return
    out_of_sight = tuple(f"{shown_path(path, asked.folder)}/" for path in gathered.closed)
    for file in present.keys() - files.keys():
        if not file.startswith(out_of_sight):
            ledger.sight(run, file, "", asked.today)
