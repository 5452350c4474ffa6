"""下发, filled, batch, next year's 下发: what was reported is what the next workbook says, exactly.

Whatever happens to a body between the two years, and whatever it sent or did not send: its
workbook holds the figures of those that it consists of, added up, or none at all and the reason.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from filings import busy
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from returns import SerialExecutor, run_here, save

from xltools.collection.distribution.distribute import distribute
from xltools.collection.distribution.previous import Previous, previous_filings, without_previous
from xltools.collection.register.body import Body, Mode
from xltools.filing.filing import Filing
from xltools.filing.previous import previous_cells
from xltools.law.edition import load
from xltools.reader import read_return

EDITION = load("2021")
YEAR = 2025
_LAST_DAY, _FIRST_DAY = date(YEAR + 1, 3, 31), date(YEAR + 1, 4, 1)

STAYS, OLD, ONE, TWO, HOST, GUEST = (
    Body(f"云溪县{name}局", code=f"YX{number}", kind="政府部门")
    for number, name in enumerate(("教育", "信访", "文化", "旅游", "农业", "畜牧"))
)
BEFORE = (STAYS, OLD, ONE, TWO, HOST, GUEST)
RENAMED = Body("云溪县社会工作局", code="YX7", predecessors=(OLD.name,), founded=_FIRST_DAY)
MERGED = Body("云溪县文旅局", code="YX8", predecessors=(ONE.name, TWO.name), founded=_FIRST_DAY)
NEW = Body("云溪县数据局", code="YX9", founded=_FIRST_DAY)
AFTER = (
    STAYS,
    HOST,
    replace(GUEST, mode=Mode.MERGED, merged_into=HOST.name),
    RENAMED,
    MERGED,
    NEW,
    *(replace(body, dissolved=_LAST_DAY) for body in (OLD, ONE, TWO)),
)
CONSISTS_OF: Mapping[str, tuple[Body, ...]] = {
    STAYS.name: (STAYS,),
    HOST.name: (HOST, GUEST),
    RENAMED.name: (OLD,),
    MERGED.name: (ONE, TWO),
    NEW.name: (),
}
"""Who files on the next year, and whose reports of this year those are."""

GOOD, FAILING, NOTHING = "good", "failing", "nothing"
SENDS = st.fixed_dictionaries(
    {body.name: st.sampled_from((GOOD, GOOD, GOOD, FAILING, NOTHING)) for body in BEFORE}
)
MORE = st.fixed_dictionaries(
    {body.name: st.integers(0, 10**6) | st.integers(0, 3) for body in BEFORE}
)


@settings(max_examples=2, deadline=None, phases=[Phase.generate])  # an example takes seconds
@given(SENDS, MORE)
def test_what_the_next_workbook_says_is_what_was_reported(
    sends: dict[str, str], more: dict[str, int]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        blank = handed_out(BEFORE, YEAR, without_previous(YEAR, BEFORE), folder / "下发")
        filed = {name: filled(blank[name], more[name]) for name in blank}
        for name, sort in sends.items():
            if sort != NOTHING:
                sent = filed[name] if sort == GOOD else out_of_balance(filed[name])
                save(sent, folder / "收件" / f"{name}.xlsx")
        (folder / "收件").mkdir(exist_ok=True)
        run_here(folder / "收件", folder / "结果", year=YEAR, register=BEFORE)
        previous = previous_filings([folder / "结果"], YEAR + 1, AFTER)
        handed = handed_out(AFTER, YEAR + 1, previous, folder / "再下发")
        assert handed.keys() == CONSISTS_OF.keys()
        for name, parts in CONSISTS_OF.items():
            known = bool(parts) and all(sends[part.name] == GOOD for part in parts)
            expected = {
                cell: sum(filed[part.name].number(cell) or 0 for part in parts)
                for cell in previous_cells(EDITION)
            }
            assert handed[name].previous == (expected if known else {}), name
            assert (name in previous.lacking) is not known


def handed_out(
    bodies: tuple[Body, ...], year: int, previous: Previous, folder: Path
) -> dict[str, Filing]:
    """下发, and what can be read in each workbook, by body."""
    distribute(bodies, year, previous, folder, SerialExecutor())
    read = [read_return(path).filing for path in folder.rglob("*填报表.xlsx")]
    return {filing.name: filing for filing in read if filing}


def filled(blank: Filing, more: int) -> Filing:
    """The workbook filled: passing, with so many more requests that stay open in each column."""
    whole = busy(EDITION)
    figures = dict(whole.figures)
    for column in EDITION.form.tables["requests"].blocks[0].leaf_columns:
        for row in ("new", "carried_out"):
            cell = f"requests.{row}.{column.id}"
            if cell in EDITION.typed:
                figures[cell] = int(whole.number(cell) or 0) + more
    cover = {**whole.cover, **blank.cover}
    return replace(whole, cover=cover, figures=figures, previous=blank.previous)


def out_of_balance(filing: Filing) -> Filing:
    cell = "requests.new.business"
    return replace(filing, figures={**filing.figures, cell: int(filing.number(cell) or 0) + 1})
