"""The six section sheets: tables with open figures, narratives one paragraph a row."""

from __future__ import annotations

from decimal import Decimal

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xltools.filing.check_row import DOUBTFUL, UNBALANCED
from xltools.filing.checkcode import weights
from xltools.filing.filing import BLANK, Unreadable
from xltools.law.form import Cell, Narrative, Section
from xltools.law.grid import Placed, Role
from xltools.law.rule import Severity
from xltools.layout.return_book import HELP_ROW, STATUS_ROW, TITLE_ROW, Area, Spot, letters
from xltools.layout.table_area import TableArea
from xltools.messages import say
from xltools.template.sheets import style
from xltools.template.sheets.book import Book, first_line, open_at, set_widths
from xltools.template.sheets.paragraphs import text_height, text_width, texts_by_row
from xltools.template.sheets.validation import choice, figure_rule, prompt

_FIGURE_WIDTHS = ((4, 26.0), (9, 10.0), (99, 8.6))
"""Widths of figure columns, by how many there are at most."""
_STUB = 0.87
"""A stub is narrower than on paper, so that a screen of 1366 points holds the table."""
_TEXT_WIDTHS = (8.0, 40.0)
_LISTED_WIDTHS = (38.0, 36.0)
"""Left and right of the texts; where a table stands above them, no label of it is to break."""
_PRINTED = 2
"""Columns of texts that are printed: what to write, beside them, is for the screen."""
_NOTE_HEIGHT = 50.0
"""Three lines: a merged cell never grows."""
_FEWEST = 4.0
"""Points of an empty line that parts what stands above and below it."""
_FONTS = {Role.HEADING: style.HEADING, Role.FIGURE: style.BODY}
_FILLS = {
    Role.HEADING: style.HEAD_FILL,
    Role.CORNER: style.HEAD_FILL,
    Role.HEADER: style.HEAD_FILL,
    Role.STUB: style.STUB_FILL,
    Role.FIGURE: style.TOTAL_FILL,
}


def write_section(book: Book, section: Section) -> None:
    """Write one section sheet."""
    sheet = book.add_sheet(section.short)
    areas = [book.layout.tables[table.id] for table in section.tables]
    widths = _widths(section, areas)
    set_widths(sheet, widths)
    printed = widths[:_PRINTED] if section.narratives else widths
    _heading(book, sheet, section, printed)
    for area in areas:
        _question(book, sheet, area)
        _table(book, sheet, area, widths)
    for narrative in section.narratives:
        _narrative(book, sheet, narrative, widths)
    _part_optional(book, sheet, section, printed)
    top = Spot(section.short, STATUS_ROW, 1)
    _page(sheet, section, areas, Area(top, sheet.max_row, len(printed)))
    steps = book.layout.progress[section.short].steps
    first = steps[0].items[0] if steps else section.narratives[0].id
    open_at(sheet, book.layout.place(first))


def _widths(section: Section, areas: list[TableArea]) -> list[float]:
    if section.narratives:
        left, right = _LISTED_WIDTHS if areas else _TEXT_WIDTHS
        return [left, text_width(section), right]
    area = areas[0]
    stub = [width * _STUB for width in area.table.stub_widths]
    figures = area.area.columns - len(stub)
    return stub + [next(width for most, width in _FIGURE_WIDTHS if figures <= most)] * figures


def _heading(book: Book, sheet: Worksheet, section: Section, widths: list[float]) -> None:
    if section.tables and section.narratives:
        code = "section.both_help"
    else:
        code = "section.table_help" if section.tables else "section.text_help"
    first_line(book, sheet, book.states.status(section.short))
    title, help_ = (Spot(section.short, row, 1) for row in (TITLE_ROW, HELP_ROW))
    style.across(sheet, title, widths, section.heading, style.TITLE, 28.0)
    style.across(sheet, help_, widths, say(code, clause=section.clause), style.SMALL)


def _page(sheet: Worksheet, section: Section, areas: list[TableArea], printed: Area) -> None:
    """Print set-up and frozen panes: the status line, and a table's header and stub."""
    sheet.print_area = printed.address
    below, right = STATUS_ROW + 1, 1
    if areas and not section.narratives and len(areas[0].table.blocks) == 1:
        first = next(p for p in areas[0].grid if p.role is Role.FIGURE)
        below, right = areas[0].spot(first).row, areas[0].spot(first).column
        sheet.page_setup.fitToHeight = 1
        if areas[0].area.columns > 10:
            sheet.page_setup.orientation = "landscape"
    elif section.tables and not section.narratives:
        sheet.page_setup.fitToHeight = 1
    else:
        sheet.print_title_rows = f"{TITLE_ROW}:{TITLE_ROW}"
    sheet.freeze_panes = Spot(section.short, below, right).address


