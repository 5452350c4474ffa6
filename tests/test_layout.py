"""The layout: everything has a place, no two share one, and places read as people say them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.law.edition import Edition, load
from xltools.law.expression import cells_of
from xltools.law.grid import places_of
from xltools.layout.return_book import (
    CHECK,
    CHECK_COLUMNS,
    CHECK_HELPERS,
    COVER,
    HELP_ROW,
    TITLE_ROW,
    Area,
    Layout,
    Spot,
    addresses,
    layout_of,
    letters,
    ranges,
)
from xltools.layout.steps import COUNTS

SPOTS = st.sets(
    st.builds(Spot, st.just("表"), st.integers(1, 9), st.integers(1, 6)), min_size=1, max_size=30
)


@pytest.fixture
def layout(edition: Edition) -> Layout:
    return layout_of(edition)


def _taken(layout: Layout) -> Iterator[tuple[str, Spot]]:
    """Every cell that something stands in, with what it is."""
    yield from ((f"cover {name}", spot) for name, spot in layout.cover.items())
    yield from ((f"label {name}", spot) for name, spot in layout.cover_labels.items())
    yield from ((f"group {name}", spot) for name, spot in layout.cover_groups.items())
    yield from (("cover lines", spot) for spot in layout.cover_lines.spots())
    yield "nil heading", layout.nil_heading
    for table, spot in layout.nil.items():
        yield f"nil {table}", spot
        yield from ((f"question {table}", s) for s in layout.nil_questions[table].spots())
        yield f"answer shown {table}", layout.nil_shown[table]
        yield f"answer label {table}", layout.nil_shown[table].moved(columns=-1)
    for name, spot in (("state", layout.state), ("code", layout.code)):
        yield name, spot
        yield f"{name} label", spot.moved(columns=-1)
    for sheet in (COVER, CHECK, *layout.sheets):
        yield f"title {sheet}", Spot(sheet, TITLE_ROW, 1)
    yield from _taken_by_progress(layout)
    for sheet in layout.sheets:
        yield f"help {sheet}", Spot(sheet, HELP_ROW, 1)
    yield from _taken_by_tables(layout)
    for name, area in layout.narratives.items():
        yield f"heading {name}", layout.heading(name)
        yield from ((f"text {name}", spot) for spot in area.spots())
    yield from _taken_on_checks(layout)
    for name, spot in layout.stamp.items():
        yield f"stamp {name}", spot
        yield f"stamp label {name}", spot.moved(columns=-1)
    for name, spot in layout.marks.items():
        yield f"mark {name}", spot
        yield f"marked figure {name}", spot.moved(columns=1)
    for name, spot in layout.bindings.items():
        yield f"binding {name}", spot
        yield f"explanation bound {name}", spot.moved(columns=1)
    yield from (("free binding", spot) for spot in layout.free_bindings.spots())
    yield from (("doubt of an import", spot) for spot in layout.doubts.spots())


def _taken_by_progress(layout: Layout) -> Iterator[tuple[str, Spot]]:
    for sheet, progress in layout.progress.items():
        for area in (progress.status, progress.link):
            yield from ((f"first line of {sheet}", spot) for spot in area.spots())
        yield f"colour {sheet}", progress.colour
        sums = (progress.filled, progress.target, *map(progress.count, COUNTS))
        yield from ((f"sum of {sheet}", spot) for spot in sums)
    for step in layout.progress[CHECK].steps:
        yield f"step {step.items}", step.lacking
        yield f"place of step {step.items}", step.place
    yield "alphabet", layout.alphabet
    for field, area in layout.letters.items():
        yield from ((f"letter of {field}", spot) for spot in area.spots())


def _taken_by_tables(layout: Layout) -> Iterator[tuple[str, Spot]]:
    for name, area in layout.tables.items():
        for placed in area.grid:
            for spot in Area(area.spot(placed), placed.rows, placed.columns).spots():
                yield f"{name} {placed.role} {placed.text}", spot
        yield f"note label {name}", area.note.first.moved(columns=-1)
        yield from ((f"note {name}", spot) for spot in area.note.spots())
        if block := layout.last_year.get(name):
            yield from ((f"{name} last year", spot) for spot in block.heading.spots())
            yield from ((f"{name} last year {cell}", s) for cell, s in block.figures.items())
            for inner in (*block.verdicts.values(), *block.labels, *block.outcomes):
                yield from ((f"{name} last year {inner.address}", s) for s in inner.spots())
        for number, block in enumerate(area.shadows, start=1):
            yield from ((f"{name} hidden {number}", spot) for spot in block.spots())


def _taken_on_checks(layout: Layout) -> Iterator[tuple[str, Spot]]:
    columns = (*CHECK_COLUMNS, *CHECK_HELPERS)
    header = range(1, len(columns) + 1)
    yield from (("check header", Spot(CHECK, layout.check_header, column)) for column in header)
    for instance, row in layout.checks.items():
        yield from ((f"{instance} {column}", row.spot(column)) for column in columns)
    yield from (("free", spot) for spot in layout.free.spots())
    lines = Area(layout.failing.first, layout.failing.rows, len(columns))
    yield from (("failing", spot) for spot in lines.spots())


def test_no_two_things_share_a_cell(layout: Layout) -> None:
    counted = Counter(spot for _, spot in _taken(layout))
    twice = {what for what, spot in _taken(layout) if counted[spot] > 1}
    assert twice == set()


def test_every_place_is_on_a_sheet(layout: Layout) -> None:
    assert all(spot.row >= 1 and spot.column >= 1 and spot.sheet for _, spot in _taken(layout))


def test_everything_of_the_form_has_a_place(layout: Layout, edition: Edition) -> None:
    form = edition.form
    assert set(layout.figures) == set(form.cells)
    assert set(layout.cover) == set(form.fields)
    assert set(layout.narratives) == set(form.narratives)
    assert set(layout.nil) == set(layout.tables) == set(form.tables)
    assert set(layout.checks) == {instance.id for instance in edition.instances}
    assert set(layout.sheets.values()) == set(form.sections)


def test_each_item_stands_on_the_sheet_of_its_section(layout: Layout) -> None:
    for sheet, section in layout.sheets.items():
        items = [cell.id for table in section.tables for cell in table.cells]
        items += [text.id for text in section.narratives]
        assert {layout.place(item).sheet for item in items} == {sheet}


def test_figures_of_a_row_stand_in_one_row_and_of_a_column_in_one_column(layout: Layout) -> None:
    cells = layout.edition.form.tables["requests"].cells
    for cell in cells:
        spot = layout.figures[cell.id]
        assert spot.row == layout.figures[f"requests.{cell.row.id}.total"].row
        assert spot.column == layout.figures[f"requests.new.{cell.column.id}"].column


def test_sheet_names_need_no_quotes(layout: Layout) -> None:
    for sheet in (COVER, CHECK, *layout.sheets):
        assert sheet.isalnum()
        assert not sheet[0].isdigit()


def test_hidden_cells_lie_beside_their_figures(layout: Layout) -> None:
    for cell, spot in layout.figures.items():
        hidden = [layout.state_of(cell), *layout.weights_of(cell), layout.no_figure(cell)]
        assert {place.row for place in hidden} == {spot.row}
        assert len({spot, *hidden}) == 5


def test_totals_that_are_formulas_are_listed_after_what_can_fail(layout: Layout) -> None:
    rows: dict[bool, list[int]] = {False: [], True: []}
    for instance in layout.edition.instances:
        rows[instance.rule.computes].append(layout.checks[instance.id].row)
    assert max(rows[False]) < min(rows[True])


def test_every_locked_label_is_compared_and_is_the_forms_own(layout: Layout) -> None:
    form = layout.edition.form
    texts = set(layout.labels.values())
    drawn = {placed.text for table in form.tables.values() for placed in places_of(table)}
    assert drawn - texts <= {""}
    assert {text.heading for text in form.narratives.values()} <= texts
    assert {field.label for field in form.fields.values()} <= texts


def test_the_layout_is_made_once_an_edition(edition: Edition) -> None:
    assert layout_of(edition) is layout_of(load(edition.id))


# ------------------------------------------------------------------ as people read it


def _where(layout: Layout, *items: str) -> str:
    return layout.where(items)


def test_a_balance_is_placed_by_its_column(layout: Layout) -> None:
    cells = cells_of(layout.edition.by_id["T3-BALANCE/business"].claim)
    assert layout.where(cells) == "三依申请!E列（商业企业）"


def test_a_row_of_a_table_is_placed_by_its_row(layout: Layout) -> None:
    cells = cells_of(layout.edition.by_id["T3-ROW/new"].claim)
    assert layout.where(cells) == "三依申请!第8行（第一项“本年新收”）"


def test_one_figure_is_placed_by_its_cell_and_label(layout: Layout) -> None:
    assert _where(layout, "requests.new.business") == "三依申请!E8（第一项“本年新收”·商业企业）"


def test_a_cover_field_and_a_text_are_placed_by_their_label(layout: Layout) -> None:
    assert _where(layout, "name").endswith("（单位全称）")
    assert _where(layout, "name").startswith("封面!B")
    assert _where(layout, "supervision").startswith("一总体情况!")
    assert _where(layout, "supervision").endswith("（（五）监督保障）")


def test_a_table_question_is_placed_above_its_table(layout: Layout) -> None:
    for table, area in layout.tables.items():
        spot = layout.nil[table]
        assert (spot.sheet, spot.row) == (area.origin.sheet, area.origin.row - 1)
        assert _where(layout, table).startswith(f"{spot.reference}（")


def test_required_texts_stand_above_optional_ones(layout: Layout) -> None:
    for section in layout.sheets.values():
        texts = sorted(section.narratives, key=lambda text: layout.place(text.id))
        assert [text.required for text in texts] == sorted(
            (text.required for text in texts), reverse=True
        )


def test_every_cell_that_must_be_filled_is_a_step_of_its_sheet(layout: Layout) -> None:
    form, steps = layout.edition.form, layout.progress[CHECK].steps
    items = [item for step in steps for item in step.items]
    required = [item.id for item in (*form.cover, *form.narratives.values()) if item.required]
    assert sorted(items) == sorted([*form.cells, *required])
    for sheet, progress in layout.progress.items():
        if sheet != CHECK:
            assert {layout.place(item).sheet for s in progress.steps for item in s.items} == {sheet}


def test_a_note_is_placed_on_its_line_under_the_table(layout: Layout) -> None:
    for id_, area in layout.tables.items():
        note = layout.edition.form.tables[id_].note
        assert layout.place(note) == area.note.first
        assert _where(layout, note).startswith(f"{area.note.first.reference}（")


def test_a_table_without_a_stub_is_placed_by_its_cells(layout: Layout) -> None:
    cells = cells_of(layout.edition.by_id["T4-DIRECT"].claim)
    assert layout.where(cells) == "四复议诉讼!F8:J8"


def test_cells_below_one_another_under_different_headers_are_no_column(layout: Layout) -> None:
    items = ("disclosure.regulations.made", "disclosure.licensing.decisions")
    first, second = (layout.figures[item].address for item in items)
    assert _where(layout, *items) == f"二主动公开!{first}、{second}"


def test_places_on_several_sheets_each_name_their_sheet(layout: Layout) -> None:
    place = _where(layout, "requests.new.business", "on_request", "requests.new.business")
    sheets = [part.partition("!")[0] for part in place.split("；")]
    assert sheets == ["三依申请", "一总体情况"]


def test_nothing_is_nowhere_and_the_unknown_has_no_place(layout: Layout) -> None:
    assert _where(layout) == ""
    with pytest.raises(KeyError):
        _where(layout, "requests.new.nobody")


@pytest.mark.parametrize(
    ("column", "name"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_columns_have_letters(column: int, name: str) -> None:
    assert letters(column) == name


def test_spots_and_areas_write_themselves() -> None:
    spot = Spot("三依申请", 8, 4)
    assert (spot.address, spot.reference) == ("D8", "三依申请!D8")
    assert spot.absolute == "'三依申请'!$D$8"
    assert Area(spot, 25, 6).reference == "三依申请!D8:I32"
    assert Area(spot, 25, 6).absolute == "'三依申请'!$D$8:$I$32"
    assert Area(spot, 1).address == "D8"
    assert len(list(Area(spot, 25, 6).spots())) == 150


def _spots(address: str) -> list[Spot]:
    first, _, last = address.partition(":")
    (top, left), (bottom, right) = _parsed(first), _parsed(last or first)
    return list(Area(Spot("表", top, left), bottom - top + 1, right - left + 1).spots())


def _parsed(address: str) -> tuple[int, int]:
    return int(address[1:]), ord(address[0]) - 64


@given(SPOTS)
def test_addresses_name_exactly_the_given_cells(spots: set[Spot]) -> None:
    named = [spot for address in addresses(spots) for spot in _spots(address)]
    assert sorted(named) == sorted(spots)


@given(SPOTS)
def test_ranges_hold_exactly_the_given_cells(spots: set[Spot]) -> None:
    held = [spot for area in ranges(spots) for spot in area.spots()]
    assert sorted(held) == sorted(spots)


def test_neighbours_are_joined(layout: Layout) -> None:
    row = [layout.figures[f"requests.new.{column}"] for column in ("natural_person", "business")]
    assert addresses(row) == ["D8:E8"]
    (area,) = ranges(layout.figures[cell] for cell in _results(layout))
    assert (area.rows, area.columns) == (21, 1)


def _results(layout: Layout) -> tuple[str, ...]:
    return cells_of(layout.edition.by_id["T3-CLOSED/business"].claim)[1:]
