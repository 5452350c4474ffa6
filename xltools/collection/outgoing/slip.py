"""填报核实修改单: what goes back to a body whose return did not pass, is doubted, or did not come.

A fresh workbook with the values poured in and the wrong cells marked and noted, in which the
clerk goes on working; a page that says the same on paper; a few lines to send in a chat. Of a
return with doubts only, which may stand as it is, and of one of another year, in which nothing is
to be corrected, the page and the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from xltools.checks.whole_return.cover import DATE, OTHER_DATE, YEAR
from xltools.collection.outgoing.doubts import in_one_line, told, turned_down
from xltools.collection.outgoing.paper import to_complete
from xltools.examination.examine import WANTED_YEAR
from xltools.examination.record import Located, Record, placed_in
from xltools.filing.filing import Filing, Unreadable, Value
from xltools.filing.findings import Finding, Ruling, Verdict
from xltools.filing.states import FileState
from xltools.messages import say
from xltools.report.slip import Letter, SlipItem, render_slip
from xltools.template import as_poured, pour

BOOK, WORD, CHAT = ".xlsx", ".docx", ".txt"
ENDINGS = (BOOK, WORD, CHAT)
_WITHOUT_BOOK = (WORD, CHAT)

_IN_CHAT = 5
"""How many findings a chat message lists."""
_OTHER_YEAR = (WANTED_YEAR, YEAR.id)
"""What asks for another file, not for a cell: a chat message says of it what to do."""
_QUOTED = re.compile(r"“([^“”]{24})[^“”]+”")
"""What was written, of which a chat message shows the first letters."""
_LONGEST = 200
"""Letters of one sentence in a chat message: no arithmetic is that long, a list of cells may be."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The codes of the sentences that differ by what goes back."""

    how: str = "slip.how"
    more: str = "slip.more"
    heads: str = "slip.heads"
    chat_item: str = "slip.chat_item"
    chat_more: str = "slip.chat_more"
    chat_how: str = "slip.chat_how"


_FAILED = _Words()
_UNREAD = _Words(
    how="slip.how_unread", chat_item="slip.chat_item_unread", chat_how="slip.how_unread"
)
_DOUBTED = _Words(
    how="slip.how_doubted",
    more="slip.more_doubted",
    heads="slip.heads_doubted",
    chat_item="slip.chat_item_unread",
    chat_more="slip.chat_more_doubted",
    chat_how="slip.how_doubted",
)
_PAPER = _Words(
    how="slip.how_paper",
    heads="slip.heads_doubted",
    chat_item="slip.chat_item_unread",
    chat_how="slip.chat_how_paper",
)


def slip(
    filing: Filing | None,
    record: Record,
    deadline: date | None = None,
    locked: Iterable[str] = (),
    last_year: Filing | None = None,
    *,
    with_book: bool = False,
    by_office: bool = False,
    foot: str = "",
) -> dict[str, bytes]:
    """The slip's documents by ending; no workbook without a filing (the file was not read), none
    of a return of another year, and none of one that is only doubted, unless `with_book`.

    `record` has all its findings; `deadline` is the last day by which the office wants the
    return back; `locked` are cover fields that are not the body's to change; `last_year` is shown
    in the workbook, `foot` said below all else; `by_office`: the office filled the return in for
    its body. The same bytes for the same content.
    """
    record = _as_told(filing, record)
    book = filing if _has_book(record, with_book=with_book, by_office=by_office) else None
    if book is not None:
        book = as_poured(book)
        record = record.with_findings([placed_in(book, item) for item in record.findings])
    listed = in_one_line(told(record.findings))
    numbered = filing if _only_doubted(record) else None
    items = [_item(located, numbered) for located in listed]
    opening = _opening(filing, record, by_office=by_office)
    words = _words(filing, record)
    addressee = say("slip.addressee", body=record.body or say("slip.unknown_body"))
    chat = _chat(words, addressee + opening, record, listed, items, deadline)
    documents = {
        WORD: render_slip(_letter(words, addressee, opening, record, deadline, foot), items),
        CHAT: (f"{chat}{foot}\n" if foot else chat).encode("utf-8-sig"),
    }
    if book is not None:
        findings = [located.finding for located in record.findings]
        documents[BOOK] = pour(_without_totals(book), findings, locked, last_year)
    return documents


