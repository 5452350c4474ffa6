"""Which of the contents that came from one body stands for it.

A later one supersedes an earlier one; of those first seen in the same run nobody can tell the
order, so none counts until the office decides or only one is left in the folder. What lies in
the folder goes before what no longer does; if nothing of a body lies there any more, the last
known content counts. One whose file is called as another body is takes no other's place until
the office says so. An adopted one supersedes what was known when it was adopted. What could
not be read is superseded by a return that came no earlier; a report in Word or on paper is
attached to whatever workbook came, earlier or later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from xltools.collection.ledger.facts import Choice, Facts, Field
from xltools.collection.standing.standing import FileStanding
from xltools.filing.states import FileState


class Contents:
    """The contents of one body that may count, told apart by what was filed."""

    def __init__(self, files: Sequence[FileStanding], facts: Facts) -> None:
        self.files = files
        self.facts = facts
        self.by_content: dict[str, list[FileStanding]] = defaultdict(list)
        for item in sorted(files, key=_nearest_first):
            if item.state.meaning.stands and item.judged.content:
                self.by_content[item.judged.content].append(item)

    def placed(self) -> tuple[FileStanding, ...]:
        """Every file with its word among the others; at most one stands."""
        winners = self._winners()
        alone = len(winners) == 1
        return tuple(self._placed(item, winners, alone) for item in self.files)

    def _placed(self, item: FileStanding, winners: Sequence[str], alone: bool) -> FileStanding:
        content = item.judged.content
        if item.state is FileState.DOCUMENT and self._is_beside(item):
            return replace(item, state=FileState.ATTACHED)
        if item.state.meaning.unread and alone and self._made_up_for(item, winners[0]):
            return replace(item, state=FileState.SUPERSEDED)
        if not item.state.meaning.stands or not content:
            return item
        if content not in winners:
            return replace(item, state=self._beaten(item))
        if item != self.by_content[content][0]:
            return replace(item, state=FileState.DUPLICATE)
        return replace(item, stands=True) if alone else replace(item, state=FileState.UNDECIDED)

    def _beaten(self, item: FileStanding) -> FileState:
        """The word for what does not stand: one that may be another body's waits for the office."""
        waits = self._is_doubtful(item.judged.content) and item.seen.present
        return FileState.UNMATCHED if waits else FileState.SUPERSEDED

    def _is_doubtful(self, content: str) -> bool:
        """Whether every file of it is called as another body is, and the office has not spoken."""
        files = self.by_content[content]
        return not self._adopted_in(content) and all(item.match.rival for item in files)

    def _made_up_for(self, item: FileStanding, content: str) -> bool:
        """Whether what could not be read is not missed: a return came with it or later."""
        return self._rank(content) >= (item.seen.run, 1)

    def _is_beside(self, item: FileStanding) -> bool:
        """Whether a document came beside a workbook, read or not, or a report that says more."""
        asked = [other for other in self.files if other.state.meaning.body]
        reports = [other for other in asked if other.state is FileState.DOCUMENT]
        return len(reports) < len(asked) or item != max(reports, key=_says_most)

    def superseded(self, placed: Sequence[FileStanding]) -> tuple[FileStanding, ...]:
        """One file of each content that another one superseded, the newest first."""
        firsts = {
            item.judged.content: item
            for item in sorted(placed, key=_nearest_first, reverse=True)
            if item.state == FileState.SUPERSEDED and item.judged.content
        }
        ranked = sorted(firsts, key=self._rank, reverse=True)
        return tuple(firsts[content] for content in ranked)

    def _winners(self) -> list[str]:
        """The newest contents: one, none, or several that came together."""
        pool = [content for content in self.by_content if self._lies_there(content)]
        pool = pool or list(self.by_content)
        pool = [content for content in pool if not self._is_doubtful(content)] or pool
        newest = max(map(self._rank, pool), default=None)
        return [content for content in pool if self._rank(content) == newest]

    def _lies_there(self, content: str) -> bool:
        return self._adopted_in(content) > 0 or any(
            item.seen.present for item in self.by_content[content]
        )

    def _rank(self, content: str) -> tuple[int, int]:
        """The run in which it came, or was adopted: before what came in that same run."""
        came = min(item.seen.run for item in self.by_content[content])
        return max((came, 1), (self._adopted_in(content), 0))

    def _adopted_in(self, content: str) -> int:
        """The run that read the office's 是, 0 where there is none."""
        decisions = (
            self.facts.of_file(item.seen, Field.ADOPT) for item in self.by_content[content]
        )
        return max((d.run for d in decisions if d and d.value == Choice.YES), default=0)


def _says_most(item: FileStanding) -> tuple[bool, bool, int, str]:
    """The last one that could be read of several reports."""
    return bool(item.judged.body), item.seen.present, item.seen.run, item.file


def _nearest_first(item: FileStanding) -> tuple[bool, int, str]:
    """Several files with one content, the one that is shown for it first."""
    return not item.seen.present, item.seen.run, item.file
