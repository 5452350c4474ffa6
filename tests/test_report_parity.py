"""Figures read back from the written reports equal the filing's; a wrong one is found."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import filings
import pytest
import strategies
from hypothesis import given, settings
from rendered import render_html, render_word

from xltools import report
from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition
from xltools.published.ours import parity
from xltools.report import endings


def printed(edition: Edition) -> list[str]:
    return [
        cell.id for table in edition.form.tables.values() if table.printed for cell in table.cells
    ]


def differences(filing: Filing, said: Filing) -> list[str]:
    """Where the reports of `said` differ from `filing`."""
    return parity.differences(filing, report.render_package(said, draft=True))


def test_reports_hold_the_figures_of_their_filing(edition: Edition) -> None:
    for filing in (filings.busy(edition), filings.nothing_done(edition)):
        assert differences(filing, filing) == []


@settings(max_examples=25, deadline=None)
@given(strategies.claiming())
def test_drafts_hold_whatever_was_filed(filing: Filing) -> None:
    assert differences(filing, filing) == []


def test_every_single_wrong_figure_is_named(edition: Edition) -> None:
    told = filings.busy(edition)
    told = replace(told, figures=dict(told.values))
    word, html = render_word(told), render_html(told)
    for cell in printed(edition):
        filing = replace(told, figures={**told.figures, cell: 7777})
        assert parity.cells_that_differ(filing, parity.read_our_word(word)[0]) == [cell]
        assert parity.cells_that_differ(filing, parity.read_our_page(html.encode())[0]) == [cell]


@pytest.mark.parametrize("text", ["", "0", "12件", "１２", "12.0.0", "一"])
def test_what_is_no_such_figure_is_named(text: str, edition: Edition) -> None:
    filing = filings.busy(edition)
    cell = "requests.granted.natural_person"
    said = replace(filing, figures={**filing.figures, cell: Unreadable(text)})
    assert cell in differences(filing, said)


def test_a_missing_table_is_every_figure_missing(edition: Edition) -> None:
    filing = filings.busy(edition)
    assert parity.cells_that_differ(filing, []) == printed(edition)


def test_a_figure_changed_in_word_is_named(edition: Edition) -> None:
    filing = filings.busy(edition)
    package = report.render_package(filing)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package[endings.WORD])) as source,
        zipfile.ZipFile(made, "w") as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b">59237.2449<", b">59237.2448<"))
    changed = parity.differences(filing, {**package, endings.WORD: made.getvalue()})
    assert changed == ["disclosure.administrative_charges.charged"]


def test_a_figure_changed_in_the_fragment_is_named(edition: Edition) -> None:
    filing = filings.busy(edition)
    package = report.render_package(filing)
    changed = package[endings.FRAGMENT].replace(b">59237.2449<", b">59237.245<")
    assert parity.differences(filing, {**package, endings.FRAGMENT: changed}) == [
        "disclosure.administrative_charges.charged"
    ]
