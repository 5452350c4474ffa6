"""批量处理: what a run needs to know is looked for, and asked only where it is not found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from xltools.addin.live_book import LiveBook
from xltools.collection.batch.given import Given, NoRegister, read_given
from xltools.collection.batch.run import Orders
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.vault import is_result
from xltools.messages import say
from xltools.platform import keys
from xltools.reader import read_return
from xltools.ribbon.told import CannotDo

_LOOKED_AT = 20
"""Returns that are asked for their year."""


def given_for(book: LiveBook, folder: Path, out: Path) -> Given | None:
    """The register that lies in or beside the folder, and the year of what came.

    What an earlier run into `out` was given holds. None where the person is asked for the year
    and gives none. Raises CannotDo where what lies there is no register.
    """
    register = next((file for file in _registers(folder, out) if file.is_file()), None)
    year = _last_year_wanted(out)
    if register and not year:
        year = _year_of(folder) or book.ask_number(say("macro.ask_year"))
        if not year:
            return None
    try:
        return read_given(out, Orders(year=year), register, None)
    except NoRegister as error:
        raise CannotDo(say("macro.no_register", file=register)) from error


def _registers(folder: Path, out: Path) -> Iterator[Path]:
    for place in (folder, folder.parent, out):
        yield place / say("macro.register")


def _last_year_wanted(out: Path) -> int | None:
    """The year that the last run into it wanted."""
    if not is_result(out):
        return None
    with Ledger.open(out) as ledger:
        return ledger.year()


def _year_of(folder: Path) -> int | None:
    """The year that most of the first returns are on."""
    files = sorted(folder.rglob("*.xlsx"))[:_LOOKED_AT]
    filings = (read_return(file).filing for file in files)
    years = Counter(filing.year for filing in filings if filing and filing.year)
    return next((year for year, _ in years.most_common(1)), None)


def shown_in(book: LiveBook) -> Callable[[int, int], None]:
    """What shows a run's progress, and ends the run where the person presses Esc and means it.

    Raises CannotDo then: what is done is in the ledger, and the next run goes on from there.
    """

    def show(done: int, files: int) -> None:
        book.show_progress(say("macro.progress", done=done, files=files))
        if keys.escape_pressed() and book.ask(say("macro.stop_batch", done=done, files=files)):
            raise CannotDo(say("macro.stopped", done=done, files=files))

    return show
