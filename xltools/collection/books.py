"""台账.xlsx, the office's own book: its sheets, columns and links.

A link leads to a row here or to a file that we named ourselves, and carries the text it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xltools.collection.office_book import Column, Item, Link, OfficeBook, Table
from xltools.collection.publish import ENDINGS, Published
from xltools.collection.record import Located, Record
from xltools.messages import say

FILES = "收件"
FINDINGS = "问题清单"

_FILE_COLUMNS: Mapping[str, int] = {
    "file": 36,
    "body": 26,
    "year": 8,
    "state": 12,
    "errors": 7,
    "unfilled": 8,
    "warnings": 7,
    "infos": 7,
    "findings": 10,
    "word": 10,
    "html": 10,
    "sha256": 20,
}
_FINDING_COLUMNS: Mapping[str, int] = {
    "file": 36,
    "body": 22,
    "severity": 7,
    "verdict": 9,
    "place": 30,
    "sentence": 60,
    "remedy": 50,
    "law": 30,
    "rule": 20,
    "back": 10,
}
"""Columns by the code of their caption, with their widths in characters."""


def _table(sheet: str, columns: Mapping[str, int]) -> Table:
    return Table(
        sheet,
        tuple(Column(code, say(f"ledger.{code}"), width) for code, width in columns.items()),
    )


class LedgerBook:
    """台账.xlsx while it is being written."""

    def __init__(self) -> None:
        self._files = _table(FILES, _FILE_COLUMNS)
        self._findings = _table(FINDINGS, _FINDING_COLUMNS)
        self._book = OfficeBook((self._files, self._findings))
        self._first_finding: dict[int, int] = {}

    def enter(self, position: int, record: Record, findings: Iterable[Located]) -> None:
        """Write findings on the file at that position of the run, one a cause."""
        for located in findings:
            if not located.only_follows:
                row = self._book.add(self._findings, self._finding(position, record, located))
                self._first_finding.setdefault(position, row)

    def finish(self, published: Sequence[Published]) -> bytes:
        """Write the files and close: the bytes of the book."""
        for position, item in enumerate(published):
            self._book.add(self._files, self._file(position, item))
        return self._book.finish()

    def close(self) -> None:
        """Let go of what was written so far, finished or not."""
        self._book.close()

    def _finding(self, position: int, record: Record, located: Located) -> Mapping[str, Item]:
        finding = located.finding
        row = self._files.header_row + 1 + position
        return {
            "file": record.file,
            "body": record.body,
            "severity": say(f"severity.{finding.severity.value}"),
            "verdict": say(f"verdict.{finding.state}"),
            "place": located.place,
            "sentence": finding.sentence,
            "remedy": finding.remedy,
            "law": finding.law,
            "rule": finding.id,
            "back": Link(f"#{FILES}!A{row}", say("ledger.to_file")),
        }

    def _file(self, position: int, item: Published) -> Mapping[str, Item]:
        record, counts = item.record, item.record.tally
        row = self._first_finding.get(position)
        by_ending = {name[name.rindex(".") :]: name for name in item.outputs}
        word, html = (
            Link(by_ending[ending], say("ledger.open")) if ending in by_ending else None
            for ending in ENDINGS
        )
        return {
            "file": record.file,
            "body": record.body,
            "year": record.year,
            "state": record.state_label,
            "errors": counts.errors,
            "unfilled": counts.unfilled,
            "warnings": counts.warnings,
            "infos": counts.infos,
            "findings": Link(f"#{FINDINGS}!A{row}", say("ledger.to_findings")) if row else None,
            "word": word,
            "html": html,
            "sha256": record.sha256,
        }
