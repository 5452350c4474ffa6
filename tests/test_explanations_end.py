"""An explanation ends with its figures, whoever saw it first.

The body explains 105 and later files 115, with the same words:

| typed in                  | seen first by      | then                                      |
| ------------------------- | ------------------ | ----------------------------------------- |
| E1 the workbook, by hand  | nobody             | counts, and says so                       |
| E2 the workbook, by hand  | batch              | 待说明 again in batch                     |
| E3 the slip               | batch, not the slip| 待说明 again in batch                     |
| E4 before the slip        | slip               | 待说明 again, by formulas too             |
| E5 a workbook repaired    | repair             | 待说明 again, by formulas too             |
| E6 data poured by `fill`  | fill               | 待说明 again, by formulas too             |
| E7 any                    | any, and rewritten | counts for the new figures                |
| E8 any                    | any, 105 again     | counts again                              |
| E9 a ribbon's, at 115     | batch, at 105      | 待说明: the ledger's sight is the first   |
| E10 a poured one          | once lapsed        | poured again it is lapsed still           |
| E11 last year             | last year's ledger | nothing of it is taken this year          |
| E12 a ledger of 0.1.0     | it                 | 待说明 again: worked out from its filing  |
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from conftest import Office
from doubted import EDITION, LAYOUT, SAID, TARIFF, charging, saved, tariff, typed
from filings import busy
from office import Inbox
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from xltools.checks import check
from xltools.cli import app
from xltools.collection.ledger.first_sight import with_first_sights
from xltools.collection.ledger.stored import as_row, stored_record
from xltools.examination.examine import Examined, examine
from xltools.examination.record import record_of
from xltools.filing.codec import dumps
from xltools.filing.explanations import bindings_of, fingerprint
from xltools.filing.filing import Filing
from xltools.filing.findings import says_something
from xltools.messages import say
from xltools.template import pour


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


DOUBTED, EXPLAINED = say("file_state.doubted"), say("file_state.explained")


def test_e1_what_nobody_saw_before_counts_and_is_called_unregistered(tmp_path: Path) -> None:
    found = tariff(examine(saved(charging(105), tmp_path / "a.xlsx", by_hand=True)))
    assert (found.explained, found.unregistered, found.bound) == (True, True, "")


@pytest.mark.parametrize(("figures", "told"), [("105|20", True), ("1a2b3c4d", False), ("", False)])
def test_e1_only_what_is_of_figures_is_called_so(figures: str, told: bool, tmp_path: Path) -> None:
    found = tariff(examine(saved(charging(105), tmp_path / "a.xlsx", by_hand=True)))
    assert replace(found, figures=figures).unregistered is told
    assert (say("answer.unregistered") in replace(found, figures=figures).answer) is told


def test_e2_the_ledger_keeps_the_first_sight(inbox: Inbox) -> None:
    path = saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    assert inbox.run() == {"a.xlsx": EXPLAINED}
    typed(path, amount=115)
    assert inbox.run() == {"a.xlsx": DOUBTED}


def test_e2_under_another_name_too(inbox: Inbox) -> None:
    saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    saved(charging(115), inbox.folder / "b.xlsx", by_hand=True)
    assert inbox.run()["b.xlsx"] == DOUBTED


def test_e2_another_body_s_words_bind_nobody(inbox: Inbox) -> None:
    saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    other = charging(115)
    other = replace(other, cover={**other.cover, "name": "测试县教育局"})
    saved(other, inbox.folder / "b.xlsx", by_hand=True)
    assert inbox.run()["b.xlsx"] == EXPLAINED


def test_e3_explained_in_the_slip_the_ledger_sees_it_first(inbox: Inbox) -> None:
    path = inbox.folder / "a.xlsx"
    path.write_bytes(pour(charging(105, ""), examine_poured(charging(105, "")).findings))
    typed(path, explanation=SAID)
    assert inbox.run() == {"a.xlsx": EXPLAINED}
    typed(path, amount=115)
    assert inbox.run() == {"a.xlsx": DOUBTED}


def examine_poured(filing: Filing) -> Examined:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        return examine(saved(filing, Path(folder) / "a.xlsx"))


def test_e4_the_slip_records_what_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "slip.xlsx"
    path.write_bytes(pour(charging(105), examine_poured(charging(105)).findings))
    assert tariff(examine(path)).explained
    assert not tariff(examine(path)).unregistered
    assert tariff(examine(typed(path, amount=115))).lapsed


def test_e4_what_only_a_check_finds_is_bound_too(tmp_path: Path) -> None:
    good = busy(EDITION)
    texts = {**good.narratives, "proactive": ("全年作出行政许可决定88888件。",)}
    (doubt,) = [f.id for f in check(replace(good, narratives=texts)) if f.is_doubt]
    filing = replace(good, narratives=texts, explanations={doubt: "口径不同"})
    path = tmp_path / "slip.xlsx"
    path.write_bytes(pour(filing, examine_poured(filing).findings))
    assert examine(path).tally.explained == 1
    text = LAYOUT.narratives["proactive"].first
    book = openpyxl.load_workbook(path)
    book[text.sheet][text.address] = "全年作出行政许可决定99999件。"
    book.save(path)
    assert examine(path).tally.explained == 0


def test_e5_repair_carries_and_records(tmp_path: Path) -> None:
    source = saved(charging(105), tmp_path / "a.xlsx", by_hand=True)
    fresh = tmp_path / "b.xlsx"
    CliRunner().invoke(app, ["repair", str(source), "-o", str(fresh)])
    assert tariff(examine(fresh)).explained
    assert tariff(examine(typed(fresh, amount=115))).lapsed


def test_e6_fill_records(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(dumps(charging(105)), encoding="utf-8")
    made = tmp_path / "a.xlsx"
    CliRunner().invoke(app, ["fill", str(tmp_path / "a.json"), "-o", str(made)])
    assert tariff(examine(made)).explained
    assert tariff(examine(typed(made, amount=115))).lapsed


def test_e7_rewritten_it_counts_for_the_new_figures(inbox: Inbox) -> None:
    path = saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    typed(path, amount=115, explanation="含补缴15元")
    assert inbox.run() == {"a.xlsx": EXPLAINED}
    typed(path, amount=125)
    assert inbox.run() == {"a.xlsx": DOUBTED}


def test_e8_with_its_own_figures_again_it_counts_again(inbox: Inbox) -> None:
    path = saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    typed(path, amount=115)
    inbox.run()
    typed(path, amount=105)
    assert inbox.run() == {"a.xlsx": EXPLAINED}


def test_e9_the_ledger_goes_before_what_was_recorded_later(inbox: Inbox) -> None:
    path = saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    later = charging(115)
    later = replace(later, bound=bindings_of(later, examine_poured(later).findings))
    saved(later, path)
    assert tariff(examine(path)).explained, "the workbook alone knows no better"
    assert inbox.run() == {"a.xlsx": DOUBTED}


def test_e10_poured_again_it_has_lapsed_still(tmp_path: Path) -> None:
    lapsed = replace(charging(115), bound={TARIFF: "1|105"})
    found = tariff(examine_poured(lapsed))
    assert found.lapsed
    path = tmp_path / "slip.xlsx"
    path.write_bytes(pour(lapsed, [found]))
    assert tariff(examine(path)).lapsed


def test_e11_last_year_s_words_bind_nothing_this_year(inbox: Inbox) -> None:
    saved(charging(105), inbox.folder / "a.xlsx", by_hand=True)
    inbox.run()
    saved(charging(115, year="2025"), inbox.folder / "b.xlsx", by_hand=True)
    assert inbox.run()["b.xlsx"] == EXPLAINED


def test_e12_a_ledger_of_the_first_version_is_carried_on(tmp_path: Path) -> None:
    examined = examine(saved(charging(105), tmp_path / "a.xlsx", by_hand=True))
    old = as_row(stored_record(record_of("a.xlsx", examined), examined.reading.filing, "t", "-"))
    findings = json.loads(str(old["findings"]))
    for finding in findings:
        finding.pop("figures", None)
    later = examine(saved(charging(115), tmp_path / "b.xlsx", by_hand=True))
    new = stored_record(record_of("b.xlsx", later), later.reading.filing, "t", "-")
    bound = with_first_sights(new, [(json.dumps(findings), str(old["filing"]), None)], "2025-01-20")
    assert (new.tally.explained, bound.tally.explained) == (1, 0)
    assert bound.tally.warnings == new.tally.warnings + 1


# ------------------------------------------------------------------ by the workbook's own formulas


@pytest.mark.office
def test_e4_to_e7_by_the_workbook_s_own_formulas(soffice: Office, tmp_path: Path) -> None:
    filing = charging(105)
    bound = replace(filing, bound=bindings_of(filing, examine_poured(filing).findings))
    cases = {"same": (105, None), "changed": (115, None), "rewritten": (115, "含补缴15元")}
    cases |= {"long": (105, "说" * 300), "nothing": (105, "情况属实。"), "dots": (105, " 。！ ")}
    for name, (amount, said) in cases.items():
        typed(saved(bound, tmp_path / f"{name}.xlsx"), amount, said)
    made = soffice.all([tmp_path / f"{name}.xlsx" for name in cases], "xlsx", tmp_path / "calc")
    spot = LAYOUT.checks[TARIFF].spot("verdict")
    words: dict[str, str] = {}
    for path in made:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(spot.sheet)
        shown = sheet.to_python(skip_empty_area=False)
        words[path.stem] = str(shown[spot.row - 1][spot.column - 1])
        assert words[path.stem] == tariff(examine(path)).word, path.stem
    failing, explained = say("verdict.fail"), say("verdict.explained")
    counting = ("same", "rewritten", "long")
    assert words == {name: explained if name in counting else failing for name in cases}


# ------------------------------------------------------------------ what explains nothing


@pytest.mark.parametrize("bare", ["属实", "无", "同上", "情况属实", "已核实", "OK", "核实无误"])
@pytest.mark.parametrize("shape", ["{}", "{}。", "（{}）", " {} ！", "{}…"])
def test_a_bare_word_explains_nothing_however_it_is_pointed(bare: str, shape: str) -> None:
    assert not says_something(shape.format(bare))


@pytest.mark.parametrize("said", ["。", "——", "  ", "（）"])
def test_signs_alone_explain_nothing(said: str) -> None:
    assert not says_something(said)


@pytest.mark.parametrize("said", ["无偿提供5件", "属实，系统迁移所致", "同上年口径，含补缴", "3"])
def test_what_says_more_explains(said: str) -> None:
    assert says_something(said)


def test_a_fingerprint_is_kept_beside_each_doubt() -> None:
    filing = charging(105, "")
    found = tariff(examine_poured(filing))
    assert found.figures == fingerprint(found, filing)
