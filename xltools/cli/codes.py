"""Exit codes, and the refusal that carries one."""

from __future__ import annotations

from xltools.messages import say

PROGRAM = "xltools"

DONE = 0
PROBLEMS = 1
MISUSED = 2
NO_VERDICT = 3
INTERRUPTED = 130


class Refused(Exception):
    """A command cannot be carried out; the message is the sentence for the user."""

    def __init__(self, exit_code: int, code: str, **context: object) -> None:
        super().__init__(say(f"cli.{code}", **context))
        self.exit_code = exit_code
