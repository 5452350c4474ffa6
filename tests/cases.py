"""Four real published reports (../shared/cases), entered in the form of 2021.

Three are on the form of 2021. That of 上海市人民政府办公厅 for 2019 is on the trial form: its
tables three and four are entered, with blanks as 0, to hold its texts against them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias, cast

from xltools.checks import check
from xltools.filing.codec import from_json
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.law.form import FormTable

Case: TypeAlias = dict[str, Any]

SLUGS = ("hongze-2023", "shuyang-fgj-2023", "shanghai-kewei-2024")
OF_2019 = "shanghai-office-2019"

SINGLE_ROW_OF_2019 = "三（六）其他处理"
"""洪泽 still prints the one row of the trial edition: its figures are 3.其他, the rest absent."""

ONE_FIGURE_ROWS = {
    "行政许可": "licensing.decisions",
    "行政处罚": "penalties.decisions",
    "行政强制": "coercive_measures.decisions",
    "行政事业性收费（万元）": "administrative_charges.charged",
}
_PARTS = ("proactive", "on_request", "management", "platforms", "supervision")
_HEADING = re.compile("（([一二三四五])）[^。\n]{2,20}[。\n]")
_KINDS = {"政府办公厅": "省级或设区的市政府本级", "人民政府": "县级政府本级"}


def case_of(shared: Path, slug: str) -> Case:
    """What expected.json says of a report."""
    text = (shared / "cases" / slug / "expected.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)


def printed(case: Case, edition: Edition) -> dict[str, Any]:
    """Every figure the report prints, by cell id; a blank is None."""
    tables = edition.form.tables
    cells = (cell.id for cell in tables["cases"].cells)
    figures = {
        **dict(_table_3(case["table3"], tables["requests"])),
        **dict(zip(cells, case["table4"], strict=True)),
    }
    if case["edition"] == edition.id:
        figures |= dict(_table_2(case["table2"], tables["disclosure"]))
    return figures


def _table_2(rows: Case, table: FormTable) -> Iterator[tuple[str, Any]]:
    for label, value in rows.items():
        if isinstance(value, dict):
            named = {
                cell.column.label: cell for cell in table.cells if cell.row.label.endswith(label)
            }
            yield from ((named[column].id, figure) for column, figure in cast(Case, value).items())
        else:
            yield f"{table.id}.{ONE_FIGURE_ROWS[label]}", value


def _table_3(rows: dict[str, list[Any]], table: FormTable) -> Iterator[tuple[str, Any]]:
    (block,) = table.blocks
    labels = list(rows)
    at = 0
    for row in block.leaf_rows:
        label = labels[at]
        if label == SINGLE_ROW_OF_2019 and row.id != "other_outcome":
            continue
        assert label == SINGLE_ROW_OF_2019 or row.label.startswith(_without_number(label))
        for column, figure in zip(block.leaf_columns, rows[label], strict=True):
            yield f"{table.id}.{row.id}.{column.id}", figure
        at += 1
    assert at == len(labels)


def _without_number(label: str) -> str:
    """`三（三）1.属于国家秘密` without the parts of the form it stands in."""
    for start in ("三（三）", "三（四）", "三（五）", "三（六）"):
        if label.startswith(start) and label != start:
            return label.removeprefix(start)
    return label.removeprefix("三")


def narratives(case: Case) -> dict[str, list[str]]:
    """The report's texts where they belong: 一 taken apart at （一）…（五） where it has them."""
    texts: dict[str, str] = case["narrative"]
    pieces = _HEADING.split(texts["1"])
    parts = {"opening": pieces[0]}
    parts |= {
        _PARTS["一二三四五".index(n)]: t for n, t in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    parts |= {"improvements": texts["5"], "further": texts["6"]}
    return {name: text.strip().split("\n") for name, text in parts.items() if text.strip()}


def filed(case: Case, edition: Edition) -> Filing:
    """The report as a filing."""
    kind = next((kind for end, kind in _KINDS.items() if case["unit"].endswith(end)), "政府部门")
    old = case["edition"] != edition.id
    return from_json(
        {
            "edition": edition.id,
            "cover": {"name": case["unit"], "year": case["year"], "body_kind": kind},
            "nil": dict.fromkeys(["requests", "cases"], True) if old else {},
            "figures": printed(case, edition),
            "narratives": narratives(case),
        }
    )


FALSE = {OF_2019: {"C-HALF-WIDTH/proactive"}}
"""False alarms: the half-width mark is that of `&lt;`, which the page did not mean to show."""
OF_ANY = ("C-DATE", "C-DRAFTED")
"""What is said of any return whose cover has no date and whose lead is drafted."""


def found(case: Case, edition: Edition) -> dict[str, Finding]:
    findings = check(filed(case, edition))
    return {finding.id: finding for finding in findings if finding.rule not in OF_ANY}
