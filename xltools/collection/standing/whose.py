"""Whose each content is: as the office decided, else by what stands inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from xltools.collection.ledger.facts import Facts, Field, Seen, content_of
from xltools.collection.register.body import Body
from xltools.collection.register.matching import CERTAIN, Match, Register, unambiguous
from xltools.examination.record import Record


class Matches:
    """Whose each content is: as the office decided, else by what stands inside."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._register = Register(facts.bodies) if facts.bodies is not None else None
        self._learnt = unambiguous(list(dict.fromkeys(self._lessons())))

    def _lessons(self) -> Iterator[tuple[tuple[str, str], Body]]:
        """What stands inside the contents that the office assigned, with the body it named.

        A name that several bodies of the register bear teaches nothing.
        """
        for (subject, decided), decision in self._facts.decisions.items():
            judged = self._facts.judged.get(content_of(subject))
            if decided is not Field.BODY or not judged or not judged.body or not self._register:
                continue
            body = self._register.named(decision.value)
            if body and not self._register.is_shared(judged.body):
                yield (judged.code, judged.body), body

    @property
    def register(self) -> Register | None:
        """The register, where there is one."""
        return self._register

    def of(self, judged: Record, seen: Seen) -> Match:
        """The body of a file; of one without a name inside, what the file's name suggests.

        What was learnt of another file never goes before a code or name of the register.
        """
        if self._register is None:
            return Match()
        if decided := self._facts.decided_of_file(seen, Field.BODY):
            body = self._register.named(decided)
            assigned = Match(body, CERTAIN, sure=True, assigned=True)
            return assigned if body else Match(unknown=decided)
        stem = PurePosixPath(seen.file).stem
        if not (judged.body or judged.code):
            return self._register.suggested(stem)
        match = self._register.match(judged.code, judged.body, judged.report_name)
        learnt = self._learnt.get((judged.code, judged.body))
        if learnt and not match.sure and not match.clash:
            return Match(learnt, CERTAIN, sure=True)
        if match.sure and match.body and (rival := self._register.called(stem)):
            return match if rival == match.body else replace(match, rival=rival)
        return match
