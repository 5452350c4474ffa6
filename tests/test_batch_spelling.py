"""The name that is printed is the register's, where a return's differs in its spelling alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ledgers import NOW, rows, write_into
from returns import failing, passing, run_here, save

from xltools.collection.batch.spelling import spellings
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.stored import filing_text
from xltools.collection.ledger_book.book import files_table, hints_table
from xltools.collection.register.body import Body
from xltools.examination.examine import examine
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.messages import say

REGISTERED = "示例县水利局"


@pytest.mark.parametrize(
    "typed", ["示例县水利局。", "示例县 水利局", "示例县水利局(", "示例县⽔利局", "示例县水利局、"]
)
def test_a_name_is_printed_as_the_register_spells_it(
    typed: str, edition: Edition, tmp_path: Path
) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "结果"
    save(passing(edition, name=typed, report_name=""), inbox / "a.xlsx")
    bodies = (Body(REGISTERED), Body("示例县林业局"))
    (row,) = run_here(inbox, out, year=2024, register=bodies, now=NOW).rows
    assert row.record.body == REGISTERED
    assert [name for name in row.outputs if REGISTERED in name and typed not in name]
    assert not [path for path in out.rglob("*") if "。" in path.name or "、" in path.name]


def test_a_register_that_is_put_right_puts_the_reports_right(
    edition: Edition, tmp_path: Path
) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "结果"
    save(passing(edition, name="示例县水利局", report_name=""), inbox / "a.xlsx")
    for spelled in ("示例县水利局（筹）", "示例县水利局", "示例县 水利局"):
        bodies = (Body(spelled), Body("示例县林业局"))
        (row,) = run_here(inbox, out, year=2024, register=bodies, now=NOW).rows
        assert row.record.body == ("示例县水利局" if "筹" in spelled else spelled)


@pytest.mark.parametrize(
    ("cover", "register"),
    [
        ({"name": "水利局"}, Body(REGISTERED)),
        ({"name": "水 利局。", "report_name": "水利局"}, Body(REGISTERED)),
        ({"name": "示例县水务局", "code": "SL01"}, Body(REGISTERED, code="SL01")),
        ({"name": "县水利局", "code": ""}, Body(REGISTERED, report_name="县水利局")),
    ],
)
def test_a_match_by_code_or_short_name_is_printed_under_the_registers_name(
    cover: dict[str, str], register: Body, edition: Edition, tmp_path: Path
) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "结果"
    save(passing(edition, **{"report_name": "", **cover}), inbox / "a.xlsx")
    asked: dict[str, Any] = {"year": 2024, "register": (register, Body("示例县林业局")), "now": NOW}
    first = run_here(inbox, out, **asked)
    again = run_here(inbox, out, **asked)
    for result in (first, again):
        (row,) = result.rows
        assert (row.record.body, row.state.value) == (REGISTERED, "passed")
        typed = cover["name"]
        told = say("collection.spelling", typed=typed, name=REGISTERED)
        found = [p["sentence"] for p in rows(out, hints_table()) if told in p["sentence"]]
        assert len(found) == 1
    printed = register.report_name or REGISTERED
    assert {path.name for path in out.rglob("*.docx")} >= {
        f"{printed}2024年政府信息公开工作年度报告.docx"
    }
    (page,) = out.rglob("*工作年度报告.html")
    text = page.read_text("utf-8")
    assert printed in text
    assert "水务局" not in text


@pytest.mark.parametrize("typed", ["水利局", "水 利 局", "水利局。"])
def test_a_slip_bears_the_registers_name(typed: str, edition: Edition, tmp_path: Path) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "结果"
    save(failing(edition, name=typed, report_name=""), inbox / "a.xlsx")
    bodies = (Body(REGISTERED), Body("示例县林业局"))
    run_here(inbox, out, year=2024, register=bodies, now=NOW)
    (slip,) = out.rglob("*修改单.xlsx")
    assert REGISTERED in slip.name
    filing = examine(slip).reading.filing
    assert filing
    assert filing.name == REGISTERED


def test_a_name_that_two_bodies_share_is_left_as_it_is() -> None:
    assert spellings((Body("甲局", report_name="本局"), Body("乙局", report_name="本 局"))) == {
        "甲局": "甲局",
        "乙局": "乙局",
    }


def test_the_samples(shared: Path, tmp_path: Path) -> None:
    """A radical is put right in reading, a stop by the register."""
    names = shared / "faults" / "names"
    inbox = tmp_path / "收件"
    shutil.copytree(names, inbox)
    book = inbox / "花名册.xlsx"
    register = tmp_path / book.name
    book.rename(register)
    year = examine(inbox / "句号_林业局.xlsx").reading.filing
    assert year
    bodies = (Body("示例县水利局"), Body("示例县林业局"))
    rows = run_here(inbox, tmp_path / "结果", year=year.year, register=bodies, now=NOW).rows
    assert {row.record.body for row in rows} == {"示例县水利局", "示例县林业局"}
    told = say("collection.spelling", typed="示例县林业局。", name="示例县林业局")
    with Ledger.open(tmp_path / "结果") as ledger:
        found = [
            located.finding
            for row in rows
            for located in ledger.findings(row.standing.seen.sha256)
            if located.finding.sentence == told
        ]
    assert [finding.severity for finding in found] == [Severity.INFO]


# ------------------------------------------------------------------ last year


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each examination is held to: who filed last year, "" where nobody is known to have."""
    seen: list[str] = []

    def check(_: Filing, previous: Filing | None) -> tuple[Finding, ...]:
        seen.append(previous.name if previous else "")
        return ()

    monkeypatch.setattr("xltools.examination.examine.check", check)
    return seen


