"""生成报告 from the open workbook: its files beside it, and nothing lost there."""

from __future__ import annotations

from pathlib import Path

from xltools.addin.live_book import LiveBook
from xltools.messages import say
from xltools.platform.files import write_keeping
from xltools.ribbon.checking import Checked
from xltools.ribbon.home import why_not_beside
from xltools.ribbon.pressed import documents


def home_of(book: LiveBook) -> Path | None:
    """The folder for the reports: the workbook's own, or one that the person chooses.

    None where the dialog was closed without a choice. An unsaved workbook is saved before, if the
    person wants that: what is reported shall be what lies in its file.
    """
    if book.changed and not book.read_only and book.ask(say("macro.offer_save")):
        book.save()
    why = why_not_beside(book.folder, book.read_only)
    return book.ask_folder(say(f"macro.where_{why}")) if why else book.folder


def write_reports(
    book: LiveBook, found: Checked, folder: Path, *, draft: bool
) -> tuple[list[Path], list[Path]]:
    """Write the documents of the report: their paths, the Word report first, and where others of
    their names were moved to. Raises FileInUse where one of them is open elsewhere.
    """
    files: list[Path] = []
    kept: list[Path] = []
    for name, data in documents(found, book.name, draft=draft).items():
        files.append(folder / name)
        if moved := write_keeping(files[-1], data):
            kept.append(moved)
    return files, kept
