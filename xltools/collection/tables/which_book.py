"""Which workbook of this program a file is, by its sheets: to say what was given by mistake."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from xltools.layout.return_book import CHECK, COVER
from xltools.messages import say
from xltools.reader.any_book.tables import names_of_sheets


def which_book(sheets: Collection[str]) -> str:
    """What people call the workbook of ours that has these sheets; "" for any other."""
    return next((what for what, names in _books().items() if names <= set(sheets)), "")


def is_office_book(path: Path) -> bool:
    """Whether that file is a book of the office's own: no return, nor a body's own workbook.

    A body may well have a sheet 上年数据 of its own, beside others.
    """
    sheets = names_of_sheets(path)
    what = which_book(sheets)
    alone = what != say("office.book_previous") or len(sheets) == 1
    return alone and what not in ("", say("office.book_return"))


@cache
def _books() -> Mapping[str, frozenset[str]]:
    """What each is called, and the sheets that none of the others has."""
    return {
        say("office.book_return"): frozenset((COVER, CHECK)),
        say("office.book_register"): frozenset((say("register.sheet"),)),
        say("office.book_previous"): frozenset((say("previous.sheet"),)),
        say("office.book_ledger"): frozenset((FILES, FINDINGS)),
        say("office.book_chase"): frozenset((say("chase.sheet"), say("chase.done_sheet"))),
        say("office.book_sum"): frozenset(
            (say("aggregate_sheet.about"), say("aggregate_sheet.adjustments"))
        ),
        say("office.book_drafts"): frozenset(
            (say("drafting_sheet.final"), say("drafting_sheet.numbers"))
        ),
        say("office.book_list"): frozenset((say("distribute.sheet"),)),
    }


TODAY = "今日要办"
FILES = "收件"
FINDINGS = "问题清单"
HINTS = "提示"
BODIES = "各单位"
CHANGES = "变动清单"
RESEMBLING = "雷同"
