"""催报: who owes a return, must correct or explain one, or was late; per superior, with words.

Worked out from where every body stands, and from nothing else; what is new since the last run
is told from the 催报.xlsx that the last run left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from xltools.collection.ledger.facts import Choice
from xltools.collection.register.body import Body
from xltools.collection.standing.standing import Standing
from xltools.collection.tables.reader import read_tables
from xltools.collection.tables.table import ColumnKind, Item, Table, captioned, captioned_columns
from xltools.collection.tables.writer import write_book
from xltools.filing.states import BodyState, FileState
from xltools.messages import say


class Why(StrEnum):
    """For what a body is on the list, in the order of the list."""

    MISSING = "missing"
    """Nothing came."""
    PERHAPS = "perhaps_its"
    """Nothing came that is surely its own; a file waits for the office that may be."""
    FAILING = "failing"
    """What came must be corrected."""
    UNREAD = "unread"
    """What came could not be read."""
    PAPER = "paper"
    """Its report came, and no workbook."""
    REFUSED = "refused"
    """What came may stand; what was said to a doubt of it was not accepted."""
    DOUBTED = "doubted"
    """What came may stand, and has doubts to explain."""
    NOT_DUE = "not_due"
    """Nothing came, and its own deadline is still to come: nobody is asked yet."""
    LATE = "late"
    """What came is in order and came after the deadline: for the record, nobody is asked."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One body on the list: for what, the one word for it, and how many days late it is.

    `cause` is the word of the file that its own is of, if there is one; `file` is what came of
    it, `perhaps` a file that nobody has been sure to be its own; `refused` how many of its
    explanations the office did not accept; `by_office`: the office filled the return in for it.
    """

    body: Body
    why: Why
    word: str
    cause: FileState | None = None
    days: int = 0
    file: str = ""
    perhaps: str = ""
    refused: int = 0
    by_office: bool = False

    @property
    def asked(self) -> bool:
        """Whether something is wanted of the body."""
        return self.why not in (Why.LATE, Why.PERHAPS, Why.NOT_DUE)

    @property
    def owes(self) -> bool:
        """Whether its return is still to come, the first one or a corrected one."""
        return self.why not in (Why.REFUSED, Why.DOUBTED, Why.LATE)


def owed(
    standings: Iterable[Standing],
    year: int,
    today: date,
    kept: Set[str] = frozenset(),
    refused: Mapping[str, int] = MappingProxyType({}),
) -> tuple[Owed, ...]:
    """Who is on the list for that year, by superior, each superior's in the list's order.

    A body that does not file here is never on it. `kept` are contents of which no doubt goes
    back, `refused` says by content of how many doubts the office refused what was said to them.
    """
    found = [
        item
        for standing in standings
        if standing.body and standing.body.files_for(year)
        if (item := _owed(standing.body, standing, kept, refused, today))
    ]
    order = list(Why)
    return tuple(
        sorted(found, key=lambda item: (item.body.superior, order.index(item.why), -item.days))
    )


def _owed(
    body: Body, standing: Standing, kept: Set[str], refused: Mapping[str, int], today: date
) -> Owed | None:
    asked = standing.state.chased or (standing.cause and standing.cause.meaning.goes_back)
    if asked and standing.sha256 not in kept:
        why = _why(standing, refused)
        if why is Why.MISSING and body.due and today < body.due:
            why = Why.NOT_DUE
    elif standing.counts and standing.days_late:
        why = Why.LATE
    else:
        return None
    word, perhaps = standing.state.label, standing.perhaps[0] if why is Why.PERHAPS else ""
    told = standing.cause, standing.days_late, standing.file, perhaps
    by_office = standing.origin == Choice.BY_THE_OFFICE
    return Owed(body, why, word, *told, refused.get(standing.sha256, 0), by_office)


def _why(standing: Standing, refused: Mapping[str, int]) -> Why:
    """For what a body is asked."""
    if not standing.file:
        return Why.PERHAPS if standing.perhaps else Why.MISSING
    if standing.cause is FileState.DOCUMENT:
        return Why.PAPER
    if standing.cause and standing.cause.meaning.unread:
        return Why.UNREAD
    if standing.state is not BodyState.DOUBTED:
        return Why.FAILING
    return Why.REFUSED if standing.sha256 in refused else Why.DOUBTED


# ------------------------------------------------------------------ 催报.xlsx


@cache
def chase_table() -> Table:
    """The table 催报."""
    widths = {"superior": 24, "name": 28, "why": 10, "word": 12, "change": 12}
    texts = {"contact": 12, "phone": 16, "file": 30, "sentence": 70}
    due = captioned("chase", "due", 12, ColumnKind.DATE)
    days = captioned("chase", "days", 10, ColumnKind.NUMBER)
    listed = (*captioned_columns("chase", widths), due, days, *captioned_columns("chase", texts))
    return Table(say("chase.sheet"), listed, frozen=2)


_DONE = Table(say("chase.done_sheet"), captioned_columns("chase", {"name": 28, "was": 12}))
"""Who is no longer on it."""


def chase_book(
    listed: Sequence[Owed], before: Mapping[str, str] | None, year: int, settings: str = ""
) -> bytes:
    """催报.xlsx: the list, and who is no longer on it.

    `before` is what `read_before` said of the last run's book, None for a first run; `settings`
    says what the office changed of the checks, "" where nothing.
    """
    names = {item.body.name for item in listed}
    done: list[dict[str, Item]] = [
        {"name": name, "was": word} for name, word in (before or {}).items() if name not in names
    ]
    rows = (_row(item, before, year) for item in listed)
    return write_book({chase_table().noted(settings): rows, _DONE: done})


def _row(item: Owed, before: Mapping[str, str] | None, year: int) -> dict[str, Item]:
    body = item.body
    return {
        "superior": body.superior,
        "name": body.name,
        "why": say(f"chase.{item.why}"),
        "word": item.word,
        "change": _change(item, before),
        "due": body.due,
        "days": item.days or None,
        "contact": body.contact,
        "phone": body.phone,
        "file": say("chase.perhaps", file=item.perhaps) if item.perhaps else item.file,
        "sentence": sentence(item, year) if item.asked else None,
    }


def _change(item: Owed, before: Mapping[str, str] | None) -> str:
    """Whether the body is new on the list, or on it for another reason."""
    if before is None:
        return ""
    earlier = before.get(item.body.name)
    if earlier is None:
        return say("chase.new")
    return "" if earlier == item.word else say("chase.changed", word=earlier)


def read_before(book: Path) -> Mapping[str, str] | None:
    """Who was on the list of the last run, with the word for it; None where there was none."""
    if not book.is_file():
        return None
    listed = chase_table().only("name", "word")
    reading = read_tables(book, [listed, _DONE])
    if not reading.read:
        return None
    return {row.text("name"): row.text("word") for row in reading.of(listed)}


# ------------------------------------------------------------------ words for chat


def sentence(item: Owed, year: int) -> str:
    """What to send to one body."""
    return say(
        f"chase.ask_{item.why}",
        name=item.body.name,
        came=say("chase.filled_in" if item.by_office else "chase.came", year=year),
        year=year,
        word=_word(item),
        file=PurePosixPath(item.file).name,
        refused=item.refused,
        deadline=_deadline(item),
    )


def _word(item: Owed) -> str:
    """What is wrong with what came, if something came."""
    return item.cause.label if item.cause else item.word


def _deadline(item: Owed) -> str:
    due = item.body.due
    if due is None:
        return say("chase.no_deadline")
    code = "overdue" if item.days else "deadline"
    return say(f"chase.{code}", due=due.isoformat(), days=item.days)


def chase_texts(
    listed: Sequence[Owed], year: int, today: date, settings: str = ""
) -> dict[str, str]:
    """A text for each superior: what its bodies still owe; under "" the words to each body that
    has none. `settings` says what the office changed of the checks, "" where nothing.
    """
    told = (i for i in listed if i.asked or (i.why is Why.PERHAPS and i.body.superior))
    superiors = dict.fromkeys(item.body.superior for item in told)
    foot = [settings] if settings else []
    return {
        superior: "\n".join([*_text(superior, listed, year, today), *foot]) + "\n"
        for superior in superiors
    }


def _text(superior: str, listed: Sequence[Owed], year: int, today: date) -> Iterator[str]:
    own = [item for item in listed if item.body.superior == superior]
    if not superior:
        yield say("chase.each", today=today.isoformat())
        for number, item in enumerate((item for item in own if item.asked), start=1):
            yield say("chase.to_body", number=number, sentence=sentence(item, year))
        return
    yield say("chase.opening", superior=superior, year=year, today=today.isoformat())
    for why in (why for why in Why if why is not Why.LATE):
        alike = [item for item in own if item.why is why]
        if alike:
            yield say(f"chase.text_{why}", count=len(alike))
            for number, item in enumerate(alike, start=1):
                yield say(
                    f"chase.line_{why}",
                    number=number,
                    name=item.body.name,
                    word=_word(item),
                    refused=item.refused,
                    deadline=_deadline(item),
                )
    yield say("chase.closing")