@pytest.mark.parametrize(
    ("cover", "register", "held_to"),
    [
        ({"name": "水利局"}, Body(REGISTERED), ["", REGISTERED]),
        ({"name": "示例县水务局", "code": "SL01"}, Body(REGISTERED, code="SL01"), ["", REGISTERED]),
        ({"name": "县局"}, Body(REGISTERED, report_name="县局"), ["", REGISTERED]),
        (
            {"name": "水务", "report_name": "水利局"},
            Body(REGISTERED, report_name="示例县水利局"),
            ["", REGISTERED],
        ),
        ({"name": "示例县 ⽔利局。"}, Body(REGISTERED), [REGISTERED]),
        ({"name": "示例县畜牧中心"}, Body(REGISTERED), [""]),
    ],
)
def test_a_return_is_held_to_its_own_last_year_whatever_name_it_bears(
    cover: dict[str, str],
    register: Body,
    held_to: list[str],
    edition: Edition,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is examined again where its match becomes known, in the same run, and only then."""
    inbox, out = tmp_path / "收件", tmp_path / "结果"
    save(passing(edition, **{"report_name": "", **cover}), inbox / "a.xlsx")
    known = {REGISTERED: filing_text(passing(edition, name=REGISTERED, year="2023"))}
    asked: dict[str, Any] = {"year": 2024, "register": (register, Body("示例县林业局")), "now": NOW}
    seen = watched(monkeypatch)
    for _ in range(2):
        run_here(inbox, out, **asked, previous=known)
    assert seen == held_to
    run_here(inbox, out, **asked)
    assert seen == [*held_to, ""], "last year was taken back"


def test_a_return_that_the_office_gives_to_a_body_is_held_to_its_last_year(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, out, register = tmp_path / "收件", tmp_path / "结果", ("示例县水利局", "示例县林业局")
    save(passing(edition, name="防汛办", report_name=""), inbox / "a.xlsx")
    known = {name: filing_text(passing(edition, name=name, year="2023")) for name in register}
    asked: dict[str, Any] = {
        "year": 2024,
        "register": tuple(map(Body, register)),
        "now": NOW,
        "previous": known,
    }
    seen = watched(monkeypatch)
    run_here(inbox, out, **asked)
    for name in register:
        write_into(out, files_table(), "file", "a.xlsx", {"belongs": name})
        for _ in range(2):
            run_here(inbox, out, **asked)
    assert seen == ["", *register]


def test_a_figure_that_differs_from_last_years_is_found_under_a_short_name(
    edition: Edition, tmp_path: Path
) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "结果"
    filing = passing(edition, name="水利局", report_name="")
    save(filing, inbox / "a.xlsx")
    figures = {**filing.figures, "requests.carried_out.natural_person": 7}
    last = replace(passing(edition, name=REGISTERED, year="2023"), figures=figures)
    bodies = (Body(REGISTERED), Body("示例县林业局"))
    run_here(
        inbox, out, year=2024, register=bodies, now=NOW, previous={REGISTERED: filing_text(last)}
    )
    with Ledger.open(out) as ledger:
        (record,) = ledger.facts().judged.values()
        found = [located.finding for located in ledger.findings(record.sha256)]
    assert [f.rule for f in found if "requests.carried_in.natural_person" in f.cells]
