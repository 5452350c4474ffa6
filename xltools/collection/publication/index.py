"""What stands at the head of 发布包: the page that lists its reports, and a digest of each file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from xltools.collection.ledger.facts import Facts, Field
from xltools.collection.ledger.ledger import Output
from xltools.collection.ledger.names import DIGESTS, INDEX_PAGE, PUBLISHING
from xltools.collection.shelf.rows import FileRow
from xltools.collection.shelf.shelf import Shelf
from xltools.examination.reports import report_stem
from xltools.messages import say
from xltools.platform.files import numbered
from xltools.report.endings import PAGE, WORD
from xltools.report.html import compiled


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
    listed = tuple(entries(rows, facts))
    if listed:
        _put(shelf, INDEX_PAGE, index_page(listed, facts.year).encode())
        _put(shelf, DIGESTS, digests(shelf.outputs).encode())


def entries(rows: Sequence[FileRow], facts: Facts) -> Iterator[IndexLine]:
    """Every report in 发布包, in the order of the register, or of the files."""
    order = {body.name: number for number, body in enumerate(facts.bodies or ())}
    finished = [row for row in rows if row.outputs and row.folder == PUBLISHING]
    for row in sorted(finished, key=lambda row: order.get(_name(row), 0)):
        name, record = _name(row), row.record
        yield IndexLine(
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


def index_page(listed: Sequence[IndexLine], year: int | None) -> str:
    """The page; the same text for the same reports."""
    title = say("publication.title", year=say("publication.year", year=year) if year else "")
    heads = [say(f"publication.{head}") for head in ("number", "body", "report", "day", "address")]
    return compiled("index.html.j2", "xltools.collection.publication").render(
        title=title,
        sentence=_sentence(listed),
        heads=heads,
        entries=listed,
        word=say("publication.word"),
        unknown=say("publication.unknown"),
    )


def _sentence(listed: Sequence[IndexLine]) -> str:
    """How many there are, and of how many a day of publication is known."""
    published = sum(bool(entry.published_on) for entry in listed)
    return say("publication.sentence", count=len(listed), published=published)


def digests(outputs: Mapping[str, Output]) -> str:
    """The SHA-256 of each file in 发布包, as sha256sum writes and reads them there."""
    inside = {
        PurePosixPath(name).relative_to(PUBLISHING).as_posix(): output.sha256
        for name, output in outputs.items()
        if name.startswith(f"{PUBLISHING}/") and name != DIGESTS
    }
    return "".join(f"{inside[name]}  {name}\n" for name in sorted(inside))


def _put(shelf: Shelf, name: str, data: bytes) -> None:
    shelf.put(name, data, numbered(Path(name), 2).as_posix(), name)
