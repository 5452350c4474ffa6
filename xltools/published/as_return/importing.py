"""A published report as a Filing, each doubt about the reading a finding at its cell.

Never a guess in place of a question: what is not found stays blank, what was read of a doubtful
place is told, and nothing is computed to fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xltools.filing.filing import Filing, Value, with_totals
from xltools.filing.findings import Finding
from xltools.filing.wording import covered
from xltools.law.edition import EDITIONS, Edition, UnknownEdition, in_force, latest, load
from xltools.law.rule import Severity
from xltools.messages import say, some_of
from xltools.published.as_return.telling import finding
from xltools.published.data import pattern
from xltools.published.documents.contents import NotADocument, Published
from xltools.published.ours.front import without_front, without_notice
from xltools.published.ours.marked import marked_parts, take_marked
from xltools.published.ours.parity import printed_cells
from xltools.published.tables.streams import regain
from xltools.published.tables.taking import Taken, take, take_loose
from xltools.published.texts.cut import cut
from xltools.published.texts.parting import Cut
from xltools.report.outline import printed_tables

_LONGEST = 40
"""Places that a sentence names, and letters that it quotes."""
_FEWEST = 10
"""Figures, or paragraphs, without which a document is no report."""


class NoReport(NotADocument):
    """Nothing of a report stands in it."""

    code = "no_report"


class OtherEdition(NotADocument):
    """It reports on a year whose format this program does not have."""

    code = "other_edition"


class OnlyPictures(NotADocument):
    """All its pages are pictures."""

    code = "only_pictures"


@dataclass(frozen=True)
class Imported:
    """A report's filing, and what there is to say of how it was read."""

    filing: Filing
    findings: tuple[Finding, ...]


def import_document(document: Published, *, blank_is_zero: bool = False) -> Imported:
    """The filing of a published report. Raises NotADocument for what is none."""
    edition = latest()
    given, document = document, without_front(edition, document)
    signed = document is not given
    document, notice = without_notice(document)
    taken, used = _figures(edition, document)
    told = _cut_out(edition, document, taken, used)
    if len(taken.values) < _FEWEST and sum(map(len, told.narratives.values())) < 2:
        raise OnlyPictures if document.scans or document.pictures else NoReport
    settled = _edition_of(told)
    if settled is not edition:
        edition = settled
        taken, used = _figures(edition, document)
        told = _cut_out(edition, document, taken, used)
    elsewhere = _of_other_editions(edition, document, taken)
    nil = _nil(edition, told, taken, blank_is_zero=blank_is_zero)
    figures = {**taken.values, **_fees(told)}
    filing = Filing(
        edition,
        cover=_cover(told),
        nil=dict.fromkeys(nil, True),
        figures=figures,
        narratives={id: tuple(texts) for id, texts in told.narratives.items()},
        notes=_notes(edition, told, taken),
    )
    findings = (
        *_on_document(document, taken, notice, signed=signed),
        *_on_tables(edition, taken, elsewhere),
        *_on_figures(edition, taken, nil),
        *_on_totals(filing),
        *_on_texts(edition, told),
    )
    return Imported(filing, findings)


def _edition_of(told: Cut) -> Edition:
    """The edition that the report's year asks for; the newest where it names no year."""
    if not told.year:
        return latest()
    try:
        return in_force(int(told.year))
    except UnknownEdition as error:
        raise OtherEdition(told.year) from error


# ------------------------------------------------------------------ figures


def _figures(edition: Edition, document: Published) -> tuple[Taken, frozenset[int]]:
    """What the tables give, made of lines where there are none; and the lines that they took."""
    taken = take(edition, document)
    take_marked(edition, document, taken)
    if all(cell in taken.values for cell in printed_cells(edition)):
        return taken, frozenset()
    loose = [n for n, line in enumerate(document.lines) if line.table not in taken.tables]
    made = regain(edition, [document.lines[n].text for n in loose])
    if taken.missing and made.grid:
        grids, origins = [*document.grids, made.grid], [*document.origins, {}]
        better = take(edition, replace(document, grids=grids, origins=origins))
        if len(better.values) > len(taken.values):
            better.tables.discard(len(document.grids))
            return better, frozenset(loose[n] for lines in made.lines for n in lines)
    return taken, frozenset(loose[n] for n in take_loose(edition, taken, made))


