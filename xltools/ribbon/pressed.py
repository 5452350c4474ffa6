"""校验, 下一处, 清除标记, 生成报告: what each comes to in a workbook that is open."""

from __future__ import annotations

from collections.abc import Iterable

from xltools.examination.record import record_of
from xltools.examination.reports import proof_of, reports_of
from xltools.layout.return_book import Spot
from xltools.messages import say
from xltools.ribbon.answer import Answer
from xltools.ribbon.checking import Checked, put_down, take_away
from xltools.ribbon.telling import message_after, stops_of
from xltools.ribbon.walk import after


def validate(found: Checked) -> Answer:
    """Put what is found into the workbook, go to the gravest place."""
    put, places = put_down(found), stops_of(found)
    go = places[0].spot if places else None
    return Answer(message_after(found, put.without_room), put.writes, go, put.empty)


def next_finding(found: Checked, selected: Spot | None) -> Answer:
    """Go to the place after the selected one, and say what is wrong there. Raises CannotDo."""
    place = after(stops_of(found), selected)
    return Answer(place.said, go=place.spot)


def clear_marks(found: Checked) -> Answer:
    """Marks and findings out; what was filled in and explained stays."""
    return Answer(say("macro.cleared"), take_away(found))


def question(found: Checked) -> str:
    """What is asked before a draft is made; "" where the report may be made."""
    return "" if found.may_be_returned else say("macro.offer_draft", counted=found.counted)


def documents(found: Checked, name: str, *, draft: bool) -> dict[str, bytes]:
    """The files of the report by name, of the workbook of that name, the Word report first."""
    record = record_of(name, found.examined)
    made = reports_of(found.filing, record, draft=draft)
    return made if draft else {**made, **proof_of(found.filing, record)}


def reported(files: Iterable[object], kept: Iterable[object]) -> str:
    """What is told of the documents once they are written, and of earlier ones that were kept."""
    told = "".join(say("macro.kept", file=file) for file in kept)
    return say("macro.written", files="\n".join(map(str, files)), kept=told)
