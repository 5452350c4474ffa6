"""Whose each content is: as the office decided, else by what stands inside or beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from xltools.collection.ledger.facts import Facts, Field, Seen, content_of
from xltools.collection.register.body import Body
from xltools.collection.register.matching import (
    CERTAIN,
    Match,
    Register,
    plain_name,
    unambiguous,
)
from xltools.collection.standing.standing import FileStanding
from xltools.examination.record import Record
from xltools.published.as_return.reading import BOOKS

Key = TypeVar("Key", bound=Hashable)


class Matches:
    """Whose each content is: as the office decided, else by what stands inside."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.register = Register(facts.bodies) if facts.bodies is not None else None
        self._learnt = unambiguous(list(dict.fromkeys(self._lessons())))

    def _lessons(self) -> Iterator[tuple[tuple[str, str], Body]]:
        """What stands inside the contents that the office assigned, with the body it named.

        A name that several bodies of the register bear teaches nothing.
        """
        for (subject, decided), decision in self._facts.decisions.items():
            judged = self._facts.judged.get(content_of(subject))
            if decided is not Field.BODY or not judged or not judged.body or not self.register:
                continue
            body = self.register.named(decision.value)
            if body and not self.register.is_shared(judged.body):
                yield (judged.code, judged.body), body

    def of(self, judged: Record, seen: Seen) -> Match:
        """The body of a file; of one without a name inside, by the file's own name.

        What was learnt of another file never goes before a code or name of the register.
        """
        if self.register is None:
            return Match()
        if decided := self._facts.decided_of_file(seen, Field.BODY):
            body = self.register.named(decided)
            assigned = Match(body, CERTAIN, sure=True, assigned=True)
            return assigned if body else Match(unknown=decided)
        file = PurePosixPath(seen.file)
        if not (judged.body or judged.code):
            return self._unread(judged, file, self.register)
        match = self.register.match(judged.code, judged.body, judged.report_name)
        learnt = self._learnt.get((judged.code, judged.body))
        if learnt and not match.sure and not match.clash:
            return Match(learnt, CERTAIN, sure=True)
        if match.sure and match.body and (rival := self.register.called(file.stem)):
            return match if rival == match.body else replace(match, rival=rival)
        return match

    def _unread(self, judged: Record, file: PurePosixPath, register: Register) -> Match:
        """Whose a file is in which nothing says so, by its own name.

        A workbook that has to come again is asked of the body whose name it bears: nothing counts
        by it. An archive or a note may hold another's.
        """
        meaning = judged.state.meaning
        again = meaning.unread and meaning.goes_back and file.suffix.lower() in BOOKS
        body = register.held_in(file.stem) if again else None
        return Match(body, CERTAIN, sure=True) if body else register.suggested(file.stem)


class Beside:
    """Whose a report is that came in Word, as a page or on paper: no figure of it counts.

    As the office decided or as it says itself; else as its file or its folder is called, like a
    return that lies beside it, or of the only one whose returns lie there.
    """

    def __init__(self, workbooks: Iterable[FileStanding], matches: Matches) -> None:
        self._matches = matches
        self._named: dict[str, set[str]] = defaultdict(set)
        self._called: dict[PurePosixPath, set[str]] = defaultdict(set)
        self._in: dict[PurePosixPath, set[str]] = defaultdict(set)
        for item in workbooks:
            owner = item.file
            if matches.register is not None:
                owner = item.body.name if item.body else ""
            if owner:
                path = PurePosixPath(item.file)
                for name in filter(None, (item.judged.body, item.judged.report_name)):
                    self._named[plain_name(name)].add(owner)
                self._called[_bare(path)].add(owner)
                self._in[path.parent].add(owner)

    def of(self, judged: Record, seen: Seen) -> Match:
        """The body of a report; without a register the return that it came beside."""
        match, register = self._matches.of(judged, seen), self._matches.register
        path = PurePosixPath(seen.file)
        if register is None:
            return Match(beside=self._by_name(judged, path) or self._by_place(path))
        if match.assigned or match.unknown or match.sure:
            return match
        body = register.held_in(path.stem) or register.named(_only(self._called, _bare(path)))
        parts = (name.removesuffix(".zip") for name in reversed(path.parts[:-1]))
        folders = map(register.held_in, parts)
        body = body or next(filter(None, folders), None) or register.named(self._by_place(path))
        return Match(body, CERTAIN, sure=True) if body else match

    def _by_name(self, judged: Record, path: PurePosixPath) -> str:
        """The return of the name that a report bears or its file is called by."""
        if own := _only(self._named, plain_name(judged.body)):
            return own
        stem = plain_name(path.stem)
        longest = max((name for name in self._named if name in stem), key=len, default="")
        return _only(self._named, longest)

    def _by_place(self, path: PurePosixPath) -> str:
        """The one that lies there under the same name, or alone in that folder."""
        own = _only(self._called, _bare(path))
        return own or (_only(self._in, path.parent) if path.parent.name else "")


def _bare(path: PurePosixPath) -> PurePosixPath:
    return path.with_suffix("")


def _only(owners: Mapping[Key, set[str]], key: Key) -> str:
    """The one that is known by that, "" where none or several are."""
    found = owners.get(key, set())
    return next(iter(found)) if len(found) == 1 else ""
