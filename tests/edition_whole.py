"""One edition from form to published page: run for each real one, and for one made up.

    python edition_whole.py FOLDER ID OUT

looks for editions in FOLDER instead of the package's own, writes OUT/ID-*.xlsx, and fails where
anything on the way does not serve that edition.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltools.filing.filing import Filing, Value
    from xltools.law.edition import Edition


def returns(edition: Edition) -> Iterator[tuple[str, Filing]]:
    """A blank return, a nil one, one with every cell filled, and all cases of all rules."""
    from rule_cases import merged, rule_books

    from xltools.filing.filing import Filing

    yield "blank", Filing(edition)
    nil = dict.fromkeys(edition.form.tables, True)
    yield "nil", Filing(edition, nil=nil, cover=_cover(edition))
    yield "full", full(edition)
    for number, book in enumerate(rule_books(edition)):
        yield f"rules-{number}", merged(edition, book)


def full(edition: Edition) -> Filing:
    """A return with something in every cell and every text."""
    from xltools.filing.filing import Filing, Unreadable
    from xltools.filing.previous import previous_cells
    from xltools.law.form import CellKind

    figures: dict[str, Value] = {}
    for number, item in enumerate(edition.typed, start=1):
        kind = edition.form.cells[item].column.kind
        figures[item] = -number if kind is CellKind.CHANGE else number
        if kind is CellKind.WRITTEN:
            figures[item] = Unreadable("251000元")
    return Filing(
        edition,
        cover=_cover(edition),
        figures=figures,
        narratives={text: (f"{text} 第一段。", "第二段。") for text in edition.form.narratives},
        notes={table: f"{table} 的说明" for table in edition.form.tables},
        previous=dict.fromkeys(previous_cells(edition), 3),
    )


def _cover(edition: Edition) -> dict[str, str]:
    made = {"name": "云溪县统计局", "body_kind": "政府部门", "year": str(edition.first_year)}
    return made | {"date": f"{edition.first_year + 1}-01-20"}


def walk(edition: Edition, out: Path) -> dict[str, Filing]:
    """Pour each return, read it back, confront it, write and read its reports; by book's name."""
    from xltools.examination.examine import examine
    from xltools.examination.reports import render
    from xltools.filing.codec import dumps, loads
    from xltools.template import pour

    walked: dict[str, Filing] = {}
    for name, filing in returns(edition):
        book = out / f"{edition.id}-{name}.xlsx"
        book.write_bytes(pour(filing))
        examined = examine(book, filing.year)
        assert examined.reading.unread is None, (name, examined.findings)
        read = examined.reading.filing
        assert read is not None
        assert (read.edition, read.values) == (edition, filing.values), name
        assert replace(read, figures=filing.figures) == filing, name
        assert loads(dumps(read)) == read, name
        _, differences = render(filing, draft=True)
        assert differences == [], (name, differences)
        walked[book.name] = filing
    complete = replace(
        full(edition), figures={}, previous={}, nil=dict.fromkeys(edition.form.tables, True)
    )
    documents, differences = render(complete)
    assert documents
    assert differences == []
    return walked


def main(folder: str, edition_id: str, out: str) -> None:
    """The edition of that id among those below `folder`, walked."""
    import xltools.law.edition as law

    law._FOLDERS = Path(folder)  # pyright: ignore[reportPrivateUsage]
    law.EDITIONS = tuple(sorted(path.name for path in Path(folder).iterdir()))
    walk(law.load(edition_id), Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
