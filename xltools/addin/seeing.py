"""What stands in the open workbook, read as any return is: without the rules and checks."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from xltools.addin.button import Told
from xltools.addin.live_book import LiveBook
from xltools.filing.codec import dumps
from xltools.filing.filing import Filing
from xltools.messages import say
from xltools.reader import Reading, reading_of
from xltools.reader.grid import Grid
from xltools.reader.stamp import cells_to_read


@dataclass(frozen=True, slots=True)
class Seen:
    """Its cells, and what they were read as."""

    grid: Grid
    reading: Reading
    filing: Filing

    @property
    def fingerprint(self) -> str:
        """The same as long as nothing is filled in otherwise: what 校验 writes counts for none."""
        said = "\n".join(finding.sentence for finding in self.reading.findings)
        return sha256(f"{self.reading.path}\n{dumps(self.filing)}\n{said}".encode()).hexdigest()


def seen(book: LiveBook) -> Seen:
    """Read the open workbook. Raises Told where it is not ours, or altered."""
    book.calculate()
    grid = book.grid(cells_to_read())
    reading = reading_of(grid, Path(book.name), book.pasted)
    if reading.filing is None:
        (finding,) = reading.findings
        raise Told(say("macro.refused", sentence=finding.sentence, remedy=finding.remedy))
    return Seen(grid, reading, reading.filing)
