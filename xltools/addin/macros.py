"""What the ribbon's buttons call: RunPython "from xltools.addin import macros; macros.validate()".

Each is a few lines over rooms that do the work. They are imported inside: a click waits for
nothing that it does not use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltools.addin.button import button
from xltools.ribbon.told import CannotDo

if TYPE_CHECKING:
    from pathlib import Path

    from xltools.addin.live_book import LiveBook
    from xltools.ribbon.checking import Checked


# ------------------------------------------------------------------ 填报


@button
def validate(book: LiveBook) -> None:
    """校验: examine the open workbook, put what is found into it, go to the gravest place."""
    from xltools.addin.walk import keep, state_key
    from xltools.ribbon import pressed
    from xltools.ribbon.telling import stops_of

    found = book.checked()
    state = state_key(found.filing, found.examined.reading.findings)
    keep(state, stops_of(found))
    book.carry_out(pressed.validate(found))


@button
def next_finding(book: LiveBook) -> None:
    """下一处: go to the place after the selected one, and say what is wrong there."""
    from xltools.addin.walk import keep, recall, state_key
    from xltools.ribbon.walk import after

    read = book.read()
    state = state_key(read.filing, read.findings) if read.filing else ""
    places = recall(state)
    if places is None:
        from xltools.ribbon.telling import stops_of

        places = stops_of(book.checked())
        keep(state, places)
    place = after(places, book.selected)
    book.go_to(place.spot)
    book.tell(place.said)


@button
def clear_marks(book: LiveBook) -> None:
    """清除标记: marks and findings out; what was filled in and explained stays."""
    from xltools.addin.walk import forget_walk
    from xltools.ribbon import pressed

    book.carry_out(pressed.clear_marks(book.checked()))
    forget_walk()


@button
def import_report(book: LiveBook) -> None:
    """导入报告: a published report becomes a workbook of its own beside it, which opens."""
    from xltools.addin.imported import ask_report, import_beside
    from xltools.messages import say

    asked = ask_report(book)
    if asked is None:
        return
    made, told = import_beside(*asked)
    try:
        book.open(made)
    except ValueError as error:
        raise CannotDo(say("macro.import_same_name", file=made)) from error
    book.tell(told)


# ------------------------------------------------------------------ 报告


@button
def report(book: LiveBook) -> None:
    """生成报告: Word and HTML; where the return may not be handed in, a draft is offered."""
    from xltools.ribbon.pressed import question

    found = book.checked()
    asked = question(found)
    if not asked or book.ask(asked):
        _report(book, found, draft=bool(asked))


@button
def draft(book: LiveBook) -> None:
    """草稿: Word and HTML that say on their face that they are a draft."""
    _report(book, book.checked(), draft=True)


@button
def open_folder(book: LiveBook) -> None:
    """打开所在文件夹: where the workbook and its reports are."""
    from xltools.addin.memory import Last, recalled
    from xltools.messages import say
    from xltools.ribbon.home import why_not_beside

    folder = recalled(Last.REPORTS) if why_not_beside(book.folder, book.read_only) else None
    folder = folder or book.folder
    if folder is None:
        raise CannotDo(say("macro.no_folder"))
    _open(folder)


def _report(book: LiveBook, found: Checked, *, draft: bool) -> None:
    from xltools.addin.memory import Last, remember
    from xltools.addin.reports import home_of, write_reports
    from xltools.ribbon.pressed import reported

    folder = home_of(book)
    if folder is None:
        return
    files, kept = write_reports(book, found, folder, draft=draft)
    remember(Last.REPORTS, folder)
    book.tell(reported(files, kept))
    _open(files[0])


def _open(path: Path) -> None:
    from xltools.messages import say
    from xltools.platform.desktop import open_with_its_program

    if not open_with_its_program(path):
        raise CannotDo(say("macro.cannot_open", path=path))


# ------------------------------------------------------------------ 汇总


@button
def batch(book: LiveBook) -> None:
    """批量处理: a folder of returns to reports and ledger."""
    from xltools.addin.collecting import given_for, shown_in
    from xltools.addin.memory import Last, remember
    from xltools.collection.batch.given import run_given
    from xltools.collection.batch.run import workers
    from xltools.collection.ledger.folder import beside
    from xltools.errors import XltoolsError
    from xltools.messages import say

    folder = book.ask_folder(say("macro.batch_folder"))
    if folder is None:
        return
    out = beside(folder)
    try:
        given = given_for(book, folder, out)
        if given is None:
            return
        result = run_given(folder, out, given, workers(), shown_in(book))
    except XltoolsError as error:
        raise CannotDo(str(error)) from error
    remember(Last.LEDGER, result.ledger)
    book.tell("\n".join((*result.summary, *given.told)))
    _open_ledger(book, result.ledger)


@button
def open_ledger(book: LiveBook) -> None:
    """打开台账: that of the last batch on this computer."""
    from xltools.addin.memory import Last, recalled
    from xltools.messages import say

    ledger = recalled(Last.LEDGER)
    if ledger is None:
        raise CannotDo(say("macro.no_ledger"))
    _open_ledger(book, ledger)


def _open_ledger(book: LiveBook, ledger: Path) -> None:
    """In this very Excel: another way in would wait for it, and it waits for us."""
    from xltools.messages import say

    try:
        book.open(ledger)
    except ValueError as error:
        raise CannotDo(say("macro.same_name", file=ledger.name)) from error


# ------------------------------------------------------------------ 支持


@button
def self_check(book: LiveBook) -> None:
    """环境自检: what this computer has and lacks."""
    from xltools.addin.doctor import as_text, checks

    book.tell(as_text(checks()))


@button
def manual(book: LiveBook) -> None:  # noqa: ARG001 a button is given its workbook
    """使用说明: the clerk's manual in the browser."""
    from xltools.addin.manual import written_manual

    _open(written_manual())
