"""花名册.xlsx: written empty for an office to fill, and read with what may be wrong in it.

A row that cannot be taken for one certain body is left out and said so: a return is asked of
nobody by mistake. Everything else that is wrong is said, and the body stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from xltools.collection.register.body import Body, Mode, OwnReturn, plain_text
from xltools.collection.register.settings import UNCHANGED, Settings
from xltools.collection.register.settings_sheet import (
    settings_of,
    settings_rows,
    settings_table,
)
from xltools.collection.tables.reader import OfficeReading, Row, problem, read_tables
from xltools.collection.tables.table import Column, ColumnKind, Item, Table
from xltools.collection.tables.writer import write_book
from xltools.examination.record import Located
from xltools.law.edition import latest
from xltools.law.rule import Severity
from xltools.messages import say

_SPARE_ROWS = 300
_BETWEEN_NAMES = re.compile(r"[、，,;；\n]+")


def mode_label(mode: Mode) -> str:
    """报送方式 as people read it."""
    return say(f"register.{mode}")


_MODES = {mode_label(mode): mode for mode in Mode}
OWN_RETURNS = {say(f"aggregate_own_return.{given}"): given for given in OwnReturn}
"""What 本级报表 may say, by the word that people choose."""


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """The bodies in the order of the register, and what is wrong with it.

    `rows` are the rows of those bodies by name, `settings` what it changes of the checks. `read` is
    false where there is no register in the file; then there are no bodies.
    """

    bodies: tuple[Body, ...]
    problems: tuple[Located, ...]
    read: bool
    sha256: str = ""
    rows: Mapping[str, Row] = field(default_factory=dict[str, Row])
    settings: Settings = UNCHANGED

    @property
    def usable(self) -> bool:
        """Whether no problem is an error."""
        return self.read and not any(
            located.finding.severity is Severity.ERROR for located in self.problems
        )

    def problems_for(self, year: int | None) -> tuple[Located, ...]:
        """What is wrong with it, and what does not fit the reports on that year."""
        return self.problems if year is None else (*self.problems, *_for_year(self, year))


@cache
def register_table() -> Table:
    """The table 花名册."""
    kinds = tuple(kind.label for kind in latest().form.body_kinds)
    columns = (
        _column("name", 30, required=True),
        _column("report_name", 26),
        _column("code", 12),
        _column("kind", 16, choices=kinds),
        _column("superior", 24),
        _column("contact", 12),
        _column("phone", 16),
        _column("deadline", 13, ColumnKind.DATE),
        _column("extension", 13, ColumnKind.DATE),
        _column("mode", 18, choices=tuple(_MODES)),
        _column("merged_into", 26),
        _column("predecessors", 30),
        _column("founded", 13, ColumnKind.DATE),
        _column("dissolved", 13, ColumnKind.DATE),
        replace(_column("own_return", 12, choices=tuple(OWN_RETURNS)), newer=True),
    )
    return Table(say("register.sheet"), columns, spare=_SPARE_ROWS, frozen=1)


def _column(
    code: str,
    width: int,
    kind: ColumnKind = ColumnKind.TEXT,
    *,
    required: bool = False,
    choices: tuple[str, ...] = (),
) -> Column:
    help_text = say(f"register.{code}_help")
    return Column(code, say(f"register.{code}"), width, kind, True, required, choices, help_text)


# ------------------------------------------------------------------ written


def write_register(bodies: Sequence[Body] = ()) -> bytes:
    """花名册.xlsx with these bodies, or empty: the table, the checks, how to fill it."""
    tables = {register_table(): [_items(body) for body in bodies]}
    return write_book({**tables, settings_table(): settings_rows(), **_guide()})


def _items(body: Body) -> dict[str, Item]:
    items: dict[str, Item] = {
        column.code: getattr(body, column.code) or None for column in register_table().columns
    }
    items["mode"] = mode_label(body.mode)
    if body.own_return:
        items["own_return"] = say(f"aggregate_own_return.{body.own_return}")
    items["predecessors"] = "、".join(body.predecessors) or None
    return items


def _guide() -> dict[Table, list[dict[str, Item]]]:
    table = Table(
        say("register.guide_sheet"),
        (
            Column("caption", say("register.guide_caption"), 16),
            Column("help", say("register.guide_help"), 70),
            Column("example", say("register.guide_example"), 30),
        ),
        preface=(say("register.guide_line"),),
    )
    rows: list[dict[str, Item]] = [
        {
            "caption": column.caption,
            "help": column.help,
            "example": say(f"register.{column.code}_example"),
        }
        for column in register_table().columns
    ]
    return {table: rows}


# ------------------------------------------------------------------ read


def read_register(path: Path) -> RegisterReading:
    """Read a register. Never raises for a bad file; it is not changed."""
    reading = read_tables(path, [register_table(), settings_table()])
    rows = reading.of(register_table())
    problems = list(reading.problems)
    kept = tuple(_certain(rows, reading, problems))
    as_written = [_body(row) for row in kept]
    known = {plain_text(body.name): body for body in as_written}
    bodies = tuple(_with_known_names(body, known) for body in as_written)
    for row, body in zip(kept, bodies, strict=True):
        problems += _doubts(row, body, known)
    own_rows = {body.name: row for row, body in zip(kept, bodies, strict=True)}
    problems += _circles(bodies, own_rows)
    settings = settings_of(reading.of(settings_table()), problems)
    lost = any(located.finding.id == "O-NO-SHEET" for located in reading.problems)
    read = reading.read and not lost
    return RegisterReading(bodies, tuple(problems), read, reading.sha256, own_rows, settings)


def _certain(rows: Iterable[Row], reading: OfficeReading, problems: list[Located]) -> Iterator[Row]:
    """The rows that each stand for one body: with a name and a mode that are its own."""
    unread = {address for located in reading.problems for address in located.addresses}
    seen: dict[str, Row] = {}
    codes: dict[str, Row] = {}
    for row in rows:
        name = plain_text(row.text("name"))
        mode = row.spot("mode")
        if not name or (mode and mode.reference in unread):
            continue
        if name in seen:
            other = seen[name].number
            problems.append(row.problem("register.name_twice", "name", row=other))
            continue
        seen[name] = row
        code = plain_text(row.text("code"))
        if code and code in codes:
            problems.append(row.problem("register.code_twice", "code", row=codes[code].number))
        codes.setdefault(code, row)
        yield row


def _body(row: Row) -> Body:
    """What the columns hold, each under its code, as `_items` writes it."""
    held: dict[str, Any] = {
        item.code: row.date(item.code) if item.kind is ColumnKind.DATE else row.text(item.code)
        for item in register_table().columns
    }
    names = [name.strip() for name in _BETWEEN_NAMES.split(row.text("predecessors"))]
    held["predecessors"] = tuple(name for name in names if name)
    held["mode"] = _MODES.get(row.text("mode"), Mode.PUBLISHED)
    held["own_return"] = OWN_RETURNS.get(row.text("own_return"))
    return Body(**held)


def _with_known_names(body: Body, known: Mapping[str, Body]) -> Body:
    """The body, names of others written as those have them in their own rows."""

    def own(name: str) -> str:
        other = known.get(plain_text(name))
        return other.name if other else name

    return replace(
        body,
        superior=own(body.superior),
        merged_into=own(body.merged_into),
        predecessors=tuple(map(own, body.predecessors)),
    )


# ------------------------------------------------------------------ what may be wrong


def _doubts(row: Row, body: Body, known: Mapping[str, Body]) -> Iterator[Located]:
    yield from _wrong_names(row, body, known)
    yield from _wrong_merger(row, body, known)
    yield from _wrong_dates(row, body)
    if not body.kind and body.mode in (Mode.PUBLISHED, Mode.UNPUBLISHED):
        yield row.problem("register.no_kind", "name", Severity.WARNING)


def _wrong_names(row: Row, body: Body, known: Mapping[str, Body]) -> Iterator[Located]:
    if body.superior and plain_text(body.superior) not in known:
        told = {"name": body.superior}
        yield row.problem("register.unknown_superior", "superior", Severity.WARNING, **told)
    for name in body.predecessors:
        other = known.get(plain_text(name))
        if other is None:
            yield row.problem("register.unknown_predecessor", "predecessors", name=name)
        elif other.name == body.name:
            yield row.problem("register.own_predecessor", "predecessors", name=name)
        elif other.dissolved is None:
            yield row.problem(
                "register.predecessor_alive", "predecessors", Severity.WARNING, name=name
            )


def _wrong_merger(row: Row, body: Body, known: Mapping[str, Body]) -> Iterator[Located]:
    merged = body.mode is Mode.MERGED
    if not body.merged_into:
        if merged:
            yield row.problem("register.no_target", "mode")
        return
    target = known.get(plain_text(body.merged_into))
    if not merged:
        mode = mode_label(Mode.MERGED)
        yield row.problem("register.target_unused", "merged_into", Severity.WARNING, mode=mode)
    elif target is None:
        yield row.problem("register.unknown_target", "merged_into", name=body.merged_into)
    elif target.mode in (Mode.MERGED, Mode.ELSEWHERE):
        yield row.problem(
            "register.target_files_not",
            "merged_into",
            name=target.name,
            mode=mode_label(target.mode),
        )


def _wrong_dates(row: Row, body: Body) -> Iterator[Located]:
    if body.founded and body.dissolved and body.dissolved < body.founded:
        yield row.problem(
            "register.dissolved_before", "dissolved", founded=body.founded, dissolved=body.dissolved
        )
    if body.extension and body.deadline is None:
        yield row.problem("register.extension_alone", "extension", Severity.WARNING)
    elif body.extension and body.deadline and body.extension < body.deadline:
        yield row.problem(
            "register.extension_before",
            "extension",
            extension=body.extension,
            deadline=body.deadline,
        )


def _circles(bodies: Sequence[Body], rows: Mapping[str, Row]) -> Iterator[Located]:
    """Superiors that lead back to the body itself, one finding a circle."""
    above = {body.name: body.superior for body in bodies}
    told: set[str] = set()
    for body in bodies:
        way = [body.name]
        while (name := above[way[-1]]) in above and name not in way:
            way.append(name)
        if name == body.name and name not in told:
            told.update(way)
            row = rows[name]
            yield row.problem("register.circle", "superior", way="→".join((*way, name)))


def _for_year(reading: RegisterReading, year: int) -> Iterator[Located]:
    """Deadlines that are not of the year after, and bodies without one."""
    rows = reading.rows
    filing = [body for body in reading.bodies if body.files_for(year)]
    without = [body for body in filing if body.due is None]
    if without:
        count, listed = len(without), without[0].name
        yield problem("register.no_deadline", Severity.WARNING, count=count, listed=listed)
    years = Counter(body.due.year for body in filing if body.due)
    for wrong in sorted(found for found in years if found != year + 1):
        body = next(body for body in filing if body.due and body.due.year == wrong)
        column = "extension" if body.extension else "deadline"
        yield rows[body.name].problem(
            "register.deadline_year",
            column,
            Severity.WARNING,
            year=year,
            found=wrong,
            count=years[wrong],
        )
