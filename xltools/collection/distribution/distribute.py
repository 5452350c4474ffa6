"""下发: a workbook for each body that files, its identity filled and locked, last year beside it.

One folder a superior, so that a folder is what one sends on. 下发清单.xlsx says for each body
where its workbook is and whether last year could be put in, and why not. What stands in OUT
already and differs moves aside, never away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.collection.distribution.previous import Previous
from xltools.collection.distribution.previous_book import write_previous_book
from xltools.collection.ledger.names import RETIRED
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.identity import identity, locked_fields
from xltools.collection.register.levels import why_no_report
from xltools.collection.tables.table import Item, Link, Table, captioned_columns
from xltools.collection.tables.writer import write_book
from xltools.collection.workers.executor import Executor, Lost, Progress
from xltools.filing.filing import Filing
from xltools.filing.previous import with_previous
from xltools.messages import say
from xltools.platform.files import free_name, move_over, unused, write_whole
from xltools.platform.names import safe_name
from xltools.template import pour

CONTACT = ("site", "address", "phone", "self_reference")
"""Cover fields that hold from year to year until the body changes them."""
_OF_BODY = {"name": 30, "code": 12, "superior": 24, "contact": 12, "phone": 16}
"""What 下发清单 says of a body, with the widths of the columns."""


@dataclass(frozen=True, slots=True)
class Handout:
    """One body's workbook to be made: where, and what it holds."""

    body: Body
    filing: Filing
    path: Path
    last_year: Filing | None = None


@dataclass(frozen=True, slots=True)
class Distributed:
    """What was written: how many workbooks, how many with last year; what failed, by name.

    `left_out` says of each body that gets no workbook why not.
    """

    written: int
    with_last_year: int
    failed: tuple[str, ...]
    left_out: Mapping[str, str]
    listed: Path
    to_fill: Path | None
    """上年数据.xlsx, where one was written to be filled."""


def distribute(
    bodies: Sequence[Body],
    year: int,
    previous: Previous,
    out: Path,
    executor: Executor,
    progress: Progress | None = None,
) -> Distributed:
    """Write the workbooks of every body that files for `year` below `out`.

    Raises UnknownEdition for a year without a format, OSError where `out` cannot be written.
    """
    handouts = list(_handouts(bodies, year, previous, out))
    left_out = {body: _why_left_out(body, year) for body in bodies if not body.files_for(year)}
    failed: list[str] = []
    with closing(executor.map(_write, handouts)) as answers:
        for done, (handout, answer) in enumerate(zip(handouts, answers, strict=True), start=1):
            if isinstance(answer, Lost):
                failed.append(handout.body.name)
            if progress:
                progress(done, len(handouts))
    listed = out / say("distribute.list_file")
    _put(listed, _list(handouts, left_out, previous, failed, out))
    return Distributed(
        written=len(handouts) - len(failed),
        with_last_year=sum(bool(handout.filing.previous) for handout in handouts),
        failed=tuple(failed),
        left_out={body.name: reason for body, reason in left_out.items()},
        listed=listed,
        to_fill=_to_fill(bodies, year, previous, out),
    )


def _handouts(
    bodies: Sequence[Body], year: int, previous: Previous, out: Path
) -> Iterator[Handout]:
    taken: set[str] = set()
    for body in bodies:
        if not body.files_for(year):
            continue
        last_year = previous.filings.get(body.name)
        filing = _with_contact(with_previous(identity(body, year), last_year), last_year)
        folder = out / safe_name(body.superior) if body.superior else out
        title = say("distribute.file", year=year)
        named = str(folder / f"{safe_name(body.name)}{title}")
        name = free_name(named, lambda tried: tried.casefold() in taken)
        taken.add(name.casefold())
        path = Path(f"{name}.xlsx")
        yield Handout(body, filing, path, last_year)


def _with_contact(filing: Filing, last_year: Filing | None) -> Filing:
    """Where the report is to be found and how the body calls itself, as last year; still open."""
    if last_year is None:
        return filing
    kept = {item: text for item in CONTACT if (text := last_year.cover.get(item))}
    return replace(filing, cover={**kept, **filing.cover})


def _why_left_out(body: Body, year: int) -> str:
    if body.mode is Mode.MERGED:
        return say("distribute.merged", body=body.merged_into)
    return why_no_report(body, year)


def _write(handout: Handout) -> None:
    """Make one workbook, in whatever process."""
    locked = locked_fields(handout.filing)
    _put(handout.path, pour(handout.filing, locked=locked, last_year=handout.last_year))


def _put(path: Path, data: bytes) -> None:
    """Write a file whole; another one that stands there moves aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() != data:
        aside = path.parent / RETIRED
        aside.mkdir(exist_ok=True)
        move_over(path, unused(aside / path.name))
    write_whole(path, data)


def _to_fill(bodies: Sequence[Body], year: int, previous: Previous, out: Path) -> Path | None:
    """Where nothing is known of the last year of some: the table in which an office may say it.

    One that stands there already is left as it is: it may be filled.
    """
    if not previous.wanting:
        return None
    path = out / say("distribute.previous_file")
    if not path.exists():
        codes = {body.name: body.code for body in bodies}
        rows = [Body(name, code=codes.get(name, "")) for name in previous.wanting]
        write_whole(path, write_previous_book(year - 1, rows))
    return path


# ------------------------------------------------------------------ 下发清单


def _list(
    handouts: Sequence[Handout],
    left_out: Mapping[Body, str],
    previous: Previous,
    failed: Sequence[str],
    out: Path,
) -> bytes:
    widths = {**_OF_BODY, "workbook": 50, "previous": 50}
    table = Table(say("distribute.sheet"), captioned_columns("distribute", widths), frozen=1)
    rows = [_row(handout, previous, failed, out) for handout in handouts]
    for body, reason in left_out.items():
        rows.append(_of(body) | {"workbook": say("distribute.not_handed_out", reason=reason)})
    return write_book({table: rows})


def _row(handout: Handout, previous: Previous, failed: Sequence[str], out: Path) -> dict[str, Item]:
    body = handout.body
    file = handout.path.relative_to(out).as_posix()
    return _of(body) | {
        "workbook": say("distribute.failed") if body.name in failed else Link(file, file),
        "previous": _told(body.name, handout.filing, previous),
    }


def _of(body: Body) -> dict[str, Item]:
    return {code: getattr(body, code) for code in _OF_BODY}


def _told(name: str, filing: Filing, previous: Previous) -> str:
    """Whether last year stands in the workbook, and what it is made of."""
    if name in previous.lacking:
        return previous.lacking[name]
    if not filing.previous:
        return say("distribute.previous_unfit")
    if name in previous.parts:
        return say("distribute.previous_parts", listed="、".join(previous.parts[name]))
    return say("distribute.previous_known")
