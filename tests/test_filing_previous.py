"""Across years: this year's figures beside last year's, where a rule says that they agree."""

from __future__ import annotations

from dataclasses import replace

from filings import busy, confronted, nothing_done, with_figures

from xltools.filing.codec import from_json, to_json
from xltools.filing.confront import confront
from xltools.filing.explanations import fingerprint
from xltools.filing.filing import Filing, Value
from xltools.filing.findings import Finding, Verdict, raised
from xltools.filing.previous import previous_cells, previous_figures, with_previous
from xltools.law.edition import Edition, load
from xltools.law.expression import previous_of
from xltools.law.rule import Severity

EDITION = load("2021")
PARTS = ("made", "repealed", "in_force")


def _across_years(finding: Finding) -> bool:
    return bool(previous_of(EDITION.by_id[finding.id].claim))


def test_without_a_last_year_nothing_is_compared_and_nothing_waits_for_it(edition: Edition) -> None:
    for filing in (Filing(edition), busy(edition), nothing_done(edition)):
        across = [finding for finding in confront(filing) if _across_years(finding)]
        assert {finding.verdict for finding in across} == {Verdict.UNCOMPARED}
        assert len(across) == 9
        assert not any(_across_years(finding) for finding in raised(confront(filing)))


def test_what_was_carried_in_is_what_last_year_carried_out(edition: Edition) -> None:
    last_year = busy(edition)
    filing = busy(edition)
    carried: dict[str, Value] = {
        f"requests.carried_in.{column.id}": last_year.values[f"requests.carried_out.{column.id}"]
        for column in edition.form.tables["requests"].blocks[0].leaf_columns
        if column.id != "total"
    }
    filing = with_previous(with_figures(filing, carried), last_year)
    verdicts = {f.id: f.verdict for f in confront(filing) if f.rule == "T3-CARRIED"}
    assert len(verdicts) == 7
    assert set(verdicts.values()) == {Verdict.PASS}
    filing = with_figures(filing, {"requests.carried_in.business": 40})
    finding = confronted(filing)["T3-CARRIED/business"]
    assert (finding.verdict, finding.left, finding.right) == (
        Verdict.FAIL,
        40,
        last_year.values["requests.carried_out.business"],
    )
    assert confronted(filing)["T3-CARRIED/total"].under == "T3-CARRIED/business"


def test_what_is_in_force_follows_from_last_year_or_is_doubted(edition: Edition) -> None:
    filing = with_figures(
        busy(edition),
        {f"disclosure.normative_documents.{n}": v for n, v in zip(PARTS, (3, 1, 12), strict=True)},
    )
    for last_year, verdict in ((10, Verdict.PASS), (11, Verdict.FAIL)):
        known = {"disclosure.normative_documents.in_force": last_year}
        finding = confronted(replace(filing, previous=known))["T2-IN-FORCE/normative_documents"]
        assert (finding.verdict, finding.severity) == (verdict, Severity.WARNING)


def test_last_year_is_taken_from_what_was_typed_not_from_a_wrong_total(edition: Edition) -> None:
    last_year = with_figures(busy(edition), {"requests.carried_out.total": 999})
    figures = previous_figures(last_year, edition)
    total = "requests.carried_out.total"
    parts = [n for cell, n in figures.items() if cell.startswith("requests.") and cell != total]
    assert figures[total] == sum(parts) != 999
    assert set(figures) == set(previous_cells(edition))


def test_a_last_year_with_nothing_done_is_known_to_be_0(edition: Edition) -> None:
    assert set(previous_figures(nothing_done(edition), edition).values()) == {0}
    assert previous_figures(Filing(edition), edition) == {}


def test_the_office_s_last_year_replaces_what_the_workbook_says(edition: Edition) -> None:
    told = replace(busy(edition), previous={"requests.carried_out.business": 77})
    assert with_previous(told, None) == told
    assert with_previous(told, busy(edition)).previous == previous_figures(busy(edition), edition)


def test_an_explanation_lapses_when_last_year_s_figure_is_another(edition: Edition) -> None:
    cell, id_ = "disclosure.normative_documents.in_force", "T2-IN-FORCE/normative_documents"
    filing = replace(busy(edition), previous={cell: 50})
    other = replace(filing, previous={cell: 60})
    assert fingerprint(confronted(filing)[id_], filing) != fingerprint(
        confronted(other)[id_], other
    )


def test_last_year_goes_through_json(edition: Edition) -> None:
    filing = with_previous(busy(edition), busy(edition))
    assert from_json(to_json(filing)).previous == filing.previous
