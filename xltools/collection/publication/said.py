"""When and where reports were published, as tables and saved pages that the office gives say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xltools.collection.ledger.ledger import Ledger
from xltools.collection.register.body import Body
from xltools.collection.register.identity import given_to
from xltools.collection.register.matching import Register
from xltools.collection.standing.standing import Standing
from xltools.collection.tables.reader import read_tables
from xltools.collection.tables.table import Column, ColumnKind, Table
from xltools.examination.record import Located
from xltools.messages import say
from xltools.published.comparison.answers import files_in
from xltools.published.comparison.differences import is_report_of
from xltools.published.documents.contents import NotADocument, Published
from xltools.published.documents.document import WEB_PAGES, read_foreign
from xltools.published.documents.origin import origin_of
from xltools.published.texts.paragraphs import plain_form
from xltools.reader.returned.reading import bytes_of
from xltools.reader.telling.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PublicationSaid:
    """A body, the day and the address that are said of it, and where; `read` off a saved page."""

    body: str
    day: date | None
    address: str
    place: str
    read: bool = False


@dataclass
class AllSaid:
    """All that was given, and a line for each thing in it that cannot be obeyed."""

    said: list[PublicationSaid] = field(default_factory=list[PublicationSaid])
    lines: list[str] = field(default_factory=list[str])


def read_said(
    sources: Sequence[Path], ledger: Ledger, bodies: Sequence[Body], standings: Sequence[Standing]
) -> AllSaid:
    """What files of a table, saved pages and folders of them say of the bodies of a register."""
    found, pages = AllSaid(), _Pages(ledger, standings)
    for source in sources:
        if source.is_dir() or source.suffix.lower() in WEB_PAGES:
            for page in files_in(source, WEB_PAGES):
                _take_page(page, pages, found)
        else:
            _take_table(source, Register(bodies), found)
    return found


# ------------------------------------------------------------------ tables


def published_table() -> Table:
    """The table that can be given: the columns of 各单位 under these captions, or others' words."""

    def column(code: str, width: int, kind: ColumnKind = ColumnKind.TEXT) -> Column:
        aliases = tuple(say(f"published_also.{code}").split("、"))
        return Column(code, say(f"published_column.{code}"), width, kind, aliases=aliases)

    body = replace(column("body", 30), required=True)
    day = column("day", 14, ColumnKind.DATE)
    address = replace(column("address", 60), newer=True)
    code = replace(column("code", 12), newer=True)
    return Table(say("published_sheet.given"), (body, day, address, code))


def _take_table(file: Path, register: Register, found: AllSaid) -> None:
    table = published_table()
    reading = read_tables(file, (table,))
    problems = list(reading.problems)
    for row in reading.of(table):
        match = register.match(row.text("code"), row.text("body"))
        if not (row.text("body") and (row.date("day") or row.text("address"))):
            continue
        if match.body and match.sure:
            place = say("published_given.row", file=file.name, row=row.number)
            said = match.body.name, row.date("day"), row.text("address"), place
            found.said.append(PublicationSaid(*said))
        else:
            problems.append(row.problem("published_given.unknown", "body", body=row.text("body")))
    found.lines += [_line(file, located) for located in problems]


def _line(file: Path, located: Located) -> str:
    finding = located.finding
    said = {"sentence": finding.sentence, "remedy": finding.remedy}
    return say("published_given.problem", file=file.name, place=located.place, **said)


# ------------------------------------------------------------------ saved pages


class _Pages:
    """Whose report a page is: the one whose title it bears, above its tables."""

    def __init__(self, ledger: Ledger, standings: Sequence[Standing]) -> None:
        self._ledger = ledger
        self._known = [(_names(item), item) for item in standings if item.body and item.counts]

    def owners(self, page: Published) -> list[str]:
        text = plain_form("".join(line.text for line in page.lines))
        near = (item for names, item in self._known if any(name in text for name in names))
        return [item.name for item in near if self._is_of(item, page)]

    def _is_of(self, standing: Standing, page: Published) -> bool:
        filing = self._ledger.filing(standing.sha256)
        body = standing.by.assigned_to if standing.by else None
        return filing is not None and is_report_of(given_to(body, filing), page)


def _names(standing: Standing) -> frozenset[str]:
    judged = standing.by.judged if standing.by else None
    body = standing.body
    given = (body.name, body.report_name) if body else ()
    written = (judged.body, judged.report_name) if judged else ()
    return frozenset(map(plain_form, (*given, *written))) - {""}


def _take_page(file: Path, pages: _Pages, found: AllSaid) -> None:
    try:
        data, _ = bytes_of(file)
        owners = pages.owners(read_foreign(data))
        origin = origin_of(data)
    except (NotADocument, Refusal):
        found.lines.append(say("published_given.no_page", page=file.name))
        return
    if len(owners) != 1:
        code = "several" if owners else "nobody"
        found.lines.append(say(f"published_given.{code}", page=file.name, names="、".join(owners)))
        return
    found.said.append(PublicationSaid(owners[0], origin.day, origin.address, file.name, read=True))
    lacking = [
        say(f"published_column.{what}")
        for what, value in (("day", origin.day), ("address", origin.address))
        if not value
    ]
    if lacking:
        found.lines.append(
            say("published_given.lacking", page=file.name, body=owners[0], what="、".join(lacking))
        )
