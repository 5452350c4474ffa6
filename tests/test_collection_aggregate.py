"""The district's sum over a register, and 汇总.xlsx.

G1 口径: who counts, who is missing, who does not belong, and why
G2 a government that stands above others: its own return is asked about, never guessed
G3 the book: figures, live formulas with their values, nothing of a return is a formula
G4 adjustments are read back, and nothing that the office wrote is lost
G5 the district's own return, and the report made of it
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Office
from district import SECOND, Stand, district
from filings import busy, nothing_done
from returns import book_of

from xltools.collection.district import columns as tables
from xltools.collection.district.run import Aggregated, YearOfLedger, return_path, run
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.levels import Scope
from xltools.collection.tables.reader import OfficeBookError
from xltools.collection.total.sum import AggregateError, OwnReturn, SumEntry, district_sum
from xltools.examination.examine import examine
from xltools.examination.record import record_of
from xltools.examination.reports import reports_of
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.template import pour

YEAR = 2024
CELL = "requests.new.business"


def entry(edition: Edition, name: str, kind: str = "政府部门", **body: Any) -> SumEntry:
    """A body with a passing return."""
    return SumEntry(Body(name, kind=kind, **body), busy(edition))


def county(edition: Edition) -> list[SumEntry]:
    """A government, departments, a town with a body of its own, and who does not count."""
    return [
        entry(edition, "甲县人民政府", "县级政府本级"),
        entry(edition, "甲县民政局", superior="甲县人民政府"),
        entry(edition, "乙镇人民政府", "乡镇政府", superior="甲县人民政府"),
        entry(edition, "乙镇卫生院", "授权组织", superior="乙镇人民政府"),
        entry(edition, "丙街道办事处", "街道办事处", superior="甲县人民政府"),
        SumEntry(Body("甲县财政局", superior="甲县人民政府"), None, "未报"),
        entry(edition, "甲县税务局", mode=Mode.ELSEWHERE),
        entry(edition, "甲县林业局", mode=Mode.MERGED, merged_into="甲县民政局"),
        entry(edition, "甲县旧局", dissolved=date(YEAR, 6, 30)),
    ]


def names(entries: tuple[SumEntry, ...]) -> list[str]:
    return [item.body.name for item in entries]


# ------------------------------------------------------------------ G1, G2


def test_g1_the_whole_district_is_everybody_who_files(edition: Edition) -> None:
    made = district_sum(county(edition), edition, YEAR, Scope.WHOLE, OwnReturn.PART)
    assert names(made.choice.counted) == [
        "甲县人民政府",
        "甲县民政局",
        "乙镇人民政府",
        "乙镇卫生院",
        "丙街道办事处",
    ]
    assert names(made.choice.missing) == ["甲县财政局"]
    assert names(made.choice.outside) == ["甲县税务局", "甲县林业局", "甲县旧局"]
    assert not made.complete
    assert made.total.filing.number(CELL) == 5 * int(busy(edition).number(CELL) or 0)


def test_g1_the_own_level_is_without_towns_and_what_stands_below_them(edition: Edition) -> None:
    made = district_sum(county(edition), edition, YEAR, Scope.OWN_LEVEL, OwnReturn.PART)
    assert names(made.choice.counted) == ["甲县人民政府", "甲县民政局"]
    below = {"乙镇人民政府", "乙镇卫生院", "丙街道办事处"}
    assert below < set(names(made.choice.outside))


def test_g1_the_own_level_of_a_city_is_without_its_counties(edition: Edition) -> None:
    city = [
        entry(edition, "某市财政局", superior="某市人民政府"),
        entry(edition, "某市人民政府", "省级或设区的市政府本级"),
        entry(edition, "甲县人民政府", "县级政府本级", superior="某市人民政府"),
    ]
    made = district_sum(city, edition, YEAR, Scope.OWN_LEVEL, OwnReturn.PART)
    assert names(made.choice.counted) == ["某市财政局", "某市人民政府"]


def test_g1_a_register_whose_superiors_go_round_in_a_circle_ends(edition: Edition) -> None:
    round_ = [
        entry(edition, "甲", superior="乙"),
        entry(edition, "乙", superior="甲"),
        entry(edition, "丙", superior="丙"),
    ]
    made = district_sum(round_, edition, YEAR, Scope.OWN_LEVEL)
    assert names(made.choice.counted) == ["甲", "乙", "丙"]


def test_g1_a_return_that_lacks_a_figure_is_missing_and_says_so(edition: Edition) -> None:
    whole = busy(edition)
    figures = {cell: value for cell, value in whole.figures.items() if cell != CELL}
    entries = [
        entry(edition, "甲"),
        SumEntry(Body("乙"), replace(whole, figures=figures)),
        SumEntry(Body("丙"), nothing_done(edition)),
    ]
    made = district_sum(entries, edition, YEAR, Scope.WHOLE)
    assert names(made.choice.counted) == ["甲", "丙"]
    (missing,) = made.choice.missing
    assert (missing.body.name, missing.reason != "") == ("乙", True)
    assert made.total.filing.values == whole.values


def test_g2_what_a_government_above_others_files_must_be_said(edition: Edition) -> None:
    with pytest.raises(AggregateError, match="甲县人民政府"):
        district_sum(county(edition), edition, YEAR, Scope.WHOLE)


def own(entries: list[SumEntry], said: dict[str, OwnReturn]) -> list[SumEntry]:
    """The same register, with what it says of some governments' own returns."""
    return [
        replace(item, body=replace(item.body, own_return=said.get(item.body.name)))
        for item in entries
    ]


