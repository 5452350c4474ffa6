"""What a report says, formatted: plain data that the Word and the HTML templates share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltools.filing.filing import Filing
from xltools.messages import say
from xltools.report import text
from xltools.report.draft import announced, drafted
from xltools.report.outline import Outline, outline

_ONE_LINE = 20
"""Characters of title type that one line holds."""


@dataclass(frozen=True)
class Context:
    """A report's content by the names that templates use.

    `short` announces it elsewhere. `texts` are paragraphs by narrative id, `figures` printed
    figures by cell id, `notes` by table id, lines with line ends between them; `sections` say
    what is drawn where. What was not filled in is empty.
    """

    title: str
    short: str
    title_lines: tuple[str, ...]
    report_name: str
    date: str
    notice: str
    sections: tuple[Outline, ...]
    texts: Mapping[str, tuple[str, ...]]
    figures: Mapping[str, str]
    notes: Mapping[str, str]


def context_of(filing: Filing, *, draft: bool = False, unpublished: bool = False) -> Context:
    """The content of a filing's report.

    A draft, which may have blanks, carries a notice; so does what is not to be published.
    """
    name = text.line(filing.report_name)
    title_lines = _title_lines(name, _title(filing))
    title = "".join(title_lines)
    return Context(
        title=title,
        short=announced(filing, title),
        title_lines=title_lines,
        report_name=name,
        date=text.day(filing.cover.get("date", "")),
        notice=_notice(draft=draft, unpublished=unpublished),
        sections=outline(filing.edition),
        texts=_texts(filing, draft=draft),
        figures=_figures(filing),
        notes=_notes(filing),
    )


def _notice(*, draft: bool, unpublished: bool) -> str:
    if draft:
        return say("report.draft_notice")
    return say("report.unpublished_notice") if unpublished else ""


def _title(filing: Filing) -> str:
    title = filing.edition.form.title
    return say("report.title", year=filing.year, title=title) if filing.year else title


def _title_lines(name: str, rest: str) -> tuple[str, ...]:
    """One line, or the body's name above the rest."""
    if not name or text.width(name + rest) <= _ONE_LINE:
        return (name + rest,)
    return (name, rest)


def _texts(filing: Filing, *, draft: bool) -> dict[str, tuple[str, ...]]:
    """As the body wrote them, else drafted; in a draft, what must not be empty says that it is."""
    missing = (say("report.missing"),)
    return {
        narrative.id: text.paragraphs(filing.paragraphs(narrative.id))
        or drafted(filing, narrative.id)
        or (missing if draft and narrative.required else ())
        for narrative in filing.edition.form.narratives.values()
    }


def _figures(filing: Filing) -> dict[str, str]:
    return {
        cell: text.figure(value, nil=filing.counts_as_zero(cell))
        for cell, value in filing.values.items()
    }


def _notes(filing: Filing) -> dict[str, str]:
    notes = {
        table: "\n".join(text.paragraphs([filing.notes.get(table, "")]))
        for table in filing.edition.form.tables
    }
    mark = say("report.note", note="")
    return {
        table: note if not note or note.startswith(mark) else say("report.note", note=note)
        for table, note in notes.items()
    }
