"""What stands at the head of 发布包: the page that lists its reports, and a digest of each file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from xltools.collection.ledger.facts import Facts, Field
from xltools.collection.ledger.ledger import Output
from xltools.collection.ledger.names import DIGESTS, INDEX_PAGE, PUBLISHING
from xltools.collection.shelf.rows import FileRow
from xltools.collection.shelf.shelf import Shelf
from xltools.examination.reports import report_stem
from xltools.messages import say
from xltools.platform.on_disk import OnDisk
from xltools.report.endings import PAGE, WORD
from xltools.report.html import page_template


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A report in 发布包: whose, its documents as links, and what is known of its publication."""

    body: str
    title: str
    page: str
    word: str
    published_on: str
    address: str

    @property
    def is_link(self) -> bool:
        """Whether the address that the office wrote is one of the web."""
        return self.address.lower().startswith(("http://", "https://"))


def put_index(shelf: Shelf, rows: Sequence[FileRow], facts: Facts) -> None:
    """Put the page and the digests, where there is a report; after all other documents."""
    if finished := in_order(rows, facts):
        shelf.put(INDEX_PAGE, index_page(finished, facts), INDEX_PAGE)
        shelf.put(DIGESTS, digests(shelf.outputs), DIGESTS)


def in_order(rows: Sequence[FileRow], facts: Facts) -> list[FileRow]:
    """Every file with a report in 发布包, in the order of the register, or of the files."""
    order = {body.name: number for number, body in enumerate(facts.bodies or ())}
    finished = (row for row in rows if row.outputs and row.folder == PUBLISHING)
    return sorted(finished, key=lambda row: order.get(_name(row), 0))


def _line(row: FileRow, facts: Facts) -> IndexLine:
    name, record = _name(row), row.record
    return IndexLine(
        body=name,
        title=report_stem(record.report_name, record.year),
        page=_link(row.outputs, PAGE),
        word=_link(row.outputs, WORD),
        published_on=facts.decided(name, Field.PUBLISHED),
        address=facts.decided(name, Field.ADDRESS).strip(),
    )


def _name(row: FileRow) -> str:
    return row.standing.body.name if row.standing.body else row.record.body


def _link(outputs: Sequence[str], ending: str) -> str:
    """The document of that ending as a link from the page; of several, the shortest name."""
    found = min((name for name in outputs if name.endswith(ending)), key=len)
    return quote(PurePosixPath(found).relative_to(PUBLISHING).as_posix())


def index_page(finished: Sequence[FileRow], facts: Facts) -> bytes:
    """The page; the same bytes for the same reports."""
    year = facts.year
    title = say("publication.title", year=say("publication.year", year=year) if year else "")
    heads = [say(f"publication.{head}") for head in ("number", "body", "report", "day", "address")]
    page = io.BytesIO()
    for part in page_template("index.html.j2", "xltools.collection.publication").generate(
        title=title,
        sentence=_sentence(finished, facts),
        heads=heads,
        entries=(_line(row, facts) for row in finished),
        word=say("publication.word"),
        unknown=say("publication.unknown"),
    ):
        page.write(part.encode())
    return page.getvalue()


def _sentence(finished: Sequence[FileRow], facts: Facts) -> str:
    """How many there are, and of how many a day of publication is known."""
    published = sum(bool(facts.decided(_name(row), Field.PUBLISHED)) for row in finished)
    return say("publication.sentence", count=len(finished), published=published)


def digests(outputs: OnDisk[Output]) -> bytes:
    """The SHA-256 of each file in 发布包, as sha256sum writes and reads them there."""
    listed = io.BytesIO()
    for name, output in outputs.below(f"{PUBLISHING}/"):
        if name != DIGESTS:
            listed.write(f"{output.sha256}  {name.removeprefix(f'{PUBLISHING}/')}\n".encode())
    return listed.getvalue()
