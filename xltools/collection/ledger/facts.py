"""What is known of a collection: the facts that the ledger keeps, as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from xltools.collection.ledger.stored import filing_from
from xltools.collection.register.body import Body
from xltools.collection.register.levels import Scope
from xltools.examination.record import Record
from xltools.filing.changes import changed
from xltools.filing.states import FileState
from xltools.messages import say


@dataclass(frozen=True, slots=True)
class Seen:
    """A content under a file's name: since which run, received when, and whether it is there.

    A file that changed is seen once with each content; only the last one can be present.
    `collected` is the other year with which it was collected already, if it was.
    """

    file: str
    sha256: str
    run: int
    received: date
    present: bool
    collected: int | None = None


def of_year(
    seen: Iterable[Seen],
    judged: Mapping[str, Record],
    years: Mapping[int, int | None],
    wanted: int | None,
) -> tuple[Seen, ...]:
    """What is to be looked at when `wanted` is collected; `years` is what each run wanted.

    What came while another year was collected, and is on that year, belongs there: it is known
    where it still lies in the folder, and left out where not. A content that names no year belongs
    where it first came, whatever it is called now, if an earlier year was truly collected then.
    """

    def said(item: Seen) -> int | None:
        record = judged.get(item.sha256)
        return record.year if record else None

    known = tuple(seen)
    first = {item.sha256: item.run for item in sorted(known, key=lambda item: -item.run)}
    truly = {years.get(item.run) for item in known if said(item)} & {said(item) for item in known}

    def says_nothing(item: Seen) -> bool:
        record = judged.get(item.sha256)
        return record is None or record.state is FileState.EMPTY

    def elsewhere(item: Seen) -> int | None:
        on = said(item)
        came = years.get(item.run if on or says_nothing(item) else first[item.sha256])
        if came is None or wanted is None or came == wanted:
            return None
        earlier = on is None and came < wanted and came in truly
        return came if on == came or earlier else None

    marked = (replace(item, collected=elsewhere(item)) for item in known)
    return tuple(item for item in marked if item.present or not item.collected)


def subject_of(sha256: str, file: str) -> str:
    """What a decision on a file is of: that content under that name, and nothing else."""
    return f"{sha256}{_NAMED}{file}"


def content_of(subject: str) -> str:
    """The hash of the content that a decision on a file is of."""
    return subject.partition(_NAMED)[0]


def file_of(subject: str) -> str:
    """The name of the file that a decision is of, "" for what is no such."""
    return subject.partition(_NAMED)[2]


_NAMED = "\t"


class Field(StrEnum):
    """The open columns of 台账.xlsx; the value ends the code of the caption."""

    ADOPT = "adopt"
    BODY = "belongs"
    ORIGIN = "origin"
    OPINION = "opinion"
    SENT = "sent"
    CONTACT = "contact_log"
    PUBLISHED = "published"
    ADDRESS = "url"
    REASON = "reason"
    RULING = "ruling"
    WHY_NOT = "why_not"


class Choice(StrEnum):
    """What can be chosen in an open column, as it is kept: the word for it may change."""

    YES = "yes"
    NO = "no"
    BY_THE_OFFICE = "by_the_office"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """As people choose and read it."""
        return say(f"choice.{self}")


CHOICES: Mapping[Field, tuple[Choice, ...]] = {
    Field.ADOPT: (Choice.YES, Choice.NO),
    Field.ORIGIN: (Choice.BY_THE_OFFICE,),
    Field.RULING: (Choice.ACCEPTED, Choice.REFUSED),
}
_FIRST_WORDS = {
    "是": Choice.YES,
    "否": Choice.NO,
    "代填": Choice.BY_THE_OFFICE,
    "认可": Choice.ACCEPTED,
    "不认可": Choice.REFUSED,
}
"""What version 0.1.0 kept in their place, and what books of that day still say."""


def kept_as(field: Field, text: str) -> str:
    """What stands or was kept in that column, as it is kept now: a choice as its code."""
    for choice in CHOICES.get(field, ()):
        if text == choice.label or _FIRST_WORDS.get(text) is choice:
            return choice.value
    return text


def shown_as(field: Field, value: str) -> str:
    """What was kept of that column, as people read it."""
    return next((choice.label for choice in CHOICES.get(field, ()) if choice == value), value)


OF_FILES = (Field.ADOPT, Field.BODY, Field.ORIGIN, Field.OPINION)
OF_BODIES = (Field.SENT, Field.CONTACT, Field.PUBLISHED, Field.ADDRESS, Field.REASON)
OF_FINDINGS = (Field.RULING, Field.WHY_NOT)
"""What is decided of a file's content, what of a body, and what of a doubt."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the office wrote last into an open column.

    `subject` is `subject_of` a file (OF_FILES; in version 0.1.0 its content alone), the name of
    a body (OF_BODIES) or what a doubt is known by (OF_FINDINGS); `sha256` the content that stood
    in the row when the office wrote; `run` the run that read it.
    """

    run: int
    subject: str
    field: Field
    value: str
    sha256: str = ""

    def value_for(self, content: str) -> str:
        """What it says where that content stands: a 更正原因 lapses with the one it was of."""
        lapsed = self.field is Field.REASON and self.sha256 != content
        return "" if lapsed else self.value


@dataclass(frozen=True, slots=True)
class Total:
    """A district's sum as it was noted.

    `counted` is the content of each body that was added up, `beside` that of each body that
    belongs to the sum and was not added: a government's own return over the whole, or one that
    could not be ("" where none came). `outside` are the bodies that did not belong to it.
    `year` is None in a note of an older program.
    """

    scope: Scope
    year: int | None
    counted: Mapping[str, str]
    beside: Mapping[str, str] = field(default_factory=dict[str, str])
    outside: frozenset[str] = frozenset()


def total_from(row: tuple[Any, ...]) -> Total:
    """A row of `total` as a value."""
    scope, year, *texts = row
    counted, beside, outside = map(json.loads, texts)
    return Total(Scope(scope), year, counted, beside, frozenset(outside))


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that standing is worked out from.

    `bodies` is None where the office gave no register. `judged` holds the newest examination
    of each content, `decisions` the newest of each subject and field; `totals` the last
    sum of the year over each 口径; `filed` what was filed with each content, as it is kept.
    """

    run: int
    year: int | None
    bodies: tuple[Body, ...] | None
    seen: tuple[Seen, ...]
    judged: Mapping[str, Record]
    decisions: Mapping[tuple[str, Field], Decision]
    totals: tuple[Total, ...] = ()
    filed: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)

    def decided(self, subject: str, field: Field, content: str = "") -> str:
        """What the office decided, "" where nothing; of a body, for the content that stands.

        A reason for what was changed holds for a content that only explains more.
        """
        decision = self.decisions.get((subject, field))
        if decision and field is Field.REASON and self.files_alike(decision.sha256, content):
            return decision.value
        return decision.value_for(content) if decision else ""

    def files_alike(self, one: str, other: str) -> bool:
        """Whether two contents file the same, whatever is said to doubts in them."""
        records = (self.judged.get(one), self.judged.get(other))
        if not all(records) or one == other:
            return one == other
        contents = {record.content for record in records if record}
        if len(contents) == 1:
            return True
        was, now = (filing_from(self.filed.get(key, "")) for key in (one, other))
        return bool(was and now and was.edition is now.edition and not changed(was, now))

    def is_sent(self, body: str, run: int) -> bool:
        """Whether the office wrote into 已发出 of that body after that run."""
        sent = self.decisions.get((body, Field.SENT))
        return sent is not None and bool(sent.value) and sent.run > run

    def of_file(self, seen: Seen, field: Field) -> Decision | None:
        """The newest decision on that file."""
        own = self.decisions.get((subject_of(seen.sha256, seen.file), field))
        return own or self.decisions.get((seen.sha256, field))

    def decided_of_file(self, seen: Seen, field: Field) -> str:
        """What the office decided of that file, "" where nothing."""
        decision = self.of_file(seen, field)
        return decision.value if decision else ""
