"""Every workbook and Word file that we write: sound, and the same to whoever reads it.

O1 a validator finds no fault    O2 the package holds what it names    O3 its true extent is stated
O4 openpyxl (as it stands, and as it streams) and calamine read the same cells    O5 and LibreOffice
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree import ElementTree

import pytest
from books import TOLERATED
from conftest import Office
from filings import busy
from ledgers import NOW
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook
from returns import failing, passing, run_here, save, unfilled

from xltools import cli
from xltools.collection.register.body import Body
from xltools.collection.register.book import write_register
from xltools.law.edition import load
from xltools.template import pour

EDITION = load("2021")
SUPERIOR = "测试县人民政府"
BODIES = (
    Body(SUPERIOR, kind="县级政府本级"),
    *(
        Body(
            f"测试县{name}局",
            code=name,
            kind="政府部门",
            superior=SUPERIOR,
            deadline=date(2025, 1, 20),
        )
        for name in ("教育", "水利", "民政")
    ),
)
DECLARED = (*TOLERATED, "Unexpected element 'u' found")
"""The order of what openpyxl says of a font: Excel reads it."""


def said(*command: str | Path) -> int:
    return cli.run([str(word) for word in command])


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of an office: everything that it writes."""
    place = tmp_path_factory.mktemp("办公室")
    inbox, out, books = place / "收件", place / "结果", place / "用表"
    books.mkdir()
    register = books / "花名册.xlsx"
    register.write_bytes(write_register(BODIES))
    for filing, name in (
        (passing(EDITION, name="测试县教育局", code="教育"), "教育"),
        (failing(EDITION, name="测试县水利局", code="水利"), "水利"),
        (unfilled(EDITION, name="测试县民政局", code="民政"), "民政"),
        (passing(EDITION, name=SUPERIOR, body_kind="县级政府本级"), "县"),
    ):
        save(filing, inbox / f"{name}.xlsx")
    (inbox / "坏.xlsx").write_bytes(b"PK\3\4")
    run_here(inbox, out, year=2024, register=BODIES, now=NOW)
    sums = ("aggregate", out, "--scope", "全区", "--own-return", "本级数", "-o")
    assert said(*sums, books / "汇总.xlsx") in (0, 1, 3)
    for year in (2024, 2025):
        folder = books / f"下发{year}"
        given = ("--previous", out) if year == 2025 else ()
        assert said("distribute", register, "--year", str(year), *given, "-o", folder) in (0, 1)
    assert said("template", "-o", books / "空表.xlsx") == 0
    assert said("report", inbox / "教育.xlsx", "-o", books / "报告") == 0
    assert said("repair", inbox / "民政.xlsx", "-o", books / "修复.xlsx") in (0, 1)
    older = load("2019")
    (books / "试行.xlsx").write_bytes(pour(busy(older)))
    return place


@pytest.fixture(scope="module")
def workbooks(room: Path) -> list[Path]:
    """A workbook of each kind that we write; those that only bodies sent are none."""
    ours = [path for path in sorted(room.rglob("*.xlsx")) if "收件" not in path.parts]
    kinds = {_kind(path): path for path in ours}
    assert {"台账", "花名册", "汇总", "空表", "修复", "催报", "下发清单"} <= kinds.keys()
    assert {"填报核实修改单", "2025年度填报表", "汇总-填报表"} <= kinds.keys()
    return [path for kind, path in kinds.items() if kind != "2024年度填报表"]


def _kind(path: Path) -> str:
    return path.stem.rpartition("局")[2].removeprefix(SUPERIOR)


@pytest.fixture(scope="module")
def documents(room: Path) -> list[Path]:
    found = sorted(room.rglob("*.docx"))
    kinds = " ".join(path.name for path in found)
    assert all(kind in kinds for kind in ("年度报告", "修改单", "送审稿", "情况分析", "通报"))
    return found


# ------------------------------------------------------------------ O1, O2


def test_o1_a_validator_finds_no_fault(workbooks: list[Path], documents: list[Path]) -> None:
    elsewhere = (
        "空",
        "空表",
        "修复",
        "2024年度填报表",
    )  # of one kind with others, or validated there
    chosen = [path for path in workbooks if _kind(path) not in elsewhere]
    texts = [path for path in documents if "汇总" in path.name or "送审稿" in path.name]
    found = [
        (path.name, error.description)
        for path in (*chosen, *texts)
        for error in OpenXmlValidator().validate(str(path)).errors
        if not any(told in error.description for told in DECLARED)
    ]
    assert found == []


