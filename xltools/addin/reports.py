"""生成报告 from the open workbook: where the files may go, and that nothing is lost there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from pathlib import Path, PureWindowsPath

from xltools.addin.checking import Checked
from xltools.addin.live_book import LiveBook
from xltools.examination.record import record_of
from xltools.examination.reports import proof_of, reports_of
from xltools.messages import say
from xltools.platform.files import write_keeping
from xltools.report.endings import WORD


@dataclass(frozen=True, slots=True)
class Written:
    """The reports' paths, and where others of their names were moved to."""

    files: tuple[Path, ...]
    kept: tuple[Path, ...]

    @property
    def word(self) -> Path:
        """The Word report."""
        return next(file for file in self.files if file.suffix == WORD)


def home_of(book: LiveBook) -> Path | None:
    """The folder for the reports: the workbook's own, or one that the person chooses.

    None where the dialog was closed without a choice. An unsaved workbook is saved before, if the
    person wants that: what is reported shall be what lies in its file.
    """
    if book.changed and not book.read_only and book.ask(say("macro.offer_save")):
        book.save()
    why = why_not_beside(book)
    return book.ask_folder(say(f"macro.where_{why}")) if why else book.folder


def why_not_beside(book: LiveBook) -> str:
    """Why reports may not lie beside the workbook, as a message's code; "" where they may."""
    if book.folder is None:
        return "unsaved"
    if book.read_only:
        return "read_only"
    return "cache" if is_cache(book.folder) else ""


def is_cache(folder: Path) -> bool:
    """Whether a program may clear that folder: a temporary, chat or mail one."""
    names = [part.casefold() for part in PureWindowsPath(folder).parts]
    return any(fnmatchcase(name, pattern) for name in names for pattern in _cache_folders())


@cache
def _cache_folders() -> tuple[str, ...]:
    data = (resources.files("xltools.addin") / "cache_folders.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(data).values()
    return tuple(name.casefold() for group in groups for names in group.values() for name in names)


def write_reports(book: LiveBook, found: Checked, folder: Path, *, draft: bool) -> Written:
    """Write the documents of the report. Raises FileInUse where one of them is open elsewhere."""
    record = record_of(book.name, found.examined)
    files: list[Path] = []
    kept: list[Path] = []
    made = reports_of(found.filing, record, draft=draft)
    if not draft:
        made |= proof_of(found.filing, record)
    for name, data in made.items():
        files.append(folder / name)
        if moved := write_keeping(files[-1], data):
            kept.append(moved)
    return Written(tuple(files), tuple(kept))
