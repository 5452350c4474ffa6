"""A collecting office with a register of four bodies, and a run a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from ledgers import NOW, rows
from returns import passing, run_here, save

from xltools.collection.batch.run import Result
from xltools.collection.ledger.names import CHASE_BOOK
from xltools.collection.ledger_book.book import bodies_table, files_table
from xltools.collection.outgoing.chase import chase_table
from xltools.collection.register.body import Body
from xltools.filing.filing import Filing
from xltools.law.edition import load
from xltools.report import render_package
from xltools.report.endings import PAGE

EDITION = load("2021")
NAMES = ("云溪县财政局", "云溪县教育局", "云溪县民政局", "云溪县城东街道办事处")
BODIES = tuple(
    Body(name, code=f"C{number}", kind="县级政府部门", superior="云溪县人民政府")
    for number, name in enumerate(NAMES)
)


def of(name: str, **cover: str) -> Filing:
    number = NAMES.index(name) if name in NAMES else 9
    return passing(EDITION, **{"name": name, "report_name": name, "code": f"C{number}", **cover})


def page(filing: Filing) -> bytes:
    return render_package(filing)[PAGE]


def other_figure(filing: Filing) -> Filing:
    """The same with one more in a figure that the report prints."""
    cell = next(c for c in filing.figures if c.startswith("disclosure."))
    return replace(filing, figures={**filing.figures, cell: int(str(filing.figures[cell])) + 1})


class Office:
    """A collecting office; a run a day."""

    def __init__(self, place: Path, bodies: tuple[Body, ...] | None = BODIES) -> None:
        self.inbox, self.out, self.bodies, self.day = place / "收件", place / "结果", bodies, 0
        self.inbox.mkdir(parents=True)

    def came(self, files: Mapping[str, bytes | Filing]) -> None:
        for file, content in files.items():
            path = self.inbox / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                save(content, path)

    def run(self) -> Result:
        self.day += 1
        asked: dict[str, Any] = {"register": self.bodies, "year": 2024} if self.bodies else {}
        return run_here(self.inbox, self.out, now=NOW + timedelta(days=self.day), **asked)

    def files(self) -> dict[str, tuple[str, str | None]]:
        """The word for each file, and what it is as an attachment."""
        return {
            row["file"]: (row["state"], row["attached"]) for row in rows(self.out, files_table())
        }

    def told(self) -> dict[str, str]:
        return {row["body"]: row["state"] for row in rows(self.out, bodies_table())}

    def chased(self) -> dict[str, dict[str, Any]]:
        return {row["name"]: row for row in rows(self.out, chase_table(), CHASE_BOOK)}


class Inbox:
    """An office's folder, in which a run a day looks."""

    def __init__(self, place: Path) -> None:
        self.folder, self.out, self.days = place / "in", place / "out", 0
        self.summary: tuple[str, ...] = ()
        self.folder.mkdir()

    def run(self, **asked: Any) -> dict[str, str]:
        self.days += 1
        result = run_here(self.folder, self.out, now=NOW + timedelta(days=self.days), **asked)
        self.summary = result.summary
        return {row["file"]: row["state"] for row in rows(self.out, files_table())}