def test_g2_the_register_says_it_for_each_and_the_option_for_the_others(edition: Edition) -> None:
    top, town = "甲县人民政府", "乙镇人民政府"
    said = own(county(edition), {top: OwnReturn.WHOLE})
    with pytest.raises(AggregateError, match=f"“{town}”"):
        district_sum(said, edition, YEAR, Scope.WHOLE)
    made = district_sum(said, edition, YEAR, Scope.WHOLE, OwnReturn.PART)
    assert names(made.choice.wholes) == [top]
    assert town in names(made.choice.counted)
    both = own(county(edition), {top: OwnReturn.PART, town: OwnReturn.WHOLE})
    made = district_sum(both, edition, YEAR, Scope.WHOLE, OwnReturn.WHOLE)
    assert names(made.choice.wholes) == [town]
    assert top in names(made.choice.counted)


def test_g2_a_return_for_the_whole_is_held_against_the_sum_and_not_added(edition: Edition) -> None:
    entries = county(edition)
    made = district_sum(entries, edition, YEAR, Scope.WHOLE, OwnReturn.WHOLE)
    assert names(made.choice.wholes) == ["甲县人民政府", "乙镇人民政府"]
    assert names(made.choice.counted) == ["甲县民政局", "乙镇卫生院", "丙街道办事处"]
    assert {item.body for item in made.differences} == {"甲县人民政府"}, "the town's agrees"
    one = int(busy(edition).number(CELL) or 0)
    (difference,) = (item for item in made.differences if item.cell == CELL)
    assert (difference.filed, difference.added, difference.difference) == (one, 3 * one, -2 * one)


def test_g2_a_whole_that_agrees_has_no_difference(edition: Edition) -> None:
    parts = [entry(edition, name, superior="甲县人民政府") for name in ("甲", "乙")]
    added = district_sum(parts, edition, YEAR, Scope.WHOLE).total.filing
    head = SumEntry(Body("甲县人民政府", kind="县级政府本级"), added)
    made = district_sum([head, *parts], edition, YEAR, Scope.WHOLE, OwnReturn.WHOLE)
    assert made.differences == ()
    assert made.total.filing.values == added.values


def test_g1_a_whole_simulated_district_is_right_to_the_body_and_the_cell() -> None:
    made = district()
    for run_number in (1, 2):
        truths = made.truths[SECOND, run_number]
        entries = [
            SumEntry(body, truths[body.name].filing, str(truths[body.name].stand))
            for body in made.bodies
        ]
        edition = next(item.filing for item in entries if item.filing).edition
        result = district_sum(entries, edition, SECOND, Scope.WHOLE, OwnReturn.PART)
        counted = made.counted(SECOND, run_number)
        assert set(result.total.counted) == set(counted)
        assert {item.body.name for item in result.choice.missing} == {
            name
            for name, truth in truths.items()
            if truth.stand not in (Stand.PASSED, Stand.NOT_EXPECTED)
        }
        for cell in edition.form.cells:
            parts = [filing.number(cell) for filing in counted.values()]
            assert result.total.filing.number(cell) == sum(Decimal(part or 0) for part in parts)