def _cut_out(edition: Edition, document: Published, taken: Taken, used: frozenset[int]) -> Cut:
    """The lines outside the tables that hold figures, each where it belongs."""
    lines = [
        line.text
        for number, line in enumerate(document.lines)
        if number not in used and (line.table is None or line.table not in taken.tables)
    ]
    return cut(edition, lines, document.kind, marked_parts(edition, document))


def _of_other_editions(edition: Edition, document: Published, taken: Taken) -> dict[str, Edition]:
    """Tables on another edition's format: what means the same there is taken, the rest told."""
    found: dict[str, Edition] = {}
    if not taken.strange and not taken.missing:
        return found
    for other in (load(id) for id in EDITIONS if id != edition.id):
        theirs = take(other, document)
        for table in [*taken.strange, *taken.missing]:
            cells = {c for c in theirs.values if c.partition(".")[0] == table}
            strange = len(theirs.strange.get(table, ()))
            if not cells or strange >= len(taken.strange.get(table, ())) > 0:
                continue
            found[table] = other
            for cell in cells & edition.form.cells.keys() - taken.values.keys():
                label = other.form.cells[cell].label
                if edition.form.cells[cell].label == label:
                    taken.values[cell] = theirs.values[cell]
                    taken.doubt("other_form", cell, label)
    return found


def _fees(told: Cut) -> dict[str, Value]:
    """The fee, where the text says in words that there was none."""
    said = "".join(told.narratives.get("processing_fee", ()))
    if not pattern("no_fee").search(said):
        return {}
    return {"fees.items": 0, "fees.amount": 0}


def _nil(edition: Edition, told: Cut, taken: Taken, *, blank_is_zero: bool) -> list[str]:
    """The tables whose blanks count as 0: the office says so, or the text does."""
    found = [t.id for t in printed_tables(edition) if t.id not in taken.missing]
    if blank_is_zero:
        return found
    said = "".join(told.narratives.get("on_request", ()))
    none = bool(pattern("nothing_received").search(said))
    held = any(cell.startswith("requests.") for cell, value in taken.values.items() if value)
    lacking = any(c.startswith("requests.") and c not in taken.values for c in edition.typed)
    return ["requests"] if none and not held and lacking and "requests" in found else []


def _notes(edition: Edition, told: Cut, taken: Taken) -> dict[str, str]:
    """The note under each table, with what stood beside figures."""
    notes = {table: "".join(lines) for table, lines in told.notes.items()}
    for cell, text in taken.notes.items():
        place = edition.form.cells[cell]
        said = say("published.cell_note", label=place.label, text=text)
        notes[place.table] = notes.get(place.table, "") + said
    return notes


# ------------------------------------------------------------------ cover


def _cover(told: Cut) -> dict[str, str]:
    """Who reports on which year, and where the report is to be found, as the lead says."""
    lead = "".join(told.narratives.get("lead", ()))
    cover = {"name": told.name, "year": told.year, "date": told.date}
    for field in ("site", "address", "phone"):
        found = pattern(field).search(lead)
        cover[field] = found[1].strip() if found else ""
    return {field: text for field, text in cover.items() if text}


# ------------------------------------------------------------------ findings


def _on_document(
    document: Published, taken: Taken, notice: str, *, signed: bool
) -> Iterator[Finding]:
    if notice:
        yield finding("notice", Severity.INFO, "", (), quoted=_cut(notice))
    if signed:
        yield finding("front", Severity.INFO, "", ())
    if document.scans:
        pages = "、".join(map(str, document.scans))
        yield finding("scans", Severity.WARNING, "", (), pages=pages)
    if taken.missing and document.pictures:
        yield finding("pictures", Severity.WARNING, "", (), count=document.pictures)


