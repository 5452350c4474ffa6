"""需办事项: what the office is to do about a body, said beside the body's word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltools.collection.standing.standing import Standing
from xltools.filing.findings import Tally
from xltools.filing.states import BodyState, FileState
from xltools.messages import say, some_of


def to_do(standing: Standing, ruled: int = 0, *, sent: bool = False) -> Iterator[str]:
    """What is to be done about a body, a sentence each.

    Of `ruled` of its doubts the office has spoken, that it refused what was said to them, or, of a
    return that is explained, that it accepted them; `sent` says that what its file
    asks for is with the body.
    """
    yield from of_publication(standing)
    waits = standing.perhaps and standing.state is not BodyState.PASSED
    if waits:
        files = _named(standing.perhaps)
        yield say("to_do.perhaps", count=len(standing.perhaps), files=files)
    elif standing.state is BodyState.MISSING and standing.days_late:
        yield say("to_do.overdue", days=standing.days_late)
    if standing.in_time:
        came = standing.in_time
        told = {"file": came.file, "date": came.seen.received, "word": came.state.label}
        yield say("to_do.in_time", **told)
    if unread := list(_unread_since(standing)):
        yield say("to_do.unread_since", count=len(unread), files=_named(unread))
    cause = standing.cause
    if cause and cause.meaning.goes_back and sent:
        yield say("to_do.sent", word=cause.label)
    elif cause:
        yield from _about(cause, standing.by.judged.tally if standing.by else None, ruled)


def of_publication(standing: Standing) -> Iterator[str]:
    """What is to be done about its day of publication."""
    told = {
        "unpublished": standing.day_questioned,
        "published_early": standing.published_early,
        "published": standing.published_unsure,
        "reason": standing.needs_reason,
    }
    for code in (code for code, holds in told.items() if holds):
        word = standing.state.label
        yield say(f"to_do.{code}", date=standing.published_on, word=word)


def _named(files: Sequence[str]) -> str:
    return some_of([say("to_do.file", file=file) for file in files])


def _unread_since(standing: Standing) -> Iterator[str]:
    """Files that came after a return that counts and could not be read."""
    for item in standing.files if standing.counts else ():
        if item.state.meaning.unread and item.state.meaning.goes_back:
            yield item.file


def _about(word: FileState, counts: Tally | None, ruled: int) -> Iterator[str]:
    """What the file that a body's word is of asks for."""
    match word:
        case FileState.PASSED:
            return
        case FileState.DOUBTED if counts:
            found = {"unsaid": counts.warnings - ruled, "refused": ruled}
            doubts = say("to_do.and").join(
                say(f"to_do.{code}", count=count) for code, count in found.items() if count
            )
            yield say("to_do.doubted", doubts=doubts)
        case FileState.EXPLAINED if counts:
            if left := counts.explained - ruled:
                yield say("to_do.explained", explained=left)
        case FileState.DOCUMENT:
            yield say(f"to_do.{word}")
        case _ if word.meaning.goes_back:
            yield say("to_do.goes_back", word=word.label)
        case _:
            yield say(f"to_do.{word}")
