"""What a run begins with: what lies in the folder, what the office decided, noted in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xltools.collection.decisions import read_decisions
from xltools.collection.folder import Gathered, gather, key_of, shown
from xltools.collection.ledger import CHINA, Ledger
from xltools.collection.record import Located
from xltools.collection.register import Body
from xltools.messages import say


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for.

    `terms` are what its files are examined by, `received` the day that new files came, if not
    the run's own; `staging` is a folder of the run alone.
    """

    folder: Path
    out: Path
    staging: Path
    bodies: tuple[Body, ...] | None
    year: int | None
    terms: str
    began: datetime
    received: date | None

    @property
    def today(self) -> date:
        """The day of the run at +08:00."""
        return self.began.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file in the folder: its path, and the hash of its content or what stands for it."""

    path: Path
    key: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The number of the run, what lies in the folder by name, and what could not be obeyed."""

    run: int
    files: Mapping[str, Arrival]
    gathered: Gathered
    problems: tuple[Located, ...]


def note_arrivals(asked: Asked, ledger: Ledger) -> Arrivals:
    """Look at the folder and at 台账.xlsx, and note in the ledger what is new: all or nothing."""
    gathered = gather(asked.folder, asked.out)
    files = {
        file: Arrival(path, key_of(path, file))
        for file, path in _named(gathered.files, asked.folder)
    }
    with ledger.adding():
        run = ledger.begin(asked.began, asked.year, asked.terms)
        if asked.bodies is not None:
            ledger.register(run, asked.bodies)
        decided = read_decisions(asked.out, ledger, run, asked.bodies)
        for decision in decided.decisions:
            ledger.decide(decision)
        _note_changes(run, asked, ledger, files, gathered)
    return Arrivals(run, files, gathered, decided.problems)


def _named(paths: tuple[Path, ...], folder: Path) -> Iterator[tuple[str, Path]]:
    """Each path with what it is shown as; odd bytes could make two alike."""
    taken: set[str] = set()
    for path in paths:
        plain = name = shown(path, folder)
        number = 1
        while name in taken:
            number += 1
            name = plain + say("collection.numbered", number=number)
        taken.add(name)
        yield name, path


def _note_changes(
    run: int, asked: Asked, ledger: Ledger, files: Mapping[str, Arrival], gathered: Gathered
) -> None:
    present = ledger.present()
    for file, arrival in files.items():
        if present.get(file) != arrival.key:
            ledger.sight(run, file, arrival.key, asked.received or asked.today)
    out_of_sight = tuple(f"{shown(path, asked.folder)}/" for path in gathered.closed)
    for file in present.keys() - files.keys():
        if not file.startswith(out_of_sight):
            ledger.sight(run, file, "", asked.today)
