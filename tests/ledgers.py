"""台账.xlsx read and written to as the office does, and what lies in folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from xltools.collection.ledger.ledger import CHINA
from xltools.collection.ledger.names import BOOK, VAULT
from xltools.collection.ledger_book.sheets import files_table, findings_table, hints_table
from xltools.collection.tables.table import Table
from xltools.filing.states import FileState
from xltools.law.rule import Severity
from xltools.messages import say

NOW = datetime(2025, 1, 20, 9, tzinfo=CHINA)
"""A working day before the deadline."""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def outputs(out: Path) -> dict[str, bytes]:
    """What people see in OUT: everything but the ledger's own file, which grows with every run."""
    return {name: data for name, data in contents(out).items() if name != VAULT}


def rows(out: Path, table: Table, name: str = BOOK) -> list[dict[str, Any]]:
    """The rows of a sheet of the ledger by column code."""
    workbook = openpyxl.load_workbook(out / name)
    values = workbook[table.sheet].iter_rows(min_row=table.header_row + 1, values_only=True)
    codes = [column.code for column in table.columns]
    return [dict(zip(codes, row, strict=False)) for row in values]


def assert_counted(out: Path) -> None:
    """That 收件 counts of each file what 问题清单 and 提示 list of it, what only follows apart."""
    listed: dict[str, Counter[str]] = {}
    codes = {say(f"severity.{Severity.ERROR}"): "errors", say("verdict.unfilled"): "unfilled"}
    codes[say(f"severity.{Severity.WARNING}")] = "warnings"
    for table in (findings_table(), hints_table()):
        for row in rows(out, table):
            own = row["file"] and not row["sentence"].startswith(say("show.follows"))
            settled = row.get("verdict") == say("verdict.explained")
            if own and not settled:
                code = codes.get(row.get("severity", ""), "")
                code = "infos" if table is hints_table() else code
                listed.setdefault(row["file"], Counter())[code] += 1
    shown = [row for row in rows(out, files_table()) if row["file"]]
    assert any(row["errors"] or row["warnings"] for row in shown)
    for row in shown:
        counted = {code: row[code] for code in ("errors", "unfilled", "warnings", "infos")}
        found = listed.get(row["file"], Counter())
        settled = row["state"] in {say(f"file_state.{word}") for word in SETTLED}
        assert settled or counted == {code: found[code] for code in counted}, row["file"]


SETTLED = tuple(word for word in FileState if word.meaning.settled or word is FileState.WRONG_YEAR)
"""Of what nobody need look into nothing is listed."""


def write_into(
    out: Path, table: Table, key: str, subject: str, values: Mapping[str, Any], name: str = BOOK
) -> None:
    """Write into the open columns of every row whose `key` column holds `subject`."""
    workbook = openpyxl.load_workbook(out / name)
    sheet = workbook[table.sheet]
    codes = [column.code for column in table.columns]
    found = False
    for row in sheet.iter_rows(min_row=table.header_row + 1):
        if row[codes.index(key)].value == subject:
            found = True
            for code, value in values.items():
                cell = row[codes.index(code)]
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
    assert found, subject
    workbook.save(out / name)