def _on_tables(
    edition: Edition, taken: Taken, elsewhere: Mapping[str, Edition]
) -> Iterator[Finding]:
    tables = edition.form.tables
    for table in taken.missing:
        first = tables[table].cells[0].id
        yield finding("no_table", Severity.WARNING, table, (first,), table=tables[table].name)
    for table in taken.again:
        first = tables[table].cells[0].id
        yield finding("again", Severity.WARNING, table, (first,), table=tables[table].name)
    for table, labels in taken.strange.items():
        first, other = tables[table].cells[0].id, elsewhere.get(table)
        said = {"table": tables[table].name, "listed": _listed(labels)}
        code = "strange" if other is None else "other_table"
        notice = "" if other is None else other.notice
        yield finding(code, Severity.WARNING, table, (first,), notice=notice, **said)


def _on_figures(edition: Edition, taken: Taken, nil: Sequence[str]) -> Iterator[Finding]:
    """One finding a cause and table; its cells are those doubted."""
    form = edition.form
    for code, doubts in taken.doubts.items():
        by_table: dict[str, dict[str, str]] = {}
        for cell, quoted in doubts.items():
            by_table.setdefault(form.cells[cell].table, {})[cell] = quoted
        for table, cells in by_table.items():
            quoted = _listed(list(dict.fromkeys(cells.values())))
            said = {"count": len(cells), "quoted": quoted, "table": form.tables[table].name}
            yield finding(code, Severity.WARNING, table, tuple(cells), **said)
    for table in nil:
        yield finding("nil", Severity.WARNING, table, (table,), table=form.tables[table].name)


def _on_totals(filing: Filing) -> Iterator[Finding]:
    """The totals that are not what their parts give, a finding a table: none is made to fit."""
    edition = filing.edition
    parts = {c: value for c, value in filing.figures.items() if c not in edition.totals}
    computed = with_totals(filing, parts)
    by_table: dict[str, dict[str, str]] = {}
    for cell in edition.totals:
        told, sum_ = filing.number(cell), filing.counted(cell, computed[cell])
        if cell in filing.figures and told is not None and sum_ is not None and told != sum_:
            place = edition.form.cells[cell]
            said = say("published.total", label=place.label, told=told, sum=sum_)
            by_table.setdefault(place.table, {})[cell] = said
    for table, cells in by_table.items():
        shown = some_of([*cells.values()], sign="；")
        said = {"table": edition.form.tables[table].name, "count": len(cells), "listed": shown}
        yield finding("totals", Severity.WARNING, table, tuple(cells), **said)


def _on_texts(edition: Edition, told: Cut) -> Iterator[Finding]:
    form = edition.form
    if not told.title:
        yield finding("no_title", Severity.WARNING, "", ("name",))
    for id, heading in told.headings.items():
        wanted = next((s.heading for s in form.sections if s.id == id), "")
        wanted = wanted or form.narratives[id].heading
        item = _item(edition, id)
        said = {"found": _cut(heading), "wanted": wanted}
        yield finding("heading", Severity.INFO, id, (item,), **said)
    for id, lines in told.strayed.items():
        item = _item(edition, id)
        said = {"count": len(lines), "quoted": _cut(lines[0])}
        yield finding("strayed", Severity.INFO, id, (item,), **said)
    if told.behind:
        quoted, label = _cut(told.behind[0]), form.narratives["further"].heading
        said = {"count": len(told.behind), "quoted": quoted, "label": label}
        told_of = finding("behind", Severity.INFO, "further", ("further",), **said)
        yield replace(told_of, paragraph=len(told.behind) - 1)
    if told.undivided:
        yield finding("undivided", Severity.WARNING, "improvements", ("improvements",))
    for id in told.split:
        yield finding("parted", Severity.INFO, id, (id,), label=form.narratives[id].heading)
    if told.site:
        count, quoted = len(told.site), _cut(told.site[0])
        yield finding("site", Severity.INFO, "", (), count=count, quoted=quoted)


def _item(edition: Edition, id: str) -> str:
    """What a finding on a section points to: its first text or, without one, its first figure."""
    for section in edition.form.sections:
        if section.id == id:
            return (*(t.cells[0].id for t in section.tables), *(n.id for n in section.narratives))[
                0
            ]
    return id


def _listed(texts: Sequence[str]) -> str:
    return some_of([say("published.quoted", text=_cut(text)) for text in texts])


def _cut(text: str) -> str:
    line = covered(text.replace("\n", "⏎"))
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
