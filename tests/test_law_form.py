"""The form of 2021, as RULES §2-5 give it.

F1  six sections with their titles; the opening and five sub-headings in 一
F2  table 2: four blocks
F3  table 3: 25 leaf rows × 7 columns, three-level stub and header, the 勾稽 note
F4  table 4: 15 columns under a three-level header
F5  section 六: 信息处理费 as 件数 and 金额（元）
F6  every table is drawn without gap or overlap; every cell has one id and one label
"""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from xltools.law.edition import Edition
from xltools.law.form import Cell, CellKind, Form, FormTable
from xltools.law.grid import Placed, Role, places_of

RESULTS = (
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)


@pytest.fixture
def form(edition: Edition) -> Form:
    return edition.form


def figures(table: FormTable) -> list[Cell]:
    return [placed.cell for placed in places_of(table) if placed.cell]


def test_f1_has_the_six_sections_in_order(form: Form) -> None:
    assert [section.heading for section in form.sections] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]
    assert form.title == "政府信息公开工作年度报告"


def test_f1_section_one_has_an_opening_and_five_sub_headings(form: Form) -> None:
    headings = [text.heading for text in form.sections[0].narratives if text.number]
    assert headings == [
        "（一）主动公开",
        "（二）依申请公开",
        "（三）政府信息管理",
        "（四）政府信息公开平台建设",
        "（五）监督保障",
    ]
    assert form.narratives["lead"].before_heading
    assert form.narratives["opening"].section == "overview"


def test_f1_section_five_asks_for_problems_and_improvements(form: Form) -> None:
    assert [text.id for text in form.sections[4].narratives] == ["shortcomings", "improvements"]
    assert all(text.required for text in form.sections[4].narratives)


def test_f1_lead_states_the_period(form: Form) -> None:
    assert (form.lead.period_from, form.lead.period_to) == ("1月1日", "12月31日")
    assert "第711号" in form.lead.basis
    assert form.lead.article == "第五十条"


def test_f1_what_a_program_drafts_is_not_required_of_a_person(form: Form) -> None:
    assert not [text.id for text in form.narratives.values() if text.drafted and text.required]


def test_f2_table_two_has_four_blocks(form: Form) -> None:
    table = form.tables["disclosure"]
    drawn = [
        (
            block.heading,
            [column.label for column in block.leaf_columns],
            [row.label for row in block.leaf_rows],
        )
        for block in table.blocks
    ]
    decided = ["本年处理决定数量"]
    assert drawn == [
        (
            "第二十条第（一）项",
            ["本年制发件数", "本年废止件数", "现行有效件数"],
            ["规章", "行政规范性文件"],
        ),
        ("第二十条第（五）项", decided, ["行政许可"]),
        ("第二十条第（六）项", decided, ["行政处罚", "行政强制"]),
        ("第二十条第（八）项", ["本年收费金额（单位：万元）"], ["行政事业性收费"]),
    ]
    assert table.corner == "信息内容"


def test_f3_table_three_has_25_rows_and_7_columns(form: Form) -> None:
    (block,) = form.tables["requests"].blocks
    assert [row.label for row in block.leaf_rows] == [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        *RESULTS,
        "（七）总计",
        "四、结转下年度继续办理",
    ]
    assert [column.label for column in block.leaf_columns] == [
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
        "总计",
    ]
    assert len(block.cells) == 25 * 7


def test_f3_table_three_has_three_levels_both_ways(form: Form) -> None:
    (block,) = form.tables["requests"].blocks
    assert (block.stub_depth, block.header_depth) == (3, 3)
    (applicants,) = block.columns
    assert applicants.label == "申请人情况"
    assert [column.label for column in applicants.columns] == ["自然人", "法人或其他组织", "总计"]
    assert [row.label for row in block.rows[2].rows] == [
        RESULTS[0],
        RESULTS[1],
        "（三）不予公开",
        "（四）无法提供",
        "（五）不予处理",
        "（六）其他处理",
        "（七）总计",
    ]


def test_f3_the_note_on_balances_stands_in_the_corner(form: Form) -> None:
    table = form.tables["requests"]
    (corner,) = (placed for placed in places_of(table) if placed.role is Role.CORNER)
    assert corner.text == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert (corner.rows, corner.columns) == (3, 3)


def test_f4_table_four_has_15_columns_under_three_levels(form: Form) -> None:
    (block,) = form.tables["cases"].blocks
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert [column.label for column in block.leaf_columns] == 3 * results
    assert block.header_depth == 3
    review, court = block.columns
    assert (review.label, court.label) == ("行政复议", "行政诉讼")
    assert [column.label for column in court.columns] == ["未经复议直接起诉", "复议后起诉"]