# ------------------------------------------------------------------ G3


@pytest.fixture
def real_book(tmp_path: Path) -> Path:
    return tmp_path / "汇总.xlsx"


@pytest.fixture
def book(real_book: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the book goes; the district's return beside it is a plain one, made quickly."""

    def quickly(filing: Filing) -> bytes:
        return book_of(filing).bytes()

    monkeypatch.setattr("xltools.collection.district.run.pour", quickly)
    return real_book


def make(entries: list[SumEntry], book: Path, **given: Any) -> Aggregated:
    """A run whose files are written."""
    scope = given.pop("scope", Scope.WHOLE)
    made = run(YearOfLedger(YEAR, tuple(entries), **given), scope, book, OwnReturn.PART)
    for path, data in made.files.items():
        path.write_bytes(data)
    return made


def rows(book: Path, table: tables.Table) -> list[dict[str, Any]]:
    """What a sheet shows, by caption."""
    sheet = openpyxl.load_workbook(book, data_only=True)[table.sheet]
    captions = [str(cell.value) for cell in sheet[table.header_row]]
    found = sheet.iter_rows(min_row=table.header_row + 1, values_only=True)
    return [dict(zip(captions, row, strict=True)) for row in found]


def column(table: tables.Table, code: str) -> str:
    return next(item.caption for item in table.columns if item.code == code)


def test_g3_every_row_adds_up_and_every_body_has_a_column(edition: Edition, book: Path) -> None:
    made = make(county(edition), book)
    table = tables.sums(names(made.sum.choice.counted))
    shown = rows(book, table)
    assert len(shown) == len(edition.form.cells)
    for cell, row in zip(edition.form.cells, shown, strict=True):
        bodies = [row[name] for name in names(made.sum.choice.counted)]
        assert row[column(table, "added")] == pytest.approx(sum(bodies))
        assert row[column(table, "total")] == pytest.approx(
            float(made.sum.total.filing.number(cell) or 0)
        )


def test_g3_more_bodies_than_a_sheet_has_columns_stand_one_below_another(
    edition: Edition, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_BODIES", 4)
    made = make(county(edition), book)
    counted = names(made.sum.choice.counted)
    table = tables.sums(counted)
    workbook = openpyxl.load_workbook(book)
    sheet, wide = workbook[table.sheet], workbook[tables.wide([]).sheet]
    assert str(len(counted)) in str(sheet["A1"].value)
    assert wide.title in str(sheet["A1"].value)
    assert sheet.max_column == len(table.columns)
    shown = rows(book, table)
    for place, (cell, row) in enumerate(zip(edition.form.cells, shown, strict=True), start=1):
        formula = str(sheet[f"{table.letter('added')}{table.header_row + place}"].value)
        summed = formula.removeprefix(f"=SUM({wide.title}!").removesuffix(")")
        below = [cells[0].value for cells in wide[summed]]
        assert len(below) == len(counted)
        assert row[column(table, "added")] == pytest.approx(sum(map(float, below))), cell
    captions = [cell.value for cell in wide[1]]
    assert wide.max_row == 1 + len(counted)
    assert len(set(captions)) == len(captions)


def test_g3_text_of_a_register_or_return_is_never_a_formula(edition: Edition, book: Path) -> None:
    texts = {"proactive": ("=1+1", "+cmd|' /C calc'!A0")}
    hostile = SumEntry(
        Body('=HYPERLINK("http://a")', kind="=1"), replace(busy(edition), narratives=texts)
    )
    make([hostile, entry(edition, "甲")], book)
    workbook = openpyxl.load_workbook(book)
    formulas = {
        str(cell.value)
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert len(formulas) > 500
    assert not [
        formula for formula in formulas if "HYPERLINK" in str(formula) or "cmd" in str(formula)
    ]


def test_g3_the_same_returns_give_the_same_bytes(edition: Edition, book: Path) -> None:
    first, again = (make(county(edition), book).files[book] for _ in range(2))
    assert first == again


def test_g3_who_is_left_out_stands_there_with_the_reason(edition: Edition, book: Path) -> None:
    made = make(county(edition), book)
    reasons = {
        row[column(tables.LEFT_OUT, "body")]: row[column(tables.LEFT_OUT, "reason")]
        for row in rows(book, tables.LEFT_OUT)
    }
    assert set(reasons) == {"甲县财政局", "甲县税务局", "甲县林业局", "甲县旧局"}
    assert reasons["甲县财政局"] == "未报"
    assert "甲县民政局" in reasons["甲县林业局"]
    assert made.exit_code == 1
    assert any("甲县财政局" in line for line in made.lines)


def test_g3_the_wide_table_holds_every_figure_of_every_body(edition: Edition, book: Path) -> None:
    made = make(county(edition), book)
    sheet = openpyxl.load_workbook(book)[tables.wide([]).sheet]
    shown = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in shown] == names(made.sum.choice.counted)
    figures = [float(busy(edition).number(cell) or 0) for cell in edition.form.cells]
    assert [float(str(value)) for value in shown[0][-len(figures) :]] == figures


def test_g3_the_texts_of_the_bodies_are_listed_and_not_the_districts(
    edition: Edition, book: Path
) -> None:
    made = make(county(edition), book)
    listed = rows(book, tables.TEXTS)
    assert len(listed) == len(made.sum.choice.counted) * len(busy(edition).narratives)
    own = examine(return_path(book)).reading.filing
    assert own
    assert not own.narratives


def test_g3_texts_of_those_that_publish_nothing_are_not_listed_and_doubted_ones_are_marked(
    edition: Edition, book: Path
) -> None:
    counted = names(make(county(edition), book).sum.choice.counted)
    changed = [
        replace(entry, body=replace(entry.body, mode=Mode.UNPUBLISHED))
        if entry.body.name == counted[0]
        else replace(entry, doubted=entry.body.name == counted[1])
        for entry in county(edition)
    ]
    made = make(changed, book)
    assert names(made.sum.choice.counted) == counted, "its figures count all the same"
    sheet = openpyxl.load_workbook(book)[tables.TEXTS.sheet]
    shown = {str(row[0]) for row in sheet.iter_rows(values_only=True)}
    assert counted[0] not in shown
    assert say("aggregate.closed_texts", count=1) + say("aggregate.marked_texts", count=1) in shown
    assert {f"{counted[1]}（待说明）", *counted[2:]} <= shown


@pytest.mark.office
def test_g3_the_formulas_give_the_values_that_they_carry(
    edition: Edition, book: Path, soffice: Office, tmp_path: Path
) -> None:
    make(county(edition), book)
    adjust(book, {CELL: (-2, "重复")})
    made = make(county(edition), book)
    bare = tmp_path / "无值.xlsx"
    openpyxl.load_workbook(book).save(bare)  # which leaves out the values that they carry
    recalculated = soffice(bare, "xlsx", tmp_path / "重算")
    table = tables.sums(names(made.sum.choice.counted))
    for sheet in (table, tables.ADJUSTMENTS):
        before, after = rows(book, sheet), rows(recalculated, sheet)
        for row, again in zip(before, after, strict=True):
            for caption, value in row.items():
                wanted = pytest.approx(value) if isinstance(value, float) else value
                assert again[caption] == wanted, caption


# ------------------------------------------------------------------ G4


def adjust(book: Path, changes: dict[str, tuple[object, object]]) -> None:
    """Write adjustments into the book, as the office does."""
    workbook = openpyxl.load_workbook(book)
    sheet, table = workbook[tables.ADJUSTMENTS.sheet], tables.ADJUSTMENTS
    for row in range(table.header_row + 1, sheet.max_row + 1):
        cell = str(sheet[f"{table.letter('cell')}{row}"].value)
        if cell in changes:
            amount, reason = changes[cell]
            sheet[f"{table.letter('amount')}{row}"].value = amount  # pyright: ignore[reportAttributeAccessIssue]
            sheet[f"{table.letter('reason')}{row}"].value = reason  # pyright: ignore[reportAttributeAccessIssue]
    workbook.save(book)


def test_g4_adjustments_are_read_back_and_the_total_is_sum_and_adjustments(
    edition: Edition, book: Path
) -> None:
    charged = "disclosure.administrative_charges.charged"
    changes = {CELL: -2, charged: Decimal("0.25"), "requests.new.total": -2}
    before = make(county(edition), book).sum.total.filing
    adjust(book, {CELL: (-2, "转办件重复"), charged: (0.25, "补报")})
    make(county(edition), book)
    total = make(county(edition), book).sum.total.filing
    for cell, change in changes.items():
        assert total.number(cell) == Decimal(before.number(cell) or 0) + change
    own = examine(return_path(book)).reading.filing
    assert own
    assert own.values == total.values


def test_g4_an_adjustment_that_breaks_a_balance_is_said(edition: Edition, book: Path) -> None:
    make(county(edition)[:5], book)
    adjust(book, {CELL: (3, "漏报")})
    made = make(county(edition)[:5], book)
    assert made.sum.complete
    assert made.exit_code == 1
    assert any("汇总调整" in line and "1" in line for line in made.lines)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (("三件", "漏报"), "O-NOT-NUMBER"),
        ((3, None), "O-NO-REASON"),
        ((None, "漏报"), "O-NO-AMOUNT"),
    ],
)
def test_g4_what_cannot_be_understood_stops_the_run(
    edition: Edition, book: Path, change: tuple[object, object], finding: str
) -> None:
    make(county(edition), book)
    adjust(book, {CELL: change})
    before = book.read_bytes()
    with pytest.raises(OfficeBookError) as raised:
        make(county(edition), book)
    assert [located.finding.id for located in raised.value.problems] == [finding]
    assert tables.ADJUSTMENTS.sheet in raised.value.problems[0].place
    assert book.read_bytes() == before


