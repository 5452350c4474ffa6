"""The command line.

Exit codes: 0 may be returned; 1 errors or unfilled; 2 command line misused; 3 a file could
not be read or written, or the program failed on it (wins over 1); 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from inspect import signature
from typing import NoReturn

import typer

from xltools.cli.codes import DONE, INTERRUPTED, MISUSED, NO_VERDICT, PROGRAM, Refused
from xltools.cli.commands import COMMANDS, app
from xltools.cli.output import complain
from xltools.cli.usage import misuse
from xltools.errors import XltoolsError
from xltools.messages import say
from xltools.platform.files import FileInUse
from xltools.platform.processes import is_panic, prepare_console


def run(args: Sequence[str] | None = None) -> int:
    """Carry out one command line; the exit code. Every failure becomes one sentence."""
    try:
        return app(args, prog_name=PROGRAM, standalone_mode=False) or DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except typer.TyperException as error:
        complain(misuse(error))
        return MISUSED
    except Refused as error:
        complain(str(error))
        return error.exit_code
    except XltoolsError as error:
        complain(str(error))
        return MISUSED if isinstance(error, ValueError) else NO_VERDICT
    except FileInUse as error:
        complain(say("cli.in_use", file=error.filename))
        return NO_VERDICT
    except OSError as error:
        complain(say("cli.cannot_write", file=error.filename or ""))
        return NO_VERDICT
    except BaseException as error:  # the last resort: a sentence, never a traceback
        if not is_panic(error):
            raise
        code = "cli.internal" if _has_log(args) else "cli.internal_unlogged"
        complain(say(code, kind=type(error).__name__))
        return NO_VERDICT


def _has_log(args: Sequence[str] | None) -> bool:
    """Whether the command of a command line can write a log."""
    command, *_ = (*(sys.argv[1:] if args is None else args), "")
    return command in COMMANDS and "log" in signature(COMMANDS[command]).parameters


def main() -> NoReturn:
    """The console script."""
    prepare_console()
    code = run()
    if code == INTERRUPTED:
        complain(say("cli.interrupted"))
    sys.exit(code)
