"""What every button has in common: whatever goes wrong is told in one sentence.

The details go to a log whose place is told; it holds no text of a return.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING

from xltools.ribbon.told import CannotDo

if TYPE_CHECKING:
    from pathlib import Path

    from xltools.addin.live_book import LiveBook

LOG = "xltools.log"
_LONGEST_LOG = 1 << 20


def button(action: Callable[[LiveBook], None]) -> Callable[[], None]:
    """The macro behind a button, as RunPython calls it."""

    @wraps(action)
    def pressed() -> None:
        book: LiveBook | None = None
        try:
            from xltools.addin.live_book import LiveBook

            book = LiveBook.calling()
            action(book)
        except Exception as error:  # the last resort: a sentence, never a traceback
            sentence = _sentence(action.__name__, error, found=book is not None)
            _tell(book, sentence, grave=not isinstance(error, CannotDo))
        finally:
            if book is not None:
                with suppress(Exception):  # Excel may be gone
                    book.show_progress("")

    return pressed


def _tell(book: LiveBook | None, sentence: str, *, grave: bool) -> None:
    """In a message box; without a workbook the add-in shows what the program leaves behind."""
    if book is None:
        sys.exit(sentence)
    try:
        book.tell(sentence, grave=grave)
    except Exception:
        sys.exit(sentence)


def _sentence(name: str, error: Exception, *, found: bool) -> str:
    """What is told of a failure; without `found` there was no workbook to work on yet."""
    from xltools.messages import say
    from xltools.platform.files import FileInUse

    match error:
        case CannotDo():
            return str(error)
        case FileInUse():
            return say("macro.in_use", file=error.filename)
        case OSError():
            return say("macro.not_written", file=error.filename or "", log=_logged(name, error))
        case KeyError() if not found:
            return say("macro.no_book", log=_logged(name, error))
        case _ if type(error).__name__ in ("com_error", "ExcelBusyError"):
            return say("macro.excel_refused", log=_logged(name, error))
        case _:
            kind = type(error).__name__
            return say("macro.failed", kind=kind, log=_logged(name, error))


def _logged(name: str, error: Exception) -> Path | str:
    """Where the details went; a word for it where there was no place."""
    import logging
    from logging.handlers import RotatingFileHandler

    from xltools.messages import say
    from xltools.platform.desktop import own_folder
    from xltools.platform.processes import fault_of

    try:
        log = own_folder() / LOG
        handler = RotatingFileHandler(log, "a", _LONGEST_LOG, backupCount=1, encoding="utf-8")
    except OSError:
        return say("macro.no_log")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    record = logging.LogRecord(name, logging.ERROR, "", 0, "%s\n%s", (name, fault_of(error)), None)
    handler.emit(record)
    handler.close()
    return log