def test_g4_the_book_of_another_sum_is_not_written_over(edition: Edition, book: Path) -> None:
    make(county(edition), book, scope=Scope.OWN_LEVEL)
    own_level = book.read_bytes()
    with pytest.raises(AggregateError, match=book.name):
        make(county(edition), book)
    assert book.read_bytes() == own_level
    openpyxl.Workbook().save(book)
    with pytest.raises(AggregateError, match=book.name):
        make(county(edition), book)


def test_g4_a_book_that_cannot_be_read_stops_the_run(edition: Edition, book: Path) -> None:
    book.write_bytes(b"PK\x03\x04broken")
    with pytest.raises(OfficeBookError):
        make(county(edition), book)


# ------------------------------------------------------------------ G5


def test_g5_the_districts_return_holds_the_sum_and_its_government(
    edition: Edition, book: Path
) -> None:
    made = make(county(edition), book)
    examined = examine(return_path(book))
    own = examined.reading.filing
    assert own
    assert own.values == made.sum.total.filing.values
    assert (own.name, own.cover["body_kind"], own.year) == ("甲县人民政府", "县级政府本级", YEAR)
    assert examined.tally.errors == 0


def test_g5_texts_that_the_drafter_wrote_are_kept_and_give_the_report(
    edition: Edition, real_book: Path
) -> None:
    entries = county(edition)
    make(entries, real_book)
    own = examine(return_path(real_book)).reading.filing
    assert own
    texts = {item: (f"全县{item}情况。",) for item in busy(edition).narratives}
    cover = {**own.cover, "site": "甲县人民政府网站", "address": "甲县一路1号", "phone": "0000－1"}
    return_path(real_book).write_bytes(pour(replace(own, narratives=texts, cover=cover)))
    assert return_path(real_book) not in make(entries, real_book).files, "the sum has not changed"
    made = make(entries[:4], real_book)
    examined = examine(return_path(real_book))
    kept = examined.reading.filing
    assert kept
    assert dict(kept.narratives) == texts
    assert kept.values == made.sum.total.filing.values != own.values
    reports = reports_of(kept, record_of("汇总-填报表.xlsx", examined), draft=True)
    assert all(name.startswith(f"甲县人民政府{YEAR}") for name in reports)
    assert all(reports.values())


def test_g5_nobody_counted_is_no_sum(book: Path) -> None:
    with pytest.raises(AggregateError, match=str(YEAR)):
        make([SumEntry(Body("甲"), None, "未报")], book)


def test_g5_without_a_register_it_is_never_complete(edition: Edition, book: Path) -> None:
    made = make([entry(edition, "甲")], book, registered=False)
    assert made.sum.complete
    assert made.exit_code == 1