def test_f5_the_fee_is_stated_as_count_and_yuan(form: Form) -> None:
    items, amount = form.tables["fees"].cells
    assert (items.column.kind, items.column.unit) == (CellKind.COUNT, "件")
    assert (amount.column.kind, amount.column.unit) == (CellKind.AMOUNT, "元")
    assert not form.tables["fees"].printed


def test_f5_only_charges_are_amounts_and_each_label_names_its_unit(form: Form) -> None:
    amounts = [cell for cell in form.cells.values() if cell.column.kind is CellKind.AMOUNT]
    assert [cell.column.unit for cell in amounts] == ["万元", "元"]
    assert all(cell.column.unit in cell.column.label for cell in amounts)
    counts = [cell for cell in form.cells.values() if cell.column.kind is CellKind.COUNT]
    assert {cell.column.unit for cell in counts} == {"件"}


def _covered(placed: Placed) -> list[tuple[int, int]]:
    rows = range(placed.row, placed.row + placed.rows)
    return list(product(rows, range(placed.column, placed.column + placed.columns)))


@pytest.mark.parametrize("name", ["disclosure", "requests", "cases", "fees"])
def test_f6_a_spread_table_covers_its_rectangle_exactly_once(form: Form, name: str) -> None:
    table = form.tables[name]
    counted = Counter(spot for placed in places_of(table) for spot in _covered(placed))
    height = 1 + max(row for row, _ in counted)
    assert set(counted) == set(product(range(height), range(table.width)))
    assert set(counted.values()) == {1}


@pytest.mark.parametrize("name", ["disclosure", "requests", "cases", "fees"])
def test_f6_an_unspread_table_overlaps_nowhere_and_has_no_hole(form: Form, name: str) -> None:
    grid = places_of(form.tables[name], spread=False)
    counted = Counter(spot for placed in grid for spot in _covered(placed))
    assert set(counted.values()) == {1}
    widths = Counter(row for row, _ in counted)
    assert set(counted) == {(row, column) for row in widths for column in range(widths[row])}
    assert all(placed.rows == placed.columns == 1 for placed in grid if placed.cell)


def test_f6_every_cell_is_drawn_once(form: Form) -> None:
    for table in form.tables.values():
        assert figures(table) == list(table.cells)


def test_f6_ids_are_unique_across_cells_texts_fields_and_tables(form: Form) -> None:
    ids = [cell.id for table in form.tables.values() for cell in table.cells]
    ids += [text.id for section in form.sections for text in section.narratives]
    ids += [field.id for field in form.cover]
    ids += [table.id for section in form.sections for table in section.tables]
    assert [name for name, times in Counter(ids).items() if times > 1] == []


def test_f6_no_two_cells_of_a_table_are_called_the_same(form: Form) -> None:
    for table in form.tables.values():
        labels = Counter(cell.label for cell in table.cells)
        assert [label for label, times in labels.items() if times > 1] == []


def test_f6_figures_stand_under_their_column_and_beside_their_row(form: Form) -> None:
    for table in form.tables.values():
        drawn = places_of(table)
        for figure in (placed for placed in drawn if placed.cell):
            assert figure.cell
            above = [
                place for place in drawn if place.role is Role.HEADER and place.row < figure.row
            ]
            nearest = max(
                (
                    place
                    for place in above
                    if figure.column in range(place.column, place.column + place.columns)
                ),
                key=lambda place: place.row,
            )
            assert nearest.text == figure.cell.column.label
            beside = [
                p.text
                for p in drawn
                if p.role is Role.STUB and (figure.row, figure.column - 1) in _covered(p)
            ]
            if figure.column == table.stub_depth and table.stub_depth:
                assert beside == [figure.cell.row.label]


def test_body_kinds_are_told_apart_by_what_the_law_lets_them_do(form: Form) -> None:
    assert [kind.label for kind in form.body_kinds if kind.makes_regulations] == [
        "省级或设区的市政府本级"
    ]
    assert [kind.label for kind in form.body_kinds if kind.government] == [
        "省级或设区的市政府本级",
        "县级政府本级",
        "乡镇政府",
    ]
    assert form.body_kind("县局") is None


def test_who_prepared_the_return_is_never_published(form: Form) -> None:
    assert not any(
        form.fields[name].published for name in ("prepared_by", "reviewed_by", "approved_by")
    )