def endings(
    filing: str, record: Record, *, with_book: bool = False, by_office: bool = False
) -> tuple[str, ...]:
    """Those of the documents of such a slip; `filing` is "" where nothing was read."""
    book = filing and _has_book(record, with_book=with_book, by_office=by_office)
    return ENDINGS if book else _WITHOUT_BOOK


def _has_book(record: Record, *, with_book: bool, by_office: bool) -> bool:
    """Whether there is something to be corrected in what its body sent, or it has not seen it."""
    if _of_other_year(record):
        return by_office
    return with_book or not _only_doubted(record)


def _of_other_year(record: Record) -> bool:
    """Whether it is another year's return: its date is of that year's reports too.

    Without a date nobody knows whether only the year is wrong: then all else is said as well.
    """
    rules = {located.finding.rule for located in record.findings}
    return WANTED_YEAR in rules and not rules & {YEAR.id, OTHER_DATE.id, DATE.id}


def _as_told(filing: Filing | None, record: Record) -> Record:
    """The record with what its body is told."""
    if filing and record.state is FileState.DOCUMENT:
        return to_complete(filing, record)
    if _of_other_year(record):
        asked = [item for item in record.findings if item.finding.rule == WANTED_YEAR]
        return record.with_findings(asked).counted(asked)
    return _with_totals_restored(filing, record)


def _only_doubted(record: Record) -> bool:
    """Whether the return may stand as it is."""
    return record.state is FileState.DOUBTED


def _words(filing: Filing | None, record: Record) -> _Words:
    if _only_doubted(record):
        return _DOUBTED
    if filing and record.state is FileState.DOCUMENT:
        return _PAPER
    return _FAILED if filing and not _of_other_year(record) else _UNREAD


def _without_totals(filing: Filing) -> Filing:
    """The filing without totals that somebody typed: in locked cells nobody could correct them."""
    totals = filing.edition.totals
    figures = {cell: value for cell, value in filing.figures.items() if cell not in totals}
    return replace(filing, figures=figures)


def _with_totals_restored(filing: Filing | None, record: Record) -> Record:
    """The record, of each total that was written over saying what stood there and what to do."""
    if filing is None:
        return record
    written = {
        instance.id: filing.figures[cell]
        for cell, instance in filing.edition.totals.items()
        if cell in filing.figures
    }
    findings = tuple(
        _restored(located, written[located.finding.id])
        if located.finding.id in written
        else located
        for located in record.findings
    )
    return record.with_findings(findings)


def _restored(located: Located, value: Value) -> Located:
    figure = value.text if isinstance(value, Unreadable) else str(value)
    remedy = say("slip.restored", figure=figure)
    return replace(located, finding=replace(located.finding, remedy=remedy))


def _item(located: Located, numbered: Filing | None) -> SlipItem:
    """What the slip says of a finding; with the number of its rule in a workbook like `numbered`,
    where it is explained by that.
    """
    finding = located.finding
    return SlipItem(
        _kind(located),
        located.place,
        _said_about(finding),
        finding.remedy,
        before=_refusal(finding),
        after=_number(finding, numbered) if numbered else "",
    )


def _refusal(finding: Finding) -> str:
    """That the office refused what was said to a doubt, and its reason; or what it says to one
    that nobody explained.
    """
    if finding.ruling is not Ruling.REFUSED:
        return ""
    reason = finding.office.rstrip("。；，. ")
    if not finding.turned_down:
        return say("slip.office_says", reason=reason) if reason else ""
    return say("slip.refused" if reason else "slip.refused_unsaid", reason=reason)


def _number(finding: Finding, filing: Filing) -> str:
    """The number by which it is explained, of what no formula of 校验 finds."""
    if finding.id in filing.edition.by_id or not finding.figures:
        return ""
    return say("slip.numbered", rule=finding.id)


def _said_about(finding: Finding) -> str:
    """What is wrong, and what its body said to it so far."""
    said = replace(finding, ruling=Ruling.NONE, office="", bound=finding.bound or finding.figures)
    if not said.answer:
        return finding.sentence
    return say("slip.answered", sentence=finding.sentence, answer=said.answer)