# ------------------------------------------------------------------ tables


def _question(book: Book, sheet: Worksheet, area: TableArea) -> None:
    """Above the table, whether what is left blank in it counts as 0."""
    table = area.table.id
    asked, answer = book.layout.nil_questions[table], book.layout.nil[table]
    style.merge(sheet, asked, box=True)
    label = say("section.nil_question")
    style.write_cell(sheet, asked.first, label, style.LABEL, fill=style.STUB_FILL, box=True)
    yes, no = say("nil.yes"), say("nil.no")
    given = book.filing.nil.get(table)
    cell = style.open_cell(sheet, answer, style.CENTRE, required=False)
    cell.value = None if given is None else (yes if given else no)
    rule = choice([yes, no], say("section.choice_error"), "")
    sheet.add_data_validation(rule)
    rule.add(answer.address)
    hint = answer.moved(columns=1)
    style.merge(sheet, Area(hint, 1, max(1, area.area.columns - answer.column)))
    style.write_cell(sheet, hint, say("section.nil_hint"), style.SMALL)
    sheet.row_dimensions[answer.row].height = 34.0


def _table(book: Book, sheet: Worksheet, area: TableArea, widths: list[float]) -> None:
    heights: dict[int, float] = {}
    for placed in area.grid:
        spot = area.spot(placed)
        if placed.cell:
            heights.setdefault(spot.row, 24.0)
            _figure(book, sheet, placed.cell, spot, listed=area.listed)
            continue
        _label(sheet, area, placed)
        width = sum(widths[spot.column - 1 : spot.column - 1 + placed.columns])
        if placed.rows == 1:
            height = style.height_for(placed.text, width)
            heights[spot.row] = max(heights.get(spot.row, 21.0), height)
    for row, height in heights.items():
        sheet.row_dimensions[row].height = height
    _note(book, sheet, area, widths)
    if area.table.id in book.layout.last_year:
        _last_year(book, sheet, area.table.id)
    _validate_figures(book, sheet, area)
    _shadows(book, sheet, area)


def _label(sheet: Worksheet, area: TableArea, placed: Placed) -> None:
    spot = area.spot(placed)
    alignment = style.INDENTED if placed.role is Role.STUB else style.CENTRE
    if placed.role is Role.STUB and placed.rows > 1:
        alignment = style.CENTRE
    style.merge(sheet, Area(spot, placed.rows, placed.columns), box=True)
    font = _FONTS.get(placed.role, style.LABEL)
    style.write_cell(sheet, spot, placed.text, font, alignment, fill=_FILLS[placed.role], box=True)


def _figure(book: Book, sheet: Worksheet, cell: Cell, spot: Spot, *, listed: bool) -> None:
    alignment = style.LEFT if listed else style.CENTRE
    filed = book.filing.figures.get(cell.id, BLANK)
    if cell.id in book.layout.edition.totals:
        made = style.write_cell(
            sheet, spot, None, style.BODY, alignment, fill=style.TOTAL_FILL, box=True
        )
        if filed is BLANK:
            made.value = book.formulas.total(cell.id)
    else:
        made = style.open_cell(sheet, spot, alignment)
    if isinstance(filed, Unreadable):
        style.put_value(made, filed.text)
    elif filed is not BLANK:
        made.value = filed
    made.number_format = "General"


def _note(book: Book, sheet: Worksheet, area: TableArea, widths: list[float]) -> None:
    first = area.note.first
    style.write_cell(sheet, first.moved(columns=-1), say("section.note"), style.LABEL, style.CENTRE)
    style.merge(sheet, area.note, box=True)
    cell = style.open_cell(sheet, first, style.TOP, required=False)
    text = book.filing.notes.get(area.table.id, "")
    style.put_value(cell, text or None)
    for spot in area.note.spots():
        style.dress(style.cell_at(sheet, spot), style.OPEN)
    width = sum(widths[first.column - 1 : first.column - 1 + area.note.columns])
    sheet.row_dimensions[first.row].height = max(_NOTE_HEIGHT, style.height_for(text, width))
    rule = prompt(DataValidation(), say("section.note_prompt"), "")
    sheet.add_data_validation(rule)
    rule.add(first.address)


