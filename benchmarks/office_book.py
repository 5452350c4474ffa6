"""台账.xlsx of a province, written and read back: `python benchmarks/office_book.py 10000 20`."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path

from xltools.collection.ledger.facts import Choice, Field
from xltools.collection.ledger_book.book import files_table, findings_table
from xltools.collection.tables.reader import read_tables
from xltools.collection.tables.writer import OfficeBook

_MIB = 1 << 20


def written(files: int, findings: int) -> bytes:
    """A book of that many files, each with that many doubts; the last one is ruled of."""
    book = OfficeBook([files_table(), findings_table()])
    for file in range(files):
        known = {"file": f"县直部门/单位{file}-填报表.xlsx", "body": f"云溪县单位{file}"}
        content = f"{file:064x}"
        book.add(files_table(), {**known, "sha256": content})
        for finding in range(findings):
            last = file == files - 1 and finding == findings - 1
            book.add(
                findings_table(),
                {
                    **known,
                    "severity": "疑点",
                    "place": "一总体情况!B66（（二）依申请公开）；三依申请!J8",
                    "sentence": f"文中写的是{file}，表内为{finding}" + "，请核对" * 20,
                    "remedy": "请核对正文和表格，改正有误的一处。" * 2,
                    "rule": "C-FIGURE/on_request/received",
                    "key": f"{file:08x}{finding:08x}",
                    "sha256": content,
                    Field.RULING: Choice.ACCEPTED.label if last else None,
                },
            )
    return book.finish()


def main(files: int, findings: int) -> None:
    began = time.process_time()
    data = written(files, findings)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账.xlsx"
        path.write_bytes(data)
        with zipfile.ZipFile(path) as package:
            whole = sum(member.file_size for member in package.infolist())
        print(f"written: {time.process_time() - began:.1f} s, {whole // _MIB} MiB of XML")
        began = time.process_time()
        columns = (c for c in findings_table().columns if c.open or c.code in ("key", "sha256"))
        wanted = replace(findings_table(), columns=tuple(columns))
        reading = read_tables(path, [wanted])
    ruled = sum(Field.RULING in row.values for row in reading.of(wanted))
    assert reading.read, reading.problems
    assert ruled == 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"read: {time.process_time() - began:.1f} s, {memory} MiB at most")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
