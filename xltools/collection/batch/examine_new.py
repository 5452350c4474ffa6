"""The contents that are new, or that no program like this one has examined yet, to the ledger."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice

from xltools.collection.batch.another_body import with_doubt_whose
from xltools.collection.batch.arrivals import Arrivals, Asked
from xltools.collection.batch.spelling import spellings
from xltools.collection.batch.worker import Task, work
from xltools.collection.ledger.facts import Seen
from xltools.collection.ledger.first_sight import with_first_sights
from xltools.collection.ledger.judged_by import compared_with
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.stored import explains, is_stand_in, stored_record, withheld
from xltools.collection.register.body import Mode
from xltools.collection.register.matching import Match, plain_name
from xltools.collection.standing.whose import Matches
from xltools.collection.workers.executor import Executor, Lost, Progress
from xltools.examination.record import Record, fault, log, log_record
from xltools.filing.states import FileState

_AT_ONCE = 50
"""Examinations that are added to the ledger together: what a killed run may have to do again."""


def examine_new(
    asked: Asked,
    arrivals: Arrivals,
    ledger: Ledger,
    executor: Executor,
    progress: Progress | None,
) -> None:
    """Examine each content once, and keep what it gave."""
    keeper = _Keeper(asked, arrivals, ledger)
    tasks = list(keeper.tasks())
    while tasks:
        with closing(executor.map(work, tasks)) as answers:
            done = _told(zip(tasks, answers, strict=True), len(tasks), progress)
            while together := list(islice(done, _AT_ONCE)):
                with ledger.adding():
                    for task, answer in together:
                        keeper.keep(task, answer)
        tasks = keeper.others()


def _told(
    pairs: Iterator[tuple[Task, Record | Lost]], files: int, progress: Progress | None
) -> Iterator[tuple[Task, Record | Lost]]:
    for done, pair in enumerate(pairs, start=1):
        yield pair
        if progress:
            progress(done, files)


class _Keeper:
    """What is known of the contents of a run, and what has to be found out."""

    def __init__(self, asked: Asked, arrivals: Arrivals, ledger: Ledger) -> None:
        self._asked = asked
        self._arrivals = arrivals
        self._ledger = ledger
        self._known = ledger.known(asked.terms)
        self._matches = Matches(ledger.facts(asked.year))
        self._spellings = spellings(asked.bodies or ())
        self._first: dict[str, str] = {}
        for file, arrival in arrivals.files.items():
            self._first.setdefault(arrival.key, file)
        self._others: list[Task] = []

    def tasks(self) -> Iterator[Task]:
        """One task a content, under the first name that it lies in the folder with."""
        taken: set[str] = set()
        for file, arrival in self._arrivals.files.items():
            if arrival.key not in taken and self._is_open(file, arrival.key):
                taken.add(arrival.key)
                known = self._known.get(arrival.key)
                whose = self._compared_with(known, arrival.key) if known else ""
                yield Task(
                    path=arrival.path,
                    file=file,
                    key=arrival.key,
                    year=self._asked.year,
                    terms=compared_with(self._asked.terms, whose),
                    staging=self._asked.staging,
                    template=self._asked.template,
                    refused=arrival.refused,
                    whose=whose,
                )

    def others(self) -> list[Task]:
        """What turned out to be the return of a body that has last year under another name."""
        others, self._others = self._others, []
        return others

    def _is_open(self, file: str, key: str) -> bool:
        """Whether the content has to be examined: what gave no verdict is tried again."""
        known = self._known.get(key)
        if known is None or is_stand_in(key) or known.state is FileState.FAULT:
            return True
        if self._spellings.get(plain_name(known.body), known.body) != known.body:
            return True
        if known.terms != compared_with(self._asked.terms, self._compared_with(known, key)):
            return True
        return known.withheld and not self._files_elsewhere(known, file)

    def _compared_with(self, record: Record, key: str) -> str:
        """The body whose last year a return is held to; "" where that is the one it names."""
        if not self._asked.compared or not record.edition:
            return ""
        match = self._match(record, self._first[key])
        name = match.body.name if match.sure and match.body else ""
        names = {plain_name(name), plain_name(record.body)}
        return name if len(names) > 1 and names & self._asked.compared else ""

    def _files_elsewhere(self, record: Record, file: str) -> bool:
        match = self._match(record, file)
        return match.sure and match.body is not None and match.body.mode is Mode.ELSEWHERE

    def _match(self, record: Record, file: str) -> Match:
        seen = Seen(file, record.sha256, self._arrivals.run, self._asked.today, present=True)
        return self._matches.of(record, seen)

    def keep(self, task: Task, answer: Record | Lost) -> None:
        """Add what a content gave; of a body that does not file here, no figure."""
        if isinstance(answer, Lost):
            lost = fault(task.file, answer.why.value, answer.details)
            answer = stored_record(lost, None, task.terms, task.key)
        elif not task.whose and (whose := self._compared_with(answer, task.key)):
            terms = compared_with(self._asked.terms, whose)
            self._others.append(replace(task, whose=whose, terms=terms))
            return
        if log.isEnabledFor(logging.INFO):
            log_record(answer)
        if self._files_elsewhere(answer, task.file):
            answer = withheld(answer)
        if self._matches.register:
            body = self._match(answer, task.file).body
            answer = with_doubt_whose(answer, self._matches.register, body)
        answer = self._with_first_sights(answer)
        run, key = self._arrivals.run, answer.sha256
        if key != task.key:  # the file has changed since it was noted, or cannot be opened now
            self._ledger.sight(run, task.file, key, self._asked.received or self._asked.today)
        if self._known.get(key) != answer.bare:
            self._ledger.examined(run, answer)

    def _with_first_sights(self, answer: Record) -> Record:
        """The answer, its explanations held to the figures that they first came with."""
        if not explains(answer):
            return answer
        day = self._asked.received or self._asked.today
        earlier = self._ledger.explained_before(answer.body, answer.year, self._arrivals.run)
        return with_first_sights(answer, earlier, day.isoformat())
