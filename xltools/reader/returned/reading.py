"""One file to one Reading, whatever the file is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.filing.states import FileState
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.platform.files import NotAFile, plain_file
from xltools.platform.libreoffice import convert, libreoffice
from xltools.platform.names import is_lock_file, is_system_file
from xltools.reader.cells.grid import Grid, read_grid
from xltools.reader.changed_form.moved import displaced, read_moved, remarks_on
from xltools.reader.form.intake import take_in
from xltools.reader.form.stamp import cells_to_read, edition_of, may_be_displaced, require_unaltered
from xltools.reader.opening.package import Package
from xltools.reader.opening.triage import CONVERTIBLE, MAX_FILE, MAX_HASHED, FileKind, kind_of
from xltools.reader.returned.beside import told_beside
from xltools.reader.telling.refusal import Refusal, remark

CONVERSION = 120.0
"""Seconds that a conversion may take."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a file gave.

    What was read has a filing and the findings of intake. What was not has none, `unread` is
    the word for it, and there is exactly one error finding. `sha256` is that of the file's bytes,
    "" where it could not be opened and for a workbook that is open in Excel.
    """

    path: Path
    sha256: str
    unread: FileState | None
    filing: Filing | None
    findings: tuple[Finding, ...]


def read_return(path: Path) -> Reading:
    """Read a returned workbook. Never raises for a bad file; the file is not changed."""
    digest = ""
    try:
        data, digest = bytes_of(path)
        data, remarks = workbook_of(data, path.name)
        filing, findings = _read_workbook(data)
    except Refusal as refusal:
        return Reading(path, digest, refusal.state, None, (refusal.finding,))
    return Reading(path, digest, None, filing, (*remarks, *findings))


def reading_of(grid: Grid, path: Path, pasted: int = 0) -> Reading:
    """Read a workbook that is open in Excel, by the intake of any file.

    `pasted` is how many pictures, charts and embedded objects it holds.
    """
    try:
        edition = edition_of(grid)
        require_unaltered(edition, grid)
    except Refusal as refusal:
        return Reading(path, "", refusal.state, None, (refusal.finding,))
    filing, findings = take_in(edition, grid)
    return Reading(path, "", None, filing, (*_on_pasted(pasted), *findings))


def bytes_of(path: Path) -> tuple[bytes, str]:
    """The file's bytes, one more than allowed at most, and the digest of the whole file."""
    try:
        with plain_file(path) as file:
            data = file.read(MAX_FILE + 1)
            digest = hashlib.sha256(data)
            while more := file.read(1 << 20):
                digest.update(more)
                if file.tell() > MAX_HASHED:
                    raise Refusal(FileState.TOO_BIG, "too_big")
    except NotAFile as error:
        raise Refusal(FileState.NOT_A_FILE, "not_a_file") from error
    except FileNotFoundError as error:
        if path.is_symlink():
            raise Refusal(FileState.NOT_A_FILE, "not_a_file") from error
        raise Refusal(FileState.NOT_OPENED, "not_there") from error
    except PermissionError as error:
        raise Refusal(FileState.NOT_OPENED, "not_allowed") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise Refusal(FileState.NOT_OPENED, "unopened", reason=reason or str(error)) from error
    return data, digest.hexdigest()


def workbook_of(data: bytes, name: str) -> tuple[bytes, tuple[Finding, ...]]:
    """A file's bytes as those of an .xlsx workbook, converted where that is needed and possible.

    Raises Refusal for whatever else it is; a finding says that it was converted.
    """
    kind = kind_of(data, name)
    if len(data) > MAX_FILE and kind in (FileKind.XLSX, FileKind.BROKEN, *CONVERTIBLE):
        raise Refusal(FileState.TOO_BIG, "too_big")
    if kind in CONVERTIBLE:
        return _by_conversion(data, kind)
    if kind is not FileKind.XLSX:
        raise _refused(kind, name)
    return data, ()


def _refused(kind: FileKind, name: str) -> Refusal:
    """Why a file of that kind is not taken in."""
    if is_lock_file(Path(name)):
        return Refusal(FileState.NOT_WORKBOOK, "lock_file")
    if is_system_file(Path(name)):
        return Refusal(FileState.NOT_WORKBOOK, "system_file")
    match kind:
        case FileKind.EMPTY:
            return Refusal(FileState.EMPTY, "empty")
        case FileKind.ENCRYPTED:
            return Refusal(FileState.ENCRYPTED, "encrypted")
        case FileKind.BROKEN:
            return Refusal(FileState.UNREADABLE, "broken")
        case FileKind.PDF | FileKind.OFD | FileKind.PICTURE | FileKind.WORD:
            return Refusal(FileState.DOCUMENT, "document", what=_called(kind))
        case FileKind.NUMBERS | FileKind.GNUMERIC | FileKind.UOF:
            return Refusal(FileState.OTHER_FORMAT, kind.value)
        case FileKind.ARCHIVE | FileKind.SPLIT | FileKind.MAIL | FileKind.CLOUD | FileKind.SHORTCUT:
            return Refusal(FileState.NOT_WORKBOOK, kind.value)
        case _:
            return Refusal(FileState.NOT_WORKBOOK, "not_workbook", what=_called(kind))


def _called(kind: FileKind) -> str:
    return say(f"reader.what_{kind}")


def _by_conversion(data: bytes, kind: FileKind) -> tuple[bytes, tuple[Finding, ...]]:
    program = libreoffice()
    made = program and convert(program, [data], CONVERTIBLE[kind], "xlsx", CONVERSION)
    if not made and kind is FileKind.LOCKED:
        raise Refusal(FileState.ENCRYPTED, "encrypted")
    if not made:
        raise Refusal(FileState.OTHER_FORMAT, "other_format", what=_called(kind))
    return made[0], (remark("converted", Severity.INFO, what=_called(kind)),)


def _read_workbook(data: bytes) -> tuple[Filing, tuple[Finding, ...]]:
    package = Package(data)
    edition, grid, remarks = _at_home(package)
    filing, findings = take_in(edition, grid)
    beside = told_beside(package, edition, grid)
    return filing, (*_remarks_on_package(package), *remarks, *findings, *beside)


def _at_home(package: Package) -> tuple[Edition, Grid, tuple[Finding, ...]]:
    """The cells, each where the edition's form has it, and what was moved for that."""
    grid = read_grid(package, cells_to_read())
    try:
        edition = edition_of(grid)
        require_unaltered(edition, grid)
    except Refusal as refusal:
        found = read_moved(package, refusal)
        return found.edition, _of_same(grid, found.grid()), remarks_on(found, refusal)
    if may_be_displaced(edition, grid) and (found := displaced(package, edition)):
        return edition, _of_same(grid, found.grid()), remarks_on(found, None)
    return edition, grid, ()


def _of_same(grid: Grid, found: Grid) -> Grid:
    """What was found elsewhere in a workbook, with what is known of the workbook itself."""
    ours = {sheet for sheet, name in found.called.items() if name in grid.hidden}
    others = grid.hidden.difference(found.called.values())
    return replace(found, day_zero=grid.day_zero, hidden=others.union(ours))


def _remarks_on_package(package: Package) -> Iterator[Finding]:
    """What a workbook may carry that no report can print and that nobody ought to run."""
    yield from _on_pasted(package.pasted)
    if package.has_macros:
        yield remark("macros", Severity.INFO)
    if package.links:
        yield remark("links", Severity.INFO, count=package.links)


def _on_pasted(count: int) -> tuple[Finding, ...]:
    return (remark("pasted", Severity.WARNING, count=count),) if count else ()
