"""图解: the main figures of a year as charts on one page, for the column 一图读懂 of a site.

Drawn is what cells say: what is blank, or no number of its kind, is left out, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.filing.confront import plain
from xltools.filing.filing import Filing, sum_of
from xltools.law.form import Form, FormChart
from xltools.messages import say
from xltools.report import html, text
from xltools.report.charts import Chart, narrow_bars
from xltools.report.context import context_of

_PAGE = "picture.html"


@dataclass(frozen=True, slots=True)
class PictureItem:
    """A chart with its figures as a table, of one figure alone no chart; or, where all are 0, a
    sentence only.
    """

    heading: str
    sentence: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    drawn: Chart | None = None

    @property
    def heads(self) -> tuple[str, str]:
        """The captions of the table."""
        return say("picture.item"), say("picture.number", unit=self.unit)


@dataclass(frozen=True, slots=True)
class PicturePart:
    """A section of the form with what is drawn of it."""

    heading: str
    items: tuple[PictureItem, ...]


def render_picture(filing: Filing, *, draft: bool = False, source: str = "") -> bytes:
    """The page; a draft says so on its face.

    `source` says where the figures come from, if not from the tables of the filing's report.
    """
    context = context_of(filing, draft=draft)
    title = say("picture.title", title=context.title)
    page = html.page_template(_PAGE).render(
        {**vars(context), "title": title},
        heading=say("picture.heading"),
        source=source or say("picture.source", title=context.title),
        parts=tuple(_parts(filing)),
        nothing=say("picture.nothing"),
    )
    return page.encode()


def _parts(filing: Filing) -> Iterator[PicturePart]:
    """The sections of which anything is known."""
    form = filing.edition.form
    for section in form.sections:
        tables = [table.id for table in section.tables]
        charts = [chart for chart in form.charts if chart.table in tables]
        items = tuple(item for item in (_item(filing, chart) for chart in charts) if item)
        if items:
            yield PicturePart(section.title, items)


def _item(filing: Filing, chart: FormChart) -> PictureItem | None:
    """A chart of the figures that are known; None where there is nothing to say."""
    form = filing.edition.form
    figures = [(label, _number(filing, bar)) for label, bar in _labelled(form, chart)]
    known = [(label, number) for label, number in figures if number is not None]
    unknown = len(figures) - len(known)
    some = any(number for _, number in known)
    if not known or not (some or unknown or chart.nil):
        return None
    if not (some or unknown):
        return PictureItem(chart.heading, chart.nil)
    unit = form.cells[form.cells_under(chart.bars[0])[0]].column.unit
    rows = tuple((label, plain(number)) for label, number in known)
    said = (say("picture.bar", label=label, number=number, unit=unit) for label, number in rows)
    told = say("picture.told", bars="，".join(said))
    drawn = narrow_bars(chart.heading, known, told) if some and len(chart.bars) > 1 else None
    note = say("picture.unknown", count=unknown) if unknown else ""
    return PictureItem(chart.heading, note, rows, unit, drawn)


def _labelled(form: Form, chart: FormChart) -> Iterator[tuple[str, str]]:
    """Each bar with what it is called: by its column if they stand in one row, else by its row."""
    in_one_row = len({bar.rpartition(".")[0] for bar in chart.bars}) == 1
    for number, bar in enumerate(chart.bars):
        row = None if in_one_row else form.row(*bar.split(".")[:2])
        label = row.label if row else form.cells[bar].column.label
        yield chart.labels[number] if chart.labels else text.without_brackets(label), bar


def _number(filing: Filing, bar: str) -> int | Decimal | None:
    """The figure, or the sum of the group; None where a cell of it holds none of its kind."""
    form = filing.edition.form
    numbers = {cell: filing.number(cell) for cell in form.cells_under(bar)}
    return sum_of(
        number if number is not None and form.cells[cell].column.kind.holds(number) else None
        for cell, number in numbers.items()
    )