def test_o2_a_package_holds_what_it_names(workbooks: list[Path], documents: list[Path]) -> None:
    wrong = [(path.name, fault) for path in (*workbooks, *documents) for fault in _faults(path)]
    assert wrong == []


def _faults(path: Path) -> Iterator[str]:
    """Parts named twice, of no type, not well-formed, or not there; types and relations of none."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    if len(names) != len({name.lower() for name in names}):
        yield "two parts of one name"
    trees = {
        name: ElementTree.fromstring(data)
        for name, data in parts.items()
        if name.endswith((".xml", ".rels", ".vml"))
    }
    types = trees["[Content_Types].xml"]
    endings = {item.get("Extension", "").lower() for item in types.iterfind("{*}Default")}
    told = {item.get("PartName", "").lstrip("/") for item in types.iterfind("{*}Override")}
    yield from (f"type of no part {name}" for name in told - parts.keys())
    for name in parts.keys() - told - {"[Content_Types].xml"}:
        if name.rpartition(".")[2].lower() not in endings:
            yield f"no type {name}"
    for name in (name for name in trees if name.endswith(".rels")):
        folder = dirname(dirname(name))
        ids: list[str] = []
        for relation in trees[name].iterfind("{*}Relationship"):
            ids.append(relation.get("Id", ""))
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                continue
            part = target.lstrip("/") if target[:1] == "/" else normpath(join(folder, target))
            if part not in parts:
                yield f"{name} names {part}"
        if len(ids) != len(set(ids)):
            yield f"{name} has an id twice"


# ------------------------------------------------------------------ O3, O4


def test_o3_o4_three_readers_see_the_same_cells(workbooks: list[Path]) -> None:
    for path in workbooks:
        data = path.read_bytes()
        whole = seen_by_openpyxl(data)
        assert whole, path.name
        assert seen_by_openpyxl(data, read_only=True) == whole, path.name
        assert seen_by_calamine(data) == whole, path.name
        hasty = load_workbook(io.BytesIO(data), read_only=True)
        for sheet in hasty.worksheets:
            held = [place for place in whole if place[0] == sheet.title]
            last = max((row for _, row, _ in held), default=1)
            right = max((column for _, _, column in held), default=1)
            _, _, widest, lowest = range_boundaries(sheet.calculate_dimension())
            assert (widest or 0) >= right, (path.name, sheet.title)
            assert (lowest or 0) >= last, (path.name, sheet.title)


Cells = dict[tuple[str, int, int], Any]


def seen_by_openpyxl(data: bytes, *, read_only: bool = False) -> Cells:
    book = load_workbook(io.BytesIO(data), data_only=True, read_only=read_only)
    return {
        (sheet.title, number, column): told(value)
        for sheet in book.worksheets
        for number, row in enumerate(sheet.iter_rows(min_row=1, min_col=1, values_only=True), 1)
        for column, value in enumerate(row, 1)
        if value not in (None, "")
    }


def seen_by_calamine(data: bytes) -> Cells:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        (name, number, column): told(value)
        for name in book.sheet_names
        for number, row in enumerate(
            book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1
        )
        for column, value in enumerate(row, 1)
        if value != ""
    }


def told(value: Any) -> Any:
    """A value as readers have it in common: days without hours, numbers of one kind."""
    match value:
        case bool():
            return value
        case int() | float():
            return round(float(value), 9)
        case datetime() if value.time() == time():
            return value.date()
        case str():
            return value.replace("\r\n", "\n")
        case _:
            return value


# ------------------------------------------------------------------ O5


@pytest.mark.office
def test_o5_libreoffice_sees_the_same_cells(
    workbooks: list[Path], soffice: Office, tmp_path: Path
) -> None:
    files: list[Path] = []
    for number, path in enumerate(workbooks):
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(path.read_bytes())
    made = soffice.all(files, "xlsx", tmp_path / "made")
    for path, file in zip(workbooks, made, strict=True):
        ours, theirs = seen_by_openpyxl(path.read_bytes()), seen_by_openpyxl(file.read_bytes())
        differing = {
            place: (ours.get(place), theirs.get(place))
            for place in ours.keys() | theirs.keys()
            if ours.get(place) != theirs.get(place)
        }
        assert differing == {}, path.name
