"""The note that corrects a published report: what stood there, what stands there now, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from xltools.filing.changes import Changed, changed_items
from xltools.filing.filing import Filing
from xltools.law.form import Form
from xltools.messages import say
from xltools.report import html, text
from xltools.report.context import Context, context_of
from xltools.report.endings import PAGE, TEXT, WORD
from xltools.report.word import compiled_own

_PAGE = "correction.html"
_ON_THE_COVER = ("report_name", "date")
"""The fields of the cover that a report prints."""


@dataclass(frozen=True, slots=True)
class PrintedChange(Changed):
    """An item that a reader of the report sees changed, by its label.

    Before and after are as printed, without the paragraphs that stand in both; with all of them
    where one of these changed its place.
    """

    label: str

    @property
    def was(self) -> list[str]:
        """The paragraphs before, one that says so where there was nothing."""
        return self.before.split("\n") if self.before else [say("correction.nothing")]

    @property
    def now(self) -> list[str]:
        """The paragraphs after, one that says so where there is nothing."""
        return self.after.split("\n") if self.after else [say("correction.nothing")]


@dataclass(frozen=True)
class _Correction:
    """What the templates of the note use."""

    title: str
    report_name: str
    notice: str
    opening: str
    reason: str
    heads: tuple[str, ...]
    changes: tuple[PrintedChange, ...]
    date: str


def changes(old: Filing, new: Filing) -> tuple[PrintedChange, ...]:
    """What a reader sees changed from one report to the other, in the order of the report."""
    form = new.edition.form
    was, now = (_printed(context_of(filing), form) for filing in (old, new))
    seen = changed_items(form, was, now)
    labels = _labels(form) if seen else {}
    return tuple(
        PrintedChange(one.item, *_parted(one.before, one.after), labels[one.item]) for one in seen
    )


def render_correction(old: Filing, new: Filing, reason: str, *, date: str = "") -> dict[str, bytes]:
    """The note as Word, page and text, by ending: WORD, PAGE, TEXT.

    `date` is that of the note (ISO, or as typed), "" prints none. Raises ValueError where
    nothing has changed or no reason is given.
    """
    changed, why = changes(old, new), text.line(reason)
    if not changed or not why:
        raise ValueError("a correction has changes and a reason")
    published = context_of(old)
    content = _Correction(
        title=say("correction.title", title=published.title),
        report_name=published.report_name,
        notice="",
        opening=say("correction.opening", title=published.title),
        reason=say("correction.reason", reason=why.rstrip("。")),
        heads=tuple(say(f"correction.head_{name}") for name in ("item", "before", "after")),
        changes=changed,
        date=text.day(date),
    )
    return {
        WORD: compiled_own("correction").render(vars(content)),
        PAGE: html.page_template(_PAGE).render(vars(content)).encode(),
        TEXT: "\n".join((*_lines(content), "")).encode("utf-8-sig"),
    }


def _lines(content: _Correction) -> Iterator[str]:
    yield content.title
    yield content.opening
    yield content.reason
    for change in content.changes:
        said = {"was": "".join(change.was), "now": "".join(change.now)}
        yield say("correction.line", label=change.label, **said)
    yield content.report_name
    if content.date:
        yield content.date


# ------------------------------------------------------------------ what changed


def _printed(context: Context, form: Form) -> dict[str, str]:
    """What a report prints, by item."""
    return {
        **{name: getattr(context, name) for name in _ON_THE_COVER},
        **{id: "\n".join(paragraphs) for id, paragraphs in context.texts.items()},
        **context.figures,
        **{form.tables[id_].note: line for id_, line in context.notes.items()},
    }


def _labels(form: Form) -> dict[str, str]:
    """What the items are called in the note."""
    labels = {name: form.fields[name].label for name in _ON_THE_COVER}
    for section in form.sections:
        labels |= {text.id: text.heading for text in section.narratives}
        for table in section.tables:
            labels[table.note] = say("correction.note", heading=section.heading)
            for cell in table.cells:
                label = say("correction.label", heading=section.heading, label=cell.label)
                labels[cell.id] = label
    return labels


def _parted(before: str, after: str) -> tuple[str, str]:
    """The paragraphs that are on one side only, of each side; both whole where one has moved."""
    old, new = before.split("\n"), after.split("\n")
    parts = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    apart = [part for part in parts if part[0] != "equal"]
    was = [line for _, start, end, _, _ in apart for line in old[start:end]]
    now = [line for _, _, _, start, end in apart for line in new[start:end]]
    return (before, after) if set(was) & set(now) else ("\n".join(was), "\n".join(now))