def _kind(located: Located) -> str:
    """The word for it: 错误 or 疑点, or 未填完 where it only cannot tell yet."""
    finding = located.finding
    if finding.verdict is Verdict.UNFILLED:
        return say("verdict.unfilled")
    return say(f"severity.{finding.severity.value}")


# ------------------------------------------------------------------ the page


def _letter(
    words: _Words, addressee: str, opening: str, record: Record, deadline: date | None, foot: str
) -> Letter:
    return Letter(
        addressee=addressee,
        before=(opening,),
        after=(
            _how(words.how, record) + (_about_doubts(record) if words is _FAILED else ""),
            _by_when(deadline) + say("slip.thanks"),
            *((foot,) if foot else ()),
        ),
        heads=words.heads,
        more=words.more,
    )


def _how(code: str, record: Record) -> str:
    """What is to be done with what goes back, of doubts apart from refused explanations."""
    refused = turned_down(record.findings) if _only_doubted(record) else 0
    if not refused:
        return say(code)
    rest = say("slip.rest") + say(code) if refused < record.tally.warnings else ""
    return say("slip.how_refused") + rest


def _about_doubts(record: Record) -> str:
    """The same of the doubts of a return that has errors as well."""
    refused = turned_down(record.findings)
    said = say("slip.doubts_refused") if refused else ""
    return said + (say("slip.doubts") if record.tally.warnings > refused else "")


def _opening(filing: Filing | None, record: Record, *, by_office: bool) -> str:
    file = PurePosixPath(record.file).name
    if _only_doubted(record):
        refused = turned_down(record.findings)
        code = "slip.opening_refused" if refused else "slip.opening_doubted"
        counts = {"count": record.tally.warnings, "refused": refused}
        report = say("slip.of_year", year=record.year)
        return say(code, came=_came(report, file, by_office=by_office), **counts)
    if record.state is FileState.DOCUMENT:
        return say("slip.opening_paper", file=file)
    if filing is None:
        return say("slip.unread", file=file, state=record.state.label)
    counts = record.tally
    parts = (
        ("slip.errors", counts.errors),
        ("slip.unfilled", counts.unfilled),
        ("slip.warnings", counts.warnings),
    )
    counted = "、".join(say(code, count=count) for code, count in parts if count)
    title = say("slip.report", year=record.year or "", title=filing.edition.form.title)
    return say("slip.opening", came=_came(title, file, by_office=by_office), counted=counted)


def _came(report: str, file: str, *, by_office: bool) -> str:
    """Which return it is and whence it came."""
    return say("slip.filled_in" if by_office else "slip.came", report=report, file=file)


def _by_when(deadline: date | None) -> str:
    if deadline is None:
        return say("slip.soon")
    return say("slip.by", year=deadline.year, month=deadline.month, day=deadline.day)


# ------------------------------------------------------------------ the chat message


def _chat(
    words: _Words,
    opening: str,
    record: Record,
    listed: list[Located],
    items: list[SlipItem],
    deadline: date | None,
) -> str:
    lines = [opening]
    shown = zip(listed[:_IN_CHAT], items, strict=False)
    for number, (located, item) in enumerate(shown, start=1):
        code = "slip.chat_item_unread" if _says_how(located.finding, item) else words.chat_item
        lines.append(say(code, number=number, said=_short(item), remedy=item.asked))
    if len(listed) > _IN_CHAT:
        lines.append(say(words.chat_more, count=len(listed) - _IN_CHAT))
    lines.append(_how(words.chat_how, record) + _by_when(deadline) + say("slip.chat_thanks"))
    return "\n".join(" ".join(line.split()) for line in lines) + "\n"


def _says_how(finding: Finding, item: SlipItem) -> bool:
    """Whether the marked cell alone does not tell what to do."""
    return finding.rule in _OTHER_YEAR or bool(item.before)


def _short(item: SlipItem) -> str:
    said = _QUOTED.sub(r"“\1…”", item.sentence)
    if item.place and item.place not in said:
        said = say("slip.placed", place=item.place, said=said)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
