"""Why a file is not taken in: the word for it, and one finding that says what to do."""

from __future__ import annotations

from xltools.filing.findings import Finding, finding_of, name_of
from xltools.filing.states import FileState
from xltools.law.rule import Severity


class Refusal(Exception):
    """Raised inside the reader only: this file is not taken in, for that reason."""

    def __init__(self, state: FileState, code: str, **context: object) -> None:
        super().__init__(code)
        self.state = state
        self.code = code
        self.context = context

    @property
    def finding(self) -> Finding:
        """The one finding that the file gets."""
        return remark(self.code, Severity.ERROR, "", (), **self.context)


def remark(
    code: str,
    severity: Severity,
    subject: str = "",
    cells: tuple[str, ...] = (),
    /,
    **context: object,
) -> Finding:
    """A finding of the reader: its id from the message's code, its subject behind a slash."""
    return finding_of(name_of("I-", code, subject), severity, f"reader.{code}", cells, **context)
