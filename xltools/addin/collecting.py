"""批量处理: what a run needs to know is looked for, and asked only where it is not found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from xltools.addin.button import Told
from xltools.addin.live_book import LiveBook
from xltools.collection.batch.run import Orders
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import VAULT
from xltools.collection.register.body import Body
from xltools.collection.register.book import read_register
from xltools.messages import say
from xltools.platform import keys
from xltools.reader import read_return

_LOOKED_AT = 20
"""Returns that are asked for their year."""


def orders_for(book: LiveBook, folder: Path, out: Path) -> Orders | None:
    """The register that lies in or beside the folder, and the year of what came.

    What an earlier run into `out` was given holds. None where the person is asked for the year
    and gives none. Raises Told where what lies there is no register.
    """
    register = next((file for file in _registers(folder, out) if file.is_file()), None)
    bodies = _bodies(register) if register else None
    known = _given(out)
    year = known or _year_of(folder)
    if bodies is None or year:
        return Orders(year=known if bodies is None else year, register=bodies)
    asked = book.ask_number(say("macro.ask_year"))
    return Orders(year=asked, register=bodies) if asked else None


def _registers(folder: Path, out: Path) -> Iterator[Path]:
    for place in (folder, folder.parent, out):
        yield place / say("macro.register")


def _bodies(register: Path) -> Sequence[Body]:
    reading = read_register(register)
    if not reading.read:
        raise Told(say("macro.no_register", file=register))
    return reading.bodies


def _given(out: Path) -> int | None:
    if not (out / VAULT).is_file():
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

    Raises Told then: what is done is in the ledger, and the next run goes on from there.
    """

    def show(done: int, files: int) -> None:
        book.show_progress(say("macro.progress", done=done, files=files))
        if keys.escape_pressed() and book.ask(say("macro.stop_batch", done=done, files=files)):
            raise Told(say("macro.stopped", done=done, files=files))

    return show