def _last_year(book: Book, sheet: Worksheet, table: str) -> None:
    """Last year's figures beneath the table, locked, each with the verdict on this year's."""
    block, formulas = book.layout.last_year[table], book.formulas
    heading = _quiet(sheet, block.heading, formulas.last_year(table), box=False)
    heading.data_type = "f"
    style.dress(heading, style.LINK)
    texts = {**block.labels, **dict.fromkeys(block.outcomes, say("section.outcome"))}
    for area, text in texts.items():
        _quiet(sheet, area, text)
        sheet.row_dimensions[area.first.row].height = 20
    for cell, spot in block.figures.items():
        figure = _quiet(sheet, Area(spot, 1), book.filing.previous.get(cell))
        figure.alignment = style.CENTRE
    for instance, area in block.verdicts.items():
        verdict = _quiet(sheet, area, formulas.beside(instance))
        verdict.data_type, verdict.alignment = "f", style.CENTRE
        grave = book.layout.edition.by_id[instance].rule.severity is Severity.ERROR
        failed = f'{area.first.address}="{say("verdict.fail")}"'
        style.colour_where(sheet, area, failed, style.RED if grave else style.ORANGE)


def _quiet(
    sheet: Worksheet, area: Area, text: str | float | Decimal | None, *, box: bool = True
) -> style.Cell:
    style.merge(sheet, area, box=box)
    return style.write_cell(sheet, area.first, text, style.SMALL, box=box)


def _validate_figures(book: Book, sheet: Worksheet, area: TableArea) -> None:
    rules: dict[str, DataValidation] = {}
    for cell in area.table.cells:
        if cell.id not in book.layout.edition.totals:
            key = f"{cell.column.kind}{cell.column.unit}"
            if key not in rules:
                rules[key] = figure_rule(cell.column)
                sheet.add_data_validation(rules[key])
            rules[key].add(book.layout.figures[cell.id].address)


def _shadows(book: Book, sheet: Worksheet, area: TableArea) -> None:
    """The hidden blocks: states, which the conditional formats read, weights, what is no figure."""
    for cell in area.table.cells:
        no_figure = style.cell_at(sheet, book.layout.no_figure(cell.id))
        no_figure.value = book.formulas.no_figure(cell.id)
        style.cell_at(sheet, book.layout.state_of(cell.id)).value = book.formulas.state(cell)
        for spot, weight in zip(
            book.layout.weights_of(cell.id), weights(book.layout.edition)[cell.id], strict=True
        ):
            style.cell_at(sheet, spot).value = weight
    for block in area.shadows:
        for spot in Area(block.first, 1, area.area.columns).spots():
            sheet.column_dimensions[letters(spot.column)].hidden = True
    state = area.shadow(1).first.address
    for least, colour in ((UNBALANCED, style.RED), (DOUBTFUL, style.ORANGE)):
        style.colour_where(sheet, area.area, f"{state}>={least}", colour)


# ------------------------------------------------------------------ narratives


def _narrative(book: Book, sheet: Worksheet, narrative: Narrative, widths: list[float]) -> None:
    area, required = book.layout.narratives[narrative.id], narrative.required
    _asked(book, sheet, narrative, widths[-1])
    texts = texts_by_row(book.filing, narrative.id)
    for number, spot in enumerate(area.spots(), start=1):
        label = say("section.paragraph", number=number)
        style.write_cell(sheet, spot.moved(columns=-1), label, style.SMALL, style.CENTRE, box=True)
        text = texts.get(number - 1, "")
        cell = style.open_cell(sheet, spot, style.TOP, required=required and number == 1)
        style.put_value(cell, text or None)
        sheet.row_dimensions[spot.row].height = max(22.0, text_height(text, widths[1]))


def _asked(book: Book, sheet: Worksheet, narrative: Narrative, width: float) -> None:
    """The heading, whether the text is required, and what to write, with an example."""
    heading = book.layout.heading(narrative.id)
    word = say("section.required" if narrative.required else "section.optional")
    fill = style.HEAD_FILL if narrative.required else style.STUB_FILL
    left = heading.moved(columns=-1)
    style.write_cell(sheet, left, word, style.LABEL, style.CENTRE, fill=fill, box=True)
    style.write_cell(sheet, heading, narrative.heading, style.HEADING, fill=fill, box=True)
    hint = "\n".join(line for line in (narrative.help, narrative.example) if line)
    style.write_cell(sheet, heading.moved(columns=1), hint, style.SMALL, fill=fill, box=True)
    sheet.row_dimensions[heading.row].height = max(24.0, style.height_for(hint, width))


def _part_optional(book: Book, sheet: Worksheet, section: Section, widths: list[float]) -> None:
    """A line above each part; above the optional ones it says that they are."""
    rows = [book.layout.heading(text.id).row - 1 for text in section.narratives]
    optional = [text for text in section.narratives if not text.required]
    for row in rows:
        if row > HELP_ROW:
            sheet.row_dimensions[row].height = _FEWEST
    if optional and len(optional) < len(section.narratives):
        spot = book.layout.heading(optional[0].id).moved(rows=-1, columns=-1)
        style.across(sheet, spot, widths, say("section.optional_below"), style.HEADING, 30)
