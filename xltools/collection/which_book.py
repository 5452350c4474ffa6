"""Which workbook of this program a file is, by its sheets: to say what was given by mistake."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from xltools.collection.names import FILES, FINDINGS
from xltools.layout import CHECK, COVER
from xltools.messages import say


def which_book(sheets: Collection[str]) -> str:
    """What people call the workbook of ours that has these sheets; "" for any other."""
    return next((what for what, names in _books().items() if names <= set(sheets)), "")


@cache
def _books() -> Mapping[str, frozenset[str]]:
    """What each is called, and the sheets that none of the others has."""
    return {
        say("office.book_return"): frozenset((COVER, CHECK)),
        say("office.book_register"): frozenset((say("register.sheet"),)),
        say("office.book_previous"): frozenset((say("previous.sheet"),)),
        say("office.book_ledger"): frozenset((FILES, FINDINGS)),
        say("office.book_chase"): frozenset((say("chase.sheet"),)),
        say("office.book_sum"): frozenset((say("aggregate_sheet.about"),)),
    }
