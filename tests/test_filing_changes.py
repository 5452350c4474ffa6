"""What a body filed differently, item by item; a reader of the reports sees no other figure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import filings
import pytest

from xltools.filing.changes import Changed, changed
from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition
from xltools.report.correction import changes

CELL = "requests.new.natural_person"
CHARGES = "disclosure.administrative_charges.charged"


@pytest.fixture
def old(edition: Edition) -> Filing:
    return filings.busy(edition)


def test_each_kind_of_item_in_the_order_of_the_form(old: Filing) -> None:
    new = replace(
        old,
        cover={**old.cover, "phone": "12345"},
        figures={**old.figures, CHARGES: Decimal("12.5"), CELL: Unreadable("12件")},
        narratives={**old.narratives, "proactive": ("一", "二"), "improvements": ()},
        notes={"requests": "含上年"},
    )
    told = changed(old, new)
    assert [one.item for one in told] == [
        *("phone", "proactive", CHARGES, CELL, "requests.new.total"),
        *("note.requests", "improvements"),
    ]
    by_item = {one.item: one for one in told}
    assert by_item["phone"] == Changed("phone", "0000－1234567", "12345")
    assert by_item["proactive"].after == "一\n二"
    assert by_item[CHARGES] == Changed(CHARGES, "59237.2449", "12.5")
    assert by_item[CELL].after == "12件"
    assert by_item["improvements"].after == ""
    assert changed(old, old) == ()


def test_a_blank_of_a_table_answered_with_yes_is_zero(edition: Edition) -> None:
    nothing = filings.nothing_done(edition)
    unanswered = replace(nothing, nil={})
    told = {one.item: (one.before, one.after) for one in changed(unanswered, nothing)}
    assert told[CELL] == ("", "0")


def test_of_two_editions_the_cover_alone_is_compared(old: Filing) -> None:
    other = replace(
        old,
        edition=replace(old.edition, id="next"),
        figures={},
        cover={**old.cover, "phone": "12345"},
    )
    assert [one.item for one in changed(other, old)] == ["phone"]


def test_figures_that_a_reader_sees_changed_are_those_filed_differently(old: Filing) -> None:
    new = replace(old, figures={**old.figures, CELL: 9000, CHARGES: Decimal("12.5")})
    cells = set(old.edition.form.cells)
    seen = {(one.item, one.before, one.after) for one in changes(old, new) if one.item in cells}
    filed = {(one.item, one.before, one.after) for one in changed(old, new) if one.item in cells}
    assert seen == filed
    assert len(seen) == 3


def test_no_two_items_have_one_name(edition: Edition) -> None:
    form = edition.form
    names = [*form.fields, *form.cells, *form.narratives, *form.tables]
    assert len(names) == len(set(names))
