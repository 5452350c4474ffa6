"""Returns held against reports that people edited or pages that were published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xltools.filing.filing import Filing
from xltools.filing.states import MAY_BE_RETURNED, MUST_BE_CORRECTED, NOT_READ
from xltools.messages import say
from xltools.platform.names import is_lock_file, is_saved_beside
from xltools.published.comparison.differences import (
    differences_of,
    is_report_of,
    may_be_of_another,
    text_count,
    title_of,
)
from xltools.published.comparison.words import lines_on
from xltools.published.documents.contents import DocumentKind, NotADocument, Published
from xltools.published.documents.document import ANSWERED_FOR, read_foreign
from xltools.published.ours.parity import printed_cells
from xltools.reader import read_return
from xltools.reader.returned.reading import bytes_of
from xltools.reader.telling.refusal import Refusal
from xltools.report.endings import PDF, PICTURE, WORD

_BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is to be said of a return, a document, or the two together."""

    lines: tuple[str, ...]
    exit_code: int


@dataclass(frozen=True, slots=True)
class StandingReturns:
    """What a collecting office's ledger says: the returns that stand, by what they are called.

    Of those in `unpublished` no page is missed. A return in the folder of returns that the
    ledger `knows` is left to it; so is what in its own folder `is_no_report`.
    """

    filings: Mapping[str, Filing]
    unpublished: Set[str]
    knows: Callable[[Path], bool]
    is_no_report: Callable[[Path], bool]


def compare(
    books: Path, pages: Path, collected: StandingReturns | None = None
) -> Iterator[Comparison]:
    """Compare a return with a document; of folders, each return with the documents of its title.

    Every return and every document is answered for, one that the program fails on too; always at
    least one answer. Of what was `collected`, only what stands: `books` may then be its folder.
    """
    missing = [path for path in (books, pages) if not path.exists()]
    if missing:
        yield from (_unread("not_there", path=path) for path in missing)
        return
    documents: dict[Path, Published] = {}
    for file in _documents(pages):
        if collected and collected.is_no_report(file):
            continue
        document = _document(file)
        if isinstance(document, Comparison):
            yield document
        else:
            documents[file] = document
    returns = [] if collected is None or books.is_file() else _standing(collected)
    for file in files_in(books, _BOOKS):
        if collected and books.is_dir() and (collected.knows(file) or collected.is_no_report(file)):
            continue
        filing = _filing(file)
        if isinstance(filing, Comparison):
            yield filing
        else:
            returns.append(_Return(file.name, str(file), filing, missed=True))
    if books.is_file() and pages.is_file():
        for page, document in documents.items():
            yield from (_pair(one, page, document) for one in returns)
    elif not documents and not returns:
        yield _unread("nothing")
    else:
        yield from _by_title(returns, documents, alone=bool(collected) and pages.is_file())


@dataclass(frozen=True, slots=True)
class _Return:
    """A return: what it is called, shortly and where it lies; whether a page of it is missed."""

    name: str
    book: str
    filing: Filing
    missed: bool


def _standing(collected: StandingReturns) -> list[_Return]:
    return [
        _Return(name, name, filing, missed=name not in collected.unpublished)
        for name, filing in collected.filings.items()
    ]


def _documents(place: Path) -> list[Path]:
    """The documents; in a folder a PDF is left to the Word report beside it that it was made of,
    and 图解 is none.
    """
    found = files_in(place, ANSWERED_FOR)
    made = {path.with_suffix(PDF) for path in found if path.suffix.lower() == WORD}
    return [
        path for path in found if path == place or not (path in made or path.name.endswith(PICTURE))
    ]


def files_in(place: Path, endings: tuple[str, ...]) -> list[Path]:
    """The file itself, or those of a folder in a fixed order, without what browsers put beside."""
    if place.is_file():
        return [place]
    return sorted(
        path
        for path in place.rglob("*")
        if path.suffix.lower() in endings
        and path.is_file()
        and not is_lock_file(path)
        and not is_saved_beside(path.relative_to(place))
    )


def _document(file: Path) -> Published | Comparison:
    """A document as it reads, or what is to be said of one that does not."""
    try:
        return read_foreign(bytes_of(file)[0])
    except Refusal as refused:
        return _unread("not_read", book=file, state=refused.state.label)
    except NotADocument as refused:
        return _unread(refused.code, page=file)
    except Exception as error:  # a fault of the program costs this file, and is said so
        return _unread("fault", file=file, kind=type(error).__name__)


def _filing(file: Path) -> Filing | Comparison:
    """What a return has filed, or what is to be said of one that does not read."""
    try:
        reading = read_return(file)
    except Exception as error:  # as above
        return _unread("fault", file=file, kind=type(error).__name__)
    if reading.unread:
        return _unread("not_read", book=file, state=reading.unread.label)
    assert reading.filing
    return reading.filing


def _by_title(
    returns: list[_Return], documents: Mapping[Path, Published], *, alone: bool
) -> Iterator[Comparison]:
    """Each return with the documents of its title; asked of one document `alone`, of that one."""
    unmatched = dict(documents)
    for one in returns:
        matching = [page for page, found in documents.items() if _is_meant(one.filing, found)]
        for page in matching:
            unmatched.pop(page, None)
            yield _pair(one, page, documents[page])
        if not matching and one.missed and not alone:
            lines = (say("compare.no_page", book=one.book, title=title_of(one.filing)),)
            yield Comparison(lines, MUST_BE_CORRECTED)
    for page in unmatched:
        yield Comparison((say("compare.no_book", page=page),), MUST_BE_CORRECTED)


def _is_meant(filing: Filing, document: Published) -> bool:
    with suppress(Exception):
        return is_report_of(filing, document)
    return True  # the comparison meets the same fault, and says so


def _pair(one: _Return, page: Path, document: Published) -> Comparison:
    try:
        return _compared(one, page, document)
    except Exception as error:  # as above
        return _unread("fault_in_pair", book=one.book, page=page, kind=type(error).__name__)


def _compared(one: _Return, page: Path, document: Published) -> Comparison:
    filing = one.filing
    found = differences_of(filing, document)
    if not found:
        counts = {"figures": len(printed_cells(filing.edition)), "texts": text_count(filing)}
        same = "same_page" if document.kind is DocumentKind.PAGE else "same"
        line = say(f"compare.{same}", book=one.name, page=page, **counts)
        return Comparison((line,), MAY_BE_RETURNED)
    head = [say("compare.differs", book=one.name, page=page, count=len(found))]
    if may_be_of_another(filing, document):
        head.append(say("compare.another", title=title_of(filing)))
    return Comparison((*head, *lines_on(filing, found)), MUST_BE_CORRECTED)


def _unread(code: str, **context: object) -> Comparison:
    return Comparison((say(f"compare.{code}", **context),), NOT_READ)
