"""The note that corrects a published report: what stood there, what stands there now, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from xltools.filing.filing import Filing
from xltools.messages import say
from xltools.report import html, text, word
from xltools.report.context import Context, context_of
from xltools.report.endings import PAGE, TEXT, WORD
from xltools.report.word_template import correction_template

_PAGE = "correction.html"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a reader of the report sees changed: a cell, narrative, table (its note) or
    cover field; its label, and what was and is printed, a paragraph a line."""

    id: str
    label: str
    before: str
    after: str

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
    changes: tuple[Change, ...]
    date: str


def changes(old: Filing, new: Filing) -> tuple[Change, ...]:
    """What a reader sees changed from one report to the other, in the order of the report."""
    before, after = context_of(old), context_of(new)
    return tuple(change for change in _all(new, before, after) if change.before != change.after)


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
        WORD: _word().render(vars(content)),
        PAGE: html.compiled(_PAGE).render(vars(content)).encode(),
        TEXT: "\n".join((*_lines(content), "")).encode("utf-8-sig"),
    }


@cache
def _word() -> word.Compiled:
    return word.compile_own(correction_template())


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


def _all(new: Filing, before: Context, after: Context) -> Iterator[Change]:
    form = new.edition.form
    for name in ("report_name", "date"):
        label = form.fields[name].label
        yield Change(name, label, getattr(before, name), getattr(after, name))
    for section in form.sections:
        for narrative in section.narratives:
            texts = (context.texts[narrative.id] for context in (before, after))
            yield Change(narrative.id, narrative.heading, *_parted(*texts))
        for table in section.tables:
            for cell in table.cells:
                label = say("correction.label", heading=section.heading, label=cell.label)
                yield Change(cell.id, label, before.figures[cell.id], after.figures[cell.id])
            label = say("correction.note", heading=section.heading)
            yield Change(table.note, label, before.notes[table.id], after.notes[table.id])


def _parted(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """The paragraphs that are on one side only, of each side."""
    parts = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    differing = [part for part in parts if part[0] != "equal"]
    was = [line for _, start, end, _, _ in differing for line in old[start:end]]
    now = [line for _, _, _, start, end in differing for line in new[start:end]]
    return "\n".join(was), "\n".join(now)
